"""One or several: a finding that is said of one here and of several there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medvoice.lexicon.abnormal import normal_words
from medvoice.lexicon.countable import countable_findings, paired_organs
from medvoice.lexicon.terms import singular
from medvoice.report.guard.words import Class, Word

_SIDES = frozenset({"left", "right"})
_SEVERAL = frozenset({"multiple", "few", "diffuse", "bilateral"})
_NEAR = 3
_LONGEST_COUNT = 2


def is_plural(word: Word) -> bool | None:
    """Of a word as it was spelled; None where it stands for another one ("gallstones")."""
    return singular(word.spelled) != word.spelled if word.spelled else None


def changed_number(
    before: Sequence[Sequence[Word]], after: Sequence[Sequence[Word]]
) -> Iterator[tuple[str, bool]]:
    """Findings (as compared) that one text has of one alone and the other of several alone, with
    whether it is the second that has several; of paired organs that are normal, too. Sentences of
    words; what is denied does not count, nor what is said of several places at a time ("fracture of
    the fifth and sixth ribs")."""
    said_before, said_after = _said(before), _said(after)
    for text in said_before.keys() & said_after.keys():
        one, other = said_before[text], said_after[text]
        if one is not None and other is not None and one is not other:
            yield text, other


def _said(sentences: Sequence[Sequence[Word]]) -> dict[str, bool | None]:
    """Finding -> whether all that is said of it is plural; False for one mention of one alone, None
    where it can be read either way."""
    mentions: dict[str, list[bool | None]] = {}
    for words in sentences:
        texts = {word.text for word in words}
        normal = bool(texts & normal_words()) and not any(w.kind is Class.SIDE for w in words)
        for at, word in enumerate(words):
            organ = normal and word.text in paired_organs()
            if (organ or word.text in countable_findings()) and not word.denied:
                plural = is_plural(word)
                either = plural is False and _is_shared(words, at)
                mentions.setdefault(word.text, []).append(None if either else plural)
    return {text: _together(plurals) for text, plurals in mentions.items()}


def _together(plurals: Sequence[bool | None]) -> bool | None:
    if all(plurals):
        return True
    return False if list(plurals) == [False] else None


def _is_shared(words: Sequence[Word], at: int) -> bool:
    """Whether a sentence says what stands there of several places, or counts it."""
    texts = {word.text for word in words}
    places = any(word.kind is Class.PLACE and is_plural(word) for word in words)
    levels = {word.text for word in words if word.kind is Class.LEVEL}
    numbers = [i for i, word in enumerate(words) if _is_count(word)]
    return (
        texts >= _SIDES
        or places
        or len(levels) > 1
        or any("-" in level for level in levels)
        or len(numbers) > 1
        or any(0 < at - number <= _NEAR for number in numbers)
        or bool(_SEVERAL & texts)
    )


def _is_count(word: Word) -> bool:
    """No measure, no year, not one."""
    number = word.kind is Class.NUMBER and word.text.isdigit()
    return number and word.text != "1" and len(word.text) <= _LONGEST_COUNT
