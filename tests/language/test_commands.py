from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.language.commands import find_command
from medvoice.language.reader import typed
from medvoice.language.spoken import SpokenWord


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


@pytest.mark.parametrize(
    ("said", "commands"),
    [
        ("scratch that", ["scratch that"]),
        ("Scratch that.", ["scratch that"]),
        ("scratch that {period}", ["scratch that"]),
        ("go to sleep period", ["go to sleep"]),
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
        ("", []),
        ("{period}", []),
    ],
)
def test_commands(said, commands):
    split = find_command(timed(said))
    assert [run.command for run in split.commands] == commands
    assert all(run.reason for run in split.runs)


def test_typed_words_are_one_phrase():
    assert not find_command(typed("normal scratch that")).commands
    assert find_command(typed("scratch that")).commands


@given(st.lists(st.sampled_from("scratch that | go to sleep wake up no {period} |".split())))
def test_runs_cover_every_word_once(parts):
    words = timed(" ".join(parts))
    edges = [(run.first, run.last) for run in find_command(words).runs]
    assert [at for first, last in edges for at in range(first, last)] == list(range(len(words)))
