"""A model beside the rules: what it reads from a picture stays unverified, what it claims of a text
counts only where the text says it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import document_files as made
import numpy as np
import pytest
from scripted_backend import ScriptedBackend
from small_model import llama_server

from benchmarks.lab_sheets import drawing, generator
from benchmarks.lab_sheets.scoring import Claimed, not_said
from benchmarks.lab_sheets.sheet import FIELDS
from medvoice.assistant.backend import Ask, Between, Capabilities, Garbage, Image
from medvoice.assistant.choosing import BackendSettings, open_backend
from medvoice.documents.document import Document, DocumentError, TextOrigin
from medvoice.documents.plain_text import text_pages
from medvoice.documents.reading import DocumentReader
from medvoice.documents.tesseract import Tesseract
from medvoice.extraction.lab.extract import extract_lab
from medvoice.extraction.lab.model_answer import proposed_rows
from medvoice.extraction.lab.model_pictures import ModelPictures
from medvoice.extraction.lab.model_rows import LabModel
from medvoice.extraction.value import Extracted

SODIUM = {"test": "Sodium", "value": "128", "unit": "mmol/L", "range": "135 - 145", "flag": "L"}
TEXT = """\
On admission the sodium was found to be low, see below:
Sodium measured 128 mmol/L ref 135 - 145 L today
Potassium measured 4.1 after 3.2 mmol/L
Vitamin B12 measured 310 pmol/L
"""


@dataclass
class Sighted(ScriptedBackend):
    """Takes images, and says the same of each."""

    seen: list[Any] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(images=True, scores=False, schema=True, here=True)

    def write(
        self, ask: Ask, *, schema: Any, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        self.seen += [part.rgb.shape for part in ask.turn.parts if isinstance(part, Image)]
        yield self.writer("", schema)


def answering(*rows: dict[str, str]) -> str:
    return json.dumps({"rows": list(rows)})


def proposed(*rows: dict[str, str], text: str = TEXT) -> Extracted:
    model = LabModel(ScriptedBackend(writer=lambda _, __: answering(*rows)))
    return model.extended(Document("letter.txt", text_pages(text)), Extracted("letter.txt", ()))


def test_a_picture_is_read_by_a_model_and_stays_unverified(tmp_path):
    (tmp_path / "sheet.jpg").write_bytes(made.picture(["Sodium 128 mmol/L"], "JPEG"))
    (tmp_path / "scan.pdf").write_bytes(made.scanned_pdf([["Sodium"], ["Urea"]]))
    backend = Sighted(writer=lambda _, __: answering(SODIUM, SODIUM | {"test": "a|b", "flag": ""}))
    with DocumentReader(pictures=ModelPictures(backend)) as reader:
        for name, pages in (("sheet.jpg", 1), ("scan.pdf", 2)):
            document = reader.read(tmp_path / name)
            assert document.pictures == ()
            assert "nothing from there is verified" in document.notes[0]
            rows = extract_lab(document).rows
            assert len(rows) == 2 * pages
            assert {n: v.text for n, v in rows[0].values.items()} == SODIUM
            assert rows[1].values["test"].text == "a/b"
            for row in rows:
                assert not row.verified
                for value in row.values.values():
                    assert value.origin is TextOrigin.RECOGNISED
                    assert value.span.of(document) == value.text
    assert len(backend.seen) == 3


def test_a_model_without_eyes_or_out_of_order_leaves_the_picture_and_says_so(tmp_path):
    def fails(_: str, __: Any) -> str:
        raise Garbage("The model answered nothing.")

    (tmp_path / "sheet.png").write_bytes(made.picture(["Sodium 128 mmol/L"]))
    for backend, said in (
        (ScriptedBackend(), "takes no images"),
        (Sighted(writer=fails), "answered nothing"),
    ):
        with DocumentReader(pictures=ModelPictures(backend)) as reader:
            document = reader.read(tmp_path / "sheet.png")
        assert document.pictures == (1,)
        assert any(said in note for note in document.notes)
        assert extract_lab(document).rows == ()


def test_what_the_text_says_is_taken():
    (row,) = proposed(SODIUM | {"test": "Sodium measured"}).rows
    assert {n: v.text for n, v in row.values.items()} == SODIUM | {"test": "Sodium measured"}
    assert all(value.by_model for value in row.values.values())
    assert row.refused == ()


LIES = {
    "a value that stands nowhere": ({"value": "129"}, "value"),
    "a limit of the range as the value": ({"value": "135"}, "value"),
    "a part of a number": ({"value": "12"}, "value"),
    "a digit of the test's own name": ({"test": "Vitamin", "value": "12"}, "value"),
    "one result of two": ({"test": "Potassium measured", "value": "3.2", "unit": "", "range": "", "flag": ""}, "value"),
    "a test that is not there": ({"test": "Calcium"}, "test"),
    "a test of another line": ({"test": "Vitamin B12 measured"}, "value"),
    "words of a sentence": ({"test": "On admission the sodium was found", "value": "low"}, "test"),
    "a converted value": ({"value": "0.128", "unit": "mol/L"}, "value"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_the_text_does_not_say_is_refused(lie):
    change, refused = LIES[lie]
    (row,) = proposed(SODIUM | {"test": "Sodium measured"} | change).rows
    assert row.values == {}
    assert [refusal.field for refusal in row.refused] == [refused]


@pytest.mark.parametrize(
    ("name", "wrong"), [("unit", "g/L"), ("range", "135 - 155"), ("flag", "H"), ("unit", "135")]
)
def test_a_false_detail_is_left_out_and_the_result_stays(name, wrong):
    (row,) = proposed(SODIUM | {"test": "Sodium measured", name: wrong}).rows
    assert name not in row.values
    assert row.values["value"].value == 128
    assert [(one.field, one.text) for one in row.refused] == [(name, wrong)]


def test_a_model_that_mixes_truth_and_lies_gets_only_true_results_in():
    """Half of what it claims is another row's, a limit of the range, or has a digit changed."""
    chance = random.Random(8)
    accepted = lies = 0
    for sheet in generator.sheets(41, 2):
        rows = []
        for one in sheet.truth:
            row = {name: getattr(one, name) for name in FIELDS}
            if chance.random() < 0.5:
                lies += 1
                name = chance.choice(("value", "unit", "range", "flag"))
                row[name] = chance.choice(
                    (
                        getattr(chance.choice(sheet.truth), name),
                        one.range.split()[0] if one.range else "7",
                        one.value[:-1] + "9",
                        one.value[1:],
                        one.test,
                    )
                )
            rows.append(row)
        text = drawing.as_text(sheet)
        found = proposed(*rows, text=text).rows
        true = {(one.test, one.value) for one in sheet.truth}
        units = {(one.test, one.unit) for one in sheet.truth}
        for row in found:
            claims = [
                Claimed(n, v.text, ((v.span.start, v.span.end),)) for n, v in row.values.items()
            ]
            pages = text.split("\f")
            assert (
                not_said(pages[row.values["test"].span.page - 1] if row.values else "", claims)
                == []
            )
            if row.values:
                accepted += 1
                assert (row.values["test"].text, row.values["value"].text) in true
                if "unit" in row.values:
                    assert (row.values["test"].text, row.values["unit"].text) in units
    assert lies > 100
    assert accepted > 80


def test_a_line_is_taken_once():
    row = SODIUM | {"test": "Sodium measured"}
    first, second = proposed(row, row).rows
    assert first.values
    assert second.values == {}


def test_pages_that_the_rules_have_read_are_not_asked_about():
    text = "Sodium   128   mmol/L   135 - 145   L\n\fSodium measured 128 mmol/L in all\n"
    document = Document("two.txt", text_pages(text))
    backend = ScriptedBackend(writer=lambda _, __: answering())
    found = LabModel(backend).extended(document, extract_lab(document))
    assert len(found.rows) == 1
    assert len(backend.asked) == 1
    assert "135" not in backend.asked[0]


def test_broken_answers_give_what_stands_before_the_break():
    whole = answering(SODIUM, SODIUM)
    assert len(proposed_rows(whole)) == 2
    assert len(proposed_rows(whole[:-30])) == 1
    for nonsense in ("", "no", "[]", "{}", '{"rows": 3}', '{"rows": [1, {"test": 2}]}', "{" * 500):
        assert proposed_rows(nonsense) == []


def test_a_small_real_model_gets_nothing_past_the_text():
    """Judged by code that the extractor does not share."""
    text = TEXT + "".join(
        f"{name} level came back as {value} {unit} this morning\n"
        for name, value, unit in (("Ferritin", "12", "ug/L"), ("Lactate", "1.9", "mmol/L"))
    )
    document = Document("letter.txt", text_pages(text))
    with llama_server(context=4096) as address:
        backend = open_backend(BackendSettings("server", url=f"{address}/v1", timeout_s=300))
        found = LabModel(backend).extended(document, Extracted("letter.txt", ()))
    for row in found.rows:
        claims = [
            Claimed(name, value.text, ((value.span.start, value.span.end),))
            for name, value in row.values.items()
        ]
        assert not_said(document.pages[0].text, claims) == []
    assert "was asked for the results of page 1" in found.notes[-1]


def test_tesseract_reads_print_and_its_results_stay_unverified(tmp_path):
    lines = [
        "Test            Result     Unit        Range",
        "Sodium          140        mmol/L      135 - 145",
    ]
    (tmp_path / "sheet.png").write_bytes(_drawn(lines))
    assert Tesseract.installed(), "make setup-dev installs tesseract-ocr"
    with DocumentReader(pictures=Tesseract()) as reader:
        document = reader.read(tmp_path / "sheet.png")
    (row,) = extract_lab(document).rows
    assert row.values["test"].text == "Sodium"
    assert row.values["value"].value == 140
    assert not row.verified


def _drawn(lines: list[str]) -> bytes:
    from io import BytesIO

    from PIL import Image as Pillow
    from PIL import ImageDraw, ImageFont

    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", 28)
    page = Pillow.new("RGB", (1500, 400), "white")
    for at, line in enumerate(lines):
        ImageDraw.Draw(page).text((60, 80 + 60 * at), line, fill="black", font=font)
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def test_a_blank_picture_has_no_text():
    assert Tesseract().text(np.full((600, 800, 3), 255, dtype=np.uint8)) == ""


def test_tesseract_that_is_not_there_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(DocumentError, match="apt-get install tesseract-ocr"):
        Tesseract().text(np.zeros((10, 10, 3), dtype=np.uint8))
