#define _GNU_SOURCE
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// Only async-signal-safe calls are allowed here: the parent has other threads, so the child's heap
// and locks may be in any state.
static int become(const struct clinux_command *command, pid_t parent) {
    if (setsid() < 0) return -1;
    umask(077);
    if (command->user != (uid_t)-1) {
        if (setgroups(1, &command->group) < 0) return -1;
        if (setgid(command->group) < 0) return -1;
        if (setuid(command->user) < 0) return -1;
    }
    // After setuid, which clears it; and the parent may have died before it was set.
    if (prctl(PR_SET_PDEATHSIG, command->death_signal) < 0) return -1;
    if (getppid() != parent) {
        errno = ESRCH;
        return -1;
    }
    if (chdir(command->directory) < 0) return -1;
    int input = open("/dev/null", O_RDONLY);
    if (input < 0 || dup2(input, 0) < 0) return -1;
    if (dup2(command->output, 1) < 0 || dup2(command->output, 2) < 0) return -1;
    // Close-on-exec rather than closed: the pipe that reports a failed exec must live until then.
    return close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
}

static void reset_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
    // A write beyond RLIMIT_FSIZE is to fail as one to a full disk does, and end nobody.
    signal(SIGXFSZ, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int failure_of(int reader) {
    int code = 0;
    ssize_t count;
    do count = read(reader, &code, sizeof code);
    while (count < 0 && errno == EINTR);
    return count == sizeof code ? code : 0;
}

int clinux_spawn(const struct clinux_command *command) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0) return -errno;

    // No handler of ours may run in the child before it has its own dispositions.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        reset_signals();
        if (become(command, parent) == 0) {
            execve(command->path, command->arguments, command->environment);
        }
        int code = errno;
        (void)!write(report[1], &code, sizeof code);
        _exit(127);
    }
    int forked = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (child < 0) {
        close(report[0]);
        return -forked;
    }
    int code = failure_of(report[0]);
    close(report[0]);
    if (code == 0) return child;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    return -code;
}
