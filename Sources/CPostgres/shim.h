#ifndef FLIGHTHUB_CPOSTGRES_H
#define FLIGHTHUB_CPOSTGRES_H

#include <libpq-fe.h>

#endif
