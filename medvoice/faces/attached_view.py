"""A session's cells (docs/live_protocol.md) as the view that the terminal draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medvoice.asr.hypothesis import Word
from medvoice.report.document import Origin, Report, Statement
from medvoice.session.view import (
    ExchangeView,
    Figures,
    HandView,
    Mode,
    Reply,
    SessionView,
    UtteranceView,
    WarningView,
)

Cells = Mapping[str, Any]


def view_of(
    cells: Cells, level: float, seconds: float, notices: tuple[str, ...] = ()
) -> SessionView:
    """level: dBFS. seconds: captured. notices: of this face. No cells yet: a view that starts."""
    session = cells.get("session", {})
    live, figures = cells.get("live", {}), cells.get("figures", {})
    by_hand = cells.get("intents", [])[-1:]
    return SessionView(
        mode=Mode(cells.get("mode", Mode.STARTING)),
        level=level,
        utterances=tuple(
            UtteranceView(
                u["id"], u["text"], u["command"], u["scratched"], u["asleep"], u["answer"]
            )
            for u in _numbered(cells, "utterance/")
        ),
        stable=_words(live.get("stable", "")),
        tail=_words(live.get("tail", "")),
        report=_report(cells, session.get("template", "")),
        current_field=cells.get("current", ""),
        figures=Figures(
            figures.get("first_tail"),
            figures.get("final"),
            figures.get("lag", 0.0),
            None,
            figures.get("written_s", 0.0),
        ),
        notices=(*cells.get("notices", ()), *notices),
        recogniser=session.get("recogniser", ""),
        source=session.get("source", ""),
        seconds=seconds,
        assistant=session.get("assistant", ""),
        study=cells.get("study", ""),
        exchanges=tuple(_exchange(e) for e in _numbered(cells, "question/")),
        warnings=tuple(
            WarningView(w["check"], w["field"], w["message"], w["statement"])
            for w in cells.get("warnings", ())
            if w["check"] != "required"  # the terminal shows empty fields as such
        ),
        by_hand=HandView(by_hand[0]["key"], by_hand[0]["answer"]) if by_hand else None,
    )


def _numbered(cells: Cells, prefix: str) -> list[Any]:
    names = [name for name in cells if name.startswith(prefix)]
    return [cells[name] for name in sorted(names, key=lambda n: int(n.removeprefix(prefix)))]


def _words(text: str) -> tuple[Word, ...]:
    """For the screen alone: without times."""
    return tuple(Word(word, 0, 1, 1.0) for word in text.split())


def _report(cells: Cells, template: str) -> Report:
    fields = tuple(
        (
            name.removeprefix("field/"),
            tuple(
                Statement(
                    s["id"], s["text"], Origin(s["origin"]), (), s["reason"], s["breaks_before"],
                    None, s["said"],
                )
                for s in statements
            ),
        )
        for name, statements in cells.items()
        if name.startswith("field/")
    )  # fmt: skip
    return Report(template, fields)


def _exchange(cell: Cells) -> ExchangeView:
    return ExchangeView(
        cell["number"],
        cell["question"],
        Reply(cell["reply"]),
        cell["text"],
        cell["model"],
        cell["saw"],
        tuple(cell["notes"]),
        cell["inserted"],
        cell["why"],
    )
