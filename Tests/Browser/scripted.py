"""A hub that says what a test has it say: what the real one says after a failover, or late."""

import json
import mimetypes
import re
import time

from playwright.sync_api import Page, Route, WebSocketRoute

from hub import ROOT

URL = "http://scripted.test"
WEB = ROOT / "Sources" / "CAssets" / "web"


class ScriptedHub:
    """Serves the page's files as they stand in the sources, and answers for REST and the socket.

    A topic with a state is answered by its snapshot, any other one goes live.
    """

    def __init__(self, page: Page):
        #: Topic → cursor and state.
        self.states: dict[str, tuple[str, dict]] = {}
        #: "GET /flights/…" → the answer, a status, or what gives either; None leaves it open.
        self.answers: dict[str, object] = {
            "GET /airports/LHR": {
                "iata": "LHR", "city": "London", "name": "Heathrow", "timeZone": "Europe/London"},
        }
        #: Where a topic without a state goes live.
        self.cursor = "1.a.40"
        #: While true, what is asked for waits for `answer`.
        self.is_slow = False
        #: While true, nothing that the page says arrives.
        self.is_cut_off = False
        #: What each `subscribe` named, what was unsubscribed, each `auth`, each REST call.
        self.asked: list[list] = []
        self.left: list[str] = []
        self.tokens: list[str] = []
        self.calls: list[tuple[str, dict]] = []
        #: REST calls that were left open.
        self.open: list[Route] = []
        self.socket: WebSocketRoute | None = None
        self.waiting: list[dict] = []
        self.page = page
        page.route(f"{URL}/**", self.serve)
        page.route_web_socket(re.compile("/api/v1/ws"), self.accept)

    def sign_in(self, role: str) -> None:
        """The page finds a session of a demo person when it is opened."""
        self.page.add_init_script("localStorage.setItem('flighthub.signed-in', '1')")
        user = {"id": "u-1", "role": role, "email": f"{role}@flighthub.test"}
        self.answers["POST /auth/refresh"] = {"accessToken": "t", "expiresIn": 900, "user": user}
        self.answers["POST /auth/ws-tickets"] = {"ticket": "w"}

    def serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(URL).split("?")[0]
        if not path.startswith("/api/v1"):
            file = WEB / (path.removeprefix("/assets/") if path != "/" else "index.html")
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0])
            return
        call = f"{route.request.method} {path.removeprefix('/api/v1')}"
        self.calls.append((call, route.request.headers))
        answer = self.answers.get(call, 404)
        answer = answer() if callable(answer) else answer
        if isinstance(answer, int):
            route.fulfill(status=answer, json={"title": "no"})
        elif answer is None:
            self.open.append(route)
        else:
            route.fulfill(json=answer)

    def accept(self, socket: WebSocketRoute) -> None:
        self.socket = socket
        socket.on_message(lambda text: self.heard(json.loads(text)))
        self.says(op="welcome", connectionId="c", node="n", heartbeatSeconds=25)

    def heard(self, frame: dict) -> None:
        if self.is_cut_off:
            return
        if frame["op"] == "ping":
            self.says(op="pong", id=frame["id"])
        if frame["op"] == "auth":
            self.tokens.append(frame["token"])
        if frame["op"] == "unsubscribe":
            self.left += frame["topics"]
        if frame["op"] != "subscribe":
            return
        self.asked.append(frame["topics"])
        self.waiting.append(frame)
        if not self.is_slow:
            self.reply(None)

    def answer(self, status: str | None = None) -> None:
        """Answers what is asked while it is slow, with one `status` for every topic if given."""
        self.wait_until(lambda: self.waiting)
        self.reply(status)

    def wait_until(self, condition) -> None:
        """It is part of the tests' process, and hears only while the page is waited for."""
        end = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < end, "it did not come"
            self.page.wait_for_timeout(10)

    def reply(self, status: str | None) -> None:
        frames, self.waiting = self.waiting, []
        for frame in frames:
            names = [topic["topic"] if isinstance(topic, dict) else topic for topic in frame["topics"]]
            says = {name: status or ("snapshot" if name in self.states else "live") for name in names}
            self.says(op="subscribed", id=frame["id"], topics=[
                {"topic": name, "status": says[name]}
                | ({"cursor": self.cursor} if says[name] in ("live", "reset") else {})
                for name in names])
            for name in names:
                if says[name] == "snapshot":
                    cursor, state = self.states[name]
                    self.says(op="snapshot", topic=name, cursor=cursor, state=state)

    def says(self, **frame) -> None:
        self.socket.send(json.dumps(frame))

    def tells(self, topic: str, cursor: str, prev: str, kind: str, data: dict) -> None:
        """An event."""
        self.says(op="event", topic=topic, cursor=cursor, prev=prev, event={
            "specversion": "1.0", "id": cursor, "source": "/scripted", "type": kind,
            "time": "2026-11-30T12:00:00Z", "data": data})
