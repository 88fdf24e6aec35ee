"""Questions to documents: is the right passage found, and is it said when there is none?

    python benchmarks/document_questions.py                     # the development half
    python benchmarks/document_questions.py --half held-out
    python benchmarks/document_questions.py --misses            # each that went wrong

69 guidelines (benchmarks/guideline_documents.py), 156 questions that they answer and 83 that they
do not (benchmarks/guideline_questions.tsv), halved by a hash of the question. Beside it, in the
same run, plain BM25 over whole pages. A place counts as right when it is in the right document and
holds the words that answer.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from guideline_documents import write

from medvoice.documents.reading import DocumentReader
from medvoice.retrieval.consulting import consult
from medvoice.retrieval.library import Library
from medvoice.retrieval.search import search

QUESTIONS = Path(__file__).with_name("guideline_questions.tsv")
FIRST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """document: "" where none answers. words: of the place that does."""

    document: str
    words: str
    text: str

    @property
    def held_out(self) -> bool:
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Place:
    document: str
    text: str

    def answers(self, asked: Asked) -> bool:
        return self.document == asked.document and asked.words in " ".join(self.text.split())


def questions(path: Path = QUESTIONS) -> Iterator[Asked]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            document, words, text = line.split("\t")
            yield Asked("" if document == "-" else document, words, text)


class PageBm25:
    """Plain BM25 (k1 1.2, b 0.75), lower-case words, over whole pages."""

    def __init__(self, pages: Sequence[Place]) -> None:
        self._pages = pages
        self._counts = [Counter(_words(page.text)) for page in pages]
        self._lengths = [sum(count.values()) for count in self._counts]
        self._mean = statistics.mean(self._lengths)
        self._in = Counter(word for count in self._counts for word in count)

    def first(self, text: str) -> list[Place]:
        asked = set(_words(text))
        scores = [
            sum(
                log(1 + (len(self._pages) - self._in[w] + 0.5) / (self._in[w] + 0.5))
                * (count[w] * 2.2 / (count[w] + 1.2 * (0.25 + 0.75 * length / self._mean)))
                for w in asked
                if w in count
            )
            for count, length in zip(self._counts, self._lengths, strict=True)
        ]
        best = sorted(range(len(scores)), key=lambda at: -scores[at])[:FIRST]
        return [self._pages[at] for at in best]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("development", "held-out"), default="development")
    parser.add_argument("--questions", type=Path, help="other questions, all of them")
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), given)


def run(folder: Path, given: argparse.Namespace) -> None:
    if given.questions:
        asked = list(questions(given.questions))
    else:
        held_out = given.half == "held-out"
        asked = [one for one in questions() if one.held_out == held_out]
    files = write(folder / "documents")
    pages = [Place(file.stem, page.text) for file in files for page in _read(file).pages]
    library, memory = Library([folder / "documents"], folder / "cache"), _memory()
    begun = time.perf_counter()
    library.update(lambda: None)
    built = time.perf_counter() - begun
    begun = time.perf_counter()
    library.update(lambda: None)
    again = time.perf_counter() - begun
    kept = sum(file.stat().st_size for file in (folder / "cache").iterdir())
    words = sum(len(page.text.split()) for page in pages)
    print(
        f"{len(files)} documents, {len(pages)} pages, {words} words, {library.index.size} passages"
    )
    print(f"index: {built:.2f} s, up to date again in {again:.3f} s, {kept / 1e6:.1f} MB on disk, "
          f"{_memory() - memory:.0f} MB more of memory at the peak")  # fmt: skip
    table(library, PageBm25(pages), asked, given.misses)


def table(library: Library, plain: PageBm25, asked: Sequence[Asked], misses: bool) -> None:
    ours: list[int | None] = []
    theirs: list[int | None] = []
    seconds, answered, shown_right, false = [], 0, 0, []
    for one in asked:
        begun = time.perf_counter()
        consulted = consult(library.index, one.text)
        seconds.append(time.perf_counter() - begun)
        said = [Place(Path(cite.source).stem, cite.text) for cite in consulted.said]
        if not one.document:
            if said:
                false.append(one)
            continue
        found = search(library.index, one.text, FIRST).matches
        places = [
            Place(Path(library.index.names(m.candidate.key)[0]).stem, m.candidate.text)
            for m in found
        ]
        ours.append(_rank(places, one))
        theirs.append(_rank(plain.first(one.text), one))
        answered += bool(said)
        right = any(place.answers(one) for place in said)
        shown_right += right
        if misses and (ours[-1] is None or not right):
            where = "not in the first three" if ours[-1] is None else "said not to be there"
            print(f"  {where if not said else where + ', others shown'}: {one.text}")
    if misses:
        for one in false:
            print(f"  false answer: {one.text}")
    count, without = len(ours), len(asked) - len(ours)
    print(f"\n{count} questions with an answer   first   first three")
    for name, ranks in (("medvoice", ours), ("BM25 over whole pages", theirs)):
        print(f"{name:28}  {_share(sum(r == 0 for r in ranks), count)}   "
              f"{_share(sum(r is not None for r in ranks), count)}")  # fmt: skip
    print(f"\nanswered {_share(answered, count)}, right passage shown {_share(shown_right, count)}")
    print(f"{without} questions without an answer: false answers {_share(len(false), without)}")
    seconds.sort()
    print(f"a question: median {1000 * statistics.median(seconds):.0f} ms, "
          f"95th percentile {1000 * seconds[int(0.95 * len(seconds))]:.0f} ms")  # fmt: skip


def _rank(places: Sequence[Place], one: Asked) -> int | None:
    return next((at for at, place in enumerate(places) if place.answers(one)), None)


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} ({100 * part / whole:.1f} %)" if whole else "-"


def _read(file: Path):
    with DocumentReader() as reader:
        return reader.read(file)


def _memory() -> float:
    """Peak of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
