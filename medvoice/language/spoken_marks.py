"""Punctuation spoken as words ("period", "new paragraph"), where the recogniser writes words.

A recogniser that writes markers has decided what was a mark; for it "colon" is the organ. Prose
recognisers and typists leave the decision to these rules: a name is a mark unless the words beside
it make it a noun ("sigmoid colon", "the colon is unremarkable", "over a period of"). "Colon" in
front of a sentence is the organ: as a mark it would have nothing to stand behind, and be dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.language.markers import Token
from medvoice.language.marks import Kind, spoken_names

_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "no",
        "any",
        "each",
        "every",
        "of",
        "his",
        "her",
        "entire",
    ]
)
# Words that make the next one a noun, and words that make the one before one.
_NOUN_AFTER = {
    "colon": _DETERMINERS
    | frozenset(
        [
            "sigmoid",
            "ascending",
            "descending",
            "transverse",
            "right",
            "left",
            "proximal",
            "distal",
            "in",
            "and",
            "or",
            "throughout",
            "redundant",
            "collapsed",
            "remaining",
            "remnant",
            "rectosigmoid",
            "within",
            "normal",
            "decompressed",
        ]
    ),
    "period": _DETERMINERS
    | frozenset(
        [
            "menstrual",
            "time",
            "interval",
            "incubation",
            "postoperative",
            "perioperative",
            "postpartum",
            "neonatal",
            "perinatal",
            "recovery",
            "follow-up",
            "observation",
            "waiting",
            "refractory",
            "same",
            "short",
            "long",
            "brief",
            "last",
            "late",
        ]
    ),
    "new line": _DETERMINERS,
    "next line": _DETERMINERS,
}
_NOUN_BEFORE = {
    "colon": frozenset(
        [
            "is",
            "was",
            "are",
            "were",
            "has",
            "appears",
            "demonstrates",
            "shows",
            "cancer",
            "carcinoma",
            "polyp",
            "polyps",
            "wall",
            "resection",
            "contains",
            "distal",
            "proximal",
            "without",
        ]
    ),
    "period": frozenset({"of"}),
    "new line": frozenset(["tip", "terminates", "is", "was", "has", "placement", "placed", "in"]),
    "next line": frozenset(),
}


_SENTENCE_STARTS = frozenset("the there this these those it".split())


def read_spoken_marks(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with spoken names of marks turned into marks."""
    names = spoken_names()
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        for length in (2, 1):
            window = tokens[at : at + length]
            if len(window) < length or any(token.kind is not Kind.WORD for token in window):
                continue
            name = " ".join(token.text.lower() for token in window)
            if name not in names or _is_noun(name, tokens, at, at + length):
                continue
            mark = names[name]
            found.append(Token(mark.kind, mark.text, window[0].first, window[-1].last))
            at += length
            break
        else:
            found.append(tokens[at])
            at += 1
    return found


def _is_noun(name: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    before = tokens[first - 1].text.lower() if first else ""
    after = tokens[last].text.lower() if last < len(tokens) else ""
    if before in _NOUN_AFTER.get(name, ()) or (name == "colon" and _begins(tokens, first, last)):
        return True
    if after not in _NOUN_BEFORE.get(name, ()):
        return False
    # "Findings colon is clear" keeps its mark: only a sentence's first word, or one behind
    # another noun in a list, is the subject of the verb.
    return (
        not first
        or tokens[first - 1].kind is not Kind.WORD
        or name != "colon"
        or after in (["cancer", "carcinoma", "polyp", "polyps", "wall", "resection"])
    )


def _begins(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the name begins a sentence, with words behind it that do not begin one themselves (as
    they do where the mark belongs to a heading in the turn before)."""
    behind = last < len(tokens) and tokens[last].kind is Kind.WORD
    behind = behind and tokens[last].text.lower() not in _SENTENCE_STARTS
    return behind and (not first or tokens[first - 1].kind in (Kind.STOP, Kind.BREAK))
