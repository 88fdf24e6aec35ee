"""Commands that were nearly heard, and negations and sides that were nearly heard otherwise.

    python benchmarks/command_readings.py                # recordings in voices never heard
    python benchmarks/command_readings.py --tuning       # drawn commands in flite's voices, "heard"
    python benchmarks/command_readings.py --fragments 3  # parts of every third dictation, too

Each recording is encoded once; the beam reads it as it did before (a template's words alone) and
with the phrases of the command grammar expected beside them; then a phrase that is no command may
be taken for one by its other readings (`nearly_said`). Counted are the recordings whose text is a
command of the grammar: right where name and slots are those of the text. Every recording of
dictation, and with --fragments every run of up to four of its words cut out of the sound's frames
(a phrase between two pauses), must give none. Doubt: of the negations and sides that are missed or
invented, those whose word is underlined (confidence below 0.5), before and with `flips`.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from commands import names
from decoding import (
    BUNDLED_FOLDER,
    RECORDINGS,
    WEIGHTS,
    Clip,
    encode,
    flite_sounds,
    manifest_sounds,
    tuning_sentences,
    vocabulary_of,
)

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.beam_candidates import BeamSettings
from medvoice.asr.decoder import DecodedWord
from medvoice.asr.decoding import NGRAM_FILE, WORDS_FILE
from medvoice.asr.hypothesis import Reading, Word
from medvoice.asr.kenlm_model import read_model
from medvoice.asr.prefix import Fusion
from medvoice.asr.word_list import WordList
from medvoice.evaluation.alignment import Op, align
from medvoice.language.commands.grammar import Grammar, load_grammar
from medvoice.language.commands.matcher import AWAKE, Decision, Matcher, Situation
from medvoice.language.commands.nearly_said import nearly_said
from medvoice.language.instead import Instead
from medvoice.language.reader import typed
from medvoice.language.spoken import SpokenWord
from medvoice.lexicon.scopes import negation_words
from medvoice.lexicon.sides import side_words
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.cells import UNSURE
from medvoice.session.doubt import doubted
from medvoice.session.expected_terms import expected_terms, said_command_phrases

FRAME_S = 0.04
LONGEST = 4
"""Words of a fragment."""
SEED = 7
DRAWN = 200
DICTATION = ("unheard", "scopes", "new")
FILLERS = {
    "text": ("left kidney", "pleural effusion", "lower lobe", "mild edema", "small", "unchanged"),
    "question": ("how many series are there", "is there a nodule"),
    "letters": ("a c e", "t s h", "b m p"),
}


COMMANDS_HEAD = (
    "| search | commands of the grammar | right as heard | by another reading | understood "
    "| another command as heard | taken wrongly |\n|---|---|---|---|---|---|---|"
)
DOUBT_HEAD = (
    "| dictation | words | flips | underlined before | with flips | words underlined before "
    "| with flips |\n|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Read:
    """One search over one recording."""

    reference: str
    words: tuple[Word, ...]
    instead: tuple[Instead, ...]

    @property
    def spoken(self) -> tuple[SpokenWord, ...]:
        return tuple(SpokenWord(w.text, w.start, w.end, w.confidence) for w in self.words)


class Judge:
    """What a phrase is, with the field names of all packaged templates."""

    def __init__(self) -> None:
        self._matcher = Matcher(load_grammar())
        self._situation = Situation(AWAKE, names())

    def decide(self, words: Sequence[SpokenWord]) -> Decision:
        return self._matcher.decide(words, self._situation)

    def meant(self, text: str) -> tuple[object, ...]:
        return meaning(self.decide(typed(text)))

    def nearly(self, read: Read) -> tuple[Decision, str] | None:
        """Where the phrase itself is no command."""
        if not read.words or self.decide(read.spoken).command is not None:
            return None
        found = nearly_said(read.spoken, read.instead, self.decide)
        return (found.decision, found.shown) if found is not None else None


def meaning(decision: Decision) -> tuple[object, ...]:
    """() for dictation."""
    if decision.command is None:
        return ()
    return decision.name, tuple((slot.name, slot.value) for slot in decision.slots)


def read(decoder: BeamDecoder, reference: str, logits: np.ndarray) -> Read:
    words, readings = decoder.stream().concluded(logits, ())
    instead = tuple(Instead(r.first, r.stop, r.words, r.share) for r in readings)
    return Read(reference, tuple(_word(word) for word in words), instead)


def _word(word: DecodedWord) -> Word:
    return Word(word.text, word.first, word.last + 1, word.confidence)


def fragments(decoder: BeamDecoder, clip: Clip, words: Sequence[Word]) -> Iterator[Read]:
    """Runs of words, cut half way to their neighbours."""
    for first in range(len(words)):
        for last in range(first + 1, min(len(words), first + LONGEST) + 1):
            start = (words[first - 1].end + words[first].start) // 2 if first else 0
            stop = len(clip.logits)
            if last < len(words):
                stop = (words[last - 1].end + words[last].start) // 2 + 1
            text = " ".join(word.text for word in words[first:last])
            yield read(decoder, text, clip.logits[start:stop])


def drawn_commands(grammar: Grammar, count: int, seed: int) -> list[str]:
    """Ways of saying the commands of the ordinary state, each command about as often."""
    rng = random.Random(seed)
    templates = Templates([templates_folder()])
    places = sorted(
        {
            spec.name.lower()
            for name in ("cxr", "ct_abdomen_pelvis", "mr_brain")
            for section in templates.load(name).sections
            for spec in (section, *section.all_fields())
        }
    )
    ways: dict[str, list[tuple[object, ...]]] = {}
    for phrase in grammar.phrases:
        if "awake" in phrase.command.when:
            ways.setdefault(phrase.command.name, []).append(phrase.variant)
    made: dict[str, None] = {}
    while len(made) < count:
        for name in rng.sample(sorted(ways), len(ways)):
            words = []
            for element in rng.choice(ways[name]):
                if isinstance(element, str):
                    words.append(element)
                    continue
                kind = getattr(element, "kind", "")
                listed = [w for w in grammar.lists.get(kind, {}) if len(w) > 2 and w.isalpha()]
                words.append(rng.choice(list(FILLERS.get(kind, listed or places))))
            made[" ".join(words)] = None
    return list(made)[:count]


@dataclass(slots=True)
class Tally:
    commands: int = 0
    right: int = 0
    other: int = 0
    taken_right: int = 0
    taken_wrong: int = 0


def commands_row(judge: Judge, name: str, reads: Sequence[Read]) -> str:
    tally, wrong = Tally(), []
    for one in reads:
        meant = judge.meant(one.reference)
        found = meaning(judge.decide(one.spoken))
        nearly = judge.nearly(one)
        tally.commands += bool(meant)
        tally.right += bool(meant) and found == meant
        tally.other += bool(found) and found != meant
        if nearly is not None:
            good = meaning(nearly[0]) == meant
            tally.taken_right += good
            tally.taken_wrong += not good
            if not good:
                wrong.append(f"  said: {one.reference} / {nearly[1]}")
    understood = tally.right + tally.taken_right
    share = 100 * understood / max(1, tally.commands)
    line = (
        f"| {name} | {tally.commands} of {len(reads)} | {tally.right} | +{tally.taken_right} "
        f"| {understood} ({share:.0f} %) | {tally.other} | {tally.taken_wrong} |"
    )
    return "\n".join([line, *wrong])


def false_ones(judge: Judge, reads: Sequence[Read]) -> tuple[list[str], list[str]]:
    """(commands as heard, commands by another reading) where dictation was said."""
    heard, nearly = [], []
    for one in reads:
        decision = judge.decide(one.spoken)
        if decision.command is not None:
            heard.append(f"  as heard, {decision.name}: {one.reference}")
        elif (found := judge.nearly(one)) is not None:
            nearly.append(f"  {one.reference} / {found[1]}")
    return heard, nearly


def doubt_row(name: str, reads: Sequence[Read]) -> str:
    """A flip counts as seen where a word of its place is underlined, or a neighbour where nothing
    is written."""
    words = before = after = flipped = seen_before = seen_after = 0
    for one in reads:
        readings = [Reading(i.first, i.last, i.words, i.share) for i in one.instead]
        marked = doubted(one.words, readings)
        low = {n for n, word in enumerate(one.words) if word.confidence < UNSURE}
        lower = {n for n, word in enumerate(marked) if word.confidence < UNSURE}
        words, before, after = words + len(one.words), before + len(low), after + len(lower)
        for place in flips_of(one):
            flipped += 1
            seen_before += bool(place & low)
            seen_after += bool(place & lower)
    shares = [f"{100 * n / max(1, words):.1f} %" for n in (before, after)]
    return (
        f"| {name} | {words} | {flipped} | {seen_before} | {seen_after} | {shares[0]} "
        f"| {shares[1]} |"
    )


def flips_of(one: Read) -> Iterator[set[int]]:
    """Words at each negation or side that is missed or invented."""
    wanted = re.findall(r"\{[^}]*\}|\S+", one.reference.lower())
    found = [word.text.lower() for word in one.words]
    turning = negation_words() | side_words()
    for step in align(wanted, found):
        if step.op is Op.SAME:
            continue
        said = Counter(w for w in wanted[step.r0 : step.r1] if w in turning)
        heard = Counter(w for w in found[step.h0 : step.h1] if w in turning)
        here = set(range(step.h0, step.h1))
        place = here or {max(0, step.h0 - 1), min(step.h0, len(found) - 1)}
        for _ in (*(said - heard).elements(), *(heard - said).elements()):
            yield place


def decoders() -> tuple[BeamDecoder, BeamDecoder]:
    """As before, and with command phrases; both with the words of one template."""
    folder = Path(BUNDLED_FOLDER)
    vocabulary = vocabulary_of(folder)
    words = WordList.read(folder / WORDS_FILE, vocabulary)
    model = read_model(folder / NGRAM_FILE, vocabulary.pieces)
    plain = BeamDecoder(vocabulary, BeamSettings(), Fusion(model, *WEIGHTS, None, words))
    terms = expected_terms(Templates([templates_folder()]).load("cxr"))
    return plain.favouring(terms), plain.favouring((*terms, *said_command_phrases()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuning", action="store_true", help="voices of training")
    parser.add_argument("--fragments", type=int, default=0, help="of every so manieth dictation")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    folder = Path(BUNDLED_FOLDER)
    if arguments.tuning:
        spoken = encode(folder, flite_sounds(drawn_commands(load_grammar(), DRAWN, SEED)))
        sets = {"heard": encode(folder, manifest_sounds(RECORDINGS / "heard.tsv"))}
        sets["flite"] = encode(folder, flite_sounds(tuning_sentences()))
    else:
        spoken = encode(folder, manifest_sounds(RECORDINGS / "commands.tsv"))
        sets = {n: encode(folder, manifest_sounds(RECORDINGS / f"{n}.tsv")) for n in DICTATION}
    judge, (plain, expecting) = Judge(), decoders()
    print(COMMANDS_HEAD)
    for name, decoder in (("template's words", plain), ("and command phrases", expecting)):
        print(commands_row(judge, name, [read(decoder, c.reference, c.logits) for c in spoken]))
    as_heard: list[str] = []
    by_reading: list[str] = []
    looked = 0
    print(f"\n{DOUBT_HEAD}")
    for name, clips in sets.items():
        whole = [read(expecting, clip.reference, clip.logits) for clip in clips]
        print(doubt_row(name, whole), flush=True)
        parts: list[Read] = []
        if arguments.fragments:
            for clip, one in list(zip(clips, whole, strict=True))[:: arguments.fragments]:
                parts += fragments(expecting, clip, one.words)
        looked += len(whole) + len(parts)
        heard, nearly = false_ones(judge, [*whole, *parts])
        as_heard += heard
        by_reading += nearly
    print(
        f"\ndictations and parts of them: {looked}; a command as heard: {len(as_heard)}, "
        f"by another reading: {len(by_reading)}"
    )
    print("\n".join([*as_heard, *by_reading]))
    return 1 if by_reading else 0


if __name__ == "__main__":
    raise SystemExit(main())
