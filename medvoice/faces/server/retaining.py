"""Retaining: old finished dictations are deleted when the daemon starts and every hour."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from medvoice.session.hub import SessionHub
from medvoice.session.retention import Retention

log = logging.getLogger(__name__)

EVERY_S = 3600.0
JUMP = timedelta(minutes=10)
"""Wall time may differ by so much from the time that passed; more is a clock that was set."""


@dataclass(slots=True)
class SteadyClock:
    """Wall time, distrusted for a day after it jumped forward: a wrong date must delete nothing."""

    wall: Callable[[], datetime] = datetime.now
    passed: Callable[[], float] = time.monotonic
    _last: tuple[datetime, float] | None = None
    _distrusted_until: float = 0.0

    def now(self) -> datetime | None:
        """None while it is distrusted."""
        wall, passed = self.wall(), self.passed()
        if self._last is not None:
            expected = self._last[0] + timedelta(seconds=passed - self._last[1])
            if wall - expected > JUMP:
                self._distrusted_until = passed + 24 * 3600.0
        self._last = (wall, passed)
        return wall if passed >= self._distrusted_until else None


async def retain(hub: SessionHub, rule: Retention, clock: SteadyClock | None = None) -> None:
    """Until it is cancelled."""
    clock = clock or SteadyClock()
    while rule.days:
        now = clock.now()
        if now is None:
            log.warning("the clock jumped forward: nothing is deleted for a day")
        else:
            try:
                gone = await asyncio.to_thread(hub.expire, rule, now)
            except OSError as error:  # the next hour tries again
                log.warning("old dictations not deleted", extra={"fault": type(error).__name__})
            else:
                if gone:
                    log.info("old dictations deleted", extra={"dictations": len(gone)})
        await asyncio.sleep(EVERY_S)
