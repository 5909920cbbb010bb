#include "CAssets.h"

// One line a file here and one in the table, which is in ascending order of the numbers.

static const unsigned char history[] = {
#embed "../Store/Migrations/0001_history.sql"
};
static const unsigned char accounts[] = {
#embed "../Store/Migrations/0010_accounts.sql"
};
static const unsigned char flights[] = {
#embed "../Store/Migrations/0020_flights.sql"
};
static const unsigned char bookings[] = {
#embed "../Store/Migrations/0021_bookings.sql"
};
static const unsigned char use_cases[] = {
#embed "../Store/Migrations/0022_use_cases.sql"
};
static const unsigned char account_state[] = {
#embed "../Store/Migrations/0023_account_state.sql"
};
static const unsigned char lease_clock[] = {
#embed "../Store/Migrations/0024_lease_clock.sql"
};
static const unsigned char large_transactions[] = {
#embed "../Store/Migrations/0025_large_transactions.sql"
};

#define MIGRATION(name, bytes) {name, bytes, sizeof bytes}

static const struct flighthub_asset migrations[] = {
    MIGRATION("0001_history", history),
    MIGRATION("0010_accounts", accounts),
    MIGRATION("0020_flights", flights),
    MIGRATION("0021_bookings", bookings),
    MIGRATION("0022_use_cases", use_cases),
    MIGRATION("0023_account_state", account_state),
    MIGRATION("0024_lease_clock", lease_clock),
    MIGRATION("0025_large_transactions", large_transactions),
};

size_t flighthub_migration_count(void) { return sizeof migrations / sizeof migrations[0]; }

struct flighthub_asset flighthub_migration_at(size_t index) { return migrations[index]; }
