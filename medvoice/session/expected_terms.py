"""The words that a dictation is likely to speak, for the recogniser to favour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.report.template import Template

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


def _choices(template: Template) -> Iterator[str]:
    for section in template.sections:
        for spec in (section, *section.fields):
            yield from (choice.text for choice in spec.choices)


def _long_words(template: Template) -> Iterator[str]:
    for section in template.sections:
        for spec in (section, *section.fields):
            for normal in spec.normals:
                yield from (w for w in _WORD.findall(normal.text) if len(w) >= LONG)
