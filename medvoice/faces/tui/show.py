"""Show a running dictation until it ends: live on a terminal, as plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Protocol

from rich.console import Console
from rich.live import Live

from medvoice.faces.tui.form import Form
from medvoice.faces.tui.screen import clock, draw
from medvoice.session.view import SessionView


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
) -> SessionView:
    """Redraw until the dictation has ended; returns the last view. form: of the report's template,
    asked at each redraw, for a template that changes. KeyboardInterrupt comes through with the
    terminal restored."""
    view = dictation.view()
    first = draw(view, form(view.report.template), *console.size)
    with Live(first, console=console, screen=True, auto_refresh=False) as live:
        while True:
            running = dictation.running
            view = dictation.view()
            live.update(draw(view, form(view.report.template), *console.size), refresh=True)
            if not running:
                return view
            sleep(1.0 / refresh_hz)


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


def _new(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """The notices at the end of `now` that `before` did not have; both are bounded windows."""
    for kept in range(min(len(before), len(now)), 0, -1):
        if before[-kept:] == now[:kept]:
            return now[kept:]
    return now
