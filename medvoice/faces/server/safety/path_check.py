"""PathCheck: no path with "..", a NUL, a backslash or a control character reaches any route."""

from __future__ import annotations

from medvoice.faces.server.safety.incoming import Incoming, Refusal

LONGEST = 512
"""Characters; the longest route with its identifiers has under 200."""

REFUSED = Refusal(400, "bad_path", "The path holds characters that no path of this daemon has.")


class PathCheck:
    """See `Guard`."""

    def check(self, incoming: Incoming) -> Refusal | None:
        path = incoming.path
        if len(path) > LONGEST or "\\" in path or any(not c.isprintable() for c in path):
            return REFUSED
        if any(part in ("..", ".") for part in path.split("/")):
            return REFUSED
        return None
