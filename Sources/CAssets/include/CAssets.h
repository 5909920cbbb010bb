#ifndef FLIGHTHUB_CASSETS_H
#define FLIGHTHUB_CASSETS_H

#include <stddef.h>

/// A file that was compiled into the program.
struct flighthub_asset {
    /// Its path in the sources: `web/index.html`, `data/airports.csv`.
    const char *_Nonnull name;
    /// Its content, which lives as long as the program; not terminated by a zero.
    const unsigned char *_Nonnull bytes;
    /// The number of bytes.
    size_t count;
};

/// How many files there are.
size_t flighthub_asset_count(void);

/// The file at `index`, which is below `flighthub_asset_count()`.
struct flighthub_asset flighthub_asset_at(size_t index);

/// How many migrations of the database there are.
size_t flighthub_migration_count(void);

/// The migration at `index`, which is below `flighthub_migration_count()`; `0001_history`.
struct flighthub_asset flighthub_migration_at(size_t index);

#endif
