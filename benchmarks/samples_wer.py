"""The sample dictations through the streaming path: errors, sections filled, sentences lost.

    python benchmarks/samples_wer.py                       # the bundled model
    python benchmarks/samples_wer.py --model FOLDER        # any LASR checkpoint
    python benchmarks/samples_wer.py ct_head_noisy --errors
    python benchmarks/samples_wer.py --decoder greedy      # or beam; auto: as `medvoice dictate`

Streaming path: the listener that `medvoice dictate` drives (VAD, turns, windows as the sound comes,
final pass at each turn's end), fed as fast as it takes. Exit status 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import re
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from medvoice.asr.recogniser import RecogniserError
from medvoice.evaluation.plain import PlainReader
from medvoice.evaluation.scorer import Compared, Score, Scorer
from medvoice.evaluation.table import Row, markdown_table
from medvoice.export.text import text
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import ModelMissing, obtained
from medvoice.report.routing import Router
from medvoice.report.template import Template, Templates
from medvoice.resources import samples_folder, templates_folder
from medvoice.session.engine import Engine
from medvoice.session.expected_terms import expected_terms
from medvoice.session.opening import (
    ListenSettings,
    RunSettings,
    make_engine,
    open_file,
    open_recogniser,
)
from medvoice.session.reporting import report_from_sound, report_from_text
from medvoice.session.state import SessionState

TARGET_WER = 0.08
_HEADING = re.compile(r"(?:^|(?<=[.\n:] ))([A-Z][^.:\n]*):")
_ENUMERATOR = re.compile(r"^\s*\d{1,2}\.\s+")


@dataclass(frozen=True, slots=True)
class Heard:
    """One sample. report: words of its report against the expected one. unfilled: expected fields
    without text. lost: sentences of the final text that are not in the report."""

    name: str
    compared: Compared
    report: Score
    audio_s: float
    work_s: float
    fields: int
    unfilled: tuple[str, ...]
    sentences: int
    lost: tuple[str, ...]


def hear(name: str, template: Template, engine: Engine, scorer: Scorer) -> Heard:
    folder = samples_folder()
    words = (folder / f"{name}.words.txt").read_text(encoding="utf-8")
    source = open_file(folder / f"{name}.flac")
    audio_s = source.duration or 0.0
    begun = time.perf_counter()
    state = report_from_sound(source, engine, template, Dialect.MARKERS)
    work_s = time.perf_counter() - begun
    heard = " ".join(word.text for u in state.utterances for word in u.words)
    expected = report_from_text(words, template, Dialect.MARKERS)
    wanted = (folder / f"{name}.report.txt").read_text(encoding="utf-8")
    found = text(state.report, template)
    sentences = dictated_sentences(state, template)
    filled = {field for field, statements in state.report.fields if statements}
    should = [field for field, statements in expected.report.fields if statements]
    return Heard(
        name,
        scorer.compare(words, heard, Dialect.MARKERS, Dialect.MARKERS),
        scorer.compare(wanted, found).score,
        audio_s,
        work_s,
        len(should),
        tuple(field for field in should if field not in filled),
        len(sentences),
        lost(sentences, found),
    )


def dictated_sentences(state: SessionState, template: Template) -> list[str]:
    """Sentences of the written form that belong into the report: no commands, nothing said asleep
    or scratched, headings that name a field taken off."""
    router = Router(template)
    commands = {command.utterance for command in state.commands}
    scratched = {int(run.split(".")[0]) for run in state.scratched}  # "utterance.part"
    sentences: list[str] = []
    for utterance in state.utterances:
        if utterance.asleep or utterance.id in commands | scratched:
            continue
        bare = _HEADING.sub(
            lambda match: "\n" if router.resolve(match[1]) else match[0], utterance.text
        )
        parts = re.split(r"(?<=[a-z)%]\.)\s+|\n", bare)
        sentences += [_ENUMERATOR.sub("", part) for part in parts if part.strip()]
    return sentences


def lost(sentences: list[str], report: str) -> tuple[str, ...]:
    """Sentences whose words do not stand in the report one behind the other."""
    reader = PlainReader()
    whole = f" {' '.join(reader.read(report, Dialect.WORDS).words)} "
    return tuple(
        sentence
        for sentence in sentences
        if f" {' '.join(reader.read(sentence, Dialect.WORDS).words)} " not in whole
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="samples; else all")
    parser.add_argument("--model", default=BUNDLED, help="bundled, a folder or a hub id")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--dtype", default="auto", choices=("auto", "float32", "bfloat16", "int8"))
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--decoder", default="auto", choices=("auto", "greedy", "beam"))
    parser.add_argument("--ngram", type=Path, help="language model; else the one beside the model")
    parser.add_argument(
        "--no-terms", action="store_true", help="do not favour the words of the template"
    )
    parser.add_argument("--target", type=float, default=TARGET_WER, help="highest WER, 0.08 = 8 %%")
    parser.add_argument("--errors", action="store_true", help="print every error")
    arguments = parser.parse_args()
    index = tomllib.loads((samples_folder() / "index.toml").read_text(encoding="utf-8"))
    names = arguments.names or sorted(index)
    templates, scorer = Templates([templates_folder()]), Scorer()
    run = RunSettings(
        arguments.device,
        arguments.dtype,
        arguments.threads,
        decoder=arguments.decoder,
        language_model=arguments.ngram,
    )
    try:
        folder = obtained(speech_model(arguments.model))
        recogniser = open_recogniser(folder, run, arguments.model)
    except (ModelMissing, RecogniserError) as error:
        parser.error(str(error))
    try:
        results = []
        for name in names:
            template = templates.load(index[name]["template"])
            terms = () if arguments.no_terms else expected_terms(template)
            engine = make_engine(recogniser, ListenSettings("both", 800), terms)
            results.append(hear(name, template, engine, scorer))
        print(page(results, recogniser.name, index))
    finally:
        recogniser.close()
    if arguments.errors:
        print_errors(results)
    whole = sum((r.compared.score for r in results), Score())
    good = whole.words.rate <= arguments.target and not any(r.unfilled or r.lost for r in results)
    verdict = "met" if good else "MISSED"
    print(f"Targets (WER <= {arguments.target:.0%}, all filled, none lost): {verdict}")
    return 0 if good else 1


def page(results: list[Heard], recogniser: str, index: dict[str, dict[str, object]]) -> str:
    rows = [Row(r.name, r.compared.score, r.audio_s, r.work_s) for r in results]
    for label, heard in (("voices in training", True), ("voices never heard", False)):
        rows.append(
            total(label, [r for r in results if index[r.name]["heard_in_training"] is heard])
        )
    rows.append(total("all", results))
    lines = [
        "| sample | expected fields filled | sentences in the report | report words wrong |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {r.name} | {r.fields - len(r.unfilled)}/{r.fields} "
        f"| {r.sentences - len(r.lost)}/{r.sentences} | {100 * r.report.words.rate:.1f} % |"
        for r in results
    ]
    table = markdown_table(rows, f"Samples, streamed, recogniser {recogniser}")
    return table.replace("| recogniser |", "| sample |") + "\n" + "\n".join(lines) + "\n"


def total(label: str, results: list[Heard]) -> Row:
    score = sum((r.compared.score for r in results), Score())
    return Row(label, score, sum(r.audio_s for r in results), sum(r.work_s for r in results))


def print_errors(results: list[Heard]) -> None:
    for result in results:
        for error in result.compared.errors:
            print(f"{result.name}\t{error.reference or '-'}\t{error.hypothesis or '-'}")
        for field in result.unfilled:
            print(f"{result.name}\tnot filled\t{field}")
        for sentence in result.lost:
            print(f"{result.name}\tlost\t{sentence}")


if __name__ == "__main__":
    raise SystemExit(main())
