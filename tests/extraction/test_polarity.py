"""Whether a sentence affirms, denies or doubts; where it is not clear, it is not said."""

from __future__ import annotations

import pytest

from medvoice.extraction.polarity import Polarity, polarity

A, D, Q, U, E = (
    Polarity.AFFIRMED,
    Polarity.DENIED,
    Polarity.DOUBTED,
    Polarity.UNCLEAR,
    Polarity.ELSEWHERE,
)
SAID = [
    ("There is vascular invasion.", "vascular invasion", A),
    ("Vascular invasion is extensive.", "Vascular invasion", A),
    ("Vascular invasion is present, without necrosis.", "Vascular invasion", A),
    ("Vascular invasion is present but necrosis is not seen.", "Vascular invasion", A),
    ("Vascular invasion is present but necrosis is not seen.", "necrosis", D),
    ("No vascular invasion is identified.", "vascular invasion", D),
    ("Vascular invasion, however, is not identified.", "Vascular invasion", D),
    ("Vascular invasion (CD31 performed) was not found.", "Vascular invasion", D),
    ("Neither necrosis nor vascular invasion is seen.", "vascular invasion", D),
    ("Negative for necrosis or vascular invasion.", "vascular invasion", D),
    ("The specimen is free of vascular invasion.", "vascular invasion", D),
    ("Vascular invasion: none.", "Vascular invasion", D),
    ("Vascular invasion: not identified.", "Vascular invasion", D),
    ("Vascular invasion is absent.", "Vascular invasion", D),
    ("The tumor does not show vascular invasion.", "vascular invasion", D),
    ("Vascular invasion cannot be excluded.", "Vascular invasion", Q),
    ("Suspicious for vascular invasion.", "vascular invasion", Q),
    ("Possible vascular invasion.", "vascular invasion", Q),
    ("Vascular invasion is equivocal.", "Vascular invasion", Q),
    ("Scar or vascular invasion.", "vascular invasion", Q),
    ("Vascular invasion versus artifact.", "Vascular invasion", Q),
    ("No necrosis, vascular invasion is present.", "vascular invasion", U),
    ("No necrosis and vascular invasion is present.", "vascular invasion", U),
    ("No large effusion.", "effusion", U),
    ("No acute fracture.", "fracture", U),
    ("No change in the effusion.", "effusion", U),
    ("The effusion has resolved.", "effusion", U),
    ("Not only vascular invasion but also necrosis.", "vascular invasion", U),
    ("Vascular invasion is hard to exclude.", "Vascular invasion", U),
    ("History of vascular invasion.", "vascular invasion", E),
    ("The previous biopsy showed vascular invasion.", "vascular invasion", E),
    ("Vascular invasion would raise the stage.", "Vascular invasion", E),
    ("Rule out vascular invasion.", "vascular invasion", E),
    ("Vascular invasion?", "Vascular invasion", E),
    ("Carcinoma, solid type, cannot be excluded.", "Carcinoma", U),
    ("Vascular invasion, large vessel, not identified.", "Vascular invasion", U),
    ("Vascular invasion is seen, margins are not involved.", "Vascular invasion", A),
    ("pT1b, pN0, pM not applicable.", "pN0", A),
    ("The category is amended from pT1b to pT2a.", "pT1b", E),
    ("The category is amended from pT1b to pT2a.", "pT2a", A),
    ("It measures 2.8 cm, not 2.3 cm.", "2.3 cm", E),
    ("It measures 2.8 cm (previously reported as 2.3 cm).", "2.3 cm", E),
    ("It measures 2.8 cm (previously reported as 2.3 cm).", "2.8 cm", A),
    # Each of these was affirmed once.
    ("Evaluate for pneumothorax.", "pneumothorax", E),
    ("Assess for pleural effusion.", "pleural effusion", E),
    ("Please look for a pneumothorax.", "pneumothorax", E),
    ("Correlate for pneumonia.", "pneumonia", E),
    ("Pulmonary embolism protocol CT.", "Pulmonary embolism", E),
    ("Pneumothorax precautions.", "Pneumothorax", E),
    ("Low likelihood of pulmonary embolism.", "pulmonary embolism", Q),
    ("Insufficient evidence of pneumonia.", "pneumonia", Q),
    ("Little evidence of pneumothorax.", "pneumothorax", Q),
    ("Questioned pneumothorax.", "pneumothorax", Q),
    ("Exam limited for pulmonary embolism.", "pulmonary embolism", E),
    ("Skin fold mimics pneumothorax.", "pneumothorax", E),
    ("Artifact simulating a nodule.", "nodule", E),
    ("Pneumonia has cleared.", "Pneumonia", U),
    ("The effusion has disappeared.", "effusion", U),
    ("Assessment of pleural effusion is limited.", "pleural effusion", U),
    ("Evaluation of the chest shows a pleural effusion.", "pleural effusion", A),
]


@pytest.mark.parametrize(("text", "mention", "meant"), SAID)
def test_polarity(text, mention, meant):
    start = text.index(mention)
    assert polarity(text, start, start + len(mention)).polarity is meant


def test_the_reach_holds_the_words_that_decide():
    text = "There is no evidence of vascular invasion here."
    start = text.index("vascular")
    reach = polarity(text, start, start + len("vascular invasion"))
    assert text[reach.start : reach.end] == "no evidence of vascular invasion"
