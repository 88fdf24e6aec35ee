"""Placer: dictated words → one event: into fields by routing, or where the speaker pointed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from medvoice.language.spoken import SpokenWord
from medvoice.language.utterance import Carried, Heading, Sentence, Span, Utterance
from medvoice.report.dictated import Dictated, DictatedHeading, DictatedSentence
from medvoice.report.document import Origin, Placement, Source, Statement
from medvoice.report.routing import Router
from medvoice.session.draft import Point
from medvoice.session.editing import begins, closed, splice, statement_at, text_at
from medvoice.session.events import (
    CorrectionMade,
    Event,
    ReportEdited,
    StatementsPlaced,
    WordsSetAside,
)
from medvoice.session.hooks import NormalTexts
from medvoice.session.memory import Memory
from medvoice.session.records import field_contents, record_of
from medvoice.session.state import SessionState
from medvoice.session.writing import Writer, mark_name

ADDENDUM: Final = "addendum"
"""Field of what is dictated after the report was final; no template has it, every layout prints
it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Dictated words [first, last) of a turn. step: id of the run. literal: no word of it is a
    heading, and the vocabulary replaces none."""

    words: tuple[SpokenWord, ...]
    first: int
    last: int
    utterance: int
    step: str
    literal: bool = False

    @property
    def own(self) -> tuple[SpokenWord, ...]:
        return self.words[self.first : self.last]


class Placer:
    """Rules only: what it decides is in the events."""

    def __init__(self, router: Router, writer: Writer, normals: NormalTexts) -> None:
        self._router = router
        self._writer = writer
        self._normals = normals

    def read(self, state: SessionState, spoken: Spoken) -> Utterance:
        """The written form as it is placed."""
        carried = Memory.from_json(state.context).carried
        point = _standing(state)
        if point is not None:
            carried = _before(state, point)
        if spoken.literal and self._writer.is_mark(spoken.own):
            return _plain(spoken.own)
        utterance = self._writer.read(spoken.own, carried, as_heard=spoken.literal)
        return _without_headings(utterance) if spoken.literal else utterance

    def place(self, state: SessionState, spoken: Spoken) -> Iterator[Event]:
        """What happens to dictated words."""
        if state.status == "final":
            why = "the report is final"
            yield WordsSetAside(
                utterance=spoken.utterance, first=spoken.first, last=spoken.last, why=why
            )
            return
        utterance = self.read(state, spoken)
        point = _standing(state)
        if point is not None and not any(isinstance(i, Heading) for i in utterance.items):
            if utterance.items:
                yield from self._spliced(state, spoken, utterance, point)
            return
        if point is not None:  # a heading leaves the point
            spoken_on = replace(state, draft=replace(state.draft, point=None))
            utterance = self.read(spoken_on, spoken)
        yield self._routed(state, spoken, utterance)

    def _routed(
        self, state: SessionState, spoken: Spoken, utterance: Utterance
    ) -> StatementsPlaced:
        memory = Memory.from_json(state.context)
        items = [_dictated(item, spoken.first) for item in utterance.items]
        if state.status == ADDENDUM:
            placements, router = _to_addendum(spoken.utterance, items), memory.router
        else:
            placements, router = self._router.place(spoken.utterance, items, memory.router)
        placements = _with_own_ids(state, spoken, placements)
        return StatementsPlaced(
            run=spoken.step,
            utterance=spoken.utterance,
            statements=tuple(record_of(placement) for placement in placements),
            context=Memory(router, utterance.carried).to_json(),
            removed=tuple(self._normals.contradicted(state.report, placements)),
        )

    def _spliced(
        self, state: SessionState, spoken: Spoken, utterance: Utterance, point: Point
    ) -> Iterator[Event]:
        new = " ".join(item.text for item in utterance.items)
        source = Source(spoken.utterance, spoken.first, spoken.last)
        made = splice(state.report, point, new, (source,))
        yield ReportEdited(
            step=spoken.step,
            utterance=spoken.utterance,
            command="dictation",
            fields=field_contents(made.contents),
            context=after_edit(state, made.end, made.text).to_json(),
        )
        heard = text_at(state.report, point)
        if heard and heard.lower() != new.lower():
            meant = new.rstrip(".,;:?!") or new
            yield CorrectionMade(utterance=spoken.utterance, heard=heard, meant=meant)


def after_edit(state: SessionState, end: Point | None, text: str) -> Memory:
    """The memory after an edit that ends at a point: when that is the end of what was dictated
    last, the next turn may go on with it."""
    memory = Memory.from_json(state.context)
    if end is None or end.field != memory.router.field:
        return memory
    statements = state.report.field(end.field)
    last = bool(statements) and statements[-1].id == end.statement and end.start == len(text)
    if not last:
        return memory
    is_open = not closed(text)
    return Memory(
        replace(memory.router, open=is_open), Carried(text if is_open else "", goes_on=False)
    )


def _standing(state: SessionState) -> Point | None:
    """The point, where its statement is still there."""
    point = state.draft.point
    if point is None or statement_at(state.report, point) is None:
        return None
    return point


def _before(state: SessionState, point: Point) -> Carried:
    statement = statement_at(state.report, point)
    text = statement.text[: point.start].strip() if statement is not None else ""
    return Carried(text, goes_on=not begins(text))


def _plain(words: Sequence[SpokenWord]) -> Utterance:
    """The name of a mark as words."""
    text = mark_name(words)
    sentence = Sentence(text, Span(0, len(words)), open=True)
    return Utterance((sentence,), text, Carried(text))


def _without_headings(utterance: Utterance) -> Utterance:
    items = tuple(
        Sentence(i.text, i.span, i.breaks_before, True, i.tokens) if isinstance(i, Heading) else i
        for i in utterance.items
    )
    return replace(utterance, items=items)


def _dictated(item: Heading | Sentence, offset: int) -> Dictated:
    first, last = item.span.first + offset, item.span.last + offset
    if isinstance(item, Heading):
        return DictatedHeading(item.text, first, last, item.certain)
    return DictatedSentence(item.text, first, last, item.breaks_before, item.open)


def _to_addendum(utterance: int, items: Sequence[Dictated]) -> list[Placement]:
    placements = []
    for number, item in enumerate(items, 1):
        text = f"{item.text}:" if isinstance(item, DictatedHeading) else item.text
        breaks = 0 if isinstance(item, DictatedHeading) else item.breaks_before
        statement = Statement(
            f"u{utterance}.{number}",
            text,
            Origin.DICTATED,
            (Source(utterance, item.first, item.last),),
            "the report is final",
            breaks,
        )
        placements.append(Placement(ADDENDUM, statement))
    return placements


def _with_own_ids(
    state: SessionState, spoken: Spoken, placements: Sequence[Placement]
) -> list[Placement]:
    """Ids that no statement has had: the router counts from 1 for each run of an utterance."""
    utterance, _, part = spoken.step.rpartition(".")
    own = utterance == str(spoken.utterance)
    # A run is named by its part of the turn: earlier ones are asked for by name, since a look at
    # all that were ever placed takes 0.8 ms after 20,000 words.
    if own and not any(f"{utterance}.{n}" in state.placed for n in range(int(part))):
        return list(placements)
    return [
        replace(placement, statement=replace(placement.statement, id=f"u{spoken.step}.{number}"))
        for number, placement in enumerate(placements, 1)
    ]
