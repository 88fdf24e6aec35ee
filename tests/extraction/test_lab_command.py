"""`medvoice extract --schema lab`: text, PDF, HL7 and pictures in one table, bad files beside them."""

from __future__ import annotations

import csv
import json

import document_files as made

from benchmarks.lab_sheets import drawing, generator
from medvoice.faces.cli.main import main

CELLS = [(50, 800, "Sodium"), (200, 800, "128"), (260, 800, "mmol/L"), (340, 800, "135 - 145")]


def test_reports_of_every_kind_become_one_table(tmp_path, capsys):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("Sodium   128   mmol/L   135 - 145   L\n")
    (folder / "b.pdf").write_bytes(made.pdf([CELLS]))
    (folder / "c.hl7").write_text(
        "MSH|^~\\&|LAB|||||ORU^R01\rOBX|1|NM|1^Sodium^LN||128|mmol/L|135-145|L|||F\r"
    )
    (folder / "d_locked.pdf").write_bytes(made.locked_pdf([CELLS]))
    (folder / "e_scan.pdf").write_bytes(made.scanned_pdf([["Sodium 128 mmol/L"]]))
    (folder / "f.zip").write_bytes(made.archive({"in.txt": b"Urea: 5.1 mmol/L (2.5-7.8)\n"}))
    out = tmp_path / "lab.json"
    assert main(["extract", str(folder), "--schema", "lab", "-o", str(out)]) == 1
    rows = json.loads(out.read_text())
    names = [row["source"].rsplit("reports/")[1] for row in rows]
    assert names == ["a.txt", "b.pdf", "c.hl7", "f.zip/in.txt"]
    err = capsys.readouterr().err
    assert "locked with a password" in err
    assert "a model that takes images can read it" in err


def test_pictures_are_read_when_asked_and_stand_unverified(tmp_path, capsys):
    import random

    sheet = next(generator.sheets(3, 1))
    (tmp_path / "sheet.png").write_bytes(drawing.as_pictures(sheet, random.Random(1))[0])
    out = tmp_path / "lab.csv"
    status = main(
        ["extract", str(tmp_path / "sheet.png"), "--schema", "lab", "-o", str(out),
         "--pictures", "tesseract"]
    )  # fmt: skip
    assert status == 0, capsys.readouterr().err
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > len(sheet.truth) / 2
    assert all("test" in row["unverified"] for row in rows)
    assert "nothing from there is verified" in rows[0]["notes"]


def test_a_model_for_pictures_must_be_there(tmp_path, capsys):
    (tmp_path / "a.png").write_bytes(made.picture(["Sodium 128"]))
    out = tmp_path / "lab.csv"
    status = main(
        [
            "extract",
            str(tmp_path / "a.png"),
            "--schema",
            "lab",
            "-o",
            str(out),
            "--pictures",
            "model",
        ]
    )
    assert status == 2
    assert "give --model" in capsys.readouterr().err
