"""OriginCheck: a page of another site may not call this daemon, neither over HTTP nor WebSocket.

Browsers put no same-origin rule on WebSockets, and let "simple" requests through before they ask,
so the server has to look. Programs that are no browsers send neither header and are let through:
for them the token stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from medvoice.faces.server.safety.incoming import Incoming, Refusal

REFUSED = Refusal(
    403,
    "wrong_origin",
    "A page of another site may not call this daemon. To allow it, add its origin to "
    "server.origins.",
)


class OriginCheck:
    """See `Guard`. Comes after `HostCheck`: it trusts the Host header."""

    def __init__(self, origins: Iterable[str] = ()) -> None:
        """origins: of pages elsewhere that may call, as "https://host:port"."""
        self._allowed = {origin.lower().rstrip("/") for origin in origins}

    def check(self, incoming: Incoming) -> Refusal | None:
        origins = incoming.headers.getlist("origin")
        if len(origins) > 1:
            return REFUSED
        if origins:
            origin = origins[0].lower()
            return None if origin in self._allowed or origin == incoming.origin else REFUSED
        site = incoming.headers.get("sec-fetch-site", "none")
        if site in ("none", "same-origin") or _opens_the_page(incoming):
            return None
        return REFUSED


def _opens_the_page(incoming: Incoming) -> bool:
    """A link from elsewhere, followed by the user, into a tab of its own."""
    head = incoming.headers
    return (
        incoming.method == "GET"
        and not incoming.websocket
        and head.get("sec-fetch-mode") == "navigate"
        and head.get("sec-fetch-dest") == "document"
    )
