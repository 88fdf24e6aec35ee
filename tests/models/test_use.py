"""One key of the user's file is written; everything else stays as they wrote it."""

from __future__ import annotations

import tomllib

import pytest

from medvoice.models.use import set_key

WRITTEN = """# my settings
[audio]
device = "Jabra"   # the good one

[recogniser]
# slow machine
threads = 2
name = "bundled"  # for now

[report]
folders = ["~/templates",
           "/srv/templates"]
"""


def test_comments_and_other_keys_stay(tmp_path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN)
    file.chmod(0o600)
    assert set_key(file, "recogniser.name", "medasr") == "bundled"
    assert file.read_text() == WRITTEN.replace('"bundled"', '"medasr"')
    assert file.stat().st_mode & 0o777 == 0o600
    assert set_key(file, "recogniser.name", "bundled") == "medasr"
    assert file.read_text() == WRITTEN
    assert [p.name for p in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    "before", [None, "", "# nothing yet\n", '[audio]\ndevice = "x"\n', "[recogniser]\nthreads = 1"]
)
def test_the_file_the_section_or_the_key_is_missing(tmp_path, before) -> None:
    file = tmp_path / "new" / "config.toml"
    if before is not None:
        file.parent.mkdir()
        file.write_text(before)
    assert set_key(file, "recogniser.name", 'a "folder"\\x') is None
    expected = tomllib.loads(before or "")
    expected.setdefault("recogniser", {})["name"] = 'a "folder"\\x'
    assert tomllib.loads(file.read_text()) == expected
    assert file.read_text().startswith(before or "")


def test_a_link_stays_a_link(tmp_path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(WRITTEN)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    set_key(link, "recogniser.name", "medasr")
    assert link.is_symlink()
    assert 'name = "medasr"' in real.read_text()


@pytest.mark.parametrize("broken", ["[recogniser", "recogniser = 3\n"])
def test_a_broken_file_is_left_as_it_is(tmp_path, broken) -> None:
    file = tmp_path / "config.toml"
    file.write_text(broken)
    with pytest.raises(ValueError, match=r"not a section|at line"):
        set_key(file, "recogniser.name", "medasr")
    assert file.read_text() == broken
