"""Rules: the values of a schema out of a document, without a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

from medvoice.documents.document import Document
from medvoice.extraction.choice_reader import ChoiceReader
from medvoice.extraction.code_reader import CodeReader
from medvoice.extraction.date_reader import DateReader
from medvoice.extraction.finding_reader import UNCERTAIN, FindingReader
from medvoice.extraction.number_reader import NumberReader
from medvoice.extraction.phrases import any_of, any_word, phrase
from medvoice.extraction.said import Answer, Reader, Said, answer_of, turns
from medvoice.extraction.schema import (
    AnyField,
    ChoiceField,
    CodeField,
    DateField,
    FindingField,
    NumberField,
    Schema,
    TextField,
)
from medvoice.extraction.settling import Found, Settled, settled
from medvoice.extraction.statements import UNKNOWN_PAST, Splitter, Statement
from medvoice.extraction.text_reader import TextReader
from medvoice.extraction.value import Extracted, Refusal, Row, Value
from medvoice.lexicon.attribution import correcting_phrases

_MOST_LABELS = 5_000
"""Labels whose fields are remembered; archives repeat a few hundred."""
_MOST_SAID = 20
"""Of one field in one sentence; more is no sentence."""
_BRACKET = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class FieldRules:
    """What is needed to find one field. about: names its subject; None where nothing does.
    about_words: of which one stands in every text that it matches; empty where none is certain."""

    name: str
    field: AnyField
    reader: Reader
    labels: re.Pattern[str] | None
    about: re.Pattern[str] | None
    not_about: re.Pattern[str] | None
    about_words: frozenset[str]
    unless: re.Pattern[str] | None

    def spoken_of(self, statement: Statement, *, strictly: bool = True) -> bool:
        """Whether it names the field's subject. strictly: and nothing of not_about."""
        if self.about_words and self.about_words.isdisjoint(statement.words):
            return False
        if self.about is None or not self.about.search(statement.text):
            return False
        return not (strictly and self.not_about and self.not_about.search(statement.text))


@dataclass(slots=True)
class DocumentFindings:
    """Everything that one document says of the schema's fields, before it is settled. addressed:
    field → the most believed group that speaks of it without a value that could be read."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    addressed: dict[str, float] = field(default_factory=dict)
    statements: list[tuple[int, Statement]] = field(default_factory=list)

    def address(self, name: str, group: float) -> None:
        """A statement of the group speaks of the field, and no value was read there. A line of a
        form stands above the sentences of its group."""
        self.addressed[name] = min(self.addressed.get(name, group), group)


class Rules:
    """Of one schema. Not thread-safe."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.fields = tuple(_rules_of(name, one) for name, one in schema.fields.items())
        self._labels: dict[str, tuple[int, ...]] = {}
        self._silent = frozenset({*schema.silent, UNKNOWN_PAST})
        self._splitter = Splitter(
            schema.sections, lambda line: bool(self.labelled(line)), schema.silent
        )
        corrections = tuple(schema.corrections)
        groups = [corrections, *schema.believed]
        self._groups = {section: at for at, group in enumerate(groups) for section in group}
        self._last = len(groups)
        # Most statements hold no word of most fields: only those that could be said are looked at.
        self._always: set[int] = set()
        self._by_word: dict[str, set[int]] = {}
        for at, one in enumerate(self.fields):
            words = one.reader.words | one.about_words
            if not one.reader.words or (one.about and not one.about_words):
                self._always.add(at)
            for word in words:
                self._by_word.setdefault(word, set()).add(at)

    def extract(self, document: Document) -> Extracted:
        return self.extracted(document, self.findings(document))

    def findings(self, document: Document) -> DocumentFindings:
        everything = DocumentFindings()
        section = ""
        for page in document.pages:
            statements, section = self._splitter.statements(page.text, section)
            for statement in statements:
                if statement.section in self._silent:
                    continue
                everything.statements.append((page.number, statement))
                self._read(statement, page.number, everything)
        return everything

    def settled(self, findings: DocumentFindings, name: str) -> Settled:
        many = self.schema.fields[name].many
        found = findings.found.get(name, [])
        return settled(found, many=many, addressed=findings.addressed.get(name))

    def extracted(self, document: Document, findings: DocumentFindings) -> Extracted:
        values: dict[str, Value] = {}
        further: dict[str, tuple[Value, ...]] = {}
        refused: list[Refusal] = []
        for name in self.schema.fields:
            result = self.settled(findings, name)
            found = [value_of(document, one) for one in result.values]
            if found:
                values[name] = found[0]
            if len(found) > 1:
                further[name] = tuple(found[1:])
            if result.why:
                text = " / ".join(one.span.of(document) for one in result.about)
                refused.append(Refusal(name, " ".join(text.split()), result.why))
        row = Row(values, tuple(refused), further)
        return Extracted(document.name, (row,), document.notes)

    def group(self, statement: Statement) -> int:
        return self._groups.get(statement.section, self._last)

    def labelled(self, label: str) -> tuple[int, ...]:
        """Which fields a form's label asks for."""
        known = self._labels.get(label)
        if known is None:
            known = tuple(self._asked_for(label))
            if len(self._labels) < _MOST_LABELS:
                self._labels[label] = known
        return known

    def _asked_for(self, label: str) -> Iterator[int]:
        plain = label.strip(" .*#?_")
        short = _BRACKET.sub("", plain).strip()
        for at, one in enumerate(self.fields):
            if one.labels and (one.labels.fullmatch(plain) or one.labels.fullmatch(short)):
                yield at

    def _read(self, statement: Statement, page: int, everything: DocumentFindings) -> None:
        asked = self.labelled(statement.label) if statement.label else ()
        answer = answer_of(statement) if asked else None
        answered = statement.answer - statement.start
        group = 0 if _corrects().search(statement.text) else self.group(statement)
        could = self._always.union(asked, *(self._by_word.get(w, ()) for w in statement.words))
        unread: list[FieldRules] = []
        taken = False
        for at in sorted(could):
            one = self.fields[at]
            if one.field.sections and statement.section not in one.field.sections:
                continue
            if one.unless is not None and one.unless.search(statement.text):
                continue
            labelled = at in asked
            if labelled:
                said = list(_answered(one, statement, answer)) if answer else []
            elif one.reader.words and not one.reader.words & statement.words:
                said = []
            else:
                said = _prose(one, statement, answered)
            if said:
                found = [Found(s, statement, page, group, labelled) for s in said]
                everything.found.setdefault(one.name, []).extend(found)
            if any(not s.trouble for s in said):
                taken = True
            elif said:
                everything.address(one.name, group)
            else:
                unread.append(one)
        if taken and asked and group:
            return  # a form's line that asks for another field
        for one in unread:
            # What was read as something else, and is about that, does not speak of this field.
            if one.spoken_of(statement, strictly=taken or bool(asked)):
                everything.address(one.name, group - (0.5 if statement.label else 0))


@cache
def _corrects() -> re.Pattern[str]:
    phrases = sorted(map(re.escape, correcting_phrases()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


def _answered(one: FieldRules, statement: Statement, answer: Answer) -> Iterator[Said]:
    """Behind a "but", what an answer began with may not hold; a doubtful one stays one."""
    turned = turns(answer.text) and not isinstance(one.field, TextField)
    for said in one.reader.answered(statement, answer):
        if turned and not said.trouble and said.value != UNCERTAIN:
            yield replace(said, trouble="the rest of the answer may say otherwise")
        else:
            yield said


def _prose(one: FieldRules, statement: Statement, answered: int) -> list[Said]:
    said = list(islice(one.reader.in_prose(statement), _MOST_SAID))
    if len(said) == _MOST_SAID:
        return [replace(said[0], trouble="it is said too often in one sentence")]
    return [s for s in said if not _only_named(s, one, answered)]


def _only_named(said: Said, one: FieldRules, answered: int) -> bool:
    """A finding that a label names, and of which what stands behind it says nothing."""
    return isinstance(one.field, FindingField) and 0 < said.end <= answered


def value_of(document: Document, found: Found, *, by_model: bool = False) -> Value:
    page = document.page(found.page)
    span, said = found.span, found.said
    return Value(
        page.text[span.start : span.end],
        said.value,
        span,
        page.origin,
        unit=said.unit,
        sign=said.sign,
        by_model=by_model,
    )


def _rules_of(name: str, one: AnyField) -> FieldRules:
    labels = [phrase(text) for text in one.labels]
    about = [phrase(text) for text in one.about] or labels
    other = [phrase(text) for text in one.not_about]
    return FieldRules(
        name,
        one,
        reader_of(one),
        any_of(labels) if labels else None,
        any_of(about) if about else None,
        any_of(other) if other else None,
        any_word(about),
        any_of([phrase(text) for text in one.unless]) if one.unless else None,
    )


def reader_of(one: AnyField) -> Reader:
    match one:
        case NumberField():
            return NumberReader(one)
        case ChoiceField():
            return ChoiceReader(one)
        case FindingField():
            return FindingReader(one)
        case CodeField():
            return CodeReader(one)
        case DateField():
            return DateReader(one)
        case _:
            return TextReader(one)
