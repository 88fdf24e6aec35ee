"""HL7 v2.5.1 ORU^R01: one result message, one OBX a section, in UTF-8.

Own escaping: of the two libraries of the field one leaves "&" and "^" as they are in text, the
other writes a line end that no receiver can read (both serve as parsers in the tests).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime

from medvoice.export.characters import printable
from medvoice.export.codes import codes
from medvoice.export.content import Content, Runs, Section, content, note, plain
from medvoice.export.context import ReportContext, Status, person
from medvoice.export.origins import ALWAYS
from medvoice.lexicon.hl7_escapes import hl7_signs
from medvoice.report.document import Report
from medvoice.report.template import Template

_ESCAPES = {sign: f"\\{mark}\\" for mark, sign in hl7_signs().items()} | {"\n": "\\.br\\"}
_SPECIAL = re.compile(r"[|^&~\\\n]")
_UNESCAPES = {mark[1:-1]: char for char, mark in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\([^\\]*)\\")
_STATUS = {
    Status.DRAFT: "R",  # stored, not verified
    Status.PRELIMINARY: "P",
    Status.FINAL: "F",
    Status.ADDENDUM: "C",  # corrects what was final
}
"""OBR-25 (table 0123) and OBX-11 (table 0085): these letters mean the same in both."""


def hl7(
    report: Report,
    template: Template,
    context: ReportContext,
    *,
    suffixed: bool = False,
    signed: bool = True,
) -> bytes:
    """The message, segments ended by CR.

    signed: an NTE behind an OBX says what of its text nobody dictated; of what a model wrote and
    nobody accepted it always does.
    suffixed: OBX-3 as chapter 7 of the standard has it (procedure code "&IMP") where the
    procedure's code is known; else LOINC codes of the sections. Raises TemplateError; ContextError
    where the context is not stamped (MSH-7, MSH-10)."""
    made_at, document = context.stamp()
    status = _STATUS[context.status]
    found = content(report, template)
    segments = [
        _msh(_moment(made_at), document.hex[:20]),
        _pid(context),
        _segment("PV1", {1: "1", 2: "U", 8: _xcn(context.referring_physician)}),
        _segment("ORC", {1: "RE", 2: _e(context.order), 3: _e(context.accession)}),
        _obr(found, template, context, status),
    ]
    sections = list(found.all_sections())
    if context.footer:
        sections.append(note(context.footer))
    subs: Counter[str] = Counter()
    for section in sections:
        named = _observation(section, context, suffixed)
        code = named.split("^")[0]
        for text, runs in _texts(section):
            # OBX-3 and OBX-4 together are unique: "Exam" and "Technique" have the same code.
            subs[code] += 1
            segments.append(_obx(subs.total(), named, subs[code], text, context))
            segments += _notes(tuple(r for r in runs if signed or r.origin in ALWAYS))
    return "".join(f"{segment}\r" for segment in segments).encode("utf-8")


def escaped(text: str) -> str:
    """Text as a field or component may hold it. "\\n" becomes \\.br\\, other control characters a
    space."""
    clean = "\n".join(printable(line) for line in text.split("\n"))
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], clean)


def unescaped(text: str) -> str:
    """What `escaped` was given; escapes that it never writes stay as they are."""
    return _ESCAPED.sub(lambda match: _UNESCAPES.get(match[1], match[0]), text)


_e = escaped


def _segment(name: str, fields: dict[int, str]) -> str:
    """fields: number -> value, escaped."""
    last = max((number for number, value in fields.items() if value), default=0)
    return "|".join([name, *(fields.get(number, "") for number in range(1, last + 1))])


def _msh(moment: str, message_id: str) -> str:
    # Field 1 is the separator itself; MSH-11 P is production, 18 the character set.
    head = f"MSH|^~\\&|MEDVOICE||||{moment}||ORU^R01^ORU_R01|{message_id}|P|2.5.1"
    return f"{head}||||||UNICODE UTF-8"


def _pid(context: ReportContext) -> str:
    issuer = _e(context.patient_id_issuer)
    number = f"{_e(context.patient_id)}^^^{issuer}^MR" if context.patient_id else ""
    return _segment(
        "PID",
        {
            1: "1",
            3: number,
            5: _xpn(context.patient_name),
            7: _moment(context.birth_date),
            8: context.sex.value if context.sex else "",
        },
    )


def _obr(found: Content, template: Template, context: ReportContext, status: str) -> str:
    made_at, _ = context.stamp()
    if context.procedure_code:
        name = context.procedure or found.title
        service = f"{_e(context.procedure_code)}^{_e(name)}^L"
    else:
        title = codes().title(
            context.modality or template.front.modality,
            context.body_part or template.front.body_part,
        )
        service = f"{title.value}^{_e(context.procedure or title.meaning)}^{title.scheme}"
    reader = "&".join(_parts(context.reading_physician))
    return _segment(
        "OBR",
        {
            1: "1",
            2: _e(context.order),
            3: _e(context.accession),
            4: service,
            7: _moment(context.study_time),
            16: _xcn(context.referring_physician),
            18: _e(context.accession),
            22: _moment(made_at),
            24: "RAD",
            25: status,
            31: f"^{_e(context.reason)}" if context.reason else "",
            32: f"&{reader}" if reader else "",
        },
    )


def _obx(number: int, observation: str, sub: int, text: str, context: ReportContext) -> str:
    return _segment(
        "OBX",
        {
            1: str(number),
            2: "FT",
            3: observation,
            4: str(sub),
            5: _e(text),
            11: _STATUS[context.status],
            14: _moment(context.study_time),
        },
    )


def _observation(section: Section, context: ReportContext, suffixed: bool) -> str:
    code = codes().sections.get(section.kind)
    if code is None:
        name = _e(section.name or "Text")
        return f"{name}^{name}^L"
    if suffixed and context.procedure_code and code.suffix:
        return f"{_e(context.procedure_code)}&{code.suffix}^{_e(section.name)}^L"
    return f"{code.heading.value}^{_e(section.name)}^{code.heading.scheme}"


def _texts(section: Section) -> tuple[tuple[str, Runs], ...]:
    """One OBX each, and what it is made of: the points of an impression apart, other sections
    whole."""
    if section.numbered:
        return tuple((plain(runs), runs) for runs in section.fields[0].runs)
    parts = tuple(run for field in section.fields for runs in field.runs for run in runs)
    return (("\n".join(section.lines()), parts),)


def _notes(runs: Runs) -> list[str]:
    """NTE-2 L: the filler of the order is the source of the comment."""
    marked = [run for run in runs if run.marked]
    return [
        _segment("NTE", {1: str(n), 2: "L", 3: f"Not dictated ({run.origin}): {_e(run.text)}"})
        for n, run in enumerate(marked, 1)
    ]


def _parts(name: str) -> list[str]:
    """family, given, middle, suffix, prefix: v2's order, which is not DICOM's. Escaped, no empty
    ones at the end."""
    split = person(name)
    parts = [split.family, split.given, split.middle, split.suffix, split.prefix]
    while parts and not parts[-1]:
        parts.pop()
    return [_e(part) for part in parts]


def _xpn(name: str) -> str:
    return "^".join(_parts(name))


def _xcn(name: str) -> str:
    """A person with an id that is not known."""
    parts = _parts(name)
    return "^".join(["", *parts]) if parts else ""


def _moment(value: datetime | date | None) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y%m%d%H%M%S%z")
    return value.strftime("%Y%m%d") if value else ""
