"""Editing: words found in a report, and put in, taken out or written otherwise. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from medvoice.report.document import Origin, Report, Source, Statement
from medvoice.session.draft import Point

_STOPS = (".", "?", "!")
_WORD = re.compile(r"\S+")
_ENUMERATOR = re.compile(r"\s*(?:\d{1,2}\.\s*)?")
PARAGRAPH = 2
"""`Statement.breaks_before` of a statement that begins a paragraph."""

Contents = dict[str, tuple[Statement, ...]]
"""Field id → all its statements after an edit."""


def find(report: Report, words: str) -> list[Point]:
    """Every place of these words, in any case, whole words, within one sentence."""
    pattern = _pattern(words)
    if pattern is None:
        return []
    return [
        Point(name, statement.id, match.start(), match.end())
        for name, statements in report.fields
        for statement in statements
        for match in pattern.finditer(statement.text)
    ]


def find_range(report: Report, first: str, last: str) -> list[Point]:
    """Every place that begins with some words and ends with the nearest others behind them."""
    ends = find(report, last)
    found = []
    for start in find(report, first):
        same = [e for e in ends if e.statement == start.statement and e.start >= start.end]
        if same:
            found.append(replace(start, end=same[0].end))
    return found


def statement_at(report: Report, point: Point) -> Statement | None:
    """The statement of a point, None where it is gone or the text became shorter."""
    for statement in report.field(point.field):
        if statement.id == point.statement and point.end <= len(statement.text):
            return statement
    return None


def text_at(report: Report, point: Point) -> str:
    statement = statement_at(report, point)
    return statement.text[point.start : point.end] if statement is not None else ""


def label_at(report: Report, point: Point) -> str:
    """The words of a point with some of their sentence, to tell places apart."""
    statement = statement_at(report, point)
    if statement is None:
        return ""
    text = statement.text
    first, last = max(0, point.start - 25), min(len(text), point.end + 25)
    before = ("…" if first else "") + text[first : point.start]
    after = text[point.end : last] + ("…" if last < len(text) else "")
    return f"{before}[{text[point.start : point.end]}]{after}"


@dataclass(frozen=True, slots=True)
class Spliced:
    """contents: the changed field. end: the place behind the new words, None where the statement
    is gone. text: the statement's new text."""

    contents: Contents
    end: Point | None
    text: str


def splice(report: Report, point: Point, new: str, sources: Sequence[Source]) -> Spliced:
    """Put `new` (written form, "" to delete) in place of the point's characters. sources: of the
    new words. Spaces and the case of the sentence's first letter are seen to."""
    statement = statement_at(report, point)
    if statement is None:
        return Spliced({}, None, "")
    before, after = statement.text[: point.start], statement.text[point.end :]
    text, end = _joined(before, new.strip(), after, inserted=point.start == point.end)
    kept = _edited(statement, text, sources)
    changed = {point.field: _with(report.field(point.field), statement, kept)}
    if kept is None:
        return Spliced(changed, None, "")
    return Spliced(changed, Point(point.field, statement.id, end, end), text)


def rewritten(report: Report, point: Point, write: Callable[[str], str]) -> Contents:
    """The point's characters written otherwise (their case), with nothing put in."""
    statement = statement_at(report, point)
    if statement is None:
        return {}
    text = statement.text
    text = text[: point.start] + write(text[point.start : point.end]) + text[point.end :]
    return {point.field: _with(report.field(point.field), statement, replace(statement, text=text))}


def capitalized(text: str) -> str:
    """Every word with a capital; letters behind the first stay."""
    return re.sub(r"(?<![\w'’])[a-z]", lambda match: match.group().upper(), text)


def last_words(text: str, count: int) -> int:
    """Where the last `count` words begin, with the marks at them."""
    starts = [match.start() for match in _WORD.finditer(text)]
    return starts[-count] if count <= len(starts) else 0


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def without_statement(report: Report, field: str, statement_id: str) -> Contents:
    return {field: tuple(s for s in report.field(field) if s.id != statement_id)}


def paragraph_of(statements: Sequence[Statement], statement_id: str) -> frozenset[str]:
    """Ids of the statements in the same paragraph."""
    paragraphs: list[list[str]] = []
    for statement in statements:
        if not paragraphs or statement.breaks_before >= PARAGRAPH:
            paragraphs.append([])
        paragraphs[-1].append(statement.id)
    return frozenset(next((p for p in paragraphs if statement_id in p), []))


def begins(before: str) -> bool:
    """Whether words behind `before` begin a sentence: behind nothing, or a list number."""
    return _ENUMERATOR.fullmatch(before) is not None


def closed(text: str) -> bool:
    return text.rstrip("\"')").endswith(_STOPS)


def _pattern(words: str) -> re.Pattern[str] | None:
    parts = words.strip().rstrip(".,;:?!").split()
    if not parts:
        return None
    inner = r"[,;:]?\s+".join(re.escape(part) for part in parts)
    return re.compile(rf"(?<![\w-]){inner}(?![\w-])", re.IGNORECASE)


def _joined(before: str, new: str, after: str, inserted: bool) -> tuple[str, int]:
    """The text, and the place behind the new words. inserted: nothing gives way to them."""
    if not new:
        before, after = before.rstrip(), after.lstrip()
        gap = " " if before and after and after[0] not in ".,;:?!)" else ""
        if not before:
            after = re.sub(r"^[.,;:?!\s]+", "", after)
            after = after[:1].upper() + after[1:]
        text = before + gap + after
        return text, len(before)
    follows = after.lstrip()
    if follows and (follows[0] in ".,;:?!" or follows[0].isalnum()):
        new = new.rstrip(".?!,;:") or new  # a sentence that goes on behind the new words
    if begins(before):
        new = new[:1].upper() + new[1:]
        follows = _lowered(follows) if inserted else follows
    lead = "" if not before or before[-1].isspace() or before[-1] in "(/" else " "
    if new[0] in ".,;:?!)":
        lead = ""
    text = before + lead + new
    gap = "" if not follows or follows[0] in ".,;:?!)" else " "
    return text + gap + follows, len(text)


def _lowered(text: str) -> str:
    """A sentence's first word inside another sentence: "The lungs" but not "CT" or "T2"."""
    first = text.split(maxsplit=1)[0] if text else ""
    return text[:1].lower() + text[1:] if first[1:].islower() or len(first) == 1 else text


def _edited(statement: Statement, text: str, sources: Sequence[Source]) -> Statement | None:
    """None where no word is left. Normal text that the speaker changed is theirs; a model's is its
    own until it is accepted."""
    if not re.search(r"\w", text):
        return None
    origin = statement.origin
    if sources and origin is not Origin.MODEL:
        origin = Origin.DICTATED
    reason = statement.reason
    if statement.origin is not Origin.DICTATED and text != statement.text:
        reason = f"{statement.origin.value}, changed by voice"
    return replace(
        statement,
        text=text,
        origin=origin,
        sources=(*statement.sources, *sources),
        reason=reason,
    )


def _with(
    statements: Sequence[Statement], old: Statement, new: Statement | None
) -> tuple[Statement, ...]:
    changed = (new if statement.id == old.id else statement for statement in statements)
    return tuple(statement for statement in changed if statement is not None)
