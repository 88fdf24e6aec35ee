"""One function a section: measures, gives its table, adds its verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.recognition import page
from benchmarks.recognition.bench import Bench
from benchmarks.recognition.measure import Tally, by_group
from benchmarks.recognition.page import Verdict, against, percent, wer
from benchmarks.recognition.sets import Clip, in_noise, in_room

NO_SHARED = "Not measured: the shared test data is not here (--shared FOLDER).\n"


def sentences(bench: Bench) -> str:
    """Held-out sentences: heard voices, unheard voices, Piper, noise and room."""
    unheard = bench.committed("unheard")
    rows = [_row(bench, "heard Kokoro voices", bench.committed("heard"))]
    _judge(bench, "held-out sentences, heard Kokoro voices", rows[-1], page.HEARD)
    rows.append(_row(bench, "heard flite voices", bench.committed("flite")))
    _judge(bench, "held-out sentences, heard flite voices", rows[-1], page.HEARD)
    rows.append(_row(bench, "unheard Kokoro voices", unheard))
    clean = rows[-1]
    _judge(bench, "the same, unheard Kokoro voices: ends the issue", clean, page.UNHEARD)
    _judge(bench, "the goal", clean, page.GOAL)
    limit = Verdict(clean.beam.wer, page.BEAM_GOAL, whole=clean.beam.whole)
    name = bench.beam.system.name.removeprefix("bundled, ")
    bench.verdict(f"with {name}", wer(clean.beam), f"≤ {percent(page.BEAM_GOAL, 0)}", str(limit))
    rows.append(_row(bench, "new sentences of training frames, unheard", bench.committed("new")))
    spoken = bench.piper()
    if spoken:
        rows.append(_row(bench, "Piper voice (unheard)", spoken))
        bench.verdict("the same, Piper voice", _both(rows[-1]), "printed", "—")
    else:
        bench.verdict("the same, Piper voice", "not here", "printed", "—")
    if bench.noise_folder is None:
        return _sentence_table(bench, rows) + "\n" + NO_SHARED
    room = in_room(unheard, bench.noise_folder)
    rows.append(
        _row(bench, "unheard, noise at 15 dB", in_noise(unheard, bench.noise_folder), False)
    )
    rows.append(_row(bench, "unheard, room", room, False))
    rows.append(_row(bench, "unheard, room and noise", in_noise(room, bench.noise_folder)))
    for row in rows[-3:]:
        greedy = _in_noise(row.greedy, clean.greedy)
        beam = _in_noise(row.beam, clean.beam)
        target = f"≤ {percent(greedy.limit)} greedy, {percent(beam.limit)} beam"
        bench.verdict(row.name, _both(row), target, against(greedy, beam))
    voices = by_group(bench.greedy, unheard), by_group(bench.beam, unheard)
    each = ", ".join(
        f"{name} {wer(voices[0][name])} / {wer(voices[1][name])}" for name in voices[0]
    )
    return _sentence_table(bench, rows) + f"\nUnheard voices, greedy / beam: {each}.\n"


def marks(bench: Bench) -> str:
    """Spoken punctuation and command words, unheard voices."""
    commands = bench.committed("commands")
    dictated = [*bench.committed("unheard"), *bench.committed("scopes")]
    rows: list[list[str]] = []
    verdicts: list[Verdict] = []
    for ears in (bench.greedy, bench.beam, *bench.others):
        short = ears.tally(commands, "commands")
        long = ears.tally(dictated, "marks")
        marks_right = short.score.marks.right + long.score.marks.right
        marks_all = short.score.marks.marks + long.score.marks.marks
        words = short.score.words
        right = words.words - words.substituted - words.deleted
        share = (marks_right + right) / max(1, marks_all + words.words)
        whole = short.whole and long.whole
        verdicts.append(Verdict(share, page.MARKS, least=True, whole=whole))
        rows.append(
            [ears.system.name, f"{marks_right}/{marks_all}", f"{right}/{words.words}",
             str(words.inserted), f"{short.exact}/{short.clips}", percent(share)]
        )  # fmt: skip
    bench.verdict(
        "spoken punctuation and command words right, unheard voices",
        f"greedy {rows[0][-1]}, beam {rows[1][-1]}",
        f"≥ {percent(page.MARKS, 0)}",
        against(verdicts[0], verdicts[1]),
    )
    head = ("recogniser", "marks right", "command words right", "words added", "whole turns right",
            "marks and command words")  # fmt: skip
    return page.table(head, rows)


def flips(bench: Bench) -> str:
    """Negations and sides, unheard voices."""
    clips = [*bench.committed("unheard"), *bench.committed("scopes")]
    rows: list[list[str]] = []
    verdicts: list[Verdict] = []
    for ears in (bench.greedy, bench.beam, *bench.others):
        tally = ears.tally(clips, "negations and sides")
        terms, missed, invented = tally.flipping
        recall = 1 - missed / max(1, terms)
        verdicts.append(Verdict(recall, page.FLIPPING, least=True, whole=tally.whole))
        rows.append([ears.system.name, str(terms), str(missed), str(invented), percent(recall)])
    bench.verdict(
        "negations and laterality recalled, unheard voices",
        f"greedy {rows[0][-1]}, beam {rows[1][-1]}",
        f"≥ {percent(page.FLIPPING)}",
        against(verdicts[0], verdicts[1]),
    )
    return page.table(("recogniser", "words said", "missed", "invented", "recalled"), rows)


class _Row:
    """Of the table of sentences."""

    def __init__(self, name: str, greedy: Tally, beam: Tally, others: Sequence[Tally]) -> None:
        self.name, self.greedy, self.beam, self.others = name, greedy, beam, others


def _row(bench: Bench, name: str, clips: Sequence[Clip], compared: bool = True) -> _Row:
    greedy, beam = bench.ours(clips, name)
    return _Row(name, greedy, beam, bench.beside(clips, name) if compared else [])


def _judge(bench: Bench, what: str, row: _Row, limit: float) -> None:
    greedy, beam = (Verdict(t.wer, limit, whole=t.whole) for t in (row.greedy, row.beam))
    bench.verdict(what, _both(row), f"≤ {percent(limit, 0)}", against(greedy, beam))


def _in_noise(noisy: Tally, clean: Tally) -> Verdict:
    return Verdict(noisy.wer, page.noise_limit(clean.wer), whole=noisy.whole and clean.whole)


def _both(row: _Row) -> str:
    return f"greedy {wer(row.greedy)}, beam {wer(row.beam)}"


def _sentence_table(bench: Bench, rows: Sequence[_Row]) -> str:
    systems = [bench.greedy, bench.beam, *bench.others]
    head = ["set", "recordings", "words", *(f"{ears.system.name} WER" for ears in systems)]
    cells = []
    for row in rows:
        others: list[Tally | None] = [*row.others] or [None] * len(bench.others)
        figures = [wer(tally) for tally in (row.greedy, row.beam, *others)]
        words = row.greedy.score.words.words
        cells.append([row.name, str(row.greedy.clips), str(words), *figures])
    return page.table(head, cells)
