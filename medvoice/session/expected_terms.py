"""The words that a dictation is likely to speak, for the recogniser to favour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from medvoice.language.commands.grammar import Grammar, load_grammar
from medvoice.report.template import Template
from medvoice.report.template_fields import FieldSpec, SectionSpec

LONG = 7
"""Letters from which a word of a normal sentence is worth favouring: shorter ones are common words
that every recogniser knows ("normal" aside, "clear", "size", "right")."""

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


def expected_terms(template: Template) -> tuple[str, ...]:
    """Names of sections and fields with their synonyms, pick lists, long words of the normal
    sentences: each once, in this order, which is that of their worth."""
    seen: dict[str, str] = {}
    for term in (*template.spoken_names(), *_choices(template), *_long_words(template)):
        seen.setdefault(term.casefold(), term)
    return tuple(seen.values())


@cache
def said_command_phrases() -> tuple[str, ...]:
    """Of the grammar that ships, without macros."""
    return command_phrases(load_grammar())


def command_phrases(grammar: Grammar) -> tuple[str, ...]:
    """Runs of two words or more that the commands are said with ("go to the", "scratch that"), in
    the grammar's order. Single ones are common words, and in the language model already."""
    runs: dict[str, None] = {}
    for phrase in grammar.phrases:
        words: list[str] = []
        for element in (*phrase.variant, None):
            if isinstance(element, str):
                words.append(element)
                continue
            if len(words) > 1:
                runs[" ".join(words)] = None
            words = []
    return tuple(runs)


def _specs(template: Template) -> Iterator[SectionSpec | FieldSpec]:
    for section in template.sections:
        yield section
        yield from section.fields


def _choices(template: Template) -> Iterator[str]:
    for spec in _specs(template):
        yield from (choice.text for choice in spec.choices)


def _long_words(template: Template) -> Iterator[str]:
    for spec in _specs(template):
        for normal in spec.normals:
            yield from (word for word in _WORD.findall(normal.text) if len(word) >= LONG)
