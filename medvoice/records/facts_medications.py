"""Facts about medications and allergies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from medvoice.lexicon.drugs import drug_classes
from medvoice.records.facts_said import (
    About,
    Fact,
    Told,
    absent,
    capital,
    cite,
    counted,
    heading,
    joined,
    line,
    looked_through,
    newest,
    not_counted,
    of_standing,
    oldest,
    within,
)
from medvoice.records.facts_texts import mentioned
from medvoice.records.finding import (
    Fit,
    fit,
    in_class,
    in_class_of,
    ingredients,
    is_drug,
    is_own,
    label,
    worded,
)
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.question_topics import Topic
from medvoice.records.vocabulary import Token

_NONE_KNOWN = re.compile(r"(?:no|nil) known\b|\bnka\b|\bnkda\b|no allerg", re.IGNORECASE)
_ALLERGIC = re.compile(r"allerg|anaphyla|hypersensitiv|adverse reaction|intoleran", re.IGNORECASE)
_MOST_UNKNOWN = 10


def _medication(about: About) -> Told:
    return joined(_of_drug(about, token) for token in about.asked.of("DRUG", "CLASS"))


def _of_drug(about: About, token: Token) -> Told:
    asked, record = about.asked, about.record
    every = record.of(Kind.MEDICATION)
    found, unsure = within([one for one in every if is_drug(one.concept, token)], asked.days)
    name = label(token)
    when = f" {asked.days.said}" if asked.days else ""
    kind = f"({_source(token)}) " if token.kind == "CLASS" else ""
    if not any(one.standing is not Standing.VOID for one in found):
        what = f"{name} {kind}".strip() if kind else f"{name} medication"
        text = " ".join(
            filter(
                None,
                [
                    absent(record, what + when),
                    not_counted(found),
                    unsure,
                    looked_through(every, "medication"),
                    _unknown(every, token),
                ],
            )
        )
        return joined([Told(text), mentioned(record, token)])
    if asked.tokens & {"LAST", "FIRST"}:
        standing = [one for one in found if one.standing is not Standing.VOID]
        shown, note = oldest(standing) if "FIRST" in asked.tokens else newest(standing)
        told = heading(f"{capital(name)}, {'first' if 'FIRST' in asked.tokens else 'last'}", shown)
        return joined([told, Told(note), Told(not_counted(found))])
    if "HOWMANY" in asked.tokens:
        counting = [one for one in found if one.standing is not Standing.VOID]
        many = counted(len(counting), f"{name} entry").replace("entrys", "entries")
        return Told(f"The record holds {many}{when}.", tuple(map(cite, counting[:20])))
    return _by_standing(found, f"{name} {kind}".strip(), unsure)


def _by_standing(found: Sequence[Item], name: str, unsure: str = "") -> Told:
    """Active ones first; what is over or not certain is said to be so."""
    parts = []
    for words, standings in (
        (f"Recorded as active, {name}", (Standing.NOW,)),
        (f"Not active any more, {name}", (Standing.PAST,)),
        (f"Not known whether it is taken, {name}", (Standing.UNSAID, Standing.OPEN)),
        (f"Planned, not known to be taken, {name}", (Standing.PLANNED,)),
    ):
        items = of_standing(found, *standings)
        if items:
            parts.append(heading(words, items))
    if parts and not of_standing(found, Standing.NOW):
        parts.insert(0, Told(f"No active entry is recorded for {name}."))
    text = "\n".join(filter(None, [*(one.text for one in parts), unsure, not_counted(found)]))
    return Told(text, tuple(cite for one in parts for cite in one.cites))


def _source(token: Token) -> str:
    return "ATC " + ", ".join(
        code for key in token.says.split("+") for code in drug_classes()[key].atc
    )


def _unknown(every: Sequence[Item], token: Token) -> str:
    """Of a class: which medications no list knows, so that nobody can say of which class they
    are."""
    if token.kind != "CLASS":
        return ""
    names = dict.fromkeys(
        one.name
        for one in every
        if one.standing is not Standing.VOID
        and not ingredients(one.concept)
        and not any(in_class(one.concept, frozenset(), drug) for drug in drug_classes().values())
    )
    if not names:
        return ""
    shown = ", ".join(list(names)[:_MOST_UNKNOWN])
    more = f" and {len(names) - _MOST_UNKNOWN} more" if len(names) > _MOST_UNKNOWN else ""
    return f"Of these recorded medications the class is not known here: {shown}{more}."


def _medications(about: About) -> Told:
    asked, record = about.asked, about.record
    every = record.of(Kind.MEDICATION)
    found, unsure = within(every, asked.days)
    when = f" {asked.days.said}" if asked.days else ""
    counting = [one for one in found if one.standing is not Standing.VOID]
    if not counting:
        text = " ".join(filter(None, [not_counted(found), unsure]))
        return Told(f"{absent(record, f'medication{when}')} {text}".rstrip())
    if asked.tokens & {"LAST", "FIRST"}:
        shown, note = oldest(counting) if "FIRST" in asked.tokens else newest(counting)
        way = "first" if "FIRST" in asked.tokens else "last"
        return joined([heading(f"Medication, {way}", shown), Told(note)])
    active = of_standing(counting, Standing.NOW)
    if "STOPPED" in asked.tokens:
        over = of_standing(counting, Standing.PAST)
        if not over:
            return Told(absent(record, f"medication that was stopped or completed{when}"))
        return joined([heading(f"Not active any more{when}", over), Told(not_counted(found))])
    if "HOWMANY" in asked.tokens:
        return Told(
            f"The record holds {counted(len(counting), 'medication entry')}{when}, "
            f"{len(active)} of them active.".replace("entrys", "entries")
        )
    if asked.tokens & {"ALL", "PAST", "PREVIOUS"} or asked.days:
        return _by_standing(found, "medications", unsure)
    rest = len(counting) - len(active)
    ending = f"{rest} more are recorded that are not active." if rest else ""
    if not active:
        return Told(f"No active medication is recorded. {ending} {not_counted(found)}".strip())
    told = heading("Recorded as active", active)
    text = "\n".join(filter(None, [told.text, ending, not_counted(found)]))
    return Told(text, told.cites)


def _allergy(about: About) -> Told:
    tokens = about.asked.of("ALLERGEN", "DRUG", "CLASS")
    return joined(_to(about, token) for token in tokens)


def _to(about: About, token: Token) -> Told:
    record = about.record
    pool = allergies(about)
    found = [one for one in pool if _is_to(one, token)]
    counting = [one for one in found if one.standing is not Standing.VOID]
    if counting:
        return _allergies_said(f"Allergy to {label(token)}", found)
    parts = [Told(absent(record, f"allergy to {label(token)}")), Told(not_counted(found))]
    others = [one for one in pool if one.standing is not Standing.VOID and one not in found]
    if others:
        parts.append(heading("Allergies that are recorded", others))
    parts.append(mentioned(record, token, beside=_ALLERGIC))
    return joined(parts)


def _is_to(item: Item, token: Token) -> bool:
    if token.kind in ("DRUG", "CLASS") and not token.says.startswith("="):
        return not _denied(item) and any(
            is_drug(one, token) or in_class_of(one, token) for one in (item.concept, *item.codes)
        )
    if token.says.startswith("="):
        return any(is_own(one.names, token) for one in (item.concept, *item.codes))
    return fit(item, token) is Fit.OWN and not _denied(item)


def _denied(item: Item) -> bool:
    """ "No known allergies", "denies latex allergy"."""
    return bool(_NONE_KNOWN.search(item.name)) or worded(item.name) is not Fit.OWN


def allergies(about: About) -> tuple[Item, ...]:
    """Entries for allergies, and conditions whose names say that they are one."""
    own = about.record.of(Kind.ALLERGY)
    other = tuple(
        one
        for one in about.record.of(Kind.CONDITION)
        if _ALLERGIC.search(one.name) and not re.search(r"family|no known", one.name, re.I)
    )
    return (*own, *other)


def _allergies(about: About) -> Told:
    found = allergies(about)
    counting = [one for one in found if one.standing is not Standing.VOID]
    if not counting:
        ending = not_counted(found)
        return Told(f"{absent(about.record, 'allergy entry')} {ending}".rstrip())
    none_known = [one for one in counting if _denied(one)]
    real = [one for one in counting if one not in none_known]
    if "HOWMANY" in about.asked.tokens:
        many = counted(len(real), "allergy entry").replace("entrys", "entries")
        return Told(f"The record holds {many}.", tuple(map(cite, real)))
    parts = []
    if real:
        parts.append(_allergies_said("Recorded allergies", real))
    for one in none_known:
        parts.append(Told(f'The record says: "{one.name}": {line(one)}.', (cite(one),)))
    return joined([*parts, Told(not_counted(found))])


def _allergies_said(head: str, found: Sequence[Item]) -> Told:
    parts = []
    for words, standings in (
        (head, (Standing.NOW, Standing.UNSAID)),
        (f"{head}, not active any more", (Standing.PAST,)),
        (f"{head}, not confirmed", (Standing.OPEN, Standing.PLANNED)),
    ):
        if items := of_standing(found, *standings):
            parts.append(heading(words, items))
    text = "\n".join(filter(None, [*(one.text for one in parts), not_counted(found)]))
    return Told(text, tuple(one for part in parts for one in part.cites))


MEDICATION_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.MEDICATION: _medication,
        Topic.MEDICATIONS: _medications,
        Topic.ALLERGY: _allergy,
        Topic.ALLERGIES: _allergies,
    }
)
