"""Assisting: the session's side of the assistant. Runs go to its thread, proposals come back as
events.

A proposal may come late: it changes only statements that stand as the rules placed them, in a
report that is not final, and waits while an answer or a redo is open to the speaker (a step of undo
would take both away).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from medvoice.assistant.structuring import Change, DictatedRun, Proposal, in_spoken_order
from medvoice.report.document import Placement
from medvoice.report.normals import Normals
from medvoice.report.template import Template
from medvoice.session.assistant_thread import AssistantThread, Failure, Result
from medvoice.session.events import AssistantFailed, TurnAssisted
from medvoice.session.records import record_of
from medvoice.session.session import Session
from medvoice.session.state import SessionState

FINISH_S = 5.0
"""Seconds that a dictation's end waits for runs that are not answered."""
MOST_HELD = 32


class Assisting:
    """Used by the thread that owns the session; `status` by any."""

    def __init__(self, thread: AssistantThread, template: Callable[[], Template]) -> None:
        """template: as it is now (it may change from turn to turn)."""
        self._thread = thread
        self._template = template
        self._held: deque[Proposal] = deque(maxlen=MOST_HELD)

    def status(self, state: SessionState) -> str:
        """For the screen: which model, how many turns it has not answered yet, how many of its
        texts were not taken."""
        waiting = self._thread.waiting
        parts = [self._thread.name]
        parts += [f"{waiting} waiting"] if waiting else []
        parts += [f"{state.refused} refused"] if state.refused else []
        return ", ".join(parts)

    def start(self) -> None:
        self._thread.start(self._template())

    def heard(self, state: SessionState, utterance: int) -> None:
        """The dictation runs of a new utterance, as they were placed. What was a command, or was
        said asleep, made none."""
        for run in runs_of(state, utterance, self._template()):
            self._thread.give(run)

    def settle(self, session: Session) -> list[str]:
        """Record what has come back. Returns what the screen has to say."""
        notices = []
        results: list[Result] = [*self._held, *self._thread.taken()]
        self._held.clear()
        for result in results:
            if isinstance(result, Failure):
                run = result.run.id if result.run is not None else ""
                session.record(AssistantFailed(run=run, message=result.message))
                notices.append(f"Placed by rules alone: {result.message}")
            elif must_wait(session.state):
                self._held.append(result)
            else:
                for event in assisted(session.state, result, self._thread.name):
                    session.record(event)
        return notices

    def finish(self, session: Session) -> list[str]:
        """At the dictation's end: wait a little for what is not answered, then stop."""
        done = self._thread.finish(FINISH_S)
        notices = self.settle(session)
        self._thread.close()
        if not done:
            notices.append("The language model did not finish: the rest is placed by rules alone")
        return notices

    def close(self) -> None:
        self._thread.close()


def runs_of(state: SessionState, utterance: int, template: Template) -> list[DictatedRun]:
    """The runs of an utterance, oldest first, that stand in a report that may be changed."""
    if state.status not in ("draft", "preliminary"):
        return []
    runs = []
    for run in reversed(state.runs):
        if run.id.rpartition(".")[0] != str(utterance):  # named by the turn that placed it
            break
        placements = [
            Placement(name, statement)
            for name, statements in state.report.fields
            for statement in statements
            if statement.id in run.statements
        ]
        if placements:
            found = in_spoken_order(placements)
            runs.append(DictatedRun(run.id, run.utterance, found, template))
    return runs[::-1]


def must_wait(state: SessionState) -> bool:
    """Whether a step of undo would take something from the speaker that they can say now."""
    return bool(state.redo) or state.asked is not None


def assisted(state: SessionState, proposal: Proposal, model: str) -> list[TurnAssisted]:
    """The proposal's event, [] where nothing of it can be done any more."""
    changes = [change for change in proposal.changes if _stands(state, change)]
    if not changes and not proposal.refused:
        return []
    now = [change.now for change in changes]
    moved = [c.now for c in changes if c.now.field != c.was.field]
    removed = Normals(proposal.run.template).contradicted(state.report, moved) if moved else ()
    return [
        TurnAssisted(
            step=f"a{proposal.run.id}",
            utterance=proposal.run.utterance,
            run=proposal.run.id,
            label=_label(changes),
            model=model,
            statements=tuple(record_of(placement) for placement in now),
            removed=tuple(removed),
            refused=proposal.refused,
        )
    ]


def _stands(state: SessionState, change: Change) -> bool:
    """Whether the statement is what it was when the model was asked, and the speaker is not at
    it."""
    if state.status not in ("draft", "preliminary"):
        return False
    point = state.draft.point
    if point is not None and point.statement == change.was.statement.id:
        return False
    return change.was.statement in state.report.field(change.was.field)


def _label(changes: list[Change]) -> str:
    moved = any(c.now.field != c.was.field for c in changes)
    written = any(c.now.statement.text != c.was.statement.text for c in changes)
    done = [word for word, is_so in (("placed", moved), ("tidied", written)) if is_so]
    return f"{' and '.join(done) or 'looked at'} by the model"
