"""Passages: headings, pages, overlap; nothing that was written is lost."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.documents.document import Document, Page
from medvoice.documents.reading import DocumentReader
from medvoice.retrieval.passages import MOST_SENTENCE, MOST_WORDS, passages, title_of

REPO = Path(__file__).resolve().parents[2]


def document(*pages):
    return Document("a.txt", tuple(Page(n, text) for n, text in enumerate(pages, 1)))


def test_headings_begin_passages_and_go_on_over_a_page():
    found = list(
        passages(
            document(
                "Nodules\n\nSmall ones\n\nUnder 6 mm nothing is done.\n",
                "Another page goes on.\n\nLarge ones\n\nAbove 8 mm a PET is made.\n",
            )
        )
    )
    assert [(p.page, p.heading, p.text) for p in found] == [
        (1, "Nodules", "Nodules"),  # a heading without text says itself
        (1, "Small ones", "Under 6 mm nothing is done."),
        (2, "Small ones", "Another page goes on."),
        (2, "Large ones", "Above 8 mm a PET is made."),
    ]


def test_a_paragraph_that_ends_short_is_no_heading():
    text = "Signs\nThe report names the\nStaphylococcus\nand how much of it there is.\n"
    (one,) = passages(document(text))
    assert one.heading == "Signs"
    assert "Staphylococcus and how much" in one.text


def test_long_sections_are_cut_with_an_overlap():
    sentences = [
        f"Sentence {n} says that the dose is {n} mg in all cases seen here." for n in range(40)
    ]
    found = list(passages(document("Doses\n\n" + " ".join(sentences))))
    assert len(found) > 3
    for before, after in zip(found, found[1:], strict=False):
        assert len(after.text.split()) <= MOST_WORDS
        start, end = before.sentences[-1]
        assert after.text.startswith(before.text[start:end])


def test_decimal_points_and_abbreviations_end_no_sentence():
    (one,) = passages(
        document("Give 0.5 mg, e.g. into the thigh. See Fig. 2 there. E. coli grows.")
    )
    assert [one.text[a:b] for a, b in one.sentences] == [
        "Give 0.5 mg, e.g. into the thigh.",
        "See Fig. 2 there.",
        "E. coli grows.",
    ]


def test_headings_of_the_benchmarks_pdf_html_and_text_are_found(tmp_path):
    sys.path.insert(0, str(REPO / "benchmarks"))
    from guideline_documents import guidelines, write

    files = {file.stem: file for file in write(tmp_path)}
    assert len(files) >= 50
    missed = total = 0
    with DocumentReader() as reader:
        for one in guidelines()[::4]:
            read = reader.read(files[one.name])
            assert title_of(read).lower() == one.title.lower()
            headings = [passage.heading for passage in passages(read)]
            missed += sum(section.heading not in headings for section in one.sections)
            total += len(one.sections)
    assert missed <= 0.01 * total


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=1500), max_size=3))
def test_any_text_keeps_its_words(pages):
    made = document(*pages)
    found = list(passages(made))
    for one in found:
        at = 0
        for start, end in one.sentences:
            assert start == at
            assert 0 < end - start <= MOST_SENTENCE
            at = end + 1
        assert at - 1 == len(one.text)
    there = " ".join([title_of(made), *(f"{one.heading} {one.text}" for one in found)])
    kept = "".join(there.split())
    for page in pages:
        for line in page.splitlines():
            for word in line.split():
                if len(word) > 3 and not any(c.isdigit() for c in word) and len(word) < 80:
                    assert word in kept or word in there
