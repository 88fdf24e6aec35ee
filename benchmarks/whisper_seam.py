"""Our Whisper seam on human speech, set by set, against faster-whisper alone in the same run.

    .venv/bin/python benchmarks/whisper_seam.py ../shared/data/speech [--limit N] [-o FILE]

streamed: the stable words and the tail of the last streaming pass; final: the pass at the turn's
end. faster-whisper: WhisperModel.transcribe on the whole file, with its own defaults. Every file is
one turn. One thread; CPU s/s: CPU seconds per second of sound (streamed: all passes; live dictation
costs streamed + final).
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

from medvoice.asr.whisper_recogniser import LoadWhisper, WhisperRecogniser, load_whisper
from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.models.whisper_tiny import SHA256, place
from medvoice.session.checking import read_sound

BLOCK = 512
"""Samples fed at a time, as the VAD cascade does."""

TARGET = 1.1
"""Final WER over faster-whisper's (issue 4, deliverable 6)."""


@dataclass
class Ways:
    """What was measured of one set, by way ("streamed", "final", "alone")."""

    score: dict[str, Score] = field(default_factory=dict)
    cpu_s: dict[str, float] = field(default_factory=dict)
    files: int = 0
    audio_s: float = 0.0

    def add(self, other: Ways) -> None:
        for way in other.score:
            self.score[way] = self.score.get(way, Score()) + other.score[way]
            self.cpu_s[way] = self.cpu_s.get(way, 0.0) + other.cpu_s[way]
        self.files += other.files
        self.audio_s += other.audio_s


def streamed(recogniser: WhisperRecogniser, sound: Samples) -> tuple[str, str, float, float]:
    """(streamed text, final text, CPU seconds of the streaming passes, of the final pass)."""
    turn = recogniser.open_turn(1, 0)
    shown = ""
    begun = time.process_time()
    for at in range(0, len(sound), BLOCK):
        turn.feed(sound[at : at + BLOCK])
        heard = turn.advance()
        if heard is not None:
            shown = " ".join(word.text for word in (*heard.stable, *heard.tail))
    between = time.process_time()
    final = turn.finish(len(sound)).result()
    ended = time.process_time()
    turn.close()
    return shown, " ".join(word.text for word in final), between - begun, ended - between


def measure(
    recogniser: WhisperRecogniser,
    alone: Callable[[Samples], str],
    sound: Samples,
    reference: str,
    scorer: Scorer,
) -> Ways:
    shown, final, stream_s, final_s = streamed(recogniser, sound)
    begun = time.process_time()
    theirs = alone(sound)
    alone_s = time.process_time() - begun
    texts = {"streamed": shown, "final": final, "alone": theirs}
    return Ways(
        {way: scorer.compare(reference, text).score for way, text in texts.items()},
        {"streamed": stream_s, "final": final_s, "alone": alone_s},
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
    wer = {way: 100 * score.words.rate for way, score in found.score.items()}
    words = next(iter(found.score.values())).words.words
    cpu = {way: found.cpu_s[way] / found.audio_s for way in found.cpu_s}
    return (
        f"| {name} | {found.files} | {words} | {wer['streamed']:.1f} | {wer['final']:.1f} | "
        f"{wer['alone']:.1f} | {cpu['streamed']:.2f} | {cpu['final']:.2f} | {cpu['alone']:.2f} |"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="speech/ with its manifest.tsv")
    parser.add_argument("--limit", type=int, default=0, help="files of each set; 0: all")
    parser.add_argument("--model", type=Path, default=place(), help="default: whisper-tiny.en")
    parser.add_argument("-o", "--output", type=Path, help="the table, too")
    chosen = parser.parse_args()
    known = SHA256 if chosen.model == place() else {}
    recogniser = load_whisper(chosen.model, LoadWhisper("cpu", "int8", 1, known))
    alone = faster_whisper_alone(chosen.model)
    scorer = Scorer()
    sets: dict[str, Ways] = {}
    total = Ways()
    for name, file, reference in rows(chosen.folder, chosen.limit):
        found = measure(recogniser, alone, read_sound(file, 600.0), reference, scorer)
        sets.setdefault(name, Ways()).add(found)
        total.add(found)
        print(f"\r{total.files} files, {total.audio_s:.0f} s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    recogniser.close()
    head = (
        "| set | files | words | streamed WER % | final WER % | faster-whisper WER % | "
        "streamed CPU s/s | final CPU s/s | faster-whisper CPU s/s |\n" + "|---" * 9 + "|"
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
