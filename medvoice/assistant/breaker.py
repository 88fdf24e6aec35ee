"""When a failing backend is left alone for a while. Pure: states in, states out, time given in.

A dead server must not cost every turn its timeout: after some failures in a row it rests; then one
request is let through, and where that fails, too, it rests for twice as long.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """failures: in a row, after which it rests. first_s, longest_s: the first rest and the bound of
    its doubling."""

    failures: int = 3
    first_s: float = 30.0
    longest_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Breaker:
    """failures: in a row. rests_until: seconds on the caller's clock."""

    failures: int = 0
    rests_until: float = -math.inf

    def rest_left(self, now: float) -> float:
        """Seconds; 0 where it may be asked."""
        return max(0.0, self.rests_until - now)

    def succeeded(self) -> Breaker:
        return Breaker()

    def failed(self, now: float, patience: Patience) -> Breaker:
        failures = self.failures + 1
        if failures < patience.failures:
            return Breaker(failures)
        # Bounded before the power: 2.0 ** 1024 overflows.
        doublings = min(failures - patience.failures, 30)
        rest = min(patience.first_s * 2.0**doublings, patience.longest_s)
        return Breaker(failures, now + rest)
