"""The library: what is read when, what is kept, what is left out and by which name."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import zipfile

import pytest
from pypdf import PdfWriter
from retrieval.conftest import go
from retrieval.shelf import METFORMIN, shelf

from medvoice.retrieval import library as module
from medvoice.retrieval.consulting import consult
from medvoice.retrieval.index import Entry, Index
from medvoice.retrieval.library import Library, LibraryError

QUESTION = "When is metformin started again with an eGFR below 30?"


def first_source(library, question=QUESTION):
    return consult(library.index, question).said[0].source


def test_it_reads_each_file_once(folder, tmp_path):
    with_contents = Library([folder], tmp_path / "cache")
    assert with_contents.update(go).read == 3
    assert with_contents.update(go).read == 0
    with_contents.close()
    again = Library([folder], tmp_path / "cache")
    assert (again.update(go).documents, again.update(go).read) == (3, 0)
    assert first_source(again) == "metformin.txt"
    again.close()


def test_a_changed_file_is_read_again_and_the_old_text_is_gone(folder, library):
    changed = METFORMIN.replace("48 hours", "72 hours")
    (folder / "metformin.txt").write_text(changed, encoding="utf-8")
    assert library.update(go).read == 1
    texts = [cite.text for cite in consult(library.index, QUESTION).said]
    assert any("72 hours" in text for text in texts)
    assert not any("48 hours" in text for text in texts)


def test_a_renamed_file_is_not_read_again(folder, library):
    (folder / "metformin.txt").rename(folder / "biguanides.txt")
    assert library.update(go).read == 0
    assert first_source(library) == "biguanides.txt"


def test_a_deleted_file_is_forgotten(folder, library):
    (folder / "metformin.txt").unlink()
    contents = library.update(go)
    assert contents.documents == 2
    assert not consult(library.index, QUESTION).said


def test_a_file_twice_is_one_document(folder, library):
    (folder / "copy.txt").write_text(METFORMIN, encoding="utf-8")
    contents = library.update(go)
    assert (contents.documents, contents.read) == (3, 0)
    assert len({cite.text for cite in consult(library.index, QUESTION).said}) == len(
        consult(library.index, QUESTION).said
    )


def test_broken_files_are_left_out_by_name_and_the_others_are_read(folder, tmp_path):
    (folder / "garbage.bin").write_bytes(bytes(range(256)) * 40)
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "empty.txt").write_bytes(b"")
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret")
    writer.write(folder / "locked.pdf")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("a.txt", b"0" * (300 << 20))
    blank = PdfWriter()
    blank.add_blank_page(200, 200)
    blank.write(folder / "scan.pdf")
    library = Library([folder], tmp_path / "cache")
    contents = library.update(go)
    assert contents.documents == 3
    told = " ".join(contents.left_out)
    for name in ("garbage.bin", "cut.pdf", "empty.txt", "locked.pdf", "bomb.zip", "scan.pdf"):
        assert name in told
    assert library.update(go).left_out == contents.left_out
    assert first_source(library) == "metformin.txt"
    library.close()


def test_files_in_archives_and_folders_are_named_by_their_path(tmp_path):
    top = tmp_path / "g"
    shelf(top)
    (top / "chest").mkdir()
    (top / "nodules.txt").rename(top / "chest" / "nodules.txt")
    with zipfile.ZipFile(top / "more.zip", "w") as archive:
        archive.writestr("hip.txt", "Hip\n\nOccult fracture\n\nMRI of the hip within 24 hours.\n")
        archive.writestr("knee.txt", "Knee\n\nLocked knee\n\nMRI of the knee within two weeks.\n")
    library = Library([top], tmp_path / "cache")
    assert library.update(go).documents == 5
    assert first_source(library, "Is a 7 mm solid nodule imaged again?") == "chest/nodules.txt"
    assert first_source(library, "How soon is MRI done for a locked knee?") == "more.zip/knee.txt"
    library.close()


def test_the_index_is_its_owners_alone(library, tmp_path):
    cache = tmp_path / "cache"
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    for file in cache.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b""])
def test_a_broken_index_is_made_anew(folder, tmp_path, damage):
    cache = tmp_path / "cache"
    library = Library([folder], cache)
    library.update(go)
    library.close()
    (file,) = cache.glob("*.sqlite")
    file.write_bytes(damage)
    again = Library([folder], cache)
    assert again.update(go).read == 3
    assert first_source(again) == "metformin.txt"
    again.close()


def test_an_index_of_another_version_is_made_anew(folder, tmp_path, monkeypatch):
    library = Library([folder], tmp_path / "cache")
    library.update(go)
    library.close()
    monkeypatch.setattr("medvoice.retrieval.index.VERSION", 999)
    again = Library([folder], tmp_path / "cache")
    assert again.update(go).read == 3
    again.close()


def test_two_at_once_do_not_disturb_each_other(folder, tmp_path):
    faults = []

    def work():
        library = Library([folder], tmp_path / "cache")
        try:
            library.update(go)
            assert first_source(library) == "metformin.txt"
        except Exception as error:  # noqa: BLE001 - handed to the test
            faults.append(error)
        finally:
            library.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_stopped_in_the_middle_it_keeps_what_was_read(folder, tmp_path):
    class Enough(Exception):
        pass

    calls = []

    def between():
        calls.append(1)
        if len(calls) == 3:
            raise Enough

    library = Library([folder], tmp_path / "cache")
    with pytest.raises(Enough):
        library.update(between)
    assert library.update(go).read == 1
    library.close()


def test_a_full_index_says_so(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_PASSAGES", 2)
    library = Library([folder], tmp_path / "cache")
    contents = library.update(go)
    assert contents.documents < 3
    assert "The index is full" in contents.notes[0]
    library.close()


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(LibraryError, match="nowhere"):
        Library([tmp_path / "nowhere"], tmp_path / "cache")


def test_a_cache_that_cannot_be_written(folder, tmp_path):
    (tmp_path / "cache").write_text("a file, no folder")
    with pytest.raises(LibraryError, match=r"documents\.cache"):
        Library([folder], tmp_path / "cache")


def test_an_index_that_is_closed_while_another_thread_reads_it_ends_in_an_error(tmp_path):
    """It ended the whole program (a segmentation fault in sqlite)."""
    for number in range(20):
        index = Index(tmp_path / f"{number}.sqlite")
        index.keep([Entry(f"{one}.txt", "s", f"k{one}") for one in range(3_000)])
        begun = threading.Event()
        ended: list[Exception] = []

        def read(index=index, begun=begun, ended=ended) -> None:
            try:
                while True:
                    index.entries()
                    begun.set()
            except sqlite3.Error as error:
                ended.append(error)

        reader = threading.Thread(target=read)
        reader.start()
        assert begun.wait(20)
        index.close()
        reader.join(20)
        assert not reader.is_alive()
        assert ended


def test_a_name_that_is_no_utf8_stops_nothing(folder, tmp_path):
    (folder / os.fsdecode(b"b\xe9.txt")).write_text("Hip\n\nOccult fracture\n\nMRI in 24 hours.\n")
    (folder / os.fsdecode(b"c\xe9.txt")).write_bytes(b"")
    library = Library([folder], tmp_path / "cache")
    contents = library.update(go)
    assert contents.documents == 4
    assert "c\\xe9.txt" in contents.left_out[0]
    contents.left_out[0].encode("utf-8")
    assert library.update(go).read == 0
    library.close()


def test_an_archive_is_hashed_once(folder, tmp_path, monkeypatch):
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        for name in ("hip", "knee", "hand"):
            archive.writestr(f"{name}.txt", f"MRI of the {name}\n\nWithin 24 hours.\n")
    hashed = []
    chunks = module._chunks
    monkeypatch.setattr(module, "_chunks", lambda path: hashed.append(path.name) or chunks(path))
    library = Library([folder], tmp_path / "cache")
    assert library.update(go).documents == 6
    assert hashed.count("more.zip") == 1
    library.close()


def test_a_folder_that_was_there_keeps_its_mode(folder, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o755)
    Library([folder], tmp_path / "cache").close()
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o755


def test_an_index_on_a_full_disk_is_kept(folder, tmp_path, monkeypatch):
    library = Library([folder], tmp_path / "cache")
    library.update(go)
    library.close()

    def full(index):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Index, "_connected", full)
        with pytest.raises(LibraryError, match="full"):
            Library([folder], tmp_path / "cache")
    again = Library([folder], tmp_path / "cache")
    assert again.update(go).read == 0
    again.close()
