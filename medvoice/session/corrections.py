"""Corrections that may be kept: what the speaker put in place of misheard words, for next time."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.vocabulary import (
    Replacement,
    Vocabulary,
    VocabularyError,
    numbers_in,
    replacement,
)
from medvoice.lexicon.sides import side_words
from medvoice.lexicon.writing import small_words
from medvoice.session.state import SessionState

MOST_WORDS = 4
"""Of a correction: a longer one is a sentence said anew."""

ALIKE = 0.5
"""Least likeness of the letters (difflib's ratio). Misheard words are spelled alike ("grate eye"
for "GRE": 0.55); other words are a change of mind ("opacity" for "mass": 0.18), and would change
what later reports say."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What can be kept, in the order in which it was said, and for what cannot a line why."""

    offered: tuple[Replacement, ...]
    refused: tuple[str, ...]


def corrections_of(state: SessionState, vocabulary: Vocabulary) -> Kept:
    """Of the corrections that stand in the report, those that the vocabulary does not have. Of
    several for the same words the last counts."""
    report = " ".join(s.text for s in state.report.statements()).casefold()
    known = {one.key: one.write for one in vocabulary.replacements}
    offered: dict[str, Replacement] = {}
    refused: dict[str, str] = {}
    for made in state.corrections:
        key = " ".join(made.heard.split()).casefold()
        offered.pop(key, None)
        refused.pop(key, None)
        stands = made.meant.casefold() in report
        if not stands or made.heard == made.meant or known.get(key) == made.meant:
            continue
        try:
            one = replacement(made.heard.strip().rstrip(".,;:?!"), made.meant)
            vocabulary.adding(one.say, one.write)
            fault = _why_not(one)
        except VocabularyError as error:
            fault = str(error)
        if fault:
            refused[key] = f"{made.heard} → {made.meant}: {fault}"
        else:
            offered[key] = one
    return Kept(tuple(offered.values()), tuple(refused.values()))


def corrections_told(kept: Kept, session: str) -> Sequence[str]:
    """Lines for the end of a dictation; none where nothing can be kept."""
    if not kept.offered:
        return ()
    return (
        "Corrections that your vocabulary could keep:",
        *numbered(kept.offered),
        f"To keep all of them: medvoice vocabulary learn {session} --all (or their numbers)",
    )


def numbered(offered: Sequence[Replacement]) -> list[str]:
    return [f"  {at}. {one.say} → {one.write}" for at, one in enumerate(offered, 1)]


def _why_not(one: Replacement) -> str:
    """Why it would be wrong in other reports, "" where it would not."""
    say, write = one.say.casefold().split(), one.write.casefold().split()
    if len(say) > MOST_WORDS or len(write) > MOST_WORDS:
        return f"more than {MOST_WORDS} words"
    if numbers_in(one.say) != numbers_in(one.write) and (numbers_in(one.say) or len(say) == 1):
        return "it is another number"
    if [w for w in say if w in side_words()] != [w for w in write if w in side_words()]:
        return "it is another side"
    if set(say) <= small_words():
        return "these words are in every report"
    letters = ("".join(say), "".join(write))
    if difflib.SequenceMatcher(None, *letters, autojunk=False).ratio() < ALIKE:
        return "other words, not the same ones misheard"
    return ""
