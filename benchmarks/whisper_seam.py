"""Our Whisper seam on human speech, set by set, against faster-whisper alone in the same run.

    python -m benchmarks.whisper_seam ../shared/data/speech [--limit N] [-o FILE]
    python -m benchmarks.whisper_seam ../shared/data/speech --finals   # no streaming: a third of it
    python -m benchmarks.whisper_seam ../shared/data/speech --template ct_chest   # primed

streamed: the stable words and the tail of the last streaming pass; final: the pass at the turn's
end. faster-whisper: WhisperModel.transcribe on the whole file, with its own defaults (heard once
and kept, --cache). Every file is one turn. One thread; CPU s/s: CPU seconds per second of sound
(streamed: all passes; live dictation costs streamed + final). revised: stable words at the turn's
end that the final has not, of all that were stable. stable: share of the final's words that were
stable when the sound ended. latency: from a word's end in the sound to the sound that was fed when
it became stable; median and 90th percentile.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.recognition import systems
from benchmarks.recognition.__main__ import cache_folder
from benchmarks.recognition.measure import Ears, mixed_order
from benchmarks.recognition.sets import Clip, human_sets
from medvoice.asr.hypothesis import Hypothesis, Word
from medvoice.asr.whisper_guards import plain
from medvoice.asr.whisper_recogniser import WhisperRecogniser
from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.models.whisper_tiny import place
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.expected_terms import expected_terms
from training.edits import prefix_edits

BLOCK = 512
"""Samples fed at a time, as the VAD cascade does."""

TARGET = 1.1
"""Final WER over faster-whisper's (issue 4, deliverable 6)."""


@dataclass
class Ways:
    """What was measured of one set, by way ("streamed", "final", "alone"). stable, revised: words
    of the streaming passes. final: words of the final passes. latency_s: of every stable word."""

    score: dict[str, Score] = field(default_factory=dict)
    cpu_s: dict[str, float] = field(default_factory=dict)
    latency_s: list[float] = field(default_factory=list)
    final: int = 0
    stable: int = 0
    revised: int = 0
    files: int = 0
    audio_s: float = 0.0

    def add(self, other: Ways) -> None:
        for way in other.score:
            self.score[way] = self.score.get(way, Score()) + other.score[way]
            self.cpu_s[way] = self.cpu_s.get(way, 0.0) + other.cpu_s[way]
        self.latency_s += other.latency_s
        self.final += other.final
        self.stable += other.stable
        self.revised += other.revised
        self.files += other.files
        self.audio_s += other.audio_s


@dataclass(frozen=True, slots=True)
class Streamed:
    """One turn. stable: words at the end of the sound. shown: with the tail. latency_s: of every
    stable word. stream_s, final_s: CPU seconds of the streaming passes and of the final one."""

    stable: list[str]
    shown: list[str]
    latency_s: list[float]
    final: tuple[Word, ...]
    stream_s: float
    final_s: float


def streamed(recogniser: WhisperRecogniser, sound: Samples, finals: bool) -> Streamed:
    """finals: without the streaming passes."""
    turn = recogniser.open_turn(1, 0)
    heard: Hypothesis | None = None
    latency_s: list[float] = []
    begun = time.process_time()
    for at in range(0, len(sound), BLOCK):
        turn.feed(sound[at : at + BLOCK])
        if not finals:
            heard = turn.advance() or heard
        if heard:
            fed = min(at + BLOCK, len(sound))
            news = heard.stable[len(latency_s) :]
            latency_s += [max(0, fed - word.end) / SAMPLE_RATE for word in news]
    between = time.process_time()
    final = turn.finish(len(sound)).result()
    ended = time.process_time()
    turn.close()
    stable = [word.text for word in heard.stable] if heard else []
    shown = stable + ([word.text for word in heard.tail] if heard else [])
    return Streamed(stable, shown, latency_s, final, between - begun, ended - between)


def measure(recogniser: WhisperRecogniser, alone: Ears, clip: Clip, finals: bool) -> Ways:
    scorer = Scorer()
    ours = streamed(recogniser, clip.samples, finals)
    words = [word.text for word in ours.final]
    texts, cpu_s = {"final": " ".join(words)}, {"final": ours.final_s}
    theirs = alone.answer(clip)
    if theirs is not None:
        texts["alone"], cpu_s["alone"] = theirs.text, theirs.cpu_s
    if not finals:
        texts["streamed"], cpu_s["streamed"] = " ".join(ours.shown), ours.stream_s
    return Ways(
        {way: scorer.compare(clip.reference, text).score for way, text in texts.items()},
        cpu_s,
        ours.latency_s,
        len(words),
        len(ours.stable),
        min(prefix_edits([plain(w) for w in ours.stable], [plain(w) for w in words])),
        1,
        clip.seconds,
    )


def line(name: str, found: Ways) -> str:
    def cell(way: str) -> str:
        if way not in found.score:
            return "– | –"
        rate, cpu = found.score[way].words.rate, found.cpu_s[way] / found.audio_s
        return f"{100 * rate:.1f} | {cpu:.2f}"

    words = found.score["final"].words.words
    ways = " | ".join(cell(way) for way in ("streamed", "final", "alone"))
    revised = f"{found.revised} of {found.stable}" if found.stable else "–"
    share = f"{100 * found.stable / found.final:.0f}" if found.final else "–"
    late = "–"
    if found.latency_s:
        late = " / ".join(f"{np.quantile(found.latency_s, q):.1f}" for q in (0.5, 0.9))
    return f"| {name} | {found.files} | {words} | {ways} | {revised} | {share} | {late} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="speech/ with its manifest.tsv")
    parser.add_argument("--limit", type=int, help="files of each set, drawn at random")
    parser.add_argument("--model", type=Path, default=place(), help="default: whisper-tiny.en")
    parser.add_argument("-o", "--output", type=Path, help="the table, too")
    parser.add_argument("--finals", action="store_true", help="no streaming passes")
    parser.add_argument("--template", help="primed with its words, as a dictation is")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="of faster-whisper's")
    chosen = parser.parse_args()
    loaded = systems.load_seam(chosen.model)
    recogniser = loaded
    if chosen.template:
        terms = expected_terms(Templates([templates_folder()]).load(chosen.template))
        recogniser = loaded.favouring(terms)
    alone = Ears(systems.whisper_alone(chosen.model), chosen.cache / "answers", Scorer())
    sets: dict[str, Ways] = {}
    total = Ways()
    for found in human_sets(chosen.folder):
        ways = sets.setdefault(found.name, Ways())
        for clip in mixed_order(found.clips)[: chosen.limit]:
            measured = measure(recogniser, alone, clip, chosen.finals)
            ways.add(measured)
            total.add(measured)
            print(f"\r{total.files} files, {total.audio_s:.0f} s", end="", file=sys.stderr)
            sys.stderr.flush()
    print(file=sys.stderr)
    loaded.close()
    head = (
        "| set | files | words | streamed WER % | CPU s/s | final WER % | CPU s/s | "
        "faster-whisper WER % | CPU s/s | revised | stable % | latency s |\n" + "|---" * 12 + "|"
    )
    ratio = total.score["final"].words.rate / total.score["alone"].words.rate
    table = "\n".join(
        [head, *(line(name, ways) for name, ways in sets.items()), line("all", total)]
    )
    table += f"\n\nfinal / faster-whisper: {ratio:.2f} (target {TARGET} or less)"
    if total.stable:
        table += f"; stable words revised: {100 * total.revised / total.stable:.2f} % (target 0.5)"
    table += f"; {recogniser.name}\n"
    print(table)
    if chosen.output is not None:
        chosen.output.write_text(table, encoding="utf-8")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
