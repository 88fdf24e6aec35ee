"""Greedy against beam search, with the n-gram, with boosted terms: errors and time a frame.

    python benchmarks/decoding.py --manifest benchmarks/recordings/unheard.tsv
    python benchmarks/decoding.py --set testunheard            # shards of the training cache
    python benchmarks/decoding.py --tuning --sweep
    python benchmarks/decoding.py --model FOLDER --ngram FILE --manifest FILE --terms TERMS.txt

--model: else the bundled one, with the n-gram beside it. --tuning: the held-out sentences that are
in none of benchmarks/recordings, in flite's voices: what settings are tuned on. --set: shards of
the training cache by the beginning of their names; --manifest: as for `medvoice eval`; --flite: a
file of sentences, spoken by flite's voices here and now. Each utterance is encoded once, whole;
then every decoder reads the same logits, all frames of an utterance in one push. Time is processor
time of one thread. --terms: a file, one term a line; without it the `--rare` rarest words of the
references (by their expected frequency in the training text). "listed" are the words of those
terms.
"""

from __future__ import annotations

import argparse
import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from transformers import AutoFeatureExtractor, AutoTokenizer, LasrForCTC

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.beam_candidates import BeamSettings
from medvoice.asr.boosting import BoostSettings, BoostTrie
from medvoice.asr.decoder import DecodedWord, Decoder
from medvoice.asr.decoding import NGRAM_FILE, WORDS_FILE
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.kenlm_model import read_model
from medvoice.asr.ngram import LanguageModel
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.prefix import Fusion
from medvoice.asr.word_list import WordList, WordPrice
from medvoice.evaluation.alignment import Op, align
from medvoice.evaluation.plain import PlainReader
from medvoice.evaluation.scorer import Score, Scorer
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import BUNDLED, speech_model

FRAME_S = 0.04
BUNDLED_FOLDER = speech_model(BUNDLED).source
_REPO = Path(__file__).resolve().parent.parent
RECORDINGS = _REPO / "benchmarks" / "recordings"
HELD_OUT = _REPO / "training" / "text" / "held_out"


@dataclass(frozen=True, slots=True)
class Clip:
    """logits: (frames, vocabulary)."""

    reference: str
    logits: np.ndarray


@dataclass(frozen=True, slots=True)
class Result:
    """listed, missed: words of the terms in the references, and those not found. false: such words
    written where none was said. confidence: of every word, and whether it is right."""

    score: Score
    frames: int
    seconds: float
    listed: int
    missed: int
    false: int
    confidence: list[tuple[float, bool]]

    @property
    def others(self) -> float:
        """Error rate without the errors on listed words."""
        words = self.score.words
        return (words.errors - self.missed - self.false) / max(1, words.words - self.listed)


def shard_sounds(sets: Sequence[str]) -> Iterator[tuple[str, np.ndarray]]:
    from training.corpus.shard import read_shard, shard_names

    for name in shard_names():
        if any(name.startswith(wanted) for wanted in sets):
            for utterance in read_shard(name):
                yield utterance.target, utterance.pcm.astype(np.float32) / np.float32(32768)


def manifest_sounds(manifest: Path) -> Iterator[tuple[str, np.ndarray]]:
    import soundfile
    import soxr

    from medvoice.evaluation.manifest import read_manifest

    for entry in read_manifest(manifest):
        samples, rate = soundfile.read(entry.audio, dtype="float32", always_2d=True)
        yield entry.reference, soxr.resample(samples.mean(axis=1), rate, 16_000)


def tuning_sentences() -> list[str]:
    reported = {
        line.split("\t")[1]
        for manifest in sorted(RECORDINGS.glob("*.tsv"))
        for line in manifest.read_text().splitlines()[1:]
    }
    lines = (HELD_OUT / "sentences.txt").read_text().splitlines()
    return [line for line in lines if line not in reported]


def flite_sounds(lines: Sequence[str]) -> Iterator[tuple[str, np.ndarray]]:
    import random

    import soxr

    from training.voices.flite import Flite

    if not lines:
        return
    voices, rng = Flite(), random.Random(1)
    for line in lines:
        spoken = voices.speak(line, rng) if line.strip() and line[0] != "#" else None
        if spoken is not None:
            yield line, soxr.resample(spoken[1].samples, spoken[1].rate, 16_000)
    voices.close()


def encode(folder: Path, sounds: Iterator[tuple[str, np.ndarray]]) -> list[Clip]:
    model = LasrForCTC.from_pretrained(folder, dtype=torch.float32).eval()
    extractor = AutoFeatureExtractor.from_pretrained(folder)
    clips = []
    for reference, samples in sounds:
        inputs = extractor(samples, sampling_rate=16_000, return_tensors="pt")
        with torch.no_grad():
            logits = model(input_features=inputs["input_features"]).logits[0]
        clips.append(Clip(reference, logits.numpy()))
    return clips


def vocabulary_of(folder: Path) -> Vocabulary:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    return Vocabulary.of(pieces, tokenizer.pad_token_id, tokenizer.all_special_ids)


def measure(decoder: Decoder, clips: Sequence[Clip], listed: set[str]) -> Result:
    scorer, reader = Scorer(), PlainReader()
    total, seconds, frames = Score(), 0.0, 0
    spoken = missed = false = 0
    confidence: list[tuple[float, bool]] = []
    for clip in clips:
        begun = time.thread_time()
        words = decoder.stream().ended(clip.logits)
        seconds += time.thread_time() - begun
        frames += len(clip.logits)
        text = " ".join(word.text for word in words)
        total += scorer.compare(clip.reference, text, Dialect.MARKERS, Dialect.MARKERS).score
        wanted = reader.read(clip.reference, Dialect.MARKERS).words
        found = reader.read(text, Dialect.MARKERS).words
        for step in align(wanted, found):
            theirs = listed.intersection(wanted[step.r0 : step.r1])
            ours = listed.intersection(found[step.h0 : step.h1])
            spoken += len(theirs)
            if step.op is not Op.SAME:
                missed += len(theirs)
                false += bool(ours and not theirs)
        confidence += judged(clip.reference, words)
    return Result(total, frames, seconds, spoken, missed, false, confidence)


def judged(reference: str, words: Sequence[DecodedWord]) -> list[tuple[float, bool]]:
    """(confidence, right) of each word as it is decoded; a marker is a word."""
    wanted = re.findall(r"\{[^}]*\}|\S+", reference)
    steps = align(wanted, [word.text for word in words])
    right = {at for step in steps if step.op is Op.SAME for at in range(step.h0, step.h1)}
    return [(word.confidence, at in right) for at, word in enumerate(words)]


def separation(confidence: Sequence[tuple[float, bool]]) -> float:
    """Chance that a right word has more confidence than a wrong one (area under the ROC)."""
    right = np.array([value for value, good in confidence if good])
    wrong = np.sort([value for value, good in confidence if not good])
    if not len(right) or not len(wrong):
        return float("nan")
    below = np.searchsorted(wrong, right, "left") + np.searchsorted(wrong, right, "right")
    return float(below.mean() / 2 / len(wrong))


def rare_words(clips: Sequence[Clip], count: int) -> list[str]:
    from training.text.grammar import Grammar

    expected = Grammar().expected
    words = {w for clip in clips for w in clip.reference.split() if w.isalpha() and len(w) > 4}
    return sorted(words, key=lambda word: (expected.get(word, 0.0), word))[:count]


def row(name: str, result: Result) -> str:
    words, marks, frames = result.score.words, result.score.marks, max(1, result.frames)
    us = 1e6 * result.seconds / frames
    listed = f"{result.missed}/{result.listed} (+{result.false})" if result.listed else "-"
    return (
        f"| {name} | {100 * words.rate:.2f} % | {words.substituted} / {words.deleted} / "
        f"{words.inserted} | {100 * marks.recall:.1f} % | {listed} | {100 * result.others:.2f} % | "
        f"{separation(result.confidence):.3f} | {us:.0f} | {us / 1e6 / FRAME_S:.4f} |"
    )


HEAD = (
    "| decoder | WER | sub / del / ins | marks right | listed missed (+false) | WER of the others "
    "| confidence AUC | µs a frame | real-time factor |\n|---|---|---|---|---|---|---|---|---|"
)


def compare(
    clips: list[Clip],
    vocabulary: Vocabulary,
    model: LanguageModel | None,
    weights: tuple[float, float],
    terms: list[str],
    settings: BeamSettings,
    words: WordList | None,
) -> Iterator[str]:
    listed = {word.lower() for term in terms for word in term.split()}
    boost = BoostTrie(terms, vocabulary)
    plain = Fusion(model, *weights)
    decoders: list[tuple[str, Decoder]] = [
        ("greedy", GreedyDecoder(vocabulary)),
        ("beam", BeamDecoder(vocabulary, settings)),
        ("beam, boosted", BeamDecoder(vocabulary, settings, Fusion(boost=boost))),
    ]
    if model is not None:
        both = Fusion(model, *weights, boost=boost)
        decoders += [
            ("beam, n-gram", BeamDecoder(vocabulary, settings, plain)),
            ("beam, n-gram, boosted", BeamDecoder(vocabulary, settings, both)),
        ]
        if words is not None:
            known = replace(both, words=words.knowing(terms))
            decoders += [
                (
                    "beam, n-gram, words",
                    BeamDecoder(vocabulary, settings, replace(plain, words=words)),
                ),
                ("beam, n-gram, words, boosted", BeamDecoder(vocabulary, settings, known)),
            ]
    for name, decoder in decoders:
        yield row(name, measure(decoder, clips, listed))


def sweep(
    clips: list[Clip],
    vocabulary: Vocabulary,
    model: LanguageModel | None,
    terms: list[str],
    words: WordList | None,
) -> Iterator[str]:
    """One thing at a time around the defaults."""
    listed = {word.lower() for term in terms for word in term.split()}
    for alpha, beta in itertools.product((0.2, 0.3, 0.5, 0.7), (0.0, 0.5, 1.0, 1.5, 2.0)):
        fusion = Fusion(model, alpha, beta, words=words)
        decoder = BeamDecoder(vocabulary, BeamSettings(), fusion)
        yield row(f"alpha {alpha}, beta {beta}", measure(decoder, clips, listed))
    fusion = Fusion(model, *WEIGHTS, words=words)
    if words is not None:
        for leaving, letter in (
            (3, 0.0),
            (4, 0.3),
            (5, 0.2),
            (6, 0.5),
            (6, 1.0),
            (8, 0.5),
            (10, 1.0),
        ):
            dear = WordList(words.words, vocabulary, WordPrice(leaving, letter))
            decoder = BeamDecoder(vocabulary, BeamSettings(), replace(fusion, words=dear))
            name = f"unknown word {leaving}, letter {letter}"
            yield row(name, measure(decoder, clips, listed))
    chosen = [
        *({"width": width} for width in (1, 2, 4, 8, 16, 32)),
        *({"margin": margin} for margin in (4.0, 5.0, 7.0, 10.0)),
        *({"tokens": tokens} for tokens in (4, 8, 12, 24)),
        *({"prune": prune} for prune in (6.0, 9.0, 12.0, 20.0)),
        *({"skip": skip} for skip in (0.99, 0.999, 0.9999, 1.0)),
        *({"delay": delay} for delay in (5, 10, 25, 50, 1000)),
    ]
    for changed in chosen:
        decoder = BeamDecoder(vocabulary, BeamSettings(**changed), fusion)
        yield row(str(changed), measure(decoder, clips, listed))
    for each, most in ((0.7, 5.0), (1.0, 7.0), (1.5, 10.0), (2.0, 14.0), (3.0, 20.0)):
        boost = BoostTrie(terms, vocabulary, BoostSettings(each, most))
        decoder = BeamDecoder(vocabulary, BeamSettings(), replace(fusion, boost=boost))
        yield row(f"boost each {each}, most {most}", measure(decoder, clips, listed))


WEIGHTS = (0.5, 1.5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=Path(BUNDLED_FOLDER))
    parser.add_argument("--ngram", type=Path, help="else the one beside the model")
    parser.add_argument("--words", type=Path, help="else the list of words beside the model")
    parser.add_argument("--tuning", action="store_true", help="sentences to tune on")
    parser.add_argument("--set", action="append", default=[], help="beginning of shard names")
    parser.add_argument("--manifest", type=Path, action="append", default=[])
    parser.add_argument(
        "--flite", type=Path, action="append", default=[], help="sentences to speak"
    )
    parser.add_argument("--most", type=int, default=1000, help="utterances, at most")
    parser.add_argument("--terms", type=Path)
    parser.add_argument("--rare", type=int, default=50)
    parser.add_argument("--alpha", type=float, default=WEIGHTS[0])
    parser.add_argument("--beta", type=float, default=WEIGHTS[1])
    parser.add_argument("--sweep", action="store_true", help="each setting around its default")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    sounds = itertools.chain(
        shard_sounds(arguments.set),
        *(manifest_sounds(file) for file in arguments.manifest),
        *(flite_sounds(file.read_text().splitlines()) for file in arguments.flite),
        flite_sounds(tuning_sentences() if arguments.tuning else []),
    )
    begun = time.thread_time()
    clips = encode(arguments.model, itertools.islice(sounds, arguments.most))
    if not clips:
        parser.error("no utterances: name a --set or a --manifest, or --tuning")
    frames = sum(len(clip.logits) for clip in clips)
    spent = time.thread_time() - begun
    print(
        f"{len(clips)} utterances, {frames * FRAME_S / 60:.1f} min; encoder and features "
        f"{1e6 * spent / frames:.0f} µs a frame"
    )
    vocabulary = vocabulary_of(arguments.model)
    beside = arguments.model / NGRAM_FILE
    file = arguments.ngram or (beside if beside.is_file() else None)
    model = read_model(file, vocabulary.pieces) if file else None
    listed = arguments.words or arguments.model / WORDS_FILE
    words = WordList.read(listed, vocabulary) if listed.is_file() else None
    if arguments.terms:
        terms = [line for line in arguments.terms.read_text().splitlines() if line.strip()]
    else:
        terms = rare_words(clips, arguments.rare)
    print(HEAD)
    weights = (arguments.alpha, arguments.beta)
    lines = (
        sweep(clips, vocabulary, model, terms, words)
        if arguments.sweep
        else compare(clips, vocabulary, model, weights, terms, BeamSettings(), words)
    )
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
