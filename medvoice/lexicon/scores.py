"""Scores, grades and classifications: how their names are said and written.

Which of them are written in Roman numerals follows common use (Bosniak, Salter-Harris, Schatzker,
AAST, NYHA, Pfirrmann, Chiari, Le Fort, DeBakey); the rest takes digits.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScoreName:
    """written: the name as printed. roman: its numbers are Roman. letters: suffixes that may
    follow the number, as said in lower case ("a" as in 4A)."""

    written: str
    roman: bool = False
    letters: frozenset[str] = frozenset()


_RADS = {
    "BI": "bi by b-i",
    "LI": "li l-i lie",
    "PI": "pi p-i pie",
    "TI": "ti t-i tie",
    "Lung": "lung",
    "CAD": "cad c-a-d",
    "O": "o oh",
    "NI": "ni n-i",
    "C": "c",
    "VI": "vi v-i",
    "Node": "node",
    "Bone": "bone",
}
_LETTERS = {"BI": "abc", "Lung": "abxs", "CAD": "abns", "LI": "", "C": ""}


def score_names() -> dict[tuple[str, ...], ScoreName]:
    """Lower-case words as said -> name."""
    table: dict[tuple[str, ...], ScoreName] = {}
    for head, ways in _RADS.items():
        name = ScoreName(f"{head}-RADS", letters=frozenset(_LETTERS.get(head, "")))
        for way in ways.split():
            parts = tuple(way.split("-"))
            table[(*parts, "rads")] = name
            if len(parts) == 1:
                table[(f"{way}rads",)] = name
                table[(f"{way}-rads",)] = name
    for written, said in (
        ("Gleason", "gleason"),
        ("ASPECTS", "aspects"),
        ("Fazekas", "fazekas"),
        ("Modic", "modic"),
        ("Kellgren-Lawrence", "kellgren lawrence"),
        ("Agatston", "agatston"),
        ("Fleischner", "fleischner"),
        ("Couinaud", "couinaud"),
        ("Likert", "likert"),
        ("Deauville", "deauville"),
    ):
        table[tuple(said.split())] = ScoreName(written)
    for written, said, letters in (
        ("Bosniak", "bosniak", "f"),
        ("Salter-Harris", "salter harris", ""),
        ("Schatzker", "schatzker", ""),
        ("Chiari", "chiari", ""),
        ("Le Fort", "le fort", ""),
        ("DeBakey", "debakey", ""),
        ("AAST", "aast", ""),
        ("NYHA", "nyha", ""),
        ("Pfirrmann", "pfirrmann", ""),
        ("Meyerding", "meyerding", ""),
        ("Garden", "garden", ""),
        ("FIGO", "figo", "abc"),
    ):
        table[tuple(said.split())] = ScoreName(written, True, frozenset(letters))
    return table


def label_words() -> dict[str, str]:
    """Nouns whose following number is a label and takes digits -> suffix letters they may have."""
    letters = {"stage": "abc", "type": "abc", "grade": "abc", "level": "ab", "segment": "ab"}
    plain = (
        "grade grades stage stages type types class category categories score image images slice "
        "series segment segments zone zones level levels phase group station stations ribs "
        "number tooth teeth size version diagonal marginal lead"
    )
    table = {word: letters.get(word.removesuffix("s"), "") for word in plain.split()}
    return table | {"station": "lr", "stations": "lr", "weber": "", "vitamin": ""}
