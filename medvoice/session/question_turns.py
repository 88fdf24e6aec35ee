"""Question turns: which words of a turn are a question about the study. None of them is dictation.

A question that begins with a wake word goes on to the end of its turn, pauses or not; one that was
announced by key or by "ask a question" is all that is said from then on in the turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medvoice.audio.block import SAMPLE_RATE
from medvoice.language.commands.grammar import Grammar
from medvoice.language.commands.heard import heard, without_closing
from medvoice.language.commands.matcher import Decision, Matcher, Situation
from medvoice.language.commands.slots import Slot
from medvoice.language.commands.wake_words import QUESTION, openings
from medvoice.language.spoken import SpokenWord
from medvoice.session.state import SessionState

EARLY_S = 0.6
"""A phrase that begins so much before the key was pressed is the question, too: people speak as
they press."""
CUT_S = 0.1
"""In a phrase that was under way when the key was pressed, words that begin later than this before
it are the question; what comes before is dictation and stays that."""
AWAITED_S = 15.0
"""Seconds in which an announced question has to begin: what is said later is dictation again."""

ANNOUNCED = "a question was announced"
"""Reason of a question without a wake word."""

_ASKING = frozenset(["asking"])


class QuestionTurns:
    """Tables of a grammar."""

    def __init__(self, grammar: Grammar, matcher: Matcher) -> None:
        self._question = grammar.entries(QUESTION)[0]
        self._openings = openings(grammar)
        self._matcher = matcher

    def opens(self, words: Sequence[SpokenWord]) -> bool:
        """Whether a phrase is a wake word alone: the question may come behind a pause."""
        said = tuple(word.text for word in without_closing(heard(words)))
        return said in self._openings

    def whole(self, decision: Decision, words: Sequence[SpokenWord]) -> Decision:
        """The question with all that follows it. words: from the phrase's first to the end of the
        turn."""
        slot = decision.slot(QUESTION)
        assert slot is not None, "the grammar gives it a slot"
        return replace(decision, slots=(_slot(words, slot.first),))

    def announced(self, words: Sequence[SpokenWord]) -> Decision:
        """All of the words as the question that was announced, or that there is none; one that
        begins with a wake word begins anew."""
        dropped = self._matcher.decide(words, Situation(_ASKING))
        if dropped.command is not None:
            return dropped
        anew = self._matcher.decide(words)
        if anew.name == QUESTION:
            return self.whole(anew, words)
        return Decision(self._question, (_slot(words, 0),), ANNOUNCED)


def announced_from(
    state: SessionState, words: Sequence[SpokenWord], first: int, last: int
) -> int | None:
    """Index of the first word of a phrase [first, last) that belongs to the announced question;
    None where the phrase was said before it was announced, or too late."""
    if state.awaited is None:
        return None
    at = state.awaited.at / SAMPLE_RATE
    if words[first].start >= at - EARLY_S:
        return first if words[first].start <= at + AWAITED_S else None
    later = (n for n in range(first, last) if words[n].start >= at - CUT_S)
    return next(later, None)


def is_awaited(state: SessionState, position: int) -> bool:
    """Whether a question that begins at this sample is still the announced one."""
    awaited = state.awaited
    return awaited is not None and position <= awaited.at + int(AWAITED_S * SAMPLE_RATE)


def _slot(words: Sequence[SpokenWord], first: int) -> Slot:
    text = " ".join(word.text for word in heard(words[first:]) if not word.mark)
    return Slot(QUESTION, QUESTION, text, text, first, len(words))
