"""Meters: what Prometheus is told, of one app (its own registry, so that two apps do not mix)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "WEBSOCKET"}
BUCKETS = (0.005, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds: from a snapshot to a long recording."""

Reading = tuple[str, str, float]
"""(name without "medvoice_", what it is, value). A name ending in "_total" counts up."""


class Meters:
    """Thread-safe."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "medvoice_request_seconds",
            "Requests by route, and how long they took; a WebSocket: how long it was open",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._recordings = Counter(
            "medvoice_recordings_total",
            "Recordings transcribed over an API",
            ("api", "outcome"),
            registry=self.registry,
        )
        self._sound = Counter(
            "medvoice_recordings_sound_seconds_total",
            "Seconds of sound in them",
            ("api",),
            registry=self.registry,
        )
        self._work = Counter(
            "medvoice_recordings_work_seconds_total",
            "Seconds that transcribing them took, waiting for live sessions included",
            ("api",),
            registry=self.registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """route: as it is declared, never the path. status 0: the client left before the answer."""
        known = method if method in METHODS else "other"
        self._requests.labels(known, route, str(status)).observe(seconds)

    def recording(self, api: str, outcome: str, sound: float, seconds: float) -> None:
        """api: "openai", "wyoming". outcome: "done", "refused", "failed", "left"."""
        self._recordings.labels(api, outcome).inc()
        self._sound.labels(api).inc(sound)
        self._work.labels(api).inc(seconds)

    def watch(self, read: Callable[[], Iterable[Reading]]) -> None:
        """read: asked at every scrape, from any thread; each name once."""
        self.registry.register(_Watched(read))


class _Watched(Collector):
    def __init__(self, read: Callable[[], Iterable[Reading]]) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        for name, about, value in self._read():
            full = f"medvoice_{name}"
            if name.endswith("_total"):
                yield CounterMetricFamily(full.removesuffix("_total"), about, value=value)
            else:
                yield GaugeMetricFamily(full, about, value=value)
