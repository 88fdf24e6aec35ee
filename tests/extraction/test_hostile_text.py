"""Text made to cost time: a page of it is read in seconds of processor time, whatever it repeats."""

from __future__ import annotations

import time

import pytest

from medvoice.documents.document import Document, Page
from medvoice.extraction.rules import Rules
from medvoice.extraction.schema_file import load, shipped

PIECES = [
    "tumor is present and margin no lymph node 2.3 cm ",
    "3 of 5 lymph nodes ",
    "tumor (",
    "tumor: ",
    "[ ] ",
    "1",
    "1 x ",
    "2.3 cm x ",
    " ",
    ".",
    "tumor size\n",
    "tumor size:\n",
    "no effusion or ",
    "is not ",
    "(a) ",
    "- ",
    "less than ",
    "~",
    "lymphovascular invasion ",
    "pleural effusion ",
]
CHARACTERS = 10_000
MOST_S = 10.0
"""Of processor time; the slowest takes some 2 s of it."""


@pytest.fixture(scope="module")
def every():
    return [Rules(load(name)[0]) for name in shipped()]


@pytest.mark.parametrize("piece", PIECES)
def test_time_is_bounded(every, piece):
    text = (piece * (CHARACTERS // len(piece) + 1))[:CHARACTERS]
    started = time.process_time()
    for rules in every:
        for head in ("", "Tumor size: "):
            rules.extract(Document("x", (Page(1, head + text),)))
    assert time.process_time() - started < MOST_S
