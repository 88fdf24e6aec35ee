"""Facts about what was done: operations, procedures, implants, vaccines, visits, orders."""

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
from medvoice.records.finding import Fit, fit, is_drug, is_surgical, label, worded
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.question_topics import Topic
from medvoice.records.vocabulary import Token

_DONE = (Standing.NOW, Standing.PAST, Standing.UNSAID)


def events(about: About, found: Sequence[Item], thing: str, *, ending: str = "") -> Told:
    """What of `found` (newest first) the question is about. thing: "surgical procedure"."""
    asked, record = about.asked, about.record
    done, unsure = within(of_standing(found, *_DONE), asked.days)
    when = f" {asked.days.said}" if asked.days else ""
    open_ones, _ = within(of_standing(found, Standing.OPEN, Standing.PLANNED), asked.days)
    parts = []
    if "HOWMANY" in asked.tokens and done:
        many = counted(len(done), thing)
        parts.append(Told(f"The record holds {many}{when}.", tuple(map(cite, done[:20]))))
    elif not done:
        parts.append(Told(absent(record, f"{thing}{when}")))
    elif asked.most:
        shown = done[-asked.most :] if "FIRST" in asked.tokens else done[: asked.most]
        parts.append(heading(f"{capital(thing)}, {len(shown)} of {len(done)}", shown))
    elif asked.tokens & {"LAST", "FIRST"}:
        first = "FIRST" in asked.tokens
        shown, note = oldest(done) if first else newest(done)
        parts += [heading(f"{capital(thing)}, {'first' if first else 'last'}", shown), Told(note)]
    else:
        many = counted(len(done), thing)
        parts.append(heading(f"{many[:1].upper()}{many[1:]} recorded{when}", done))
    parts.append(Told(unsure))
    if open_ones:
        parts.append(heading("Not done, or not certain", open_ones))
    parts += [Told(not_counted(within(found, asked.days)[0])), Told(ending)]
    return joined(parts)


def _operation(about: About) -> Told:
    pool = about.record.of(Kind.PROCEDURE, Kind.CONDITION, Kind.DEVICE)
    tokens = about.asked.of("OPERATION", "OWNPROCEDURE")
    return joined(told for one in tokens for told in (_named(about, one, pool), _drugs(about, one)))


def _drugs(about: About, token: Token) -> Told:
    """Chemotherapy is in some records an order for its drugs and no procedure."""
    if token.says != "chemotherapy":
        return Told("")
    drug = Token("CLASS", "chemotherapy drugs")
    found = [
        one
        for one in about.record.of(Kind.MEDICATION)
        if one.standing is not Standing.VOID and is_drug(one.concept, drug)
    ]
    return heading(f"Medications of the class {label(drug)}", found) if found else Told("")


def _implant(about: About) -> Told:
    pool = about.record.of(Kind.DEVICE, Kind.PROCEDURE, Kind.CONDITION)
    return joined(_named(about, token, pool) for token in about.asked.of("IMPLANT"))


def _named(about: About, token: Token, pool: Sequence[Item]) -> Told:
    """Something that is done to a patient, or stays in one, by name; "removal of …" is told in the
    entry's own words."""
    found = [one for one in pool if fit(one, token) is Fit.OWN]
    told = events(about, found, f"entry for {label(token)}")
    if any(one.stands for one in found):
        return told
    looked = Told(looked_through(pool, "entry"))
    parts = [told, looked, _worded(pool, token)]
    if not about.asked.days:
        parts.append(mentioned(about.record, token))
    return joined(parts)


def _worded(pool: Sequence[Item], token: Token) -> Told:
    found = [
        one for one in pool if one.standing is not Standing.VOID and fit(one, token) is Fit.WORDED
    ]
    return heading("Worded so in the record", found) if found else Told("")


def _surgeries(about: About) -> Told:
    procedures = about.record.of(Kind.PROCEDURE)
    surgical = [one for one in procedures if is_surgical(one)]
    said_so = [
        one
        for one in about.record.of(Kind.CONDITION)
        if is_surgical(one) and worded(one.name) is Fit.OWN
    ]
    others = len([one for one in procedures if one not in surgical and one.stands])
    ending = f"{counted(others, 'other procedure')} not known to be surgical." if others else ""
    told = events(about, surgical, "surgical procedure", ending=ending)
    if said_so and not about.asked.days and not about.asked.tokens & {"LAST", "FIRST", "HOWMANY"}:
        stands = [one for one in said_so if one.stands]
        if stands:
            return joined([told, heading("Conditions that name surgery", stands)])
    return told


def _procedures(about: About) -> Told:
    return events(about, about.record.of(Kind.PROCEDURE), "procedure")


def _devices(about: About) -> Told:
    return events(about, about.record.of(Kind.DEVICE), "device")


def _vaccine(about: About) -> Told:
    pool = about.record.of(Kind.IMMUNISATION)
    return joined(
        events(
            about,
            [one for one in pool if fit(one, token) is not None],
            f"{label(token)} immunisation",
        )
        for token in about.asked.of("VACCINE")
    )


def _vaccines(about: About) -> Told:
    return events(about, about.record.of(Kind.IMMUNISATION), "immunisation")


_CLASSES = {"ADMISSION": ("inpatient", "admission"), "EMERGENCY": ("emergency", "emergency visit")}


def _visits(about: About) -> Told:
    """By the class of encounter; one without a class is no admission for certain."""
    every = about.record.of(Kind.ENCOUNTER)
    for token, (kind, thing) in _CLASSES.items():
        if token in about.asked.tokens:
            found = [one for one in every if any(kind in word.lower() for word in one.words)]
            blank = len([one for one in every if not one.words and one.stands])
            ending = f"{counted(blank, 'encounter')} without a class." if blank else ""
            return events(about, found, thing, ending=ending)
    return events(about, every, "encounter")


def _orders(about: About) -> Told:
    """Orders alone: whether they were carried out is another question."""
    found, unsure = within(
        [one for one in about.record.of(Kind.ORDER) if one.standing is not Standing.VOID],
        about.asked.days,
    )
    if not found:
        return Told(f"{absent(about.record, 'order')} {unsure}".rstrip())
    if "HOWMANY" in about.asked.tokens:
        return Told(f"The record holds {counted(len(found), 'order')}.", tuple(map(cite, found)))
    if "LAST" in about.asked.tokens:
        shown, note = newest(found)
        return joined([heading("Order, last", shown), Told(note)])
    return joined([heading("Orders, which are not known to be done", found), Told(unsure)])


EVENT_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.OPERATION: _operation,
        Topic.SURGERIES: _surgeries,
        Topic.PROCEDURES: _procedures,
        Topic.IMPLANT: _implant,
        Topic.DEVICES: _devices,
        Topic.VACCINE: _vaccine,
        Topic.VACCINES: _vaccines,
        Topic.VISITS: _visits,
        Topic.ORDERS: _orders,
    }
)
