"""StudyRoom: what a dictation is about: its template, and the study that is on screen, if any."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from medvoice.export.context import ReportContext
from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.cli.examined import orders_explained
from medvoice.faces.cli.options import is_given
from medvoice.faces.compose import templates_of
from medvoice.faces.study_source import telling
from medvoice.faces.study_ways import ways_of
from medvoice.report.template import Template
from medvoice.session.about_study import about_headers
from medvoice.session.asked_about import Asked
from medvoice.session.studied import Studied, StudyWish, studied
from medvoice.session.studying import OpenStudy


@dataclass(frozen=True, slots=True)
class StudyRoom:
    """template: with what is known of the study. about: what the report is about. beside: what else
    can be asked, in this order. Closes study and those when left."""

    template: Template
    about: ReportContext
    study: OpenStudy | None = None
    notices: tuple[str, ...] = ()
    beside: tuple[Asked, ...] = ()

    def compared(self, warn: Callable[[str], None]) -> Self:
        """With what is not certain to belong to the study among the notices."""
        if self.study is None:
            return self
        headers = self.study.loaded.study.headers
        notes = tuple(filter(None, [one.beside_study(headers) for one in self.beside]))
        for note in notes:
            warn(note)
        return replace(self, notices=(*self.notices, *notes))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.study is not None:
            self.study.close()
        for one in self.beside:
            one.close()


def study_room(context: Context, arguments: argparse.Namespace) -> StudyRoom:
    """From --study, --prior, --order and --template. Raises StudyFolderError, OrderError,
    TemplateError, ContextError, CommandError."""
    settings = context.settings
    about = ReportContext(footer=settings.report.footer)
    if arguments.study is None:
        if arguments.prior is not None:
            raise CommandError(
                "--prior was given without --study.", "Nothing was started.", status=USAGE
            )
        if arguments.order is not None:
            raise CommandError(
                "--order was given without --study.", "Nothing was started.", status=USAGE
            )
        return StudyRoom(templates_of(settings).load(settings.report.template), about)
    wish = StudyWish(
        arguments.study, arguments.prior, arguments.order or "", anyway=arguments.attach_anyway
    )
    with ExitStack() as unless_ready:
        with orders_explained():
            made = studied(ways_of(settings), wish, telling(context.note))
        study, found = made.study, made.found
        assert study is not None
        unless_ready.callback(study.close)
        template, why = _template(context, arguments, made)
        known = about_headers(found.study, found.priors, template, {})
        notes = tuple(filter(None, (why, *made.notes, *known.notes)))
        for note in notes:
            context.warn(note)
        context.note(f"Study: {study.said}")
        about = known.context.model_copy(update={"footer": settings.report.footer})
        unless_ready.pop_all()
    return StudyRoom(known.template, about, study, notes)


def _template(
    context: Context, arguments: argparse.Namespace, made: Studied
) -> tuple[Template, str]:
    """The one that is named, else the study's, else the configured one with why."""
    templates, configured = templates_of(context.settings), context.settings.report.template
    if is_given(arguments, "report.template"):
        return templates.load(configured), ""
    choice = made.choice
    if choice.name:
        context.note(choice.reason)
        return templates.load(choice.name), ""
    return templates.load(configured), f"{choice.reason} It is {configured}, as configured."
