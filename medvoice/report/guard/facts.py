"""What a text says: its sentences, and in them the groups of words that belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from medvoice.lexicon.abnormal import abnormal_words
from medvoice.lexicon.scopes import ending_words
from medvoice.report.guard.denials import denied
from medvoice.report.guard.either import both_denied
from medvoice.report.guard.elision import elided
from medvoice.report.guard.groups import grouped, joined, lent, of_one_state, without_implied
from medvoice.report.guard.roles import Role, roles, ways_said
from medvoice.report.guard.spoken import PRIOR_EXAM
from medvoice.report.guard.words import Class, Word, read_words

_OF_BEFORE = frozenset({Class.CHANGE, Class.NUMBER, Class.DATE, Class.REFERENCE, Class.DOUBT})
_COMPARING = frozenset("since than exam study ct mr radiograph comparison".split())
_STOPS = frozenset(".?!;")
_CLASSES = frozenset("grade type stage category class score".split())
_LONGEST_NAME = 2
_SAME_AGAIN = re.compile(r"^(it|this|these|they|measur\w+|the larger|the largest)\b", re.I)


@dataclass(frozen=True, slots=True)
class Sentence:
    """words: all that it says. groups: the same in parts, each of what belongs together. lent: what
    may belong together as well. compares: with an earlier examination."""

    words: frozenset[Word]
    groups: tuple[frozenset[Word], ...]
    lent: tuple[frozenset[Word], ...] = ()
    compares: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A text that was read. words: in order, with repetitions. parts: the same between the words
    and marks that join clauses. choices: for each "or" that is not denied, the words beside it.
    running: its sentences word by word, small words and marks among them. roles: who does what to
    whom. ways: verbs of motion with the prepositions behind them. elided: sides that it leaves out
    though they are meant, and how often."""

    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]
    parts: tuple[tuple[Word, ...], ...]
    choices: tuple[frozenset[Word], ...] = ()
    running: tuple[tuple[Word, ...], ...] = ()
    roles: frozenset[Role] = frozenset()
    ways: frozenset[tuple[str, str]] = frozenset()
    elided: Counter[Word] = field(default_factory=Counter)

    @property
    def groups(self) -> tuple[frozenset[Word], ...]:
        return tuple(group for sentence in self.sentences for group in sentence.groups)


def read(texts: tuple[str, ...]) -> Said:
    """One or more texts, one after another."""
    sentences: list[Sentence] = []
    every: list[Word] = []
    parts: list[tuple[Word, ...]] = []
    choices: list[frozenset[Word]] = []
    running: list[tuple[Word, ...]] = []
    for text in texts:
        for words in _sentences(read_words(text)):
            again = bool(_SAME_AGAIN.match(" ".join(w.text for w in words)))
            plain = _compared(both_denied(denied(words)))
            running.append(tuple(plain))
            choices += _choices(plain)
            compares = any(word.text in _COMPARING for word in plain)
            now = without_implied(grouped(plain))
            every += [w for group in now for w in group]
            parts += map(tuple, now)
            groups = tuple(frozenset(group) for group in joined(now) + of_one_state(plain))
            loose = tuple(frozenset(group) for group in lent(now))
            if sentences and (
                again or _of_before(now, sentences[-1]) or _classes_one(now, sentences[-1])
            ):
                before = sentences.pop()
                groups = before.groups + groups
                loose = before.lent + loose
                compares = compares or before.compares
            if groups:
                sentences.append(Sentence(frozenset().union(*groups), groups, loose, compares))
    return Said(
        tuple(sentences),
        tuple(every),
        tuple(parts),
        tuple(choices),
        tuple(running),
        frozenset(role for words in running for role in roles(words)),
        frozenset(way for words in running for way in ways_said(words)),
        sum((elided(words) for words in running), Counter()),
    )


def _compared(words: list[Word]) -> list[Word]:
    """What has changed has done so since the examination before, whether or not that is told."""
    changes = any(w.kind is Class.CHANGE and w.text not in (PRIOR_EXAM, "prior") for w in words)
    found = []
    for word in words:
        if word.text != PRIOR_EXAM:
            found.append(word)
        elif not changes:
            found.append(replace(word, text="prior"))
    return found


def _choices(words: list[Word]) -> Iterator[frozenset[Word]]:
    """What "or" stands between: "pneumonia or atelectasis" are not both said to be there. In a
    denial "or" and "and" say the same ("no effusion or pneumothorax")."""
    for clause in _clauses(words):
        if any(word.denied for word in clause):
            continue
        said = [word for word in clause if word.text == "or" or word.kind is not Class.SMALL]
        for at, word in enumerate(said):
            if word.text == "or":
                yield frozenset(said[max(at - 1, 0) : at] + said[at + 1 : at + 2])


def _of_before(groups: list[list[Word]], before: Sentence) -> bool:
    """A sentence that measures or compares what the one before it named: "The mass measures 2 cm."
    It names nothing else."""
    words = [word for group in groups for word in group]
    named = [word for word in words if word.kind not in _OF_BEFORE]
    return 0 < len(named) < len(words) and all(word in before.words for word in named)


def _classes_one(groups: list[list[Word]], before: Sentence) -> bool:
    """Whether it classifies the only finding of the sentence before."""
    told = [group for group in before.groups if any(w.text in abnormal_words() for w in group)]
    return len(told) == 1 and _classifies(groups)


def _classifies(groups: list[list[Word]]) -> bool:
    """A sentence of nothing but a class with its number and perhaps a name ("AAST grade 3.")."""
    words = [word for group in groups for word in group]
    texts = [word.text for word in words]
    classed = next((at for at, text in enumerate(texts) if text in _CLASSES), None)
    return (
        classed is not None
        and classed <= _LONGEST_NAME
        and len(words) == classed + 2
        and words[-1].kind is Class.NUMBER
        and all(w.kind is Class.OTHER and w.text not in abnormal_words() for w in words[:-1])
        and not any(word.denied for word in words)
    )


def _clauses(words: list[Word]) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    for word in words:
        if word.kind is Class.MARK or word.text in ending_words():
            found.append([])
        else:
            found[-1].append(word)
    return found


def _sentences(words: list[Word]) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    for word in words:
        if word.kind is Class.MARK and word.text in _STOPS:
            found.append([])
        else:
            found[-1].append(word)
    return [words for words in found if words]
