"""The order of a study: found, compared, and only then part of what a report is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl

from medvoice.study.order import Difference, Order, OrderError, order_for, same_patient
from medvoice.study.order_folder import orders_at
from medvoice.study.ordered import headers_of_order, priors_with_order, with_order
from medvoice.study.study_headers import StudyHeaders
from medvoice.study.worklist import Wanted, WorklistServer, orders_of_worklist

__all__ = [
    "NoOrderFits",
    "OrderDiffers",
    "OrderError",
    "Ordered",
    "WorklistSettings",
    "only_order",
    "ordered",
    "orders_from",
    "with_order_among",
]

WORKLIST = "worklist:"
_SHOWN = 5


class OrderDiffers(Exception):
    """The order is another patient's, or another examination's, or too little of both is known.
    Nothing was attached; whoever may decide it can say that it is right all the same."""

    def __init__(self, message: str, differences: tuple[Difference, ...] = ()) -> None:
        """differences: () where too little is known."""
        super().__init__(message)
        self.differences = differences


class NoOrderFits(OrderError):
    """Orders were given with a study, and none is that study's, or several may be."""


@dataclass(frozen=True, slots=True)
class WorklistSettings:
    """As `WorklistServer`; host "": there is none."""

    host: str = ""
    port: int = 104
    called: str = "ANY-SCP"
    calling: str = "MEDVOICE"
    timeout_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Ordered:
    """study, priors: with what the order says. order: None where none was found. notes: sentences
    for the user: what came from the order, what differs."""

    study: StudyHeaders
    priors: tuple[StudyHeaders, ...]
    order: Order | None
    notes: tuple[str, ...] = ()


def orders_from(
    source: str, worklist: WorklistSettings, study: StudyHeaders | None
) -> tuple[Order, ...]:
    """source: a file, a folder, or "worklist:", which asks for the study's accession number, or
    else its patient; "worklist:accession=A1" and "worklist:patient=P1" ask for those. Raises
    OrderError."""
    if not source.lower().startswith(WORKLIST):
        return orders_at(Path(source).expanduser())
    if not worklist.host:
        raise OrderError("No worklist is configured: set orders.worklist_host.")
    server = WorklistServer(
        worklist.host, worklist.port, worklist.called, worklist.calling, worklist.timeout_s
    )
    return orders_of_worklist(server, _wanted(source[len(WORKLIST) :], study))


def ordered(
    study: StudyHeaders,
    priors: Sequence[StudyHeaders],
    orders: Sequence[Order],
    *,
    given: bool = False,
    anyway: bool = False,
) -> Ordered:
    """given: somebody gave these orders with this study, so that a single one is compared and not
    passed over. anyway: somebody was asked about a difference and says that the order is the
    study's. Raises OrderDiffers."""
    order = order_for(orders, study)
    if order is None and given and len(orders) == 1:
        order = orders[0]
    if order is None:
        return Ordered(study, tuple(priors), None)
    compared = same_patient(order, study)
    if not compared.same and not anyway:
        raise OrderDiffers(
            f"The order (from {order.origin.value}) may not be this study's. "
            + (
                "; ".join(map(str, compared.differences)) + "."
                if compared.differences
                else "Too little of both is known to compare them."
            ),
            compared.differences,
        )
    completed, taken = with_order(study, order)
    notes = [f"{one}; the order counts." for one in compared.differences]
    if taken:
        notes.append(f"From {order.origin.value}: {', '.join(taken)}.")
    return Ordered(completed, priors_with_order(priors, order, study), order, tuple(notes))


def with_order_among(
    study: StudyHeaders,
    priors: Sequence[StudyHeaders],
    orders: Sequence[Order],
    *,
    given: bool = False,
    anyway: bool = False,
) -> Ordered:
    """As `ordered`; that there is no order is said, or, where they were given, refused. Raises
    NoOrderFits, OrderDiffers."""
    found = ordered(study, priors, orders, given=given, anyway=anyway)
    if found.order is not None:
        return found
    if given:
        raise NoOrderFits(
            f"None of the {len(orders)} orders there is this study's, or several may be."
        )
    return replace(found, notes=("No order was found for this study.",))


def only_order(orders: Sequence[Order]) -> Ordered:
    """What a report is about where there is an order and no study. Raises OrderError for none and
    for several."""
    if len(orders) != 1:
        numbers = ", ".join(one.accession or "without a number" for one in orders[:_SHOWN])
        raise OrderError(
            f"There are {len(orders)} orders ({numbers}); a report is of one. Say which, with a "
            "file of its own, worklist:accession=…, or its study."
            if orders
            else "There is no such order."
        )
    (order,) = orders
    study = headers_of_order(order)
    return Ordered(study, priors_with_order((), order, study), order, ())


def _wanted(query: str, study: StudyHeaders | None) -> Wanted:
    given = {key.strip().lower(): value.strip() for key, value in parse_qsl(query)}
    if unknown := set(given) - {"accession", "patient"}:
        raise OrderError(f"worklist:{unknown.pop()}= is not known; write accession= or patient=.")
    if given:
        return Wanted(given.get("accession", ""), given.get("patient", ""))
    if study is None:
        raise OrderError("Which order is not said: write worklist:accession=… or patient=….")
    accession = study.text("AccessionNumber")
    return Wanted(accession) if accession else Wanted(patient=study.text("PatientID"))
