"""What a dictation leaves beside its report: exports asked for, and words that are in none."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from medvoice.export.context import ReportContext, Status
from medvoice.export.missing import LibraryMissing
from medvoice.export.write import ExportError
from medvoice.report.template import Template
from medvoice.report.template_error import TemplateError
from medvoice.session.exporting import SUFFIXES, export_as
from medvoice.session.folder import SessionFolder
from medvoice.session.saving import save_beside
from medvoice.session.state import SessionState


@dataclass(frozen=True, slots=True)
class Exported:
    """One format that was asked for by voice. fault: why there is no file, "" where there is."""

    form: str
    path: Path
    fault: str = ""


def write_asked_exports(
    state: SessionState,
    template: Template,
    folder: SessionFolder,
    context: ReportContext,
    now: datetime,
) -> tuple[Exported, ...]:
    """Every format of `state.exports` beside the report; one that fails does not stop the others.

    now: with zone. context: patient and study, as far as they are known."""
    stamped = with_status(state, context).stamped(now, uuid.uuid4())
    done = []
    for form in state.exports:
        name = f"report.{SUFFIXES[form]}"
        path, fault = folder.beside(name).path, ""
        try:
            save_beside(folder, name, export_as(state, template, form, stamped))
        except (TemplateError, LibraryMissing, ExportError, ValueError) as error:
            fault = str(error)
        done.append(Exported(form, path, fault))
    return tuple(done)


def with_status(state: SessionState, context: ReportContext) -> ReportContext:
    """What the speaker said of the report ("finalize report") goes before what was given."""
    if state.status == "draft":
        return context
    return context.model_copy(update={"status": Status(state.status)})


def words_aside(state: SessionState) -> Sequence[str]:
    """A line for each run of words that is in the log and in no report, with the reason."""
    words = {utterance.id: utterance.words for utterance in state.utterances}
    return [
        f"Not in the report ({aside.why}): "
        + " ".join(w.text for w in words.get(aside.utterance, ())[aside.first : aside.last])
        for aside in state.aside
    ]


def refusals(state: SessionState) -> Sequence[str]:
    """A line for each command that was recognised and not done."""
    return [
        f"Not done: {command.name}: {command.answer}"
        for command in state.commands
        if command.outcome == "refused"
    ]


def refused(state: SessionState) -> Sequence[str]:
    """A line about texts of a language model that were not taken; none where there are none."""
    if not state.refused:
        return ()
    what = "text says" if state.refused == 1 else "texts say"
    return (
        f"Refused: {state.refused} {what} something else than was dictated; the dictated words "
        "stand.",
    )
