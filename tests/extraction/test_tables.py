"""Tables as CSV, JSON and Parquet."""

from __future__ import annotations

import builtins
import csv
import json

import pytest

from medvoice.extraction.extractor import Column
from medvoice.extraction.tables import TableError, check, headers, write

COLUMNS = (
    Column("size", "number", "mm"),
    Column("share", "number", "%", signs=True),
    Column("side", "text"),
    Column("sites", "text", many=True),
)


def value(given, **more):
    base = {"value": given, "unit": "", "sign": "", "page": 1, "start": 0, "end": 4}
    return base | {"quote": "said", "by": "rules", "verified": True} | more


def entry(name, **values):
    refused = [{"field": "side", "text": "left or right", "why": "several are named"}]
    row = {"values": values, "refused": refused if "size" not in values else []}
    return {"source": name, "record": "r", "rows": [row], "notes": []}


ENTRIES = [
    entry("a.txt", size=[value(23.0)], share=[value(1.0, sign="<", by="model")]),
    entry("=cmd()", side=[value("=1+1")], sites=[value("x"), value("y", verified=False)]),
]


def test_csv(tmp_path):
    assert write(tmp_path / "t.csv", "csv", COLUMNS, ENTRIES, spans=False) == 2
    with (tmp_path / "t.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert first["size_mm"] == "23"
    assert (first["share_pct"], first["share_sign"]) == ("1", "<")
    assert first["by_model"] == "share"
    assert second["sites"] == "x; y"
    assert second["unverified"] == "sites"
    assert second["not_taken"] == "side: several are named"
    # What a spreadsheet would run is text.
    assert second["source"] == "'=cmd()"
    assert second["side"] == "'=1+1"


def test_csv_with_spans(tmp_path):
    write(tmp_path / "t.csv", "csv", COLUMNS, ENTRIES, spans=True)
    with (tmp_path / "t.csv").open(newline="") as file:
        first, _ = csv.DictReader(file)
    assert list(first) == headers(COLUMNS, spans=True)
    assert (first["size_page"], first["size_end"], first["size_quote"]) == ("1", "4", "said")


def test_json(tmp_path):
    write(tmp_path / "t.json", "json", COLUMNS, ENTRIES, spans=False)
    first, second = json.loads((tmp_path / "t.json").read_text())
    assert first["values"]["share"]["sign"] == "<"
    assert [one["value"] for one in second["values"]["sites"]] == ["x", "y"]
    assert second["source"] == "=cmd()"  # JSON runs nothing
    write(tmp_path / "e.json", "json", COLUMNS, [], spans=False)
    assert json.loads((tmp_path / "e.json").read_text()) == []


def test_parquet(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write(tmp_path / "t.parquet", "parquet", COLUMNS, ENTRIES, spans=False)
    first, second = parquet.read_table(tmp_path / "t.parquet").to_pylist()
    assert (first["size_mm"], first["size_quote"], first["size_start"]) == (23.0, "said", 0)
    assert second["size_mm"] is None
    assert second["sites"] == "x; y"
    write(tmp_path / "e.parquet", "parquet", COLUMNS, [], spans=False)
    assert parquet.read_table(tmp_path / "e.parquet").num_rows == 0


def test_parquet_without_pyarrow_says_what_to_do(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(TableError, match=r"medvoice\[tables\]"):
        check("parquet")


def test_a_table_that_breaks_off_leaves_the_old_one(tmp_path):
    def broken():
        yield ENTRIES[0]
        raise RuntimeError("disk")

    (tmp_path / "t.csv").write_text("old")
    with pytest.raises(RuntimeError):
        write(tmp_path / "t.csv", "csv", COLUMNS, broken(), spans=False)
    assert (tmp_path / "t.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_nobody_else_may_read_it_and_nobodys_file_is_overwritten(tmp_path, form):
    (tmp_path / f"t.{form}.partial").write_text("mine")
    write(tmp_path / f"t.{form}", form, COLUMNS, ENTRIES, spans=False)
    assert (tmp_path / f"t.{form}").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / f"t.{form}.partial").read_text() == "mine"


def test_notes_of_a_report_without_rows_stay(tmp_path):
    entries = [
        {"source": "a.pdf", "record": "", "rows": [], "notes": ["page 2 is a picture"]},
        {"source": "b.pdf", "record": "", "rows": [], "notes": []},
    ]
    assert write(tmp_path / "t.csv", "csv", COLUMNS, entries, spans=True) == 1
    with (tmp_path / "t.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["source"], row["notes"], row["size_mm"]) == ("a.pdf", "page 2 is a picture", "")
    assert write(tmp_path / "t.json", "json", COLUMNS, entries, spans=True) == 1
    (shown,) = json.loads((tmp_path / "t.json").read_text())
    assert (shown["source"], shown["values"]) == ("a.pdf", {})


def test_a_number_below_zero_is_no_formula(tmp_path):
    entries = [entry("a.txt", size=[value(-2.3)], side=[value("-2.3")])]
    write(tmp_path / "t.csv", "csv", COLUMNS, entries, spans=False)
    with (tmp_path / "t.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["size_mm"], row["side"]) == ("-2.3", "'-2.3")
