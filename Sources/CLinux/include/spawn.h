#ifndef FLIGHTHUB_SPAWN_H
#define FLIGHTHUB_SPAWN_H

#include <sys/types.h>

/// A program to start, as `clinux_spawn` takes it. Nothing in it is kept after the call.
struct clinux_command {
    /// Absolute path of the program; `PATH` is not searched.
    const char *path;
    /// Null-terminated; the first is the program's own name.
    char *const *arguments;
    /// Null-terminated `NAME=value` strings: the whole environment of the program.
    char *const *environment;
    /// Working folder.
    const char *directory;
    /// File descriptor that becomes standard output and standard error.
    int output;
    /// Account to become; `(uid_t)-1` stays what the caller is.
    uid_t user;
    gid_t group;
    /// Signal that the program gets when the *thread* that called `clinux_spawn` ends.
    int death_signal;
};

/// Starts a program in a session of its own, with no file of ours but its output.
///
/// Returns its process id once `execve` has succeeded, or a negative errno. The calling thread must
/// live as long as the program: its end is what the parent-death signal is tied to.
int clinux_spawn(const struct clinux_command *command);

#endif
