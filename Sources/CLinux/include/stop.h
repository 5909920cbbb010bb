#ifndef FLIGHTHUB_STOP_H
#define FLIGHTHUB_STOP_H

/// Catches SIGINT and SIGTERM for the rest of the process's life.
///
/// The first of them is written as one byte, its number, to `receiver`. A second one, half a second
/// later or more, ends the process at once with status 128 + its number. Returns 0, or an errno.
int clinux_catch_stop_signals(int receiver);

/// Catches SIGHUP for the rest of the process's life: each is written as one byte to `receiver`.
///
/// Returns 0, or an errno.
int clinux_catch_reload_signal(int receiver);

#endif
