"""Systems under test: a command of JSON lines, or a baseline that lives here."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Sequence

from benchmarks.fidelity.generate import Case
from benchmarks.fidelity.second_check import differences

System = Callable[[Sequence[Case]], list[bool]]
"""Whether each case is called faithful."""

_SMALL_WORDS = frozenset(
    "a an the is are was were there of in on at to and with be been has have seen noted identified "
    "present evidence it this".split()
)


def second_check(cases: Sequence[Case]) -> list[bool]:
    """The strict check of our own that shares nothing with the guard."""
    return [not differences(case.sources, case.statement) for case in cases]


def word_diff(cases: Sequence[Case]) -> list[bool]:
    """Faithful where the words are the same in the same order, case and marks aside."""
    return [_words(" ".join(case.sources)) == _words(case.statement) for case in cases]


def word_bag(cases: Sequence[Case]) -> list[bool]:
    """Faithful where the words are the same in any order, small words aside."""
    return [
        sorted(set(_words(" ".join(case.sources))) - _SMALL_WORDS)
        == sorted(set(_words(case.statement)) - _SMALL_WORDS)
        for case in cases
    ]


def command(line: str) -> System:
    """A system of its own: the command reads the cases as JSON lines and answers each."""

    def answer(cases: Sequence[Case]) -> list[bool]:
        asked = "".join(
            json.dumps({"sources": list(case.sources), "statement": case.statement}) + "\n"
            for case in cases
        )
        done = subprocess.run(
            shlex.split(line), input=asked, capture_output=True, text=True, check=True
        )
        answers = [json.loads(reply) for reply in done.stdout.splitlines() if reply.strip()]
        if len(answers) != len(cases):
            raise RuntimeError(f"{line}: {len(answers)} answers to {len(cases)} cases")
        return [bool(reply["faithful"]) for reply in answers]

    return answer


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:[.'/-][a-z0-9]+)*|%", text.lower())
