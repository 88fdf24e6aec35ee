"""How entries are said: what, how far it is a fact, when, and which resource says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from medvoice.assistant.answering import Cite
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.question_dates import Days
from medvoice.records.question_reading import Asked
from medvoice.records.record import Record
from medvoice.records.when import When

SHOWN = 20
"""Entries that are listed; of more the rest is counted."""
MOST_SAID = 300
"""Characters of one detail."""
_PLURALS = {"entry": "entries", "allergy": "allergies", "family history": "family histories"}


@dataclass(frozen=True, slots=True)
class About:
    """A question, the record that it is put to, and the day it is asked on."""

    asked: Asked
    record: Record
    today: date


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences, and the resources they rest on, in their order."""

    text: str
    cites: tuple[Cite, ...] = ()


Fact = Callable[[About], Told]


def joined(parts: Iterable[Told]) -> Told:
    kept = list(parts)
    texts = dict.fromkeys(filter(None, (one.text for one in kept)))
    text = ("\n" if any("\n" in one for one in texts) else " ").join(texts)
    return Told(text, tuple(dict.fromkeys(cite for one in kept for cite in one.cites)))


def absent(record: Record, what: str) -> str:
    """Never that the patient has none."""
    rest = "" if record.whole else " Not all of the record could be read."
    return f"The record holds no {what}.{rest}"


def looked_through(items: Iterable[Item], thing: str, how: str = "name") -> str:
    """What was compared: an entry that is called otherwise is not found. "" for nothing."""
    many = len([one for one in items if one.standing is not Standing.VOID])
    return f"Looked through {counted(many, thing)} by {how}." if many else ""


def counted(number: int, thing: str) -> str:
    plural = _PLURALS.get(thing, "studies".join(thing.rsplit("study", 1)))
    return f"{number:,} {thing if number == 1 else plural if plural != thing else f'{thing}s'}"


def capital(words: str) -> str:
    """At a sentence's beginning; "eGFR" stays as it is."""
    first = words.split(" ")[0]
    return words if any(c.isupper() for c in first) else words[:1].upper() + words[1:]


def dated(item: Item) -> str:
    """ "on May 4, 2023", "since May 2012 to 2014", "ordered March 2, 2020"; "without a date"."""
    if item.when is None:
        return f"without a date{_ended(item)}" if item.kind is not Kind.DEVICE else ""
    if item.basis:
        return f"{item.basis} {item.when.said}{_ended(item)}"
    if item.ended is not None and item.ended.said != item.when.said:
        return f"{item.when.said} to {item.ended.said}"
    return f"{'on' if item.when.exact else 'in'} {item.when.said}"


def _ended(item: Item) -> str:
    return f", ended {item.ended.said}" if item.ended is not None else ""


def line(item: Item, *, details: bool = True) -> str:
    """ "Type 2 diabetes mellitus: active, since May 2012 (Condition/17)"."""
    said = [item.status, dated(item)]
    if item.readings:
        said.insert(0, readings_said(item))
    if details:
        said += [f"{what} {short(text)}" for what, text in item.details if what != "conclusion"]
    text = ", ".join(filter(None, said))
    return f"{item.name}{': ' if text else ''}{text} ({item.ref})"


def readings_said(item: Item) -> str:
    """All values of a result."""
    own = item.concept.name
    told = []
    for one in item.readings:
        name = "" if one.concept.name in ("", own) else f"{one.concept.name} "
        told.append(f"{name}{short(one.said)}{f' ({one.flag})' if one.flag else ''}")
    return ", ".join(told)


def short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= MOST_SAID else f"{plain[:MOST_SAID]} […]"


def cite(item: Item) -> Cite:
    words = line(item)
    if item.kind in (Kind.REPORT, Kind.DOCUMENT):
        words = "\n".join(filter(None, [words, detail(item, "conclusion"), item.told]))
    return Cite(item.ref, 0, words, heading=str(item.kind))


def detail(item: Item, what: str) -> str:
    return next((text for key, text in item.details if key == what), "")


def listed(items: Sequence[Item], *, details: bool = True) -> Told:
    """Each on a line of its own where there are several."""
    shown = items[:SHOWN]
    more = f"\n… and {len(items) - SHOWN:,} more" if len(items) > SHOWN else ""
    lines = [line(one, details=details) for one in shown]
    text = lines[0] + "." if len(items) == 1 else "\n".join(f"- {one}" for one in lines) + more
    return Told(text, tuple(map(cite, shown)))


def heading(what: str, items: Sequence[Item], *, details: bool = True) -> Told:
    """ "Recorded medications:" and the list."""
    told = listed(items, details=details)
    return Told(f"{what}:{' ' if len(items) == 1 else chr(10)}{told.text}", told.cites)


def facts(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(one for one in items if one.stands)


def of_standing(items: Iterable[Item], *standings: Standing) -> tuple[Item, ...]:
    return tuple(one for one in items if one.standing in standings)


def not_counted(items: Iterable[Item]) -> str:
    """A sentence about entries that say of themselves that they are none; "" for none of them."""
    void = Counter(one.status for one in items if one.standing is Standing.VOID)
    if not void:
        return ""
    said = ", ".join(f"{number} {status}" for status, number in sorted(void.items()))
    total = sum(void.values())
    return f"Not counted: {counted(total, 'entry') if total == 1 else f'{total} entries'} ({said})."


def within(items: Sequence[Item], days: Days | None) -> tuple[tuple[Item, ...], str]:
    """Those of the days that are asked for, and a sentence about those that may be of them."""
    if days is None:
        return tuple(items), ""
    kept, unsure = [], 0
    for one in items:
        inside = one.when.within(days.first, days.last) if one.when is not None else None
        if inside:
            kept.append(one)
        unsure += inside is None
    if not unsure:
        return tuple(kept), ""
    what = "entry has" if unsure == 1 else "entries have"
    return tuple(kept), f"{unsure} more {what} no date that says whether it was then."


def newest(items: Sequence[Item]) -> tuple[tuple[Item, ...], str]:
    """Those of the last day (items: newest first), and a sentence where others may be later."""
    return _end(items, last=True)


def oldest(items: Sequence[Item]) -> tuple[tuple[Item, ...], str]:
    return _end(items, last=False)


def _at_once(one: When, other: When) -> bool:
    """As far as the record tells: on one day, of which one says no time."""
    timeless = one.exact and one.first == other.first and None in (one.instant, other.instant)
    return one.order == other.order or (timeless and other.exact)


def _end(items: Sequence[Item], *, last: bool) -> tuple[tuple[Item, ...], str]:
    known = [one for one in items if one.when is not None]
    if not known:
        return tuple(items), ""
    best = known[0] if last else known[-1]
    moment = best.when
    assert moment is not None
    same = tuple(one for one in known if one.when is not None and _at_once(one.when, moment))
    notes = []
    unsure = [
        one
        for one in known
        if one not in same
        and one.when is not None
        and not (one.when.surely_before(moment) if last else moment.surely_before(one.when))
    ]
    way = "later" if last else "earlier"
    if unsure:
        shown = "; ".join(line(one, details=False) for one in unsure[:3])
        notes.append(f"By its date this may be {way}: {shown}.")
    if blank := len(items) - len(known):
        notes.append(f"{blank} more without a date.")
    return same, " ".join(notes)
