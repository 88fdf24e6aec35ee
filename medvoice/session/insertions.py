"""Commands that put in text nobody dictated: normal text and macros."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.language.commands.macros import filled
from medvoice.report.document import Origin, Statement
from medvoice.session.desk import Desk, Given, Outcome, done, refused
from medvoice.session.editing import Contents
from medvoice.session.hooks import normal_statements
from medvoice.session.placing import ADDENDUM


def insert_normal(desk: Desk, given: Given) -> Outcome:
    place = given.value("place")
    fields: Sequence[str] = desk.template.field_ids()
    if place:
        target = desk.router.resolve(place)
        if target is None:
            return refused(f'no field or section is called "{given.text("place")}"')
        wanted = target.field
        fields = [
            f for f in fields if f == wanted or (not wanted and f.split(".")[0] == target.section)
        ]
    contents: Contents = {}
    count = 0
    for field in fields:
        texts = desk.normals.sentences(field, given.report)
        new = normal_statements(given.step, texts, count)
        count += len(new)
        if new:
            contents[field] = (*given.report.field(field), *new)
    if not contents:
        return refused("there is no normal text for it, or text stands there already")
    names = ", ".join(desk.template.field(field).name for field in contents)
    return done(given.edited(contents), answer=f"normal text: {names}")


def macro_text(desk: Desk, given: Given) -> Outcome:
    command = given.decision.command
    macro = desk.macros.get(command.macro) if command is not None else None
    if macro is None:
        return refused(f'no macro is called "{given.text("name")}"')
    slots = {}
    for slot in given.decision.slots:
        written = desk.writer.inside(given.slot_words(slot.name), "-")
        slots[slot.name] = written if slot.kind == "text" else slot.value
    here = given.memory.router.field
    known = desk.template.field_ids()
    field = macro.field if macro.field in known else here if here else desk.template.unplaced
    if given.state.status == ADDENDUM:
        field = ADDENDUM
    statement = Statement(
        f"m{given.step}", filled(macro, slots), Origin.MACRO, (), f'macro "{macro.name}"'
    )
    contents = {field: (*given.report.field(field), statement)}
    return done(given.edited(contents), answer=statement.text)
