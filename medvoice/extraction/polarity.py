"""Polarity: whether a sentence affirms, denies or doubts what it mentions.

Built so that it rather says nothing than the wrong thing: a denying or doubting word whose reach is
not clear makes the mention of no use (`Polarity.UNCLEAR`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from medvoice.lexicon.attribution import elsewhere_phrases, replaced_phrases, thought_of_phrases
from medvoice.lexicon.hedges import hedging_phrases
from medvoice.lexicon.meaning import change_words, severity_words
from medvoice.lexicon.scopes import (
    ending_words,
    gone_words,
    not_denying_words,
    unseen_words,
)
from medvoice.lexicon.spellings import either_spelling


class Polarity(Enum):
    AFFIRMED = "affirmed"
    DENIED = "denied"
    DOUBTED = "doubted"
    UNCLEAR = "unclear"  # what denies or doubts may reach it or not
    ELSEWHERE = "elsewhere"  # of another time, a rule, or replaced


@dataclass(frozen=True, slots=True)
class Reach:
    """start, end: of the mention with the words that decide."""

    polarity: Polarity
    start: int
    end: int


_SMALL = (
    r"(?:(?:is|are|was|were|be|been|has|have|had|being|that|which|there|definitely|clearly|also|"
    r"unequivocally|convincingly|any|the|a|an|of|to|for|by|in|on|focus|foci|area|areas|evidence|"
    r"both|either|tumou?r|status|study|testing|analysis|result|ihc|fish|however)\b[\s,]*|"
    r"\([^()]*\)\s*|[:=–-]\s*)*"
)
"""Words between a mention and what is said of it."""
_NO = re.compile(
    r"\b(?:no(?! longer)|without|neither|nor|never|denies|absence of|lack of|lacks|"
    r"negative (?:for|of)|free (?:of|from)|none of|not|fails? to|spares?|devoid of)\b",
    re.IGNORECASE,
)
_ANY_NO = re.compile(
    r"\b(?:no|not|without|none|neither|nor|never|absent|absence|negative|free|lacks?|lacking|denie[sd]|"
    r"cannot|unable|fail(?:s|ed)?|excluded?|unlikely|un\w+ed|spared?|spares|devoid)\b|n't\b",
    re.IGNORECASE,
)
_UNSEEN = "|".join(sorted(unseen_words() | {"involved", "invaded", "observed", "recognized"}))
_SEEN_NOT = re.compile(
    rf"[\s,]*{_SMALL}(?:not|never|no longer)\s+{_SMALL}(?:{_UNSEEN})\b", re.IGNORECASE
)
_ABSENT = re.compile(
    rf"[\s,]*{_SMALL}(?:absent|negative|none|nil)\b(?!\s+(?:margin|lymph|node|for\b|in\b|of\b|at\b|within\b))",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"[\s,]*{_SMALL}(?:(?:can\s?not|could not|can't) (?:be )?(?:\w+ )?(?:excluded?|ruled? out|"
    r"determined?|assessed?|evaluated?)|not (?:entirely |completely |definitively )?excluded|"
    r"equivocal|indeterminate|inconclusive|possible|suspected|questionable|uncertain|suspicious|"
    r"unclear|probable|likely)\b",
    re.IGNORECASE,
)
_SEEN = re.compile(
    rf"[\s,]*{_SMALL}(?:{_UNSEEN}|positive|confirmed|there|extensive)\b", re.IGNORECASE
)
_NEAR_DOUBT, _NEAR_NO, _NEAR_NOT = 7, 12, 6
"""Words within which a doubt, a "no" or a "not" in front reaches."""
_CONNECTED = re.compile(r"\b(?:or|nor|and)\b", re.IGNORECASE)
_OR_BEFORE = re.compile(r"\b(?:or|versus|vs\.?)\s+(?:the |a |an )?$", re.IGNORECASE)
_OR_BEHIND = re.compile(r"\s*,?\s*\b(?:or|versus|vs)\b", re.IGNORECASE)
"""One of two: neither is said to be there."""
_NAMES_AN_EXAMINATION = re.compile(
    r"\s+(?:protocols?|precautions?|prophylaxis|work-?up|screening)\b", re.IGNORECASE
)
"""Behind a mention: it is of what is done, not of what was found."""
_LOOKED_FOR = re.compile(r"\b(?:assessment|evaluation|detection|exclusion)\s+of\b", re.IGNORECASE)
_HINDERED = re.compile(
    r"\b(?:limited|difficult|suboptimal|degraded|precluded|hampered|impaired)\b", re.IGNORECASE
)
"""Together: whether it is there could not well be seen."""
_NOT_ASKED = re.compile(r"not (?:applicable|performed|submitted|available)\b", re.IGNORECASE)
_ASKED = re.compile(r"\?(?:\W|$)")
_EXCEPT = re.compile(
    r"\b(?:except|excepting|apart from|other than|aside from|with the exception|save for)\b",
    re.IGNORECASE,
)
_IS = re.compile(
    r"[\s,]*(?:\([^()]*\)\s*)?(?:is|are|was|were|remains?|appears?|has been|have been)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|shows?|showed|contains?|involves?|invades?|extends?|reveals?|measures?|"
    r"demonstrates?|has|have|there)\b",
    re.IGNORECASE,
)


@cache
def _ends() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(w) for w in ending_words() if w.isalpha()), key=len))
    return re.compile(rf";|\b(?:{words}|whereas|because)\b(?!,)", re.IGNORECASE)


@cache
def _doubt() -> re.Pattern[str]:
    """What casts doubt on the words behind it."""
    ordered = sorted(map(either_spelling, hedging_phrases()), key=len)[::-1]
    return re.compile(rf"\b(?:{'|'.join(ordered)})\b", re.IGNORECASE)


@cache
def narrowing_words() -> frozenset[str]:
    """Between "no" and what it denies, they leave something that is not denied."""
    return (severity_words() - {"focal"}) | {
        "new",
        "large",
        "definite",
        "other",
        "additional",
        "xxxx",  # a masked word
    }


@cache
def _gone() -> re.Pattern[str]:
    """It was there and is no more."""
    words = "|".join(sorted(gone_words() - {"longer"}))
    more = "no longer|resolving|resolves|cleared|disappeared|vanished|subsided"
    return re.compile(rf"\b(?:{words}|{more})\b", re.IGNORECASE)


@cache
def _any(kind: str) -> re.Pattern[str]:
    phrases = {
        "elsewhere": elsewhere_phrases,
        "thought of": thought_of_phrases,
        "replaced": replaced_phrases,
    }[kind]()
    ordered = sorted((re.escape(p) for p in phrases), key=len)[::-1]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)", re.IGNORECASE)


def polarity(text: str, start: int, end: int) -> Reach:
    """text: one statement; [start, end): the mention in it."""
    first, last = _clause(text, start, end)
    if _ASKED.search(text, end) or _any("thought of").search(text):
        return Reach(Polarity.ELSEWHERE, start, end)
    if _any("elsewhere").search(text, first, start) or _was_replaced(text, first, start):
        return Reach(Polarity.ELSEWHERE, start, end)
    if _NAMES_AN_EXAMINATION.match(text, end):
        return Reach(Polarity.ELSEWHERE, start, end)
    if _LOOKED_FOR.search(text, first, start) and _HINDERED.search(text, first):
        return Reach(Polarity.UNCLEAR, start, end)
    if _EXCEPT.search(text):
        return Reach(Polarity.UNCLEAR, start, end)
    behind = _behind(text, end, last)
    if behind is not None:
        return _settled(text, first, start, behind)
    if _says_otherwise(text, end):
        return Reach(Polarity.UNCLEAR, start, end)
    if not _VERB.search(text, end, last):
        last = len(text)  # "Invasion, although sought, is not seen": the clause goes on
    return _in_front(text, first, start, end, last)


def _says_otherwise(text: str, end: int) -> bool:
    """Whether something is said of the mention that is neither known to affirm nor to deny:
    "is difficult to assess", or a sentence that breaks off behind "is"."""
    match = _IS.match(text, end)
    if match is None:
        return False
    ahead = re.findall(r"[a-z-]+", text[match.end() :].lower())[:3]
    return not any(word in _described() for word in ahead)


@cache
def _described() -> frozenset[str]:
    """Words behind "is" that take the thing itself for granted."""
    more = (
        "limited seen predominant predominantly located confined associated measuring up along in "
        "at within composed involving extending similar again layering bilateral left "
        "right noted well poorly moderately corrected amended revised now"
    )
    return frozenset(more.split()) | severity_words() | (change_words() - {"resolved", "prior"})


def negates(text: str) -> bool:
    """Whether any word in it denies."""
    return bool(_ANY_NO.search(text))


def doubts(text: str) -> bool:
    """Whether any word in it doubts."""
    return bool(_doubt().search(text) or _OPEN.match(text))


def gone(text: str) -> bool:
    """Whether any word in it says that something was there and is no more."""
    return bool(_gone().search(text))


def has_exception(text: str) -> bool:
    """Whether it takes something out of what it says."""
    return bool(_EXCEPT.search(text))


def _settled(text: str, first: int, start: int, behind: Reach) -> Reach:
    """What follows the mention decides, unless something in front says otherwise."""
    cue = _last(_NO, text, first, start)
    if (
        cue is not None
        and _near(text, cue.end(), start, _NEAR_NO)
        and behind.polarity is not (Polarity.AFFIRMED)
    ):
        return Reach(Polarity.UNCLEAR, start, behind.end)
    if behind.polarity is Polarity.AFFIRMED:
        return _in_front(text, first, start, behind.end, behind.end, seen=True)
    return Reach(behind.polarity, start, behind.end)


def _behind(text: str, end: int, last: int) -> Reach | None:
    for pattern, said in (
        (_OPEN, Polarity.DOUBTED),
        (_SEEN_NOT, Polarity.DENIED),
        (_ABSENT, Polarity.DENIED),
        (_SEEN, Polarity.AFFIRMED),
    ):
        match = pattern.match(text, end, last)
        if match:
            return Reach(said, end, match.end())
    return None


def _in_front(
    text: str, first: int, start: int, end: int, last: int, *, seen: bool = False
) -> Reach:
    """seen: "is present" stands behind the mention."""
    doubt = _last(_doubt(), text, first, start)
    cue = _last(_NO, text, first, start)
    if doubt is not None and (cue is None or doubt.end() > cue.end()):
        if not _near(text, doubt.end(), start, _NEAR_DOUBT) or "," in text[doubt.end() : start]:
            return Reach(Polarity.UNCLEAR, start, end)
        return Reach(Polarity.DOUBTED, doubt.start(), end)
    if cue is not None:
        return _denied(text, cue, start, end, last, seen)
    if _ANY_NO.search(text, first, start) or _ANY_NO.search(text, end, last):
        rest = _ANY_NO.search(text, end, last)
        if rest is None or not _apart(text, end, rest) or _ANY_NO.search(text, first, start):
            return Reach(Polarity.UNCLEAR, start, end)
    if _gone().search(text, first, last):
        return Reach(Polarity.UNCLEAR, start, end)
    if _OR_BEFORE.search(text, first, start) or _OR_BEHIND.match(text, end, last):
        return Reach(Polarity.DOUBTED, start, end)
    if _doubt().search(text, end, last) and not re.search(r"[,;:(]", text[end:last]):
        return Reach(Polarity.UNCLEAR, start, end)
    return Reach(Polarity.AFFIRMED, start, end)


def _apart(text: str, end: int, denying: re.Match[str]) -> bool:
    """Whether a denying word behind a mention speaks of something else: behind a mark, it begins
    another phrase ("…, no necrosis") or a sentence with a verb of its own ("…, margins are not
    involved"). "…, large vessel, not identified" does neither."""
    between = text[end : denying.start()]
    if not re.search(r"[,;:.]", between):
        return bool(_ends().search(between)) and denying[0].lower() in ("no", "without")
    begins = denying[0].lower() in ("no", "without", "free", "negative", "neither")
    begins = begins or bool(_NOT_ASKED.match(text, denying.start()))
    verb = _VERB.search(between)
    own = verb is not None and bool(re.split(r"[,;.]", between[: verb.start()])[-1].strip())
    return begins or ":" in between or own


def _denied(text: str, cue: re.Match[str], start: int, end: int, last: int, seen: bool) -> Reach:
    between = text[cue.end() : start]
    words = between.split()
    near = _NEAR_NOT if cue[0].lower() == "not" else _NEAR_NO
    unclear = Reach(Polarity.UNCLEAR, start, end)
    if len(words) > near or not_denying_words().intersection(w.lower() for w in words[:3]):
        return unclear
    if narrowing_words().intersection(word.strip(",").lower() for word in words):
        return unclear  # "no large effusion", "no acute fracture"
    if _VERB.search(between) and cue[0].lower() != "not":
        return unclear
    if "," in between:
        rest = text[cue.end() : last]
        if cue[0].lower() == "not" or not re.search(r"\b(?:or|nor)\b", rest, re.IGNORECASE):
            return unclear
    if seen and re.search(r"\band\b", between, re.IGNORECASE):
        return unclear
    return Reach(Polarity.DENIED, cue.start(), end)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first, last = 0, len(text)
    for match in _ends().finditer(text):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return first, last


def _was_replaced(text: str, first: int, start: int) -> bool:
    cue = _last(_any("replaced"), text, first, start)
    if cue is None:
        return _from_to(text, first, start)
    between = text[cue.end() : start]
    if cue[0].lower().endswith(" from") and re.search(r"\b(?:to|into)\s*$", between, re.I):
        return False  # "amended from pT2a to pT1b": the second one
    if cue[0].lower() in ("not", "and not"):  # "2.8 cm, not 2.3 cm"
        return not between.strip() and text[: cue.start()].rstrip().endswith(",")
    return len(between.split()) <= 6 and "," not in between


def _from_to(text: str, first: int, start: int) -> bool:
    """ "amended from pT2a to pT1b": the first of the two."""
    return bool(re.search(r"\bfrom\s*$", text[first:start], re.IGNORECASE)) and bool(
        re.search(r"\bto\b", text[start:], re.IGNORECASE)
    )


def _near(text: str, one: int, other: int, words: int) -> bool:
    return len(text[one:other].split()) <= words


def _last(pattern: re.Pattern[str], text: str, first: int, last: int) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text, first, last):
        found = match
    return found
