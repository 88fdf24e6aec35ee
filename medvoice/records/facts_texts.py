"""Words in the record's free texts: that they stand there, never what they say of the patient."""

from __future__ import annotations

import re

from medvoice.lexicon.drugs import drug_classes
from medvoice.lexicon.named import place_in
from medvoice.lexicon.terms import folded
from medvoice.records.facts_said import Told, cite, dated
from medvoice.records.finding import label, named_of
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.record import Record
from medvoice.records.vocabulary import Token

_SHOWN = 5
_SENTENCE = re.compile(r"[^.\n;]+")


def mentioned(record: Record, token: Token, beside: re.Pattern[str] | None = None) -> Told:
    """Which reports and documents name it. beside: what has to stand in the same sentence."""
    found = [
        one
        for one in record.of(Kind.REPORT, Kind.DOCUMENT)
        if one.standing is not Standing.VOID and _names(one, token, beside)
    ]
    if not found:
        return Told("")
    shown = "; ".join(f"{one.name}, {dated(one)} ({one.ref})" for one in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return Told(
        f"Words for {label(token)} stand in the text of {shown}{more}; what they say of it is not "
        "read here.",
        tuple(map(cite, found[:_SHOWN])),
    )


def _names(item: Item, token: Token, beside: re.Pattern[str] | None) -> bool:
    whole = "\n".join([item.told, *(text for key, text in item.details if key == "conclusion")])
    if not whole.strip():
        return False
    return any(
        (beside is None or beside.search(part)) and _in(folded(part), token)
        for part in _SENTENCE.findall(whole)
    )


def _in(words: tuple[str, ...], token: Token) -> bool:
    named = named_of(token)
    if named is not None:
        return place_in(named, words) is not None
    if token.says.startswith("="):
        return token.says[1:] in " ".join(words)
    if token.kind == "CLASS":
        classes = [drug_classes()[key] for key in token.says.split("+")]
        return any(not one.ingredients.isdisjoint(words) for one in classes)
    return token.says in words
