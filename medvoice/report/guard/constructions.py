"""Constructions: what can be built in two ways ("4 mm thick", "4 mm in thickness"), in one of them,
before a text is cut into words. It takes the text with its numbers as signs (`numbers.signed`).
"""

from __future__ import annotations

import re

from medvoice.lexicon.countable import countable_findings, paired_organs
from medvoice.report.guard.directions import directed
from medvoice.report.guard.shorthand import in_full
from medvoice.report.guard.spoken import as_written

_BRITISH = (
    (re.compile(r"haem"), "hem"),
    (re.compile(r"oede"), "ede"),
    (re.compile(r"oesoph"), "esoph"),
    (re.compile(r"(?<=[mv])our\b"), "or"),
    (re.compile(r"\bgrey"), "gray"),
    (re.compile(r"anaem"), "anem"),
    (re.compile(r"tre\b"), "ter"),
    (re.compile(r"aemia"), "emia"),
)
_PREFIX = re.compile(
    r"\b(post|non|pre|sub|peri|intra|extra|retro|para|supra|infra|inter|multi|hyper|hypo|re|un)-"
    r"(?=[a-z]{3})"
)
"""A prefix is written with or without its hyphen."""
# "both calcified and noncalcified"; "both kidneys and the liver" has a plural and means two sides.
_BOTH_AND = re.compile(r"\bboth(?=(?: \w+){0,2} \w*[^\Ws] and\b)")
_THINGS = "|".join(
    sorted(countable_findings() | {"stone", "branch(?:e)?", "bone", "lymph node", "node"})
)
_BOTH_THINGS = re.compile(
    rf"\bboth (?:of )?(?:the )?(?=(?:\w+ ){{0,2}}(?:(?:{_THINGS})s|metastases|menisci|calculi)\b)"
)
"""Two nodules need not be one on each side."""
_EACH_SIDE_OF = re.compile(r"\b(?:on )?(?:each|either|both) sides? of\b")
_AMOUNT_OF_THINGS = re.compile(
    r"\b(small|moderate|large|tiny|trace|minimal) (?:amount|volume|quantity)s? of "
    rf"(?=(?:\w+ ){{0,2}}(?:(?:{_THINGS})s|metastases|calculi|calcifications)\b)"
)
"""A large amount of nodules is not large nodules."""
# "neither kidney is obstructed" is "no obstruction of either kidney".
_NEITHER = re.compile(rf"\bneither (?=(?:{'|'.join(sorted(paired_organs()))})\b)")
_ENLARGED_NODES = re.compile(r"\benlarged ((?:\w+ ){1,2})(?=lymph nodes?\b)")
_NODES_ENLARGED = re.compile(
    r"\blymph nodes? (?:is|are) ((?:mildly|moderately|severely|markedly|slightly|minimally) )?"
    r"enlarged\b"
)
_LORDOSIS = re.compile(
    r"\b(?:loss|straightening) of (?:the )?(?:normal )?((?:cervical |lumbar )?lordosis)\b"
)
_MEASURED = re.compile(r"(⟧[ -]*)(thick|long|wide|high|tall|deep)\b")
_DIMENSIONS = {
    "thick": "thickness",
    "long": "length",
    "wide": "width",
    "high": "height",
    "tall": "height",
    "deep": "depth",
}
_APPEARS_NORMAL = re.compile(
    r"\b(?:appears?|appearing|looks?|looking) (?:to be )?"
    r"(?=(?:normal|unremarkable|clear|intact|patent|within normal)\b)"
)
"""Who sees a normal organ says "appears"; of a finding, the word is a doubt."""
_TIP_PROJECTS = re.compile(
    r"\b((?:tip|tube|catheter|line|lead|port|picc|wire)s?\b[^.;]*?) project(?:s|ing|ed)?\b"
    r"(?= +(?:at|⟦number))"
)
"""Where the tip "projects at" is where it is; what it projects over, it need not be in."""
_SIGNAL = re.compile(
    r"\b(hyper|hypo|high|increased|bright|low|decreased|dark)(?:intense)? +(⟦level:T[12]⟧) +signal"
    r"(?: intensity)?\b|(⟦level:T[12]⟧) +signal (hyper|hypo)intensity\b"
)
_LEVEL_BODY = re.compile(r"(⟦level:\w+⟧) +(?:vertebral bod(?:y|ies)|vertebrae?)\b")
_BODY_LEVEL = re.compile(
    r"\b(?:vertebral bod(?:y|ies)|vertebrae?) +(?:(?:at|of) +)?(?=⟦level:\w+⟧)"
)
_AT_LEVEL = re.compile(r"(⟦level:[^⟧]+⟧) +levels?\b")


def one_construction(plain: str) -> str:
    """Of a text in lower case with a sign for each number; American, prefixes joined."""
    for pattern, written in _BRITISH:
        plain = pattern.sub(written, plain)
    plain = directed(as_written(in_full(_PREFIX.sub(r"\1", plain))))
    plain = _BOTH_AND.sub("the two", plain)
    plain = _BOTH_THINGS.sub("the two ", plain)
    plain = _EACH_SIDE_OF.sub("flanking", plain)
    plain = _AMOUNT_OF_THINGS.sub(r"\1 quantity-counted of ", plain)
    plain = _NEITHER.sub("no bilateral ", plain)
    plain = _ENLARGED_NODES.sub(r"\1enlarged ", plain)
    plain = _NODES_ENLARGED.sub(r"\1enlarged lymph node", plain)
    plain = _LORDOSIS.sub(r"\1 straightening", plain)
    plain = _MEASURED.sub(lambda m: m[1] + _DIMENSIONS[m[2]], plain)
    plain = _APPEARS_NORMAL.sub("", plain)
    plain = _TIP_PROJECTS.sub(r"\1", plain)
    plain = _SIGNAL.sub(_intense, plain)
    plain = _AT_LEVEL.sub(r"\1", plain)
    plain = _LEVEL_BODY.sub(r"\1", _BODY_LEVEL.sub("", plain))
    return plain


def _intense(match: re.Match[str]) -> str:
    """A signal of T1 or T2, which look like levels of the spine: "increased T2 signal"."""
    sequence, how = match[2] or match[3], match[1] or match[4]
    more = how in ("hyper", "high", "increased", "bright")
    return f"{sequence} {'hyper' if more else 'hypo'}intense"
