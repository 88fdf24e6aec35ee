"""Rate: so many requests a minute of one address, with some in one go (a token bucket each)."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from medvoice.faces.server.safety.incoming import Incoming, Refusal

ADDRESSES = 4096
"""Addresses remembered; the one not seen for longest is forgotten first."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rate:
    """Not thread-safe: the event loop alone asks."""

    def __init__(
        self, per_minute: int, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """burst: in one go, at most."""
        self._per_second = per_minute / 60
        self._burst = float(burst)
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, address: str) -> float:
        """0 where there was one left, else seconds until there is; then nothing was taken."""
        bucket = self._filled(address)
        if bucket.left >= 1:
            bucket.left -= 1
            return 0.0
        return (1 - bucket.left) / self._per_second

    def wait(self, address: str) -> float:
        """As `take`, but takes nothing."""
        bucket = self._filled(address)
        return 0.0 if bucket.left >= 1 else (1 - bucket.left) / self._per_second

    def _filled(self, address: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.pop(address, None) or _Bucket(self._burst, now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[address] = bucket
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        return bucket


class RateCheck:
    """See `Guard`."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate

    def check(self, incoming: Incoming) -> Refusal | None:
        wait = self._rate.take(incoming.client)
        return too_many(wait) if wait else None


def too_many(seconds: float) -> Refusal:
    """seconds: until the next may come."""
    return Refusal(
        429,
        "too_many_requests",
        "Too many requests from this address. Wait, then ask again.",
        {"Retry-After": str(max(1, math.ceil(seconds)))},
    )
