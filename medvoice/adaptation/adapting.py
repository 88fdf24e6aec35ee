"""From recordings of one speaker to a better model, or to a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from medvoice.adaptation.forced_alignment import Unalignable
from medvoice.adaptation.installing import draft
from medvoice.adaptation.material import Clip, cut, usable
from medvoice.adaptation.split import split
from medvoice.adaptation.tuning_settings import TuningSettings
from medvoice.adaptation.verdict import Verdict, judged
from medvoice.asr.recogniser import Recogniser
from medvoice.evaluation.scorer import Scorer
from medvoice.language.reader import Dialect


@dataclass(frozen=True, slots=True)
class Adapted:
    """folder: a draft, not installed yet. left_out: recordings whose text the model cannot write or
    that do not fit their text. seconds, clips: learnt from."""

    folder: Path
    verdict: Verdict
    left_out: int
    seconds: float
    clips: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """listen: opens a recogniser on a model folder. dialect: how it writes marks."""

    listen: Callable[[Path], Recogniser]
    dialect: Dialect


def adapt(
    base: Path,
    material: Sequence[Clip],
    models: Path,
    hearing: Hearing,
    settings: TuningSettings,
    progress: Callable[[str, float], None],
) -> Adapted:
    """models: folder in which the draft is made. progress: (what is done, share 0..1).

    Raises TooLittle, TargetError, RecogniserError, OSError."""
    # Late: torch takes seconds to import, and the command's other answers need none.
    from medvoice.adaptation.tuning import Tuning

    tuning = Tuning(base, settings)
    clips: list[Clip] = []
    left_out = 0
    for number, clip in enumerate(material):
        progress("reading", number / len(material))
        pieces: list[Clip] = []
        if usable(clip, tuning.targets):
            try:
                pieces = cut(clip, tuning.targets, tuning.logits)
            except Unalignable:
                pieces = []
        left_out += not pieces
        clips += [piece for piece in pieces if usable(piece, tuning.targets)]
    parts = split(clips, settings.seed)
    before = _errors(base, parts.judge, hearing, lambda done: progress("judging the old", done))
    tuning.learn(parts.learn, lambda done: progress("learning", done))
    folder = draft(base, models, tuning.save)
    after = _errors(folder, parts.judge, hearing, lambda done: progress("judging the new", done))
    words = [count for count, _ in before]
    verdict = judged(words, [bad for _, bad in before], [bad for _, bad in after])
    seconds = sum(clip.seconds for clip in parts.learn)
    return Adapted(folder, verdict, left_out, seconds, len(parts.learn))


def _errors(
    folder: Path, clips: Sequence[Clip], hearing: Hearing, progress: Callable[[float], None]
) -> list[tuple[int, int]]:
    """(words, word errors) of each clip, by the recogniser as it is used."""
    scorer = Scorer()
    found = []
    recogniser = hearing.listen(folder)
    try:
        for number, clip in enumerate(clips):
            progress(number / len(clips))
            turn = recogniser.open_turn(number, 0)
            try:
                turn.feed(clip.samples)
                words = turn.finish(len(clip.samples)).result()
            finally:
                turn.close()
            heard = " ".join(word.text for word in words)
            score = scorer.compare(clip.text, heard, hearing.dialect, hearing.dialect).score.words
            found.append((score.words, score.errors))
    finally:
        recogniser.close()
    return found
