"""Mutations of relations: how things stand to each other in place, time, cause, number and person.

Drawn apart from the others, so that each table keeps its cases when the other grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from benchmarks.fidelity import relation_words as words
from benchmarks.fidelity.mutations import Mutation, capital, each_word, upper

_THING = r"(?:the|a|an)? ?(?:\d[\d.]* [cm]m )?(?:[a-z]+ ){0,2}[a-z]+"
_DENIED = re.compile(r"\b(no|not|without|neither|absent|negative)\b", re.I)


def changed(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from _each(sentences, words.PREPOSITIONS)


def reversed_(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    """What stands on both sides of a relation changes places."""
    for at, sentence in enumerate(sentences):
        for new in _turned(sentence):
            yield " ".join([*sentences[:at], new, *sentences[at + 1 :]])


def _turned(sentence: str) -> Iterator[str]:
    verbs = "|".join(words.VERBS).replace(".", " ")
    placed = "|".join(words.PLACED).replace(".", " ")
    middle = rf"(?:(?:is|are|lies) )?(?:{verbs}|{placed})"
    whole = re.fullmatch(rf"({_THING}?) ({middle}) ({_THING})\.", sentence, re.I)
    if whole:
        one, relation, other = whole.groups()
        yield f"{upper(other)} {relation} {one[0].lower()}{one[1:]}."
    way = re.search(
        r"\bfrom ((?:the )?[\w]+) (to|into) ((?:the )?(?:right |left )?[\w]+)", sentence
    )
    if way and not re.search(r"\d", way[1] + way[3]):
        yield f"{sentence[: way.start()]}from {way[3]} {way[2]} {way[1]}{sentence[way.end() :]}"


def certainty(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from _each(sentences, words.CERTAINTY)
    text = " ".join(sentences)
    for match in re.finditer(
        r" cannot be excluded| is possible|(?:, )?\b(?:likely|possibly) ", text
    ):
        yield _spaced(f"{text[: match.start()]} {text[match.end() :]}")


def times(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from _each(sentences, words.TIMES)
    text = " ".join(sentences)
    found = list(dict.fromkeys(re.findall(r"\b\d{1,2}/\d{1,2}/\d{4}\b", text)))
    if len(found) > 1:
        one, other = found[:2]
        yield text.replace(one, "\0").replace(other, one).replace("\0", other)


def counts(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    """Where the finding is not denied: of none, one and many are the same. A number in front of it
    says how many whatever its ending, and so do several places ("fractures of the ribs")."""
    for at, sentence in enumerate(sentences):
        if not _DENIED.search(sentence):
            counted = _COUNTED.search(sentence)
            for old, new in words.COUNTS.items():
                if not (counted and old in words.FINDINGS):
                    for changed_now in _each((sentence,), {old: new}):
                        now = _agreeing(changed_now)
                        yield " ".join([*sentences[:at], now, *sentences[at + 1 :]])


_COUNTED = re.compile(
    r"\b(two|three|four|several|multiple|few|both|bilateral|and|through|ribs|lobes|lungs)\b", re.I
)


def _agreeing(sentence: str) -> str:
    """No article in front of several."""
    several = "|".join(old for old in words.FINDINGS if old.endswith(("s", "i")))
    return _spaced(
        re.sub(rf"\ban? (?=(?:[\w.-]+ ){{0,5}}(?:{several})\b)", "", sentence, flags=re.I)
    )


def decimals(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    for match in re.finditer(r"(?<![\d./-])\d+\.\d+(?![\d.]|/)", text):
        digits = match.group()
        moved = [digits.replace(".", ""), f"0.{digits.replace('.', '')}"]
        for new in moved:
            if float(new) != float(digits):
                yield text[: match.start()] + new + text[match.end() :]
    for match in re.finditer(r"(?<![\d./-])[1-9]\d(?= ?(?:mm|cm|mL|HU|%))", text):
        yield f"{text[: match.start()]}{match[0][0]}.{match[0][1]}{text[match.end() :]}"


def ranges(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    end = rf"(?:[CTLS]\d{{1,2}}|{'|'.join(words.COUNTED_WORDS)})"
    for match in re.finditer(rf"\b({end}) (?:to|through) ({end})\b", text):
        yield f"{text[: match.start()]}{match[1]} and {match[2]}{text[match.end() :]}"
    for match in re.finditer(r"\b([CTL])(\d)-([CTL])(\d)\b", text):
        low, high = int(match[2]), int(match[4])
        for one, other in ((low + 1, high + 1), (low, high + 1), (low - 1, high)):
            if one:
                new = f"{match[1]}{one}-{match[3]}{other}"
                yield text[: match.start()] + new + text[match.end() :]
        if high > low + 1:
            new = f"{match[1]}{low} and {match[3]}{high}"
            yield text[: match.start()] + new + text[match.end() :]


def subjects(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from _each(sentences, words.SUBJECTS)


def devices(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from _each(sentences, words.DEVICES)


def either(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from _each(sentences, words.EITHER)
    text = " ".join(sentences)
    if not re.search(r"\b(both|either|bilateral)\b", text):
        for match in re.finditer(r"\b(?:the )?(?:left|right) (lung|kidney|hip|knee|ovary)\b", text):
            put = f"the {match[1].replace('ovary', 'ovarie')}s"
            yield _spaced(text[: match.start()] + put + text[match.end() :])


KINDS: Mapping[str, tuple[Mutation, ...]] = {
    "relation changed": (changed,),
    "relation reversed": (reversed_,),
    "certainty smuggled": (certainty,),
    "time changed": (times,),
    "count changed": (counts,),
    "decimal point moved": (decimals,),
    "range changed": (ranges,),
    "subject changed": (subjects,),
    "device or its place changed": (devices,),
    "one side for both": (either,),
}
"""Kind -> its mutations, in the table's order."""


def _each(sentences: Sequence[str], table: Mapping[str, str]) -> Iterator[str]:
    for new in each_word(" ".join(sentences), table):
        yield _spaced(new)


def _spaced(text: str) -> str:
    return capital(re.sub(r"\s+([.,])", r"\1", " ".join(text.split())))
