"""Voice commands: whole utterances or whole phrases between two pauses, never inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.command_phrases import command_phrases
from medvoice.language.markers import tokens
from medvoice.language.marks import Kind
from medvoice.language.spoken import SpokenWord


@dataclass(frozen=True, slots=True)
class Run:
    """Words [first, last) of the turn. command: its name, "" for dictation. reason: why."""

    first: int
    last: int
    command: str
    reason: str


@dataclass(frozen=True, slots=True)
class CommandSplit:
    """Runs in spoken order, covering every word once."""

    runs: tuple[Run, ...]

    @property
    def commands(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.command)


def find_command(words: Sequence[SpokenWord], pause_s: float = 0.5) -> CommandSplit:
    """Split a turn at its commands. pause_s: silence between words, seconds, that sets a phrase
    apart; typed words (no times) are one phrase."""
    phrases = command_phrases()
    runs: list[Run] = []
    for first, last in _phrases(words, pause_s):
        command = phrases.get(_spoken(words[first:last]), "")
        whole = first == 0 and last == len(words)
        if command:
            how = "the whole utterance" if whole else "a phrase between two pauses"
            runs.append(Run(first, last, command, f"{how} is a command"))
        elif runs and not runs[-1].command:
            runs[-1] = Run(runs[-1].first, last, "", runs[-1].reason)
        else:
            runs.append(Run(first, last, "", "dictation"))
    return CommandSplit(tuple(runs))


def _phrases(words: Sequence[SpokenWord], pause_s: float) -> list[tuple[int, int]]:
    """Word ranges between pauses; a mark alone belongs to the phrase before it."""
    if not words:
        return []
    starts = [
        at
        for at in range(len(words))
        if at == 0
        or (
            words[at - 1].end > 0
            and words[at].start - words[at - 1].end >= pause_s
            and not _only_marks(words[at])
        )
    ]
    return list(zip(starts, [*starts[1:], len(words)], strict=True))


def _only_marks(word: SpokenWord) -> bool:
    return all(token.kind not in (Kind.WORD, Kind.TAG) for token in tokens([word]))


def _spoken(words: Sequence[SpokenWord]) -> str:
    """The phrase's plain words; a mark behind the last one is no word of it."""
    found = tokens(words)
    while found and found[-1].kind in (Kind.STOP, Kind.PAUSE, Kind.BREAK):
        found.pop()
    texts = [token.text.lower() for token in found]
    if texts[-1:] == ["period"] and len(texts) > 1:
        texts.pop()
    if any(token.kind is not Kind.WORD for token in found):
        return ""
    return re.sub(r"\s+", " ", " ".join(texts)).strip()
