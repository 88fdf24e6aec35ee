"""Instead: what else may have been said at one place, and how nearly it was written."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Instead:
    """Words [first, last) may have been `words`: () where nothing may have been said, first == last
    where something may be missing. share: 0..1, what the search thought of it against what stands
    there."""

    first: int
    last: int
    words: tuple[str, ...]
    share: float

    @property
    def distance(self) -> float:
        """Nats behind what stands there; 0 for as likely."""
        share = min(max(self.share, 1e-9), 0.5)
        return math.log((1 - share) / share)

    def moved(self, by: int) -> Instead:
        """The same, counted from another word."""
        return replace(self, first=self.first + by, last=self.last + by)
