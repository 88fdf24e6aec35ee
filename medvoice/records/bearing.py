"""Bearing: whether the resources that a model names say what it says. Pure.

Every sentence has to name entries that it was shown; its numbers, its dates, what it denies and
whatever it names that a table knows (diseases, drugs, tests, operations) have to stand in them.
What does not hold is shown to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from medvoice.lexicon.dates import months
from medvoice.lexicon.diseases import diseases, seen_diseases
from medvoice.lexicon.drugs import class_phrases, classes_of, ingredients_by_name
from medvoice.lexicon.lab_tests import lab_tests
from medvoice.lexicon.named import Named, place_in
from medvoice.lexicon.numerals import small_numbers, tens
from medvoice.lexicon.procedures import implants, operations
from medvoice.lexicon.terms import Phrases, folded
from medvoice.records.denials import flipped
from medvoice.records.hedges import surer
from medvoice.records.item import Item, Standing
from medvoice.records.navigation import Shown

SILENT = "The record does not say."
_NO_CITE = (
    "The model's answer names no entry of the record for all that it says, so it is not shown."
)
_UNKNOWN = "The model's answer names an entry that it was not shown, so it is not shown."
_UNBORNE = (
    "The model's answer says something that the entries it names do not say ({what}), so it is not "
    "shown."
)
_SURER = "that it is so for certain"
_CITE = re.compile(r"\[\s*(E\d+(?:\s*[,;]\s*E\d+)*)\s*\]")
_SENTENCE = re.compile(r"(?<=[.!?\]])\s+(?=[A-Z\d])|\n+")
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*")
_MONTH = "|".join(f"{name}|{name[:3]}" for name in months())
_DATES = (
    re.compile(
        rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})", re.I
    ),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTH})\.?,?\s+(?P<y>\d{{4}})", re.I
    ),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    re.compile(rf"\b(?P<m>{_MONTH})\.?,?\s+(?P<y>\d{{4}})(?P<d>)", re.I),
)


_SIDES = frozenset({"left", "right", "bilateral", "both"})
_TOLD: Mapping[Standing, frozenset[str]] = {
    Standing.PAST: frozenset(
        "was were had previous previously past history former formerly stopped completed ended "
        "resolved remission inactive until took received underwent given over longer ago".split()
    ),
    Standing.OPEN: frozenset(
        "suspected possible possibly provisional unconfirmed preliminary partial hold may might "
        "uncertain differential registered".split()
    ),
    Standing.PLANNED: frozenset(
        "planned plan ordered order requested intended draft preparation scheduled due".split()
    ),
}
"""Words of which one has to be in a sentence about an entry that stands so."""


@dataclass(frozen=True, slots=True)
class Borne:
    """text: with resources' names in place of the prompt's. why: "" or the sentence for the user;
    then nothing of the text is shown."""

    text: str = ""
    items: tuple[Item, ...] = ()
    why: str = ""


def borne(text: str, shown: Shown) -> Borne:
    if not text.strip():
        return Borne(why="The model's answer held no sentence.")
    if text.strip().strip('"').startswith(SILENT.rstrip(".")) and not _CITE.search(text):
        return Borne(why="The entries of the record that the model read do not say it.")
    used: dict[Item, None] = {}
    named_in = cache(_all_named)  # several sentences name one entry
    for sentence in _sentences(text):
        named = [name for found in _CITE.findall(sentence) for name in re.findall(r"E\d+", found)]
        items = [shown.item(name) for name in named]
        if any(one is None for one in items):
            return Borne(why=_UNKNOWN)
        known = [one for one in items if one is not None]
        if not known:
            return Borne(why=_NO_CITE)
        said = _CITE.sub(" ", sentence)
        bodies = [body for name, body in shown.texts if name in named]
        what = unborne(said, "\n".join(bodies)) or _standing_lost(said, known)
        if not what and surer(_without_dates(said)[0], bodies, named_in):
            what = _SURER
        if what:
            return Borne(why=_UNBORNE.format(what=what))
        used |= dict.fromkeys(known)

    def ref(match: re.Match[str]) -> str:
        items = [shown.item(name) for name in re.findall(r"E\d+", match[1])]
        return f"({', '.join(one.ref for one in items if one is not None)})"

    return Borne(_CITE.sub(ref, text).strip(), tuple(used))


def unborne(said: str, evidence: str) -> str:
    """What of a sentence the evidence does not say: "a date", "a number", …; "" for nothing."""
    said, days = _without_dates(said)
    rest, known_days = _without_dates(evidence)
    if not all(any(_covers(known, day) for known in known_days) for day in days):
        return "a date"
    if not _numbers(said) <= _numbers(rest) | {part for day in known_days for part in day if part}:
        return "a number"
    if flipped(said, rest, _all_named):
        return "that something is so or not so"
    if not _SIDES & set(_words(said)) <= set(_words(evidence)):
        return "a side"
    there = _named(evidence)
    there |= _classes_held(there)
    return next((name for name in sorted(_named(said)) if name not in there), "")


def _standing_lost(said: str, items: Sequence[Item]) -> str:
    """What is over, not certain or only planned is not told as if it were so now."""
    words = set(_words(said))
    for item in items:
        needed = _TOLD.get(item.standing)
        if needed is not None and words.isdisjoint(needed):
            return "how it stands"
    return ""


def _sentences(text: str) -> list[str]:
    """A citation alone belongs to what stands before it."""
    parts: list[str] = []
    for part in _SENTENCE.split(text.strip()):
        if parts and not _CITE.sub("", part).strip(" .;"):
            parts[-1] += f" {part}"
        elif part.strip():
            parts.append(part)
    return parts


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _numbers(text: str) -> set[str]:
    found = {_plain(one) for one in _NUMBER.findall(text)}
    spoken = small_numbers() | tens()
    return found | {str(spoken[w]) for w in _words(text) if w in spoken and w != "one"}


def _plain(number: str) -> str:
    """ "1,200" and "1200", "1.50" and "1.5" are the same."""
    whole, _, part = re.sub(r",(?=\d{3}\b)", "", number).partition(".")
    kept = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' if kept else ''}{kept}"


def _without_dates(text: str) -> tuple[str, set[tuple[str, str, str]]]:
    """The text without its dates, and these as (year, month, day)."""
    found = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = match["m"]
            number = str(int(month)) if month.isdigit() else str(_month(month))
            found.add((match["y"], number, match["d"].lstrip("0")))
        text = pattern.sub(" ", text)
    return text, found


def _covers(known: tuple[str, str, str], day: tuple[str, str, str]) -> bool:
    """ "May 2023" is said by "May 4, 2023", not the other way round."""
    return all(not told or told == own for own, told in zip(known, day, strict=True))


def _month(name: str) -> int:
    return next(n for n, full in enumerate(months(), 1) if full.startswith(name.lower()[:3]))


def _named(text: str) -> set[str]:
    """Also the classes of drugs: "an anticoagulant" is said by "apixaban"."""
    words = folded(text)
    drugs: set[str] = set()
    for match in _drugs().find(words):
        drugs |= ingredients_by_name()[match.key]
    labels = {named.label for named in _tables() if place_in(named, words) is not None}
    return drugs | labels | {match.key for match in class_phrases().find(words)}


def _all_named(text: str) -> set[str]:
    names = _named(text)
    return names | _classes_held(names)


def _classes_held(names: set[str]) -> set[str]:
    return {key for name in names for key in classes_of(name)}


@cache
def _drugs() -> Phrases:
    return Phrases({name: [name] for name in ingredients_by_name()})


@cache
def _tables() -> tuple[Named, ...]:
    tables = (diseases(), seen_diseases(), lab_tests(), operations(), implants())
    return tuple(named for table in tables for named in table.values())
