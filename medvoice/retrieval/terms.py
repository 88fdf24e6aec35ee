"""Terms: text as what it is about, so that "haemorrhages" in a question finds "bleeding".

One spelling (American), one form for the forms of a word (Snowball's English stemmer), one phrase
for those that mean the same (the lexicon's abbreviations and synonyms, then `thesaurus.toml`),
digits for number words. Every term knows the characters that it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from medvoice.lexicon.expansions import expansions
from medvoice.lexicon.families import family_heads
from medvoice.lexicon.numerals import small_numbers, tens
from medvoice.lexicon.synonyms import synonyms
from medvoice.lexicon.terms import singular
from medvoice.lexicon.units import units
from medvoice.retrieval.thesaurus import asking, holds, light, population, same

LONGEST_WORD = 40
"""Characters; what is longer is no word but a key, an address or noise."""
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?\d*|[%°]")
_AMERICAN = (
    (re.compile(r"(?<=[a-z])[ao]e(?=[a-z])|^[ao]e(?=[a-z]{3})"), "e"),
    (re.compile(r"(?<=[a-z]{3})our(?=$|s$|ed$|ing$|able$|al$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})is(?=e$|es$|ed$|ing$|ation$|ations$|er$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=e$|ed$|ing$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2}[bt])re(?=$|s$)"), "er"),
)
_WHOLE = frozenset("several news".split())
"""Words whose stem is another word's ("severe", "new")."""
_LEAST_AMERICAN = 5
"""Letters of a word whose spelling is changed: "does" and "toe" stay."""


@dataclass(frozen=True, slots=True)
class Term:
    """text: canonical. start, end: characters of the text that it was read from."""

    text: str
    start: int
    end: int


def terms(text: str) -> tuple[Term, ...]:
    """In order. A phrase that stands for another gives the terms of that other, all of them at the
    phrase's characters."""
    words = _words(text)
    for table in _rewritings():
        words = _rewritten(words, table)
    return tuple(words)


def content(found: Iterable[Term]) -> tuple[Term, ...]:
    """Without the words of which questions and sentences are made."""
    empty = asking_terms()
    return tuple(term for term in found if term.text not in empty)


@cache
def asking_terms() -> frozenset[str]:
    """Terms that say nothing of what is asked after."""
    return frozenset(term.text for term in _words(" ".join(asking())))


@cache
def population_terms() -> frozenset[str]:
    """Terms for whom a guideline is about."""
    return frozenset(term.text for word in population() for term in terms(word))


@cache
def light_terms() -> frozenset[str]:
    """Terms that say what kind of answer is wanted ("dose"), not about what."""
    return frozenset(term.text for term in _words(" ".join(light())))


def _words(text: str) -> list[Term]:
    """Stems, before any phrase is looked up."""
    numbers = _numbers()
    found = []
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if len(word) > LONGEST_WORD:
            continue
        if word[0].isdigit():
            form = _figure(word)
        elif word in numbers:
            form = numbers[word]
        else:
            form = stem(word)
        found.append(Term(form, match.start(), match.end()))
    return found


def _figure(word: str) -> str:
    """1,000 → 1000, 0,5 → 0.5, 3.0 → 3."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", word):
        word = word.replace(",", "")
    word = word.replace(",", ".")
    if word.count(".") == 1:
        word = word.rstrip("0").rstrip(".")
    return word


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Of one word in lower case."""
    word = unicodedata.normalize("NFKC", word).replace("’", "'")
    if len(word) >= _LEAST_AMERICAN:
        for pattern, american in _AMERICAN:
            word = pattern.sub(american, word)
    if word in _WHOLE:
        return word
    word = singular(word)
    word = _spellings().get(word, word)
    return str(_stemmer().stemWord(word)) if word.isascii() else word


@cache
def _spellings() -> Mapping[str, str]:
    """Units by their symbols, words of one family ("ischemic") by its head ("ischemia")."""
    symbols = {said[0]: unit.symbol.lower() for said, unit in units().items() if len(said) == 1}
    return {**family_heads(), **symbols}


@cache
def _stemmer() -> snowballstemmer.EnglishStemmer:
    return snowballstemmer.stemmer("english")


@cache
def _numbers() -> Mapping[str, str]:
    """ "one" is left out: it is more often no number."""
    table = {**small_numbers(), **tens()}
    return {word: str(value) for word, value in table.items() if value != 1}


_Table = Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
"""First term of a phrase → (its terms, the terms that stand for it), longest first."""


@cache
def _rewritings() -> tuple[_Table, ...]:
    """In this order; a later table's phrases are read as the earlier ones leave them."""
    first = _table(_stems(expansions().items()))
    second = _table((_through(a, first), _through(b, first)) for a, b in _stems(synonyms().items()))
    groups = []
    for phrases in same():
        read = [
            _through(_through(one, first), second) for one, _ in _stems((p, p) for p in phrases)
        ]
        groups += [(phrase, read[0]) for phrase in read[1:]]
    return first, second, _table(groups), _table(_stems(holds()))


def _stems(
    pairs: Iterable[tuple[str, str]],
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [tuple(tuple(t.text for t in _words(phrase)) for phrase in pair) for pair in pairs]  # type: ignore[misc]


def _table(pairs: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> _Table:
    """Of two that begin with the same phrase the first one counts."""
    found: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
    for phrase, stands_for in pairs:
        if phrase and stands_for and phrase != stands_for:
            found.setdefault(phrase[0], {}).setdefault(phrase, stands_for)
    return {
        first: tuple(sorted(options.items(), key=lambda one: -len(one[0])))
        for first, options in found.items()
    }


def _through(words: tuple[str, ...], table: _Table) -> tuple[str, ...]:
    return tuple(t.text for t in _rewritten([Term(word, 0, 0) for word in words], table))


def _rewritten(words: list[Term], table: _Table) -> list[Term]:
    found: list[Term] = []
    at = 0
    while at < len(words):
        for phrase, stands_for in table.get(words[at].text, ()):
            last = at + len(phrase)
            if last <= len(words) and all(
                words[at + n].text == part for n, part in enumerate(phrase)
            ):
                start, end = words[at].start, words[last - 1].end
                found += [Term(part, start, end) for part in stands_for]
                at = last
                break
        else:
            found.append(words[at])
            at += 1
    return found
