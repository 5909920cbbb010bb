#ifndef FLIGHTHUB_CZLIB_H
#define FLIGHTHUB_CZLIB_H

#include <zlib.h>

#endif
