#ifndef FLIGHTHUB_COPENSSL_H
#define FLIGHTHUB_COPENSSL_H

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#endif
