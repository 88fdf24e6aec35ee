"""Commands that change the text: select, replace, insert, delete, capitals, spelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from medvoice.report.document import Source, Statement
from medvoice.session.desk import (
    Desk,
    Given,
    Outcome,
    asked,
    done,
    nothing_carried,
    numbered,
    refused,
)
from medvoice.session.draft import Point
from medvoice.session.editing import (
    Contents,
    begins,
    capitalized,
    find,
    find_range,
    label_at,
    last_words,
    paragraph_of,
    rewritten,
    splice,
    statement_at,
    text_at,
    without_statement,
    word_count,
)
from medvoice.session.event_records import OptionRecord
from medvoice.session.events import Asked, CorrectionMade
from medvoice.session.placing import after_edit
from medvoice.session.records import point_record, slot_record

MOST_CHOICES = 9


def select(desk: Desk, given: Given) -> Outcome:
    if given.decision.slot("target") is None:
        ends = _said(desk, given, "to")
        points = _places_of(
            desk,
            given,
            "from",
            lambda start: next(
                (p for end in ends if (p := find_range(given.report, start, end))), []
            ),
        )
        return at_one(desk, given, points, f"{given.text('from')} … {given.text('to')}")
    return at_one(desk, given, found(desk, given), given.text("target"))


def insert(desk: Desk, given: Given) -> Outcome:
    """ "insert before …", "insert after …" """
    return at_one(desk, given, found(desk, given), given.text("target"))


def replace_words(desk: Desk, given: Given) -> Outcome:
    target, selection = given.text("target"), given.selection()
    if target in ("that", "it", "selection", "the selection") and selection is not None:
        return _replaced(desk, given, selection)
    return at_one(desk, given, found(desk, given), target)


def select_last(desk: Desk, given: Given) -> Outcome:
    latest = given.latest()
    if not latest:
        return refused("nothing was dictated yet")
    field, statement = latest[-1]
    start = 0
    if given.value("unit") == "word":
        start = last_words(statement.text, 1)
    end = len(statement.text.rstrip(".,;:?!")) if start else len(statement.text)
    point = Point(field, statement.id, start, max(start, end))
    return done(given.edited(point=point), answer=f"selected: {text_at(given.report, point)}")


def unselect(desk: Desk, given: Given) -> Outcome:
    if given.state.draft.point is None:
        return refused("nothing is selected")
    return done(given.edited())


def delete_last(desk: Desk, given: Given) -> Outcome:
    latest = given.latest()
    if not latest:
        return refused("nothing was dictated yet")
    field, statement = latest[-1]
    unit = given.value("unit") or "word"
    if unit == "word":
        return _delete_words(given, field, statement, int(given.value("number") or 1))
    ids = frozenset([statement.id])
    if unit == "paragraph":
        ids = paragraph_of(given.report.field(field), statement.id)
    contents = {field: tuple(s for s in given.report.field(field) if s.id not in ids)}
    return done(given.edited(contents, nothing_carried(given.memory)))


def clear_field(desk: Desk, given: Given) -> Outcome:
    field = given.memory.router.field
    if not field or not given.report.field(field):
        return refused("the field where dictation goes is empty")
    return done(given.edited({field: ()}, nothing_carried(given.memory)))


def capitals(desk: Desk, given: Given) -> Outcome:
    """ "capitalize", "all caps", "lower case" """
    write: Callable[[str], str] = {
        "capitalize": capitalized,
        "all caps": str.upper,
        "lower case": str.lower,
    }[given.name]
    if given.decision.slot("target") is not None:
        points = found(desk, given)
        if len(points) == 1:
            return done(given.edited(rewritten(given.report, points[0], write)))
        return at_one(desk, given, points, given.text("target"))
    selection = given.selection()
    if selection is not None:
        return done(given.edited(rewritten(given.report, selection, write), point=selection))
    latest = given.latest()
    if not latest:
        return refused("nothing was dictated yet")
    contents: Contents = {}
    changed = {statement.id: replace(statement, text=write(statement.text))
               for _, statement in latest}  # fmt: skip
    for field in dict.fromkeys(name for name, _ in latest):
        contents[field] = tuple(changed.get(s.id, s) for s in given.report.field(field))
    return done(given.edited(contents))


def spell(desk: Desk, given: Given) -> Outcome:
    """Letters in place of the selection, else of the last word."""
    letters = given.value("spelled")
    if not letters:
        return refused('say it with the letters: "spell that a c e t a b u l u m"')
    point = given.selection() or _last_word(given)
    if point is None:
        return refused("nothing was dictated yet")
    old = text_at(given.report, point)
    new = letters.capitalize() if old[:1].isupper() and old[1:].islower() else letters
    return put(given, point, new, given.source("spelled"))


def at_one(desk: Desk, given: Given, points: Sequence[Point], wanted: str) -> Outcome:
    """Do it at the one place, ask where there are several."""
    if not points:
        return refused(f'"{wanted}" is not in the report (say "literal …" to dictate these words)')
    if len(points) > MOST_CHOICES:
        return refused(f'"{wanted}" stands at {len(points)} places; say more words around it')
    places = [_place(given, point) for point in points]
    if len(points) == 1:
        if given.name == "replace":
            return _replaced(desk, given, points[0])
        return done(given.edited(point=places[0]), answer=label_at(given.report, places[0]))
    labels = [label_at(given.report, point) for point in points]
    options = tuple(
        OptionRecord(label=label, text=new_text(desk, given, point), point=point_record(place))
        for label, point, place in zip(labels, points, places, strict=True)
    )
    question = Asked(
        utterance=given.utterance,
        command=given.name,
        question="choose",
        options=options,
        slots=tuple(slot_record(slot) for slot in given.decision.slots),
    )
    return asked(f"which one? {numbered(labels)}", question)


def _place(given: Given, point: Point) -> Point:
    match given.name:
        case "insert before":
            return replace(point, end=point.start)
        case "insert after":
            return replace(point, start=point.end)
        case _:
            return point


def _replaced(desk: Desk, given: Given, point: Point) -> Outcome:
    new = new_text(desk, given, point)
    if not new:
        return refused("replace it with what?")
    return put(given, point, new, given.source("new"))


def put(given: Given, point: Point, new: str, sources: Sequence[Source]) -> Outcome:
    """New words in place of a point's; what was there is a correction."""
    old = text_at(given.report, point)
    made = splice(given.report, point, new, sources)
    memory = after_edit(given.state, made.end, made.text)
    meant = new.rstrip(".,;:?!") or new
    correction = CorrectionMade(utterance=given.utterance, heard=old, meant=meant)
    return done(given.edited(made.contents, memory), correction, answer=f"{old} → {new}")


def new_text(desk: Desk, given: Given, point: Point) -> str:
    """The words behind "with", as they stand in that sentence."""
    words = given.slot_words("new")
    statement = statement_at(given.report, point)
    before = statement.text[: point.start] if statement is not None else ""
    return desk.writer.inside(words, "" if begins(before) else before) if words else ""


def found(desk: Desk, given: Given) -> list[Point]:
    """Places of the target, as written or as said."""
    return _places_of(desk, given, "target", lambda text: find(given.report, text))


def _places_of(
    desk: Desk, given: Given, slot: str, look: Callable[[str], list[Point]]
) -> list[Point]:
    for text in _said(desk, given, slot):
        points = look(text)
        if points:
            return points
    return []


def _said(desk: Desk, given: Given, slot: str) -> list[str]:
    """The words of a slot in written form and as they were heard."""
    words = given.slot_words(slot)
    return list(dict.fromkeys([desk.writer.inside(words, "-"), given.text(slot)]))


def _delete_words(given: Given, field: str, statement: Statement, count: int) -> Outcome:
    """The last words of a sentence; it is open again, and the next words go on with it."""
    if count >= word_count(statement.text):
        contents = without_statement(given.report, field, statement.id)
        return done(given.edited(contents, nothing_carried(given.memory)))
    start = last_words(statement.text, count)
    gone = Point(field, statement.id, start, len(statement.text))
    made = splice(given.report, gone, "", ())
    memory = after_edit(given.state, made.end, made.text)
    return done(given.edited(made.contents, memory, point=made.end))


def _last_word(given: Given) -> Point | None:
    latest = given.latest()
    if not latest:
        return None
    field, statement = latest[-1]
    end = len(statement.text.rstrip(".,;:?!"))
    return Point(field, statement.id, last_words(statement.text[:end], 1), end)
