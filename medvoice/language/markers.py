"""The tolerant reading of what recognisers write: markers, broken markers, tags, marks at words.

The joined text is cut into atoms at braces and brackets; up to four atoms in a row are one marker
when their letters spell one. So "{next} line}", "xt line}" and "{next} para}graph}" are read, and
whatever spells no known marker stays in the text as it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.marks import Kind, Mark, spoken_names, typed_mark
from medvoice.language.spoken import SpokenWord
from medvoice.lexicon.writing import dotted

# Sentence ends and padding that a CTC head may print; no words.
_CONTROL = re.compile(r"</?s>|<pad>|<blank>|<blk>")
_CUT = re.compile(r"(?<=\})|(?=\{)|(?=\[[A-Z])|(?<=[A-Z]\])")
_TAG = re.compile(r"\[[A-Z][A-Z /&-]+\]")
_TRAILING = re.compile(r"[.,:;?!]+$")
_MOST_ATOMS = 4  # "{next} para}graph}" is three; one spare
# A cut-off marker ("xt line}", "{perio") may lack two letters and must keep four.
_MOST_MISSING = 2
_FEWEST_LEFT = 4


@dataclass(frozen=True, slots=True)
class Token:
    """One word, mark or tag. text: as printed (a tag without its brackets). first, last: spoken
    words [first, last) it was made of. dictated: False for a mark that only the recogniser or the
    typist put at a word. fixed: its letters are final ("mm", "BI-RADS"), no case is changed."""

    kind: Kind
    text: str
    first: int
    last: int
    dictated: bool = True
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class _Atom:
    text: str
    word: int


def tokens(words: Sequence[SpokenWord]) -> list[Token]:
    """All words as tokens, in order. Spoken names of marks ("period") are still words here."""
    atoms = _atoms(words)
    names = {_letters(name): mark for name, mark in spoken_names().items()}
    found: list[Token] = []
    rest: list[_Atom] = []
    at = 0

    def flush() -> None:
        found.extend(_plain(rest))
        rest.clear()

    while at < len(atoms):
        for length in range(min(_MOST_ATOMS, len(atoms) - at), 0, -1):
            window = atoms[at : at + length]
            read = _structure(" ".join(atom.text for atom in window), names)
            if read is not None:
                flush()
                first, last = window[0].word, window[-1].word + 1
                found.append(Token(read.kind, read.text, first, last))
                at += length
                break
        else:
            rest.append(atoms[at])
            at += 1
    flush()
    return found


def _atoms(words: Sequence[SpokenWord]) -> list[_Atom]:
    atoms = [
        _Atom(part, index)
        for index, word in enumerate(words)
        for chunk in _CONTROL.sub(" ", word.text).split()
        for part in _CUT.split(chunk)
        if part
    ]
    # A bracket that a window of the recogniser began with is no text.
    if atoms and atoms[0].text.startswith("]"):
        stripped = atoms[0].text.lstrip("]")
        atoms[:1] = [_Atom(stripped, atoms[0].word)] if stripped else []
    return atoms


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _structure(text: str, names: dict[str, Mark]) -> Mark | None:
    if _TAG.fullmatch(text):
        return Mark(Kind.TAG, text[1:-1])
    opened, closed = text.startswith("{"), text.endswith("}")
    if not (opened or closed) or re.search(r"[^A-Za-z{} _-]", text):
        return None
    if opened != closed and (text[1:-1].count("{") or text[1:-1].count("}")):
        # A whole marker and a word beside it ("{open paren} s"): the word is none of its letters.
        return None
    letters = _letters(text)
    if letters in names:
        return names[letters]
    if opened == closed or len(letters) < _FEWEST_LEFT:
        return None
    for name, mark in names.items():
        cut = name.endswith(letters) if closed else name.startswith(letters)
        if cut and len(name) - len(letters) <= _MOST_MISSING:
            return mark
    return None


def _plain(atoms: Sequence[_Atom]) -> list[Token]:
    """Ordinary words: atoms of one word joined again, marks at their ends split off."""
    chunks: list[_Atom] = []
    for atom in atoms:
        if chunks and chunks[-1].word == atom.word:
            chunks[-1] = _Atom(chunks[-1].text + atom.text, atom.word)
        else:
            chunks.append(atom)
    found: list[Token] = []
    for chunk in chunks:
        found += _split(chunk)
    return found


def _split(atom: _Atom) -> list[Token]:
    here, after = atom.word, atom.word + 1
    if atom.text in "()":
        kind = Kind.OPEN if atom.text == "(" else Kind.CLOSE
        return [Token(kind, atom.text, here, after, dictated=False)]
    match = _TRAILING.search(atom.text)
    core = atom.text[: match.start()] if match else atom.text
    marks = match.group() if match else ""
    if marks.startswith(".") and core.lower() + "." in dotted():
        core, marks = core + ".", marks[1:]
    found = [Token(Kind.WORD, core, here, after)] if core else []
    for character in marks:
        mark = typed_mark(character)
        if mark is not None:
            found.append(Token(mark.kind, mark.text, here, after, dictated=False))
    return found
