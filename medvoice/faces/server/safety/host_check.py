"""HostCheck: the Host header must name this daemon.

A page on another site can make its own name resolve to 127.0.0.1 (DNS rebinding) and then counts as
same-origin in the browser; what it cannot do is make the browser send another Host than that name.
Addresses are no names, so an address of the kind that is listened on is let through.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from medvoice.faces.server.safety.incoming import Incoming, Refusal

REFUSED = Refusal(
    421,
    "wrong_host",
    "This daemon is not known by the host name of the request. Use its address, or add the name to "
    "server.names.",
)


class HostCheck:
    """See `Guard`."""

    def __init__(self, bound: str, names: Iterable[str] = ()) -> None:
        """bound: the address that is listened on. names: that clients may use beside it."""
        self._names = {"localhost", *(name.lower().rstrip(".") for name in names)}
        self._loopback_only = is_loopback(bound)
        if not self._loopback_only and not _is_address(bound):
            self._names.add(bound.lower())

    def check(self, incoming: Incoming) -> Refusal | None:
        given = incoming.headers.getlist("host")
        if len(given) != 1:
            return REFUSED
        host = host_of(given[0])
        if host is None:
            return REFUSED
        if _is_address(host):
            return None if not self._loopback_only or is_loopback(host) else REFUSED
        return None if host.lower().rstrip(".") in self._names else REFUSED


def host_of(authority: str) -> str | None:
    """The host of "host", "host:port" or "[v6]:port"; None where it is none of these."""
    if authority.startswith("["):
        host, bracket, port = authority[1:].partition("]")
        if not bracket or (port and not _is_port(port)):
            return None
        return host if _is_address(host) else None
    host, colon, port = authority.partition(":")
    if not host or (colon and not _is_port(colon + port)):
        return None
    return host


def is_loopback(host: str) -> bool:
    """Whether it is this machine alone: 127.0.0.0/8, ::1, localhost."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_port(text: str) -> bool:
    digits = text.removeprefix(":")
    return text.startswith(":") and digits.isascii() and digits.isdigit() and int(digits) < 65_536
