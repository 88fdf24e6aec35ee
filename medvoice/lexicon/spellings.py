"""Spellings: American and British ways to write the same word."""

from __future__ import annotations

import re
from functools import cache

_PAIRS = """
tumor tumour | edema oedema | hem haem | center centre | color colour | gray grey | fiber fibre |
pediatric paediatric | esophag oesophag | caliber calibre | localiz localis | visualiz visualis |
keratiniz keratinis | characteriz characteris | hematoma haematoma | ischemi ischaemi |
anemia anaemia | favor favour | fetal foetal | liter litre | meter metre | specializ specialis
"""


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple(
        (american, british) for american, british in (part.split() for part in _PAIRS.split("|"))
    )


@cache
def _known() -> re.Pattern[str]:
    return re.compile("|".join(american for american, _ in _pairs()))


def either_spelling(word: str) -> str:
    """A lower-case American word as a regular expression that matches the British one, too."""
    british = dict(_pairs())
    parts, at = [], 0
    for match in _known().finditer(word):
        parts += [re.escape(word[at : match.start()]), f"(?:{match[0]}|{british[match[0]]})"]
        at = match.end()
    return "".join([*parts, re.escape(word[at:])])


@cache
def _british() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {british: ours for ours, british in _pairs()}
    ordered = sorted(table, key=len, reverse=True)
    return re.compile("|".join(ordered)), table


def american(text: str) -> str:
    """Lower-case text with the British spellings of the table made American."""
    pattern, table = _british()
    return pattern.sub(lambda match: table[match[0]], text)
