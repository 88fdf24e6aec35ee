"""What a question wants of the pictures: a place, a size, or an answer in words. Pure.

A model sees pictures of 8 bits without a scale. A place it can mark; a size follows from the place
and the geometry; a density, a volume or a distance it could only make up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medvoice.assistant.answering import Question


@dataclass(frozen=True, slots=True)
class Which:
    """Of the pictures, as far as the question says. slice: the number that it names, as the user
    counts (from 1). prior: the earlier study's."""

    slice: int | None = None
    prior: bool = False


@dataclass(frozen=True, slots=True)
class Locate:
    thing: str
    which: Which


@dataclass(frozen=True, slots=True)
class Measure:
    """thing: "" where the question does not say of what."""

    thing: str
    which: Which


@dataclass(frozen=True, slots=True)
class Unmeasurable:
    """what: "a distance", …"""

    what: str


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer in words."""


Asked = Locate | Measure | Unmeasurable | Plain

_POLITE = re.compile(
    r"^(?:(?:please|question|ok|okay|so|and|now|medgemma)[,:]?\s+)*"
    r"(?:(?:can|could|would|will) you (?:please )?|(?:do you know|tell me|let me know|say)\s+)*"
    r"(?:please\s+)?",
    re.IGNORECASE,
)
_ON = re.compile(
    r"[,]?\s*\b(?:on|in|at|from|of)\s+(?:the\s+)?(?:slice|image|picture|frame)\s+"
    r"(?:number\s+)?(?P<number>\d{1,4})\b",
    re.IGNORECASE,
)
_PRIOR = re.compile(
    r"[,]?\s*\b(?:on|in)\s+the\s+(?:prior|previous|earlier|older|old|first)\s*"
    r"(?:one|film|image|picture|study|radiograph|x-?ray|exam|examination|scan)?\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"[,]?\s*\b(?:located|situated|lying|visible|here|for (?:me|us)|please|(?:on|in) (?:this|the) "
    r"(?:image|picture|study|film|radiograph|x-?ray|scan|slices?|slide))\s*$",
    re.IGNORECASE,
)
_SEES = r"(?:(?:do|can) )?(?:i|you|we) (?:can )?see"
_THINKS = re.compile(r"\b(?:exactly|(?:do|would) you (?:think|say|reckon))\s+", re.IGNORECASE)
_WHERE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "Where does the catheter end?": its end; "where do the clips lie?": they.
        r"^where(?:abouts)? (?:does|do) (?P<end>.+) (?:end|terminate|stop)s?$",
        r"^where(?:abouts)? (?:does|do) (?P<thing>.+) (?:lie|sit|project|go|appear|begin|start)s?$",
        r"^where(?:abouts)? (?:in|on|within) (?P<region>.+?) (?:is|are|lies?) (?P<thing>.+)$",
        rf"^where(?:abouts)? (?:is|are|lies?|{_SEES}) (?P<thing>.+)$",
        r"^where's (?P<thing>.+)$",
        r"^where(?:abouts)? (?P<thing>.+) (?:is|are)$",
        rf"^show me where (?:{_SEES} )?(?P<thing>.+?)(?: (?:is|are|lies?))?$",
        r"^show me (?!(?:the |all |my |any )?(?:priors?|prior stud\w+|reports?|images?|slices?"
        r"|series|stud(?:y|ies)|findings|differences?|changes?|list)\b)(?P<thing>.+)$",
        r"^(?:locate|locali[sz]e|point (?:out|to|at)|mark|outline|box|highlight|circle"
        r"|(?:put|draw) a box (?:on|around)) (?P<thing>.+)$",
    )
)
_DISTANCE = re.compile(
    r"\bhow (?:far|close|near|high|low)\b|\bdistance\b|\bmeasure (?:from|between)\b"
    r"|\bhow much (?:midline )?(?:shift|displacement|separation|descent)\b"
    r"|\b(?:shift|displacement|separation|descent|gap) in (?:mm|cm|millimet|centimet)"
)
_VALUES = (
    (re.compile(r"\bhounsfield|\bhu\b|\battenuation values?\b|\bhow dense\b"), "a density"),
    (re.compile(r"\bsuv\b|\buptake values?\b"), "an uptake value"),
    (re.compile(r"\b(?:cobb|angle|how many degrees|angulation in degrees)\b"), "an angle"),
    (re.compile(r"\b(?:ejection fraction|cardio-?thoracic ratio|index|ratio)\b"), "a ratio"),
    (re.compile(r"\bvolumes?\b(?! loss)|\bhow many (?:ml|millilit)"), "a volume"),
    (re.compile(r"\barea of\b|\bhow many square\b"), "an area"),
    (re.compile(r"\badc values?\b|\bt[12] values?\b|\bsignal intensity value\b"), "a signal value"),
)
"""Numbers that no box gives."""
_ASKS = re.compile(
    r"^(?:how|what|what's|which|give|state|estimate|measure|calculate|size|diameter)\b"
)
_LARGE = r"(?:big|large|long|wide|broad|thick|tall|small|deep)"
_DIMENSION = (
    r"(?:size|diameters?|length|width|height|thickness|dimensions?|measurements?|extent"
    r"|calib(?:er|re))"
)
_SIZES = tuple(
    re.compile(pattern + r"\s+(?P<thing>.+)")
    for pattern in (
        rf"\bhow {_LARGE} (?:is|are|was|were)",
        rf"\b{_DIMENSION} of",
        r"^(?:measure|size)",
        rf"\bhow many (?:mm|millimet\w+|cm|centimet\w+) (?:{_LARGE} )?(?:is|are|does|do)",
        rf"\bwhat {_DIMENSION} (?:is|are|has|have|does)",
    )
)
_INDIRECT = re.compile(rf"\bhow {_LARGE} (?P<thing>.+?) (?:is|are|was|were)$")
_IN_MM = re.compile(
    r"^(?:what is|what's|give(?: me)?) (?P<thing>.+?),? in (?:mm|cm|millimet\w+|centimet\w+)$"
)
_MEASURES = re.compile(r"\b(?:does|do|did)\s+(?P<thing>.+?)\s+measure\b")
_COMPARED = re.compile(
    r"^(?:is|are|was|were|does|do)\s+(?:there\s+)?(?P<thing>.+?)\s+(?:measure\s+)?(?:not\s+)?"
    r"(?:(?:larger|bigger|greater|more|smaller|less|wider|longer|thicker|over|under|above|below|at"
    r"|exceed\w*)\b[^.?]*?)\d+(?:\.\d+)?\s*(?:mm|cm|millimet\w+|centimet\w+)\b"
)
_TIME = re.compile(r"\bhow long (?:ago|has|have|had|since|after|before|between|will|did|until)\b")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_POINTING = frozenset(("", "it", "its", "that", "this", "them", "they", "one", "those", "these"))
_IN_UNITS = re.compile(r"[,]?\s*\bin (?:mm|cm|millimet\w+|centimet\w+)\b")


def asked(question: str) -> Asked:
    """question: as written. Of several sentences one that wants a number decides; a place is marked
    only where nothing else is asked."""
    sentences = [one for one in _SENTENCE_END.split(question.strip()) if one]
    if len(sentences) < 2:
        return _asked(question)
    kinds = [_asked(one) for one in sentences]
    for kind in reversed(kinds):
        if isinstance(kind, Unmeasurable):
            return kind
        if isinstance(kind, Measure):
            named = [k for k in kinds if isinstance(k, Locate | Measure) and not _points(k.thing)]
            return Measure(named[-1].thing, kind.which) if named and _points(kind.thing) else kind
    return Plain()


def _points(thing: str) -> bool:
    return thing.lower() in _POINTING


def _asked(question: str) -> Asked:
    text = _POLITE.sub("", question.strip()).rstrip(" ?.!").strip()
    text = _THINKS.sub("", text)
    which, bare = _which(text)
    lower = bare.lower()
    if _DISTANCE.search(lower) and not lower.startswith(("is", "are", "has", "have")):
        return Unmeasurable("a distance")
    size = _size(lower)
    if size is None:
        for pattern, what in _VALUES:
            if pattern.search(lower) and _ASKS.match(lower):
                return Unmeasurable(what)
    else:
        return Measure(_thing(size), which)
    thing = _place(bare)
    return Locate(_thing(thing), which) if thing else Plain()


def _which(text: str) -> tuple[Which, str]:
    """What the question says of the picture, and the question without that."""
    number, prior = None, False
    if found := _ON.search(text):
        number = int(found["number"])
        text = text[: found.start()] + text[found.end() :]
    if found := _PRIOR.search(text):
        prior = True
        text = text[: found.start()] + text[found.end() :]
    return Which(number, prior), text.strip(" ,")


def _place(bare: str) -> str:
    """Of what the place is wanted; "" for nothing."""
    text = _pointless(bare)
    for pattern in _WHERE:
        if found := pattern.match(text):
            parts = found.groupdict()
            if "end" in parts:
                return f"end of {parts['end']}"
            region = f" in {parts['region']}" if parts.get("region") else ""
            return parts["thing"] + region
    return ""


def _size(lower: str) -> str | None:
    """Of what the size is wanted; "" where that is not said; None: no size is wanted."""
    if _TIME.search(lower):
        return None
    if found := _COMPARED.match(lower):
        return found["thing"]
    if not _ASKS.match(lower) and not _IN_UNITS.search(lower):
        return None
    for pattern in (_MEASURES, *_SIZES, _INDIRECT):
        if found := pattern.search(_IN_UNITS.sub("", lower)):
            return found["thing"]
    if found := _IN_MM.match(lower):
        return found["thing"]
    bare = re.fullmatch(r"(?:how (?:big|large)|what size|(?:size|diameter|measure)s?)", lower)
    return "" if bare or _IN_UNITS.search(lower) else None


def _pointless(text: str) -> str:
    """Without what only points at the screen."""
    before = ""
    while before != text:
        before, text = text, _HERE.sub("", text).strip(" ,")
    return text


def _thing(text: str) -> str:
    """Without an article, and without the verb that an indirect question leaves at its end."""
    text = re.sub(r"\s+(?:is|are)$", "", _pointless(text), flags=re.I)
    return re.sub(r"^(?:the|a|an|any|all|this|that|these|those)\s+(?=\S)", "", text, flags=re.I)


def asked_after(question: Question) -> Asked:
    """What a question wants, where "it" may be what was asked about before."""
    now = asked(question.text)
    if not isinstance(now, Locate | Measure) or not _points(now.thing):
        return now
    for exchange in reversed(question.before):
        then = asked(exchange.question)
        if isinstance(then, Locate | Measure) and not _points(then.thing):
            which = now.which if now.which != Which() else then.which
            return type(now)(then.thing, which)
    return Measure("", now.which) if isinstance(now, Measure) else Plain()
