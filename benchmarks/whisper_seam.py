"""Our Whisper seam on human speech, set by set, against faster-whisper alone in the same run.

    python -m benchmarks.whisper_seam ../shared/data/speech [--limit N] [-o FILE]
    python -m benchmarks.whisper_seam ../shared/data/speech --finals   # no streaming: a third of it
    python -m benchmarks.whisper_seam ../shared/data/speech --template ct_chest   # primed

streamed: the stable words and the tail of the last streaming pass; final: the pass at the turn's
end. faster-whisper: WhisperModel.transcribe on the whole file, with its own defaults. Every file is
one turn. One thread; CPU s/s: CPU seconds per second of sound (streamed: all passes; live dictation
costs streamed + final). revised: stable words at the turn's end that the final has not, of all that
were stable.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from medvoice.asr.hypothesis import Hypothesis, Word
from medvoice.asr.whisper_guards import plain
from medvoice.asr.whisper_recogniser import LoadWhisper, WhisperRecogniser, load_whisper
from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.models.whisper_tiny import SHA256, place
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.checking import read_sound
from medvoice.session.expected_terms import expected_terms
from training.edits import prefix_edits

BLOCK = 512
"""Samples fed at a time, as the VAD cascade does."""

TARGET = 1.1
"""Final WER over faster-whisper's (issue 4, deliverable 6)."""


@dataclass
class Ways:
    """What was measured of one set, by way ("streamed", "final", "alone"). stable, revised: words
    of the streaming passes."""

    score: dict[str, Score] = field(default_factory=dict)
    cpu_s: dict[str, float] = field(default_factory=dict)
    stable: int = 0
    revised: int = 0
    files: int = 0
    audio_s: float = 0.0

    def add(self, other: Ways) -> None:
        for way in other.score:
            self.score[way] = self.score.get(way, Score()) + other.score[way]
            self.cpu_s[way] = self.cpu_s.get(way, 0.0) + other.cpu_s[way]
        self.stable += other.stable
        self.revised += other.revised
        self.files += other.files
        self.audio_s += other.audio_s


def streamed(
    recogniser: WhisperRecogniser, sound: Samples, finals: bool
) -> tuple[list[str], list[str], tuple[Word, ...], float, float]:
    """(stable words, words on screen, final words, CPU seconds streaming, of the final pass).
    finals: without the streaming passes."""
    turn = recogniser.open_turn(1, 0)
    heard: Hypothesis | None = None
    begun = time.process_time()
    for at in range(0, len(sound), BLOCK):
        turn.feed(sound[at : at + BLOCK])
        if not finals:
            heard = turn.advance() or heard
    between = time.process_time()
    final = turn.finish(len(sound)).result()
    ended = time.process_time()
    turn.close()
    stable = [word.text for word in heard.stable] if heard else []
    shown = stable + ([word.text for word in heard.tail] if heard else [])
    return stable, shown, final, between - begun, ended - between


def measure(
    recogniser: WhisperRecogniser,
    alone: Callable[[Samples], str],
    sound: Samples,
    reference: str,
    finals: bool,
) -> Ways:
    scorer = Scorer()
    stable, shown, final, stream_s, final_s = streamed(recogniser, sound, finals)
    begun = time.process_time()
    theirs = alone(sound)
    cpu_s = {"final": final_s, "alone": time.process_time() - begun}
    texts = {"final": " ".join(word.text for word in final), "alone": theirs}
    if not finals:
        texts["streamed"], cpu_s["streamed"] = " ".join(shown), stream_s
    wrong = min(prefix_edits([plain(w) for w in stable], [plain(word.text) for word in final]))
    return Ways(
        {way: scorer.compare(reference, text).score for way, text in texts.items()},
        cpu_s,
        len(stable),
        wrong,
        1,
        len(sound) / SAMPLE_RATE,
    )


def faster_whisper_alone(folder: Path) -> Callable[[Samples], str]:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def transcribe(sound: Samples) -> str:
        segments, _ = model.transcribe(sound, language="en")
        return "".join(segment.text for segment in segments)

    return transcribe


def rows(folder: Path, limit: int) -> Iterator[tuple[str, Path, str]]:
    """(set, file, reference), the first `limit` of every set (0: all)."""
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        listed = [
            (row["path"].split("/")[-2], folder.parent / row["path"], row["transcript"])
            for row in csv.DictReader(file, delimiter="\t")
        ]
    for _, group in groupby(sorted(listed, key=lambda row: row[0]), key=lambda row: row[0]):
        members = list(group)
        yield from members[: limit or len(members)]


def line(name: str, found: Ways) -> str:
    def cell(way: str) -> str:
        if way not in found.score:
            return "– | –"
        rate, cpu = found.score[way].words.rate, found.cpu_s[way] / found.audio_s
        return f"{100 * rate:.1f} | {cpu:.2f}"

    words = found.score["final"].words.words
    ways = " | ".join(cell(way) for way in ("streamed", "final", "alone"))
    revised = f"{found.revised} of {found.stable}" if found.stable else "–"
    return f"| {name} | {found.files} | {words} | {ways} | {revised} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="speech/ with its manifest.tsv")
    parser.add_argument("--limit", type=int, default=0, help="files of each set; 0: all")
    parser.add_argument("--model", type=Path, default=place(), help="default: whisper-tiny.en")
    parser.add_argument("-o", "--output", type=Path, help="the table, too")
    parser.add_argument("--finals", action="store_true", help="no streaming passes")
    parser.add_argument("--template", help="primed with its words, as a dictation is")
    chosen = parser.parse_args()
    known = SHA256 if chosen.model == place() else {}
    loaded = load_whisper(chosen.model, LoadWhisper("cpu", "int8", 1, known))
    recogniser = loaded
    if chosen.template:
        terms = expected_terms(Templates([templates_folder()]).load(chosen.template))
        recogniser = loaded.favouring(terms)
    alone = faster_whisper_alone(chosen.model)
    sets: dict[str, Ways] = {}
    total = Ways()
    for name, file, reference in rows(chosen.folder, chosen.limit):
        sound = read_sound(file, 600.0)
        found = measure(recogniser, alone, sound, reference, chosen.finals)
        sets.setdefault(name, Ways()).add(found)
        total.add(found)
        print(f"\r{total.files} files, {total.audio_s:.0f} s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    loaded.close()
    head = (
        "| set | files | words | streamed WER % | CPU s/s | final WER % | CPU s/s | "
        "faster-whisper WER % | CPU s/s | revised |\n" + "|---" * 10 + "|"
    )
    ratio = total.score["final"].words.rate / total.score["alone"].words.rate
    table = "\n".join(
        [head, *(line(name, found) for name, found in sets.items()), line("all", total)]
    )
    table += (
        f"\n\nfinal / faster-whisper: {ratio:.2f} (target {TARGET} or less); {recogniser.name}\n"
    )
    print(table)
    if chosen.output is not None:
        chosen.output.write_text(table, encoding="utf-8")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
