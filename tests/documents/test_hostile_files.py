"""Files made to harm, or just broken: a clear message, within bounds, and the next one is read."""

from __future__ import annotations

import random
import re
import time

import document_files as made
import pytest

from medvoice.documents.document import DocumentError
from medvoice.documents.kinds import Kind, kind_of
from medvoice.documents.limits import Limits
from medvoice.documents.plain_text import text_pages
from medvoice.documents.reading import DocumentReader, Unread

PAGE = [(50, 800, "Sodium"), (200, 800, "140")]
SMALL = Limits(seconds=3, memory=600 << 20, most_unpacked=20 << 20, most_archive_bytes=100 << 20)
NOISE = random.Random(7).randbytes(30_000)
CUT = made.pdf([PAGE] * 20)

HOSTILE = {
    "locked.pdf": (lambda: made.locked_pdf([PAGE]), "locked with a password"),
    "cut.pdf": (lambda: CUT[: len(CUT) // 2], "broken PDF file"),
    "noise.pdf": (lambda: NOISE, "neither text nor"),
    "headed_noise.pdf": (lambda: b"%PDF-1.7\n" + NOISE, "broken PDF file"),
    "empty.pdf": (lambda: b"", "it is empty"),
    "bomb.pdf": (lambda: made.bomb_pdf(800 << 20), "too much memory"),
    "slow.pdf": (lambda: made.bomb_pdf(200 << 20, b"BT /F1 9 Tf (a) Tj ET "), "takes too long|too much memory"),
    "bomb.zip": (lambda: made.archive({"a": bytes(30 << 20)}), "unpacked it has 30 MB"),
    "bombs.zip": (
        lambda: made.archive({str(n): bytes(19 << 20) for n in range(6)}),
        "unpacked it would have 114 MB",
    ),
    "lying.zip": (lambda: made.lying_bomb(30 << 20), "broken"),
    "cut.zip": (lambda: made.archive({"a.txt": NOISE})[:2000], "broken"),
    "bomb.docx": (
        lambda: made.archive({"word/document.xml": bytes(30 << 20)}),
        "unpacked it would have 30 MB",
    ),
    "broken.docx": (lambda: made.archive({"word/document.xml": b"<a>"}), "broken"),
    "cut.png": (lambda: made.picture(["x"])[:40], "broken"),
    "film.mp4": (lambda: b"\0\0\0\x20ftypisom" + NOISE, "sound or video"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "old Office"),
    "letter.rtf": (lambda: b"{\\rtf1 hello}", "RTF"),
}  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    with DocumentReader(SMALL) as reader:
        yield reader


@pytest.mark.parametrize("name", HOSTILE)
def test_the_message_is_clear_and_nothing_hangs(reader, tmp_path, name):
    make, said = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    started = time.monotonic()
    with pytest.raises(DocumentError, match=said) as raised:
        reader.read(path)
    assert str(raised.value).startswith(name)
    assert str(tmp_path) not in str(raised.value)
    assert time.monotonic() - started < SMALL.seconds * 5 + 45


def test_the_other_files_are_still_done(reader, tmp_path):
    for name, (make, _) in HOSTILE.items():
        (tmp_path / f"1_{name}").write_bytes(make()[: 1 << 20])
    for name in ("0_first.pdf", "1_c_between.pdf", "2_last.pdf"):
        (tmp_path / name).write_bytes(made.pdf([PAGE]))
    (tmp_path / "1_lists.txt").write_bytes(b"fine")
    found = list(reader.read_all([tmp_path, tmp_path / "not there"]))
    read = [document.name for document in found if not isinstance(document, Unread)]
    assert read == ["0_first.pdf", "1_c_between.pdf", "1_lists.txt", "2_last.pdf"]
    assert len(found) == len(HOSTILE) + 5


def test_a_pdf_of_500_pages_is_read(tmp_path):
    path = tmp_path / "long.pdf"
    lines = [(50, 800 - 12 * k, f"Line {k}: the quick brown fox jumps over it") for k in range(8)]
    path.write_bytes(made.pdf([lines] * 500))
    with DocumentReader() as reader:
        document = reader.read(path)
    assert len(document.pages) == 500
    assert document.notes == ()
    assert all(page.text == document.pages[0].text for page in document.pages)


def test_pages_read_before_time_is_over_are_kept_and_the_rest_is_said(tmp_path):
    path = tmp_path / "long.pdf"
    lines = [(50, 800 - 7 * k, "ten words of a line " * 5) for k in range(110)]
    path.write_bytes(made.pdf([lines] * 60, size=6))
    with DocumentReader(Limits(seconds=1.5)) as reader:
        document = reader.read(path)
    assert 0 < len(document.pages) < 60
    # By itself between two pages, or stopped within one.
    said = rf"only its first ({len(document.pages)} (of 60 )?pages were|page was) read"
    assert re.match(said, document.notes[0])
    assert "too long" in document.notes[0]


def test_pages_read_before_the_file_ended_the_process_are_kept(tmp_path):
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for data in (made.pdf([PAGE]), made.bomb_pdf(800 << 20), made.pdf([PAGE])):
        writer.append(PdfReader(BytesIO(data)))
    path = tmp_path / "mixed.pdf"
    with path.open("wb") as file:
        writer.write(file)
    with DocumentReader(SMALL) as reader:
        document = reader.read(path)
        assert document.pages[0].text.split() == ["Sodium", "140"]
        assert len(document.pages) == 1
        assert document.notes[0].startswith("only its first page was read: ")


def test_an_archive_of_many_files_is_bounded(tmp_path):
    path = tmp_path / "many.zip"
    path.write_bytes(made.archive({str(n): b"x" for n in range(60)}))
    with DocumentReader(Limits(most_members=50)) as reader:
        (found,) = reader.read_all([path])
    assert "it holds 60 files, more than the 50" in found.why


def test_a_large_file_is_not_opened(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(300 << 20)
    with DocumentReader() as reader, pytest.raises(DocumentError, match="it has 300 MB"):
        reader.read(path)


def test_a_pipe_is_no_file(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    with DocumentReader() as reader, pytest.raises(DocumentError, match="no such file"):
        reader.read(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<!---->" * 500 + b"x", Kind.TEXT),
        (b"<!--" * 1000, Kind.TEXT),
        (b"<!-- a --><!-- b -->\n<!doctype html>", Kind.MARKUP),
        (b'<?xml version="1.0"?>\n<!--x-->\n<cda:ClinicalDocument>', Kind.MARKUP),
    ],
)
def test_comments_in_front_do_not_stop_it(head, kind):
    started = time.monotonic()
    assert kind_of(head) is kind
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("a\t" * 200_000 + "b", 800_000),
        (("a\t" * 1_000 + "b\n") * 200, 1_000_000),
        ("x" * 100_000 + "\tb\n" + "a\tb\n" * 20_000, 6_000_000),
        (("x" * 199 + "\t") * 900 + "b\n" + ("\t" * 900 + "b\n") * 2_000, 25_000_000),
    ],
)
def test_tabs_take_neither_time_nor_memory(text, longest):
    started = time.monotonic()
    (page,) = text_pages(text)
    assert time.monotonic() - started < 20
    assert len(page.text) < longest
    assert page.text.split() == text.split()


def test_a_long_cell_leaves_the_others_in_their_columns():
    (page,) = text_pages("x" * 100_000 + "\tb\n" + "Test\t\tmmol/L\nSodium\tH\tmol\n" * 10_000)
    assert page.text.split("\n")[1:3] == ["Test       mmol/L", "Sodium  H  mol"]


def test_what_is_no_table_is_read_to_256_mb_whatever_a_table_may_have(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.write(b"a")
        file.truncate((256 << 20) + 1)
    with (
        DocumentReader(Limits(most_bytes=8 << 30)) as reader,
        pytest.raises(DocumentError, match="more than the 256 MB"),
    ):
        reader.read(path)
