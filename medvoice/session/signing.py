"""Signing by voice: it is signed by who held the microphone while the command was said.

Not by who holds it when its words have been recognised: the microphone may have gone on by then.
Where it changed hands within the command (the "yes" that it waits for belongs to it), whose it is
cannot be known, and it is asked again.
"""

from __future__ import annotations

from medvoice.session.desk import BY_HAND, Given, Outcome, asked
from medvoice.session.event_records import WordRecord
from medvoice.session.events import Asked
from medvoice.session.holders import held_in
from medvoice.session.state import SessionState

SIGNS = frozenset(["preliminary", "finalize", "addendum"])
"""Commands whose event says who did it."""


def signer(given: Given) -> str:
    """Nobody ("") where it was done by hand, or none is known: the session then says who."""
    hands = _hands(given)
    return hands[-1] if hands else ""


def changed_hands(given: Given, command: str, question: Asked | None = None) -> Outcome | None:
    """What is asked where the microphone changed hands while it was said. question: that it has
    answered."""
    if command not in SIGNS or given.utterance == BY_HAND:
        return None
    hands = [*_asked_by(given.state, question), *_hands(given)]
    if len(set(hands)) < 2:
        return None
    again = Asked(utterance=given.utterance, command=command, question="confirm")
    name = hands[-1] or "whoever holds it now"
    return asked(
        f"The microphone changed hands. {command}, signed by {name}? Say yes or no.", again
    )


def _hands(given: Given) -> tuple[str, ...]:
    return _held(given.state, given.utterance, given.first, given.last)


def _asked_by(state: SessionState, question: Asked | None) -> tuple[str, ...]:
    """Who held it while the command was said that has led to the question."""
    if question is None or question.utterance == BY_HAND:
        return ()
    for command in reversed(state.commands):
        if command.utterance == question.utterance and command.outcome == "asked":
            return _held(state, command.utterance, command.first, command.last)
    return ()


def _held(state: SessionState, utterance: int, first: int, last: int) -> tuple[str, ...]:
    words = _words(state, utterance)[first:last]
    if not words:
        return ()
    return held_in(state.holders, words[0].start, words[-1].end)


def _words(state: SessionState, utterance: int) -> tuple[WordRecord, ...]:
    found = next((one for one in reversed(state.utterances) if one.id == utterance), None)
    return found.words if found is not None else ()
