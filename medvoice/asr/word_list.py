"""The words that a model's language has: a prefix that leaves them pays for it, softly.

A small model that is sure of its sounds writes words that are none ("collaps", "pacemake a books").
Held against a list of words in the search, such a reading needs more of the sound than one that
spells a word; where the sound is clear enough an unknown word (a name, a drug) is written all the
same. Words are held in one trie over characters, so that it does not matter how the model cuts them
into pieces. Boosted terms are known words, too.

File: UTF-8 text, one word a line, in lower case; case is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from medvoice.asr.pieces import SPACE, STEPS_KEPT, Vocabulary

UNKNOWN = -1
"""State inside a word that is not in the list; states from 0 on are nodes of the trie."""
_OPENS, _CLOSES = "{[", "}]"
_MOST_BYTES = 16_000_000


class WordListError(ValueError):
    """The file is not a usable list of words; the message says why."""


@dataclass(frozen=True, slots=True)
class WordPrice:
    """What an unknown word costs, nats. leaving: once, where it leaves the list, or ends where no
    word of the list does. letter: for each letter behind that. Measured:
    docs/measurements/decoding.md."""

    leaving: float = 6.0
    letter: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.leaving <= 50 or not 0 <= self.letter <= 10:
            raise ValueError("word list: leaving 0..50 and letter 0..10 nats")


class WordList:
    """Immutable but for a memory of steps taken."""

    def __init__(
        self, words: Iterable[str], vocabulary: Vocabulary, price: WordPrice | None = None
    ) -> None:
        self.price = price or WordPrice()
        self._vocabulary = vocabulary
        self._children: list[dict[str, int]] = [{}]
        self._ends = [False]
        # Nothing in it may lead back to this list: a list (7 MiB) would wait for the collector.
        walk = partial(_walk, self._children, self._ends, vocabulary.pieces, self.price)
        self._walked = lru_cache(STEPS_KEPT)(walk)
        self.words = frozenset(word.lower() for word in words)
        for word in self.words:
            self._add(word)

    @classmethod
    def read(cls, file: Path, vocabulary: Vocabulary) -> WordList:
        """Raises WordListError."""
        try:
            if file.stat().st_size > _MOST_BYTES:
                raise WordListError(f"{file} is too large for a list of words.")
            words = file.read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError) as error:
            raise WordListError(f"{file} is not usable as a list of words: {error}.") from error
        if not words:
            raise WordListError(f"{file} holds no word.")
        return cls(words, vocabulary)

    def knowing(self, terms: Iterable[str]) -> WordList:
        """A list with the words of these terms, too; itself where it has them all."""
        new = {word for term in terms for word in term.lower().split()} - self.words
        return WordList(self.words | new, self._vocabulary, self.price) if new else self

    def step(self, state: int, token: int) -> tuple[int, float]:
        """(state after one more piece, what is added to the score: 0 or less). 0 is the state
        between two words."""
        return self._walked(state, token)

    def ended(self, state: int) -> float:
        """What is added to the score where the text ends here."""
        return 0.0 if _whole(self._ends, state) else -self.price.leaving

    def _add(self, word: str) -> None:
        node = 0
        for letter in word:
            child = self._children[node].get(letter)
            if child is None:
                child = self._children[node][letter] = len(self._children)
                self._children.append({})
                self._ends.append(False)
            node = child
        self._ends[node] = True


def _whole(ends: Sequence[bool], state: int) -> bool:
    """Nothing is to be paid for the word that ends here (any more)."""
    return state <= 0 or ends[state]


def _walk(
    children: Sequence[dict[str, int]],
    ends: Sequence[bool],
    pieces: Sequence[str],
    price: WordPrice,
    state: int,
    token: int,
) -> tuple[int, float]:
    """See `WordList.step`."""
    cost = 0.0
    for letter in pieces[token].lower():
        if letter == SPACE or letter in _OPENS:
            cost -= 0.0 if _whole(ends, state) else price.leaving
            state = 0
        if letter in _OPENS:  # a mark is no word
            return 0, cost
        if letter in _CLOSES:
            state = 0
        elif letter == SPACE:
            continue
        elif state == UNKNOWN:
            cost -= price.letter
        else:
            child = children[state].get(letter)
            state = UNKNOWN if child is None else child
            cost -= price.leaving if child is None else 0.0
    return state, cost
