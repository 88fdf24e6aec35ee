"""Assistant: what helps beside a dictation: a model with the report, answers about the study.

Either may be missing. Both are asked on one thread, so that they can share a model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from medvoice.report.template import Template
from medvoice.session.asking import Asking
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assisting import Assisting
from medvoice.session.session import Session
from medvoice.session.state import SessionState
from medvoice.session.view import SessionView


class Assistant:
    """Used by the thread that owns the session; `seen` by any."""

    def __init__(
        self,
        thread: AssistantThread,
        template: Callable[[str], Template],
        placing: Assisting | None = None,
        asking: Asking | None = None,
    ) -> None:
        """template: of that name, as it is now. placing, asking: made on the same thread."""
        self._thread = thread
        self._template = template
        self._placing = placing
        self._asking = asking

    @property
    def name(self) -> str:
        """Of the model that helps with the report, "" for none."""
        return self._thread.name

    @property
    def study(self) -> str:
        """What questions can be asked about, "" for nothing."""
        return self._asking.study if self._asking is not None else ""

    @property
    def changing(self) -> bool:
        """Whether what `seen` adds changes without an event."""
        return self._placing is not None or (self._asking is not None and self._asking.changing)

    def start(self, state: SessionState) -> None:
        """state: as the dictation begins, or goes on."""
        if self._asking is not None:
            self._asking.begin(state)
        if self._placing is not None:
            self._placing.start(state)
        else:
            self._thread.start(self._template(state.report.template))

    def heard(self, state: SessionState, utterance: int) -> None:
        if self._placing is not None:
            self._placing.heard(state, utterance)

    def commanded(self, state: SessionState) -> None:
        if self._placing is not None:
            self._placing.commanded(state)

    def settle(self, session: Session) -> list[str]:
        """Record what has come; what the screen has to say. Never blocks."""
        notices = self._asking.settle(session) if self._asking is not None else []
        return notices + (self._placing.settle(session) if self._placing is not None else [])

    def finish(self, session: Session) -> list[str]:
        """At the dictation's end: wait a little for what is not answered, then stop."""
        notices = self._asking.finish(session) if self._asking is not None else []
        if self._placing is not None:
            notices += self._placing.finish(session)
        self._thread.close()
        return notices

    def close(self) -> None:
        self._thread.close()

    def seen(self, view: SessionView, state: SessionState) -> SessionView:
        """The view with what there is to see of it."""
        if self._placing is not None:
            view = replace(view, assistant=self._placing.status(state))
        if self._asking is None:
            return view
        return replace(view, study=self._asking.status(), exchanges=self._asking.shown(state))
