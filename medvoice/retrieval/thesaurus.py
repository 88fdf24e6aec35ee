"""The words of questions and guidelines (thesaurus.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


def same() -> tuple[tuple[str, ...], ...]:
    """Groups of phrases of which one stands for the others; the first for all."""
    return tuple(_phrases(group) for group in _tables()["same"])


def holds() -> tuple[tuple[str, str], ...]:
    """Words of which each holds several."""
    pairs = (line.split(":", 1) for line in _tables()["holds"])
    return tuple((word.strip(), whole.strip()) for word, whole in pairs)


def near() -> Mapping[str, tuple[str, ...]]:
    """Word of a question → phrases by which it may be answered."""
    table: dict[str, tuple[str, ...]] = {}
    for line in _tables()["near"]:
        word, others = line.split(":", 1)
        table[word.strip()] = table.get(word.strip(), ()) + _phrases(others)
    return table


def asking() -> tuple[str, ...]:
    return tuple(str(_tables()["asking"]).split())


def light() -> tuple[str, ...]:
    return tuple(str(_tables()["light"]).split())


def population() -> tuple[str, ...]:
    return tuple(str(_tables()["population"]).split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


@cache
def _tables() -> Mapping[str, Any]:
    text = resources.files("medvoice.retrieval").joinpath("thesaurus.toml").read_text("utf-8")
    return tomllib.loads(text)
