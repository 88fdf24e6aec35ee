"""Statements: a page's text cut into what is said at a time, each with its place and its section.

A statement is a sentence, or a line of a form: a label and what stands behind it, on the same line
or on the next. Lines that a system broke are joined; a list's items are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from medvoice.extraction.phrases import any_of, phrase
from medvoice.lexicon.spellings import american

UNDER_NO_HEADING = ""
UNKNOWN_PAST = "?"
"""Section under an unknown heading that names another time ("PRIOR REPORTS")."""
_WRAPPED = 45
"""A line at least so long may go on in the next one; systems break at 60 to 80."""
_MOST_LABEL = 70
_MOST_ANSWER = 60
"""Of the line behind a label without a colon; a longer one is a paragraph under a heading."""
_HEADING_WORDS = 6
_MOST_STATEMENT = 800
"""A sentence has some 20 words; what goes on without an end is cut, since to read it costs time by
its square."""
_BULLET = re.compile(r"\s*(?:(?:[-*•·–]|\(?(?:\d{1,2}|[A-Za-z])[.)])\s+)*")
_SEPARATOR = re.compile(r"\s*(?::|\.{3,}:?|\s{2,}|\s[=–-]\s|_{3,})\s*")
_COLUMNS = re.compile(r"\.{3,}|_{3,}|\S\s{3,}\S")
"""Of a form; its lines are not broken like those of running text."""
_SENTENCE = re.compile(
    r"(?<=[^.][.!?])(?:[\"')\]]*)\s+(?=[A-Z0-9\[(\"'•-])|(?<=;)\s+(?=[A-Z][^;:]{1,60}:)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Dr|Mr|Ms|Mrs|Prof|approx|vs|No|Nos|ca|e\.g|i\.e|cf|Fig|St|incl|max)"
    r"|(?:^|\s)[A-Z])\.$"
)
_PATTERN = re.compile(r"[*?|()]|\.\.")
"""In a heading of a schema: it is a phrase."""
_NUMBERED = re.compile(r"(?: (?:no|nr|number|date|dated|on|of|[0-9]+|[ivx]+))+$")
_MOST_HEADINGS = 5_000
_WORDY = re.compile(r"[a-z]+")
_PAST = re.compile(r"\b(?:prior|previous|outside|history|past|old)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """start, end: in the page's text. label: what stands in front of its separator, "" for a
    sentence. answer: where what stands behind it begins, in the page's text; `start` for a
    sentence. section: id of the schema's sections, "" for none. words: lower case, American."""

    text: str
    start: int
    end: int
    section: str
    label: str
    answer: int
    words: frozenset[str]

    @property
    def answered(self) -> str:
        return self.text[self.answer - self.start :]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    body: int
    """Offset in the text behind bullet and indent."""
    label: str
    answer: int


class Splitter:
    """sections: id → headings, of a schema. asks: whether a whole line is a label of the schema;
    forms put it on a line of its own, with or without a colon. kept: sections that an unknown
    heading does not end (the silent ones)."""

    def __init__(
        self,
        sections: Mapping[str, list[str]],
        asks: Callable[[str], bool] = lambda line: False,
        kept: Collection[str] = (),
    ) -> None:
        self._asks = asks
        self._kept = frozenset({*kept, UNKNOWN_PAST})
        self._headings: dict[str, str | None] = {
            folded(heading): section
            for section, names in sections.items()
            for heading in names
            if not _PATTERN.search(heading)
        }
        self._patterns = [
            (any_of([phrase(heading) for heading in names if _PATTERN.search(heading)]), section)
            for section, names in sections.items()
            if any(_PATTERN.search(heading) for heading in names)
        ]

    def statements(self, text: str, section: str = "") -> tuple[list[Statement], str]:
        """section: at the page's beginning. Returns that at its end, too."""
        found: list[Statement] = []
        lines = [_line(text, *span) for span in _line_spans(text)]
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            if not line.text.strip():
                continue
            heading = self._section_of(line)
            alone = at == 1 or not lines[at - 2].text.strip()
            if heading is None and alone and section and self._seems_heading(line, lines[at:]):
                section = section if section in self._kept else UNDER_NO_HEADING
            if heading is not None:
                section = heading
                if not line.label or line.answer >= line.end:
                    continue
                line = _Line(line.answer, line.end, text[line.answer : line.end], 0, "", 0)
            end = line.end
            if not line.label and at < len(lines) and self._is_label(line, lines[at]):
                line = replace(line, label=line.text[line.body :].strip(), answer=line.end)
            empty = line.label and not text[line.answer : line.end].strip(" ._")
            if empty and at < len(lines) and self._answers(lines[at]):
                end = lines[at].end  # the value stands on the next line
                line = replace(line, answer=lines[at].start + lines[at].body)
                at += 1
            while at < len(lines) and self._goes_on(lines[at - 1], lines[at]):
                end = lines[at].end
                at += 1
            found += _cut(text, line, end, section)
        return found, section

    def _section_of(self, line: _Line) -> str | None:
        """The section that a line begins, None where it is no heading."""
        whole = line.text.strip()
        if not line.label or line.answer >= line.end:
            known = self._named(whole)
            if known is not None:
                return known
            if (whole.endswith(":") or whole.isupper()) and _PAST.search(whole):
                return UNKNOWN_PAST if len(whole.split()) <= _HEADING_WORDS else None
            return None
        return self._named(line.label)

    def _named(self, heading: str) -> str | None:
        """The section of a heading, whatever number or date stands behind it."""
        if len(heading) > _MOST_LABEL:
            return None
        name = folded(heading)
        if name not in self._headings:
            plain = _NUMBERED.sub("", name).strip()
            found = self._headings.get(plain)
            for pattern, section in self._patterns:
                if found is None and pattern.fullmatch(plain):
                    found = section
            if len(self._headings) >= _MOST_HEADINGS:
                return found
            self._headings[name] = found
        return self._headings[name]

    def _seems_heading(self, line: _Line, after: Sequence[_Line]) -> bool:
        """A short line behind a blank one, with text of its own below it."""
        body = line.text[line.body :].strip()
        if not body or len(body.split()) > _HEADING_WORDS or body[-1] in ".,;" or line.body:
            return False
        if line.label and line.answer < line.end:
            return False
        below = after[0] if after else None
        return below is not None and bool(below.text.strip()) and not self._is_label(line, below)

    def _answers(self, line: _Line) -> bool:
        """Whether a line can be what the label on the line above asks for."""
        body = line.text[line.body :].strip()
        return (
            bool(body)
            and not (line.label and line.text.rstrip().endswith(":"))
            and (self._named(body) is None)
        )

    def _is_label(self, line: _Line, after: _Line) -> bool:
        body = line.text[line.body :].strip()
        said = after.text.strip()
        if not 0 < len(body) <= _MOST_LABEL or after.label or not self._asks(body):
            return False
        return 0 < len(said) <= _MOST_ANSWER and not said.endswith(".")

    def _goes_on(self, line: _Line, after: _Line) -> bool:
        last = line.text.rstrip()
        if len(last) < _WRAPPED or not after.text.strip() or last[-1:] in ".:;!?":
            return False
        if _COLUMNS.search(line.text, line.body) or _COLUMNS.search(after.text, after.body):
            return False
        if after.label or after.body > len(after.text) - len(after.text.lstrip()):
            return False
        return self._section_of(after) is None


def folded(text: str) -> str:
    """A heading or label as it is compared: lower case, American, words only."""
    return " ".join(re.findall(r"[a-z0-9]+", american(text.lower())))


def _line_spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _line(text: str, start: int, end: int) -> _Line:
    line = text[start:end]
    match = _BULLET.match(line)
    body = match.end() if match else 0
    separator = _SEPARATOR.search(line, body)
    if separator and body < separator.start() <= body + _MOST_LABEL:
        label = line[body : separator.start()]
        # A sentence ends within it: "seen. Margins: clear" on a broken line.
        broken = re.search(
            r"(?<!\bmax)(?<!\bmin)(?<!\bno)(?<=[a-z)]{2})[.!?]\s|[.,;]$", label, re.I
        )
        if not broken and re.search(r"[A-Za-z]", label):
            return _Line(start, end, line, body, label, start + separator.end())
    return _Line(start, end, line, body, "", start + body)


def _cut(text: str, line: _Line, end: int, section: str) -> list[Statement]:
    """The sentences of a line or of joined lines."""
    start = line.start + line.body
    cuts = [start]
    for match in _SENTENCE.finditer(text, start, end):
        if not _ABBREVIATED.search(text, max(cuts[-1], match.start() - 8), match.start()):
            cuts += _bounded(text, cuts[-1], match.end())
    cuts += _bounded(text, cuts[-1], end)[:-1]
    found = []
    for index, at in enumerate(cuts):
        stop = cuts[index + 1] if index + 1 < len(cuts) else end
        said = text[at:stop].rstrip()
        if not said.strip():
            continue
        label, answer = (line.label, line.answer) if index == 0 else _inline(said, at)
        words = frozenset(_WORDY.findall(american(said.lower())))
        found.append(Statement(said, at, at + len(said), section, label, max(answer, at), words))
    return found


def _bounded(text: str, start: int, end: int) -> list[int]:
    """Where a statement ends, and before that where it is too long for one."""
    ends = []
    while end - start > _MOST_STATEMENT:
        start = text.rfind(" ", start + 1, start + _MOST_STATEMENT) + 1 or start + _MOST_STATEMENT
        ends.append(start)
    return [*ends, end]


def _inline(said: str, at: int) -> tuple[str, int]:
    """A label within a paragraph: "… identified. Margins: negative."."""
    separator = re.search(r":\s*", said)
    if separator and 0 < separator.start() <= _MOST_LABEL and separator.end() < len(said):
        return said[: separator.start()], at + separator.end()
    return "", at
