"""The service unit before systemd's own judges, and the container file before what it copies."""

from __future__ import annotations

import os
import re
import subprocess

from conftest import REPO

from medvoice.config import keys

PACKAGING = REPO / "packaging"
EXPOSURE = 2.5
"""Of 10, as systemd-analyze counts; 2.2 was measured. A unit with no word of hardening has 9.6."""


def test_systemd_knows_every_line_of_the_unit(tmp_path):
    text = (PACKAGING / "medvoice.service").read_text()
    unit = tmp_path / "medvoice.service"  # the program lies where it is installed, not here
    unit.write_text(text.replace("%h/medvoice/bin/medvoice", "/bin/true"))
    (tmp_path / "run").mkdir(mode=0o700)
    env = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path / "run"), "HOME": str(tmp_path)}
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", unit],
        capture_output=True,
        text=True,
        env=env,
    )
    assert "medvoice.service" not in done.stderr


def test_the_unit_is_hardened():
    done = subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=true",
            "--no-pager",
            PACKAGING / "medvoice.service",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"Overall exposure level.*: ([\d.]+)", done.stdout)
    assert found
    assert float(found[1]) <= EXPOSURE


def test_the_container_copies_what_there_is_and_sets_what_is_known():
    text = (PACKAGING / "Containerfile").read_text()
    for line in re.findall(r"^COPY (?!--)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (REPO / source).exists(), source
    variables = {key.variable for key in keys()}
    for variable in re.findall(r"\b(MEDVOICE_\w+)=", text):
        assert variable in variables
    assert text.rstrip().splitlines()[-1].endswith('"serve"]')
    assert "USER medvoice" in text
