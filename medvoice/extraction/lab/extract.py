"""`extract_lab`: a laboratory report's rows, by rules alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from medvoice.documents.document import Document, Page, Span, TextOrigin
from medvoice.extraction.lab.cells import LONGEST
from medvoice.extraction.lab.hl7 import is_hl7, messages_in
from medvoice.extraction.lab.numbers import DecimalSigns
from medvoice.extraction.lab.row import FIELDS, Found, Place
from medvoice.extraction.lab.sheet import SheetReader
from medvoice.extraction.lab.void_lines import caution_void_lines
from medvoice.extraction.value import Extracted, Refusal, Row, Scalar, Value
from medvoice.lexicon.hl7_escapes import unescaped
from medvoice.lexicon.lab_words import flag_meanings

_MOST_NAMED = 12
_WHOLE = re.compile(r"[-−+]?\d{2,}")
_WHOSE = re.compile(
    r"(?im)^\W*(patient(?: name)?|name|mrn|patient id|dob|date of birth)\s*:\s*(\S+(?: \S+)*)"
)
_DASH = re.compile(r"\s?(?:-|–|—|−|~)\s?|\s(?:to|bis)\s", re.IGNORECASE)


def extract_lab(document: Document) -> Extracted:
    """Fields "test", "value", "unit", "range", "flag", each as written and normalised: a number
    where it can be but one ("1,234" can be two), the flag as H, L, HH, LL, A, N or "*". A result
    that cannot be told from an earlier one beside it is refused."""
    reader = SheetReader()
    notes = list(document.notes)
    patients: set[str] = set()
    read: list[tuple[Page, list[Found]]] = []
    for page in document.pages:
        if is_hl7(page.text):
            messages = messages_in(page.text)
            found = messages.rows
            patients |= messages.patients
            notes += _notes(messages.empty, "without a result")
            notes += _notes(messages.elsewhere, "whose result is a picture or a link")
            notes += _notes(messages.preliminary, "whose result is not final")
        else:
            found = reader.rows(page.text)
            long = [
                str(n) for n, text in enumerate(page.text.split("\n"), 1) if len(text) > LONGEST
            ]
            if long:
                notes.append(
                    f"page {page.number}, line {', '.join(long[:_MOST_NAMED])}: longer than "
                    f"{LONGEST} signs, not read"
                )
            if reader.unread:
                lines = ", ".join(map(str, reader.unread[:_MOST_NAMED]))
                more = " and more" if len(reader.unread) > _MOST_NAMED else ""
                notes.append(f"page {page.number}, line {lines}{more}: figures, but no result read")
        read.append((page, found))
    if len(patients) > 1:
        notes.append(
            "its messages are of several patients: no result was taken; give those of each patient "
            "in a file of their own"
        )
        return Extracted(document.name, (), tuple(notes))
    if _several_patients(document):
        notes.append("it names several patients: check whose each result is")
    notes += caution_void_lines([(page, found) for page, found in read if not is_hl7(page.text)])
    signs = _signs_of(read)
    rows = [row_of(page, one, signs) for page, found in read for one in found]
    if not rows and document.says_something:
        notes.append("no laboratory results were found in its text")
    return Extracted(document.name, tuple(rows), tuple(notes))


def _several_patients(document: Document) -> bool:
    """Whether a label of a patient ("MRN:") has two values or more."""
    said: dict[str, str] = {}
    return any(
        said.setdefault(label.lower(), value.casefold()) != value.casefold()
        for page in document.pages
        for label, value in _WHOSE.findall(page.text)
    )


def _signs_of(read: list[tuple[Page, list[Found]]]) -> DecimalSigns:
    """As results and ranges write them: "1,25-dihydroxyvitamin D" and "10.15 Uhr" are no numbers of
    the laboratory."""
    said = [
        page.text[start:end]
        for page, found in read
        for one in found
        for name in ("value", "range")
        for start, end in one.places.get(name, [])
    ]
    return DecimalSigns.of("\n".join(said))


def _notes(names: list[str], what: str) -> list[str]:
    if not names:
        return []
    return [f"{len(names)} test{'s' * (len(names) > 1)} {what}: {', '.join(names)}"]


def row_of(
    page: Page,
    found: Found,
    signs: DecimalSigns,
    refused: tuple[Refusal, ...] = (),
    by_model: bool = False,
) -> Row:
    """The values at their places: one in doubt is refused, one with a caution unverified."""
    values = {
        name: replace(_value(page, found.places[name], name, signs), by_model=by_model)
        for name in FIELDS
        if name in found.places
    }
    if found.limits:
        values["range"] = replace(values["range"], value=_two_limits(page, found))
    if found.said and "value" in values:
        said = _normal(found.said, "value", signs)
        values["value"] = replace(values["value"], value=said)
    doubt = found.doubt or _lost_point(values, page)
    if doubt and "value" in values:
        refused = (*refused, Refusal("value", values.pop("value").text, doubt))
    elif found.caution and "value" in values:
        values["value"] = replace(values["value"], caution=found.caution)
    return Row(values, refused)


def _two_limits(page: Page, found: Found) -> str:
    return " - ".join(page.text[start:end] for start, end in found.places["range"])


def _lost_point(values: Mapping[str, Value], page: Page) -> str:
    """Whoever reads pictures loses decimal points: of 48 and 3.9 - 5.5 one is wrong."""
    if page.origin is not TextOrigin.RECOGNISED or not {"value", "range"} <= values.keys():
        return ""
    limits = re.findall(r"\d+[.,]\d+|\d+", values["range"].text)
    whole = _WHOLE.fullmatch(values["value"].text)
    if whole and limits and all("." in one or "," in one for one in limits):
        return "its range has decimals and it has none: a decimal point may be lost in the picture"
    return ""


def _value(page: Page, places: list[Place], name: str, signs: DecimalSigns) -> Value:
    spans = [Span(page.number, start, end) for start, end in places]
    text = " ".join(page.text[start:end] for start, end in places)
    normal = _normal(text, name, signs)
    return Value(text, normal, spans[0], page.origin, continued=tuple(spans[1:]))


def _normal(text: str, name: str, signs: DecimalSigns) -> Scalar:
    said = unescaped(" ".join(text.split()))
    if name == "value":
        number = signs.number(said)
        return said if number is None else number
    if name == "flag":
        return flag_meanings().get(said.strip("()[]").lower(), said)
    if name == "range" and said[:1].isdigit():
        return _DASH.sub(" - ", said, count=1)
    return said
