"""Numbers as a laboratory writes them: is the comma its decimal sign?"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMA = re.compile(r"(?<![\d.,])(?:\d+,\d{1,2}|0,\d+)(?![\d.,]*\d|-?[A-Za-z])")
_POINT = re.compile(r"(?<![\d.,])(?:\d+\.\d{1,2}|0\.\d+)(?![\d.,]*\d|-?[A-Za-z])")
_PLAIN = re.compile(r"[-−+]?\d+")
_ONE_SIGN = re.compile(r"([-−+]?)(\d+)([.,])(\d+)")
_GROUPED = re.compile(r"([-−+]?)(\d{1,3})((?:[ '’]\d{3})+)")


@dataclass(frozen=True, slots=True)
class DecimalSigns:
    """Which signs were seen before one or two last digits, or behind a single 0."""

    comma: bool
    point: bool

    @staticmethod
    def of(text: str) -> DecimalSigns:
        return DecimalSigns(bool(_COMMA.search(text)), bool(_POINT.search(text)))

    def number(self, text: str) -> int | float | None:
        """None where it is none, or could be two ("1,234" or "1.234" on a sheet that gives
        no other hint)."""
        text = text.strip()
        if _PLAIN.fullmatch(text):
            return int(text.replace("−", "-"))
        if found := _GROUPED.fullmatch(text):
            digits = found[2] + re.sub(r"\D", "", found[3])
            return int(found[1].replace("−", "-") + digits)
        found = _ONE_SIGN.fullmatch(text)
        if found is None:
            return None
        sign, whole, mark, rest = found.groups()
        sign = sign.replace("−", "-")
        if len(rest) != 3 or whole == "0" or len(whole) > 3:
            return float(f"{sign}{whole}.{rest}")
        if self.comma == self.point:
            return None  # "5.800" is 5.8 or 5800
        if (mark == ".") is self.point:
            return float(f"{sign}{whole}.{rest}")
        return int(f"{sign}{whole}{rest}") if mark == "," else None
