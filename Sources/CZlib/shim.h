#ifndef FLIGHTHUB_CZLIB_H
#define FLIGHTHUB_CZLIB_H

/* Input is only read: so it need not be copied to be given. */
#define ZLIB_CONST
#include <zlib.h>

#endif
