from __future__ import annotations

import json
import stat

import dictating
import pytest

from medvoice.export.json_ import as_json
from medvoice.export.markdown import escaped, markdown
from medvoice.export.text import RESEARCH_FOOTER as FOOTER
from medvoice.export.text import text
from medvoice.export.write import ExportError, write_atomic
from medvoice.language.reader import Dialect

SAID = ["The lungs are clear. Heart normal. Impression: A *new* [3 mm] nodule <1 cm. Follow up."]


@pytest.fixture
def done():
    return dictating.dictate(SAID, "cxr", Dialect.WORDS)


def test_footer_is_an_option(done):
    for export in (text, markdown, as_json):
        assert FOOTER not in export(done.report, done.template)
        assert FOOTER in export(done.report, done.template, footer=FOOTER)


def test_json_carries_every_statement_with_its_sources(done):
    value = json.loads(as_json(done.report, done.template))
    assert (value["format"], value["version"]) == ("medvoice.report", 1)
    found = {s["id"]: s for field in value["fields"] for s in field["statements"]}
    assert set(found) == {s.id for s in done.report.statements()}
    for statement in done.report.statements():
        assert found[statement.id]["text"] == statement.text
        assert found[statement.id]["origin"] == "dictated"
        assert found[statement.id]["sources"][0]["utterance"] == 1
    assert value["unfilled"] == ["indication.text", "comparison.text"]


def test_markdown_prints_marks_as_said(done):
    body = markdown(done.report, done.template)
    assert r"1. A \*new\* \[3 mm\] nodule \<1 cm." in body
    assert "## Findings" in body
    assert "**Lungs and pleura:** The lungs are clear." in body
    assert escaped("1. x") == r"1\. x"
    assert escaped("- x") == r"\- x"


def test_written_whole_with_mode_0600_and_the_old_file_kept_on_failure(tmp_path, monkeypatch):
    path = tmp_path / "report.txt"
    write_atomic(path, "first\n")
    assert path.read_text() == "first\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        write_atomic(path, "second\n")
    assert path.read_text() == "first\n"
    assert [p.name for p in tmp_path.iterdir()] == ["report.txt"]
    with pytest.raises(ExportError, match="missing"):
        write_atomic(tmp_path / "missing" / "report.txt", "x")
