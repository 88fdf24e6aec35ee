"""Tables: everything the rules look up, built once per reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medvoice.lexicon.contrast import agents, concentrations, isotopes
from medvoice.lexicon.dates import date_prepositions, month_days, months, months_and_verbs
from medvoice.lexicon.numerals import ordinals, scales, small_numbers, tens
from medvoice.lexicon.scores import ScoreName, label_words, score_names
from medvoice.lexicon.units import Unit, per_units, units
from medvoice.lexicon.writing import abbreviations


@dataclass(frozen=True, slots=True)
class NumberTables:
    small: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    ordinals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DateTables:
    months: Mapping[str, str]
    days: Mapping[str, int]
    verbs: frozenset[str]
    before: frozenset[str]


@dataclass(frozen=True, slots=True)
class ProductTables:
    """Contrast agents and isotopes."""

    agents: frozenset[str]
    concentrations: Mapping[str, frozenset[int]]
    isotopes: Mapping[str, tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Tables:
    numbers: NumberTables
    dates: DateTables
    products: ProductTables
    units: Mapping[tuple[str, ...], Unit]
    per: Mapping[str, str]
    scores: Mapping[tuple[str, ...], ScoreName]
    labels: Mapping[str, str]
    abbreviations: Mapping[str, str]


def tables() -> Tables:
    return Tables(
        NumberTables(small_numbers(), tens(), scales(), ordinals()),
        DateTables(months(), month_days(), months_and_verbs(), date_prepositions()),
        ProductTables(agents(), concentrations(), isotopes()),
        units(),
        per_units(),
        score_names(),
        label_words(),
        abbreviations(),
    )
