#include "CAssets.h"

// C23 #embed: the compiler copies the bytes and records the file as a dependency, so an edited
// file is embedded anew by the next build. One line a file; a file that is missing fails the build.

static const unsigned char index_html[] = {
#embed "web/index.html"
};
static const unsigned char icon_svg[] = {
#embed "web/icon.svg"
};
static const unsigned char account_js[] = {
#embed "web/account.js"
};
static const unsigned char airports_js[] = {
#embed "web/airports.js"
};
static const unsigned char app_js[] = {
#embed "web/app.js"
};
static const unsigned char base_css[] = {
#embed "web/base.css"
};
static const unsigned char board_css[] = {
#embed "web/board.css"
};
static const unsigned char board_js[] = {
#embed "web/board.js"
};
static const unsigned char bookingcard_js[] = {
#embed "web/bookingcard.js"
};
static const unsigned char bookings_css[] = {
#embed "web/bookings.css"
};
static const unsigned char bookings_js[] = {
#embed "web/bookings.js"
};
static const unsigned char checkout_js[] = {
#embed "web/checkout.js"
};
static const unsigned char dom_js[] = {
#embed "web/dom.js"
};
static const unsigned char flaps_js[] = {
#embed "web/flaps.js"
};
static const unsigned char flight_css[] = {
#embed "web/flight.css"
};
static const unsigned char flight_js[] = {
#embed "web/flight.js"
};
static const unsigned char flighthub_js[] = {
#embed "web/flighthub.js"
};
static const unsigned char format_js[] = {
#embed "web/format.js"
};
static const unsigned char freshness_js[] = {
#embed "web/freshness.js"
};
static const unsigned char seatmap_js[] = {
#embed "web/seatmap.js"
};
static const unsigned char session_js[] = {
#embed "web/session.js"
};
static const unsigned char b612_bold_woff2[] = {
#embed "web/fonts/b612-bold.woff2"
};
static const unsigned char b612_regular_woff2[] = {
#embed "web/fonts/b612-regular.woff2"
};
static const unsigned char b612mono_bold_woff2[] = {
#embed "web/fonts/b612mono-bold.woff2"
};
static const unsigned char airports_csv[] = {
#embed "data/airports.csv"
};
static const unsigned char asyncapi_json[] = {
#embed "../../protocol/asyncapi.json"
};
static const unsigned char openapi_json[] = {
#embed "../../protocol/openapi.json"
};

#define ASSET(name, bytes) {name, bytes, sizeof bytes}

static const struct flighthub_asset assets[] = {
    ASSET("web/index.html", index_html),
    ASSET("web/icon.svg", icon_svg),
    ASSET("web/account.js", account_js),
    ASSET("web/airports.js", airports_js),
    ASSET("web/app.js", app_js),
    ASSET("web/base.css", base_css),
    ASSET("web/board.css", board_css),
    ASSET("web/board.js", board_js),
    ASSET("web/bookingcard.js", bookingcard_js),
    ASSET("web/bookings.css", bookings_css),
    ASSET("web/bookings.js", bookings_js),
    ASSET("web/checkout.js", checkout_js),
    ASSET("web/dom.js", dom_js),
    ASSET("web/flaps.js", flaps_js),
    ASSET("web/flight.css", flight_css),
    ASSET("web/flight.js", flight_js),
    ASSET("web/flighthub.js", flighthub_js),
    ASSET("web/format.js", format_js),
    ASSET("web/freshness.js", freshness_js),
    ASSET("web/seatmap.js", seatmap_js),
    ASSET("web/session.js", session_js),
    ASSET("web/fonts/b612-bold.woff2", b612_bold_woff2),
    ASSET("web/fonts/b612-regular.woff2", b612_regular_woff2),
    ASSET("web/fonts/b612mono-bold.woff2", b612mono_bold_woff2),
    ASSET("data/airports.csv", airports_csv),
    ASSET("protocol/asyncapi.json", asyncapi_json),
    ASSET("protocol/openapi.json", openapi_json),
};

size_t flighthub_asset_count(void) { return sizeof assets / sizeof assets[0]; }

struct flighthub_asset flighthub_asset_at(size_t index) { return assets[index]; }
