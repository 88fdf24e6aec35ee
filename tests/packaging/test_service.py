"""The service unit before systemd's own judges."""

from __future__ import annotations

import os
import re
import subprocess

from conftest import REPO

UNIT = REPO / "packaging" / "medvoice.service"
EXPOSURE = 2.2
"""Of 10, as systemd-analyze counts (a unit with no word of hardening: 9.6). docs/server.md says it."""


def test_systemd_knows_every_line_of_the_unit(tmp_path):
    unit = tmp_path / "medvoice.service"  # the program lies where it is installed, not here
    unit.write_text(UNIT.read_text().replace("%h/medvoice/bin/medvoice", "/bin/true"))
    (tmp_path / "run").mkdir(mode=0o700)
    env = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path / "run"), "HOME": str(tmp_path)}
    judge = ["systemd-analyze", "verify", "--user", "--man=no", unit]
    done = subprocess.run(judge, capture_output=True, text=True, env=env)
    assert "medvoice.service" not in done.stderr
    unit.write_text(unit.read_text() + "ProtectEverything=yes\n")
    refused = subprocess.run(judge, capture_output=True, text=True, env=env)
    assert "medvoice.service" in refused.stderr  # else the judge says nothing here at all


def test_the_unit_is_as_hardened_as_the_documentation_says():
    judge = ["systemd-analyze", "security", "--offline=true", "--no-pager", UNIT]
    done = subprocess.run(judge, capture_output=True, text=True, check=True)
    found = re.search(r"Overall exposure level.*: ([\d.]+)", done.stdout)
    assert found
    assert float(found[1]) <= EXPOSURE
    assert f"exposure level {EXPOSURE}" in " ".join(
        (REPO / "docs" / "server.md").read_text().split()
    )
