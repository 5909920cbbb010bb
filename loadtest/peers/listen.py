#!/usr/bin/env python3
"""A client that nobody here wrote (PyPI `websockets`) follows a topic beside a load test and prints
the same percentiles, so that the load test's own can be checked.

    .venv-peers/bin/python loadtest/peers/listen.py ws://127.0.0.1:8080/api/v1/ws flight:ID SECONDS &
    loadtest run fanout --topic flight:ID --clients 20
"""

import asyncio
import json
import sys
import time

import websockets


async def main(url, topic, seconds):
    times = []
    async with websockets.connect(url, subprotocols=["flighthub.v1"], compression=None) as socket:
        await socket.send(json.dumps(
            {"op": "subscribe", "id": "1", "topics": [topic], "snapshot": False}))
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                text = await asyncio.wait_for(socket.recv(), left)
            except TimeoutError:
                break
            arrived = time.time_ns() // 1_000
            message = json.loads(text)
            if message["op"] == "event":
                times.append(arrived - message["event"]["data"]["at"])
    times.sort()
    if not times:
        sys.exit("no events came")
    at = {part: times[min(len(times) - 1, int(len(times) * part))] / 1_000
          for part in (0.5, 0.9, 0.99)}
    print(f"{len(times)} events: p50 {at[0.5]:.2f} ms, p90 {at[0.9]:.2f} ms, "
          f"p99 {at[0.99]:.2f} ms, max {times[-1] / 1_000:.2f} ms")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
