"""Numbers of a schema: lengths, shares and counts, behind their labels and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.extraction.measures import Measure, measure, measure_pattern, number_pattern
from medvoice.extraction.phrases import Phrase, any_of, any_word, phrase
from medvoice.extraction.polarity import polarity
from medvoice.extraction.said import Answer, Said, trouble_of
from medvoice.extraction.schema import NumberField
from medvoice.extraction.statements import Statement

_RATIO = re.compile(r"\b\d+/\d+\b")
"""Positive of examined nodes."""


class NumberReader:
    def __init__(self, field: NumberField) -> None:
        self._field = field
        self._bare = not field.unit
        value, other = measure_pattern(field.unit), number_pattern()
        # Behind a bare number neither a decimal nor the other half of a fraction may follow,
        # unless the phrase itself goes on with it.
        frames = [phrase(text, value, other) for text in field.frames]
        self._frames = [(one.words, _compiled(one)) for one in frames]
        self._measure = re.compile(rf"(?<![\w.,/]){value}(?![\w/]|[.,]\d)", re.IGNORECASE)
        says = {
            number: [phrase(text, value, other) for text in texts]
            for number, texts in field.words.items()
        }
        self._says = {number: any_of(phrases) for number, phrases in says.items() if phrases}
        self._answers = {
            number: any_of([phrase(text) for text in texts])
            for number, texts in field.answers.items()
            if texts
        }
        self._words = any_word([*frames, *(one for phrases in says.values() for one in phrases)])

    @property
    def words(self) -> frozenset[str]:
        return self._words

    @property
    def field(self) -> NumberField:
        return self._field

    def answered(self, statement: Statement, answer: Answer) -> Iterator[Said]:
        for number, says in self._answers.items():
            if says.fullmatch(answer.text.strip()):
                yield Said(float(number), 0, answer.end, self._field.unit)
                return
        found = [
            match
            for match in self._measure.finditer(answer.text)
            if not self._of_another_kind(match["value"])
        ]
        if not found:
            return
        first = found[0]
        alone = len(found) == 1 and (not self._bare or not answer.text[: first.start()].strip())
        if not alone and (self._bare or answer.text[: first.start()].strip()):
            yield Said(0.0, 0, answer.end, trouble="several numbers stand there")
            return
        if any(not re.search(r"[;(]", answer.text[first.end() : m.start()]) for m in found[1:]):
            yield Said(0.0, 0, answer.end, trouble="several numbers stand there")
            return
        reach = polarity(answer.text, *first.span())
        said = self._said(first["value"], 0, answer.start + first.end(), _unit_in(answer.label))
        yield _with(said, trouble_of(reach))

    def in_prose(self, statement: Statement) -> Iterator[Said]:
        counts = set(_RATIO.findall(statement.text)) if self._bare else set()
        for said in self._in_prose(statement):
            yield _with(said, "several counts stand there" if len(counts) > 1 else "")

    def _in_prose(self, statement: Statement) -> Iterator[Said]:
        for words, frame in self._frames:
            if words and not words & statement.words:
                continue
            for match in frame.finditer(statement.text):
                if self._of_another_kind(match["value"]):
                    continue
                reach = polarity(statement.text, *match.span())
                said = self._said(match["value"], match.start(), match.end(), "")
                yield _with(said, trouble_of(reach))
        for number, says in self._says.items():
            for match in says.finditer(statement.text):
                trouble = trouble_of(polarity(statement.text, *match.span()))
                yield Said(
                    float(number), match.start(), match.end(), self._field.unit, trouble=trouble
                )

    def said(self, text: str, start: int, end: int) -> Said:
        """What a number as written comes to."""
        return self._said(text, start, end, "")

    def measures(self, text: str) -> Iterator[re.Match[str]]:
        yield from self._measure.finditer(text)

    def reads(self, text: str) -> bool:
        """Whether a number as written can be this field's."""
        return not self._of_another_kind(text)

    def _of_another_kind(self, text: str) -> bool:
        """A share where a length is asked for: not this field's at all."""
        found = measure(text, self._field.unit)
        return found is None or found.in_unit(self._field.unit) is None

    def _said(self, text: str, start: int, end: int, unit: str) -> Said:
        found = measure(text, unit)
        if found is None:
            return Said(0.0, start, end, trouble="it cannot be read as a number")
        trouble = self._trouble(found)
        numbers = found.in_unit(self._field.unit) or found.numbers
        number = max(numbers)
        if not trouble and not self._field.least <= number <= self._field.most:
            trouble = f"{number} is outside {self._field.least:g} to {self._field.most:g}"
        if not trouble and self._field.whole and number != number.to_integral_value():
            trouble = f"{number} is no whole number"
        return Said(float(number), start, end, self._field.unit, found.sign, trouble)

    def _trouble(self, found: Measure) -> str:
        if found.in_unit(self._field.unit) is None:
            return f"its unit is not {self._field.unit}" if found.unit else "it has no unit"
        if found.ranged:
            return "it is a range"
        if found.sign in ("<", ">") and not self._field.signs:
            return "it is a bound"
        if len(found.numbers) > 1 and self._field.pick == "none":
            return "it has several sides"
        return ""


def _compiled(one: Phrase) -> re.Pattern[str]:
    return re.compile(one.pattern + r"(?![\d]|[.,]\d)", re.IGNORECASE)


def _unit_in(label: str) -> str:
    """ "Tumor size (cm)"."""
    bracket = re.search(r"\(([^()]+)\)\s*$", label)
    found = measure(f"1 {bracket[1]}") if bracket else None
    return found.unit if found is not None else ""


def _with(said: Said, trouble: str) -> Said:
    if said.trouble or not trouble:
        return said
    return Said(said.value, said.start, said.end, said.unit, said.sign, trouble)
