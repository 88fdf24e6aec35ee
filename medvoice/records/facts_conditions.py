"""Facts about conditions, the patient's and those of relatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

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
    looked_through,
    newest,
    not_counted,
    of_standing,
    oldest,
    within,
)
from medvoice.records.facts_texts import mentioned
from medvoice.records.finding import Fit, fit, label, worded
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.question_topics import Topic
from medvoice.records.vocabulary import Token

_GROUPS = (
    ("Recorded as active", (Standing.NOW,)),
    ("Recorded as over", (Standing.PAST,)),
    ("Recorded, but not whether it still is so", (Standing.UNSAID,)),
    ("Not certain by the record", (Standing.OPEN, Standing.PLANNED)),
)


def _condition(about: About) -> Told:
    return joined(_of(about, token) for token in about.asked.of("DISEASE", "SEEN"))


def _of(about: About, token: Token) -> Told:
    asked, record = about.asked, about.record
    fits = [(one, fit(one, token)) for one in record.of(Kind.CONDITION)]
    found, unsure = within([one for one, how in fits if how is Fit.OWN], asked.days)
    worded_so = [
        one for one, how in fits if how is Fit.WORDED and one.standing is not Standing.VOID
    ]
    name = label(token)
    when = f" {asked.days.said}" if asked.days else ""
    counting = [one for one in found if one.standing is not Standing.VOID]
    if not counting:
        parts = [
            Told(absent(record, f"entry for {name}{when}")),
            Told(looked_through((one for one, _ in fits), "condition", "name and code")),
        ]
    elif "HOWMANY" in asked.tokens:
        many = counted(len(counting), f"entry for {name}").replace("entry for", "entries for")
        one = len(counting) == 1
        text = f"1 entry for {name}" if one else many.removesuffix("s")
        parts = [Told(f"The record holds {text}{when}.", tuple(map(cite, counting)))]
    elif asked.tokens & {"LAST", "FIRST"}:
        shown, note = oldest(counting) if "FIRST" in asked.tokens else newest(counting)
        parts = [heading(capital(name), shown), Told(note)]
    else:
        parts = _by_standing(counting)
    if worded_so:
        parts.append(heading("Worded so in the record", worded_so))
    if not counting:
        parts.append(mentioned(record, token))
    return joined([*parts, Told(not_counted(found)), Told(unsure)])


def _by_standing(found: Sequence[Item]) -> list[Told]:
    groups = ((words, of_standing(found, *standings)) for words, standings in _GROUPS)
    return [heading(words, items) for words, items in groups if items]


def _conditions(about: About) -> Told:
    asked, record = about.asked, about.record
    every = [one for one in record.of(Kind.CONDITION) if worded(one.name) is not Fit.RELATIVE]
    found, unsure = within(every, asked.days)
    counting = [one for one in found if one.standing is not Standing.VOID]
    when = f" {asked.days.said}" if asked.days else ""
    if not counting:
        return joined([Told(absent(record, f"condition{when}")), Told(not_counted(found))])
    if "HOWMANY" in asked.tokens:
        active = len(of_standing(counting, Standing.NOW))
        text = f"The record holds {counted(len(counting), 'condition')}{when}, {active} active."
        return joined([Told(text), Told(not_counted(found)), Told(unsure)])
    if asked.tokens & {"LAST", "FIRST"}:
        first = "FIRST" in asked.tokens
        shown, note = oldest(counting) if first else newest(counting)
        return joined([heading(f"Condition, {'first' if first else 'last'}", shown), Told(note)])
    if "CURRENT" in asked.tokens:
        counting = [one for one in counting if one.standing is Standing.NOW]
        if not counting:
            return Told("No active condition is recorded.")
    return joined([*_by_standing(counting), Told(not_counted(found)), Told(unsure)])


def _family(about: About) -> Told:
    """What relatives had. It is never the patient's."""
    record = about.record
    tokens = about.asked.of("DISEASE", "SEEN")
    relatives = [one for one in record.of(Kind.FAMILY) if one.standing is not Standing.VOID]
    said_so = [
        one
        for one in record.of(Kind.CONDITION)
        if one.standing is not Standing.VOID and worded(one.name) is Fit.RELATIVE
    ]
    if not tokens:
        found = [*relatives, *said_so]
        if not found:
            return Told(absent(record, "family history"))
        return heading("Family history, not the patient's own", found)
    parts = []
    for token in tokens:
        found = [
            *(one for one in relatives if _had(one, token)),
            *(one for one in said_so if fit(one, token) is Fit.RELATIVE),
        ]
        name = label(token)
        if found:
            parts.append(heading(f"Family history of {name}, not the patient's own", found))
        else:
            parts.append(Told(absent(record, f"family history of {name}")))
    return joined(parts)


def _had(relative: Item, token: Token) -> bool:
    parts = [Item(Kind.CONDITION, relative.ref, one, relative.standing) for one in relative.codes]
    return any(fit(one, token) in (Fit.OWN, Fit.RELATIVE) for one in parts)


CONDITION_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {Topic.CONDITION: _condition, Topic.CONDITIONS: _conditions, Topic.FAMILY: _family}
)
