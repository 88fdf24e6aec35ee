"""EncoderReplica: one loaded encoder behind HTTP, as Ray Serve runs it (see asr/cluster_wire)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from ray import serve
from starlette.requests import Request
from starlette.responses import Response

from medvoice.asr.cluster_wire import (
    ENCODE_PATH,
    MEDIA,
    MODEL,
    MODEL_PATH,
    MOST_BYTES,
    SHAPE,
    ModelFacts,
    WireError,
    packed,
    unpacked,
)
from medvoice.asr.encoder import BatchEncoder, Encoder, Logits
from medvoice.asr.features import LogMel
from medvoice.asr.known_clip import known_clip, log_mel_of
from medvoice.asr.loading import LoadSettings, ModelParts, read_model
from medvoice.asr.model_identity import front_digest, weights_digest
from medvoice.asr.windows import MEL_SEEN
from medvoice.cluster.loopback import keep_port_shut, open_to_others
from medvoice.cluster.settings import ReplicaSettings

log = logging.getLogger(__name__)

_MOST_FAILURES = 3
"""Batches that fail one behind the other before the replica says that it is ill: a card that has
lost its context fails every one from then on."""


class Unhealthy(RuntimeError):
    """Serve stops this replica and starts another."""


class EncoderReplica:
    """Raises RecogniserError where the model cannot be loaded: Serve says so and tries again."""

    def __init__(self, settings: ReplicaSettings) -> None:
        keep_port_shut()
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, "medvoice-model")
        self._parts, self._encoder, self._facts = self._thread.submit(_loaded, settings).result()
        self._failures = 0
        self._together.set_max_batch_size(settings.batch)
        self._together.set_batch_wait_timeout_s(settings.wait_ms / 1000)

    async def __call__(self, request: Request) -> Response:
        """One request of a daemon."""
        if not self._knows(request.headers.get("authorization", "")):
            return Response(status_code=401)
        path, method = request.url.path, request.method
        if (method, path) == ("GET", MODEL_PATH):
            return Response(self._facts.to_json(), media_type="application/json")
        if (method, path) != ("POST", ENCODE_PATH):
            return Response(status_code=404)
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return Response(status_code=413)
        try:
            mel = unpacked(request.headers.get(SHAPE, ""), bytes(body))
            if len(mel) < MEL_SEEN or mel.shape[1] != self._parts.mel.bands:
                raise WireError("this is no window of log-mel")
        except WireError as error:
            return Response(str(error), 400)
        logits = await self._together(mel)
        if logits is None:
            return Response(status_code=500)
        shape, answer = packed(logits)
        headers = {SHAPE: shape, MODEL: self._facts.identity}
        return Response(answer, headers=headers, media_type=MEDIA)

    async def check_health(self) -> None:
        """Asked by Serve. Raises Unhealthy."""
        if self._failures >= _MOST_FAILURES:
            raise Unhealthy(f"{self._failures} batches failed one behind the other")
        if self._settings.loopback and (found := open_to_others()):
            raise Unhealthy(f"this process can be reached from elsewhere, on {', '.join(found)}")

    @serve.batch  # type: ignore[untyped-decorator]
    async def _together(self, windows: list[LogMel]) -> list[Logits | None]:
        """Of several daemons and sessions; None for one that failed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._encoded, windows)

    def _encoded(self, windows: Sequence[LogMel]) -> list[Logits | None]:
        """Those of one length in one call, where the encoder gains by it."""
        found: list[Logits | None] = [None] * len(windows)
        left = list(range(len(windows)))
        while left:
            same = [at for at in left if windows[at].shape == windows[left[0]].shape]
            now = same[: _worth(self._encoder, len(windows[left[0]]))]
            for at, logits in zip(now, self._computed([windows[at] for at in now]), strict=True):
                found[at] = logits
            left = [at for at in left if at not in now]
        return found

    def _computed(self, windows: list[LogMel]) -> Sequence[Logits | None]:
        try:
            logits = (
                self._encoder.batch(windows)
                if isinstance(self._encoder, BatchEncoder) and len(windows) > 1
                else [self._encoder(window) for window in windows]
            )
            if not all(np.isfinite(row).all() for row in logits):
                raise ValueError("the model's values are not finite")
        except Exception as error:  # noqa: BLE001  the boundary of the replica: answered by 500
            self._failures += 1
            log.error("a batch failed", extra={"fault": type(error).__name__})
            return [None] * len(windows)
        self._failures = 0
        return logits

    def _knows(self, authorization: str) -> bool:
        wanted = self._settings.token_digest
        shown = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
        return not wanted or hmac.compare_digest(shown, wanted)


def _worth(encoder: Encoder, length: int) -> int:
    if not isinstance(encoder, BatchEncoder):
        return 1
    return max(1, encoder.most((length - MEL_SEEN) // 4 + 1))


def _loaded(settings: ReplicaSettings) -> tuple[ModelParts, Encoder, ModelFacts]:
    dtype = _dtype(settings)
    parts = read_model(settings.folder, LoadSettings(settings.device, dtype, settings.threads))
    encoder = parts.make()
    clip = log_mel_of(known_clip(), parts.mel)
    facts = ModelFacts(
        front_digest(parts.mel, parts.vocabulary),
        weights_digest(parts.folder),
        encoder.placed,
        encoder(clip).shape[1],
    )
    log.info("replica ready", extra={"process": os.getpid(), "placed": encoder.placed})
    return parts, encoder, facts


def _dtype(settings: ReplicaSettings) -> str:
    """ "auto" measures what is faster here; replicas must not differ by that, since daemons go from
    one to the other within a sentence."""
    if settings.dtype != "auto":
        return settings.dtype
    if settings.device == "cpu":
        return "float32"
    import torch

    there = torch.cuda.is_available() and torch.cuda.is_bf16_supported(including_emulation=False)
    return "bfloat16" if there else "float32"
