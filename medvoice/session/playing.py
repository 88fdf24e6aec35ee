"""Commands that make sound: play what was said, read the report aloud, stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medvoice.audio.block import SAMPLE_RATE
from medvoice.report.document import Source, Statement
from medvoice.session.answers import read_back
from medvoice.session.desk import Desk, Given, Outcome, answered, done, refused
from medvoice.session.editing import statement_at
from medvoice.session.questions import to_read
from medvoice.session.sound_events import SoundAsked, SoundStopped
from medvoice.session.state import SessionState

AROUND = int(0.2 * SAMPLE_RATE)
"""Samples played before and behind the words: their times are those of CTC tokens, which begin
late."""
TYPED = "text"
"""`SessionState.source` of a dictation without sound (session/reporting.py)."""


def play(desk: Desk, given: Given) -> Outcome:
    """The sound of the selection's sentence, of a field, or of what was said last."""
    if given.state.source == TYPED:
        return refused("there is no sound: this was typed")
    statements = _meant(desk, given)
    if not statements:
        return refused("nothing was said yet that stands in the report")
    spans = spans_of(given.state, (source for s in statements for source in s.sources))
    if not spans:
        return refused("there is no sound of it: nobody said it")
    text = " ".join(statement.text for statement in statements)
    return done(SoundAsked(utterance=given.utterance, spans=spans), answer=f"plays: {text}")


def play_statement(given: Given, statement_id: str) -> Outcome:
    """The sound of one statement, also of a final report."""
    found = [s for s in given.state.report.statements() if s.id == statement_id]
    if not found:
        return refused("the sentence is gone: look at it again")
    spans = spans_of(given.state, found[0].sources)
    if not spans:
        return refused("there is no sound of it: nobody said it")
    return done(SoundAsked(utterance=given.utterance, spans=spans), answer=found[0].text)


def read_aloud(desk: Desk, given: Given) -> Outcome:
    """Shown, and read by a voice where there is one. "Read that" is the last answer where nothing
    was dictated or edited since."""
    if answer := to_read(given):
        shown = answered(answer)
    elif given.value("last") == "answer":
        return refused("there is no answer yet")
    elif given.value("last"):
        statements = _said_last(given)
        if not statements:
            return refused("nothing was said yet that stands in the report")
        shown = answered(" ".join(statement.text for statement in statements))
    else:
        shown = read_back(desk, given)
    if shown.kind != "answered":
        return shown
    event = SoundAsked(utterance=given.utterance, text=shown.answer)
    return Outcome((event,), shown.answer, "answered")


def stop_playing(desk: Desk, given: Given) -> Outcome:
    if given.state.playing:
        return done(SoundStopped(utterance=given.utterance))
    return answered("nothing is being played")


def _meant(desk: Desk, given: Given) -> Sequence[Statement]:
    point = given.selection()
    if point is not None:
        selected = statement_at(given.report, point)
        return () if selected is None else (selected,)
    place = given.value("place")
    if place:
        target = desk.router.resolve(place)
        return [
            statement
            for name, statements in given.state.report.fields
            for statement in statements
            if target is not None
            and (
                name == target.field or (not target.field and name.startswith(f"{target.section}."))
            )
        ]
    latest = _said_last(given)
    return latest[-1:] if given.text("unit") == "sentence" else latest


def _said_last(given: Given) -> Sequence[Statement]:
    """What the newest step put in and somebody said, else the statement of the newest words."""
    latest = [statement for _, statement in given.latest() if statement.sources]
    if latest:
        return latest
    said = [statement for statement in given.state.report.statements() if statement.sources]
    return sorted(said, key=lambda s: max((o.utterance, o.last) for o in s.sources))[-1:]


def spans_of(state: SessionState, sources: Iterable[Source]) -> tuple[tuple[int, int], ...]:
    """[start, end) samples of the words of each source, with a little around, in spoken order;
    those that meet are one."""
    utterances = {utterance.id: utterance for utterance in state.utterances}
    found = []
    for source in sources:
        utterance = utterances.get(source.utterance)
        words = utterance.words[source.first : source.last] if utterance is not None else ()
        if words:
            found.append((max(0, words[0].start - AROUND), words[-1].end + AROUND))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
