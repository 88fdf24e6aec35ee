"""Reads documents in a process of its own: `serve` is its whole life.

PDFium, lxml and the codecs are C and C++, and a file may be made to end or to hold up the process
that reads it; none of that may reach a process that holds a dictation. A request is a line of JSON;
an answer is lines of JSON, one for each page as soon as it is read, and a last one ("end" or
"fault"), so that what was read of a file that ends this process is kept. The process takes no more
than its memory and its seconds for each request, and ends when its input ends.
"""

from __future__ import annotations

import io
import json
import logging
import os
import resource
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, BinaryIO

from medvoice.documents import archive, kinds, pdf, pictures, word_file
from medvoice.documents.document import DocumentError, Page, TextOrigin
from medvoice.documents.kinds import Kind
from medvoice.documents.limits import Limits
from medvoice.documents.markup import markup_text
from medvoice.documents.plain_text import bounded_pages, bytes_read, decoded, ended, only_first

Answer = dict[str, Any]

_WALL = 5
"""Times the processor seconds: a file on a network drive that answers no more."""
_SOFT = 0.8
"""Of the seconds, after which no further page is begun."""


def serve() -> None:
    """Answers requests on standard input until it ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what a library prints must not stand among the answers
    os.dup2(nowhere, 2)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    archives = archive.Archives()
    while line := requests.readline():
        request = json.loads(line)
        limits = Limits(**request["limits"])
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.RLIM_INFINITY))
        # The signals' own action ends the process, even inside a library.
        signal.setitimer(signal.ITIMER_PROF, limits.seconds)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds * _WALL)
        for head, data in _answers(request, limits, archives):
            _write(answers, head, data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _write(answers: BinaryIO, head: Answer, data: bytes) -> None:
    answers.write(json.dumps(head | {"bytes": len(data)}).encode() + b"\n")
    answers.write(data)
    answers.flush()


def _answers(
    request: Answer, limits: Limits, archives: archive.Archives
) -> Iterator[tuple[Answer, bytes]]:
    try:
        yield from _done(request, limits, archives)
    except DocumentError as error:
        yield {"fault": str(error)}, b""
    except MemoryError:
        yield {"fault": "reading it needs too much memory"}, b""
    except (Exception, RecursionError) as error:  # noqa: BLE001 - the boundary
        yield {"fault": f"it is broken ({type(error).__name__})"}, b""


def _done(
    request: Answer, limits: Limits, archives: archive.Archives
) -> Iterator[tuple[Answer, bytes]]:
    with _source(request, limits, archives) as file:
        match request["do"]:
            case "members":
                yield {"members": archive.members(file, limits)}, b""
            case "picture":
                yield _picture(file, request["page"], request["longest"], limits)
            case _:
                for answer in _read(file, limits):
                    yield answer, b""


def _source(request: Answer, limits: Limits, archives: archive.Archives) -> IO[bytes]:
    path = Path(request["path"])
    if request["member"]:
        return io.BytesIO(archives.unpacked(path, request["member"], limits))
    return path.open("rb")  # `_done` closes it


def _kind(file: IO[bytes]) -> Kind:
    kind = kinds.kind_of(file.read(kinds.HEAD))
    file.seek(0)
    return kind


def _pdf_source(file: IO[bytes]) -> Path | bytes:
    return file.getvalue() if isinstance(file, io.BytesIO) else Path(file.name)


def _read(file: IO[bytes], limits: Limits) -> Iterator[Answer]:
    match kind := _kind(file):
        case Kind.PDF:
            yield from _read_pdf(file, limits)
        case Kind.PICTURE:
            count = pictures.picture_pages(file, limits)
            for number in range(1, count + 1):
                yield _page(Page(number, "", TextOrigin.WRITTEN), picture=True)
            yield {"end": True, "notes": []}
        case Kind.ZIP:
            if word_file.MARK not in archive.members(file, limits):
                raise DocumentError("it is an archive of several files")
            yield from _text_answers(word_file.word_text(file, limits), "", limits)
        case Kind.MARKUP:
            yield from _text_answers(*markup_text(file.read()), limits)
        case Kind.TEXT:
            data = file.read(bytes_read(limits))
            yield from _text_answers(*decoded(data, limits.most_characters), limits)
        case _:
            raise DocumentError(f"it is {kind}" if kind is not Kind.EMPTY else str(kind))


def _text_answers(text: str, note: str, limits: Limits) -> Iterator[Answer]:
    pages, notes = bounded_pages(text, note, limits)
    for page in pages:
        yield _page(page)
    yield {"end": True, "notes": notes}


def _read_pdf(file: IO[bytes], limits: Limits) -> Iterator[Answer]:
    characters = 0
    notes: list[str] = []
    with closing(pdf.opened(_pdf_source(file))) as document:
        count = len(document)
        for number in range(1, count + 1):
            if number > limits.most_pages or characters > limits.most_characters:
                notes.append(only_first(number - 1, count))
                break
            if signal.getitimer(signal.ITIMER_PROF)[0] < (1 - _SOFT) * limits.seconds:
                notes.append(f"{only_first(number - 1, count)}: reading it takes too long")
                break
            page, picture = pdf.page(document, number)
            characters += len(page.text)
            yield _page(page, picture)
    if count == 0:
        raise DocumentError("it has no pages")
    yield {"end": True, "notes": notes}


def _page(page: Page, picture: bool = False) -> Answer:
    text = ended(page.text)
    return {"page": page.number, "text": text, "origin": page.origin, "picture": picture}


def _picture(file: IO[bytes], number: int, longest: int, limits: Limits) -> tuple[Answer, bytes]:
    match _kind(file):
        case Kind.PICTURE:
            pictures.picture_pages(file, limits)
            file.seek(0)
            rgb = pictures.picture_page(file, number, longest)
        case Kind.PDF:
            with closing(pdf.opened(_pdf_source(file))) as document:
                rgb = pdf.picture(document, number, longest)
        case _:
            raise DocumentError("it holds text, no pictures of pages")
    return {"shape": rgb.shape}, rgb.tobytes()
