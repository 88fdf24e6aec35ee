"""Where a language-model server listens, and whether that is this machine."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class BadAddress(ValueError):
    """No address of a server. The message says what is wrong with it; it never holds a password."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """path: what stands before "/chat/completions", without a slash at its end ("/v1")."""

    scheme: str
    host: str
    port: int
    path: str

    @staticmethod
    def of(url: str) -> Endpoint:
        """ "http://127.0.0.1:1234" and ".../v1" are the same; any other path is taken as it is (a
        Vertex endpoint has a long one). Raises BadAddress."""
        parts = urlsplit(url.strip())
        if parts.scheme not in _PORTS or not parts.hostname:
            raise BadAddress("an address looks like http://127.0.0.1:1234/v1")
        if parts.username or parts.password:
            raise BadAddress("a name or password does not belong in the address (see api_key_env)")
        if parts.query or parts.fragment:
            raise BadAddress('an address has no "?" and no "#"')
        try:
            port = parts.port or _PORTS[parts.scheme]
        except ValueError:
            raise BadAddress("its port is no number up to 65535") from None
        path = parts.path.rstrip("/").removesuffix("/chat/completions")
        return Endpoint(parts.scheme, parts.hostname, port, path or "/v1")

    @property
    def here(self) -> bool:
        """It names this machine's loopback. Whether the connection really ends there is looked at
        again when it stands (`is_loopback` of the peer)."""
        return self.host == "localhost" or is_loopback(self.host)

    @property
    def encrypted(self) -> bool:
        return self.scheme == "https"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.place}{self.path}"

    @property
    def place(self) -> str:
        """ "127.0.0.1:1234", as people write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def warning(self) -> str:
        """What a user must see before dictation goes there; "" on this machine."""
        if self.here:
            return ""
        plain = "" if self.encrypted else ", UNENCRYPTED"
        return f"Dictation leaves this machine: the language model is at {self.place}{plain}."


def is_loopback(address: str) -> bool:
    """address: an IP address in figures; anything else is not."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped.is_loopback
    return found.is_loopback
