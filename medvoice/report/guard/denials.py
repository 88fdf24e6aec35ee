"""Which words of a sentence a negation denies."""

from __future__ import annotations

from dataclasses import replace

from medvoice.lexicon.meaning import undenied_words
from medvoice.lexicon.scopes import ending_words, unseen_words
from medvoice.report.guard.clauses import own_start, run_on
from medvoice.report.guard.words import Class, Word

_AHEAD = frozenset({"no", "without", "neither", "nor", "not", "none", "never", "denies", "deny"})
_PAIRED = {"negative": ("for", "of"), "free": ("of", "from"), "absence": ("of",), "lack": ("of",)}
_SEEN = unseen_words()
_REMOVED = frozenset({"surgically", "surgical"})
"""A surgically absent organ was taken out; its absence is a finding."""
_STAYS = frozenset({Class.PLACE, Class.SIDE, Class.NUMBER, Class.LEVEL, Class.DATE})
_LOOKED = (unseen_words() - {"present", "evident"}) | frozenset(
    "see saw visualize identify find detect demonstrate appreciate".split()
)
_UNSEEN = Word("unseen", Class.OTHER)
"""An organ that is not seen need not be absent."""
_KEPT = frozenset({"or", "nor", "and"})
_NEAR = 3
_OF = frozenset("of in within on at by from".split())
_CUTS = frozenset({"without", "no"})
_CUT = Word(",", Class.MARK)


def denied(words: list[Word]) -> list[Word]:
    """The words of one sentence with their negation; the words that deny are gone.

    Where something is, is not denied with it, unless nothing else is said there."""
    flags = [False] * len(words)
    gone: set[int] = set()
    start = 0
    for at, word in enumerate(words):
        if _ends(word):
            start = at + 1
            continue
        ahead = [w.text for w in words[at + 1 : at + 1 + _NEAR]]
        if word.text in _PAIRED and ahead[:1] and ahead[0] in _PAIRED[word.text]:
            gone.add(at)
            _flag(words, flags, at + 1, _end(words, at + 1))
        elif word.text == "absent" and at > start and words[at - 1].text not in _REMOVED:
            own = own_start(words, start, at)
            if _names_a_finding(words[own:at]):
                gone.add(at)
                _flag(words, flags, own, at)
        elif word.text == "absent" and at == start and at + 1 < len(words):
            end = _end(words, at + 1)
            if _names_a_finding(words[at + 1 : end]):
                gone.add(at)
                _flag(words, flags, at + 1, end)
        elif word.text == _UNSEEN.text:
            clause = _clause(words, at)  # a finding that could not be seen may be there
            if not _names_a_finding([words[i] for i in clause if i != at]):
                _flag(words, flags, clause.start, at)
                _flag(words, flags, at + 1, clause.stop)
        elif word.text == "not" and _SEEN.intersection(ahead):
            if _flag(words, flags, own_start(words, start, at), at):
                gone.add(at)
                gone.update(at + 1 + i for i, text in enumerate(ahead) if text in _SEEN)
        elif word.text in _AHEAD:
            first = at + 1
            while first < len(words) and words[first].kind is Class.SMALL:
                first += 1
            first += first < len(words) and words[first].text == "other"
            if word.text == "none" and at > 0 and words[at - 1].text == ":":
                start = 0  # "Effusion: none."
            if _flag(words, flags, first, _end(words, first)) or (
                word.text in ("not", "none") and _flag(words, flags, start, at)
            ):
                gone.add(at)
    unseen = {at for at in gone if _looks_for_organ(words, flags, at)}
    found = []
    for at, word in enumerate(words):
        if at not in gone:
            found.append(replace(word, denied=flags[at]))
        elif at in unseen:
            found.append(_UNSEEN)
        elif word.text in _CUTS:
            found.append(_CUT)
    return found


def _looks_for_organ(words: list[Word], flags: list[bool], at: int) -> bool:
    """Whether a "not" or "no" with a word for seeing denies nothing but organs."""
    if words[at].text not in ("not", "no"):
        return False
    clause = _clause(words, at)
    denied_kinds = {words[i].kind for i in clause if flags[i]}
    return denied_kinds <= {*_STAYS} and any(words[i].text in _LOOKED for i in clause)


def _clause(words: list[Word], at: int) -> range:
    first, last = at, at
    while first > 0 and not _parts(words[first - 1]):
        first -= 1
    while last + 1 < len(words) and not _parts(words[last + 1]):
        last += 1
    return range(first, last + 1)


def _parts(word: Word) -> bool:
    return word.kind is Class.MARK or _ends(word)


def _ends(word: Word) -> bool:
    return word.text in ending_words() or word.text in ("because", "whereas")


def _end(words: list[Word], first: int) -> int:
    """Up to a "but", a clause that follows without a mark, or a comma that no "or" follows."""
    for at in range(first, len(words)):
        if _ends(words[at]) or run_on(words, first, at):
            return at
        if words[at].text == ",":
            rest = [w.text for w in words[at : _clause_end(words, at)]]
            if not {"or", "nor"}.intersection(rest):
                return at
    return len(words)


def _clause_end(words: list[Word], first: int) -> int:
    return next((at for at in range(first, len(words)) if _ends(words[at])), len(words))


def _names_a_finding(words: list[Word]) -> bool:
    """An organ alone that is absent is more than one that is not seen: it was taken out, or never
    was there."""
    return any(w.kind not in (*_STAYS, Class.SMALL, Class.MARK) or w.text == "flow" for w in words)


def _given(words: list[Word], first: int, at: int) -> bool:
    """Whether a word is taken for granted and not denied: "no enhancement of the mass"."""
    start = at
    while start > first and words[start - 1].text not in ("or", "nor", "and", ","):
        start -= 1
    phrase = words[start:at]
    for here in range(len(phrase) - 1):
        if phrase[here].text in _OF and phrase[here + 1].text == "the":
            return any(word.kind is Class.OTHER for word in phrase[:here])
    return False


def _flag(words: list[Word], flags: list[bool], first: int, last: int) -> bool:
    """False where there is nothing to deny: the negation then stays, a word of its own."""
    inside = [at for at in range(first, last) if words[at].kind not in (Class.SMALL, Class.MARK)]
    inside = [at for at in inside if words[at].text not in undenied_words()]
    inside = [at for at in inside if not _given(words, first, at)]
    said = [at for at in inside if words[at].kind not in _STAYS]
    for at in said or inside:
        flags[at] = True
    return bool(inside)
