"""Facts about examinations, what their reports say, and documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from medvoice.lexicon.exams import exam_words, modalities
from medvoice.records.facts_said import (
    About,
    Fact,
    Told,
    absent,
    capital,
    cite,
    counted,
    dated,
    detail,
    heading,
    joined,
    line,
    newest,
    not_counted,
    of_standing,
    oldest,
    within,
)
from medvoice.records.finding import is_own, label
from medvoice.records.index_reports import is_imaging
from medvoice.records.item import Item, Kind, Standing
from medvoice.records.question_reading import Asked
from medvoice.records.question_topics import Topic
from medvoice.records.vocabulary import own_names

MOST_QUOTED = 2_000
"""Characters of a report's text in an answer."""
_DONE = (Standing.NOW, Standing.PAST, Standing.UNSAID, Standing.OPEN)
_ALSO = {
    "cta": "ct",
    "ctpa": "ct",
    "ctap": "ct",
    "mra": "mr",
    "mrcp": "mr",
    "mrv": "mr",
    "doppler": "us",
    "duplex": "us",
    "kub": "xr",
}
"""Names of examinations in one word -> the modality."""
_MADE = {
    "mr": "MRI",
    "us": "ultrasound",
    "xr": "radiograph",
    "mg": "mammogram",
    "pt": "PET",
    "nm": "nuclear medicine",
    "xa": "angiography or fluoroscopy",
}
"""Modality -> as answers say it, where that is not its code."""
_BONES = frozenset({"dxa", "dexa", "densitometry"})
_CONCLUSION = re.compile(
    r"^\s*(?:impression|conclusion|assessment|opinion)s?\s*:?\s*\n?(?P<text>.+?)"
    r"(?=^\s*[A-Z][A-Z ]{3,}:|\Z)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


def words_of(item: Item) -> frozenset[str]:
    """Modality and places of an examination, in words of `exam_words`."""
    words: frozenset[str] = frozenset()
    site = detail(item, "site")
    for name in (*item.concept.names, *item.words, site):
        words |= exam_words(name)
    if item.kind in (Kind.IMAGING, Kind.PROCEDURE, Kind.ORDER):
        for one in item.codes:
            words |= exam_words(" ".join(one.names))
    words |= {_ALSO[one] for one in words if one in _ALSO}
    if {"computerized", "tomography"} <= words:
        words |= {"ct"}
    if any(one.startswith("echocardio") for one in words):
        words |= {"us"}
    return (
        words | ({"dxa"} if words & _BONES else set()) | ({"chest"} if "lung" in words else set())
    )


def is_exam(item: Item) -> bool:
    """Whether it is an examination with images, or the report or order of one."""
    if item.kind is Kind.IMAGING:
        return True
    words = words_of(item)
    return (
        bool(modalities(words)) or "dxa" in words or (item.kind is Kind.REPORT and is_imaging(item))
    )


def _meant(about: About, *kinds: Kind) -> list[Item]:
    asked = about.asked
    own = asked.of("OWNEXAM")
    found = []
    for one in about.record.of(*kinds):
        if own:
            names = tuple(own_names(one))
            if any(is_own(names, token) for token in own):
                found.append(one)
            continue
        if not is_exam(one):
            continue
        words = words_of(one)
        if (not asked.modalities or asked.modalities & words) and asked.regions <= words:
            found.append(one)
    return found


def _made(asked: Asked) -> str:
    return " or ".join(sorted(_MADE.get(one, one.upper()) for one in asked.modalities))


def _exam_said(asked: Asked) -> str:
    own = [label(token) for token in asked.of("OWNEXAM")]
    if own:
        return f'"{own[0]}"'
    made = _made(asked)
    region = " and ".join(sorted(asked.regions))
    return " ".join(filter(None, [made or "imaging examination", region and f"of the {region}"]))


def _exams(about: About) -> Told:
    """One examination may stand in the record as study, procedure and report: those of its day are
    told together."""
    asked, record = about.asked, about.record
    every = _meant(about, Kind.IMAGING, Kind.REPORT, Kind.PROCEDURE)
    found, unsure = within(of_standing(every, *_DONE), asked.days)
    orders, _ = within(
        [one for one in _meant(about, Kind.ORDER) if one.standing is not Standing.VOID], asked.days
    )
    name = _exam_said(asked)
    when = f" {asked.days.said}" if asked.days else ""
    parts: list[Told] = []
    if not found:
        parts += [Told(absent(record, f"{name}{when}")), Told(_elsewhere(about))]
    elif "HOWMANY" in asked.tokens:
        parts.append(_how_many(found, name, when))
    elif asked.most:
        shown = found[: asked.most] if "FIRST" not in asked.tokens else found[-asked.most :]
        parts.append(heading(f"{capital(name)}, {len(shown)} of {len(found)} entries", shown))
    elif asked.tokens & {"ALL", "PAST", "SPAN", "HISTORY"} and not asked.tokens & {"LAST", "FIRST"}:
        parts.append(heading(f"Recorded {name}{when}", found))
    else:
        first = "FIRST" in asked.tokens
        shown, note = oldest(found) if first else newest(found)
        shown = _same_day(shown, found)
        parts += [heading(f"{capital(name)}, {'first' if first else 'last'}", shown), Told(note)]
    if orders and (not found or _after(orders[0], found[0])):
        parts.append(heading("Ordered, not known to be done", orders))
    return joined([*parts, Told(unsure), Told(not_counted(within(every, asked.days)[0]))])


def _elsewhere(about: About) -> str:
    """Of a region of which nothing is found: how many there are of other parts."""
    asked = about.asked
    if not asked.regions or asked.of("OWNEXAM"):
        return ""
    any_part = About(replace(asked, regions=frozenset()), about.record, about.today)
    found = of_standing(_meant(any_part, Kind.IMAGING, Kind.REPORT, Kind.PROCEDURE), *_DONE)
    if not found:
        return ""
    made = _made(asked) or "imaging"
    what = f"{len(found)} {made} {'entry names' if len(found) == 1 else 'entries name'}"
    return f"{what} another part of the body, or none."


def _how_many(found: Sequence[Item], name: str, when: str) -> Told:
    kinds = (Kind.IMAGING, Kind.REPORT, Kind.PROCEDURE)
    numbers = [(kind, len([one for one in found if one.kind is kind])) for kind in kinds]
    said = ", ".join(counted(number, str(kind)) for kind, number in numbers if number)
    days = len({one.when.first for one in found if one.when is not None})
    text = f"{capital(name)}{when}: {said}, on {counted(days, 'day')}."
    return Told(text, tuple(map(cite, found[:20])))


def _same_day(shown: Sequence[Item], found: Sequence[Item]) -> tuple[Item, ...]:
    days = {one.when.first for one in shown if one.when is not None and one.when.exact}
    return tuple(
        one for one in found if one in shown or (one.when is not None and one.when.first in days)
    )


def _after(one: Item, other: Item) -> bool:
    if one.when is None or other.when is None:
        return False
    return other.when.surely_before(one.when)


def _report(about: About) -> Told:
    asked, record = about.asked, about.record
    special = asked.modalities or asked.regions or asked.of("OWNEXAM") or "IMAGING" in asked.tokens
    every = _meant(about, Kind.REPORT) if special else list(record.of(Kind.REPORT))
    found, unsure = within(of_standing(every, *_DONE), asked.days)
    when = f" {asked.days.said}" if asked.days else ""
    if not found:
        what = f"report of {_exam_said(asked)}" if special else "report"
        return joined(
            [Told(absent(record, f"{what}{when}")), Told(unsure), Told(not_counted(every))]
        )
    shown, note = oldest(found) if "FIRST" in asked.tokens else newest(found)
    only = "CONCLUSION" in asked.tokens and "REPORT" not in asked.tokens
    told = [_quoted(about, one, only_conclusion=only) for one in shown[:3]]
    return joined([*told, Told(note), Told(unsure)])


def _quoted(about: About, item: Item, *, only_conclusion: bool) -> Told:
    """In the report's own words."""
    conclusion = detail(item, "conclusion")
    whole = item.told or conclusion
    part = _CONCLUSION.search(item.told) if only_conclusion else None
    if only_conclusion:
        whole = conclusion or (part["text"].strip() if part else item.told)
    elif conclusion and conclusion not in whole:
        whole = f"{whole}\nConclusion: {conclusion}"
    codes = detail(item, "conclusion code")
    unread = detail(item, "not read")
    cut = " […] (cut here)" if len(whole) > MOST_QUOTED else ""
    said = f'"{whole[:MOST_QUOTED].strip()}{cut}"' if whole.strip() else "holds no text here"
    head = ", ".join(filter(None, [item.name, dated(item), item.status]))
    ends = [
        f"Coded conclusion: {codes}." if codes else "",
        f"Not read: {unread}." if unread else "",
    ]
    results = [] if whole.strip() else _linked(about, item)
    text = " ".join(filter(None, [f"{head} ({item.ref}): {said}", *ends]))
    if results:
        text += "\nIts results:\n" + "\n".join(f"- {line(one)}" for one in results)
    return Told(text, (cite(item), *map(cite, results)))


def _linked(about: About, item: Item) -> list[Item]:
    found = (about.record.item(ref) for ref in item.linked[:20])
    return [one for one in found if one is not None and one.standing is not Standing.VOID]


def _reports(about: About) -> Told:
    asked = about.asked
    special = asked.modalities or asked.regions or "IMAGING" in asked.tokens
    every = _meant(about, Kind.REPORT) if special else list(about.record.of(Kind.REPORT))
    return _list(about, every, "report")


def _documents(about: About) -> Told:
    return _list(about, _chosen_documents(about), "document")


def _list(about: About, every: Sequence[Item], thing: str) -> Told:
    asked = about.asked
    found, unsure = within(of_standing(every, *_DONE), asked.days)
    when = f" {asked.days.said}" if asked.days else ""
    if not found:
        parts = [Told(absent(about.record, f"{thing}{when}"))]
    elif "HOWMANY" in asked.tokens:
        many = counted(len(found), thing)
        parts = [Told(f"The record holds {many}{when}.", tuple(map(cite, found[:20])))]
    elif asked.tokens & {"LAST", "FIRST", "WHEN"}:
        first = "FIRST" in asked.tokens
        shown, note = oldest(found) if first else newest(found)
        parts = [heading(f"{thing.capitalize()}, {'first' if first else 'last'}", shown)]
        parts.append(Told(note))
    else:
        parts = [heading(f"Recorded {thing}s", found)]
    return joined([*parts, Told(unsure), Told(not_counted(every))])


def _chosen_documents(about: About) -> list[Item]:
    own = about.asked.of("OWNDOCUMENT")
    every = about.record.of(Kind.DOCUMENT)
    if not own:
        return list(every)
    return [one for one in every if any(is_own(tuple(own_names(one)), token) for token in own)]


def _document_text(about: About) -> Told:
    found, unsure = within(of_standing(_chosen_documents(about), *_DONE), about.asked.days)
    if not found:
        return Told(f"{absent(about.record, 'document')} {unsure}".rstrip())
    shown, note = oldest(found) if "FIRST" in about.asked.tokens else newest(found)
    told = [_quoted(about, one, only_conclusion=False) for one in shown[:3]]
    return joined([*told, Told(note)])


IMAGING_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.EXAMS: _exams,
        Topic.REPORT: _report,
        Topic.REPORTS: _reports,
        Topic.DOCUMENTS: _documents,
        Topic.DOCUMENT_TEXT: _document_text,
    }
)
