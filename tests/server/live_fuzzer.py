"""A fuzzer of the live socket: messages of every kind, right, nearly right and nonsense.

python tests/server/live_fuzzer.py 100000
"""

from __future__ import annotations

import json
import os
import random
import struct
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

WORDS = ["cxr", "ct_chest", "findings.lungs_pleura", "u1.1", "", "../../etc/passwd", "\0", "x" * 300,
         "next field", "undo", "finalize", "yes", "scratch that", "\u202e", "😀", "<script>", "{{ 7*7 }}"]  # fmt: skip
VALUES: list[Any] = [
    None,
    True,
    -1,
    0,
    1,
    2**31,
    2**63,
    2**70,
    1e308,
    -0.0,
    [],
    {},
    [[]],
    {"a": {}},
]

AT_ONCE = 50
"""Messages over one connection: a client is sent away at its 20th that is not understood."""

SHAPES: list[dict[str, Any]] = [
    {"type": "hello", "epoch": "e", "seq": 0},
    {"type": "intent", "key": "k", "do": "command", "name": "next field", "slots": {"number": "2"}},
    {"type": "intent", "key": "k", "do": "go", "field": "findings.lungs_pleura"},
    {"type": "intent", "key": "k", "do": "write", "field": "f", "statement": "u1.1", "was": "a", "text": "b"},
    {"type": "intent", "key": "k", "do": "add", "field": "f", "after": "u1.1", "text": "Clear."},
    {"type": "intent", "key": "k", "do": "fill", "field": "f", "was": "a", "text": "b"},
    {"type": "intent", "key": "k", "do": "template", "name": "ct_chest"},
    {"type": "intent", "key": "k", "do": "play", "statement": "u1.1"},
    {"type": "intent", "key": "k", "do": "ask", "text": "is it larger"},
    {"type": "intent", "key": "k", "do": "study", "study": "0" * 24, "prior": "", "order": {"patient": {"id": "1"}}, "choose": True},
    {"type": "intent", "key": "k", "do": "study", "worklist": "accession=A-7", "hl7": ""},
    {"type": "intent", "key": "k", "do": "study answer", "number": 1, "answer": "anyway"},
    {"type": "audio", "stream": "s", "rate": 16000, "take": True},
    {"type": "audio end", "stream": "s", "at": 100},
]  # fmt: skip


def message(rng: random.Random) -> str | bytes:
    """One, of any kind."""
    kind = rng.random()
    if kind < 0.15:
        return rng.randbytes(rng.randrange(0, 400))
    if kind < 0.3:  # sound at any place, of any length
        first = rng.choice([0, 1, 160, 2**31, 2**63, 2**64 - 1, rng.randrange(10_000)])
        return struct.pack("<Q", first) + rng.randbytes(rng.randrange(0, 640))
    if kind < 0.35:
        return "".join(chr(rng.randrange(1, 0xD7FF)) for _ in range(rng.randrange(200)))
    if kind < 0.37:
        return rng.choice(["[", '{"a":']) * rng.randrange(1, 5000)
    shape = dict(rng.choice(SHAPES))
    if "key" in shape:
        shape["key"] = f"k{rng.randrange(500)}"
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        name = rng.choice([*shape, "extra"])
        change = rng.random()
        if change < 0.2:
            shape.pop(name, None)
        elif change < 0.6:
            shape[name] = rng.choice(WORDS)
        else:
            shape[name] = rng.choice(VALUES)
    text = json.dumps(shape)
    if rng.random() < 0.1:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(['"', "}", "NaN", "\\", ",", "\x00"]) + text[at + 1 :]
    return text


class Fuzzer:
    """answers: how many of each type came back; closed: close codes."""

    def __init__(self, address: str, seed: int) -> None:
        self.answers: Counter[str] = Counter()
        self.closed: Counter[int] = Counter()
        self._address = address
        self._rng = random.Random(seed)

    def run(self, count: int) -> None:
        sent = 0
        while sent < count:
            socket = connect(
                self._address,
                max_size=None,
                max_queue=None,
                proxy=None,
                legacy=True,
                open_timeout=60,
            )
            reader = threading.Thread(target=self._read, args=(socket,))
            reader.start()
            try:
                socket.send('{"type": "hello"}')
                for _ in range(min(AT_ONCE, count - sent)):
                    sent += 1
                    socket.send(message(self._rng))
            except ConnectionClosed:
                pass
            socket.close()
            reader.join(60)

    def _read(self, socket: ClientConnection) -> None:
        try:
            while True:
                self.answers[json.loads(socket.recv())["type"]] += 1
        except ConnectionClosed as closed:
            self.closed[closed.rcvd.code if closed.rcvd else 0] += 1


def resident() -> int:
    """kB of this process."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def main() -> None:
    import httpx
    from room import room

    count = int(sys.argv[1])
    with room(["No pneumothorax."] * 1000, requests_per_minute=1_000_000) as opened:
        name = httpx.post(opened.url + "/v1/sessions", json={}, timeout=60).json()["name"]
        fuzzer = Fuzzer(f"{opened.socket_url}/v1/sessions/{name}/live", 1)
        for part in range(10):
            begin = time.monotonic()
            fuzzer.run(count // 10)
            files, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
            seconds = time.monotonic() - begin
            sys.stdout.write(
                f"{(part + 1) * count // 10} messages, {seconds:.0f} s, {resident()} kB, "
                f"{files} files, {threads} threads\n"
            )
            sys.stdout.flush()
        sys.stdout.write(f"{dict(fuzzer.answers)} {dict(fuzzer.closed)}\n")
        assert httpx.get(opened.url + "/health", timeout=60).is_success


if __name__ == "__main__":
    for folder in ("..", "../faces", "."):
        sys.path.insert(0, str(Path(__file__).parent / folder))
    main()
