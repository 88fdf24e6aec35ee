"""The table of an evaluation: one row a recogniser, as rich draws it or as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from medvoice.evaluation.scorer import MarkScore, Score, TermScore, WordScore
from medvoice.evaluation.terms import TermKind

HEAD = ("recogniser", "words", "WER", "sub/del/ins", "marks", "extra marks", *TermKind, "RTF")
NOTE = (
    "words: in the references, numbers as digits, marks not counted. Marks: right mark and place. "
    "Terms: missed of all + invented. RTF: seconds of computing per second of sound."
)


@dataclass(frozen=True, slots=True)
class Row:
    """name: of the recogniser or set. audio_s, work_s: seconds of sound and of recognition.
    fault: why there is no score ("" where there is one)."""

    name: str
    score: Score
    audio_s: float = 0.0
    work_s: float = 0.0
    fault: str = ""


def cells(row: Row) -> tuple[str, ...]:
    """As `HEAD`."""
    if row.fault:
        return (row.name, row.fault, *[""] * (len(HEAD) - 2))
    score = row.score
    return (
        row.name,
        str(score.words.words),
        percent(score.words),
        f"{score.words.substituted}/{score.words.deleted}/{score.words.inserted}",
        marks(score.marks),
        str(score.marks.wrong + score.marks.extra),
        *(terms(score.terms[kind]) for kind in TermKind),
        f"{row.work_s / row.audio_s:.2f}" if row.audio_s else "",
    )


def rich_table(rows: Sequence[Row], title: str) -> Table:
    table = Table(title=escape(title), caption=NOTE, title_justify="left", caption_justify="left")
    for name in HEAD:
        table.add_column(name, justify="left" if name == HEAD[0] else "right", overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in cells(row)))
    return table


def markdown_table(rows: Sequence[Row], title: str) -> str:
    lines = [title, "", _line(HEAD), _line(["---", *["---:"] * (len(HEAD) - 1)])]
    lines += [_line([cell.replace("|", r"\|") for cell in cells(row)]) for row in rows]
    return "\n".join([*lines, "", NOTE, ""])


def percent(words: WordScore) -> str:
    return "—" if not words.words else f"{100 * words.rate:.1f} %"


def marks(score: MarkScore) -> str:
    return f"{score.right}/{score.marks}"


def terms(score: TermScore) -> str:
    return f"{score.missed}/{score.terms} + {score.invented}"


def _line(values: Sequence[str]) -> str:
    return f"| {' | '.join(values)} |"
