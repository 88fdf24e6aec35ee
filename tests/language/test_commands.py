"""Voice commands: told from dictation by the pauses around them, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.matcher import Matcher, Situation
from medvoice.language.commands.slots import Names
from medvoice.language.commands.splitting import split_commands
from medvoice.language.reader import typed
from medvoice.language.spoken import SpokenWord

GRAMMAR = load_grammar()
MATCHER = Matcher(GRAMMAR)
NAMES = Names.of(
    {
        "place": {"lungs": "findings.lungs", "impression": "impression.text"},
        "section": {"impression": "impression"},
        "macro": {"normal hip": "normal hip"},
        "template": {"ct chest": "ct_chest"},
    }
)
AWAKE = Situation(names=NAMES)


def timed(text: str) -> list[SpokenWord]:
    """Words of 0.2 s, a "|" is a pause of 0.6 s."""
    words, at = [], 1.0
    for word in text.split():
        if word == "|":
            at += 0.6
            continue
        words.append(SpokenWord(word, at, at + 0.2))
        at += 0.25
    return words


def commands(said: str) -> list[str]:
    split = split_commands(timed(said), MATCHER, AWAKE)
    assert all(run.decision.reason for run in split.runs)
    return [run.command for run in split.commands]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("scratch that", ["scratch that"]),
        ("Scratch that.", ["scratch that"]),
        ("scratch that {period}", ["scratch that"]),
        ("go to sleep period", ["go to sleep"]),
        ("um scratch that please", ["scratch that"]),
        ("wake up", ["wake up"]),
        ("the patient could not go to sleep", []),
        ("scratch that lesion", []),
        ("no effusion | scratch that | small effusion", ["scratch that"]),
        ("no effusion scratch that small effusion", []),
        ("could not | go to sleep at night", []),
        (
            "normal {period} | scratch that | {period} | go to sleep",
            ["scratch that", "go to sleep"],
        ),
        ("no pleural effusion {period} | Next field.", ["next field"]),
        ("a redo sternotomy", []),
        ("redo", []),  # only behind an undo
        ("colon is clear | go to the hospital", []),
        ("", []),
        ("{period}", []),
    ],
)
def test_commands(said, found):
    assert commands(said) == found


def test_typed_words_are_one_phrase():
    assert not split_commands(typed("normal scratch that"), MATCHER).commands
    assert split_commands(typed("scratch that"), MATCHER).commands


@given(st.lists(st.sampled_from("scratch that | go to sleep wake up no {period} |".split())))
def test_runs_cover_every_word_once(parts):
    words = timed(" ".join(parts))
    edges = [(run.first, run.last) for run in split_commands(words, MATCHER).runs]
    assert [at for first, last in edges for at in range(first, last)] == list(range(len(words)))
