"""Bench: the recognisers of a run, its data, and the verdicts gathered for the last table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import medvoice.audio
import medvoice.session
from benchmarks.recognition import page, piper, sets, systems
from benchmarks.recognition.answers import Answer, Answers, state_key
from benchmarks.recognition.measure import Ears, Tally
from benchmarks.recognition.sets import Clip
from benchmarks.recognition.streaming import Passed, through
from benchmarks.recognition.systems import System
from medvoice.asr.recogniser import Recogniser
from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.evaluation.scorer import Scorer

QUICK = 7
"""With --quick every seventh recording: all voices are in it, they take turns by four."""


@dataclass(frozen=True, slots=True)
class Options:
    """model: folder of the bundled model. without_human: of one trained without human speech.
    shared: `shared/data`. ours: the bundled model alone. kept: only
    what is on the disk already."""

    model: Path
    ngram: Path | None
    without_human: Path | None
    shared: Path
    cache: Path
    quick: bool
    ours: bool = False
    kept: bool = False


@dataclass
class Bench:
    """One run. verdicts: rows of the last table."""

    options: Options
    verdicts: list[tuple[str, str, str, str]] = field(default_factory=list)

    @cached_property
    def greedy(self) -> Ears:
        return self.ears(systems.bundled(self.options.model, "greedy", None))

    @cached_property
    def beam(self) -> Ears:
        return self.ears(systems.bundled(self.options.model, "beam", self.options.ngram))

    @cached_property
    def others(self) -> list[Ears]:
        """What a user would otherwise use, as far as it is installed."""
        if self.options.ours:
            return []
        found = (systems.pocketsphinx(), systems.whisper_alone())
        return [self.ears(system) for system in found if not system.missing]

    @cached_property
    def seam(self) -> Ears | None:
        system = systems.whisper_seam()
        return None if system.missing or self.options.ours else self.ears(system)

    @cached_property
    def without_human(self) -> Ears | None:
        folder = self.options.without_human
        if folder is None:
            return None
        return self.ears(systems.bundled(folder, "greedy", None, "trained without human_speech"))

    @cached_property
    def noise_folder(self) -> Path | None:
        folder = self.options.shared / "noise"
        return folder if folder.is_dir() else None

    def ears(self, system: System) -> Ears:
        return Ears(system, self.options.cache / "answers", Scorer(), self.options.kept)

    def committed(self, name: str) -> list[Clip]:
        return self.some(sets.committed(name))

    def some(self, clips: Sequence[Clip]) -> list[Clip]:
        return list(clips[::QUICK] if self.options.quick else clips)

    def piper(self) -> list[Clip]:
        """[] where Piper is not installed."""
        clips = self.committed("unheard")
        return piper.spoken(clips, self.options.cache / "piper") if piper.here() else []

    def ours(self, clips: Sequence[Clip], what: str) -> tuple[Tally, Tally]:
        return self.greedy.tally(clips, what), self.beam.tally(clips, what)

    def beside(self, clips: Sequence[Clip], what: str) -> list[Tally]:
        """Of `others`."""
        return [ears.tally(clips, what) for ears in self.others]

    def verdict(self, what: str, figure: str, target: str, said: str) -> None:
        self.verdicts.append((what, figure, target, said))

    def summary(self) -> str:
        return page.table(("what", "figure", "target", ""), self.verdicts)

    def streamed(self, system: System, recogniser: Recogniser | None, sound: Samples) -> Passed:
        """`through`, kept on disk. recogniser: None: only what is kept. Raises KeyError then."""
        code = [
            *Path(medvoice.audio.__file__).parent.glob("*.py"),
            Path(medvoice.session.__file__).parent / "listening.py",
        ]
        key = state_key("streamed", code, system.key)
        answers = Answers(self.options.cache / "streamed", key)
        clip = Clip("", system.dialect, "", sound)
        known = answers.get(clip.key)
        if known is None:
            if recogniser is None:
                raise KeyError(clip.key)
            passed = through(recogniser, sound)
            text = json.dumps({"turns": passed.turns, "words": passed.words})
            answers.put(clip.key, Answer(text, passed.cpu_s))
            return passed
        entry = json.loads(known.text)
        seconds = len(sound) / SAMPLE_RATE
        return Passed(entry["turns"], tuple(entry["words"]), seconds, known.cpu_s)
