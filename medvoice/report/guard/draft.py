"""What the draft of an impression may not leave out, though it need not say all.

Critical findings; the doubt of a finding; what limits a denied finding or a normal organ; that it
was before, is another person's or is only thought of; and which of several it is said of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from medvoice.lexicon.abnormal import normal_words
from medvoice.lexicon.attribution import conditional_words, still_there_words, unreal_words
from medvoice.lexicon.countable import choosing_words, countable_findings
from medvoice.lexicon.meaning import critical_findings
from medvoice.report.guard.difference import Difference, Kind
from medvoice.report.guard.facts import Said, Sentence, read
from medvoice.report.guard.multiplicity import is_plural
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
_BOUNDS = frozenset("< > ≤ ≥ least most up".split())
_NAMING = frozenset({Class.OTHER, Class.PLACE})
_PLACES = frozenset({Class.SIDE, Class.PLACE, Class.LEVEL})


def grave_omissions(before: Said, after: Said) -> list[Difference]:
    """What a draft (after) may not leave out of its sources (before), though the rest it may."""
    return [
        *_critical(before, after),
        *_surer(before, after),
        *_wider(before, after),
        *_more_real(before, after),
        *_of_all(before, after),
        *_of_both_sides(before, after),
    ]


def _critical(before: Said, after: Said) -> list[Difference]:
    return [
        Difference(Kind.CRITICAL, phrase)
        for phrase, words in _critical_words().items()
        if not _present(words, after) and _present(words, before)
    ]


@cache
def _critical_words() -> Mapping[str, frozenset[str]]:
    """Finding → its words as compared. Reading them for each draft took 14 of its 24 ms."""
    return {
        phrase: frozenset(word.text for group in read((phrase,)).groups for word in group)
        for phrase in critical_findings()
    }


def _present(wanted: frozenset[str], said: Said) -> bool:
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
            number = word.kind is Class.NUMBER and with_it and not _bounds(group)
            if number and all(map(_bounds, with_it)):
                found.append(Difference(Kind.NUMBER, f"{word.text} without its bound"))
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


def _more_real(before: Said, after: Said) -> Iterator[Difference]:
    """Findings that the sources only have as of another person or time, or as a thought."""
    for sentence in after.sentences:
        for word in sorted(sentence.words, key=lambda w: w.text):
            if word.kind is not Class.OTHER or word.denied or word.text in unreal_words():
                continue
            found = [
                _unreal(group, source)
                for source in before.sentences
                for group in source.groups
                if word in group
            ]
            said = {other.text for other in sentence.words}
            if found and all(found) and not said & frozenset().union(*found):
                without = ", ".join(sorted(found[0]))
                yield Difference(Kind.MISSING, f"{word.text} without its {without}")


def _unreal(group: frozenset[Word], sentence: Sentence) -> frozenset[str]:
    texts = {word.text for word in group}
    found = texts & unreal_words() | {w.text for w in sentence.words} & conditional_words()
    if texts & still_there_words():
        found -= {"removal", "resection", "prior"}
    if sentence.compares or any(w.kind is Class.CHANGE and w.text != "prior" for w in group):
        found -= {"prior"}  # what it is compared with
    return frozenset(found)


def _of_all(before: Said, after: Said) -> Iterator[Difference]:
    """What the sources say of some, and the draft of all: "the larger nodule is unchanged", or of
    those in one place while they say another thing of those elsewhere."""
    for group in after.groups:
        claims = [w for w in group if w.kind is Class.CHANGE or w.text in normal_words()]
        for claim in claims:
            for word in sorted(group - set(claims), key=lambda w: w.text):
                if word.kind not in _NAMING:
                    continue
                saying = [other for other in before.groups if word in other and claim in other]
                limits = [_chosen(other, group) or _where(other, group) for other in saying]
                chosen = saying and all(_chosen(other, group) for other in saying)
                differs = any(
                    word in other and claim not in other and _claims_else(other, claim)
                    for other in before.groups
                )
                if chosen or (saying and differs and all(limits)):
                    text = " ".join(sorted(limits[0]))
                    yield Difference(Kind.MISSING, f"{word.text} {claim.text} without its {text}")


def _chosen(source: frozenset[Word], said: frozenset[Word]) -> frozenset[str]:
    return frozenset(w.text for w in source - said if w.text in choosing_words())


def _where(source: frozenset[Word], said: frozenset[Word]) -> frozenset[str]:
    return frozenset(w.text for w in source - said if w.kind in _PLACES)


def _claims_else(source: frozenset[Word], claim: Word) -> bool:
    return any(w.kind is claim.kind and w.text not in ("prior", claim.text) for w in source) and (
        claim.kind is Class.CHANGE
    )


def _of_both_sides(before: Said, after: Said) -> Iterator[Difference]:
    """An organ in the plural that the sources have on one side alone: "the lungs are expanded"."""
    for words in after.running:
        if any(word.kind is Class.SIDE for word in words):
            continue
        for word in words:
            if word.kind not in _NAMING or word.text in countable_findings():
                continue
            if not is_plural(word):
                continue
            found = [source for source in before.running if word in source]
            sides = [{w.text for w in source if w.kind is Class.SIDE} for source in found]
            one = not any(is_plural(w) for source in found for w in source if w == word)
            together = set[str]().union(*sides)
            if one and all(sides) and len(together) == 1 and "bilateral" not in together:
                yield Difference(Kind.SIDE, f"{word.text} without its {together.pop()}")


def _bounds(group: frozenset[Word]) -> bool:
    return any(word.text in _BOUNDS for word in group)
