"""What one sentence says, as far as the checks ask: findings with status, side, place and size,
organs that it calls normal or abnormal. Read once and remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from medvoice.lexicon.abnormal import abnormal_words, canonical, normal_words
from medvoice.lexicon.finding_kinds import FindingKind, finding_phrases
from medvoice.lexicon.numerals import small_numbers
from medvoice.lexicon.organ_words import (
    organ_nouns,
    organ_words,
    organs_of_sex,
    part_of_organ,
    people_of_sex,
)
from medvoice.report.checks.days import Days, days_of
from medvoice.report.checks.mention import Mention, OrganState, Span, Status
from medvoice.report.checks.notes import Note, notes
from medvoice.report.checks.tokens import NEGATORS, VERBS, Token, tokens_of

_REMEMBERED = 8192
"""Sentences; a report of 5,000 words has about 500."""
_MEASURE = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)((?:\s*(?:mm|cm)?\s*(?:x|×|by)\s*\d+(?:\.\d+)?)*)\s*-?(mm|cm|"
    r"millimeters?|centimeters?)\b",
    re.I,
)
_PART_ENDS = frozenset(", ; : ( ) and or nor but however with without which while whereas".split())
_ASIDE = frozenset(
    "recommend recommended recommendation consider correlate correlation advise evaluate "
    "evaluation exclude if assess suggestion history hx assessment".split()
)
"""What stands behind them is wanted or known, not seen."""
_ELSEWHERE = frozenset({"outside"})
"""Another examination is spoken of."""
_DOUBT = frozenset(
    "may might could possible possibly probable probably likely suspicious suspected concerning "
    "question questionable versus vs differential suggest suggestive suggesting cannot apparent "
    "equivocal".split()
)
_BEFORE = frozenset("prior previous previously former status".split())
_GONE = frozenset("resolved resolution removal removed resected".split())
_SIDES = {"left": "left", "right": "right"}
_TOWARDS = {**_SIDES, "leftward": "left", "rightward": "right"}
_SHIFT = "midline shift"
"""It has no side but a direction, which is not that of what pushes."""
_BOTH = frozenset("bilateral bilaterally both".split())
_PLACES = {
    "upper": "upper", "lower": "lower", "middle": "middle", "mid": "middle", "midlung": "middle",
    "apex": "upper", "apical": "upper", "base": "lower", "basal": "lower", "basilar": "lower",
    "lingula": "lingula", "lingular": "lingula", "proximal": "proximal", "distal": "distal",
    "medial": "medial", "lateral": "lateral", "anterior": "anterior", "posterior": "posterior",
}  # fmt: skip
_EXCEPT = frozenset("otherwise except apart aside remaining remainder rest other".split())
_PARTIAL = frozenset("size caliber contour shape position alignment enhancement course".split())
_SIZE_WORDS = frozenset({"enlarged", "dilated", "large", "increased"})
_WELL = frozenset("preserved symmetric symmetrical symmetrically adequately".split())
"""They call one thing of an organ normal, not the organ."""
_DEVICES = frozenset(
    "catheter lead tube line wire hardware stent graft device pacemaker shunt drain clip".split()
)
_CALM = frozenset(
    "unchanged stable chronic old healed remote calcified benign resolving decreased improved "
    "improving smaller postoperative postprocedural expected residual longstanding known".split()
)


_GROWN = frozenset("increased increasing larger new worsened worsening progressed".split())
_LONGEST_LABEL = 6
"""Words before a colon that name a field."""


_COMPARES = re.compile(
    r"\b(?:compared (?:to|with) (?:the )?(?:prior|previous)|(?:un)?changed (?:from|since|compared)|"
    r"since (?:the )?(?:prior|previous|last)|(?:from|than) (?:the )?(?:prior|previous)|"
    r"interval (?:in|de)crease|interval change)\b",
    re.I,
)
_ENHANCES = re.compile(r"(?<!non-)(?<!non )\benhanc(?:es|ing|ement)\b", re.I)
_TOLD = re.compile(
    r"\bcommunicat(?:ed|ion)\b|\bdiscussed with\b|\bnotif(?:ied|ication)\b|\b(?:called|relayed|"
    r"conveyed|phoned|telephoned) to\b|\bmessage (?:was )?sent\b|\b(?:by|via) (?:tele)?phone\b|"
    r"\bmade aware\b|\binformed\b|\bdirectly to dr\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """text: as it stands. words: all of them, singular, with where they stand. plain: the
    same without that; key: its hash. days: its dates. compares: where it compares with a prior.
    sexed: words of one sex. parts: of the body. enhances: where it speaks of enhancement. told: it
    says that findings were communicated. notes: what is wrong by itself."""

    text: str
    words: tuple[tuple[str, int, int], ...]
    plain: tuple[str, ...]
    key: int
    bag: frozenset[str]
    mentions: tuple[Mention, ...]
    organs: tuple[OrganState, ...]
    days: Days
    compares: Span | None
    sexed: tuple[tuple[str, Span], ...]
    parts: tuple[tuple[str, Span], ...]
    enhances: Span | None
    told: bool
    notes: tuple[Note, ...]


@lru_cache(maxsize=_REMEMBERED)
def read_sentence(text: str) -> Sentence:
    """One sentence of a report."""
    tokens = tokens_of(text)
    parts = list(_parts(tokens))
    aside = _aside_from(tokens)
    mentions: list[Mention] = []
    sides: frozenset[str] = frozenset()
    label = _label(tokens)
    for first, last in parts:
        if first < label:
            continue
        sides = _sides(frozenset(token.text for token in tokens[first:last])) or sides
        found = list(_mentions(text, tokens, (first, last), sides, aside))
        if not found and mentions:
            sizes = _sizes(text, tokens[first].start, tokens[last - 1].end)
            if sizes and not mentions[-1].millimetres:
                mentions[-1] = _sized(mentions[-1], sizes)
        mentions += found
    words = tuple((t.text, t.start, t.end) for t in tokens if t.text[0].isalnum())
    organs = () if aside < len(tokens) else tuple(_organs(tokens, parts))
    plain = tuple(word for word, _, _ in words)
    days = days_of(text)
    sexed = tuple(
        (sex, (start, end))
        for word, start, end in words
        if (sex := organs_of_sex().get(word) or people_of_sex().get(word))
    )
    return Sentence(
        text,
        words,
        plain,
        hash(plain),
        frozenset(plain),
        tuple(mentions),
        organs,
        days,
        _where(_COMPARES, text),
        sexed,
        _parts_of_body(words),
        _where(_ENHANCES, text),
        bool(_TOLD.search(text)),
        tuple(notes(text, days)),
    )


def _parts_of_body(words: Sequence[tuple[str, int, int]]) -> tuple[tuple[str, Span], ...]:
    organs = ((organ_words().get(word, ""), (start, end)) for word, start, end in words)
    return tuple((part_of_organ()[organ], at) for organ, at in organs if organ in part_of_organ())


def _where(pattern: re.Pattern[str], text: str) -> Span | None:
    match = pattern.search(text)
    return match.span() if match else None


def _label(tokens: Sequence[Token]) -> int:
    """Where what stands behind "Free fluid:" begins, if that says that there is nothing: the label
    then says nothing of its own."""
    colon = next((at for at, token in enumerate(tokens) if token.text == ":"), 0)
    if not 0 < colon <= _LONGEST_LABEL:
        return 0
    nothing = any(token.denied or token.text in _normals() for token in tokens[colon + 1 :])
    return colon + 1 if nothing else 0


def _aside_from(tokens: Sequence[Token]) -> int:
    """From which token on nothing is said of this examination."""
    if _ELSEWHERE.intersection(token.text for token in tokens):
        return 0
    return next((at for at, token in enumerate(tokens) if token.text in _ASIDE), len(tokens))


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(tokens):
        if token.text in _PART_ENDS or token.text in ".?!":
            if at > start:
                yield start, at
            start = at + 1
    if len(tokens) > start:
        yield start, len(tokens)


def _mentions(
    text: str,
    tokens: Sequence[Token],
    here: tuple[int, int],
    sides: frozenset[str],
    aside: int,
) -> Iterator[Mention]:
    """The mentions of one part. sides: its own, or those of the part before it."""
    first, last = here
    part = [token.text for token in tokens[first:last]]
    words = frozenset(part)
    doubted = bool(_DOUBT.intersection(token.text for token in tokens))
    at = first
    while at < last:
        length, kind = _longest(tokens, at, last)
        if kind is None:
            at += 1
            continue
        before = part[: at - first]
        status = Status.ABSENT if tokens[at + length - 1].denied else Status.PRESENT
        if at >= aside or _BEFORE.intersection(before):
            status = Status.ASIDE
        elif _GONE.intersection(token.text for token in tokens):
            status = Status.GONE
        elif status is Status.PRESENT and doubted:
            status = Status.DOUBTED
        modifiers = _modifiers(part, at - first)
        yield Mention(
            kind,
            status,
            (tokens[at].start, tokens[at + length - 1].end),
            modifiers,
            words,
            _direction(words) if kind.name == _SHIFT else sides,
            frozenset(_PLACES[word] for word in words if word in _PLACES),
            frozenset(organ_words()[word] for word in words if word in organ_words())
            | ({kind.organ} if kind.organ else set()),
            _sizes(text, tokens[first].start, tokens[last - 1].end),
            next((_number(word) for word in modifiers if _number(word)), 0),
            _calm(frozenset(token.text for token in tokens)),
            bool(_DEVICES & words),
        )
        at += length


def _calm(words: frozenset[str]) -> bool:
    return bool(_CALM & words) and not _GROWN & words


def _longest(tokens: Sequence[Token], at: int, last: int) -> tuple[int, FindingKind | None]:
    for length in range(min(_most(), last - at), 0, -1):
        kind = finding_phrases().get(tuple(token.text for token in tokens[at : at + length]))
        if kind is not None:
            return length, kind
    return 1, None


@cache
def _most() -> int:
    return max(map(len, finding_phrases()))


def _modifiers(part: Sequence[str], at: int) -> tuple[str, ...]:
    first = at
    while first > 0 and part[first - 1] not in VERBS and part[first - 1] not in NEGATORS:
        first -= 1
    return tuple(part[first:at])


def _sides(words: frozenset[str]) -> frozenset[str]:
    if words & _BOTH:
        return frozenset({"left", "right"})
    return frozenset(_SIDES[word] for word in words if word in _SIDES)


def _direction(words: frozenset[str]) -> frozenset[str]:
    return frozenset(_TOWARDS[word] for word in words if word in _TOWARDS)


def _sizes(text: str, start: int, end: int) -> tuple[float, ...]:
    """Lengths of the first measurement there, in millimetres, largest first."""
    match = _MEASURE.search(text, start, min(len(text), end + 1))
    if match is None or match.start() >= end:
        return ()
    factor = 10.0 if match[3].lower().startswith("c") else 1.0
    numbers = [match[1], *re.findall(r"\d+(?:\.\d+)?", match[2])]
    return tuple(sorted((float(number) * factor for number in numbers), reverse=True))


def _sized(mention: Mention, sizes: tuple[float, ...]) -> Mention:
    return replace(mention, millimetres=sizes)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return small_numbers().get(word, 0)


def _organs(tokens: Sequence[Token], parts: Sequence[tuple[int, int]]) -> Iterator[OrganState]:
    """Organs of a list share what is said behind it ("liver, spleen and kidneys are normal")."""
    if _EXCEPT.intersection(token.text for token in tokens):
        return
    waiting: list[tuple[str, frozenset[str], Span, bool]] = []
    for first, last in parts:
        part = tokens[first:last]
        words = frozenset(token.text for token in part)
        sides = _sides(words)
        waiting += [
            (
                organ_words()[token.text],
                sides,
                (token.start, token.end),
                token.text in organ_nouns(),
            )
            for token in part
            if token.text in organ_words()
        ]
        state = _state(part)
        if state is None:
            continue
        normal, size, word, span = state
        for organ, side, at, noun in waiting:
            if normal and not noun:
                continue
            yield OrganState(
                organ, normal, side, size, _calm(words), span if not normal else at, word
            )
        waiting = []


def _state(part: Sequence[Token]) -> tuple[bool, bool, str, Span] | None:
    """Whether a part says normal or abnormal, of the size alone, in which word."""
    words = [token.text for token in part]
    if _WELL.intersection(words):
        return None
    for token in part:
        word = canonical(token.text)
        if token.denied:
            continue
        if word in _normals():
            return True, bool(_PARTIAL.intersection(words)), token.text, (token.start, token.end)
        if word in _abnormals():
            return False, word in _SIZE_WORDS, token.text, (token.start, token.end)
    return None


@cache
def _abnormals() -> frozenset[str]:
    return abnormal_words()


@cache
def _normals() -> frozenset[str]:
    return normal_words() - _WELL
