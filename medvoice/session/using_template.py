"""Commands that change the template of a dictation under way."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.language.utterance import Carried
from medvoice.report.context import RouterContext
from medvoice.report.exam_names import NamedTemplate
from medvoice.report.routing import Router
from medvoice.report.template import Template
from medvoice.report.template_error import TemplateError
from medvoice.session.carrying_over import CarriedOver, carried_over
from medvoice.session.desk import Desk, Given, Outcome, answered, asked, done, numbered, refused
from medvoice.session.event_records import OptionRecord
from medvoice.session.events import Asked, TemplateChanged
from medvoice.session.memory import Memory
from medvoice.session.records import field_contents

NAME = "use template"
MOST_OFFERED = 20
"""As many as a number can be said for."""


def use_template(desk: Desk, given: Given) -> Outcome:
    """The template that is named; a list where several are meant, or where none is named."""
    said = given.text("name")
    if not said:
        return _asked(given, desk.shelf.offered())
    meant = desk.shelf.meant(said)
    if not meant:
        offered = desk.shelf.offered(said)
        titles = ", ".join(one.title for one in offered[:MOST_OFFERED]) + _rest(offered)
        return refused(f'no template is called "{said}"; say "use … template", one of: {titles}')
    if len(meant) > 1:
        return _asked(given, meant)
    return used(desk, given, meant[0].name)


def used(desk: Desk, given: Given, name: str) -> Outcome:
    """The dictation goes on with the template of that name."""
    if name == desk.template.name:
        return answered(f"{desk.template.front.title} is the template already")
    try:
        new = desk.shelf.load(name)
    except TemplateError as error:
        return refused(f"{error}. {desk.template.front.title} goes on")
    carried = carried_over(given.state.report, desk.template, new, Router(new))
    event = TemplateChanged(
        step=given.step,
        utterance=given.utterance,
        template=new.name,
        fields=field_contents(dict(carried.report.fields)),
        context=_memory(given, desk.template, new).to_json(),
    )
    return done(event, answer=_told(new, carried))


def _asked(given: Given, offered: Sequence[NamedTemplate]) -> Outcome:
    """Titles by number; the names of the files, too, where titles do not tell them apart."""
    rest, offered = _rest(offered), offered[:MOST_OFFERED]
    titles = [one.title for one in offered]
    labels = [
        one.title if titles.count(one.title) == 1 else f"{one.title} ({one.name})"
        for one in offered
    ]
    if not offered:
        return refused("there are no templates")
    options = tuple(
        OptionRecord(label=label, text=one.name, say=(one.name.replace("_", " "),))
        for label, one in zip(labels, offered, strict=True)
    )
    question = Asked(utterance=given.utterance, command=NAME, question="choose", options=options)
    return asked(f"Which template? {numbered(labels)}{rest}", question)


def _rest(offered: Sequence[NamedTemplate]) -> str:
    """What a list leaves out."""
    more = len(offered) - MOST_OFFERED
    return f"; {more} more: say more of the name" if more > 0 else ""


def _memory(given: Given, old: Template, new: Template) -> Memory:
    """Where dictation goes now: the section and field as before, where the new template has
    them."""
    router = given.memory.router
    if router.section not in {section.id for section in new.sections}:
        return Memory()
    same = router.field in new.field_ids() and (
        old.field(router.field).name == new.field(router.field).name
        if router.field in old.field_ids()
        else False
    )
    return Memory(
        RouterContext(router.section, router.field, router.spoken) if same
        else RouterContext(router.section),
        Carried(),
    )  # fmt: skip


def _told(new: Template, carried: CarriedOver) -> str:
    count = len(carried.report.statements())
    parts = [new.front.title]
    if count:
        parts.append(f"{_sentences(count)} carried over")
    if carried.moved:
        parts.append(f"{carried.moved} of them to other fields")
    if carried.left_out:
        left = _sentences(len(carried.left_out))
        parts.append(f'normal text of the old template left out ({left}): say "insert normal"')
    return "; ".join(parts)


def _sentences(count: int) -> str:
    return f"{count} sentence{'s' if count != 1 else ''}"
