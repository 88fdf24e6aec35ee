"""RouterContext: what the router remembers from turn to turn, a plain value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RouterContext:
    """section: id of the section spoken last ("" before any). field: "section.field" that the last
    sentence went to or the last heading named ("" for none). spoken: the field was named by a
    heading, so that sentences stay there. filled: sentences since that heading. open: the last
    sentence lacks its closing mark."""

    section: str = ""
    field: str = ""
    spoken: bool = False
    filled: int = 0
    open: bool = False

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> RouterContext:
        """From `to_dict`. Raises TypeError for unknown keys."""
        return cls(**values)
