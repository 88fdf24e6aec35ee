"""samples/: typed words of every dictation give its expected text and report, and the sound is there.

python tests/test_samples.py writes NAME.txt and NAME.report.txt anew through the layers: for a rule
that was changed on purpose, and to be read through before they are committed.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile

from medvoice.audio.turn_events import TurnEnded
from medvoice.audio.turns import TurnMachine
from medvoice.audio.vad import VadFrame
from medvoice.audio.vad_choice import make_vad
from medvoice.evaluation.manifest import read_manifest
from medvoice.export.text import text
from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.matcher import Matcher
from medvoice.language.commands.splitting import split_commands
from medvoice.language.reader import Dialect, Reader, ReaderSettings, typed
from medvoice.language.utterance import Carried
from medvoice.report.template import Templates
from medvoice.session.reporting import report_from_text

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
TEMPLATES = Templates([ROOT / "templates"])
INDEX = tomllib.loads((SAMPLES / "index.toml").read_text(encoding="utf-8"))
HELD_OUT = {"af_nova", "am_liam", "bf_lily", "bm_daniel"}

each_sample = pytest.mark.parametrize("name", sorted(INDEX))


def words_of(name: str) -> list[str]:
    """The spoken words, a turn a line."""
    return (SAMPLES / f"{name}.words.txt").read_text(encoding="utf-8").splitlines()


def transcript(turns: list[str]) -> str:
    """What `medvoice transcribe` prints for a recogniser that hears every word."""
    reader, before, lines = Reader(ReaderSettings(Dialect.MARKERS)), Carried(), []
    matcher = Matcher(load_grammar())
    for turn in turns:
        words = typed(turn)
        utterance = reader.read(words, before)
        lines.append(utterance.text)
        if not split_commands(words, matcher).commands:
            before = utterance.carried
    return "".join(f"{line}\n" for line in lines)


def report(name: str) -> str:
    template = TEMPLATES.load(INDEX[name]["template"])
    state = report_from_text("\n".join(words_of(name)), template, Dialect.MARKERS)
    return text(state.report, template)


@each_sample
def test_words_give_the_expected_text(name):
    assert transcript(words_of(name)) == (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")


@each_sample
def test_words_give_the_expected_report(name):
    assert report(name) == (SAMPLES / f"{name}.report.txt").read_text(encoding="utf-8")


@each_sample
def test_sound_is_there_as_stated(name):
    sound, rate = soundfile.read(SAMPLES / f"{name}.flac", dtype="float32", always_2d=True)
    assert rate == 16_000
    assert sound.shape[1] == 1
    assert len(sound) / rate == pytest.approx(INDEX[name]["seconds"], abs=0.01)
    assert np.abs(sound).max() < 0.95, "clipped"
    # A fan is heard in the pauses of the noisy one (its quietest tenth of a second), not elsewhere.
    frames = sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)
    floor = 10 * np.log10(np.min(np.mean(frames**2, axis=1)))
    assert (floor > -50) == INDEX[name]["noisy"]


@each_sample
def test_script_says_these_words(name):
    script = tomllib.loads((SAMPLES / f"{name}.script.toml").read_text(encoding="utf-8"))
    said = " ".join(phrase[0] for phrase in script["phrases"])
    assert " ".join(words_of(name)) == said
    assert script["voice"] == INDEX[name]["voice"]
    assert script["template"] == INDEX[name]["template"]


@each_sample
def test_pauses_cut_the_sound_into_the_written_turns(name):
    """With the default voice detector; its own speech frames stand in for the recogniser's say."""
    sound, _ = soundfile.read(SAMPLES / f"{name}.flac", dtype="float32")
    vad, machine, events, last = make_vad("both"), TurnMachine(), [], 0
    for start in range(0, len(sound) - vad.frame + 1, vad.frame):
        speech = vad.speech(sound[start : start + vad.frame])
        last = start if speech else last
        events += machine.feed(VadFrame(start, vad.frame, speech))
        while (wanted := machine.wants_coverage()) is not None:
            events += machine.coverage(wanted, min(last, wanted))
    events += machine.finish(len(sound))
    ended = [event for event in events if isinstance(event, TurnEnded)]
    assert len(ended) == len(words_of(name))


def test_the_set_is_what_its_page_promises():
    assert {entry["template"] for entry in INDEX.values()} <= set(TEMPLATES.names())
    assert len({entry["template"] for entry in INDEX.values()}) >= 5
    voices = [entry["voice"] for entry in INDEX.values()]
    assert len(set(voices)) == len(voices) >= 6
    assert 2 * len(HELD_OUT.intersection(voices)) >= len(voices)
    for entry in INDEX.values():
        assert entry["heard_in_training"] == (entry["voice"] not in HELD_OUT)
    assert any(entry["seconds"] >= 180 for entry in INDEX.values())
    assert any(entry["noisy"] for entry in INDEX.values())
    size = sum(path.stat().st_size for path in SAMPLES.iterdir())
    assert size < 20_000_000


def test_the_manifest_lists_them_all():
    rows = read_manifest(SAMPLES / "manifest.tsv")
    assert [row.audio.stem for row in rows] == sorted(INDEX)
    assert all(row.reference.split() == " ".join(words_of(row.audio.stem)).split() for row in rows)


def test_every_required_field_but_the_undictated_is_filled():
    for name in INDEX:
        assert "[ ]" not in report(name), name


def test_what_was_scratched_or_said_asleep_is_not_in_the_report():
    assert "left upper lobe" in " ".join(words_of("ct_chest_long"))
    assert "left upper lobe" not in " ".join(report("ct_chest_long").split())
    assert "call you back" in " ".join(words_of("cxr_portable"))
    assert "call you back" not in report("cxr_portable")


if __name__ == "__main__":
    for sample in sorted(INDEX):
        (SAMPLES / f"{sample}.txt").write_text(transcript(words_of(sample)), encoding="utf-8")
        (SAMPLES / f"{sample}.report.txt").write_text(report(sample), encoding="utf-8")
        sys.stdout.write(f"== {sample}\n{transcript(words_of(sample))}\n{report(sample)}\n")
