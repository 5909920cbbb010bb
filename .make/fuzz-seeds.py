"""Makes seeds for the fuzz targets of the tables in protocol/, one folder a target.

A seed begins with the choices that its target reads first (see Tests/Fuzzing), so that a case runs
as its table says; the fuzzer then changes both.
"""

import json
import pathlib
import sys

PROTOCOL = pathlib.Path(__file__).parent.parent / "protocol"
# Longer cases repeat themselves, and would only slow the fuzzer down.
LIMIT = 4096


def table(name: str) -> list:
    return json.loads((PROTOCOL / name).read_text(encoding="utf-8"))


def requests():
    for name in ("requests", "refusals"):
        for case in table(f"http/{name}.json"):
            yield b"\0\0\x10" + b"".join(map(piece, case["input"]))


def piece(part) -> bytes:
    """A part of an HTTP case: text, bytes in hexadecimal, or a repetition."""
    if isinstance(part, str):
        return part.encode()
    if "hex" in part:
        return bytes.fromhex(part["hex"])
    return part["repeat"].encode() * min(part["times"], LIMIT)


def responses():
    """What a server says: none of the tables has it, so the kinds of framing are here."""
    head = b"\0\0\x10HTTP/1.1 "
    yield head + b"200 OK\r\nContent-Length: 5\r\n\r\nhello"
    yield head + b"200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n"
    yield head + b"200 OK\r\n\r\nuntil the end"
    yield head + b"100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 x\r\n\r\n"
    yield head + b"101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81"
    yield b"\2\0\x10HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"


def handshakes():
    for case in table("rfc7692/negotiation.json"):
        terms = case.get("terms", {})
        options = int(terms.get("keepsContext", False))
        options |= terms.get("serverWindowBits", 15) - 9 << 1
        options |= terms.get("clientWindowBits", 15) - 8 << 4
        yield bytes([options]) + "\n".join(case["offer"]).encode()
    yield b"\0Pa, flighthub.v1\nPb"


def frames():
    names = [path for path in sorted((PROTOCOL / "rfc6455").glob("*.json"))]
    names.append(PROTOCOL / "rfc7692/messages.json")
    for name in names:
        for case in json.loads(name.read_text(encoding="utf-8")):
            options = int(case.get("role") == "client")
            options |= 2 * ("deflate" in case)
            options |= 4 * (case.get("limit", LIMIT) < 100)
            options |= 8 * bool(case.get("closing"))
            options |= 16 * (case.get("deflate") == "context")
            yield bytes([options, 0, 16]) + frame_bytes(case)


def frame_bytes(case) -> bytes:
    parts = case["bytes"]
    return b"".join(bytes.fromhex(p["hex"]) * min(p.get("times", 1), LIMIT) for p in parts)


def messages():
    """The texts of the tables in fragments of 1 and of 3 bytes, plain and compressed."""
    for case in table("rfc6455/text.json"):
        for size in (1, 3):
            payload = frame_bytes(case)[6:]
            cut = [payload[at : at + size] for at in range(0, len(payload), size)]
            body = b"".join(bytes([len(part) | 0x80 * (i == 1)]) + part for i, part in enumerate(cut))
            for options in (0, 2, 4, 6):
                yield bytes([options, 255, 0, 7]) + body


def deflated():
    for case in table("rfc7692/messages.json"):
        if case.get("role") == "client":
            yield b"\0" + frame_bytes(case)[2:]
    for text in client_messages():
        yield b"\1\6\x85" + len(text).to_bytes(2, "big") + text
        yield b"\3\0\x18" + (len(text).to_bytes(2, "big") + text) * 3


def said(folder: str):
    for path in sorted((PROTOCOL / "messages" / folder).glob("*.json")):
        for message in json.loads(path.read_text(encoding="utf-8")):
            yield json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()


def client_messages():
    yield from said("client")
    for path in sorted((PROTOCOL / "conversations").glob("*.json")):
        for step in json.loads(path.read_text(encoding="utf-8"))["steps"]:
            if "send" in step:
                yield json.dumps(step["send"], separators=(",", ":")).encode()
            if "text" in step:
                yield step["text"].encode()


def server_messages():
    yield from said("server")
    for path in sorted((PROTOCOL / "conversations").glob("*.json")):
        for step in json.loads(path.read_text(encoding="utf-8"))["steps"]:
            if "receive" in step:
                yield json.dumps(step["receive"], separators=(",", ":")).encode()


def ingress():
    """The events of the golden messages, as another service would hand them in."""
    for text in said("server"):
        message = json.loads(text)
        if "event" in message and isinstance(message["event"], dict):
            handed = {"topics": [message["topic"], "airport:LHR"], "event": message["event"]}
            yield json.dumps(handed, separators=(",", ":")).encode()


def texts():
    yield from client_messages()
    yield from server_messages()
    yield rb'["\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t", -0.5e-7, 1E+2, true, false, null, {}, []]'
    yield b"[" * 33 + b"]" * 33


def names():
    yield from (
        b"3.k7q2m9.1041", b"1.a.0", b"3.k7q2m9", b"seats:3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d",
        b"3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d", b"airport:LHR", b"airline:F9", b"ops",
        b"2026-11-21T02:30:00.123Z", b"2026-11-21T02:30:00.123456Z", b"2028-02-29T23:59:59Z",
        b"2026-11-21", b"9223372036854775807.zz.9223372036854775807",
    )


SEEDS = {
    "request": requests, "response": responses, "handshake": handshakes, "frames": frames,
    "messages": messages, "deflate": deflated, "client": client_messages,
    "server": server_messages, "ingress": ingress, "json": texts, "names": names,
}


def main() -> None:
    root = pathlib.Path(sys.argv[1])
    for target, seeds in SEEDS.items():
        folder = root / target
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds()):
            (folder / f"{number:03}").write_bytes(seed[:LIMIT])


if __name__ == "__main__":
    main()
