"""medvoice eval, with a recogniser that says what the test wrote and with a real checkpoint."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from tiny_lasr import write_tiny_lasr

from medvoice.resources import samples_folder

SAMPLE = "cxr_two_views"


@pytest.fixture
def manifest(tmp_path):
    """A sample dictation with the written report text as its reference."""
    path = tmp_path / "set.tsv"
    sound, text = samples_folder() / f"{SAMPLE}.flac", samples_folder() / f"{SAMPLE}.txt"
    path.write_text(f"audio\treference_file\n{sound}\t{text}\n", encoding="utf-8")
    return path


def test_perfect_hearing_has_no_errors_though_dialects_differ(medvoice, scripted, manifest):
    turns = (samples_folder() / f"{SAMPLE}.words.txt").read_text(encoding="utf-8").splitlines()
    recogniser = scripted(turns)
    status, out, err = medvoice("eval", "--manifest", str(manifest), "--recogniser", "bundled")
    assert status == 0, err
    row = next(line for line in out.splitlines() if line.startswith("| bundled"))
    assert "| 0.0 % | 0/0/0 |" in row
    assert "| 0/2 + 0 |" in row  # both negations heard
    assert recogniser.closed


def test_errors_are_counted_and_shown_when_asked(medvoice, scripted, manifest, tmp_path):
    turns = (samples_folder() / f"{SAMPLE}.words.txt").read_text(encoding="utf-8").splitlines()
    turns[1] = (
        turns[1].replace("right lower lobe", "left lower lobe").replace("no pleural", "pleural")
    )
    scripted(turns)
    table = tmp_path / "table.md"
    status, out, _ = medvoice(
        "eval", "--manifest", str(manifest), "--recogniser", "bundled", "--errors", "-o", str(table)
    )
    assert status == 0
    assert f"bundled\t{SAMPLE}.flac\tright\tleft" in out
    assert f"bundled\t{SAMPLE}.flac\tno\t-" in out
    assert "| 1/1/0 |" in table.read_text(encoding="utf-8")


def test_a_real_checkpoint_is_loaded_and_scored(medvoice, manifest, tmp_path):
    folder = write_tiny_lasr(tmp_path / "tiny")
    status, out, err = medvoice("eval", "--manifest", str(manifest), "--recogniser", str(folder))
    assert status == 0, err
    row = next(line for line in out.splitlines() if line.startswith(f"| {folder}"))
    words = int(row.split("|")[2])
    assert words > 90
    assert float(row.split("|")[-2]) > 0, "no time was measured"


def test_what_is_not_here_has_a_row_that_says_so(medvoice, manifest):
    status, out, err = medvoice("eval", "--manifest", str(manifest), "--recogniser", "/no/such")
    assert status == 1
    assert "Traceback" not in err
    assert any(line.startswith("| /no/such |") for line in out.splitlines())


def test_a_bad_manifest_is_named(medvoice, tmp_path):
    path = tmp_path / "set.tsv"
    path.write_text("audio\treference\nnone.wav\tx\n", encoding="utf-8")
    status, _, err = medvoice("eval", "--manifest", str(path), "--recogniser", "bundled")
    assert status == 2
    assert "line 2" in err
    assert "none.wav" in err
