"""The second check of statements: simple, strict, independent of the guard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from benchmarks.fidelity import generate, texts  # noqa: E402
from benchmarks.fidelity.second_check import differences  # noqa: E402


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("No pleural effusion or pneumothorax.", "There is no pneumothorax. No pleural effusion."),
        ("A 6 mm nodule in the left lung.", "There is a 0.6 cm nodule in the left lung."),
        ("Fracture is not clearly seen.", "No fracture is clearly seen."),
        ("Stable since 03/14/2024.", "Stable since March 14, 2024."),
        ("Bulge at L4-5.", "At L4-L5, there is a bulge."),
    ],
)
def test_the_same_in_nearly_the_same_words(source, statement):
    assert differences([source], statement) == []


@pytest.mark.parametrize(
    ("source", "statement", "difference"),
    [
        ("No edema.", "Edema.", "denied only in the sources: edema"),
        ("Left mass.", "Right mass.", "said here, not in the sources: right"),
        ("A 6 mm cyst.", "A 6 cm cyst.", "said here, not in the sources: 60 mm"),
        ("Possible mass.", "Mass.", "left out: possible"),
        ("Density of -5 HU.", "Density of 5 HU.", "left out: minu"),
        ("Grown from 4 mm to 6 mm.", "Grown from 6 mm to 4 mm.", "order: 6 mm, 4 mm"),
        ("The lesion is not new.", "The lesion is new.", "denied only in the sources: new"),
        (
            "The liver is enlarged. The spleen is normal.",
            "The spleen is enlarged. The liver is normal.",
            "moved: enlarg / spleen",
        ),
    ],
)
def test_what_it_says_of_a_difference(source, statement, difference):
    assert difference in differences([source], statement)


def test_on_the_benchmark_of_our_own_texts():
    """It is there to catch; what it says of rewordings is read by somebody. It looks at words, not
    at their order, and counts little: these two kinds are the guard's alone."""
    cases = list(generate.cases(texts.own(), texts.pairs(), texts.wrong(), seed=6))
    blind = ("relation reversed", "count changed")
    wrong = [case for case in cases if not case.faithful and case.kind not in blind]
    same = [case for case in cases if case.faithful]
    caught = sum(bool(differences(case.sources, case.statement)) for case in wrong)
    called = sum(bool(differences(case.sources, case.statement)) for case in same)
    assert caught >= 0.99 * len(wrong)
    assert called <= 0.4 * len(same)


def test_nothing_of_ours_is_loaded_with_it():
    code = (
        "import sys, benchmarks.fidelity.second_check\n"
        "print([n for n in sys.modules if n.startswith(('medvoice', 'benchmarks.fidelity.w'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
