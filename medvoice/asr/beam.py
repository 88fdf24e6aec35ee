"""Streaming CTC prefix beam search over pieces, with language model and boosted terms.

Each hypothesis is a prefix (the collapsed sequence of pieces) with the probability of all paths
that end in a blank and of all that do not (Hannun et al. 2014), and beside each the best single
path, which gives the times. What is decided at a frame depends on the logits up to that frame
alone, never on how they were cut, so streamed and whole decoding agree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

import numpy as np

from medvoice.asr.beam_candidates import BeamSettings, candidates
from medvoice.asr.decoder import DecodedWord
from medvoice.asr.encoder import Logits
from medvoice.asr.hypothesis import Reading
from medvoice.asr.pieces import Vocabulary, WordBuilder
from medvoice.asr.prefix import Fusion, Prefix, common, rebased
from medvoice.asr.readings import Readings

_NONE = -math.inf
_score = itemgetter(0)
_LOOK_EVERY = 4
"""Frames between two looks at what all hypotheses agree on."""
_REBASE = 32
"""Agreed pieces that are carried along before they are let go."""
_RIVALS = 4
"""Hypotheses beside the best that are looked at for other readings."""
_BEHIND = 5.0
"""And only those so few nats behind it."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading. posterior: its share among those that the beam holds, 0..1."""

    words: tuple[DecodedWord, ...]
    posterior: float


@dataclass(frozen=True, slots=True)
class BeamDecoder:
    """vocabulary: what the ids mean; the control tokens in it count as blanks."""

    vocabulary: Vocabulary
    settings: BeamSettings = field(default_factory=BeamSettings)
    fusion: Fusion = field(default_factory=Fusion)
    name: str = "beam"

    @property
    def blank(self) -> int:
        return self.vocabulary.blank

    @property
    def silent(self) -> frozenset[int]:
        return self.vocabulary.silent

    def stream(self) -> BeamStream:
        return BeamStream(self.vocabulary, self.settings, self.fusion)

    def favouring(self, terms: tuple[str, ...]) -> BeamDecoder:
        """See `Decoder`: lightly."""
        return replace(self, fusion=self.fusion.favouring(terms, self.vocabulary))

    def nbest(self, logits: Logits, k: int) -> list[Alternative]:
        """The k best readings of one whole clip, best first. logits: (n, vocabulary)."""
        stream = self.stream()
        given = tuple(stream.push(logits))
        return [Alternative((*given, *a.words), a.posterior) for a in stream.nbest(k)]


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """A piece of one path on frames [first, last], behind those of `before`. peak: highest log
    posterior."""

    before: _Run | None
    token: int
    first: int
    last: int
    peak: float


class _Hypothesis:
    """blank, other: log probability of the paths that end in a blank, and of the others.
    best_blank, best_other: of the best single path of either kind; its runs."""

    __slots__ = ("best_blank", "best_other", "blank", "other", "prefix", "runs_blank", "runs_other")

    def __init__(self, prefix: Prefix) -> None:
        self.prefix = prefix
        self.blank = self.other = self.best_blank = self.best_other = _NONE
        self.runs_blank: _Run | None = None
        self.runs_other: _Run | None = None

    @property
    def acoustic(self) -> float:
        return _sum(self.blank, self.other)

    @property
    def runs(self) -> _Run | None:
        return self.runs_blank if self.best_blank >= self.best_other else self.runs_other

    def copy(self) -> _Hypothesis:
        new = _Hypothesis(self.prefix)
        new.blank, new.other = self.blank, self.other
        new.best_blank, new.best_other = self.best_blank, self.best_other
        new.runs_blank, new.runs_other = self.runs_blank, self.runs_other
        return new


class BeamStream:
    """See `DecodeStream`. Hypotheses are best first.

    A word's confidence is that of its weakest piece: half its highest posterior in the sound (all
    that greedy has), half its share of the beam while it was not decided."""

    def __init__(self, vocabulary: Vocabulary, settings: BeamSettings, fusion: Fusion) -> None:
        self._vocabulary = vocabulary
        self._settings = settings
        self._fusion = fusion
        self._words = WordBuilder(vocabulary)
        first = _Hypothesis(fusion.root())
        first.blank = first.best_blank = 0.0
        self._beam = [first]
        self._paused = True  # every path ends in a blank
        self._frames = 0
        self._given = 0  # pieces that are decided
        self._base = 0  # pieces that are let go
        self._given_to = 0  # last frame of those
        self._last_token: int | None = None
        self._shares: dict[tuple[int, int], tuple[float, int]] = {}
        self._words_given = 0
        self._readings = Readings()

    @property
    def last_token(self) -> int | None:
        """As greedy decoding has it: where a turn ends does not depend on the search."""
        return self._last_token

    def fork(self) -> BeamStream:
        other = BeamStream.__new__(BeamStream)
        other._vocabulary, other._settings = self._vocabulary, self._settings
        other._fusion = self._fusion
        other._words = self._words.copy()
        other._beam = [hypothesis.copy() for hypothesis in self._beam]
        other._paused, other._frames = self._paused, self._frames
        other._given, other._base, other._given_to = self._given, self._base, self._given_to
        other._last_token, other._shares = self._last_token, dict(self._shares)
        other._words_given, other._readings = self._words_given, self._readings.copy()
        return other

    def push(self, logits: Logits) -> list[DecodedWord]:
        """logits: (n, vocabulary), finite."""
        found: list[DecodedWord] = []
        if len(logits) == 0:
            return found
        self._note_tokens(logits)
        for blank, tokens in candidates(logits, self._vocabulary, self._settings):
            if tokens is None:
                self._pause()
            else:
                self._step(blank, tokens)
            self._frames += 1
            if self._frames % _LOOK_EVERY == 0:
                self._note_readings()
                decided = self._decide()
                self._words_given += len(decided)
                found += decided
        return found

    def ended(self, logits: Logits) -> list[DecodedWord]:
        return self.concluded(logits, ())[0]

    def concluded(
        self, logits: Logits, before: Sequence[str]
    ) -> tuple[list[DecodedWord], list[Reading]]:
        """See `DecodeStream`."""
        copy = self.fork()
        found = copy.push(logits)
        copy._note_shares()
        ranked = copy._ranked()
        copy._note_readings(ranked)
        words = [*found, *copy._rest(ranked[0][1])]
        return words, copy._readings.of([*before, *(word.text for word in words)])

    def nbest(self, k: int) -> list[Alternative]:
        """The k best readings of what is not given out yet, if the stream ended here. Readings of
        the same words are one."""
        copy = self.fork()
        copy._note_shares()
        ranked = copy._ranked()
        top = ranked[0][0]
        total = sum(math.exp(score - top) for score, _ in ranked)
        readings: dict[tuple[str, ...], tuple[list[DecodedWord], float]] = {}
        for score, hypothesis in ranked:
            words = copy._rest(hypothesis)
            text = tuple(word.text for word in words)
            before, share = readings.get(text, (words, 0.0))
            readings[text] = before, share + math.exp(score - top) / total
        best = sorted(readings.values(), key=lambda reading: -reading[1])[:k]
        return [Alternative(tuple(words), share) for words, share in best]

    def _note_tokens(self, logits: Logits) -> None:
        best = logits.argmax(axis=1)
        heard = np.flatnonzero(~np.isin(best, list(self._vocabulary.silent)))
        if len(heard):
            self._last_token = self._frames + int(heard[-1])

    def _pause(self) -> None:
        """A frame that is surely blank: its probability changes no order and is left out."""
        if self._paused:
            return
        for hypothesis in self._beam:
            hypothesis.blank, hypothesis.runs_blank = hypothesis.acoustic, hypothesis.runs
            hypothesis.best_blank = max(hypothesis.best_blank, hypothesis.best_other)
            hypothesis.other = hypothesis.best_other = _NONE
        self._paused = True

    def _step(self, blank: float, tokens: list[tuple[int, float]]) -> None:
        """One frame. blank, tokens: log posteriors."""
        at, fusion = self._frames, self._fusion
        new: dict[Prefix, _Hypothesis] = {}
        for old in self._beam:
            prefix, acoustic, runs = old.prefix, old.acoustic, old.runs
            best = max(old.best_blank, old.best_other)
            stays = new.get(prefix)
            if stays is None:
                stays = new[prefix] = _Hypothesis(prefix)
            stays.blank, stays.best_blank, stays.runs_blank = acoustic + blank, best + blank, runs
            for token, logp in tokens:
                total, path, behind = acoustic, best, runs
                if token == prefix.token:
                    run = old.runs_other
                    if run is not None and old.other > _NONE:  # the piece goes on
                        stays.other = _sum(stays.other, old.other + logp)
                        if old.best_other + logp > stays.best_other:
                            stays.best_other = old.best_other + logp
                            peak = max(run.peak, logp)
                            stays.runs_other = _Run(run.before, token, run.first, at, peak)
                    # Behind a blank it is the same piece once more.
                    total, path, behind = old.blank, old.best_blank, old.runs_blank
                    if total == _NONE:
                        continue
                child = fusion.child(prefix, token)
                grown = new.get(child)
                if grown is None:
                    grown = new[child] = _Hypothesis(child)
                grown.other = _sum(grown.other, total + logp)
                if path + logp > grown.best_other:
                    grown.best_other = path + logp
                    grown.runs_other = _Run(behind, token, at, at, logp)
        self._prune(list(new.values()))
        self._paused = not tokens

    def _prune(self, hypotheses: list[_Hypothesis]) -> None:
        scored = [(h.acoustic + h.prefix.extra, h) for h in hypotheses]
        scored.sort(key=_score, reverse=True)
        floor = scored[0][0] - self._settings.prune
        self._beam = [h for score, h in scored[: self._settings.width] if score >= floor]

    def _ranked(self) -> list[tuple[float, _Hypothesis]]:
        """If the stream ended here; best first."""
        ended = self._fusion.ended
        scored = [(h.acoustic + ended(h.prefix), h) for h in self._beam]
        scored.sort(key=_score, reverse=True)
        return scored

    def _decide(self) -> list[DecodedWord]:
        """Give out what all hypotheses agree on, and what the best one has held for too long."""
        best = self._beam[0]
        waiting = self._waiting(best)
        self._note_shares()
        if waiting and waiting[0].first < self._frames - self._settings.delay:
            decided = _ancestor(best.prefix, self._given + 1)
            self._beam = [h for h in self._beam if _ancestor(h.prefix, self._given + 1) is decided]
        prefixes = [hypothesis.prefix for hypothesis in self._beam]
        # The last piece of a hypothesis may still go on.
        depth = min(common(prefixes).depth, *(prefix.depth - 1 for prefix in prefixes))
        if depth <= self._given:
            return []
        found, self._given_to = self._written(waiting[: depth - self._given], self._words)
        self._given = depth
        self._shares = {key: share for key, share in self._shares.items() if key[0] > depth}
        if depth - self._base >= _REBASE:
            self._let_go()
        return found

    def _note_shares(self) -> None:
        """How much of the beam that went along up to a piece takes that piece, too: noted at each
        look while the piece is not decided."""
        top = max(h.acoustic + h.prefix.extra for h in self._beam)
        mass: dict[Prefix, float] = {}
        for hypothesis in self._beam:
            weight = math.exp(hypothesis.acoustic + hypothesis.prefix.extra - top)
            node: Prefix | None = hypothesis.prefix
            while node is not None and node.depth >= self._given:
                mass[node] = mass.get(node, 0.0) + weight
                node = node.parent
        for node, share in mass.items():
            if node.depth > self._given and node.parent is not None:
                key = node.depth, node.token
                total, looks = self._shares.get(key, (0.0, 0))
                self._shares[key] = total + share / mass[node.parent], looks + 1

    def _note_readings(self, ended: list[tuple[float, _Hypothesis]] | None = None) -> None:
        """Where the nearest rivals differ from the best. ended: all, best first, at the end."""
        most = 1 + _RIVALS
        scored = ended or [(h.acoustic + h.prefix.extra, h) for h in self._beam[:most]]
        best, *rivals = scored[:most]
        near = [(score, rival) for score, rival in rivals if best[0] - score < _BEHIND]
        if not near:
            return
        words = self._texts(best[1])
        for score, rival in near:
            share = 1 / (1 + math.exp(best[0] - score))
            there = self._texts(rival)
            self._readings.note(self._words_given, words, there, share, ended is not None)

    def _texts(self, hypothesis: _Hypothesis) -> list[str]:
        """Its words behind those that are given out."""
        words = self._words.copy()
        tokens: list[int] = []
        prefix = hypothesis.prefix
        while prefix.depth > self._given and prefix.parent is not None:
            tokens.append(prefix.token)
            prefix = prefix.parent
        found: list[DecodedWord] = []
        for token in reversed(tokens):
            found += words.add(token, 0, 0, 1.0)
        return [word.text for word in (*found, *words.rest())]

    def _let_go(self) -> None:
        """Forget what is decided, in copies: forks may still need it."""
        self._base = self._given
        prefixes = rebased([hypothesis.prefix for hypothesis in self._beam], self._base)
        made: dict[_Run, _Run] = {}
        for hypothesis, prefix in zip(self._beam, prefixes, strict=True):
            length = prefix.depth - self._base
            hypothesis.prefix = prefix
            hypothesis.runs_blank = _shortened(hypothesis.runs_blank, length, made)
            hypothesis.runs_other = _shortened(hypothesis.runs_other, length, made)

    def _waiting(self, hypothesis: _Hypothesis) -> list[_Run]:
        """The runs of its pieces that are not decided."""
        found: list[_Run] = []
        run = hypothesis.runs
        while run is not None and len(found) < hypothesis.prefix.depth - self._given:
            found.append(run)
            run = run.before
        return found[::-1]

    def _rest(self, hypothesis: _Hypothesis) -> list[DecodedWord]:
        words = self._words.copy()
        found, _ = self._written(self._waiting(hypothesis), words)
        return [*found, *words.rest()]

    def _written(self, runs: list[_Run], words: WordBuilder) -> tuple[list[DecodedWord], int]:
        """(words that are complete now, last frame). Times never run backwards, though what was
        given out before came from another path."""
        found: list[DecodedWord] = []
        to = self._given_to
        for depth, run in enumerate(runs, self._given + 1):
            first = max(run.first, to)
            to = max(run.last, first)
            total, looks = self._shares.get((depth, run.token), (0.0, 1))
            found += words.add(run.token, first, to, (math.exp(run.peak) + total / looks) / 2)
        return found, to


def _ancestor(prefix: Prefix, depth: int) -> Prefix | None:
    """Its first `depth` pieces; None where it has fewer."""
    found: Prefix | None = prefix
    while found is not None and found.depth > depth:
        found = found.parent
    return found if found is not None and found.depth == depth else None


def _shortened(run: _Run | None, length: int, made: dict[_Run, _Run]) -> _Run | None:
    """Its last `length` runs."""
    if run is None or length <= 0:
        return None
    found = made.get(run)
    if found is None:
        before = _shortened(run.before, length - 1, made)
        found = made[run] = _Run(before, run.token, run.first, run.last, run.peak)
    return found


def _sum(a: float, b: float) -> float:
    """log(exp a + exp b)."""
    if a < b:
        a, b = b, a
    return a + math.log1p(math.exp(b - a)) if b > _NONE else a
