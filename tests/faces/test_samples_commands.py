"""The commands on the sample recordings, with a recogniser that hears every word: the expected texts."""

from __future__ import annotations

import tomllib

import pytest

from medvoice.resources import samples_folder

SAMPLES = samples_folder()
INDEX = tomllib.loads((SAMPLES / "index.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(INDEX))
def test_perfect_hearing_gives_the_expected_text_and_report(medvoice, scripted, name):
    turns = (SAMPLES / f"{name}.words.txt").read_text(encoding="utf-8").splitlines()
    sound, template = str(SAMPLES / f"{name}.flac"), INDEX[name]["template"]
    scripted(turns)
    status, out, err = medvoice("transcribe", sound, "--recogniser", "bundled")
    assert (status, out) == (0, (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")), err
    scripted(turns)
    status, out, err = medvoice("report", sound, "--template", template, "--recogniser", "bundled")
    assert (status, out) == (0, (SAMPLES / f"{name}.report.txt").read_text(encoding="utf-8")), err
