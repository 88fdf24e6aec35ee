"""ClusterEncoder: the encoder behind `medvoice cluster`, from a daemon's side.

Only windows of log-mel go out and only logits come back: stitching, beam and the turn's state stay
here, so that a lost replica costs one call, which is asked again. A call may be asked twice and
answered twice: the same window gives the same logits.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from medvoice.asr.cluster_access import ClusterAccess
from medvoice.asr.cluster_line import Answer, BadAddress, ClusterLine, LineError
from medvoice.asr.cluster_wire import (
    ENCODE_PATH,
    MEDIA,
    MODEL,
    MODEL_PATH,
    MOST_BYTES,
    MOST_FACTS,
    SHAPE,
    ModelFacts,
    WireError,
    packed,
    unpacked,
)
from medvoice.asr.encoder import Logits
from medvoice.asr.features import LogMel
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN

log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.05
_LONGEST_WAIT_S = 1.0
_SHOWN_S = 2.0
"""Without an answer, before the screen says so: a replica that dies is not worth a word."""
_BUSY = (408, 425, 429)
"""Answers below 500 that say: ask again."""

T = TypeVar("T")

KEPT = "The sound is kept; `medvoice recover` recognises it once the cluster is back."


@dataclass(frozen=True, slots=True)
class ClusterCounts:
    """calls: answered. again: asked again after a fault. given_up: windows that failed."""

    calls: int = 0
    again: int = 0
    given_up: int = 0


class _Fault(Exception):
    """A call without an answer that counts; worth asking again."""


class ClusterEncoder:
    """See `Encoder`; several threads may call it. `connect` before the first call."""

    def __init__(self, access: ClusterAccess, front: str, weights: str = "") -> None:
        """front, weights: digests of this machine's model (`model_identity`), which the cluster's
        must have; weights "": there are none here. Raises RecogniserError."""
        try:
            self._line = ClusterLine(access.url, access.token, access.ca_file)
        except BadAddress as error:
            raise RecogniserError(str(error)) from None
        self._access = access
        self._wanted = (front, weights)
        self._facts: ModelFacts | None = None
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._calls = self._again = self._given_up = 0
        self._trouble = ""
        self._down = False

    @property
    def placed(self) -> str:
        return f"cluster, {self._facts.placed}" if self._facts is not None else "cluster"

    @property
    def notice(self) -> str:
        return ""

    @property
    def trouble(self) -> str:
        """Why nothing is recognised now; "" while the cluster answers. Any thread."""
        with self._lock:
            return self._trouble

    @property
    def counts(self) -> ClusterCounts:
        with self._lock:
            return ClusterCounts(self._calls, self._again, self._given_up)

    def connect(self) -> ClusterEncoder:
        """Ask which model runs there; itself, ready. Raises RecogniserError."""
        facts = self._until_answered(self._ask_model)
        front, weights = self._wanted
        if facts.front != front or (weights and facts.weights != weights):
            raise RecogniserError(
                f"The cluster at {self._access.url} runs another model than the folder here. Give "
                "both the same model folder; nothing would be read right otherwise."
            )
        self._facts = facts
        return self

    def __call__(self, mel: LogMel) -> Logits:
        """As `Encoder`. Raises RecogniserError where no replica answered in time."""
        assert self._facts is not None, "connect comes first"
        shape, body = packed(mel)
        frames = (len(mel) - MEL_SEEN) // MEL_PER_FRAME + 1
        return self._until_answered(lambda: self._ask_logits(shape, body, frames))

    def close(self) -> None:
        """Whoever waits for an answer gives up. Any thread."""
        self._closing.set()

    def _until_answered(self, ask: Callable[[], T]) -> T:
        """Ask until there is an answer or patience ends. While the cluster is down, once: what
        waits behind must not wait its whole patience, window for window."""
        begun = time.monotonic()
        wait = _FIRST_WAIT_S
        while True:
            try:
                answer = ask()
            except _Fault as fault:
                waited = time.monotonic() - begun
                if waited > _SHOWN_S:
                    self._troubled(str(fault))
                over = waited + wait > self._access.patience_s
                if self._down or over or self._closing.wait(wait * random.uniform(0.5, 1.0)):
                    self._troubled(str(fault))
                    self._gave_up()
                    raise RecogniserError(
                        f"The cluster at {self._access.url} gave no answer ({fault}). {KEPT}"
                    ) from None
                with self._lock:
                    self._again += 1
                wait = min(2 * wait, _LONGEST_WAIT_S)
            else:
                self._answered()
                return answer

    def _ask_model(self) -> ModelFacts:
        answer = self._ask(MODEL_PATH, None, None, MOST_FACTS)
        try:
            return ModelFacts.from_json(answer.body)
        except WireError as error:
            raise _Fault(str(error)) from None

    def _ask_logits(self, shape: str, body: bytes, frames: int) -> Logits:
        assert self._facts is not None
        headers = {SHAPE: shape, "Content-Type": MEDIA}
        answer = self._ask(ENCODE_PATH, body, headers, MOST_BYTES)
        if answer.headers.get(MODEL.lower()) != self._facts.identity:
            raise _Fault("another model answers than at the start; restart the daemon")
        try:
            logits = unpacked(answer.headers.get(SHAPE.lower(), ""), answer.body)
        except WireError as error:
            raise _Fault(str(error)) from None
        if logits.shape != (frames, self._facts.vocabulary):
            raise _Fault("the answer is of another shape than the window")
        return logits

    def _ask(
        self, path: str, body: bytes | None, headers: dict[str, str] | None, most: int
    ) -> Answer:
        """Raises _Fault; RecogniserError where asking again is of no use."""
        try:
            answer = self._line.ask(path, body, headers, timeout=self._access.timeout_s, most=most)
        except LineError as error:
            if error.certain:
                raise RecogniserError(f"{self._access.url}: {error}. {KEPT}") from None
            raise _Fault(str(error)) from None
        if answer.status in (401, 403):
            raise RecogniserError(
                f"The cluster at {self._access.url} does not take the token (cluster.token_file, "
                f"cluster.token_env). {KEPT}"
            )
        if answer.status >= 500 or answer.status in _BUSY:
            raise _Fault(f"it answers {answer.status}")
        if answer.status != 200:
            raise RecogniserError(
                f"The cluster at {self._access.url} answers {answer.status}: its version is "
                f"another, or this is no cluster of medvoice. {KEPT}"
            )
        return answer

    def _troubled(self, fault: str) -> None:
        with self._lock:
            first = not self._trouble
            self._trouble = f"The cluster does not answer ({fault}). What is said is kept."
        if first:
            log.warning("the cluster does not answer", extra={"fault": fault})

    def _gave_up(self) -> None:
        with self._lock:
            self._down = True
            self._given_up += 1

    def _answered(self) -> None:
        with self._lock:
            back, self._trouble, self._down = bool(self._trouble), "", False
            self._calls += 1
        if back:
            log.warning("the cluster answers again")
