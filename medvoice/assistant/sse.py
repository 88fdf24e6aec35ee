"""Server-sent events, as bytes come: the form in which servers stream an answer.

Only what chat completions use: `data:` lines, of which an empty line ends an event. Names, ids and
comments are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_LINE = 4_000_000
"""Bytes. A token with the scores of 100 others is about 15 kB."""


class BrokenStream(ValueError):
    """These are no server-sent events."""


class EventReader:
    """Feed it bytes in any pieces; it gives the data of the events that are complete."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._data: list[str] = []

    def feed(self, piece: bytes) -> Iterator[str]:
        """Raises BrokenStream: a line that does not end, or is no UTF-8."""
        self._bytes += piece
        while (end := self._line_end()) >= 0:
            line = bytes(self._bytes[:end])
            width = 2 if self._bytes[end : end + 2] == b"\r\n" else 1
            del self._bytes[: end + width]
            yield from self._line(line)
        if len(self._bytes) > LONGEST_LINE:
            raise BrokenStream("a line without an end")

    def finish(self) -> Iterator[str]:
        """The last event of a server that forgets the empty line behind it."""
        if self._bytes:
            yield from self.feed(b"\n")
        yield from self._line(b"")

    def _line_end(self) -> int:
        """Of the first line; -1 where it is not complete. A "\\r" at the very end may be half of
        "\\r\\n"."""
        feed, back = self._bytes.find(b"\n"), self._bytes.find(b"\r")
        if back >= 0 and (feed < 0 or back < feed):
            return back if back + 1 < len(self._bytes) else -1
        return feed

    def _line(self, line: bytes) -> Iterator[str]:
        if not line:
            if self._data:
                data, self._data = "\n".join(self._data), []
                yield data
            return
        name, _, value = line.partition(b":")
        if name != b"data":
            return
        try:
            self._data.append(value.removeprefix(b" ").decode("utf-8"))
        except UnicodeDecodeError:
            raise BrokenStream("a line that is no UTF-8") from None
