"""Noted: a dictation with what the face itself has to say, as notices of its view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from medvoice.faces.tui.hands import Hands
from medvoice.faces.tui.show import Viewed
from medvoice.report.document import Report
from medvoice.session.tones import TonePlayer
from medvoice.session.view import SessionView, WarningView

ENDING = "Ending: what was said last is being recognised. Ctrl-C again stops at once."


class Noted:
    """first: notices from the start on. later: notices that came up since, asked at each view.
    completed: puts into a report what its template fills in by itself. warned: what the checks say
    of one, as it was dictated. `ending` may be set from a signal handler, `hands` and `tones`
    before the first view."""

    def __init__(
        self,
        dictation: Viewed,
        first: tuple[str, ...],
        later: Callable[[], tuple[str, ...]] = tuple,
        completed: Callable[[Report], Report] = lambda report: report,
        warned: Callable[[Report], tuple[WarningView, ...]] = lambda report: (),
    ) -> None:
        self._dictation = dictation
        self._first = first
        self._later = later
        self._completed = completed
        self._warned = warned
        self.hands: Hands | None = None
        self.tones: TonePlayer | None = None
        self.ending = False

    @property
    def running(self) -> bool:
        return self._dictation.running

    def view(self) -> SessionView:
        view = self._dictation.view()
        fault = ""
        if self.tones is not None:
            self.tones.look(view)
            fault = self.tones.fault
        answer = self.hands.answer(view) if self.hands is not None else ""
        last = (ENDING,) if self.ending else (answer,) if answer else ()
        return replace(
            view,
            report=self._completed(view.report),
            warnings=self._warned(view.report),
            notices=(*self._first, *self._later(), *view.notices, *filter(None, (fault,)), *last),
        )
