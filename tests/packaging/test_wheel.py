"""The wheel and the source archive hold all that medvoice needs, and nothing that git does not know."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import REPO

DATA = "medvoice/_data/"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, Path]:
    """(wheel, source archive); the wheel is made from the archive, as by `pip install` of one."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, REPO],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def tracked(*folders: str) -> set[str]:
    """Files of the checkout that git knows or would add."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders]
    done = subprocess.run(listed, capture_output=True, text=True, check=True, cwd=REPO)
    return {name for name in done.stdout.splitlines() if (REPO / name).exists()}


def test_the_wheel_holds_templates_samples_page_and_model(built):
    names = set(zipfile.ZipFile(built[0]).namelist())
    ours = {name for name in names if not name.startswith("medvoice-")}
    data = {DATA + name for name in tracked("templates", "samples")}
    assert ours == tracked("medvoice") | data
    for part in ("faces/web/index.html", "models/bundled/model.safetensors"):
        assert f"medvoice/{part}" in ours
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {
        "LICENSE",
        "NOTICE",
    }


def test_the_source_archive_builds_the_same_wheel(built):
    """It did just now; what it holds beside the packages is what a reader needs."""
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert tracked("medvoice", "templates", "samples") <= names
    assert {"LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "pyproject.toml"} <= names


def test_an_unpacked_wheel_makes_a_report_far_from_the_checkout(built, tmp_path):
    """The environment's other packages serve; medvoice itself, with its data, is the wheel's."""
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(built[0]).extractall(unpacked)
    environment = os.environ | {"PYTHONPATH": str(unpacked), "HOME": str(tmp_path)}
    program = (
        "import sys; from medvoice import resources; from medvoice.faces.cli.main import main; "
        "print(resources.templates_folder(), resources.samples_folder(), sep='\\n', flush=True); "
        "sys.exit(main(['report', '-', '--template', 'cxr']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="findings colon no pneumothorax period\n",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=True,
    )
    data = unpacked / "medvoice" / "_data"
    assert done.stdout.splitlines()[:2] == [str(data / "templates"), str(data / "samples")]
    assert "No pneumothorax." in done.stdout
