"""A hub for tests: `flighthub dev` on a free port with a state folder of its own, or a given URL."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "flighthub-demo"

#: The hub that the tests of this run are about; `running_hub` sets it.
URL = ""


def program() -> pathlib.Path:
    """The newest build."""
    built = [path for kind in ("debug", "release")
             if (path := ROOT / ".build" / kind / "flighthub").exists()]
    if not built:
        raise SystemExit("there is no flighthub in .build: run `swift build` first")
    return max(built, key=lambda path: path.stat().st_mtime)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running_hub():
    """A hub that lives as long as the block; FLIGHTHUB_URL names one that runs already."""
    global URL
    if url := os.environ.get("FLIGHTHUB_URL"):
        URL = url.rstrip("/")
        yield
        return
    port = free_port()
    state = tempfile.mkdtemp(prefix="flighthub-browser-")
    log = open(os.path.join(state, "hub.log"), "wb")
    process = subprocess.Popen(
        [program(), "dev", "--port", str(port), "--state", os.path.join(state, "state")],
        stdout=log, stderr=subprocess.STDOUT, cwd=state,
        env={**os.environ, "COMPRESSION": "auto"})
    url = f"http://127.0.0.1:{port}"
    folders = [state]
    try:
        wait_until_ready(url, process, log.name)
        folders += elsewhere(os.path.join(state, "state"))
        URL = url
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def elsewhere(state: str) -> list[str]:
    """What belongs to a state folder but lies elsewhere, as it does for root."""
    folder = os.path.dirname(os.path.realpath(os.path.join(state, "postgres.sock")))
    if not folder.startswith("/run/flighthub/"):
        return []
    return [folder, folder.replace("/run/", "/var/lib/", 1)]


def wait_until_ready(url: str, process: subprocess.Popen, log: str, patience: float = 180) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        time.sleep(0.2)
    text = pathlib.Path(log).read_text(errors="replace")
    raise SystemExit(f"the hub did not get ready\n{text[-4000:]}")


class API:
    """REST calls as one of the demo people, or as nobody."""

    def __init__(self, person: str | None = None):
        self.url = f"{URL}/api/v1"
        self.token = None
        self.etag = None
        if person:
            email = f"{person}@flighthub.test"
            answer = self.call("POST", "/auth/login", {"email": email, "password": PASSWORD})
            self.token = answer["accessToken"]

    def call(self, method: str, path: str, body=None, **fields):
        fields = {"Accept": "application/json", **fields}
        if self.token:
            fields["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data, fields, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                text = response.read()
                self.etag = response.headers["ETag"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        return json.loads(text) if text else None


def bookable_flight(api: API) -> dict:
    """A flight that is still sold, with an origin that has others."""
    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86_400))
    for origin in ("LHR", "FRA", "JFK", "SIN"):
        found = api.call("GET", f"/flights?origin={origin}&date={tomorrow}&limit=5")["data"]
        for flight in found:
            if flight["status"] == "scheduled":
                return flight
    raise AssertionError("no flight of tomorrow is for sale")


def change_flight(api: API, flight_id: str, change: dict) -> None:
    api.call("GET", f"/flights/{flight_id}")
    api.call("PATCH", f"/flights/{flight_id}", change, **{"If-Match": api.etag})


def lock_seat(api: API, flight: dict, designator: str) -> dict:
    return api.call(
        "POST", f"/flights/{flight['flightId']}/seat-locks",
        {"seats": [{"designator": designator}]}, **{"Idempotency-Key": f'"{uuid.uuid4()}"'})
