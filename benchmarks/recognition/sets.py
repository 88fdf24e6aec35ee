"""Sets of recordings with what was said in them.

Committed: `benchmarks/recordings` (made by training/voices/recognition_set.py). From the shared
test data, where it is there: human speech, and the noises and the room that training never hears.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from medvoice.audio.block import SAMPLE_RATE, Samples
from medvoice.language.reader import Dialect
from training.augment import TRAIN_NOISES, TRAIN_ROOMS, mixed, room

RECORDINGS = Path(__file__).resolve().parent.parent / "recordings"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SNR_DB = 15.0
COMMITTED = ("unheard", "heard", "flite", "new", "scopes", "commands")
"""Of `benchmarks/recordings`."""


@dataclass(frozen=True, slots=True)
class Clip:
    """reference: what was said, in `dialect`. group: voice, or folder of human speech. samples:
    float32 mono at 16 kHz."""

    reference: str
    dialect: Dialect
    group: str
    samples: Samples

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    @property
    def key(self) -> str:
        """Of the sound alone: what a recogniser's answer depends on."""
        return hashlib.sha256(self.samples.tobytes()).hexdigest()[:20]


def read_sound(path: Path) -> Samples:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    found = mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE)
    return np.ascontiguousarray(found, dtype=np.float32)


def committed(name: str) -> list[Clip]:
    """One of `COMMITTED`."""
    with (RECORDINGS / f"{name}.tsv").open(encoding="utf-8") as file:
        return [
            Clip(
                row["reference"],
                Dialect.MARKERS,
                row["voice"],
                read_sound(RECORDINGS / row["audio"]),
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def test_noises(folder: Path) -> list[str]:
    """Names of the noises in `folder` (with its manifest.tsv) that training never hears, sorted."""
    return [name for name in _listed(folder) if not name.startswith("rir") and _kept(name)]


def test_rooms(folder: Path) -> list[str]:
    return [name for name in _listed(folder) if name.startswith("rir") and _kept(name)]


def in_noise(clips: Sequence[Clip], folder: Path) -> list[Clip]:
    """Each with one of the test noises, in turn, at 15 dB."""
    noises = [sounding(read_sound(folder / name)) for name in test_noises(folder)]
    return [
        _changed(
            clip,
            mixed(clip.samples, noises[at % len(noises)], SNR_DB, np.random.default_rng(at)),
        )
        for at, clip in enumerate(clips)
    ]


def sounding(noise: Samples) -> Samples:
    """Without its silence (a bark is followed by four seconds of digital silence, and a short
    clip must not fall into them): tenths of a second within 50 dB of the loudest."""
    size = SAMPLE_RATE // 10
    parts = noise[: len(noise) // size * size].reshape(-1, size)
    power = np.mean(parts**2, axis=1)
    return np.ascontiguousarray(parts[power > power.max() * 1e-5].reshape(-1))


def in_room(clips: Sequence[Clip], folder: Path) -> list[Clip]:
    """Each as the test room answers, its whole response from the direct sound on."""
    responses = [read_sound(folder / name) for name in test_rooms(folder)]
    direct = [response[int(np.argmax(np.abs(response))) :] for response in responses]
    return [
        _changed(clip, room(clip.samples, direct[at % len(direct)]))
        for at, clip in enumerate(clips)
    ]


@dataclass(frozen=True, slots=True)
class HumanSet:
    """kind: "sentences", "digits", "letters" or "commands"."""

    name: str
    kind: str
    clips: list[Clip]


_KINDS = {
    "fsdd_digits": "digits", "pocketsphinx_cards": "commands", "commands": "commands",
    "common_voice": "commands",
}  # fmt: skip


def human_sets(folder: Path) -> list[HumanSet]:
    """folder: `speech`, with its manifest.tsv. Folders of mixed content are divided."""
    found: dict[tuple[str, str], list[Clip]] = {}
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            path = folder.parent / row["path"]
            kind, name = human_kind(path, row["transcript"])
            clip = Clip(row["transcript"], Dialect.WORDS, path.parent.name, read_sound(path))
            found.setdefault((kind, name), []).append(clip)
    order = ("sentences", "digits", "letters", "commands")
    ranked = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return [HumanSet(name, kind, found[kind, name]) for kind, name in ranked]


def human_kind(path: Path, transcript: str) -> tuple[str, str]:
    """(kind, name of the set) of a file of human speech."""
    name = path.parent.name
    if name == "letters_digits":
        return ("letters", "letters a-z") if len(transcript) == 1 else ("digits", "digits 0-9")
    if path.name.startswith("phonetic_"):
        return "letters", "spelling words 8 kHz"
    if name == "asterisk_8k":
        return "sentences", "telephone prompts 8 kHz"
    return _KINDS.get(name, "sentences"), name


def _listed(folder: Path) -> Iterator[str]:
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        yield from sorted(Path(row["path"]).name for row in csv.DictReader(file, delimiter="\t"))


def _kept(name: str) -> bool:
    return name not in TRAIN_NOISES and name not in TRAIN_ROOMS


def _changed(clip: Clip, samples: Samples) -> Clip:
    """At the clip's own level where that does not clip."""
    peak = float(np.abs(samples).max())
    scaled = samples * np.float32(min(1.0, 0.99 / max(peak, 1e-9)))
    return Clip(clip.reference, clip.dialect, clip.group, scaled.astype(np.float32))
