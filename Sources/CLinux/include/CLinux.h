#ifndef FLIGHTHUB_CLINUX_H
#define FLIGHTHUB_CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "spawn.h"
#include "stop.h"
#include "text.h"

/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC: glibc declares it only under _GNU_SOURCE.
/// No <sys/socket.h> here: this module would take its constants away from Glibc's.
int clinux_accept(int listener, void *peer, unsigned int *length);

/// fcntl(2) with F_DUPFD_CLOEXEC: a variadic function, which is not imported.
int clinux_duplicate(int descriptor);

/// Makes a descriptor that came from another program non-blocking and close-on-exec.
int clinux_adopt(int descriptor);

/// Names the calling thread and blocks every signal in it that is not a fault of its own, so that
/// signals to the process are taken by the thread that waits for them.
void clinux_enter_thread(const char *name);

/// What the calling thread has stored with `clinux_set_current`, else NULL.
void *clinux_current(void);
void clinux_set_current(void *value);

#endif
