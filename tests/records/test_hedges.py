"""What a model says of a record is no surer than the free text that it names."""

from __future__ import annotations

import pytest
from records.making import record, resource

from medvoice.records.bearing import _all_named, borne
from medvoice.records.hedges import surer
from medvoice.records.navigation import Shown, read_text

SURER = [
    ("Possible pneumonia in the left lower lobe.", "She has pneumonia."),
    ("We cannot exclude a pulmonary embolism.", "A pulmonary embolism was found."),
    ("Pulmonary embolism cannot be excluded.", "There was a pulmonary embolism."),
    ("Findings suspicious for metastasis.", "She has a metastasis."),
    ("A metastasis is suspected.", "There is a metastasis."),
    ("Impression: pneumonia (suspected).", "Pneumonia was seen."),
    ("Diagnosis: pneumonia, possible.", "Pneumonia was diagnosed."),
    ("Possible pneumonia, pleural effusion and atelectasis.", "There was a pleural effusion."),
    ("Indication: rule out pulmonary embolism.", "She had a pulmonary embolism."),
    ("Pneumonia?", "She has pneumonia."),
    ("May represent lymphoma.", "She has lymphoma."),
    ("The lesion could be a haemangioma.", "The lesion is a haemangioma."),
    ("Probably an old fracture of the seventh rib.", "An old fracture of the seventh rib is there."),
    ("Consolidation. Impression: consolidation, likely infectious, pneumonia not excluded.", "Pneumonia."),
    ("Possible pneumonia.", "Possible atelectasis, pneumonia is there."),
    ("Working diagnosis of sarcoidosis.", "She has sarcoidosis."),
    ("Features favour sarcoidosis.", "She has sarcoidosis."),
    ("Appearances in keeping with cirrhosis.", "She has cirrhosis."),
    ("If this is diverticulitis, treat.", "She has diverticulitis."),
    ("Lupus is to be excluded.", "She has lupus."),
    ("Lupus, to be ruled out.", "She has lupus."),
    ("Lupus should be ruled out.", "She has lupus."),
    ("Patient worried about breast cancer.", "She has breast cancer."),
]  # fmt: skip
NOT_SURER = [
    ("Possible pneumonia in the left lower lobe.", "Pneumonia is possible."),
    ("Possible pneumonia in the left lower lobe.", "There may be a pneumonia."),
    ("A metastasis is suspected.", "A metastasis was suspected."),
    ("Pneumonia in the left lower lobe.", "She has pneumonia."),
    ("Pneumonia in the left lower lobe.", "She possibly has pneumonia."),
    ("Indication: possible pneumonia. Findings: pneumonia in the left lower lobe.", "Pneumonia."),
    ("Asthma since May 2012.", "She has asthma."),
    ("Asthma. Possible pneumonia.", "She has asthma."),
    ("Asthma, and possibly pneumonia.", "She has asthma."),
    ("Pulmonary embolism cannot be excluded. Asthma.", "Asthma; a pulmonary embolism was not excluded."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SURER)
def test_a_surer_sentence_is_seen(text, said):
    assert surer(said, [text], _all_named)


@pytest.mark.parametrize(("text", "said"), NOT_SURER)
def test_one_that_is_as_sure_is_let_through(text, said):
    assert not surer(said, [text], _all_named)


def test_of_several_entries_each_has_to_be_as_sure():
    flat, open_ = "Pneumonia in the left lung.", "Possible pneumonia."
    assert surer("She had pneumonia.", [flat, open_], _all_named)
    assert not surer("She had pneumonia.", [flat, flat], _all_named)


def test_what_is_surer_is_shown_to_nobody():
    report = resource(
        "DiagnosticReport",
        "r",
        status="final",
        code={"text": "CT chest"},
        conclusion="Small nodule. Cannot exclude a pulmonary embolism.",
    )
    (item,) = record(report).items
    shown = Shown((item,), (("E1", read_text(item)),))
    assert borne("A pulmonary embolism is there [E1].", shown).text == ""
    for said in ("A small nodule was seen [E1].", "Cannot exclude a pulmonary embolism [E1]."):
        assert borne(said, shown).why == ""
