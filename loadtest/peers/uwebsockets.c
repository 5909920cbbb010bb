/* A WebSocket server that sends every text message of a client to all clients.
 *
 * uWebSockets (C++) by the C functions that PyPI's socketify brings it with. No Python runs: under
 * socketify's own loop the process is busy also while nothing happens, and would be measured for it.
 * It ends by a signal.
 *
 *   uwebsockets PORT      0 is any
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Of socketify 0.0.31's libuwebsockets.h, which the package does not install: what is used here. */
typedef struct uws_app_s uws_app_t;
typedef struct uws_websocket_s uws_websocket_t;
struct us_listen_socket_t;

enum { PLAIN = 0, TEXT = 1, UNCOMPRESSED = 0 };

struct us_socket_context_options_t {
    const char *key_file_name, *cert_file_name, *passphrase, *dh_params_file_name, *ca_file_name,
        *ssl_ciphers;
    int ssl_prefer_low_memory_usage;
};

typedef struct {
    int port;
    const char *host;
    int options;
} uws_app_listen_config_t;

typedef struct {
    int compression;
    unsigned int maxPayloadLength;
    unsigned short idleTimeout;
    unsigned int maxBackpressure;
    bool closeOnBackpressureLimit, resetIdleTimeoutOnSend, sendPingsAutomatically;
    unsigned short maxLifetime;
    void *upgrade;
    void (*open)(uws_websocket_t *, void *);
    void (*message)(uws_websocket_t *, const char *, size_t, int opcode, void *);
    void *drain, *ping, *pong, *close, *subscription;
} uws_socket_behavior_t;

uws_app_t *uws_create_app(int ssl, struct us_socket_context_options_t options);
void uws_ws(int ssl, uws_app_t *, const char *pattern, uws_socket_behavior_t, void *user_data);
void uws_app_listen_with_config(
    int ssl, uws_app_t *, uws_app_listen_config_t,
    void (*)(struct us_listen_socket_t *, uws_app_listen_config_t, void *), void *user_data);
void uws_app_run(int ssl, uws_app_t *);
bool uws_ws_subscribe(int ssl, uws_websocket_t *, const char *topic, size_t length);
bool uws_publish(
    int ssl, uws_app_t *, const char *topic, size_t topic_length, const char *message,
    size_t length, int opcode, bool compress);
int us_socket_local_port(int ssl, struct us_listen_socket_t *);

static uws_app_t *app;
static const char topic[] = "all";

static void opened(uws_websocket_t *socket, void *user_data) {
    (void)user_data;
    uws_ws_subscribe(PLAIN, socket, topic, sizeof topic - 1);
}

static void received(
    uws_websocket_t *socket, const char *text, size_t length, int opcode, void *user_data) {
    (void)socket, (void)user_data;
    if (opcode == TEXT)
        uws_publish(PLAIN, app, topic, sizeof topic - 1, text, length, TEXT, false);
}

static void listening(
    struct us_listen_socket_t *socket, uws_app_listen_config_t config, void *user_data) {
    (void)config, (void)user_data;
    if (!socket) {
        fputs("cannot listen\n", stderr);
        exit(1);
    }
    printf("listening on %d\n", us_socket_local_port(PLAIN, socket));
    fflush(stdout);
}

int main(int count, char **arguments) {
    app = uws_create_app(PLAIN, (struct us_socket_context_options_t){0});
    uws_ws(PLAIN, app, "/*", (uws_socket_behavior_t){
        .compression = UNCOMPRESSED,
        .maxPayloadLength = 1 << 20,
        /* Seconds; 0 is none. The caller bounds the life of a connection. */
        .idleTimeout = 0,
        /* uWebSockets drops messages to a client with more unread; such a client is closed instead. */
        .maxBackpressure = 64 << 20,
        .closeOnBackpressureLimit = true,
        .open = opened,
        .message = received,
    }, NULL);
    /* Else a second server on the same port starts too, and gets some of the clients. */
    const int exclusive_port = 1;
    uws_app_listen_with_config(PLAIN, app, (uws_app_listen_config_t){
        .port = count > 1 ? atoi(arguments[1]) : 0, .host = "127.0.0.1", .options = exclusive_port,
    }, listening, NULL);
    uws_app_run(PLAIN, app);
    return 1;
}
