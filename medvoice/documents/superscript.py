"""Raised digits as signs of their own: "10" and a raised "9" are not "109"."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def raised(text: str) -> str:
    """Letters stay as they are."""
    return text.translate(_RAISED)
