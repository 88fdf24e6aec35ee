"""medvoice ask: questions about a study, to a patient's record or to documents, in text."""

from __future__ import annotations

import argparse
from pathlib import Path

from medvoice.faces.cli.asked_beside import (
    beside_of,
    cited,
    documents_option,
    record_of,
    record_options,
)
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import FAILED, USAGE, CommandError
from medvoice.faces.cli.options import setting
from medvoice.faces.cli.outputs import check_folder_of
from medvoice.faces.language_model import language_model_of
from medvoice.faces.study_source import study_of, study_server
from medvoice.session.questioning import Questioning, Told, dicomweb_of, open_questions

HELP = "a question about a study, a record or to guidelines: they answer themselves, else a model"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "question", nargs="+", metavar="QUESTION", help="in quotes; several follow on each other"
    )
    parser.add_argument(
        "--study",
        metavar="STUDY",
        help="folder or file (DICOM, NIfTI, PNG, JPEG, TIFF), or dicomweb:accession=…",
    )
    record_options(parser)
    documents_option(parser)
    parser.add_argument("--prior", type=Path, metavar="STUDY", help="an older study of the patient")
    parser.add_argument(
        "--series", default="", metavar="NUMBER", help="which one is shown; else what fits best"
    )
    parser.add_argument(
        "--boxes", type=Path, metavar="OUT.png", help="the last answer's places, drawn on the image"
    )
    setting(
        parser,
        "--backend",
        key="language_model.backend",
        choices=("none", "transformers", "server"),
        help="where the language model runs; none: the study's own data alone",
    )


def run(context: Context, arguments: argparse.Namespace) -> int:
    boxes: Path | None = arguments.boxes
    if boxes is not None:
        if boxes.suffix.lower() != ".png":
            raise CommandError(f"{boxes}: must end in .png.", "Nothing was asked.", status=USAGE)
        check_folder_of(boxes)
    settings, named = context.settings, arguments.study is not None
    study = study_of(settings, arguments.study, context.note) if named else None
    for note in study.notes if study is not None else ():
        context.warn(note)
    beside = (*record_of(context, arguments), *beside_of(context, now=True))
    if study is None and not beside:
        raise CommandError(
            "There is nothing to ask about.",
            advice="--study names a study, --record a patient's record, --documents a folder with "
            "guidelines.",
            status=USAGE,
        )
    opened = language_model_of(settings, context.note, about_study=True)
    for notice in opened.notices:
        context.warn(notice)
    model = opened.model
    try:
        asked = open_questions(
            study.path if study is not None else None,
            arguments.prior,
            model.backend if model is not None else None,
            uid=study.uid if study is not None else "",
            series=arguments.series,
            dicomweb=dicomweb_of(arguments.study or "", study_server(settings)),
            beside=beside,
        )
        try:
            return _answered(context, asked, arguments.question, boxes)
        finally:
            asked.close()
    finally:
        if model is not None:
            model.close()
        for one in beside:
            one.close()


def _answered(
    context: Context, asked: Questioning, questions: list[str], boxes: Path | None
) -> int:
    """Exit status: FAILED where the last question was declined."""
    for note in asked.notes:
        context.note(note)
    status = 0
    for question in questions:
        for event in asked.ask(question):
            if isinstance(event, Told):
                context.write("\n")
                for line in cited(event.cites):
                    context.print(line)
                status = _noted(context, event)
            else:
                context.write(event)
    if boxes is not None:
        picture = asked.picture()
        if picture is None:
            context.warn(f"{boxes}: not written, nothing is marked.")
        else:
            boxes.write_bytes(picture)
            context.note(f"Marked in {boxes}")
    return status


def _noted(context: Context, told: Told) -> int:
    if told.said_by:
        context.note(told.said_by)
    for note in told.notes:
        context.warn(note)
    return 0 if told.answered else FAILED
