#ifndef FLIGHTHUB_CCRYPT_H
#define FLIGHTHUB_CCRYPT_H

#include <crypt.h>

#endif
