"""What a server's error status means, as a typed failure. Pure.

Of the server's own words only known ones are looked for: error texts may repeat the prompt, which
holds what was dictated, so they are never shown nor logged.
"""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.assistant.backend import BackendError, OutOfMemory, Refused, Unreachable

_NO_MEMORY = (
    "out of memory",
    "requires more system memory",
    "insufficient memory",
    "not enough memory",
    "failed to allocate",
)
_TOO_LONG = (
    "exceed_context_size",
    "context_length_exceeded",
    "context size",
    "context length",
    "context window",
    "maximum context",
    "too many tokens",
)
_NO_IMAGES = ("image", "vision", "multimodal", "mmproj")


class NotUnderstood(Refused):
    """HTTP 400 and its kin for no reason that is known here: perhaps something that was asked for
    beside the text is more than this server can do."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """place: of the server. model: as asked for. images: the request had some. key: where the key
    came from, "" where none was sent."""

    place: str
    model: str
    images: bool
    key: str


def refusal(status: int, body: bytes, c: Circumstances) -> BackendError:
    """status: of HTTP, anything but 200. body: what came with it, or its beginning."""
    words = body.decode("utf-8", "replace").lower()
    server = f"The language-model server at {c.place}"
    if any(phrase in words for phrase in _NO_MEMORY):
        return OutOfMemory(
            f"{server} ran out of memory. Load a smaller model there, or one with fewer bits."
        )
    if 300 <= status < 400:
        return Refused(
            f"{server} sends the request on to another address (HTTP {status}), which is not "
            "followed. If that address is right, write it into language_model.url."
        )
    if status in (401, 403):
        had = (
            f"does not accept the key in ${c.key} (wrong, or expired)"
            if c.key
            else "wants a key: put it into an environment variable and name that in "
            "language_model.api_key_env"
        )
        return Refused(f"{server} {had} (HTTP {status}).")
    if status == 404:
        return Refused(
            f'{server} knows no model "{c.model}", or nothing is at this address (HTTP 404). '
            "medvoice doctor lists what is there."
        )
    if any(phrase in words for phrase in _TOO_LONG) or status == 413:
        return Refused(
            f"The prompt is longer than {server[0].lower()}{server[1:]} takes (HTTP {status}). "
            "Start it with a longer context."
        )
    if status == 503:
        return Unreachable(f"{server} is still loading its model, or overloaded (HTTP 503).")
    if status == 429:
        return Refused(f"{server} has had too many requests for now (HTTP 429).")
    if c.images and any(word in words for word in _NO_IMAGES):
        return Refused(
            f"{server} takes no images with this model (HTTP {status}). A llama.cpp server needs "
            "--mmproj."
        )
    what = f"{server} refused the request (HTTP {status})."
    return NotUnderstood(what) if status in (400, 422, 501) else Refused(what)
