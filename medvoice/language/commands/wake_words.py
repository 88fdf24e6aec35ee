"""Wake words: what a question about the study begins with ("question, what is …")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medvoice.language.commands.grammar import Grammar, GrammarError, Phrase
from medvoice.language.commands.phrases import PhraseError, SlotSpec, Variant, variants

QUESTION = "question"
"""Name of the command, of its slot and of the slot's kind."""


def with_wake_words(grammar: Grammar, words: Sequence[str]) -> Grammar:
    """The grammar whose questions begin with these words (at least one). Raises GrammarError for
    words that cannot be said, or behind which another command takes any words."""
    says = tuple(f"{said} <{QUESTION}>" for said in words)
    (old,) = grammar.entries(QUESTION)
    command = old.model_copy(update={"say": says})
    others = tuple(phrase for phrase in grammar.phrases if phrase.command is not old)
    phrases = [Phrase(command, way) for said in words for way in _ways(said, others)]
    return replace(
        grammar,
        commands=tuple(command if one is old else one for one in grammar.commands),
        phrases=(*others, *phrases),
    )


def _ways(said: str, others: Sequence[Phrase]) -> tuple[Variant, ...]:
    try:
        ways = variants(f"{said} <{QUESTION}>")
    except PhraseError as error:
        raise GrammarError(f"wake word: {error}") from error
    for *own, _ in ways:
        if not own or not all(isinstance(word, str) for word in own):
            raise GrammarError(f'wake word: "{said}" is not made of words')
        for other in others:
            *before, behind = other.variant[: len(own) + 1]
            if before == own and isinstance(behind, SlotSpec):
                fault = f'"{said}" begins "{other.command.name}", too'
                raise GrammarError(f"wake word: {fault}")
    return ways


def openings(grammar: Grammar) -> frozenset[tuple[str, ...]]:
    """The words alone, in lower case: what is said in front of a question."""
    return frozenset(
        tuple(str(word) for word in phrase.variant[:-1])
        for phrase in grammar.phrases
        if isinstance(phrase.variant[-1], SlotSpec) and phrase.variant[-1].kind == QUESTION
    )
