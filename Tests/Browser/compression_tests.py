"""permessage-deflate with clients that we did not write: Chromium, and PyPI's websockets."""

import json
import urllib.request

from websockets.sync.client import connect

import hub
from browser import HubTests
from hub import change_flight

#: Opens a WebSocket, subscribes, and keeps what comes, in `said`.
FOLLOW = """topics => new Promise((resolve, reject) => {
  window.said = []
  const socket = new WebSocket(location.origin.replace("http", "ws") + "/api/v1/ws", "flighthub.v1")
  socket.onopen = () => socket.send(JSON.stringify({op: "subscribe", id: "1", topics}))
  socket.onmessage = ({data}) => {
    said.push(data)
    if (JSON.parse(data).op == "snapshot") resolve(socket.extensions)
  }
  socket.onerror = () => reject("the WebSocket failed")
})"""


class CompressionTests(HubTests):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topics = [f"seats:{cls.flight['flightId']}", f"flight:{cls.flight['flightId']}"]

    def compressed(self) -> int:
        """How many messages the hub has compressed."""
        request = urllib.request.Request(
            f"{hub.URL}/metrics", headers={"Authorization": f"Bearer {self.admin.token}"})
        with urllib.request.urlopen(request, timeout=20) as response:
            lines = response.read().decode().splitlines()
        name = "flighthub_compressed_messages_total "
        return next(int(float(line.removeprefix(name))) for line in lines if line.startswith(name))

    def client(self, compression):
        socket = connect(
            hub.URL.replace("http", "ws") + "/api/v1/ws", compression=compression,
            subprotocols=["flighthub.v1"])
        self.addCleanup(socket.close)
        socket.send(json.dumps({"op": "subscribe", "id": "1", "topics": self.topics}))
        return socket

    def event(self, socket, gate: str) -> str:
        """The event that tells of the gate."""
        while True:
            text = socket.recv(timeout=20)
            if json.loads(text)["op"] == "event" and gate in text:
                return text

    def test_all_clients_read_the_same(self):
        before = self.compressed()
        page = self.window().open()
        self.assertIn("permessage-deflate", page.evaluate(FOLLOW, self.topics))
        deflated, plain = self.client("deflate"), self.client(None)
        self.assertEqual([each.name for each in deflated.protocol.extensions], ["permessage-deflate"])
        self.assertEqual(plain.protocol.extensions, [])
        for socket in (deflated, plain):
            while json.loads(socket.recv(timeout=20))["op"] != "snapshot":
                pass
        change_flight(self.admin, self.flight["flightId"], {"departure": {"gate": "X91"}})
        event = self.event(plain, "X91")
        self.assertEqual(self.event(deflated, "X91"), event)
        page.wait_for_function("event => said.includes(event)", arg=event, timeout=20_000)
        self.assertGreater(self.compressed() - before, 2)
