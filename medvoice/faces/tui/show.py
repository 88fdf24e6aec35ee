"""Show a running dictation until it ends: live on a terminal, as plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.live import Live

from medvoice.faces.tui.answers import answer_text
from medvoice.faces.tui.form import Form
from medvoice.faces.tui.hands import KeyHelp
from medvoice.faces.tui.key_codes import AS_BEFORE, ASK_HOW, HOW_KEYS_ARE_TOLD
from medvoice.faces.tui.screen import clock, draw
from medvoice.session.view import Reply, SessionView


class Viewed(Protocol):
    """What of a dictation is looked at."""

    @property
    def running(self) -> bool: ...
    def view(self) -> SessionView: ...


def show_live(
    dictation: Viewed,
    form: Callable[[str], Form],
    console: Console,
    refresh_hz: float,
    sleep: Callable[[float], None] = time.sleep,
    keys: Sequence[KeyHelp] = (),
    tell: Callable[[str], None] | None = None,
) -> SessionView:
    """Redraw until the dictation has ended; returns the last view. form: of the report's template,
    asked at each redraw, for a template that changes. keys: that are read meanwhile. tell: writes
    to the terminal, which is asked to say when a key is let go.
    KeyboardInterrupt comes through with the terminal restored."""
    view = dictation.view()
    first = draw(view, form(view.report.template), *console.size, keys)
    with (
        Live(first, console=console, screen=True, auto_refresh=False) as live,
        _releases_told(tell),
    ):
        while True:
            running = dictation.running
            view = dictation.view()
            drawn = draw(view, form(view.report.template), *console.size, keys)
            live.update(drawn, refresh=True)
            if not running:
                return view
            sleep(1.0 / refresh_hz)


@contextmanager
def _releases_told(tell: Callable[[str], None] | None) -> Iterator[None]:
    """On the alternate screen, which has a mode of its own."""
    if tell is None:
        yield
        return
    tell(HOW_KEYS_ARE_TOLD + ASK_HOW)
    try:
        yield
    finally:
        tell(AS_BEFORE)


def show_plain(
    dictation: Viewed,
    write: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
) -> SessionView:
    """One line for each finished turn and each notice, until the dictation has ended."""
    teller = PlainTeller()
    while True:
        running = dictation.running
        view = dictation.view()
        for line in teller.tell(view):
            write(line)
        if not running:
            return view
        sleep(0.2)


class PlainTeller:
    """Says what is new since the view before."""

    def __init__(self) -> None:
        self._mode = ""
        self._utterance = 0
        self._answers: dict[int, tuple[str, ...]] = {}
        self._notices: tuple[str, ...] = ()
        self._answered: set[int] = set()
        self._warned: set[tuple[str, str, str]] = set()

    def tell(self, view: SessionView) -> Iterator[str]:
        """Lines for what is new in this view."""
        stamp = f"[{clock(view.seconds)}]"
        for notice in _new(self._notices, view.notices):
            yield f"{stamp} ! {notice}"
        self._notices = view.notices
        answers: dict[int, tuple[str, ...]] = {}
        for utterance in view.utterances:
            if utterance.id > self._utterance:
                self._utterance = utterance.id
                asleep = " (asleep)" if utterance.asleep and not utterance.command else ""
                yield f"{stamp} {utterance.text}{asleep}".rstrip()
            told = self._answers.get(utterance.id, ())
            lines = tuple(utterance.answer.splitlines())
            for line in lines:
                if line not in told:  # what a language model did comes later
                    yield f"{stamp}   {line}"
            answers[utterance.id] = lines
        self._answers = answers
        for exchange in view.exchanges:
            if exchange.number not in self._answered and exchange.reply is not Reply.COMING:
                self._answered.add(exchange.number)
                for text in answer_text(exchange):
                    yield f"{stamp}   {text}"
        warned = {(w.check, w.statement or w.field, w.message) for w in view.warnings}
        for check, _, message in sorted(warned - self._warned):
            yield f"{stamp}   ! {check}: {message}"
        self._warned = warned


def _new(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """The notices at the end of `now` that `before` did not have; both are bounded windows."""
    for kept in range(min(len(before), len(now)), 0, -1):
        if before[-kept:] == now[:kept]:
            return now[kept:]
    return now
