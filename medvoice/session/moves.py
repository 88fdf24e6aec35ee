"""Commands that change where dictation goes."""

from __future__ import annotations

from medvoice.language.utterance import Carried
from medvoice.report.context import RouterContext
from medvoice.session.desk import Desk, Given, Outcome, asked, done, numbered, refused
from medvoice.session.event_records import OptionRecord
from medvoice.session.events import Asked
from medvoice.session.memory import Memory
from medvoice.session.placing import ADDENDUM


def go_to(desk: Desk, given: Given) -> Outcome:
    target = desk.router.resolve(given.value("place"))
    if target is None:
        return refused(f'no field or section is called "{given.text("place")}"')
    return moved(desk, given, target.field, target.section)


def next_field(desk: Desk, given: Given) -> Outcome:
    return _along(desk, given, desk.template.field_ids(), 1)


def previous_field(desk: Desk, given: Given) -> Outcome:
    return _along(desk, given, desk.template.field_ids(), -1)


def next_section(desk: Desk, given: Given) -> Outcome:
    return _to_section(desk, given, 1)


def previous_section(desk: Desk, given: Given) -> Outcome:
    return _to_section(desk, given, -1)


def next_blank(desk: Desk, given: Given) -> Outcome:
    """The next empty required field, from the top again behind the last."""
    empty = desk.template.unfilled(given.state.report)
    if not empty:
        return refused("no required field is empty")
    ids = desk.template.field_ids()
    here = ids.index(_here(given)) if _here(given) in ids else -1
    after = [name for name in empty if ids.index(name) > here]
    return moved(desk, given, (after or list(empty))[0])


def go_to_end(desk: Desk, given: Given) -> Outcome:
    """Leave an insertion point and a field that was named: words decide again."""
    router = given.memory.router
    memory = Memory(RouterContext(router.section, router.field, spoken=False), Carried())
    return done(given.edited(memory=memory), answer="dictation is placed by its content")


def new_lines(desk: Desk, given: Given) -> Outcome:
    breaks = 2 if given.name == "new paragraph" else 1
    router = given.memory.router
    context = RouterContext(router.section, router.field, router.spoken, router.filled)
    return done(given.edited(memory=Memory(context, Carried(breaks=breaks))))


def moved(desk: Desk, given: Given, field: str, section: str = "") -> Outcome:
    """To a field, or to a section that has fields ("" for the field)."""
    section = section or field.split(".")[0]
    router = RouterContext(section, field, spoken=bool(field))
    event = given.edited(memory=Memory(router, Carried()))
    choices = desk.choices(field)
    label = _label(desk, field, section)
    if not choices:
        return done(event, answer=label)
    return asked(f"{label}: {numbered(choices)}", event, offered(desk, given, field))


def offered(desk: Desk, given: Given, field: str) -> Asked:
    """The pick list of a field."""
    options = tuple(
        OptionRecord(label=choice, text=choice, say=tuple(desk.lists.said(field, choice)))
        for choice in desk.choices(field)
    )
    return Asked(
        utterance=given.utterance, command="show choices", question="choose", options=options
    )


def show_choices(desk: Desk, given: Given) -> Outcome:
    field = _here(given)
    choices = desk.choices(field)
    if not choices:
        return refused("the field where dictation goes has no list of choices")
    return asked(numbered(choices), offered(desk, given, field))


def _along(desk: Desk, given: Given, ids: tuple[str, ...], by: int) -> Outcome:
    here = _here(given)
    if here not in ids:
        section = given.memory.router.section
        inside = [name for name in ids if name.split(".")[0] == section]
        start = inside[0] if inside else ids[0]
        at = ids.index(start) - (by < 0 and bool(inside))
    else:
        at = ids.index(here) + by
    if not 0 <= at < len(ids):
        return refused("this is the last field" if by > 0 else "this is the first field")
    return moved(desk, given, ids[at])


def _to_section(desk: Desk, given: Given, by: int) -> Outcome:
    sections = [section.id for section in desk.template.sections]
    here = given.memory.router.section
    at = sections.index(here) + by if here in sections else 0
    if not 0 <= at < len(sections):
        return refused("this is the last section" if by > 0 else "this is the first section")
    section = desk.template.sections[at]
    field = "" if section.fields else f"{section.id}.{section.all_fields()[0].id}"
    return moved(desk, given, field, section.id)


def _here(given: Given) -> str:
    return given.memory.router.field


def _label(desk: Desk, field: str, section: str) -> str:
    if field and field != ADDENDUM:
        return desk.template.field(field).name
    return next((s.name for s in desk.template.sections if s.id == section), section)
