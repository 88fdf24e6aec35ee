"""What a question wants of the pictures: golden table."""

from __future__ import annotations

import pytest

from medvoice.assistant.answering import Answer, AnswerOrigin, Exchange, Question
from medvoice.assistant.question_kind import (
    Locate,
    Measure,
    Plain,
    Unmeasurable,
    Which,
    asked,
    asked_after,
)

HERE = Which()

PLACES = {
    "Where is the right clavicle?": ("right clavicle", HERE),
    "where's the endotracheal tube": ("endotracheal tube", HERE),
    "Where are the surgical clips?": ("surgical clips", HERE),
    "Can you show me where the nodule is?": ("nodule", HERE),
    "Where exactly is the aortic knob on this image?": ("aortic knob", HERE),
    "Please mark the left hemidiaphragm.": ("left hemidiaphragm", HERE),
    "Locate the carina.": ("carina", HERE),
    "Point to the fracture": ("fracture", HERE),
    "Draw a box around the heart": ("heart", HERE),
    "Where is the haemorrhage on slice 12?": ("haemorrhage", Which(slice=12)),
    "where do you see a fracture in image 2": ("fracture", Which(slice=2)),
    "Where does the catheter end?": ("end of the catheter", HERE),
    "Where do the clips lie?": ("clips", HERE),
    "Show me where you see the mass": ("mass", HERE),
    "Show me the pneumothorax": ("pneumothorax", HERE),
    "Where in the brain is the bleed on slice 15?": ("bleed in the brain", Which(slice=15)),
    "Where is the tip of the line on the prior film?": ("tip of the line", Which(prior=True)),
    "Where in the lung is the opacity located?": ("opacity in the lung", HERE),
}
SIZES = {
    "How big is the nodule in the right upper lobe?": ("nodule in the right upper lobe", HERE),
    "how large is the mass on slice 14?": ("mass", Which(slice=14)),
    "What is the size of the left kidney?": ("left kidney", HERE),
    "What's the diameter of the aorta in mm?": ("aorta", HERE),
    "Measure the liver lesion": ("liver lesion", HERE),
    "How many millimeters is the nodule?": ("nodule", HERE),
    "How wide is the mediastinum on the previous image?": ("mediastinum", Which(prior=True)),
    "How many cm does the spleen measure?": ("spleen", HERE),
    "Is the nodule larger than 6 mm?": ("nodule", HERE),
    "Are the nodes more than 1 cm?": ("nodes", HERE),
    "How thick is the pleura?": ("pleura", HERE),
    "Give the dimensions of the effusion": ("effusion", HERE),
    "How big is it?": ("it", HERE),
    "How big would you say the cyst is?": ("cyst", HERE),
    "Tell me how large the tumour is": ("tumour", HERE),
    "Is there a nodule over 6 mm in the left lung?": ("nodule", HERE),
    "What is the wall thickness in mm?": ("wall thickness", HERE),
    "What size?": ("", HERE),
}
NUMBERS = {
    "What is the Hounsfield value of the lesion?": "a density",
    "How far is the tube tip from the carina?": "a distance",
    "What is the distance between the tip and the carina?": "a distance",
    "What is the volume of the haematoma?": "a volume",
    "What is the lung volume?": "a volume",
    "What is the midline shift in mm?": "a distance",
    "How much midline shift is there?": "a distance",
    "Measure from the carina to the tube tip": "a distance",
    "What is the cardiothoracic ratio?": "a ratio",
    "What is the Cobb angle?": "an angle",
    "What SUV does the node have?": "an uptake value",
}
WORDS = [
    "Is there a pneumothorax?",
    "Describe the findings.",
    "Has the nodule grown since the prior?",
    "Is the heart enlarged?",
    "What has changed?",
    "Which lobe is the consolidation in?",
    "Are the ventricles symmetrical?",
    "How long has the effusion been there?",
    "Is the size of the heart normal?",
    "What do you see on slice 12?",
    "Is there midline shift?",
    "Why is the diaphragm raised?",
    "What is the differential?",
    "Show me the priors",
    "On which slice is the haemorrhage?",
    "Is there volume loss?",
]


@pytest.mark.parametrize("text", PLACES)
def test_places(text):
    thing, which = PLACES[text]
    found = asked(text)
    assert found == Locate(thing, which)


@pytest.mark.parametrize("text", SIZES)
def test_sizes(text):
    assert asked(text) == Measure(*SIZES[text])


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_that_no_box_gives(text):
    assert asked(text) == Unmeasurable(NUMBERS[text])


@pytest.mark.parametrize("text", WORDS)
def test_words(text):
    assert asked(text) == Plain()


def test_several_sentences():
    assert asked("There is a nodule. How big is it?") == Measure("it", HERE)
    assert asked("Where is the nodule? How big is it?") == Measure("nodule", HERE)
    assert asked("Where is the nodule? Is it calcified?") == Plain()
    assert asked("Look at the aorta. What is the volume of the lumen?") == Unmeasurable("a volume")
    assert asked("The lungs are clear. Where is the tube?") == Plain()


def before(text: str) -> Exchange:
    return Exchange(text, Answer("There.", AnswerOrigin.MODEL))


def test_it_is_what_was_asked_about_before():
    places = (before("Where is the nodule on slice 9?"), before("Is it calcified?"))
    assert asked_after(Question("How big is it?", places)) == Measure("nodule", Which(slice=9))
    assert asked_after(Question("Where is it on slice 3?", places)) == Locate(
        "nodule", Which(slice=3)
    )
    assert asked_after(Question("Where is it?")) == Plain()
    assert asked_after(Question("How big is it?")) == Measure("", HERE)
