"""DOCX files as lines of text. Runs in the process that reads (`worker`): lxml is C."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO, Any

from medvoice.documents.document import DocumentError
from medvoice.documents.limits import Limits
from medvoice.documents.superscript import raised
from medvoice.documents.table import Table

MARK = "word/document.xml"
"""The member that makes a ZIP file a DOCX file."""


def word_text(file: IO[bytes], limits: Limits) -> str:
    """Raises DocumentError, nearly anything for a broken file."""
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > limits.most_unpacked:
        raise DocumentError(
            f"unpacked it would have {unpacked >> 20:,} MB, more than the "
            f"{limits.most_unpacked >> 20:,} MB that are read. Save it as PDF or plain text"
        )
    import docx

    file.seek(0)
    return "".join(line + "\n" for line in _lines(docx.Document(file)))


def _lines(part: Any) -> Iterator[str]:
    from docx.table import Table as WordTable

    for block in part.iter_inner_content():
        if isinstance(block, WordTable):
            yield from _table_lines(block)
        else:
            # A tab stands between columns; Word's own line breaks end lines.
            yield from _paragraph(block).replace("\t", "  ").split("\n")


def _paragraph(block: Any) -> str:
    found = []
    for item in block.iter_inner_content():
        for run in getattr(item, "runs", [item]):  # a link has runs
            up = run.font is not None and run.font.superscript
            found.append(raised(run.text) if up else run.text)
    return "".join(found)


def _table_lines(block: Any) -> list[str]:
    table = Table()
    for row in block.rows:
        for cell in _cells(row):
            table.begin_cell()
            table.end_cell([line for line in _lines(cell) if line.strip()] if cell else [])
        table.end_row()
    return table.lines()


def _cells(row: Any) -> Iterator[Any]:
    """A merged cell once, None where it goes on."""
    last = None
    for cell in row.cells:
        yield None if last is not None and cell._tc is last._tc else cell
        last = cell
