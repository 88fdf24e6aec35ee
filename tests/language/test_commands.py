"""Voice commands: told from dictation by the pauses around them, and by nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

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


# The whole grammar

EXAMPLES = {
    "text": "pleural effusion",
    "question": "is there a nodule",
    "letters": "a c e",
    "place": "impression",
    "section": "impression",
    "template": "ct chest",
    "choice": "left",
}
OFFERED = Names({**NAMES.tables, "choice": {("left",): "1"}})
DIALECTS = {
    "bare words": lambda said: said,
    "ours": lambda said: said + " {period}",
    "MedASR": lambda said: said.replace("impression", "[IMPRESSION]"),
    "Whisper": lambda said: said.capitalize() + ".",
    "Whisper, going on": lambda said: said.capitalize() + ",",
    "hesitating": lambda said: "um " + said,
}


def said_as(phrase) -> str:
    words = []
    for element in phrase.variant:
        if isinstance(element, str):
            words.append(element)
        else:
            listed = next(iter(GRAMMAR.lists.get(element.kind, {})), "")
            words.append(EXAMPLES.get(element.kind, listed))
    return " ".join(words)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_variant_is_recognised_in_every_dialect(dialect):
    missed = []
    for phrase in GRAMMAR.phrases:
        for context in phrase.command.when:
            contexts = (
                frozenset([context]) if context == "asleep" else frozenset(["awake", context])
            )
            said = DIALECTS[dialect](said_as(phrase))
            here = Situation(contexts, OFFERED)
            if MATCHER.decide(typed(said), here).name != phrase.command.name:
                missed.append(said)
            split = split_commands(timed(f"no effusion {{period}} | {said} | heart"), MATCHER, here)
            if [run.command for run in split.runs] != ["", phrase.command.name, ""]:
                missed.append(f"| {said} |")
            inside = split_commands(timed(f"no effusion {said} heart"), MATCHER, here)
            if inside.commands:
                missed.append(f"inside a sentence: {said}")
    assert not missed


@pytest.mark.parametrize(
    ("said", "name", "slots"),
    [
        ("Go to the [IMPRESSION]", "go to", {"place": "impression.text"}),
        ("go to the lung field", "go to", {"place": "findings.lungs"}),
        ("go to impresion", "go to", {"place": "impression.text"}),
        ("replace 6 mm with eight mm", "replace", {"target": "6 mm", "new": "eight mm"}),
        ("Select, clear lungs.", "select", {"target": "clear lungs"}),
        ("select left through lung", "select", {"from": "left", "to": "lung"}),
        ("select that {period}", "select last", {}),
        ("delete last three words", "delete last", {"number": "3"}),
        ("delete the previous sentence", "delete last", {"unit": "sentence"}),
        ("spell that c t a", "spell that", {"spelled": "cta"}),
        ("export as h l seven", "export", {"format": "hl7"}),
        ("export this as a PDF", "export", {"format": "pdf"}),
        ("question is there a nodule", "question", {"question": "is there a nodule"}),
        ("choose two", "choose", {"number": "2"}),
        ("choose 2", "choose", {"number": "2"}),
        ("insert normal lungs", "insert normal", {"place": "findings.lungs"}),
        ("{new paragraph}", "new paragraph", {}),
        ("xt line}", "new line", {}),
        ("{next line}", "new line", {}),
        ("literal scratch that", "literal", {"text": "scratch that"}),
        (
            "use my general physical exam template",
            "use template",
            {"name": "general physical exam"},
        ),
        ("question of pneumonia", "", {}),
        ("question mark", "", {}),
        ("normal lungs", "", {}),
        ("rest is normal", "", {}),
        ("clear lung fields", "", {}),
        ("slipped capital femoral epiphysis", "", {}),
        ("correct position of the tube", "", {}),
        ("change from prior to current", "", {}),
        ("preliminary report", "", {}),
        ("yes", "", {}),
        ("no", "", {}),
        ("two", "", {}),
        ("sign", "", {}),
    ],
)
def test_slots(said, name, slots):
    decision = MATCHER.decide(typed(said), AWAKE)
    assert decision.name == name
    assert {slot.name: slot.value for slot in decision.slots} == slots
    words = typed(said)
    for slot in decision.slots:
        assert 0 <= slot.first < slot.last <= len(words)


def test_reasons_say_why():
    decide = MATCHER.decide
    assert "whole utterance" in decide(typed("scratch that"), AWAKE).reason
    assert "inside other words" in decide(typed("do not scratch that lesion"), AWAKE).reason
    hinted = decide(typed("go to the hospital"), AWAKE)
    assert hinted.command is None
    assert 'called "hospital"' in hinted.hint


ASLEEP = Situation(frozenset(["asleep"]))


@pytest.mark.parametrize(
    ("said", "wakes"),
    [
        ("wake up", True),
        ("wak up", True),
        ("Wakeup.", True),
        ("wake upp", True),
        ("start lisening", True),
        ("microphone on", True),
        ("make up", False),
        ("woke up", False),
        ("microphone off", False),
        ("mic off", False),
        ("stop listening", False),
        ("the patient woke up", False),
        ("wake up at night", False),
        ("scratch that", False),
        ("up", False),
        ("", False),
    ],
)
def test_waking_tolerates_a_misheard_letter(said, wakes):
    assert (MATCHER.decide(typed(said), ASLEEP).name == "wake up") is wakes


def test_a_misheard_letter_is_tolerated_in_whole_utterances_only():
    part = Situation(ASLEEP.contexts, whole=False)
    assert MATCHER.decide(typed("wak up"), part).command is None
    assert MATCHER.decide(typed("wake up"), part).name == "wake up"
    assert MATCHER.decide(typed("wak up"), AWAKE).command is None


# Real reports


def sentences_of(folder: Path) -> list[str]:
    texts = [
        part.text or ""
        for path in sorted((folder / "openi_cxr").glob("*.xml"))
        for part in ElementTree.parse(path).iter("AbstractText")
    ]
    texts += [
        path.read_text(encoding="utf-8") for path in sorted((folder / "mtsamples").glob("*.txt"))
    ]
    found = {s.strip() for text in texts for s in re.split(r"(?<=[.:?])\s+|\n", text) if s.strip()}
    assert len(found) > 400
    return sorted(found)


def test_no_sentence_of_real_reports_and_no_fragment_of_one_is_a_command(shared):
    """Fragments between any two pauses. Only those are tried that begin as a command does or with
    what is left out before one; benchmarks/commands.py tries all."""
    first = {p.variant[0] for p in GRAMMAR.phrases if isinstance(p.variant[0], str)}
    first |= {"so", "now", "ok", "okay", "um", "uh", "please"}
    for sentence in sentences_of(shared / "data" / "reports"):
        words = typed(sentence)
        assert MATCHER.decide(words, AWAKE).command is None, sentence
        assert MATCHER.decide(words, ASLEEP).command is None, sentence
        for start, word in enumerate(words):
            if word.text.lower().strip(".,;:()") not in first:
                continue
            for end in range(start + 1, len(words) + 1):
                said = words[start:end]
                decision = MATCHER.decide(said, Situation(names=NAMES, whole=False))
                assert decision.command is None, " ".join(w.text for w in said)
