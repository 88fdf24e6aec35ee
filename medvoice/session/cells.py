"""Cells: a session's state as a flat table, name → JSON value: what every face is shown
(docs/live_protocol.md lists them). Only what has changed is made anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from medvoice.report.checks.checker import OFF
from medvoice.report.document import Report, Statement
from medvoice.report.template import Template
from medvoice.session.draft import Point
from medvoice.session.events import UtteranceHeard
from medvoice.session.sound_events import SoundAsked, SoundStopped
from medvoice.session.state import SessionState
from medvoice.session.typed_text import CHANGED
from medvoice.session.view import ExchangeView, SessionView, UtteranceView
from medvoice.session.watching import Watch

Cell = Any
"""What json.dumps takes."""
Table = dict[str, Cell]

UNSURE = 0.5
"""Confidence below which a word is shown as doubtful; that of voices in the background."""
REQUIRED = "required"
"""In place of a check's name, for a required field that is empty."""
SHOWN_INTENTS = 20
SHOWN_ASIDE = 50


class Cells:
    """For one session, on one thread."""

    def __init__(
        self, template: Callable[[str], Template], checks_off: Collection[str] = OFF
    ) -> None:
        """template: of that name, as it is now; may raise TemplateError for one that is gone."""
        self._template = template
        self._watch = Watch(checks_off)
        self._form: tuple[Template | None, Cell] = (None, [])
        self._utterances: dict[int, tuple[UtteranceView, UtteranceHeard | None, Cell]] = {}
        self._exchanges: dict[int, tuple[ExchangeView, Cell]] = {}
        self._fields: dict[str, tuple[tuple[Statement, ...], Cell]] = {}
        self._report: tuple[Report | None, Report | None] = (None, None)

    def table(self, state: SessionState, view: SessionView) -> Table:
        """view: of the same session; a moment's difference does no harm. Raises TemplateError."""
        template = self._template(state.report.template)
        heard = {utterance.id: utterance for utterance in state.utterances}
        report = self._completed(state.report, template)
        cells: Table = {
            "session": {
                "name": state.session,
                "template": state.report.template,
                "title": template.front.title,
                "created": state.created,
                "recogniser": view.recogniser,
                "source": view.source,
                "assistant": view.assistant,
            },
            "form": self._form_of(template),
            "mode": view.mode.value,
            "status": {"status": state.status, "signed": _signed(state)},
            "live": {
                "stable": " ".join(word.text for word in view.stable),
                "tail": " ".join(word.text for word in view.tail),
            },
            "current": view.current_field,
            "point": _point(state.draft.point),
            "asked": _asked(state),
            "undo": state.undo[-1].label if state.undo else "",
            "redo": state.redo[-1].label if state.redo else "",
            "warnings": self._warnings(state, view, template),
            "aside": _aside(state, heard),
            "notices": list(view.notices),
            "sounds": _sounds(state),
            "study": view.study,
            "intents": [
                {"key": i.key, "name": i.name, "outcome": i.outcome, "answer": i.answer}
                for i in state.intents[-SHOWN_INTENTS:]
            ],
        }
        for utterance in view.utterances:
            cells[f"utterance/{utterance.id}"] = self._utterance(utterance, heard)
        if len(self._utterances) > 2 * len(view.utterances):
            shown = {utterance.id for utterance in view.utterances}
            self._utterances = {n: one for n, one in self._utterances.items() if n in shown}
        for exchange in view.exchanges:
            cells[f"question/{exchange.number}"] = self._exchange(exchange)
        fields: dict[str, tuple[tuple[Statement, ...], Cell]] = {}
        for name, statements in report.fields:
            before = self._fields.get(name)
            if before is None or before[0] is not statements:
                before = (statements, [_statement(s, heard) for s in statements])
            fields[name] = before
            cells[f"field/{name}"] = before[1]
        self._fields = fields
        return cells

    def _completed(self, report: Report, template: Template) -> Report:
        """With what the template fills in. Fields that stay are the same objects, so that their
        cells are not made anew."""
        if self._report[0] is not report or self._form[0] is not template:
            done = template.completed(report)
            known = {name: statements for name, (statements, _) in self._fields.items()}
            fields = tuple(
                (name, known[name] if known.get(name) == statements else statements)
                for name, statements in done.fields
            )
            self._report = (report, Report(done.template, fields))
        completed = self._report[1]
        assert completed is not None
        return completed

    def _form_of(self, template: Template) -> Cell:
        if self._form[0] is not template:
            self._form = (template, form_cell(template))
        return self._form[1]

    def _utterance(self, view: UtteranceView, heard: Mapping[int, UtteranceHeard]) -> Cell:
        """The view may have it before the state that was read a moment earlier: its words come
        with the next table then."""
        known, said = self._utterances.get(view.id), heard.get(view.id)
        if known is None or known[0] != view or known[1] is not said:
            words = said.words if said is not None else ()
            spoken = [[w.text, round(w.confidence, 2), w.start, w.end] for w in words]
            known = (view, said, {**asdict(view), "words": spoken})
            self._utterances[view.id] = known
        return known[2]

    def _exchange(self, view: ExchangeView) -> Cell:
        """An answer may have seen 85 images: made anew only where it is another."""
        known = self._exchanges.get(view.number)
        if known is None or known[0] != view:
            known = (view, exchange_cell(view))
            self._exchanges[view.number] = known
        return known[1]

    def _warnings(self, state: SessionState, view: SessionView, template: Template) -> Cell:
        found = self._watch.warnings(state.report, template)
        warnings = [asdict(warning) for warning in view.warnings or found]
        return warnings + [
            {"check": REQUIRED, "field": name, "message": "required, and empty", "statement": ""}
            for name in template.unfilled(state.report)
        ]


def form_cell(template: Template) -> Cell:
    """The fields of a template in its order."""
    return [
        {
            "id": f"{section.id}.{spec.id}",
            "section": section.name,
            "label": spec.name,
            "required": spec.required,
            "alone": not section.fields,
            "choices": list(spec.offered()),
        }
        for section in template.sections
        for spec in section.all_fields()
    ]


def exchange_cell(exchange: ExchangeView) -> Cell:
    """A question and what became of it."""
    plain = replace(exchange, images=(), boxes=())
    return {
        **asdict(plain),
        "reply": exchange.reply.value,
        "notes": list(exchange.notes),
        "cites": [{**asdict(cite), "text": list(cite.text)} for cite in exchange.cites],
        "images": [image.model_dump() for image in exchange.images],
        "boxes": [box.model_dump() for box in exchange.boxes],
    }


def _statement(statement: Statement, heard: Mapping[int, UtteranceHeard]) -> Cell:
    words = [
        word
        for source in statement.sources
        if source.utterance in heard
        for word in heard[source.utterance].words[source.first : source.last]
    ]
    return {
        "id": statement.id,
        "text": statement.text,
        "origin": statement.origin.value,
        "reason": statement.reason,
        "said": statement.said,
        "breaks_before": statement.breaks_before,
        "confidence": min((round(w.confidence, 2) for w in words), default=None),
        "unsure": [w.text for w in words if w.confidence < UNSURE],
        "audio": bool(words),
        "changed": statement.reason.endswith(CHANGED),
    }


def _signed(state: SessionState) -> Cell:
    return [{"status": s.status, "by": s.by, "at": s.at} for s in state.signed]


def _point(point: Point | None) -> Cell:
    return asdict(point) if point is not None else None


def _asked(state: SessionState) -> Cell:
    if state.asked is None:
        return None
    options = [f"{o.heard} → {o.label}" if o.heard else o.label for o in state.asked.options]
    return {"command": state.asked.command, "question": state.asked.question, "options": options}


def _aside(state: SessionState, heard: Mapping[int, UtteranceHeard]) -> Cell:
    return [
        {
            "utterance": one.utterance,
            "words": " ".join(
                word.text for word in heard[one.utterance].words[one.first : one.last]
            ),
            "why": one.why,
        }
        for one in state.aside[-SHOWN_ASIDE:]
        if one.utterance in heard
    ]


def _sounds(state: SessionState) -> Cell:
    """The last sound that was asked for."""
    if not state.sounds:
        return None
    last = next((s for s in reversed(state.sounds) if isinstance(s, SoundAsked)), None)
    return {
        "number": len(state.sounds),
        "spans": [list(span) for span in last.spans] if last is not None else [],
        "text": last.text if last is not None else "",
        "stopped": isinstance(state.sounds[-1], SoundStopped),
    }
