"""Routing without headings stays as good as it is (tests/data/routing_sentences.tsv).

The rules were tuned on parts of that table: what they do with sentences they had not seen is in
docs/measurements/routing.md. Here no change may make it worse than the bars.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import dictating
import pytest

from medvoice.language.reader import Dialect
from medvoice.report.context import RouterContext
from medvoice.report.dictated import DictatedSentence
from medvoice.report.routing import Router

TABLE = dictating.ROOT / "tests/data/routing_sentences.tsv"
MODELS = dictating.ROOT.parent / "shared/data/templates/findingmodels"
# Where each finding of the models belongs.
BELONGS = {
    "abdominal_aortic_aneurysm": ("ct_abdomen_pelvis", "vessels"),
    "calcified_pulmonary_nodule": ("ct_chest", "lungs_pleura"),
    "cardiomegaly": ("ct_chest", "heart_vessels"),
    "cystic_liver_lesion": ("ct_abdomen_pelvis", "liver"),
    "pleural_effusion": ("ct_chest", "lungs_pleura"),
    "pneumothorax": ("ct_chest", "lungs_pleura"),
    "pulmonary_embolism": ("ct_chest", "pulmonary_arteries"),
    "pulmonary_nodule": ("ct_chest", "lungs_pleura"),
    "vertebral_compression_fracture": ("ct_chest", "bones"),
}


def blocks() -> dict[str, dict[tuple[str, str], list[tuple[str, str]]]]:
    """template -> block -> (fields, sentence) in order."""
    found: dict = defaultdict(lambda: defaultdict(list))
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            half, template, block, fields, sentence = line.split("\t")
            found[template][half, block].append((fields, sentence))
    return found


@pytest.mark.parametrize("name", sorted(blocks()))
def test_right_and_wrong_stay_within_the_bars(name):
    template = dictating.TEMPLATES.load(name)
    router = Router(template)
    right, wrong, total = 0, [], 0
    for rows in blocks()[name].values():
        context = RouterContext()
        for fields, sentence in rows:
            said = DictatedSentence(sentence, 0, len(sentence.split()))
            placements, context = router.place(1, [said], context)
            placed = placements[0].field.removeprefix("findings.")
            total += 1
            right += placed in fields.split("|")
            if placed not in (*fields.split("|"), template.unplaced.removeprefix("findings.")):
                wrong.append((sentence, placed, placements[0].statement.reason))
    assert total >= 100
    assert right / total >= 0.9
    assert len(wrong) / total <= 0.03, wrong


@pytest.mark.parametrize("model", sorted(BELONGS))
def test_names_of_open_finding_models_go_to_their_field(model):
    path = MODELS / f"{model}.fm.json"
    if not path.exists():
        pytest.skip(f"{path} is not there (open finding models beside the checkout)")
    template, field = BELONGS[model]
    for name in _names(path):
        report = dictating.dictate([f"{name}."], template, Dialect.WORDS).report
        assert [where for where, _ in report.fields] == [f"findings.{field}"], name


def _names(path: Path) -> list[str]:
    model = json.loads(path.read_text(encoding="utf-8"))
    return [model["name"], *(model.get("synonyms") or [])]
