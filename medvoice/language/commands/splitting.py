"""A turn split at its commands, where nothing is known of the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.commands.matcher import Decision, Matcher, Situation
from medvoice.language.commands.pauses import PAUSE_S, between_pauses
from medvoice.language.spoken import SpokenWord


@dataclass(frozen=True, slots=True)
class Run:
    """Words [first, last) of the turn, and what they are. Slots count from `first`."""

    first: int
    last: int
    decision: Decision

    @property
    def command(self) -> str:
        """Its name, "" for dictation."""
        return self.decision.name


@dataclass(frozen=True, slots=True)
class CommandSplit:
    """Runs in spoken order, covering every word once."""

    runs: tuple[Run, ...]

    @property
    def commands(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.command)


def split_commands(
    words: Sequence[SpokenWord],
    matcher: Matcher,
    situation: Situation | None = None,
    pause_s: float = PAUSE_S,
) -> CommandSplit:
    """situation: the same for all phrases, but for `whole`."""
    where = situation or Situation()
    ranges = between_pauses(words, pause_s)
    runs: list[Run] = []
    for first, last in ranges:
        here = Situation(where.contexts, where.names, whole=len(ranges) == 1)
        decision = matcher.decide(words[first:last], here)
        if decision.command is None and runs and not runs[-1].command:
            runs[-1] = Run(runs[-1].first, last, runs[-1].decision)
        else:
            runs.append(Run(first, last, decision))
    return CommandSplit(tuple(runs))
