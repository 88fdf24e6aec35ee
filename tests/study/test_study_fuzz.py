"""Damaged files, some hundred of the benchmark's ten thousand: see benchmarks/study_fuzz.py."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.study_fuzz import bundled, damaged, tried
from medvoice.study.pixels import FilePixels


def test_damaged_files_are_refused_or_shown_and_nothing_else(tmp_path):
    pixels = FilePixels()
    originals = bundled()
    seen = set()
    for number in range(300):
        file = tmp_path / "damaged.dcm"
        file.write_bytes(damaged(originals, seed=7, number=number))
        try:
            outcome = tried(file, pixels)
        except Exception as error:  # noqa: BLE001 - what must not happen, with its number
            pytest.fail(f"input {number}: {type(error).__name__}: {error}")
        assert outcome.seconds < 30, f"input {number}"
        seen.add(outcome.what)
    pixels.close()
    # Without all three, the damage is too heavy or too light to show anything.
    assert seen == {"refused", "loaded and shown", "loaded, a picture refused"}
