"""A table of phrases that mean the same: "phrase, phrase = meaning | phrase = meaning", a line end
for a bar.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def phrase_table(*blocks: str) -> Mapping[str, str]:
    """Phrase -> its meaning. Raises ValueError for a part without one."""
    table: dict[str, str] = {}
    for block in blocks:
        for part in block.replace("\n", "|").split("|"):
            if part.strip():
                phrases, meaning = part.split("=")
                table |= {phrase.strip(): meaning.strip() for phrase in phrases.split(",")}
    return MappingProxyType(table)
