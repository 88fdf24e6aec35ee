"""Whether the words of a span say a value: a look of its own at what was extracted. It shares no
code and no tables with medvoice, and asks less of a text than a person would: that the words name
the field, hold the number in the unit, or deny, doubt or affirm as the value says."""

from __future__ import annotations

import re

FACTORS = {"cm": 10.0, "mm": 1.0}
NAMED = {
    "tumor_size": r"tumou?r|mass|carcinoma|lesion|dimension|diameter",
    "invasive_size": r"invasi",
    "margin_distance": r"margin",
    "pleural_invasion": r"pleura",
    "lymphovascular_invasion": r"lymph|vascular|LVI",
    "stas": r"STAS|air spaces?",
    "margin_involvement": r"margin",
    "egfr_mutation": r"EGFR",
    "alk": r"ALK",
    "pdl1": r"PD-?L1|TPS|tumor proportion",
    "nodes_examined": r"node",
    "nodes_positive": r"node",
    "stage": r"stag",
    "signed": r"sign|date|report",
}
DENIES = (
    r"\b(no|not|none|absent|negative|free|uninvolved|clear|without|neither|nor|wild|spares|R0|"
    r"PL0)\b"
)
DOUBTS = (
    r"cannot|possib|suspicio|equivocal|indeterminate|inconclusive|suggest|favor|probabl|"
    r"not assessable|insufficient"
)
LENGTH = r"(\d+(?:\.\d+)?)(?:\s*(?:cm|mm)?\s*x\s*\d+(?:\.\d+)?)*\s*(cm|mm)\b"
WORDS = {
    "wedge_resection": "wedge",
    "segmentectomy": "segment",
    "unifocal": "unifocal|single|solitary|one",
    "multifocal": "multi|two|several",
    "typical_carcinoid": "typical",
    "G1": r"well|G1|grade 1|\b1\b|low",
    "G2": r"moderate|G2|grade 2|\b2\b|intermediate",
    "G3": r"poor|G3|grade 3|\b3\b|high",
    "left": r"left|\bL\b",
    "right": r"right|\bR\b",
}


def says(field: str, value: object, unit: str, quote: str, around: str) -> bool:
    """quote: the words of the span. around: with its line and the one above, where a heading or a
    label may name the field."""
    if field in NAMED and not re.search(NAMED[field], around, re.IGNORECASE):
        return False
    if unit == "mm":
        found = re.findall(LENGTH, quote, re.IGNORECASE)
        return any(abs(float(n) * FACTORS[u.lower()] - float(str(value))) < 1e-6 for n, u in found)
    if isinstance(value, float | int):
        spelled = not re.search(r"\d", quote) or value == 0
        return spelled or f"{value:g}" in re.findall(r"\d+(?:\.\d+)?", quote)
    text = str(value)
    if text in ("present", "absent", "uncertain"):
        doubted = bool(re.search(DOUBTS, quote, re.IGNORECASE))
        denied = bool(re.search(DENIES, quote, re.IGNORECASE))
        return text == ("uncertain" if doubted else "absent" if denied else "present")
    if field == "signed":
        year, month, day = text.split("-")
        return year in quote and str(int(day)) in re.sub(r"\b0", "", quote) and bool(month)
    if field in ("pt", "pn", "stage", "accession"):
        return text.removeprefix("p") in "".join(quote.split())
    words = WORDS.get(text) or ".*".join(part[:7] for part in text.split("_"))
    return bool(re.search(words, quote, re.IGNORECASE | re.DOTALL))


def around(text: str, start: int, end: int) -> str:
    """The lines of a span and the one above."""
    line = text.rfind("\n", 0, start)
    above = text.rfind("\n", 0, max(0, line))
    below = text.find("\n", end)
    return text[above + 1 : below if below >= 0 else len(text)]
