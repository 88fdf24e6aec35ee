"""Speech goes first: with real threads that wait for each other, and no sleeps."""

from __future__ import annotations

import threading

import pytest

from medvoice.assistant.backend import Stopped, TimedOut
from medvoice.assistant.turnstile import Turnstile

LONG = 60.0
"""Seconds that a test waits before it fails; nothing here takes as long."""


class Steps:
    """A language model's thread: a step, then the turnstile; counts its steps."""

    def __init__(self, between) -> None:
        self._between = between
        self.changed = threading.Condition()
        self.done = 0
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            while True:
                self._between()
                with self.changed:
                    self.done += 1
                    self.changed.notify_all()
        except (Stopped, TimedOut) as error:
            self.error = error

    def reach(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.done >= count, LONG)


def standing(turnstile: Turnstile, count: int = 1) -> None:
    """Until so many wait at the turnstile: they call `between` again and again, so they come."""
    deadline = threading.Event()
    timer = threading.Timer(LONG, deadline.set)
    timer.start()
    while turnstile.waiting < count:
        assert not deadline.is_set()
    timer.cancel()


def test_no_step_begins_while_there_is_speech():
    turnstile = Turnstile()
    steps = Steps(turnstile.between)
    steps.thread.start()
    steps.reach(3)
    with turnstile.speech():
        begun = steps.done
        standing(turnstile)
        # At most the step that had passed the turnstile before speech began.
        assert steps.done <= begun + 1
        held = steps.done
        with turnstile.speech():
            pass
        assert turnstile.speaking == 1
        assert steps.done == held
    steps.reach(held + 3)
    turnstile.close()
    steps.thread.join(LONG)
    assert isinstance(steps.error, Stopped)


def test_speech_never_waits_for_the_language_model():
    """A step that lasts for ever does not keep speech from beginning and ending."""
    turnstile = Turnstile()
    inside, leave = threading.Event(), threading.Event()

    def endless() -> None:
        turnstile.between()
        inside.set()
        leave.wait(LONG)

    thread = threading.Thread(target=endless, daemon=True)
    thread.start()
    assert inside.wait(LONG)
    with turnstile.speech():
        assert turnstile.speaking == 1
    leave.set()
    thread.join(LONG)
    assert not thread.is_alive()


def test_work_queued_by_one_thread_and_finished_by_another_holds_in_between():
    turnstile = Turnstile()
    turnstile.speech_begins()
    turnstile.speech_begins()
    steps = Steps(turnstile.between)
    steps.thread.start()
    standing(turnstile)
    threads = [threading.Thread(target=turnstile.speech_ends) for _ in range(2)]
    threads[0].start()
    threads[0].join(LONG)
    assert turnstile.speaking == 1
    assert steps.done == 0
    threads[1].start()
    steps.reach(1)
    turnstile.close()
    steps.thread.join(LONG)
    with pytest.raises(RuntimeError):
        turnstile.speech_ends()


def test_a_request_that_is_called_off_while_it_waits_ends_at_once():
    turnstile = Turnstile()
    with turnstile.speech():
        ticket, other = turnstile.ticket(), turnstile.ticket()
        off, on = Steps(ticket.between), Steps(other.between)
        off.thread.start()
        on.thread.start()
        standing(turnstile, 2)
        ticket.call_off()
        off.thread.join(LONG)
        assert isinstance(off.error, Stopped)
        assert off.done == on.done == 0
        assert on.error is None
    on.reach(1)
    turnstile.close()
    on.thread.join(LONG)


def test_a_request_has_its_time_and_no_more():
    now = [100.0]
    turnstile = Turnstile()
    ticket = turnstile.ticket(5.0, clock=lambda: now[0])
    ticket.between()
    now[0] = 104.9
    ticket.between()
    now[0] = 105.0
    with pytest.raises(TimedOut):
        ticket.between()
    # Time spent waiting for speech counts: the radiologist waits, too.
    with turnstile.speech(), pytest.raises(TimedOut):
        turnstile.ticket(0.0).between()


def test_speech_that_fails_lets_the_model_go_on():
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile.speech():
        raise ZeroDivisionError
    turnstile.between()
    assert turnstile.speaking == 0
