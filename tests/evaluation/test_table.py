from __future__ import annotations

from io import StringIO

from rich.console import Console

from medvoice.evaluation.scorer import Score, Scorer
from medvoice.evaluation.table import HEAD, Row, cells, markdown_table, rich_table

SCORE = Scorer().compare("no effusion {period} right lung six mm", "effusion, left lung 6 mm").score
ROW = Row("bundled [cpu]|x", SCORE, audio_s=10.0, work_s=2.5)


def test_cells_hold_the_figures():
    row = dict(zip(HEAD, cells(ROW), strict=True))
    assert row["words"] == "6"
    assert row["WER"] == "33.3 %"
    assert row["sub/del/ins"] == "1/1/0"
    assert row["marks"] == "0/1"
    assert row["extra marks"] == "1"
    assert row["negations"] == "1/1 + 0"
    assert row["sides"] == "1/1 + 1"
    assert row["numbers"] == "0/1 + 0"
    assert row["RTF"] == "0.25"


def test_markdown_has_one_line_a_row_and_escapes_bars():
    text = markdown_table([ROW, Row("none", Score(), fault="not installed")], "Set")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == 4
    assert r"bundled [cpu]\|x" in lines[2]
    assert "not installed" in lines[3]
    assert {line.replace(r"\|", "").count("|") for line in lines} == {len(HEAD) + 1}


def test_rich_table_prints_names_as_they_are():
    out = StringIO()
    Console(file=out, width=200).print(rich_table([ROW], "Set [a]"))
    assert "bundled [cpu]|x" in out.getvalue()
    assert "Set [a]" in out.getvalue()
    assert "33.3 %" in out.getvalue()
