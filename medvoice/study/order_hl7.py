"""Orders from HL7 v2 messages: ORM^O01, OMI^O23 and OMG^O19, of any version.

Sites put the accession number into different fields. IHE's (Radiology TF-2, 4.4): IPC-1 in OMI,
OBR-18 in ORM; where neither has one, it is the filler's order number (OBR-3, ORC-3).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from medvoice.lexicon.hl7_escapes import unescaped
from medvoice.study.order import Order, OrderError, OrderOrigin, Patient
from medvoice.study.study_headers import date_of, moment_of

MOST_BYTES = 1_000_000
_KINDS = frozenset({"ORM", "OMI", "OMG"})
_CANCELS = frozenset("CA DC OC CR DR".split())
"""ORC-1 (table 0119): the order, or a request for it, is withdrawn."""
_SEXES = {"F": "F", "M": "M", "O": "O", "A": "O"}
"""PID-8 (table 0001) -> DICOM; U and N are unknown."""
_ID_KINDS = ("MR", "PI", "PT", "")
"""CX.5 (table 0203), the most telling first: a medical record number before an insurance's."""
_CHARACTER_SETS = {
    "": "utf-8",
    "ASCII": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UNICODE": "utf-8",
    **{f"8859/{part}": f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
}
"""MSH-18 (table 0211) -> Python's name."""


@dataclass(frozen=True, slots=True)
class Message:
    """orders: of the message, in its order. cancelled: numbers (accession, placer) that it
    withdraws. at: when it was sent (MSH-7), without a zone."""

    orders: tuple[Order, ...]
    cancelled: frozenset[str]
    at: datetime | date | None


def is_hl7(data: bytes) -> bool:
    """Whether a file begins as a message does (after a byte order mark, MLLP's frame or blanks)."""
    return data[:64].lstrip(b"\xef\xbb\xbf\x0b\r\n\t ").startswith(b"MSH")


def orders_of_hl7(data: bytes) -> Message:
    """Raises OrderError."""
    if len(data) > MOST_BYTES:
        raise OrderError(f"The message is too large for an order ({MOST_BYTES:,} bytes at most).")
    segments = _segments(data)
    header = segments[0]
    kind = header.part(9, 1)
    if kind not in _KINDS:
        raise OrderError(
            f"The message is {kind or 'of no kind'}: orders are ORM^O01, OMI^O23 and OMG^O19."
        )
    patient = next((_patient(one) for one in segments if one.name == "PID"), None)
    if patient is None:
        raise OrderError("The message has no PID segment, so it says nothing of a patient.")
    visit = next((one for one in segments if one.name == "PV1"), None)
    orders, cancelled = [], set()
    for group in _groups(segments):
        order = _order(group, patient, visit)
        if group.get("ORC") is not None and group["ORC"].part(1) in _CANCELS:
            cancelled |= {order.accession, order.placer} - {""}
        else:
            orders.append(order)
    if not orders and not cancelled:
        raise OrderError("The message orders nothing (it has no OBR segment).")
    return Message(tuple(orders), frozenset(cancelled), _moment(header.part(7)))


class _Segment:
    """Fields and components count from 1, as HL7 does."""

    def __init__(self, name: str, read: Any) -> None:
        self.name = name
        self._read = read

    def part(self, field: int, component: int = 1, repetition: int = 1, sub: int = 1) -> str:
        """Unescaped; "" where there is none, and for HL7's explicit nothing ("")."""
        try:
            value = str(_inside(self._read, field, repetition, component, sub))
        except (LookupError, ValueError):
            return ""
        text = " ".join(unescaped(value).split())
        return "" if text == '""' else text

    def repetitions(self, field: int) -> int:
        try:
            return max(1, len(self._read[field]))
        except (LookupError, TypeError):
            return 1


def _inside(segment: Any, field: int, repetition: int, component: int, sub: int) -> Any:
    """hl7's containers: segment > field > repetition > component > subcomponent; each level is
    missing where it has one member only."""
    found: Any = segment[field]
    for index in (repetition, component, sub):
        if isinstance(found, str):
            if index != 1:
                return ""
            continue
        found = found[index - 1]
    return found


def _segments(data: bytes) -> list[_Segment]:
    hl7 = _hl7()
    text = _decoded(data).strip("\x0b\x1c\r\n\t ")
    lines = [line.strip(" \t") for line in re.split(r"[\r\n]+", text)]
    if not lines or not lines[0].startswith("MSH"):
        raise OrderError("This is no HL7 v2 message: it does not begin with MSH.")
    try:
        message = hl7.parse("\r".join(line for line in lines if line))
        return [_Segment(str(one[0]), one) for one in message]
    except Exception as error:  # noqa: BLE001 - a broken message makes the parser raise anything
        raise OrderError(f"The HL7 message is broken ({type(error).__name__}).") from None


def _decoded(data: bytes) -> str:
    """By MSH-18, else UTF-8, else Latin-1, which old senders use without saying so."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    header = re.split(rb"[\r\n]", data.lstrip(b"\x0b\r\n\t "), maxsplit=1)[0].split(b"|")
    said = header[17].split(b"~")[0].strip().decode("ascii", "replace") if len(header) > 17 else ""
    for name in (_CHARACTER_SETS.get(said.upper(), "utf-8"), "utf-8"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _groups(segments: Sequence[_Segment]) -> Iterator[dict[str, _Segment]]:
    """One for each OBR: with the ORC before it and the IPC, ZDS, TQ1 around it."""
    current: dict[str, _Segment] = {}
    for one in segments:
        if one.name == "ORC" or (one.name == "OBR" and "OBR" in current):
            if "OBR" in current:
                yield current
            # A second OBR may stand under the same ORC.
            kept = current.get("ORC") if one.name == "OBR" else None
            current = {"ORC": kept} if kept is not None else {}
        if one.name in ("ORC", "OBR", "IPC", "ZDS", "TQ1"):
            current.setdefault(one.name, one)
    if "OBR" in current or ("ORC" in current and current["ORC"].part(1) in _CANCELS):
        yield current


def _order(group: dict[str, _Segment], patient: Patient, visit: _Segment | None) -> Order:
    def part(name: str, field: int, component: int = 1) -> str:
        return group[name].part(field, component) if name in group else ""

    filler = part("OBR", 3) or part("ORC", 3)
    return Order(
        patient=patient,
        origin=OrderOrigin.HL7,
        accession=part("IPC", 1) or part("OBR", 18) or filler,
        placer=part("OBR", 2) or part("ORC", 2),
        procedure=part("OBR", 4, 2) or part("OBR", 4, 5) or part("OBR", 44, 2) or part("OBR", 4),
        procedure_code=part("OBR", 4) if part("OBR", 4, 2) else "",
        indication=part("OBR", 31, 2) or part("OBR", 31) or part("OBR", 13),
        modality=_modality(part("IPC", 5) or part("OBR", 24)),
        referring_physician=_physician(group.get("OBR"), 16)
        or _physician(group.get("ORC"), 12)
        or _physician(visit, 8),
        study_uid=part("IPC", 3) or part("ZDS", 1),
        scheduled=_moment(part("OBR", 36) or part("TQ1", 7) or part("OBR", 27, 4)),
    )


def _patient(segment: _Segment) -> Patient:
    ids = [
        (segment.part(3, 5, at), segment.part(3, 1, at), segment.part(3, 4, at))
        for at in range(1, segment.repetitions(3) + 1)
    ]
    known = [one for one in ids if one[1]]
    known.sort(key=lambda one: _ID_KINDS.index(one[0]) if one[0] in _ID_KINDS else len(_ID_KINDS))
    _, number, issuer = known[0] if known else ("", segment.part(2), "")
    return Patient(
        id=number,
        issuer=issuer,
        name=_name(*(segment.part(5, at) for at in range(1, 6))),
        birth_date=date_of(segment.part(7)[:8]),
        sex=_SEXES.get(segment.part(8).upper(), ""),
    )


def _name(family: str, given: str, middle: str, suffix: str, prefix: str) -> str:
    """HL7's order of a name's parts -> DICOM's."""
    parts = (family, given, middle, prefix, suffix)
    return "^".join(part.replace("^", " ") for part in parts).rstrip("^")


def _physician(segment: _Segment | None, field: int) -> str:
    if segment is None:
        return ""
    return _name(*(segment.part(field, at) for at in range(2, 7)))


def _modality(text: str) -> str:
    """OBR-24 may hold a section ("RAD"), which is no modality."""
    known = "CR CT DX MG MR NM PT RF US XA".split()
    return text.upper() if text.upper() in known else ""


def _moment(text: str) -> datetime | date | None:
    """HL7's DTM ("20241231093000.0+0100"); its zone is left out, as in DICOM's study time."""
    found = re.fullmatch(r"(\d{8})(\d{4}(?:\d\d)?)?(?:\.\d+)?(?:[+-]\d{4})?", text)
    return moment_of(found[1], found[2] or "") if found else None


def _hl7() -> Any:
    try:
        return importlib.import_module("hl7")
    except ModuleNotFoundError:
        raise OrderError(
            "Reading HL7 orders needs the package hl7, which is not installed. Install it with "
            "pip install 'medvoice[orders]'."
        ) from None
