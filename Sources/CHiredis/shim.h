#ifndef FLIGHTHUB_CHIREDIS_H
#define FLIGHTHUB_CHIREDIS_H

#include <hiredis/hiredis.h>
#include <hiredis/async.h>

#endif
