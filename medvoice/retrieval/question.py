"""A question to documents, read: what it is about, what kind of answer it wants, whom it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from medvoice.retrieval.measures import Measure, measures
from medvoice.retrieval.terms import Term, asking_terms, content, light_terms, terms
from medvoice.retrieval.thesaurus import near

LEAST_FIGURE = 10
"""A smaller number without a unit is a name more often than a value ("zone 4")."""


class Wanted(StrEnum):
    """What an answer has to hold to be one."""

    TEXT = "text"
    NUMBER = "a number"
    MEASURE = "a measure"
    DRUG = "a drug"


class Addressed(StrEnum):
    """DOCUMENTS: the question names the guideline. PATIENT: it is about this patient or these
    images, of whom documents say nothing."""

    DOCUMENTS = "documents"
    PATIENT = "patient"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Sought:
    """A term of the question and what may stand for it. others: term groups, each of which has to
    be there whole. light: it says what kind of answer is wanted rather than about what."""

    term: str
    others: tuple[tuple[str, ...], ...] = ()
    light: bool = False


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """about: the terms that count. measures: "7 mm" as the question has it. kinds: of measures
    that would answer it, where one is wanted."""

    about: tuple[Sought, ...]
    measures: tuple[Measure, ...]
    wanted: Wanted
    kinds: frozenset[str]
    addressed: Addressed


_DOCUMENT = (
    r"(?:guidelines?|protocols?|documents?|sops?|polic(?:y|ies)|recommendations?|standards?"
    r"|leaflets?|papers?|pdfs?|files?)"
)
_THE = r"(?:the|our|this|these|a|any|my|local)\s+(?:[\w-]+\s+){0,4}?"
_SAYS = (
    r"(?:says?|said|states?|recommends?|advises?|mentions?|tells?|allows?|requires?|writes?"
    r"|suggests?)"
)
_NAMED = re.compile(
    rf"\b(?:(?:according|as) to {_THE}{_DOCUMENT}"
    rf"|(?:what|which|how|when|where|who|does|do|is|are|did)\b.{{0,40}}?\b{_THE}{_DOCUMENT}\s+{_SAYS}"
    rf"|(?:in|by|from|per|search|look (?:it )?up in|under|with) {_THE}{_DOCUMENT}"
    rf"|(?:is|are) there {_THE}{_DOCUMENT})",
    re.IGNORECASE,
)
_OF_THIS = (
    r"(?:this|the|our|my|his|her) (?:patient|man|woman|study|scan|examination|exam|images?|picture"
    r"|case|radiograph|film|report)(?:'s|’s)?\b(?! (?:with|on|who|under|after|is on|needs?|has to"
    r"|must|should|may|can))"
)
_SEEN = (
    r"(?:is|are|was|were) there (?:a|an|any|still|also|more|other|evidence|signs?)?\b"
    r"(?!.{0,60}\b(?:guideline|protocol|limit|role|reason|need|indication)s?\b)"
    r"|(?:do|can|could|did) you (?:see|find|notice)|show me\b|where (?:is|are) the\b"
    r"|describe (?:the|this)"
)
_BEFORE = (
    r"(?:what|how|anything) (?:has|have) changed|changed since"
    r"|compared (?:to|with) the (?:last|prior|previous)"
    r"|(?:last|previous|latest) (?:week|month|year)s?"
)
_WHO = (
    r"who (?:is|was) the (?:patient|referr\w*)"
    r"|what (?:is|was|are|were) (?:this|his|her|the patient)"
    r"|how (?:large|big|wide|thick|dense) (?:is|are|was) (?:the|this|it|that)"
)
_PATIENT = re.compile(rf"\b(?:{_OF_THIS}|{_SEEN}|{_BEFORE}|(?:{_WHO})\b)", re.IGNORECASE)

_TIME = re.compile(
    r"(?:^\W*(?:and |or |but )?when\b|\bsince when\b|\buntil when\b"
    r"|\b(?:how (?:long|soon|quickly|fast|often|early|late|old)"
    r"|what (?:time|interval|age|delay)|which (?:week|day|month|age|interval|time)"
    r"|what (?:is the )?(?:time|interval|duration|window)|at (?:what|which) age|time window"
    r"|how many (?:hours|days|weeks|months|years|minutes))\b)",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\b(?:(?:what|which) (?:\w+ ){0,2}(?:size|diameter|length|width|thickness|calib(?:er|re)"
    r"|height|distance)|how (?:big|large|wide|thick|tall|far)|normal (?:width|size|diameter)"
    r"|from (?:what|which) size)\b",
    re.IGNORECASE,
)
_AMOUNT = (
    r"\b(?:what|which|how much|maximum|highest|usual|limit)\s+(?:[\w-]+\s+){{0,3}}?(?:{words})\b"
)
_DOSE = re.compile(_AMOUNT.format(words="dose|dosage") + r"|\bdose (?:of|limit)\b", re.IGNORECASE)
_PRESSURE = re.compile(_AMOUNT.format(words="pressure"), re.IGNORECASE)
_RATE = re.compile(_AMOUNT.format(words="rate|speed|velocity|flow|heart rate|pulse"), re.IGNORECASE)
_GROWTH = re.compile(
    r"\b(?:(?:growth|expansion|enlargement|shrinkage) (?:rate|speed)"
    r"|how (?:much|far|fast|quickly) (?:do|does|did|may|can|must|should) .{2,40}"
    r"\b(?:shrink|grow|fall|rise|drop|enlarge|expand|regress|decrease|increase)\w*\b)",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    _AMOUNT.format(words="volume|amount|activity|energy|power|concentration|voltage|weight")
    + r"|\bhow much\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:how many|(?:what|which) (?:\w+ ){0,3}(?:score|threshold|level|value|limit|cut-?off"
    r"|number|count|fraction|ratio|density|index|grade|gcs|inr|temperature|ph)"
    r"|(?:below|above) (?:what|which)|at (?:what|which) \w+ (?:score|level|value)"
    r"|(?:threshold|limit|cut-?off) (?:for|of))\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:sensitivity|specificity|accuracy"
    r"|(?:success|recurrence|mortality|complication|failure|survival) rate"
    r"|how (?:likely|common|frequent)|survival|mortality"
    r"|how often (?:do|does|did|is|are|will) .{2,40}"
    r"\b(?:fail|happen|occur|recur|return|missed|wrong|positive|negative|seen|found)\w*\b"
    r"|what (?:is the )?(?:risk|chance|probability|percentage|proportion|yield))\b",
    re.IGNORECASE,
)
_DRUG = re.compile(
    r"\b(?:which|what)\s+(?:[\w-]+\s+)?(?:antibiotics?|drugs?|medicines?|medications?|sedatives?"
    r"|steroids?|pain ?killers?|anticoagulants?|antihistamines?|beta.?blockers?|antidotes?"
    r"|anti-?emetics?|ana?esthetics?|antispasmodics?|diuretics?|agents?"
    r"|chemotherapy)\b(?!\s+(?:dose|class))",
    re.IGNORECASE,
)


def read_question(text: str) -> DocumentQuestion:
    """text: as written or spoken, in English."""
    named = _NAMED.search(text)
    asked = _without(text, named) if named else text
    sought = []
    done = _done(asked)
    for term in _distinct(content(terms(asked))):
        if term.text != "guidelin" and not _measured(term, asked):
            light = term.text in light_terms() and term.text != done
            light = light or term.text[0].isdigit()
            sought.append(Sought(term.text, _near().get(term.text, ()), light))
    kinds = _kinds(asked)
    wanted = Wanted.MEASURE if kinds else _wanted(asked)
    said = tuple(one for one in measures(asked) if one.unit or one.low >= LEAST_FIGURE)
    return DocumentQuestion(tuple(sought), said, wanted, kinds, _addressed(text))


_HOW = re.compile(
    r"\bhow\s+(?:is|are|was|were|should|can|could|do|does|must|may)\b.*?\b([a-z]{3,}(?:ed|en|un|ne))\b"
    r"(?:\s+(?:in|after|before|with|by|at|for|on|during|without)\b.*)?\W*$",
    re.IGNORECASE,
)


def _done(text: str) -> str:
    """Of "how is it treated": the term of what is done, which is what is asked after; else ""."""
    match = _HOW.search(text)
    found = terms(match[1]) if match else ()
    return found[0].text if len(found) == 1 else ""


def _addressed(text: str) -> Addressed:
    if _NAMED.search(text):
        return Addressed.DOCUMENTS
    return Addressed.PATIENT if _PATIENT.search(text) else Addressed.OPEN


def _without(text: str, named: re.Match[str]) -> str:
    """Without the words that name the guideline; what stands between "the" and "guideline" says
    what it is about ("the contrast guideline")."""
    inside = re.sub(rf"\b{_DOCUMENT}\b", " ", named[0], flags=re.IGNORECASE)
    return f"{text[: named.start()]} {inside} {text[named.end() :]}"


_ASKED_THING = re.compile(
    r"\b(?:which|what)\s+(?:[\w-]+\s+){0,3}?([\w-]+)\s+(?:is|are|was|were|does|do|did|can|could|may"
    r"|might|should|must|would|will|has|have|needs?|means?|counts?|makes?|triggers?|points?|applies"
    r"|apply|defines?|threatens?|corresponds?|leads?|allows?|raises?|confirms?|argues|of|for|in|to"
    r"|with|before|after|at|on|by|from)\b",
    re.IGNORECASE,
)
_THINGS = {
    "time": "time interval duration age delay period window",
    "length caliber": "size diameter length width thickness caliber calibre height distance gauge",
    "mass volume dose activity": "dose dosage",
    "pressure": "pressure",
    "rate dose": "rate speed velocity flow",
    "volume": "volume",
    "angle": "angle",
    "voltage": "voltage",
    "share": "percentage proportion probability sensitivity specificity accuracy",
}
"""Kinds of measures → what is asked after with "which" or "what"."""


def _kinds(text: str) -> frozenset[str]:
    """Of measures, the first that the question's words ask for; none where any answer would do."""
    asked = None if _GROWTH.search(text) else _ASKED_THING.search(text)
    for kinds, things in _THINGS.items():
        if asked and asked[1].lower() in things.split():
            return frozenset(kinds.split())
    for pattern, kinds in (
        (_SHARE, "share"),
        (_DRUG, ""),
        (_PRESSURE, "pressure"),
        (_GROWTH, "rate length volume share"),
        (_RATE, "rate dose"),
        (_DOSE, "mass volume dose activity"),
        (_VOLUME, "mass volume dose activity energy voltage weight level share"),
        (_LENGTH, "length caliber volume share"),
        (_NUMBER, ""),
        (_TIME, "time"),
    ):
        if pattern.search(text):
            # "When" asks for a condition as often as for a time.
            asks_when = pattern is _TIME and re.match(r"\W*(?:and )?when\b", text, re.IGNORECASE)
            return frozenset() if asks_when else frozenset(kinds.split())
    return frozenset()


def _wanted(text: str) -> Wanted:
    if _DRUG.search(text):
        return Wanted.DRUG
    return Wanted.NUMBER if _NUMBER.search(text) else Wanted.TEXT


def _measured(term: Term, text: str) -> bool:
    """Whether it is a part of a measure, which is compared as one."""
    return any(m.unit and m.start <= term.start < m.end for m in measures(text))


def _distinct(found: tuple[Term, ...]) -> list[Term]:
    return list({term.text: term for term in found}.values())


@cache
def _near() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By the term that a question's word becomes. A phrase counts as the terms that it becomes."""
    table: dict[str, list[tuple[str, ...]]] = {}
    empty = asking_terms()
    for word, others in near().items():
        keys = [term.text for term in terms(word)]
        if len(keys) != 1:
            continue
        for other in others:
            found = tuple(t.text for t in terms(other))
            found = tuple(t for t in found if t not in empty) or found
            if found and found != (keys[0],):
                table.setdefault(keys[0], []).append(found)
    return {key: tuple(dict.fromkeys(others)) for key, others in table.items()}
