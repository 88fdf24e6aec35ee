"""Links, anchors and file names in README.md and docs/ lead somewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from conftest import REPO
from documented import ALL_CODE, PAGES

LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
FILE = re.compile(
    r"(?<![\w./~{<*…-])[\w-]+(?:/[\w-]+)*\.(?:py|toml|md|tsv|html|js|css|sh|service|j2|npz)\b"
)
"""A file name as it stands, with or without folders; not one below ~, / or a made-up NAME."""
THE_USERS = {
    "config.toml": "the user's configuration",
    "own.toml": "a schema of the user's",
    "table.md": "what a command writes",
    "FILE.html": "a stand-in",
    "NAME.j2": "a stand-in",
    "NAME.toml": "a stand-in",
    "set.tsv": "a manifest of the user's",
    "FOLDER/manifest.tsv": "what a command writes",
}
"""Files that pages speak of and that are not in the repository."""


def tracked() -> tuple[str, ...]:
    """Every file of the repository, new ones that git does not ignore included."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPO,
    )
    return tuple(done.stdout.splitlines())


TRACKED = tracked()


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get on the usual hosts: lower case, signs left out,
    hyphens for spaces."""
    fenced = False
    found: set[str] = set()
    for line in page.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        heading = re.match(r"#{1,6} +(.+?) *#*$", line)
        if heading and not fenced:
            name = re.sub(r"[^\w\- ]", "", heading[1].lower()).replace(" ", "-")
            repeated = 1
            while name in found:
                name = f"{name}-{repeated}"
                repeated += 1
            found.add(name)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_links_lead_somewhere(page: Path):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.is_relative_to(REPO), target
        assert str(file.relative_to(REPO)) in TRACKED, target
        if anchor:
            assert anchor in anchors(file), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_files_that_a_page_names_are_there(page: Path):
    """By their path, or by the end of it, as `study/files.py` for medvoice/study/files.py."""
    ends = {f"/{name}" for name in TRACKED}
    missing = [
        f"{code.place}: {name}"
        for code in ALL_CODE
        if code.page == page
        for name in FILE.findall(code.text)
        if name not in THE_USERS and not any(end.endswith(f"/{name}") for end in ends)
    ]
    assert not missing


def test_the_pages_hold_links_and_file_names():
    assert sum(len(LINK.findall(page.read_text(encoding="utf-8"))) for page in PAGES) > 10
    assert sum(len(FILE.findall(code.text)) for code in ALL_CODE) > 300


def test_anchors_are_made_as_hosts_make_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A & B: `code`\n\n## Same\n\n## Same\n\n```\n# none\n```\n### What's left\n")
    assert anchors(page) == {"a--b-code", "same", "same-1", "whats-left"}
