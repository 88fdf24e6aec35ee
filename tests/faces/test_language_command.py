"""medvoice language: lines in, one JSON object each out."""

from __future__ import annotations

import json
import subprocess
import sys


def said(text: str, *options: str) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-m", "medvoice.faces.cli.main", "language", *options],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_json_object_for_each_line() -> None:
    lines = said(
        "a six millimeter nodule period\n"
        "replace six millimeter with eight millimeters\n"
        "no effusion period | Next field.\n"
        "go to sleep\nhello there\nwak up\n\n"
        "draft impression\n",
        "--template",
        "ct_chest",
    )
    assert [line["line"] for line in lines] == list(range(1, 9))
    assert [line["command"] for line in lines] == [
        None, "replace", "next field", "go to sleep", None, "wake up", None, "draft impression"
    ]  # fmt: skip
    first, replaced, parted, *_ = lines
    assert first["written"] == "A 6 mm nodule."
    assert {"text": "6", "words": [1, 2], "spoken": "six"} in first["spans"]
    assert replaced["slots"] == {"target": "6 mm", "new": "8 mm"}
    assert [part["written"] for part in parted["parts"]] == ["No effusion.", ""]
    assert parted["written"] == "No effusion."
    assert all(line["reason"] for line in lines)
    assert (lines[-1]["outcome"], lines[-1]["answer"]) == ("refused", "no model is configured")


def test_markers() -> None:
    lines = said("the colon is clear {period}\nscratch that {period}\n", "--dialect", "markers")
    assert lines[0]["written"] == "The colon is clear."
    assert lines[1]["command"] == "scratch that"
