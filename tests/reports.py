"""Test helper: reports with difficult text, and a context in which everything is known."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from dictating import TEMPLATES
from hypothesis import strategies as st

from medvoice.export.context import ReportContext, context_from
from medvoice.report.document import Origin, Placement, Report, Source, Statement
from medvoice.report.template import Template

MADE_AT = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
DOCUMENT = uuid.UUID("6b1d9a52-3a5e-4c7e-9a51-0c6d9a1f2b3c")
TEMPLATE = TEMPLATES.load("cxr")

HARD = (
    "<script>alert(1)</script>",
    "a|b^c~d\\e&f \\.br\\ \\F\\ \\X0D\\",
    "]]> <!-- --> &amp; &lt;b&gt; \"q\" 'q'",
    "line\nfeed\ttab\rreturn\x85next\u2028separator",
    "bell\x07 nul\x00 escape\x1b[31m delete\x7f half\ud800 not\ufffe a character\uffff",
    "Ελληνικά 右肺上葉 Лёгкие עברית ≥ 3 × 4 mm² 😀 e\u0301",
    "{{ 7*7 }} {% raw %} \ue0000\ue001 \ue0007\ue001",
    "1. 2) # * _ [x](y)",
    "MSH|^~\\&|",
)
"""What formats trip over."""

_pieces = st.sampled_from(HARD) | st.text(
    st.characters(codec=None, exclude_categories=()), min_size=1, max_size=40
)
_texts = st.lists(_pieces, min_size=1, max_size=3).map(" ".join)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Statements of any text in any field of the chest template, and in one that it lacks."""
    report = Report(TEMPLATE.name)
    fields = (*TEMPLATE.field_ids(), "lost.text")
    for number in range(draw(st.integers(0, 6))):
        statement = Statement(
            f"u{number}.1",
            draw(_texts),
            draw(st.sampled_from(Origin)),
            (Source(number, 0, 3),),
            draw(_texts),
            draw(st.integers(0, 2)),
        )
        report = report.placed(Placement(draw(st.sampled_from(fields)), statement))
    return report


def known_context(**more: str) -> ReportContext:
    values = {
        "patient_name": "Doe^Jane^Q^Dr",
        "patient_id": "P-1",
        "patient_id_issuer": "Hospital",
        "birth_date": "1970-02-03",
        "sex": "F",
        "accession": "A1|2&3",
        "order": "O^7",
        "study_uid": "1.2.840.99999.1",
        "study_time": "2026-11-25T09:15",
        "modality": "CR",
        "body_part": "chest",
        "procedure": "Chest, 2 views",
        "reason": "cough & fever",
        "referring_physician": "Smith^John",
        "reading_physician": "House, Greg",
        "institution": "Klinik Würzburg",
        "status": "final",
        "footer": "Research tool.",
        **more,
    }
    return context_from(f"{k}={v}" for k, v in values.items()).stamped(MADE_AT, DOCUMENT)


def unknown_context() -> ReportContext:
    return ReportContext().stamped(MADE_AT, DOCUMENT)


def one(text: str, field: str = "findings.bones", origin: Origin = Origin.DICTATED) -> Report:
    """A report of one statement."""
    statement = Statement("u1.1", text, origin, (Source(1, 0, 1),))
    return Report(TEMPLATE.name).placed(Placement(field, statement))


def mixed() -> Report:
    """One field with text of three origins, two of them normal text in a row."""
    report = Report(TEMPLATE.name)
    for number, (said, origin) in enumerate(
        [
            ("A 6 mm nodule on the left", Origin.DICTATED),
            ("No effusion.", Origin.NORMAL),
            ("No pneumothorax.", Origin.NORMAL),
            ("CT of 2024", Origin.STUDY),
            ("Seen again.", Origin.DICTATED),
        ]
    ):
        statement = Statement(f"s{number}", said, origin, ())
        report = report.placed(Placement("findings.lungs_pleura", statement))
    return report


def other_template(body: str, tmp_path_factory_folder) -> Template:
    """The chest template with another body."""
    from medvoice.report.template import load_template
    from medvoice.report.template_files import Folders

    source = TEMPLATE.path.read_text(encoding="utf-8")
    front = source[: source.rindex("+++") + 4]
    path = tmp_path_factory_folder / "other.j2"
    path.write_text(front + body, encoding="utf-8")
    return load_template(path, Folders([TEMPLATE.path.parent]))
