"""A WebSocket server that sends every text message of a client to all clients.

uWebSockets (C++) by way of PyPI's socketify. Python is entered once for each message that comes;
the fan-out to the subscribers is uWebSockets' own. It ends by a signal.
"""

import argparse
import sys

from socketify import App, AppListenOptions, CompressOptions, OpCode

TOPIC = "all"

# Else a second server on the same port starts too, and gets some of the clients.
EXCLUSIVE_PORT = 1


def opened(socket):
    socket.subscribe(TOPIC)


def behavior(app):
    def message(_, text, opcode):
        if opcode == OpCode.TEXT:
            app.publish(TOPIC, text, OpCode.TEXT)

    return {
        "open": opened,
        "message": message,
        "compression": CompressOptions.DISABLED,
        "max_payload_length": 1 << 20,
        # Seconds; 0 is none. The caller bounds the life of a connection.
        "idle_timeout": 0,
        "max_lifetime": 0,
        "send_pings_automatically": False,
        # uWebSockets drops messages to a client with more unread; such a client is closed instead.
        "max_backpressure": 64 << 20,
        "close_on_backpressure_limit": True,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0 is any")
    port = parser.parse_args().port
    app = App()
    app.ws("/*", behavior(app))
    ports = []
    app.listen(
        AppListenOptions(port=port, host="127.0.0.1", options=EXCLUSIVE_PORT),
        lambda config: ports.append(config.port),
    )
    # socketify has called back by now; where it cannot listen, it prints why and would run on.
    if not ports:
        sys.exit(1)
    print(f"listening on {ports[0]}", flush=True)
    app.run()


if __name__ == "__main__":
    main()
