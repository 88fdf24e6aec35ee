from __future__ import annotations

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.sections import kind_of, section_kinds
from medvoice.lexicon.terms import Phrases, folded, singular


def test_singular_of_words_radiologists_use():
    pairs = {
        "lungs": "lung", "arteries": "artery", "masses": "mass", "vertebrae": "vertebra",
        "pelvis": "pelvis", "atelectasis": "atelectasis", "bases": "base", "diagnoses": "diagnosis",
        "opacities": "opacity", "pancreas": "pancreas", "apices": "apex", "sulci": "sulcus",
    }  # fmt: skip
    assert {word: singular(word) for word in pairs} == pairs


def test_folding_is_idempotent_on_the_tables():
    for region in regions().values():
        for phrase in (*region.organs, *region.findings):
            once = folded(phrase)
            assert once
            assert folded(" ".join(once)) == once


def test_longest_phrase_wins_and_none_overlap():
    phrases = Phrases({"pleura": ["effusion"], "heart": ["pericardial effusion", "heart"]})
    found = phrases.find(folded("Heart normal, pericardial effusions, other effusions"))
    assert [(m.key, m.phrase) for m in found] == [
        ("heart", "heart"), ("heart", "pericardial effusion"), ("pleura", "effusion"),
    ]  # fmt: skip


def test_a_section_name_belongs_to_one_kind():
    names = [folded(name) for kind in section_kinds() for name in {folded(n) for n in kind.names}
             for name in [" ".join(name)]]  # fmt: skip
    assert len(names) == len(set(names))
    assert kind_of("Conclusion").id == "impression"
    assert kind_of("zebra") is None
