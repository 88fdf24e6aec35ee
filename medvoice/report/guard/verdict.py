"""The fidelity guard: does a statement say exactly what its sources say? No model is needed.

faithful(["No pleural effusion."], "There is a pleural effusion.")
# Verdict(faithful=False, differences=(negation flipped: effusion, ...), omitted=())
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.lexicon.abnormal import normal_words
from medvoice.lexicon.meaning import critical_findings
from medvoice.report.guard.comparison import differences
from medvoice.report.guard.difference import Difference, Kind
from medvoice.report.guard.facts import Said, read
from medvoice.report.guard.words import Class, Word

_LIMITS = {
    Class.SIDE: Kind.SIDE,
    Class.PLACE: Kind.PLACE,
    Class.LEVEL: Kind.LEVEL,
    Class.NUMBER: Kind.NUMBER,
    Class.SEVERITY: Kind.SEVERITY,
    Class.CHANGE: Kind.CHANGE,
}
_LOOSE = frozenset({Class.DATE, Class.REFERENCE, Class.DOUBT})
_LOOSE_OF_NORMAL = frozenset({Class.NUMBER, Class.CHANGE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """differences: what makes it unfaithful. omitted: what a one-sided comparison only lists."""

    faithful: bool
    differences: tuple[Difference, ...]
    omitted: tuple[Difference, ...] = ()


def faithful(sources: Sequence[str], statement: str, *, one_sided: bool = False) -> Verdict:
    """Compare a statement with its sources (one or more sentences each).

    one_sided: for the draft of an impression. Nothing may be added, moved or flipped; what is left
    out is listed, and only a critical finding, a doubt of a finding that is kept, a negation, or
    what limits a denied finding or a normal organ may not be ("the left lung is clear" is not "the
    lungs are clear", "no left effusion" is not "no effusion")."""
    before, after = read(tuple(sources)), read((statement,))
    found = tuple(differences(before, after))
    if not one_sided:
        return Verdict(not found, found)
    grave = [difference for difference in found if not difference.omission]
    grave += _critical(before, after)
    grave += _surer(before, after)
    grave += _wider(before, after)
    omitted = tuple(difference for difference in found if difference.omission)
    return Verdict(not grave, tuple(dict.fromkeys(grave)), omitted)


def _critical(before: Said, after: Said) -> list[Difference]:
    said = {phrase for phrase in critical_findings() if _present(phrase, after)}
    return [
        Difference(Kind.CRITICAL, phrase)
        for phrase in critical_findings()
        if phrase not in said and _present(phrase, before)
    ]


def _present(phrase: str, said: Said) -> bool:
    wanted = {word.text for group in read((phrase,)).groups for word in group}
    return any(wanted <= {word.text for word in group if not word.denied} for group in said.groups)


def _surer(before: Said, after: Said) -> list[Difference]:
    """Findings that are said with a doubt wherever the sources have them, and without one here."""
    found = []
    for group in after.groups:
        if _doubts(group):
            continue
        for word in group:
            with_it = [other for other in before.groups if word in other]
            if word.kind is Class.OTHER and with_it and all(map(_doubts, with_it)):
                found.append(Difference(Kind.DOUBT, f"{word.text} is said without its doubt"))
    return found


def _wider(before: Said, after: Said) -> list[Difference]:
    """What is denied or called normal of less in the sources: a word that limits it is left out."""
    found: dict[str, Difference] = {}
    for sentence in after.sentences:
        for word in sorted(sentence.words, key=lambda w: w.text):
            if not (word.denied or word.text in normal_words()):
                continue
            limits = [
                _limits(word, source, sentence.words) for source in before.groups if word in source
            ]
            if limits and all(limits) and not _both_sides(limits):
                for limit in min(limits, key=len):
                    kind = _LIMITS.get(limit.kind, Kind.MISSING)
                    found[limit.text] = Difference(kind, f"{word.text} without its {limit.text}")
    return list(found.values())


def _limits(word: Word, source: frozenset[Word], said: frozenset[Word]) -> frozenset[Word]:
    """The words of a source's group that limit `word` and are not said in its sentence. Both sides
    together limit nothing, nor do the size or the age of what is normal."""
    left_out = {
        other
        for other in source - said
        if other.kind not in _LOOSE
        and (word.denied or (other.kind not in _LOOSE_OF_NORMAL and not other.denied))
    }
    sides = {other for other in left_out if other.kind is Class.SIDE}
    return frozenset(left_out - sides if len(sides) > 1 else left_out)


def _both_sides(limits: Sequence[frozenset[Word]]) -> bool:
    """Whether each source has it of one side, and together of both."""
    one_side = all(len(words) == 1 and {w.kind for w in words} == {Class.SIDE} for words in limits)
    return one_side and len(frozenset().union(*limits)) > 1


def _doubts(group: frozenset[Word]) -> bool:
    return any(word.kind is Class.DOUBT for word in group)
