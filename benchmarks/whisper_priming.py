"""What priming Whisper with a template's words is worth: the same sentences with it and without.

    python -m benchmarks.whisper_priming

Sets: `unheard` and `new` of benchmarks/recordings (held-out radiology sentences, synthetic voices).
Each sentence alone, as a dictation's first turn, in the final pass of our seam. fitting: primed
with the template that shares most words with the sentence (in a dictation the template is the
exam's own). Answers are kept; a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

from benchmarks.recognition import systems
from benchmarks.recognition.__main__ import cache_folder
from benchmarks.recognition.answers import Answer, Answers
from benchmarks.recognition.measure import mixed_order
from benchmarks.recognition.page import table
from benchmarks.recognition.sets import Clip, committed
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.evaluation.terms import TermKind
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.expected_terms import expected_terms

SETS = ("unheard", "new")
WAYS = ("without", "fitting")
_WORD = re.compile(r"[a-z]+")


def vocabularies() -> dict[str, tuple[str, ...]]:
    """Template → its terms."""
    templates = Templates([templates_folder()])
    return {name: expected_terms(templates.load(name)) for name in templates.names()}


def shared_words(text: str, terms: tuple[str, ...]) -> int:
    """Words of the terms, of five letters or more, that the text has."""
    known = {word for term in terms for word in _WORD.findall(term.casefold()) if len(word) >= 5}
    return len(known & set(_WORD.findall(text.casefold())))


def template_for(way: str, text: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """Among equals the first by name. "" without."""
    if way == "without":
        return ""
    return max(sorted(known), key=lambda name: shared_words(text, known[name]))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--limit", type=int, help="sentences of each set, drawn at random")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="of the answers")
    chosen = parser.parse_args()
    system = systems.whisper_seam()
    known = vocabularies()
    loaded = systems.load_seam()
    answers = {way: Answers(chosen.cache / "answers", f"{system.key}-{way}") for way in WAYS}
    scorer = Scorer()
    scores: dict[tuple[str, str], Score] = {}
    heard: dict[str, list[tuple[Clip, dict[str, str]]]] = {name: [] for name in SETS}
    for name in SETS:
        for clip in mixed_order(committed(name))[: chosen.limit]:
            texts = {}
            for way in WAYS:
                answer = answers[way].get(clip.key)
                if answer is None:
                    template = template_for(way, clip.reference, known)
                    recogniser = loaded.favouring(known[template]) if template else loaded
                    words = recogniser.transcribe(clip.samples)
                    answer = Answer(" ".join(word.text for word in words), 0.0)
                    answers[way].put(clip.key, answer)
                texts[way] = answer.text
                score = scorer.compare(clip.reference, answer.text, clip.dialect, system.dialect)
                scores[name, way] = scores.get((name, way), Score()) + score.score
            heard[name].append((clip, texts))
    loaded.close()
    rows = []
    for (name, way), score in scores.items():
        terms = [score.terms[kind] for kind in TermKind]
        missed, said = sum(t.missed for t in terms), sum(t.terms for t in terms)
        invented, marks = sum(t.invented for t in terms), score.marks
        wer, right = f"{100 * score.words.rate:.1f} %", f"{marks.right}/{marks.marks}"
        count = str(len(heard[name]))
        rows.append([name, count, way, wer, f"{missed} of {said}", str(invented), right])
    head = ("set", "sentences", "primed", "WER", "terms missed", "terms invented", "marks right")
    print(table(head, rows))
    for name in SETS:
        for clip, texts in heard[name]:
            if texts["without"] != texts["fitting"]:
                print(f"- said: {clip.reference}\n  without: {texts['without']}")
                print(f"  fitting: {texts['fitting']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
