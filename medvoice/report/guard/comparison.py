"""The comparison of what a statement says with what its sources say.

Every word that is not known to say nothing is compared, so that what the tables do not know makes
a statement unfaithful and never passes. Three looks: the words themselves with their negation; how
often those that change a finding stand there; and which of them belong together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

from medvoice.report.guard.difference import Difference, Kind
from medvoice.report.guard.elision import subject_again
from medvoice.report.guard.exchange import exchanged
from medvoice.report.guard.facts import Said
from medvoice.report.guard.multiplicity import changed_number
from medvoice.report.guard.persons import confused
from medvoice.report.guard.words import Class, Word

_KINDS = {
    Class.SIDE: Kind.SIDE,
    Class.NUMBER: Kind.NUMBER,
    Class.LEVEL: Kind.LEVEL,
    Class.DATE: Kind.DATE,
    Class.REFERENCE: Kind.REFERENCE,
    Class.SEVERITY: Kind.SEVERITY,
    Class.DOUBT: Kind.DOUBT,
    Class.CHANGE: Kind.CHANGE,
    Class.PLACE: Kind.PLACE,
}
_COUNTED = frozenset({Class.SIDE, Class.SEVERITY, Class.DOUBT, Class.CHANGE, Class.NUMBER})
_BINDS = frozenset(_KINDS) - {Class.DATE, Class.REFERENCE} | {Class.OTHER}

Pair = frozenset[Word]


def differences(sources: Said, statement: Said) -> Iterator[Difference]:
    """Each once, the grave ones first; none where both say the same."""
    found = [
        *_words(sources, statement),
        *_counts(sources, statement),
        *_choices(sources, statement),
        *_multiplicity(sources, statement),
        *_relations(sources, statement),
    ]
    if not any(not difference.omission for difference in found):
        found += _bindings(sources, statement, complete=not found)
    seen: set[Difference] = set()
    for difference in found:
        if difference not in seen:
            seen.add(difference)
            yield difference


def _words(sources: Said, statement: Said) -> Iterator[Difference]:
    before, after = set(sources.words), set(statement.words)
    texts_before = {word.text for word in before}
    texts_after = {word.text for word in after}
    flipped = {word.text for word in before ^ after} & texts_before & texts_after
    for text in sorted(flipped):
        yield Difference(Kind.NEGATION, text)
    for word in sorted(after - before, key=lambda w: w.text):
        if word.text not in flipped:
            yield Difference(_KINDS.get(word.kind, Kind.ADDED), f"{_no(word)} is not in the source")
    for word in sorted(before - after, key=lambda w: w.text):
        if word.text not in flipped:
            kind = _KINDS.get(word.kind, Kind.MISSING)
            yield Difference(kind, f"{_no(word)} is left out", omission=True)


def _counts(sources: Said, statement: Said) -> Iterator[Difference]:
    before = Counter(w for w in sources.words if w.kind in _COUNTED)
    after = Counter(w for w in statement.words if w.kind in _COUNTED)
    for word in sorted(before.keys() & after.keys(), key=lambda w: w.text):
        low, high = sorted((before[word], after[word]))
        elided = sources.elided if before[word] == low else statement.elided
        if low + elided[word] < high:
            yield Difference(
                _KINDS[word.kind],
                f"{_no(word)} {after[word]} times for {before[word]}",
                omission=after[word] < before[word],
            )


def _choices(sources: Said, statement: Said) -> Iterator[Difference]:
    """Alternatives of which all are said, and the other way round. One of which nothing is said is
    left out; one of which a part stays without the other is a statement of its own."""
    before, after = len(sources.choices), len(statement.choices)
    if after > before:
        yield Difference(Kind.DOUBT, '"or" is not in the source')
    elif after < before:
        kept = any(beside & set(statement.words) for beside in sources.choices)
        yield Difference(Kind.DOUBT, '"or" is left out', omission=not kept)


def _multiplicity(sources: Said, statement: Said) -> Iterator[Difference]:
    for text, several in sorted(changed_number(sources.running, statement.running)):
        yield Difference(
            Kind.NUMBER, f"{text}: {'several for one' if several else 'one for several'}"
        )


def _relations(sources: Said, statement: Said) -> Iterator[Difference]:
    """Who does what to whom, what lies on which side of what, and which way something goes."""
    gone, come = sources.roles - statement.roles, statement.roles - sources.roles
    for role in sorted(come, key=str):
        if role.turned in gone:
            yield Difference(Kind.MOVED, f"{role.one} {role.relation} {role.other}, turned round")
    ways_gone, ways_come = sources.ways - statement.ways, statement.ways - sources.ways
    for verb, way in sorted(ways_come):
        if any(verb == other for other, _ in ways_gone):
            yield Difference(Kind.MOVED, f"{verb} {way} is not in the source")
    who = confused(sources.running, statement.running)
    if who:
        yield Difference(Kind.MOVED, f"{who} is another person than in the source")
    for before, after in product(sources.running, statement.running):
        between = exchanged(before, after)
        if between:
            yield Difference(Kind.MOVED, f"what stands beside {between} changed places")


def _bindings(sources: Said, statement: Said, *, complete: bool) -> Iterator[Difference]:
    """Words that stand together on one side and nowhere near each other on the other. complete:
    the statement has all words of its sources; else what is missing is known already."""
    wide_before, wide_after = _pairs_wide(sources), _pairs_wide(statement)
    close_before, close_after = _pairs_close(sources), _pairs_close(statement)
    for pair in sorted(close_after - wide_before, key=_name):
        yield Difference(Kind.MOVED, _name(pair))
    apart = close_before - wide_after - _run_on(sources, statement) if complete else set()
    for pair in sorted(apart, key=_name):
        yield Difference(Kind.MOVED, f"no more {_name(pair)}", omission=True)
    close_before |= _pairs_of_subject(sources)
    close_after |= _pairs_of_subject(statement)
    may_before, may_after = (
        close_before | _pairs_lent(sources),
        close_after | _pairs_lent(statement),
    )
    for pair in sorted(close_after - may_before, key=_name):
        for one, other in (tuple(pair), tuple(pair)[::-1]):
            if other.kind in _BINDS and _instead(one, other, close_before, may_after):
                yield Difference(Kind.MOVED, _name(pair))


def _run_on(sources: Said, statement: Said) -> set[Pair]:
    """Pairs of a part without a mark or a joining word ("lungs clear heart normal"), all of whose
    words follow each other in the statement as well: it only has marks between them."""
    said = statement.words
    return {
        frozenset(pair)
        for part in sources.parts
        if any(said[at : at + len(part)] == part for at in range(len(said) - len(part) + 1))
        for pair in combinations(part, 2)
    }


def _instead(one: Word, other: Word, before: set[Pair], after: set[Pair]) -> bool:
    """Whether the sources bind `one` to another word of the kind of `other`, and the statement
    does not any more: it went from one to the other."""
    for pair in before:
        if one in pair:
            (rival,) = pair - {one}
            if one.kind is Class.LEVEL and other.kind is Class.OTHER:
                continue  # a level at the head of a sentence is that of all its parts
            if rival.kind is other.kind and rival != other and pair not in after:
                return True
    return False


def _pairs_close(said: Said) -> set[Pair]:
    """Two sides stand together only because both are meant."""
    return {
        frozenset(pair)
        for group in said.groups
        for pair in combinations(group, 2)
        if not all(word.kind is Class.SIDE for word in pair)
    }


def _pairs_of_subject(said: Said) -> set[Pair]:
    """The subject of a sentence with what a verb behind "and" tells of it."""
    return {
        frozenset((one, other))
        for words in said.running
        for subject, told in subject_again(words)
        for one, other in product(subject, told)
        if one != other and one.kind in _BINDS and other.kind in _BINDS
    }


def _pairs_lent(said: Said) -> set[Pair]:
    return {pair for sentence in said.sentences for pair in sentence.lent if len(pair) > 1}


def _pairs_wide(said: Said) -> set[Pair]:
    return {
        frozenset(pair) for sentence in said.sentences for pair in combinations(sentence.words, 2)
    }


def _no(word: Word) -> str:
    return f"no {word.text}" if word.denied else word.text


def _name(pair: Pair) -> str:
    return " / ".join(sorted(_no(word) for word in pair))
