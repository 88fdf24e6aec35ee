"""What one more utterance costs as a report grows: language, routing, fold and layout.

    python benchmarks/report_speed.py                 # to 5,000 and to 20,000 words
    python benchmarks/report_speed.py --words 5000 --template ct_chest

Utterances of one or two sentences go through the session's own composer, fold and plain layout.
Each step is timed by itself; the table gives the median and the 95th percentile for each band of
report length, and the last lines the bar of 5 ms and the slope: milliseconds for each further
1,000 words. Times are processor time of the one thread, so that what else runs on the machine does not count.
"""

from __future__ import annotations

import argparse
import statistics
import time

from medvoice.audio.block import SAMPLE_RATE
from medvoice.export.text import text
from medvoice.language.reader import Dialect, typed
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.events import SessionStarted, WordRecord
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


def dictate(template_name: str, words: int) -> list[tuple[int, float, float, float]]:
    """(words in the report before, ms of language and routing, of the fold, of the layout) of each
    utterance until the report has `words` words."""
    template = Templates([templates_folder()]).load(template_name)
    composer = ReportComposer(template, Dialect.WORDS)
    state = fold(
        SessionState(),
        SessionStarted(
            session="", created="", template=template.name, recogniser="none", source="benchmark"
        ),
    )
    rows: list[tuple[int, float, float, float]] = []
    length = number = at = 0
    while length < words:
        said = records(utterance(number), at)
        end = said[-1].end
        began = time.thread_time()
        events = list(composer.compose(state, (at, end), said))
        composed = time.thread_time()
        for event in events:
            state = fold(state, event)
        folded = time.thread_time()
        page = text(state.report, template)
        done = time.thread_time()
        rows.append(
            (
                length,
                (composed - began) * 1e3,
                (folded - composed) * 1e3,
                (done - folded) * 1e3,
            )
        )
        length = len(page.split())
        number += 1
        at = end + SAMPLE_RATE
    return rows


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def slope(rows: list[tuple[int, float, float, float]]) -> float:
    """Least squares over the medians of bands of 500 words: ms for each further 1,000 words."""
    bands: dict[int, list[float]] = {}
    for length, *parts in rows:
        bands.setdefault(length // 500, []).append(sum(parts))
    points = [(band / 2, statistics.median(values)) for band, values in bands.items()]
    fit = statistics.linear_regression([x for x, _ in points], [y for _, y in points])
    return fit.slope


def show(rows: list[tuple[int, float, float, float]], words: int) -> None:
    width = max(500, words // 10)
    print(f"{'words':>13}  {'language+routing':>16}  {'fold':>6}  {'layout':>6}  "
          f"{'all: median':>11}  {'p95':>6}  ms")  # fmt: skip
    for low in range(0, words, width):
        band = [row for row in rows if low <= row[0] < low + width]
        if not band:
            continue
        total = [sum(row[1:]) for row in band]
        parts = [statistics.median(row[n] for row in band) for n in (1, 2, 3)]
        print(f"{low:>6}-{low + width:<6}  {parts[0]:>16.2f}  {parts[1]:>6.3f}  {parts[2]:>6.2f}  "
              f"{statistics.median(total):>11.2f}  {percentile(total, 0.95):>6.2f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, nargs="*", default=[5000, 20000])
    parser.add_argument("--template", default="cxr")
    arguments = parser.parse_args()
    for words in arguments.words:
        rows = dictate(arguments.template, words)
        show(rows, words)
        last = [sum(row[1:]) for row in rows if row[0] >= words * 0.9]
        verdict = "met" if percentile(last, 0.95) <= BAR_MS else "missed"
        print(
            f"{len(rows)} utterances; the last tenth before {words} words: median "
            f"{statistics.median(last):.2f} ms, p95 {percentile(last, 0.95):.2f} ms; bar of "
            f"{BAR_MS:g} ms {verdict}; slope {slope(rows):+.3f} ms for each further 1,000 words\n"
        )


if __name__ == "__main__":
    main()
