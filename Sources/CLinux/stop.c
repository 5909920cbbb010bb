#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static int receiver_of_stop = -1;
static volatile sig_atomic_t is_asked;
static struct timespec asked_at;

// One wish may come as two signals: `timeout` and some shells signal the process and its group.
static int is_echo(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long seconds = now.tv_sec - asked_at.tv_sec;
    return seconds * 1000 + (now.tv_nsec - asked_at.tv_nsec) / 1000000 < 500;
}

// Only async-signal-safe calls, and errno as it was: any thread may be interrupted anywhere.
static void on_stop(int number) {
    int before = errno;
    if (!is_asked) {
        is_asked = 1;
        clock_gettime(CLOCK_MONOTONIC, &asked_at);
        unsigned char byte = (unsigned char)number;
        (void)!write(receiver_of_stop, &byte, 1);
    } else if (!is_echo()) {
        _exit(128 + number);
    }
    errno = before;
}

int clinux_catch_stop_signals(int receiver) {
    receiver_of_stop = receiver;
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    // Neither interrupts the handler of the other.
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    if (sigaction(SIGINT, &action, NULL) < 0) return errno;
    if (sigaction(SIGTERM, &action, NULL) < 0) return errno;
    return 0;
}

static int receiver_of_reload = -1;

static void on_reload(int number) {
    int before = errno;
    unsigned char byte = (unsigned char)number;
    (void)!write(receiver_of_reload, &byte, 1);
    errno = before;
}

int clinux_catch_reload_signal(int receiver) {
    receiver_of_reload = receiver;
    struct sigaction action = {.sa_handler = on_reload, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGHUP, &action, NULL) < 0 ? errno : 0;
}
