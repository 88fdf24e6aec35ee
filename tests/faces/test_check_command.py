"""medvoice check: warnings of a finished report, its status, and the configuration."""

from __future__ import annotations

import json
import subprocess
import sys

REPORT = "FINDINGS: Small left effusion. Bulge at L5-L4.\nIMPRESSION: Small right effusion.\n"


def asked(text: str, *options: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "medvoice.faces.cli.main", "check", "-", *options],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_warnings_beside_their_sections():
    status, out, _ = asked(REPORT)
    assert status == 1
    assert [line.split(": ")[:2] for line in out.splitlines()] == [
        ["impression", "side"],
        ["findings", "level"],
    ]


def test_json_has_the_span():
    _, out, _ = asked(REPORT, "--json", "--off", "side")
    (level,) = map(json.loads, out.splitlines())
    assert (level["check"], level["span"], level["statement"]) == ("level", [9, 14], "s2")


def test_nothing_to_look_at_and_checks_that_are_switched_off():
    assert asked("FINDINGS: Small left effusion.")[0] == 0
    assert asked(REPORT, "--set", "checks.off=side:level")[0] == 0
    status, _, errors = asked(REPORT, "--off", "sides")
    assert status == 2
    assert 'Did you mean "side"?' in errors


def test_a_study_and_a_prior(tmp_path, shared):
    prior = tmp_path / "prior.txt"
    prior.write_text("FINDINGS: No hydronephrosis.", encoding="utf-8")
    _, out, _ = asked("FINDINGS: Hydronephrosis.", "--prior", str(prior))
    assert "No hydronephrosis" in out
    study = shared / "data" / "dicom" / "ct_head_ge"
    _, out, _ = asked("EXAM: MRI of the head.\nFINDINGS: Normal.", "--study", str(study))
    assert out.startswith("exam: examination: MRI here")
