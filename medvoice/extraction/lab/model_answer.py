"""What a language model is asked to answer about a laboratory sheet, and reading that."""

from __future__ import annotations

import json
from typing import Any

from medvoice.extraction.lab.row import FIELDS

MOST_ROWS = 80
MOST_TOKENS = 4_000
"""Of an answer; a row takes some 45."""
_LONGEST = {"test": 80, "value": 30, "unit": 20, "range": 30, "flag": 10}
"""Signs."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "array",
            "maxItems": MOST_ROWS,
            "items": {
                "type": "object",
                "properties": {
                    name: {"type": "string", "maxLength": _LONGEST[name]} for name in FIELDS
                },
                "required": list(FIELDS),
                "additionalProperties": False,
            },
        }
    },
    "required": ["rows"],
    "additionalProperties": False,
}


def proposed_rows(answer: str) -> list[dict[str, str]]:
    """Every field is there, "" for none. An answer that was cut off gives the rows before the cut;
    one that is none of ours gives none."""
    try:
        rows = json.loads(answer)["rows"]
    except (ValueError, KeyError, TypeError):
        rows = _before_the_cut(answer)
    found = []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and all(isinstance(row.get(name, ""), str) for name in FIELDS):
            texts = {name: row.get(name, "").strip() for name in FIELDS}
            if texts["test"] and texts["value"]:
                found.append(texts)
    return found[:MOST_ROWS]


def _before_the_cut(answer: str) -> list[Any]:
    decoder, rows = json.JSONDecoder(), []
    at = answer.find("{", answer.find("[") + 1) if "[" in answer else -1
    while at >= 0:
        try:
            row, end = decoder.raw_decode(answer, at)
        except ValueError:
            break
        rows.append(row)
        at = answer.find("{", end)
    return rows
