from __future__ import annotations

from collections.abc import Callable

import pytest

from medvoice.assistant.backend import (
    Ask,
    BackendError,
    Capabilities,
    Choice,
    Conversation,
    Garbage,
    Message,
    OutOfMemory,
    Refused,
    Stopped,
    TimedOut,
    Unreachable,
)
from medvoice.assistant.breaker import Patience
from medvoice.assistant.failure import Kind, Paused, failure_of
from medvoice.assistant.guarded import Guarded
from medvoice.assistant.no_backend import NoBackend

ASK = Ask(Conversation(), Message.of("user", "secret words"))
PATIENCE = Patience(failures=3, first_s=30.0, longest_s=100.0)


class OutOfMemoryError(RuntimeError):
    """As torch calls it."""


class Scripted:
    """Does what the script says, request by request: an error, or an answer."""

    name = "scripted"
    capabilities = Capabilities(images=False, scores=False, schema=True, here=True)

    def __init__(self, *script: BaseException | None) -> None:
        self.script = list(script)
        self.requests = 0
        self.closed = False

    def _next(self) -> None:
        self.requests += 1
        error = self.script.pop(0) if self.script else None
        if error is not None:
            raise error

    def prepare(self, fixed, *, between) -> None:
        self._next()

    def choose(self, ask, choices, *, against, between) -> Choice:
        self._next()
        return Choice(0, None, None)

    def write(self, ask, *, schema, limit, copies, between):
        yield "begun "
        self._next()
        yield "done"

    def close(self) -> None:
        self.closed = True


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def choose(backend) -> Choice:
    return backend.choose(ASK, ("a", "b"), against=None, between=lambda: None)


def write(backend) -> str:
    return "".join(backend.write(ASK, schema=None, limit=5, copies="", between=lambda: None))


def prepare(backend) -> None:
    backend.prepare(ASK.fixed, between=lambda: None)


@pytest.mark.parametrize("request_of", [choose, write, prepare])
@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (TimedOut("late"), TimedOut),
        (OutOfMemory("full"), OutOfMemory),
        (MemoryError("secret words"), OutOfMemory),
        (OutOfMemoryError("CUDA out of memory, secret words"), OutOfMemory),
        (Garbage("bad"), Garbage),
        (Refused("no"), Refused),
        (RuntimeError("secret words"), BackendError),
        (KeyError("secret words"), BackendError),
        (AssertionError("secret words"), BackendError),
    ],
)
def test_whatever_fails_is_typed_and_says_nothing_of_the_dictation(error, fault, request_of):
    with pytest.raises(BackendError) as raised:
        request_of(Guarded(Scripted(error)))
    assert type(raised.value) is fault
    assert "secret words" not in str(raised.value)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)])
def test_what_ends_the_program_is_not_swallowed(error):
    with pytest.raises(type(error)):
        choose(Guarded(Scripted(error)))


def test_a_dead_backend_is_left_alone_says_so_and_is_tried_again():
    clock = Clock()
    inner = Scripted(*[TimedOut("no answer in 30 s")] * 4)
    guarded = Guarded(inner, PATIENCE, clock)
    for _ in range(3):
        with pytest.raises(TimedOut):
            choose(guarded)
    assert guarded.resting_s == 30.0
    for _ in range(5):
        with pytest.raises(Paused, match=r"3 times in a row.*no answer in 30 s"):
            choose(guarded)
    assert inner.requests == 3
    clock.now += 30.5
    with pytest.raises(TimedOut):
        choose(guarded)
    assert guarded.resting_s == 60.0
    clock.now += 60.5
    assert choose(guarded) == Choice(0, None, None)
    assert guarded.resting_s == 0.0
    assert inner.requests == 5


def test_a_success_between_failures_keeps_it_in_use():
    inner = Scripted(TimedOut(""), TimedOut(""), None, TimedOut(""), TimedOut(""), None)
    guarded = Guarded(inner, PATIENCE, Clock())
    for _ in range(6):
        try:
            choose(guarded)
        except TimedOut:
            continue
    assert inner.requests == 6


def test_being_called_off_is_no_failure():
    guarded = Guarded(Scripted(*[Stopped()] * 9), PATIENCE, Clock())
    for _ in range(9):
        with pytest.raises(Stopped):
            choose(guarded)
    assert guarded.resting_s == 0.0


def test_a_reader_that_stops_early_is_no_failure():
    guarded = Guarded(Scripted(), PATIENCE, Clock())
    for _ in range(5):
        pieces = guarded.write(ASK, schema=None, limit=5, copies="", between=lambda: None)
        assert next(pieces) == "begun "
        pieces.close()
    assert guarded.resting_s == 0.0
    assert write(guarded) == "begun done"


def test_the_rest_is_passed_through():
    inner = Scripted()
    guarded = Guarded(inner)
    assert (guarded.name, guarded.capabilities) == (inner.name, inner.capabilities)
    guarded.close()
    assert inner.closed


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Unreachable(""), Kind.UNREACHABLE),
        (Paused(""), Kind.PAUSED),
        (TimedOut(""), Kind.TIMED_OUT),
        (OutOfMemory(""), Kind.OUT_OF_MEMORY),
        (Refused(""), Kind.REFUSED),
        (Garbage(""), Kind.GARBAGE),
        (Stopped(""), Kind.STOPPED),
        (BackendError(""), Kind.FAILED),
    ],
)
def test_failures_as_values(error, kind):
    assert failure_of(error).kind is kind


@pytest.mark.parametrize("request_of", [choose, write])
def test_no_backend_refuses_at_once(request_of: Callable):
    with pytest.raises(Refused, match=r"language_model\.backend"):
        request_of(NoBackend())
    prepare(NoBackend())
    NoBackend().close()
