"""Studied: a study and its order, found, compared and opened: what a dictation is begun with.

One way for every face: the command line gives paths, the daemon what its configured folders hold.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from medvoice.report.template import Templates
from medvoice.report.template_choice import TemplateChoice
from medvoice.session.ordering import (
    Ordered,
    WorklistSettings,
    only_order,
    orders_from,
    with_order_among,
)
from medvoice.session.questioning import dicomweb_of
from medvoice.session.study_source import StudyServer, located
from medvoice.session.study_template import template_of_study
from medvoice.session.studying import OpenStudy, open_study
from medvoice.study.headers import StudyHeaders
from medvoice.study.order import Order

Progress = Callable[[int, int], None]
"""Told (images fetched, of how many); what it raises ends the fetching."""


@dataclass(frozen=True, slots=True)
class StudyWays:
    """Where all of it comes from. orders: looked at with every study, "" for nothing."""

    server: StudyServer
    worklist: WorklistSettings
    orders: str
    templates: Templates


@dataclass(frozen=True, slots=True)
class StudyWish:
    """study: a folder, a file, or a DICOMweb reference; "" for an order alone. prior: where an
    older study lies. order: as of `orders_from`, "" for the configured source. orders: themselves,
    in place of `order`; () for none at all. anyway: somebody was asked about a difference.
    confined: no link may lead out of `within` and the folder of what is fetched. within:
    as of `load_study`. uid: which study of several, "" for what the place says."""

    study: str = ""
    prior: Path | None = None
    order: str = ""
    orders: tuple[Order, ...] | None = None
    anyway: bool = False
    within: tuple[Path, ...] = ()
    uid: str = ""
    confined: bool = False


@dataclass(frozen=True, slots=True)
class Studied:
    """study: None where there is an order alone; its owner closes it. choice: of the template.
    notes: sentences for the user."""

    study: OpenStudy | None
    found: Ordered
    choice: TemplateChoice
    notes: tuple[str, ...]


def studied(ways: StudyWays, wish: StudyWish, progress: Progress) -> Studied:
    """Raises StudyFolderError, OrderError (NoOrderFits), OrderDiffers, and what `progress`
    raises."""
    if not wish.study:
        return _studied(None, only_order(_orders(ways, wish, None)), ways, ())
    place = located(wish.study, ways.server, progress)
    served = dicomweb_of(wish.study, ways.server)
    within = (*wish.within, ways.server.cache.resolve()) if wish.confined else ()
    study = open_study(place.path, wish.prior, wish.uid or place.uid, served, within)
    with ExitStack() as unless_ready:
        unless_ready.callback(study.close)
        found = _with_order(ways, wish, study)
        made = _studied(study, found, ways, (*place.notes, *study.notes, *found.notes))
        unless_ready.pop_all()
    return made


def _with_order(ways: StudyWays, wish: StudyWish, study: OpenStudy) -> Ordered:
    headers = study.loaded.study.headers
    priors = tuple(prior.headers for prior in study.loaded.priors)
    given = bool(wish.order or wish.orders)
    if not given and (wish.orders == () or not ways.orders):
        return Ordered(headers, priors, None)
    orders = _orders(ways, wish, headers)
    return with_order_among(headers, priors, orders, given=given, anyway=wish.anyway)


def _orders(ways: StudyWays, wish: StudyWish, study: StudyHeaders | None) -> tuple[Order, ...]:
    if wish.orders is not None:
        return wish.orders
    return orders_from(wish.order or ways.orders, ways.worklist, study)


def _studied(
    study: OpenStudy | None, found: Ordered, ways: StudyWays, notes: tuple[str, ...]
) -> Studied:
    return Studied(study, found, template_of_study(found.study, ways.templates), notes)
