"""Finding: which entries of a record are what a question names, by code and by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import cache, lru_cache

from medvoice.lexicon.diseases import (
    denying_words,
    diseases,
    qualifying_after_words,
    qualifying_words,
    relatives_words,
    seen_diseases,
)
from medvoice.lexicon.drugs import (
    DrugClass,
    class_phrases,
    classes_of,
    drug_classes,
    ingredients_by_name,
)
from medvoice.lexicon.lab_tests import lab_codes, lab_tests
from medvoice.lexicon.named import Named, Place, codes_of, place_in
from medvoice.lexicon.procedures import (
    allergens,
    implants,
    not_surgical_words,
    operations,
    surgical_endings,
    surgical_words,
    vaccines,
)
from medvoice.lexicon.terms import Phrases, folded
from medvoice.records.concept import ATC, ICD10, LOINC, Concept
from medvoice.records.item import Item
from medvoice.records.vocabulary import Token, own_names


class Fit(Enum):
    """OWN: it is that. RELATIVE: a relative's. WORDED: it names that, with words in front that make
    it something else ("suspected …")."""

    OWN = auto()
    RELATIVE = auto()
    WORDED = auto()


def named_of(token: Token) -> Named | None:
    """The table's row; None for a name of the record's own."""
    tables = {
        "ANALYTE": lab_tests,
        "DISEASE": diseases,
        "SEEN": seen_diseases,
        "OPERATION": operations,
        "IMPLANT": implants,
        "VACCINE": vaccines,
        "ALLERGEN": allergens,
    }
    table = tables.get(token.kind)
    return table().get(token.says) if table is not None else None


def label(token: Token) -> str:
    """As answers say what was asked after."""
    if token.says.startswith("="):
        return token.says[1:]
    if token.kind == "CLASS":
        return " or ".join(drug_classes()[key].label for key in token.says.split("+"))
    named = named_of(token)
    return named.label if named is not None else token.says


@lru_cache(maxsize=16_384)
def is_test(concept: Concept, token: Token) -> bool:
    """Whether a result is the test; a LOINC code decides where it has one: "Glucose" with that of
    urine is another test."""
    if token.says.startswith("="):
        return is_own(concept.names, token)
    known = lab_codes()
    codes = concept.codes(LOINC)
    if codes:
        return token.says in {known[code] for code in codes if code in known}
    return _is_called(concept, token)


def named_so(concept: Concept, token: Token) -> bool:
    """Whether a result is called like the test, but has a LOINC code that no test here has."""
    codes = concept.codes(LOINC)
    if token.kind != "ANALYTE" or not codes or not codes.isdisjoint(lab_codes()):
        return False
    return _is_called(concept, token)


def _is_called(concept: Concept, token: Token) -> bool:
    return any(place_in(lab_tests()[token.says], folded(name)) for name in concept.names)


def by_name_only(concept: Concept, token: Token) -> bool:
    """Whether only its words say that a result is the test."""
    known = lab_codes()
    return token.kind == "ANALYTE" and not any(code in known for code in concept.codes(LOINC))


def fit(item: Item, token: Token) -> Fit | None:
    """Whether an entry is what a token names, and whose; None where it is not."""
    if token.says.startswith("="):
        own = is_own(tuple(own_names(item)), token)
        return Fit.OWN if own else None
    named = named_of(token)
    if named is None:
        return None
    found = [p for name in item.names if (p := _placed(named, name))]
    if not found and _has_code(item, named):
        found = [worded(name) for name in item.names] or [Fit.OWN]
    return _worst(found)


def _worst(fits: Iterable[Fit]) -> Fit | None:
    """Where one wording says less than another, it counts."""
    kept = list(fits)
    for one in (Fit.RELATIVE, Fit.WORDED, Fit.OWN):
        if one in kept:
            return one
    return None


def _placed(named: Named, name: str) -> Fit | None:
    words = folded(name)
    place = place_in(named, words)
    if place is None:
        return None
    return _front(words, place)


def _front(words: tuple[str, ...], place: Place) -> Fit:
    front = set(words[: place.first])
    if front & denying_words():
        return Fit.WORDED
    if front & relatives_words():
        return Fit.RELATIVE
    behind = set(words[place.last : place.last + 2])
    if front & qualifying_words() or behind & qualifying_after_words():
        return Fit.WORDED
    return Fit.OWN


def worded(name: str) -> Fit:
    """Of an entry's whole name, where no table says which word of it is meant. "Without" behind the
    name of a disease narrows it."""
    words = tuple(one for one in folded(name) if one != "without")
    return _front(words, Place(len(words), len(words)))


def _has_code(item: Item, named: Named) -> bool:
    codes = item.concept.codes(*ICD10)
    return any(code.startswith(codes_of(named)) for code in codes) if named.codes else False


def is_own(names: Sequence[str], token: Token) -> bool:
    """Whether one of the names holds the words of the record's own name."""
    wanted = tuple(token.says[1:].split())
    for name in names:
        words = folded(name)
        spots = range(len(words) - len(wanted) + 1)
        if any(words[first : first + len(wanted)] == wanted for first in spots):
            return True
    return False


def ingredients(concept: Concept) -> frozenset[str]:
    """That the names of a medication tell; empty where no table knows them."""
    table = ingredients_by_name()
    phrases = _drug_phrases()
    found: frozenset[str] = frozenset()
    for name in concept.names:
        for match in phrases.find(folded(name)):
            found |= table[match.key]
    return found


@cache
def _drug_phrases() -> Phrases:
    return Phrases({name: [name] for name in ingredients_by_name()})


def is_drug(concept: Concept, token: Token) -> bool:
    """Whether a medication is the drug, or of one of the classes."""
    if token.says.startswith("="):
        return is_own(concept.names, token)
    held = ingredients(concept)
    if token.kind == "DRUG":
        return not held.isdisjoint(ingredients_by_name()[token.says])
    keys = token.says.split("+")
    by_name = classes_named(concept)
    return any(key in by_name or in_class(concept, held, drug_classes()[key]) for key in keys)


def classes_named(concept: Concept) -> frozenset[str]:
    """Keys of the classes of drugs that a concept's names name as such ("NSAIDs")."""
    found = (match.key for name in concept.names for match in class_phrases().find(folded(name)))
    return frozenset(found)


def in_class_of(concept: Concept, token: Token) -> bool:
    """Whether a concept names a class that the drug is in."""
    if token.kind != "DRUG" or token.says.startswith("="):
        return False
    classes = {key for one in ingredients_by_name()[token.says] for key in classes_of(one)}
    return not classes.isdisjoint(classes_named(concept))


def in_class(concept: Concept, held: frozenset[str], one: DrugClass) -> bool:
    members: frozenset[str] = frozenset().union(
        *(ingredients_by_name()[name] for name in one.ingredients if name in ingredients_by_name())
    )
    atc = concept.codes(ATC)
    return not held.isdisjoint(members) or any(code.startswith(one.atc) for code in atc)


def is_surgical(item: Item) -> bool:
    """By its category, or by how operations are called."""
    if any(c.code == "387713003" for one in item.codes for c in one.codings):  # SNOMED: surgical
        return True
    for name in item.names:
        for word in folded(name):
            if word in surgical_words():
                return True
            if word.endswith(surgical_endings()) and word not in not_surgical_words():
                return True
    return False
