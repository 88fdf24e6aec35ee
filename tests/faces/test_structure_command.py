"""medvoice structure: placed JSON with and without a model, and the prompt."""

from __future__ import annotations

import json

from medvoice.faces.cli.main import main

TEXT = "The lungs are clear. Quondle xanthosis.\nDraft impression\n"


def test_rules_alone_give_json_with_sources(tmp_path, capsys):
    file = tmp_path / "dictation.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["structure", str(file), "--template", "cxr"]) == 0
    out, err = capsys.readouterr()
    fields = {field["id"]: field["statements"] for field in json.loads(out)["fields"]}
    (clear,) = fields["findings.lungs_pleura"]
    assert clear["text"] == "The lungs are clear."
    assert clear["origin"] == "dictated"
    assert clear["margin"] is None
    assert clear["sources"][0]["words"] == "The lungs are clear."
    assert fields["findings.additional"][0]["text"] == "Quondle xanthosis."
    assert "no model is configured" in err


def test_the_prompt_is_printed_and_nothing_is_asked(tmp_path, capsys):
    file = tmp_path / "dictation.txt"
    file.write_text(TEXT, encoding="utf-8")
    for level, marks in (("verbatim", 1), ("tidy", 2), ("impression", 2)):
        arguments = ["structure", str(file), "--template", "cxr", "--show-prompt", "--level", level]
        assert main(arguments) == 0
        out, _ = capsys.readouterr()
        assert out.count("[system]") == marks
        assert "<dictation>The lungs are clear.</dictation>" in out
    assert main(["structure", "--template", "ct_head", "--show-prompt"]) == 0
    assert "Extra-axial spaces" in capsys.readouterr().out


def test_a_server_that_is_not_there_leaves_the_rules(tmp_path, capsys):
    file = tmp_path / "dictation.txt"
    file.write_text(TEXT, encoding="utf-8")
    arguments = ["structure", str(file), "--template", "cxr", "--backend", "server",
                 "--set", "language_model.url=http://127.0.0.1:9/v1", "--level", "tidy"]  # fmt: skip
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    fields = {field["id"]: field["statements"] for field in json.loads(out)["fields"]}
    assert fields["findings.lungs_pleura"][0]["origin"] == "dictated"
    assert "Placed by rules alone" in err


def test_no_file_and_no_prompt_is_an_error(capsys):
    assert main(["structure", "--template", "cxr"]) != 0
    assert "No file was given" in capsys.readouterr().err
