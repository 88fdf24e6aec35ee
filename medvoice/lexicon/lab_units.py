"""Units of laboratory results as laboratories write them, UCUM's writing included."""

from __future__ import annotations

import re
from functools import cache

_COUNT = r"(?:[x×*]\s?)?10\s?(?:\^|\*{1,2}|[eE](?=\d))?\s?(?:\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})(?!\d)"
_PREFIX = r"(?:m|u|µ|μ|mc|n|p|f|d|c|k|M|G|T)?"
_BASES = "g L l mol U IU Eq eq Osm osm kat Pa s m cd GPL MPL PFU CFU cfu"
_WHOLE = (
    "% ‰ gm gms sec secs second seconds min mins minute minutes h hr hrs hour hours d day days wk "
    "mm cm cc mmHg cells cell copies ratio titre titer index score S/CO COI bpm AU RU BAU "
    "K k M G T FEU DDU HPF LPF hpf lpf field giga tera mega mm2 cm2 m2 m² mm3 mm³ cm3 cumm "
    "µL µl μL μl uL ul °C ppm ppb pH log10 log ug µg MoM mcg/mL mgN Ehrlich EU SI INR"
)
_ALONE = frozenset("K k M G T m L l d h g s U AU log field giga tera mega index score cell".split())
"""No units of a result where they stand alone: letters and words that mean something else."""
_BRACES = r"(?:\{[\w /.%]{1,20}\}|\[(?:IU|iU|U|Hg|in_i|degF)\])"
_BODY = r"(?:1[.,]73(?:\s?(?:m2|m²|m\^2|_m2|sqm))?|24\s?h(?:rs?)?|100\s?(?:mL|WBC|leukocytes))"


@cache
def lab_unit() -> re.Pattern[str]:
    """Matches one where it begins; what follows must be looked at by the caller."""
    whole = "|".join(sorted(map(re.escape, _WHOLE.split()), key=len, reverse=True))
    bases = "|".join(sorted(_BASES.split(), key=len, reverse=True))
    atom = (
        rf"(?:{_BODY}|mm\s?Hg(?![A-Za-z])|[mkµu]?i?u(?=/)|{_PREFIX}(?:{bases})(?:-1|\^-1|⁻¹|[23²³])?(?![A-Za-z])"
        rf"|(?:{whole})(?![A-Za-z])|m?\[IU\]|mm\[Hg\])"
    )
    first = rf"(?:{_COUNT}(?:\s?{atom}(?=\s?/))?|{atom}{_BRACES}?|{_BRACES})"
    rest = rf"(?:\s?/\s?\{{?(?:{_COUNT}|{atom}){_BRACES}?\}}?|\.[lL]-1|\*{atom})"
    tail = r"(?:\s(?:FEU|DDU|Hb|creatinine|protein|SI)\b)?"
    return re.compile(rf"(?:{first}{rest}{{0,3}}|{rest}){tail}")


def is_lab_unit(text: str) -> bool:
    """Whether all of it is one that may stand behind a result."""
    text = text.strip()
    if re.fullmatch(r"\W?\d+(?:\s\d+)?", text):  # "109" may be an exponent that fell down
        return False
    return text not in _ALONE - {"s", "h", "g", "U"} and lab_unit().fullmatch(text) is not None
