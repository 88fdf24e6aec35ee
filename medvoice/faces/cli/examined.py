"""What a command's report is about: the study that is given, and its order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from medvoice.config import Settings
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import CommandError
from medvoice.faces.study_source import study_of, worklist_of
from medvoice.session.about_study import headers_in
from medvoice.session.ordering import (
    NoOrderFits,
    OrderDiffers,
    Ordered,
    only_order,
    orders_from,
    with_order_among,
)
from medvoice.study.headers import StudyHeaders


def study_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--study",
        metavar="STUDY",
        help="folder of the study's DICOM files, or dicomweb:accession=… on a server: patient, "
        "accession, dates, modality and body part are taken from the headers",
    )


def order_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--order",
        metavar="ORDER",
        help="JSON file or HL7 v2 message with the order, a folder of them, or worklist: (also "
        "worklist:accession=…)",
    )
    parser.add_argument(
        "--attach-anyway",
        action="store_true",
        help="the order is the study's although patient or accession number differ",
    )


def examined_of(context: Context, arguments: argparse.Namespace, uid: str = "") -> Ordered | None:
    """None where neither study nor order is given. uid: of the study, where the user says it.
    Raises StudyFolderError, OrderError, CommandError."""
    if arguments.study is None:
        return with_orders(context.settings, arguments, None) if arguments.order else None
    source = study_of(context.settings, arguments.study, context.note)
    found = headers_in(source.path, uid or source.uid)
    for note in (*source.notes, *found.notes):
        context.warn(note)
    examined = with_orders(context.settings, arguments, found.study, found.priors)
    for note in examined.notes:
        context.warn(note)
    return examined


def with_orders(
    settings: Settings,
    arguments: argparse.Namespace,
    study: StudyHeaders | None,
    priors: Sequence[StudyHeaders] = (),
) -> Ordered:
    """The study with its order: from --order, else from the configured source. Raises OrderError;
    CommandError where the two may not belong together."""
    source = arguments.order or settings.orders.source
    if not source:
        assert study is not None
        return Ordered(study, tuple(priors), None)
    orders = orders_from(source, worklist_of(settings), study)
    if study is None:
        return only_order(orders)
    given, anyway = bool(arguments.order), arguments.attach_anyway
    with orders_explained():
        return with_order_among(study, priors, orders, given=given, anyway=anyway)


@contextmanager
def orders_explained() -> Iterator[None]:
    """What cannot be attached, as a command says it."""
    try:
        yield
    except OrderDiffers as error:
        raise CommandError(
            str(error),
            "The report was not attached to the study; nothing was written.",
            "Look at both. If they belong together all the same, say --attach-anyway.",
        ) from error
    except NoOrderFits as error:
        raise CommandError(
            str(error),
            "Nothing was written.",
            "Give the order's own file, or worklist:accession=….",
        ) from error
