"""Findings of a schema: whether something is there, is not, or cannot be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from medvoice.extraction.phrases import Phrase, any_of, any_word, phrase
from medvoice.extraction.polarity import (
    Polarity,
    Reach,
    doubts,
    gone,
    has_exception,
    narrowing_words,
    negates,
    polarity,
)
from medvoice.extraction.said import Answer, Said, trouble_of
from medvoice.extraction.schema import FindingField
from medvoice.extraction.statements import Statement
from medvoice.lexicon.answers import empty_answers, no_answers, unsure_answers, yes_answers
from medvoice.lexicon.scopes import not_denying_words, unseen_words

PRESENT, ABSENT, UNCERTAIN = "present", "absent", "uncertain"
_STATES = {
    Polarity.AFFIRMED: PRESENT,
    Polarity.DENIED: ABSENT,
    Polarity.DOUBTED: UNCERTAIN,
}
_NOTHING = "nothing"
_ASKS = re.compile(r"[\s)\]]*(?:\([^()]*\)\s*)?(?::|\.{3}|_{2}|\s{2})")
"""Behind a name that is a form's label."""
_PARTS = re.compile(r"[,;.]|\bbut\b|\bhowever\b|\bexcept\b", re.IGNORECASE)
_BARE = frozenset({"no", "none", "n", "nil", "without", "not"})
"""Answers that deny what stands behind them rather than what the label names."""
_BEHIND_BARE = re.compile(
    rf"(?:[-–—:/]\s*)*(?:$|[,;.(\[]|evidence\b|(?:{'|'.join(sorted(unseen_words()))})\b)",
    re.IGNORECASE,
)
_NOT_UNSEEN = re.compile(rf"not\s+(?:{'|'.join(sorted(unseen_words()))})\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:left|right|previously|before|prior|earlier|initially|today|now)\b", re.IGNORECASE
)
"""Behind a denying answer: it may hold for one side or one time alone."""
_NOT = re.compile(r"(?:not|no)\b", re.IGNORECASE)
_THERE = re.compile(
    r"\b(?:positive|present|detected|identified|involved|seen|invasion|mutated|suspected|contains?"
    r"|involves?|invades?|extends?|abuts?|shows?|foci|focus|in|into|within|along|at)\b",
    re.IGNORECASE,
)
"""Said in a later part of a denying answer, also by naming a place ("no, clusters in a vein")."""


@cache
def _answers() -> re.Pattern[str]:
    """How an answer begins, the longest first."""
    groups = {
        PRESENT: yes_answers(),
        ABSENT: no_answers(),
        UNCERTAIN: unsure_answers(),
        _NOTHING: empty_answers(),
    }
    every = sorted(((text, name) for name, texts in groups.items() for text in texts), key=_length)
    return re.compile(
        "(?:"
        + "|".join(rf"(?P<{name}_{at}>{re.escape(text)})" for at, (text, name) in enumerate(every))
        + r")(?!\w)",
        re.IGNORECASE,
    )


def _length(pair: tuple[str, str]) -> int:
    return -len(pair[0])


class FindingReader:
    def __init__(self, field: FindingField) -> None:
        self._field = field
        groups = {
            "terms": _phrases(field.terms),
            PRESENT: _phrases(field.present),
            ABSENT: _phrases(field.absent),
            UNCERTAIN: _phrases(field.uncertain),
        }
        ignored = _phrases(field.ignore)
        self._ignored = any_of(ignored) if ignored else None
        self._groups = {name: any_of(phrases) for name, phrases in groups.items() if phrases}
        self._own = {
            name: any_of(_phrases(texts)) for name, texts in field.answers.items() if texts
        }
        self._words = any_word([one for phrases in groups.values() for one in phrases])
        self._needed = {name: any_word(phrases) for name, phrases in groups.items()}

    @property
    def words(self) -> frozenset[str]:
        return self._words

    @property
    def field(self) -> FindingField:
        return self._field

    def answered(self, statement: Statement, answer: Answer) -> Iterator[Said]:
        state, trouble = self.state_of_answer(answer.text)
        if state or trouble:
            yield Said(state, 0, answer.end, trouble=trouble)

    def state_of_answer(self, text: str) -> tuple[str, str]:
        """(state, trouble), both "" where the answer says nothing of it."""
        text = text.strip()
        name: str
        for name, says in self._own.items():
            own = says.match(text)
            if own:
                return self._unless(name, text[own.end() :])
        for said in self.mentions(text):
            if said.value in (PRESENT, ABSENT, UNCERTAIN):
                return str(said.value), said.trouble
        match = _answers().match(text)
        if match is None:
            unseen = _NOT_UNSEEN.match(text)
            if unseen is not None:
                return self._unless(ABSENT, text[unseen.end() :])
            return "", "what its answer denies is not known" if _NOT.match(text) else ""
        name = str(match.lastgroup).rpartition("_")[0]
        if name == _NOTHING:
            return "", ""
        rest = text[match.end() :]
        if match[0].lower() in _BARE and not _BEHIND_BARE.match(rest.lstrip()):
            return "", "what its answer denies is not known"
        return self._unless(name, rest)

    def _unless(self, state: str, rest: str) -> tuple[str, str]:
        """The state, unless the rest of the answer casts doubt on it."""
        turned = not_denying_words().intersection(rest.lower().split()[:3])
        if (state == PRESENT and negates(rest)) or turned or (state == ABSENT and _affirms(rest)):
            return "", "the rest of the answer may say otherwise"
        if has_exception(rest) or gone(rest) or (state == ABSENT and _narrows(rest)):
            return "", "the rest of the answer may say otherwise"
        if state != UNCERTAIN and doubts(rest):
            return "", "the rest of the answer is in doubt"
        return state, ""

    def in_prose(self, statement: Statement) -> Iterator[Said]:
        yield from self.mentions(statement.text)

    def stated(self, text: str, subject: re.Pattern[str]) -> Iterator[Said]:
        """What the text says of a subject named otherwise, a form's label for one."""
        for match in subject.finditer(text):
            yield self._of_term(text, polarity(text, *match.span()))

    def _of_term(self, text: str, reach: Reach) -> Said:
        state = _STATES.get(reach.polarity, "")
        trouble = "" if state else trouble_of(reach)
        if state == PRESENT and _ASKS.match(text, reach.end):
            trouble = "what stands behind the colon is not understood"
        return Said(state or PRESENT, reach.start, reach.end, trouble=trouble)

    def mentions(self, text: str) -> Iterator[Said]:
        """What its terms and phrases say in the text."""
        hidden = [m.span() for m in self._ignored.finditer(text)] if self._ignored else []
        for name, pattern in self._groups.items():
            for match in pattern.finditer(text):
                if any(a < match.end() and match.start() < b for a, b in hidden):
                    continue
                reach = polarity(text, *match.span())
                state = _STATES.get(reach.polarity, "")
                if name == "terms" and match.end() - match.start() >= len(text.rstrip(" :")):
                    # A heading; "Cardiomegaly." is a statement.
                    trouble = "nothing but its name stands there"
                    yield Said(PRESENT, *match.span(), trouble=trouble)
                    continue
                if name in (PRESENT, "terms"):
                    yield self._of_term(text, reach)
                    continue
                if reach.polarity is Polarity.AFFIRMED or (
                    name == UNCERTAIN and reach.polarity is Polarity.DOUBTED
                ):
                    state, trouble = name, ""
                elif reach.polarity is Polarity.DOUBTED:
                    state, trouble = UNCERTAIN, ""
                else:
                    trouble = trouble_of(reach)
                yield Said(state or PRESENT, reach.start, reach.end, trouble=trouble)


def _affirms(rest: str) -> bool:
    """Whether a later part of an answer says that something is there."""
    return any(_THERE.search(part) and not negates(part) for part in _PARTS.split(rest)[1:])


def _narrows(rest: str) -> bool:
    """Whether a denying answer leaves a side, a time, a size or a kind that is not denied."""
    words = re.findall(r"[a-z]+", rest.lower())
    words += [word.removesuffix("ly") for word in words]  # "mildly"
    return bool(narrowing_words().intersection(words) or _ELSEWHERE.search(rest))


def _phrases(texts: Sequence[str]) -> list[Phrase]:
    return [phrase(text) for text in texts]
