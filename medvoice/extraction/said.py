"""Said: what one statement says of one field, and what was found there but is not to be taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from medvoice.extraction.polarity import Polarity, Reach
from medvoice.extraction.statements import Statement
from medvoice.extraction.value import Scalar
from medvoice.lexicon.scopes import turning_words

_BOX = re.compile(r"[\[(](?P<mark>[xX✓✔ _]?)[\])]|(?P<ticked>[☒☑])|(?P<empty>☐)")


@dataclass(frozen=True, slots=True)
class Said:
    """[start, end): in the statement's text, the words that say field and value together. trouble:
    why it is not to be taken, "" where it is."""

    value: Scalar
    start: int
    end: int
    unit: str = ""
    sign: str = ""
    trouble: str = ""


class Reader(Protocol):
    """Of one field. words: of which one stands in every statement that `in_prose` finds something
    in; empty: it looks at every one."""

    @property
    def words(self) -> frozenset[str]: ...

    def answered(self, statement: Statement, answer: Answer) -> Iterator[Said]:
        """What stands behind the field's label."""

    def in_prose(self, statement: Statement) -> Iterator[Said]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands behind a label. start: in the statement's text. label: as written."""

    text: str
    start: int
    label: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def answer_of(statement: Statement) -> Answer | None:
    """None where it cannot be read: boxes of which none or several are ticked."""
    start = statement.answer - statement.start
    text = statement.text[start:]
    boxes = list(_BOX.finditer(text))
    if not boxes:
        return Answer(text.rstrip(" ._"), start, statement.label)
    ticked = [box for box in boxes if (box["mark"] or "").strip(" _") or box["ticked"]]
    if len(ticked) != 1:
        return None
    chosen = boxes.index(ticked[0])
    first = ticked[0].end()
    last = boxes[chosen + 1].start() if chosen + 1 < len(boxes) else len(text)
    said = text[first:last]
    inset = len(said) - len(said.lstrip())
    return Answer(said.strip(" ._\n"), start + first + inset, statement.label)


@cache
def _turning() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(turning_words()))})\b", re.IGNORECASE)


def turns(answer: str) -> bool:
    """Whether an answer behind a label goes on otherwise than it began ("no, but …")."""
    return _turning().search(answer) is not None


def trouble_of(reach: Reach) -> str:
    """Why a mention of that polarity gives no value; "" where it affirms."""
    return {
        Polarity.AFFIRMED: "",
        Polarity.DENIED: "it is denied",
        Polarity.DOUBTED: "it is said with doubt",
        Polarity.UNCLEAR: "whether it is affirmed or denied is not clear",
        Polarity.ELSEWHERE: "it is of another time, a rule, or was replaced",
    }[reach.polarity]
