"""A backend that fails in known ways only, and is left alone while it keeps failing.

Whatever goes wrong inside becomes a BackendError with a sentence, so that a caller has one thing to
catch and can go on with the rules. Behind `Breaker`: `Paused` is raised at once, and nothing is
asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from medvoice.assistant.backend import (
    Ask,
    Backend,
    BackendError,
    Between,
    Capabilities,
    Choice,
    Conversation,
    Message,
    OutOfMemory,
    Schema,
    Stopped,
)
from medvoice.assistant.breaker import Breaker, Patience
from medvoice.assistant.failure import Paused


class Guarded:
    """Itself a Backend. clock: seconds, only ever compared with itself."""

    def __init__(
        self,
        inner: Backend,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inner, self._clock = inner, clock
        self._patience = patience or Patience()
        self._breaker = Breaker()
        self._last = ""

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def capabilities(self) -> Capabilities:
        return self._inner.capabilities

    @property
    def resting_s(self) -> float:
        """How long it will not be asked yet; 0 where it will. For a screen."""
        return self._breaker.rest_left(self._clock())

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        with self._kept():
            self._inner.prepare(fixed, between=between)

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        with self._kept():
            return self._inner.choose(ask, choices, against=against, between=between)

    def write(
        self, ask: Ask, *, schema: Schema | None, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        with self._kept():
            yield from self._inner.write(
                ask, schema=schema, limit=limit, copies=copies, between=between
            )

    def close(self) -> None:
        self._inner.close()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        rest = self.resting_s
        if rest:
            raise Paused(
                f"{self.name} failed {self._breaker.failures} times in a row and is left alone for "
                f"{rest:.0f} s more; the rules place alone. Last fault: {self._last}"
            )
        try:
            yield
        except Stopped:
            raise  # the caller's wish, no failure
        except BackendError as error:
            raise self._counted(error) from error
        except MemoryError as error:
            raise self._counted(self._no_memory()) from error
        except Exception as error:
            raise self._counted(self._unknown(error)) from error
        else:
            self._breaker = self._breaker.succeeded()

    def _counted(self, error: BackendError) -> BackendError:
        self._breaker = self._breaker.failed(self._clock(), self._patience)
        self._last = str(error)
        return error

    def _unknown(self, error: Exception) -> BackendError:
        """Without the error's own words: they may hold what was dictated."""
        kind = type(error).__name__
        if kind == "OutOfMemoryError":  # torch's, which must not be imported for its name
            return self._no_memory()
        return BackendError(f"{self.name} failed ({kind}). This is a fault of the program.")

    def _no_memory(self) -> OutOfMemory:
        return OutOfMemory(
            f"{self.name} ran out of memory. Close what else uses the card, or choose fewer bits: "
            "language_model.quantisation (medvoice doctor says what fits)."
        )
