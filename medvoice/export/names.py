"""Names of exported files from a pattern: "{accession}_{date}_{template}.txt"."""

from __future__ import annotations

import re
import string
import unicodedata

from medvoice.export.context import UNKNOWN, ContextError, ReportContext

_LONGEST = 200  # bytes; file systems end at 255, and the temporary file's name is longer
_LONGEST_VALUE = 80
_UNSAFE = re.compile(r"[^\w.-]+")
KEYS = ("accession", "date", "document", "modality", "patient_id", "status", "template", "time")


def file_name(pattern: str, context: ReportContext, template: str) -> str:
    """A plain file name; whatever the values hold, it names no other folder and no hidden file.

    date, time: of the study, else of the export. Raises ContextError for an unknown key, for a
    pattern that is no plain name, and for a name that comes out empty."""
    if "/" in pattern or "\\" in pattern or "\0" in pattern:
        raise ContextError(f"{pattern}: a pattern names a file and no folder")
    values = _values(context, template)
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise ContextError(f"{pattern}: {error}") from error
    name = ""
    for literal, key, spec, conversion in parts:
        name += literal
        if key is None:
            continue
        if key not in values or spec or conversion:
            raise ContextError(f"{pattern}: {{{key}}} is not known; known: {', '.join(KEYS)}")
        name += _safe(values[key]) or UNKNOWN
    name = _cut(name.lstrip(".").strip())
    if not name or not name.strip("."):
        raise ContextError(f"{pattern}: gives no file name")
    return name


def is_pattern(name: str) -> bool:
    return any(f"{{{key}}}" in name for key in KEYS)


def _values(context: ReportContext, template: str) -> dict[str, str]:
    moment = context.study_time or context.made_at
    day = context.study_date or (context.made_at.date() if context.made_at else None)
    clock = moment.strftime("%H%M%S") if moment and hasattr(moment, "hour") else ""
    return {
        "accession": context.accession,
        "date": day.strftime("%Y%m%d") if day else "",
        "document": str(context.document_id or ""),
        "modality": context.modality,
        "patient_id": context.patient_id,
        "status": context.status.value,
        "template": template,
        "time": clock,
    }


def _safe(value: str) -> str:
    text = unicodedata.normalize("NFC", value)
    return _UNSAFE.sub("_", text).strip("._-")[:_LONGEST_VALUE]


def _cut(name: str) -> str:
    """Not longer than a file system takes; the suffix stays."""
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    room = _LONGEST - len((dot + suffix).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + suffix
