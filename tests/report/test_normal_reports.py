"""tests/data/normal_reports/NAME.txt: each packaged template with all its normal text, as it would
be signed when nothing is found; to be read by a radiologist.

python tests/report/test_normal_reports.py writes them anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

import dictating
import pytest

from medvoice.report.document import Origin, Report, Statement
from medvoice.report.layout import render
from medvoice.report.template_conditions import Examination, Laterality, Sex

FOLDER = dictating.ROOT / "tests" / "data" / "normal_reports"
# One plausible examination, so that conditional sentences are seen, too.
EXAMINATION = Examination(sex=Sex.FEMALE, contrast=True, laterality=Laterality.BILATERAL)
MALE = Examination(sex=Sex.MALE, contrast=False)


def normal_report(name: str) -> str:
    examination = MALE if name in ("ct_head", "mr_prostate", "ct_lung_screening") else EXAMINATION
    template = dictating.TEMPLATES.load(name).for_study(examination, {})
    fields = tuple(
        (
            field,
            tuple(
                Statement(f"n{field}.{n}", sentence.text, Origin.NORMAL, ())
                for n, sentence in enumerate(spec.normals)
            ),
        )
        for field, spec in template.front.specs()
        if spec.normals
    )
    return render(template, Report(name, fields))


@pytest.mark.parametrize("name", dictating.TEMPLATES.names())
def test_normal_text_reads_as_it_was_reviewed(name):
    assert normal_report(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", dictating.TEMPLATES.names())
def test_normal_sentences_stand_alone(name):
    """No sentence says "Normal." and leaves the rest to its heading: it may be moved or quoted."""
    for field, spec in dictating.TEMPLATES.load(name).front.specs():
        for sentence in spec.normals:
            short = field.startswith("comparison") or len(sentence.text.split()) >= 2
            assert short, (field, sentence.text)


if __name__ == "__main__":
    for one in dictating.TEMPLATES.names():
        (FOLDER / f"{one}.txt").write_text(normal_report(one), encoding="utf-8")
        sys.stdout.write(f"== {one}\n{normal_report(one)}\n")
