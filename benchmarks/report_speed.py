"""What one more utterance costs as a report grows: language, routing and fold; and the page.

    python benchmarks/report_speed.py                 # at 2,000, 5,000, 10,000 and 20,000 words
    python benchmarks/report_speed.py --words 5000 --template ct_chest

Utterances of one or two sentences go through the session's own composer and fold: what it does at
each. The plain page is not made then but when the report is written; what one costs is printed
beside. From each length a session goes on, and the sessions take turns, so that a slow moment of
the machine falls on all of them. The table gives medians and the 95th percentile, the last lines
the bar of 5 ms and the bar of a flat cost: the median at the longest report within 10 % or 0.3 ms
of that at the shortest. Times are processor time of the one thread, so that what else runs on the
machine does not count.
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from dataclasses import dataclass

from medvoice.audio.block import SAMPLE_RATE
from medvoice.export.text import text
from medvoice.language.reader import Dialect, typed
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import WordRecord
from medvoice.session.events import SessionStarted, StatementsPlaced
from medvoice.session.state import SessionState, fold

BAR_MS = 5.0
SIDES = ("right", "left")
PLACES = ("upper lobe", "lower lobe", "lung apex", "costophrenic angle", "hilum")
FINDINGS = (
    "There is a {n} millimeter nodule in the {side} {place} period",
    "Small {side} pleural effusion period No pneumothorax period",
    "Patchy opacity in the {side} {place} measuring {n} by 12 millimeters period",
    "The heart is normal in size period",
    "Old healed fracture of the {side} sixth rib period",
    "The aorta is tortuous period Follow up in {n} weeks period",
    "Unchanged granuloma in the {side} {place} since January third twenty twenty four period",
)


def utterance(number: int) -> str:
    """The text said in turn `number`."""
    pattern = FINDINGS[number % len(FINDINGS)]
    return pattern.format(
        n=3 + number % 40, side=SIDES[number % 2], place=PLACES[number % len(PLACES)]
    )


def records(said: str, start: int) -> tuple[WordRecord, ...]:
    step = SAMPLE_RATE // 4
    return tuple(
        WordRecord(text=w.text, start=start + n * step, end=start + (n + 1) * step, confidence=0.9)
        for n, w in enumerate(typed(said))
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance. ms of each step."""

    compose: float
    fold: float

    @property
    def all(self) -> float:
        return self.compose + self.fold


class Dictation:
    """A session that goes on: what the session's own thread does with each final turn."""

    def __init__(self, template_name: str) -> None:
        self._template = Templates([templates_folder()]).load(template_name)
        self._begin()
        self._state = fold(
            SessionState(),
            SessionStarted(
                session="",
                created="",
                template=self._template.name,
                recogniser="none",
                source="benchmark",
            ),
        )
        self._number = self._at = 0
        self.words = 0

    def _begin(self) -> None:
        self._composer = ReportComposer(self._template, Dialect.WORDS)

    def forked(self) -> Dictation:
        """A session that goes on from here; this one may go on as well."""
        other = copy.copy(self)  # the state is immutable
        other._begin()
        return other

    def grow(self, words: int) -> None:
        """Until the report has that many words; nothing is laid out."""
        while self.words < words:
            self._say()

    def timed(self) -> Row:
        """The next utterance."""
        return Row(*self._say())

    def page(self) -> float:
        """ms of the whole plain page. Not between two utterances: it leaves their code and tables
        no place in the processor's cache, 0.3 ms at 20,000 words."""
        began = time.thread_time()
        text(self._state.report, self._template)
        return (time.thread_time() - began) * 1e3

    def _say(self) -> tuple[float, float]:
        said = records(utterance(self._number), self._at)
        end = said[-1].end
        began = time.thread_time()
        events = list(self._composer.compose(self._state, (self._at, end), said))
        composed = time.thread_time()
        for event in events:
            self._state = fold(self._state, event)
        folded = time.thread_time()
        self.words += sum(
            len(record.text.split())
            for event in events
            if isinstance(event, StatementsPlaced)
            for record in event.statements
        )
        self._number += 1
        self._at = end + SAMPLE_RATE
        return (composed - began) * 1e3, (folded - composed) * 1e3


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(words: int, rows: list[Row], page: float) -> None:
    parts = [statistics.median(getattr(row, name) for row in rows) for name in ("compose", "fold")]
    total = [row.all for row in rows]
    print(f"{words:>6}  {parts[0]:>16.2f}  {parts[1]:>6.3f}  "
          f"{statistics.median(total):>11.2f}  {percentile(total, 0.95):>6.2f}  "
          f"{page:>6.2f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, nargs="+", default=[2000, 5000, 10000, 20000])
    parser.add_argument("--template", default="cxr")
    parser.add_argument("--utterances", type=int, default=70, help="timed at each length")
    arguments = parser.parse_args()
    dictation = Dictation(arguments.template)
    print(f"{'words':>6}  {'language+routing':>16}  {'fold':>6}  "
          f"{'all: median':>11}  {'p95':>6}  {'a page':>6}  ms")  # fmt: skip
    lengths = sorted(arguments.words)
    sessions: list[Dictation] = []
    for words in lengths:
        dictation.grow(words)
        sessions.append(dictation.forked())
    for session in sessions:
        session.timed()
    measured: list[list[Row]] = [[] for _ in lengths]
    for _ in range(arguments.utterances):
        for rows, session in zip(measured, sessions, strict=True):
            rows.append(session.timed())
    pages = [statistics.median(session.page() for _ in range(5)) for session in sessions]
    for words, rows, page in zip(lengths, measured, pages, strict=True):
        show(words, rows, page)
    first, last = (statistics.median(r.all for r in rows) for rows in (measured[0], measured[-1]))
    worst = max(percentile([row.all for row in rows], 0.95) for rows in measured)
    flat = last - first <= max(0.3, 0.1 * first)
    print(f"bar of {BAR_MS:g} ms (95th percentile): {'met' if worst <= BAR_MS else 'missed'}")
    print(
        f"flat (10 % or 0.3 ms of the shortest): {'met' if flat else 'missed'}, "
        f"{last - first:+.2f} ms from {lengths[0]} to {lengths[-1]} words"
    )


if __name__ == "__main__":
    main()
