"""What a text says: its sentences, and in them the groups of words that belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from medvoice.report.guard.denials import denied
from medvoice.report.guard.words import Class, Word, read_words

_STOPS = frozenset(".?!;")
_SPLITS = frozenset("and or nor but however with without while whereas although which".split())
_BARE = frozenset({Class.PLACE, Class.SIDE, Class.LEVEL})
_SAME_AGAIN = re.compile(r"^(it|this|these|they|measur\w+|the larger|the largest)\b", re.I)
_OF_BEFORE = frozenset({Class.CHANGE, Class.NUMBER, Class.DATE, Class.REFERENCE, Class.DOUBT})
_SILENT = frozenset({Class.SMALL, Class.MARK})
_BOTH = ("left", "right")


@dataclass(frozen=True, slots=True)
class Sentence:
    """words: all that it says. groups: the same in parts, each of what belongs together."""

    words: frozenset[Word]
    groups: tuple[frozenset[Word], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A text that was read. words: in order, with repetitions."""

    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]

    @property
    def groups(self) -> tuple[frozenset[Word], ...]:
        return tuple(group for sentence in self.sentences for group in sentence.groups)


def read(texts: tuple[str, ...]) -> Said:
    """One or more texts, one after another."""
    sentences: list[Sentence] = []
    every: list[Word] = []
    for text in texts:
        for words in _sentences(read_words(text)):
            again = bool(_SAME_AGAIN.match(" ".join(w.text for w in words)))
            now = _grouped(denied(words))
            every += [w for group in now for w in group]
            groups = tuple(frozenset(group) for group in _joined(now))
            if again and sentences:
                before = sentences.pop()
                groups = before.groups + groups
            if groups:
                sentences.append(Sentence(frozenset().union(*groups), groups))
    return Said(tuple(sentences), tuple(every))


def _sentences(words: list[Word]) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    for word in words:
        if word.kind is Class.MARK and word.text in _STOPS:
            found.append([])
        else:
            found[-1].append(word)
    return [words for words in found if words]


def _grouped(words: list[Word]) -> list[list[Word]]:
    """Parts between the words that join clauses; what says nothing is left out."""
    found: list[list[Word]] = [[]]
    for word in words:
        if word.text in _SPLITS or word.text == ",":
            found.append([])
        elif word.text == "bilateral":
            found[-1] += [replace(word, text=side) for side in _BOTH]
        elif word.kind not in _SILENT:
            found[-1].append(word)
    kept: list[list[Word]] = []
    for group in filter(None, found):
        if kept and all(word.kind in _OF_BEFORE for word in group):
            kept[-1] += group  # "effusion, unchanged"
        else:
            kept.append(group)
    return kept


def _joined(groups: list[list[Word]]) -> list[list[Word]]:
    """The parts of a list of places ("liver, spleen and kidneys are normal") go with the parts on
    both sides that say something of them."""
    bare = [all(word.kind in _BARE for word in group) for group in groups]
    if all(bare):
        return [[word for group in groups for word in group]]
    found = []
    for at in range(len(groups)):
        if bare[at]:
            continue
        before, after = at, at + 1
        while before > 0 and bare[before - 1]:
            before -= 1
        while after < len(groups) and bare[after]:
            after += 1
        group = groups[at]
        found.append(group)
        said = [word for word in group if word.kind not in _BARE]
        found += [places + said for places in groups[before:at] + groups[at + 1 : after]]
    return found
