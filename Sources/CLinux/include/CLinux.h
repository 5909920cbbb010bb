#ifndef FLIGHTHUB_CLINUX_H
#define FLIGHTHUB_CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "spawn.h"

#endif
