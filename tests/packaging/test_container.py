"""The container file against what it copies, and the ways to install against each other."""

from __future__ import annotations

import ast
import re

from conftest import REPO

from medvoice.config import keys

CONTAINER = (REPO / "packaging" / "Containerfile").read_text()


def constant(file: str, name: str) -> object:
    """A constant of a program in tools/, without running it."""
    for node in ast.parse((REPO / "tools" / file).read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{name} is not in {file}")


def test_the_container_copies_what_there_is_and_sets_what_is_known():
    for line in re.findall(r"^COPY (?!--)(.+)$", CONTAINER, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (REPO / source).exists(), source
    variables = {key.variable for key in keys()}
    for variable in re.findall(r"\b(MEDVOICE_\w+)=", CONTAINER):
        assert variable in variables


def test_the_container_ends_as_a_user_without_rights_in_the_daemon():
    last = CONTAINER[CONTAINER.rindex("FROM ") :]
    (uid,) = re.findall(r"^USER (\d+)$", last, re.MULTILINE)
    assert f"--uid {uid}" in last
    assert f"uid={uid}" in CONTAINER[: CONTAINER.index("ARG PYTHON")]  # the secret's owner
    assert last.rindex("USER ") > last.rindex("RUN ")
    assert last.rstrip().splitlines()[-1] == 'ENTRYPOINT ["/opt/medvoice/bin/medvoice", "serve"]'


def test_every_way_to_install_brings_the_same():
    extras = constant("setup.py", "EXTRAS")
    assert isinstance(extras, tuple)
    assert constant("wheelhouse.py", "EXTRAS") == extras
    listed = ",".join(extras)
    assert f"'.[{listed}]'" in CONTAINER
    assert f"'medvoice[{listed}]'" in (REPO / "docs" / "install.md").read_text()
    torch = constant("torch_build.py", "TORCH")
    assert f"ARG TORCH=torch=={torch}\n" in CONTAINER
    assert f"`torch=={torch}`" in (REPO / "docs" / "install.md").read_text()
