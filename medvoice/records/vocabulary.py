"""Vocabulary: every phrase that a question to one record can hold, its own names with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medvoice.lexicon.diseases import diseases, qualifying_words, seen_diseases
from medvoice.lexicon.drugs import BLOOD_THINNERS, drug_classes, ingredients_by_name
from medvoice.lexicon.exams import modality_phrases, region_phrases
from medvoice.lexicon.lab_tests import lab_tests, test_groups
from medvoice.lexicon.named import Named
from medvoice.lexicon.procedures import allergens, implants, operations, vaccines
from medvoice.lexicon.terms import Phrases, folded
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.question_dates import SPAN
from medvoice.records.question_words import FURNITURE, WORDS
from medvoice.records.record import Record

_MOST_OWN = 20_000
_MOST_WORDS = 8
_SPELLED = 5
"""Letters of the longest abbreviation that is heard letter by letter ("e g f r")."""
_ASIDE = re.compile(r"\s*[(\[].*")
_DOSE = re.compile(r"\s+\d.*")
_TELLING = qualifying_words() | frozenset("history allergy allergic intolerance surgery".split())
"""Words in a condition's name that ask for something in a question."""
_OWN: Mapping[Kind, str] = {
    Kind.CONDITION: "SEEN",
    Kind.MEDICATION: "DRUG",
    Kind.ALLERGY: "ALLERGEN",
    Kind.RESULT: "OWNRESULT",
    Kind.PROCEDURE: "OWNPROCEDURE",
    Kind.IMAGING: "OWNEXAM",
    Kind.REPORT: "OWNEXAM",
    Kind.IMMUNISATION: "VACCINE",
    Kind.DOCUMENT: "OWNDOCUMENT",
    Kind.DEVICE: "IMPLANT",
}

_MORE_MODALITIES = {"dxa": "dxa, dexa, bone densitometry, dxa scan, dexa scan"}
"""Examinations that no template is made for."""


@dataclass(frozen=True, slots=True)
class Token:
    """kind: a key of WORDS, ANALYTE, DRUG …, or the word itself. says: what of it: a key of its
    table, or "=" and the folded words of a name in the record."""

    kind: str
    says: str = ""


class Vocabulary:
    """Of one record."""

    def __init__(self, record: Record) -> None:
        shared = _shared()
        self._tables = Phrases({**shared, **_own(record, shared)})

    def find(self, words: tuple[str, ...]) -> list[tuple[Token, ...]]:
        """For each word or phrase what it may mean; words that change nothing are left out."""
        found: list[tuple[Token, ...]] = []
        at = 0
        matches = iter((*self._tables.find(words), None))
        match = next(matches)
        while at < len(words):
            if match is None or at < match.first:
                if words[at] not in FURNITURE:
                    found.append((Token(words[at], words[at]),))
                at += 1
                continue
            first, last, meant = match.first, match.last, []
            while match is not None and match.first == first:
                kind, _, says = match.key.partition(" ")
                meant.append(Token(kind, says))
                match = next(matches)
            found.append(tuple(meant))
            at = last
        return found


def _shared() -> dict[str, list[str]]:
    table = {kind: _parts(text) for kind, text in WORDS.items()}
    table["SPAN"] = [SPAN]
    for kind, rows in (
        ("ANALYTE", lab_tests()),
        ("DISEASE", diseases()),
        ("SEEN", seen_diseases()),
        ("OPERATION", operations()),
        ("IMPLANT", implants()),
        ("VACCINE", vaccines()),
        ("ALLERGEN", allergens()),
    ):
        for key, named in rows.items():
            table[f"{kind} {key}"] = _asked(named, spelled=kind in ("ANALYTE", "SEEN", "DISEASE"))
    for key, (_, asked, _tests) in test_groups().items():
        table[f"GROUP {key}"] = _parts(asked)
    for key, one in drug_classes().items():
        table[f"CLASS {key}"] = _parts(one.asked)
    table[f"CLASS {'+'.join(BLOOD_THINNERS)}"] = ["blood thinner", "blood thinning drug"]
    for name in ingredients_by_name():
        table[f"DRUG {name}"] = [name]
    for key, phrases in modality_phrases().items():
        own = [one for one in phrases if one.lower() != "us"]
        # No rule makes a singular of so short a word.
        table[f"MOD {key}"] = [*own, *(f"{one}s" for one in own if len(one) < 4)]
    for key, text in _MORE_MODALITIES.items():
        table[f"MOD {key}"] = _parts(text)
    for key, phrases in region_phrases().items():
        table[f"REGION {key}"] = [one for one in phrases if one.lower() not in ("ap", "a p")]
    return table


def _asked(named: Named, *, spelled: bool) -> list[str]:
    phrases = list(named.phrases)
    for one in named.phrases:
        if one.endswith(" removed"):
            phrases += [one.replace(" removed", more) for more in (" been removed", " taken out")]
    if spelled:
        phrases += [" ".join(one) for one in phrases if one.isalnum() and len(one) <= _SPELLED]
    return phrases


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _own(record: Record, shared: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Names that the record's entries go by, where no table has them already."""
    known = {folded(phrase) for phrases in shared.values() for phrase in phrases}
    words = {word for text in WORDS.values() for one in _parts(text) for word in folded(one)}
    exams = {
        word
        for kind, phrases in shared.items()
        if kind.startswith(("MOD ", "REGION "))
        for phrase in phrases
        for word in folded(phrase)
    }
    table: dict[str, list[str]] = {}
    for item in record.items[:_MOST_OWN]:
        kind = _OWN.get(item.kind)
        if kind is None or item.standing is Standing.VOID:
            continue
        for name in own_names(item):
            said = folded(name)
            if not 0 < len(said) <= _MOST_WORDS or said in known or set(said) <= words | FURNITURE:
                continue
            if kind == "SEEN" and not _TELLING.isdisjoint(said):
                continue  # "family history of …" asks for the family's
            if kind == "OWNEXAM" and set(said) <= exams | FURNITURE:
                continue  # "CT of the chest" is any CT of the chest
            if len("".join(said)) > 2 and not all(word.isdecimal() for word in said):
                table[f"{kind} ={' '.join(said)}"] = [" ".join(said)]
    return table


def own_names(item: Item) -> Iterable[str]:
    """An entry's names without what stands in brackets; of a drug without strength and form."""
    for name in item.names if item.kind is Kind.DOCUMENT else item.concept.names:
        plain = _ASIDE.sub("", name)
        yield plain
        if item.kind is Kind.MEDICATION:
            yield _DOSE.sub("", plain)
        if item.kind is Kind.RESULT:
            yield plain.partition(" in ")[0]
