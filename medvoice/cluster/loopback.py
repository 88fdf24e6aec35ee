"""What of a cluster can be reached from elsewhere: by default nothing but the address that was
asked for.

Whoever may connect to Ray's own ports runs code there: Ray talks in pickles. Two facts of Ray 2.60
make more than loopback of "local": its services take the machine's outside address for
"127.0.0.1", and each Serve replica opens a port on every address for calls between deployments,
which asks for no token and unpickles what comes. There is one deployment here, so that nobody calls
that way, and the port stays shut.
"""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import Any

LOOPBACK_ALONE = {
    # Ray's name for "this is one machine": its services then listen on loopback alone.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
}
"""Environment of a cluster on one machine, before ray is imported."""

EVERYWHERE = "[::]:0"
"""What Serve's replicas ask for."""

_LISTENS = "0A"


def keep_port_shut() -> None:
    """In a replica's process, before Serve opens its port for calls between deployments."""
    import grpc.aio

    server: Any = type(grpc.aio.server())
    opens = server.add_insecure_port
    if getattr(opens, "keeps_shut", False):
        return

    def add_insecure_port(self: Any, address: str) -> int:
        return 0 if address == EVERYWHERE else int(opens(self, address))

    add_insecure_port.keeps_shut = True  # type: ignore[attr-defined]
    server.add_insecure_port = add_insecure_port


def open_to_others(process: int | None = None) -> list[str]:
    """Addresses beyond loopback on which a process listens (TCP). None: this one. Raises OSError
    where there is no /proc."""
    proc = Path("/proc") / (str(process) if process is not None else "self")
    own = _sockets(proc)
    return [address for inode, address in _listening(proc) if inode in own]


def _sockets(proc: Path) -> set[str]:
    found = set()
    for link in (proc / "fd").iterdir():
        try:
            target = os.readlink(link)
        except FileNotFoundError:  # closed meanwhile
            continue
        if target.startswith("socket:["):
            found.add(target[len("socket:[") : -1])
    return found


def _listening(proc: Path) -> list[tuple[str, str]]:
    """(inode, address) of TCP sockets that listen beyond loopback."""
    found = []
    for name in ("tcp", "tcp6"):
        table = proc / "net" / name
        if not table.exists():
            continue
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            host, _, port = fields[1].partition(":")
            if fields[3] == _LISTENS and not _is_loopback(address := _address(host)):
                found.append((fields[9], f"{address}:{int(port, 16)}"))
    return found


def _address(text: str) -> str:
    """The kernel writes words of 32 bits as the machine has them."""
    words = [int(text[at : at + 8], 16) for at in range(0, len(text), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    return socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, packed)


def _is_loopback(address: str) -> bool:
    return address.removeprefix("::ffff:").startswith("127.") or address == "::1"
