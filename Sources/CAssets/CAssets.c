#include "CAssets.h"

// C23 #embed: the compiler copies the bytes and records the file as a dependency, so an edited
// file is embedded anew by the next build. One line a file; a file that is missing fails the build.

static const unsigned char index_html[] = {
#embed "web/index.html"
};
static const unsigned char icon_svg[] = {
#embed "web/icon.svg"
};
static const unsigned char airports_csv[] = {
#embed "data/airports.csv"
};

#define ASSET(name, bytes) {name, bytes, sizeof bytes}

static const struct flighthub_asset assets[] = {
    ASSET("web/index.html", index_html),
    ASSET("web/icon.svg", icon_svg),
    ASSET("data/airports.csv", airports_csv),
};

size_t flighthub_asset_count(void) { return sizeof assets / sizeof assets[0]; }

struct flighthub_asset flighthub_asset_at(size_t index) { return assets[index]; }
