"""medvoice guard: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import subprocess
import sys


def asked(text: str, *options: str) -> tuple[int, list[dict], str]:
    done = subprocess.run(
        [sys.executable, "-m", "medvoice.faces.cli.main", "guard", *options],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def line(statement: str, *sources: str) -> str:
    return json.dumps({"sources": sources, "statement": statement}) + "\n"


def test_an_answer_for_each_line():
    status, answers, _ = asked(
        line("No effusion.", "There is no effusion.") + line("Effusion.", "No effusion.")
    )
    assert status == 0
    assert answers == [
        {"faithful": True, "differences": []},
        {"faithful": False, "differences": ["negation flipped: effusion"]},
    ]


def test_a_bad_line_is_named_and_the_others_are_answered():
    status, answers, errors = asked(
        line("Edema.", "Edema.") + "{not json\n" + '{"statement": 3}\n' + line("Edema.", "Cyst.")
    )
    assert status == 1
    assert [answer.get("faithful") for answer in answers] == [True, None, None, False]
    assert answers[1]["error"].startswith("line 2: ")
    assert answers[2]["error"].startswith("line 3: sources: ")
    assert "line 2" in errors
    assert "line 3" in errors
    assert "not json" not in errors  # dictated text stays out of messages


def test_a_draft_may_leave_out_but_not_what_is_critical():
    _, (kept, lost), _ = asked(
        line("Edema.", "Edema.", "Scoliosis.") + line("Edema.", "Edema.", "Free air."),
        "--one-sided",
    )
    assert kept == {
        "faithful": True, "differences": [], "omitted": ["missing: scoliosis is left out"]
    }  # fmt: skip
    assert not lost["faithful"]
    assert "critical finding left out: free air" in lost["differences"]
