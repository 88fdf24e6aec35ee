"""/metrics: for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.meters import Reading
from medvoice.faces.server.part import Part

FRAME_S = 0.04
"""Seconds of sound that an encoder frame stands for (640 samples)."""


def part(daemon: Daemon) -> Part:
    router = APIRouter(tags=["daemon"])
    recogniser = daemon.ears.recogniser

    def read() -> Iterator[Reading]:
        counts = getattr(recogniser, "counts", None)
        if counts is not None:
            about = "Windows of live text that were left out, since the model had no room"
            yield "dropped_partials_total", about, counts.dropped
            about = "Encoder frames (40 ms each) computed for live text"
            yield "live_frames_total", about, counts.partial_frames
            about = "Encoder frames (40 ms each) computed for final text"
            yield "final_frames_total", about, counts.final_frames
            about = "Encoder frames (40 ms each) computed for recordings, which give way"
            yield "recording_frames_total", about, counts.behind_frames
            yield "encoder_seconds_total", "Seconds that the encoder worked", counts.busy_s
            yield "encoder_calls_total", "Calls of the encoder", counts.calls
            yield "encoder_windows_total", "Windows that these calls computed", counts.windows
            frames = counts.partial_frames + counts.final_frames + counts.behind_frames
            about = "Seconds of the encoder per second of sound in its windows (which overlap)"
            yield "real_time_factor", about, counts.busy_s / (frames * FRAME_S) if frames else 0.0
            finals, partials, behind = counts.waiting
            yield "finals_waiting", "Windows of final text that wait for the model", finals
            yield "partials_waiting", "Windows of live text that wait for the model", partials
            yield "recording_windows_waiting", "Windows that give way to those", behind
        cluster = getattr(recogniser, "cluster_counts", None)
        if cluster is not None:
            yield "cluster_calls_total", "Windows that the cluster computed", cluster.calls
            yield "cluster_calls_again_total", "Calls repeated after a fault", cluster.again
            yield "cluster_windows_lost_total", "Windows given up", cluster.given_up

    daemon.meters.watch(read)

    @router.get(
        "/metrics",
        summary="Figures for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    def metrics() -> Response:
        return Response(generate_latest(daemon.meters.registry), media_type=CONTENT_TYPE_LATEST)

    return Part(router)
