"""Sections on human speech, on sound without words, and on time."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.recognition import page, systems
from benchmarks.recognition.bench import QUICK, Bench
from benchmarks.recognition.measure import Ears, Tally
from benchmarks.recognition.page import Verdict, against, wer
from benchmarks.recognition.sections import NO_SHARED
from benchmarks.recognition.sets import Clip, human_sets
from benchmarks.recognition.streaming import Passed, dictation, far_voices, through, wordless
from medvoice.asr.recogniser import Recogniser

VOICES = "far voices"
SPEED_S = 180.0
"""Seconds of dictation that are timed."""


def human(bench: Bench) -> str:
    folder = bench.options.shared / "speech"
    if not folder.is_dir():
        return NO_SHARED
    every = [bench.greedy, bench.beam]
    if bench.without_human is not None:
        every.append(bench.without_human)
    every += bench.others
    if bench.seam is not None:
        every.append(bench.seam)
    rows: list[list[str]] = []
    kinds: dict[str, list[Tally]] = {}
    for found in human_sets(folder):
        clips = bench.some(found.clips)
        tallies = [ears.tally(clips, found.name) for ears in every]
        rows.append(_human_row(f"{found.kind}: {found.name}", tallies))
        before = kinds.get(found.kind) or [Tally()] * len(every)
        kinds[found.kind] = [a + b for a, b in zip(before, tallies, strict=True)]
    rows += [_human_row(f"**all {kind}**", tallies) for kind, tallies in kinds.items()]
    total = [sum(column, Tally()) for column in zip(*kinds.values(), strict=True)]
    rows.append(_human_row("**all**", total))
    _human_verdicts(bench, every, total)
    head = ["set", "files", "words", *(f"{ears.system.name} WER" for ears in every)]
    return page.table(head, rows)


def _human_row(name: str, tallies: Sequence[Tally]) -> list[str]:
    first = tallies[0]
    words = str(first.score.words.words)
    return [name, str(first.clips), words, *(wer(tally) for tally in tallies)]


def _human_verdicts(bench: Bench, every: Sequence[Ears], total: Sequence[Tally]) -> None:
    by_name = {ears.system.name: tally for ears, tally in zip(every, total, strict=True)}
    figures = f"greedy {wer(total[0])}, beam {wer(total[1])}"
    without = "with and without: `python -m training.human_effect` (--without-human)"
    said = "see there"
    if bench.without_human is not None:
        other = by_name[bench.without_human.system.name]
        without, said = (
            f"without: {wer(other)}",
            str(Verdict(total[0].wer, other.wer, whole=other.whole)),
        )
    bench.verdict(
        "human speech, bundled", f"{figures}; {without}", "better with human_speech", said
    )
    seam, alone = by_name.get("our Whisper seam"), by_name.get("Whisper tiny.en")
    if seam is None or alone is None:
        bench.verdict("our Whisper seam on human speech", "not here", "≤ 1.1 ×", "not run")
        return
    if not alone.score.words.words or not alone.wer:
        bench.verdict("our Whisper seam on human speech", "nothing heard", "≤ 1.1 ×", "not run")
        return
    ratio = seam.wer / alone.wer
    bench.verdict(
        "our Whisper seam on human speech, against faster-whisper on the whole file",
        f"{wer(seam)} / {wer(alone)} = {ratio:.2f} ×",
        f"≤ {page.SEAM} ×",
        str(Verdict(ratio, page.SEAM, whole=seam.whole and alone.whole)),
    )


def silence(bench: Bench) -> str:
    """Words written on 10 minutes of sound without words; people talking far away apart."""
    if bench.noise_folder is None:
        return NO_SHARED
    counting = wordless(bench.noise_folder)
    sounds = {**counting, VOICES: far_voices(bench.noise_folder)}
    if bench.options.quick:
        sounds = {name: sound[: len(sound) // QUICK] for name, sound in sounds.items()}
    minutes = {name: len(sound) / 960_000 for name, sound in sounds.items()}
    head = ["recogniser", *(f"{name}, {minutes[name]:.1f} min" for name in counting), "words",
            f"apart: {VOICES}, {minutes[VOICES]:.1f} min", "turns in all"]  # fmt: skip
    rows: list[list[str]] = []
    counted: dict[str, Verdict] = {}
    for ears, name in _streaming(bench):
        recogniser: Recogniser | None = None
        passed: dict[str, Passed] = {}
        try:
            for kind, sound in sounds.items():
                try:
                    passed[kind] = bench.streamed(ears.system, recogniser, sound)
                except KeyError:
                    recogniser = _recogniser(bench, name)
                    passed[kind] = bench.streamed(ears.system, recogniser, sound)
        finally:
            if recogniser is not None:
                recogniser.close()
        words = {kind: len(p.words) for kind, p in passed.items()}
        turns = sum(p.turns for p in passed.values())
        total = sum(words[kind] for kind in counting)
        counted[name] = Verdict(total, page.HALLUCINATED)
        each = [str(words[kind]) for kind in counting]
        cells = [*each, str(total), str(words[VOICES]), str(turns)]
        rows.append([f"{ears.system.name}, streaming", *cells])
    for ears in bench.others:
        answers = {
            kind: ears.answer(Clip("", ears.system.dialect, kind, sound))
            for kind, sound in sounds.items()
        }
        shown = {
            kind: str(len(answer.text.split())) if answer else "not heard"
            for kind, answer in answers.items()
        }
        heard = sum(len(a.text.split()) for k, a in answers.items() if a and k in counting)
        each = [shown[kind] for kind in counting]
        rows.append([f"{ears.system.name}, whole file", *each, str(heard), shown[VOICES], "—"])
    said = ", ".join(f"{name} {v.figure:.0f}" for name, v in counted.items())
    whole = sum(minutes[kind] for kind in counting)
    verdict = ", ".join(f"{name} {v}" for name, v in counted.items())
    if len({str(v) for v in counted.values()}) == 1:
        verdict = str(next(iter(counted.values())))
    bench.verdict(
        f"words hallucinated in {whole:.0f} min of silence, noise, music",
        said, f"≤ {page.HALLUCINATED}", verdict,
    )  # fmt: skip
    return page.table(head, rows)


def _streaming(bench: Bench) -> list[tuple[Ears, str]]:
    found = [(bench.greedy, "greedy"), (bench.beam, "beam")]
    return [*found, (bench.seam, "Whisper")] if bench.seam is not None else found


def _recogniser(bench: Bench, name: str) -> Recogniser:
    if name == "Whisper":
        return systems.load_seam()
    ngram = bench.options.ngram if name == "beam" else None
    search = systems.search_of("beam" if name == "beam" else "greedy", ngram)
    return systems.load_bundled(bench.options.model, search)


def speed(bench: Bench) -> str:
    """Processor seconds per second of sound; never taken from the disk for our streaming."""
    clips = bench.committed("unheard")
    sound = dictation(clips, SPEED_S / QUICK if bench.options.quick else SPEED_S)
    rows: list[list[str]] = []
    factors: dict[str, float] = {}
    for ears, name in _streaming(bench):
        recogniser = _recogniser(bench, name)
        try:
            passed = through(recogniser, sound)
        finally:
            recogniser.close()
        factors[name] = passed.cpu_s / passed.audio_s
        rows.append([f"{ears.system.name}, streaming", f"{factors[name]:.3f}"])
    for ears in (bench.greedy, bench.beam, *bench.others):
        tally = ears.tally(clips, "time")
        factor = tally.cpu_s / tally.audio_s
        rows.append([f"{ears.system.name}, whole recordings", f"{factor:.3f}"])
    greedy, beam = (Verdict(factors[name], page.REAL_TIME) for name in ("greedy", "beam"))
    bench.verdict(
        "real-time factor, one core, streaming with VAD",
        f"greedy {greedy.figure:.2f}, beam {beam.figure:.2f}",
        f"≤ {page.REAL_TIME}",
        against(greedy, beam),
    )
    minutes = len(sound) / 960_000
    note = f"\n{minutes:.1f} minutes of dictation by unheard voices, one thread.\n"
    return page.table(("recogniser", "processor s per s of sound"), rows) + note
