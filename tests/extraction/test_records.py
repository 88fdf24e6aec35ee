"""Archives of every shape, report by report; what cannot be read is told and stops nothing else."""

from __future__ import annotations

import csv
import json
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from medvoice.documents.reading import Unread
from medvoice.extraction.records import Archive, Shape


def records(*paths, **shape):
    with closing(Archive([Path(path) for path in paths], Shape(**shape))) as archive:
        found = list(archive.records())
    good = [one for one in found if not isinstance(one, Unread)]
    return good, [one.why for one in found if isinstance(one, Unread)]


def text_of(record):
    return "".join(page.text for page in record.document.pages).strip()


def test_files_folders_and_archives(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "b.txt").write_text("two")
    (tmp_path / "deep" / "er" / "c.txt").write_text("three")
    (tmp_path / "a.txt").write_text("one")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("d.txt", "four")
        archive.writestr("e/f.txt", "five")
    good, faults = records(tmp_path / "a.txt", tmp_path / "deep", tmp_path / "z.zip")
    assert [text_of(one) for one in good] == ["one", "two", "three", "four", "five"]
    assert not faults
    assert len({one.key for one in good}) == 5


def test_tables(tmp_path):
    with (tmp_path / "t.csv").open("w", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["Accession Number", "Report Text", "year"])
        table.writerow(["A1", "first\nline two", 2020])
        table.writerow(["A2", "", 2020])
        table.writerow(["", "third; with a mark", 2020])
    lines = [{"note_id": 7, "note": "seven"}, ["no object"], {"note_id": 8}, {"note": "nine"}]
    (tmp_path / "j.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\nno json\n\n")
    good, faults = records(tmp_path / "t.csv", tmp_path / "j.jsonl")
    assert [(one.name, text_of(one)) for one in good] == [
        ("A1", "first\nline two"),
        ("row 3", "third; with a mark"),
        ("7", "seven"),
        ("row 4", "nine"),
    ]
    assert [why.partition(": ")[2] for why in faults] == [
        "row 2: there is no text in column Report Text.",
        "row 2: it is no JSON object.",
        "row 3: there is no text in column note.",
        "row 5: it is no JSON.",
    ]


def test_a_table_s_columns_are_asked_for_where_they_are_not_known(tmp_path):
    (tmp_path / "t.csv").write_text("nr,befund\n1,clear\n")
    good, faults = records(tmp_path / "t.csv")
    assert not good
    assert "--text-column" in faults[0]
    assert "nr, befund" in faults[0]
    good, faults = records(tmp_path / "t.csv", text_column="befund", id_column="nr")
    assert [(one.name, text_of(one)) for one in good] == [("1", "clear")]
    good, faults = records(tmp_path / "t.csv", text_column="text")
    assert "there is no column text" in faults[0]


def test_encodings_of_tables(tmp_path):
    row = "id,text\n1,Größe 2 cm\n"
    for name, encoding in (("a", "utf-8"), ("b", "utf-8-sig"), ("c", "utf-16"), ("d", "cp1252")):
        (tmp_path / f"{name}.csv").write_bytes(row.encode(encoding))
    good, faults = records(*(tmp_path / f"{name}.csv" for name in "abcd"))
    assert [text_of(one) for one in good] == ["Größe 2 cm"] * 4
    assert not faults


def test_reports_in_one_file(tmp_path):
    text = "=== 1\nfirst\n=== 2\nsecond\f still second\n===\nthird\n"
    (tmp_path / "many.txt").write_text(text)
    good, faults = records(tmp_path / "many.txt", separator="===")
    assert not faults
    assert [one.name for one in good] == ["report 1", "report 2", "report 3"]
    assert [text_of(one) for one in good] == [
        "=== 1\nfirst",
        "=== 2\nsecond\n still second",
        "third",
    ]
    pages = text.split("\f")
    for one in good:  # offsets lead back into the file's pages
        for page in one.document.pages:
            at = one.offsets[page.number]
            whole = pages[page.number - 1]
            assert whole[at : at + len(page.text.rstrip())] == page.text.rstrip()


BAD = [
    ("empty.txt", b"", "it is empty"),
    ("blank.txt", b"  \n \n", "it says nothing"),
    ("bytes.bin", bytes(range(256)) * 20, "neither text nor"),
    ("cut.zip", b"PK\x03\x04abc", "cut.zip"),
    ("wide.csv", b"id,text\n1,a,b\n2,c\n", "row 1: it has 3 columns"),
    ("head.csv", b"", "names no columns"),
]


@pytest.mark.parametrize(("name", "data", "said"), BAD)
def test_a_bad_file_is_told_and_the_others_are_read(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z_good.txt").write_text("good")
    good, faults = records(tmp_path)
    assert "good" in [text_of(one) for one in good]
    assert any(said in why and name in why for why in faults)


def test_a_table_in_an_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("t.csv", "id,text\n1,a\n")
        archive.writestr("a.txt", "good")
    good, faults = records(tmp_path / "z.zip")
    assert [text_of(one) for one in good] == ["good"]
    assert "a table inside an archive" in faults[0]


def test_an_unclosed_quote_ends_the_table_and_is_told(tmp_path):
    body = 'id,text\n1,good\n2,"never closed\n' + "x" * 200_000
    (tmp_path / "t.csv").write_text(body)
    good, faults = records(tmp_path / "t.csv")
    assert [text_of(one) for one in good] == ["good"]
    assert "rows behind it were not read" in faults[0]


def test_a_broken_quote_takes_no_other_report_into_its_own(tmp_path):
    body = 'id,text\n0,good\n1,"no acute finding\n2,"large mass in lung"\n3,normal\n'
    (tmp_path / "t.csv").write_text(body)
    good, faults = records(tmp_path / "t.csv")
    assert [text_of(one) for one in good] == ["good"]
    assert len(faults) == 1
    assert "row 2" in faults[0]
    assert "rows behind it were not read" in faults[0]


def test_quotes_that_are_whole_are_read(tmp_path):
    body = 'id,text\n1,"two\nlines, a ""word"""\n2,a "word"\n'
    (tmp_path / "t.csv").write_text(body)
    good, faults = records(tmp_path / "t.csv")
    assert [text_of(one) for one in good] == ['two\nlines, a "word"', 'a "word"']
    assert faults == []


def test_a_long_report_of_a_table_is_read_and_an_endless_line_is_told(tmp_path):
    (tmp_path / "t.csv").write_text("id,text\n1," + "word " * 50_000 + "\n2," + "x" * 4_100_000)
    good, faults = records(tmp_path / "t.csv")
    assert [len(text_of(one)) for one in good] == [249_999]
    assert "the line is too long" in faults[0]


def test_the_same_text_twice_in_a_table_is_two_reports(tmp_path):
    (tmp_path / "t.csv").write_text("id,text\n1,same\n1,same\n")
    good, _ = records(tmp_path / "t.csv")
    assert len({one.key for one in good}) == 2
