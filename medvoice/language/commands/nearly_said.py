"""A phrase that was nearly heard as a command: when it is taken for one.

Of the wrong command turns in voices that were never heard about half hold the right words among
the search's other readings. A phrase is read as such a command only where

- what was heard is no command, and what would be lost of it is nothing that a report needs: no
  mark, number, negation, side, organ, finding, doubt or comparison; and no word but an article is
  lost without another one in its place ("insert normal para" is not "insert normal");
- the reading is a whole command of the ordinary state (answers such as "yes" are never guessed),
  and no reading that is another command is nearly as near;
- it has at most `MOST_WORDS` words;
- the words that the command works on (what is selected, replaced) are the heard ones; a question is
  never guessed;
- where it takes something away or puts text into the report, a name that is guessed is spelled much
  as it was heard ("live" for "liver", not "pi" for "plan": it would be another command);
- the reading is near enough: nearer for commands that take something away, put text into the
  report or change what is heard afterwards, and for those that take any words.

Figures: docs/measurements/nearly_said.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from medvoice.language.commands.grammar import OPEN_KINDS
from medvoice.language.commands.matcher import Decision
from medvoice.language.commands.readings import Alternative, alternatives
from medvoice.language.commands.slots import Slot
from medvoice.language.instead import Instead
from medvoice.language.spoken import SpokenWord
from medvoice.language.telling import says_something

Decide = Callable[[Sequence[SpokenWord]], Decision]

HARSH = frozenset(
    ["scratch that", "delete last", "clear field", "finalize", "reject draft", "go to sleep",
     "dictation mode", "command mode", "use template", "undo", "redo", "take as dictation",
     "insert normal", "rest normal", "insert answer", "macro", "accept draft", "preliminary",
     "select last", "ask"]
)  # fmt: skip
"""They take something away, put text into the report, or change how what follows is heard ("select
that": it replaces what was said; "ask a question": it is one)."""
ALIKE = 0.5
"""Least likeness of a guessed name and what was heard there (difflib's ratio): "pi" and "plan" have
0.33, "spain" and "spleen" 0.55."""
NEVER = frozenset(["study without order"])
"""It answers whose study it is."""
MOST_WORDS = 32
"""A longer phrase is dictation: nobody says a command like it, and each other reading of its places
would be held against all commands (400 words: 0.4 s of the final's time)."""
ARTICLES = frozenset(["a", "an", "the"])


@dataclass(frozen=True, slots=True)
class Nearness:
    """Nats by which the reading may lie behind what was heard. harsh: for the commands of `HARSH`
    and those that take any words. apart: by which the next reading that is another command must lie
    behind the one that is taken. Measured: docs/measurements/nearly_said.md."""

    most: float = 3.0
    harsh: float = 2.0
    apart: float = 0.5


@dataclass(frozen=True, slots=True)
class NearlySaid:
    """decision: its slots count in the heard words of the phrase. heard, taken: texts. distance:
    nats between them."""

    decision: Decision
    heard: str
    taken: str
    distance: float

    @property
    def shown(self) -> str:
        """For the screen."""
        return f"heard: {self.heard} / taken as: {self.taken}"


def nearly_said(
    words: Sequence[SpokenWord],
    instead: Sequence[Instead],
    decide: Decide,
    nearness: Nearness | None = None,
) -> NearlySaid | None:
    """The command that a phrase is taken for, None for dictation. words: a phrase that is no
    command. instead: other readings of its places. decide: what a phrase is in the present state,
    as the matcher has it."""
    if len(words) > MOST_WORDS:
        return None
    limits = nearness or Nearness()
    found: list[tuple[Alternative, Decision]] = []
    for alternative in alternatives(words, instead, limits.most + limits.apart):
        decision = decide(alternative.words)
        if decision.command is not None:
            found.append((alternative, decision))
    if not found:
        return None
    nearest, decision = found[0]
    if not _allowed(words, nearest, decision, limits):
        return None
    for other, rival in found[1:]:
        if other.distance - nearest.distance < limits.apart and _meant(rival) != _meant(decision):
            return None
    heard = " ".join(word.text for word in words)
    slots = tuple(_in_heard(slot, nearest) for slot in decision.slots)
    reason = f'heard "{heard}", taken as "{nearest.text}": {decision.reason}'
    taken = replace(decision, slots=slots, reason=reason)
    return NearlySaid(taken, heard, nearest.text, nearest.distance)


def _allowed(
    words: Sequence[SpokenWord], alternative: Alternative, decision: Decision, limits: Nearness
) -> bool:
    command = decision.command
    assert command is not None
    if "awake" not in command.when or command.name in NEVER or says_something(alternative.lost):
        return False
    if any(word.text.lower() not in ARTICLES for word in alternative.dropped):
        return False
    own = [slot for slot in decision.slots if slot.kind in OPEN_KINDS]
    if any(slot.kind == "question" for slot in own):  # all that follows would belong to it
        return False
    if not all(alternative.as_heard(slot.first, slot.last) for slot in own):
        return False
    harsh = bool(own) or command.name in HARSH or command.confirm
    if harsh and not all(_spelled_alike(words, alternative, slot) for slot in decision.slots):
        return False
    return alternative.distance <= (limits.harsh if harsh else limits.most)


def _spelled_alike(words: Sequence[SpokenWord], alternative: Alternative, slot: Slot) -> bool:
    """Whether a slot of the reading looks like the heard words that it stands for."""
    first, last = alternative.span(slot.first, slot.last)
    heard = "".join(word.text for word in words[first:last]).lower()
    guessed = "".join(word.text for word in alternative.words[slot.first : slot.last]).lower()
    return SequenceMatcher(None, heard, guessed).ratio() >= ALIKE


def _meant(decision: Decision) -> tuple[str, tuple[tuple[str, str], ...]]:
    return decision.name, tuple((slot.name, slot.value) for slot in decision.slots)


def _in_heard(slot: Slot, alternative: Alternative) -> Slot:
    first, last = alternative.span(slot.first, slot.last)
    return replace(slot, first=first, last=last)
