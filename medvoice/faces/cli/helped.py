"""The configured language model for a command in which nobody speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from medvoice.faces.cli.context import Context
from medvoice.faces.language_model import language_model_of
from medvoice.report.template import Template
from medvoice.session.assisting_in_turn import AssistingInTurn


@contextmanager
def helped(
    context: Context, template: Callable[[str], Template]
) -> Iterator[AssistingInTurn | None]:
    """Its help turn by turn, and afterwards what went wrong; None where none is configured or can
    be had. template: of that name."""
    opened = language_model_of(context.settings, context.note)
    for notice in opened.notices:
        context.warn(notice)
    if opened.model is None:
        yield None
        return
    assisting = opened.model.in_turn(template)
    try:
        yield assisting
    finally:
        opened.model.close()
    for message in dict.fromkeys(assisting.failures):
        context.warn(f"Placed by rules alone: {message}")
