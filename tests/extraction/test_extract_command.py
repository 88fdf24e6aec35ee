"""`medvoice extract` as people run it, stopped and started again."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medvoice.faces.cli.main import main

REPORT = (
    "FINAL DIAGNOSIS:\nLung, left upper lobe, lobectomy: Adenocarcinoma.\nTumor size: {}.{} cm\n"
)


def reports(folder, count):
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = REPORT.format(number // 10 % 9 + 1, number % 10)
        (folder / f"r{number:05}.txt").write_text(text)
    return folder


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_becomes_a_table(tmp_path, capsys):
    out = tmp_path / "t.csv"
    status = main(
        ["extract", str(reports(tmp_path / "a", 12)), "--schema", "pathology_lung", "-o", str(out)]
    )
    assert status == 0
    found = rows(out)
    assert [row["tumor_size_mm"] for row in found] == [str(10 + n) for n in range(12)]
    assert {row["histology"] for row in found} == {"adenocarcinoma"}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["t.csv"]
    assert "12 rows of 12 reports" in capsys.readouterr().err


def test_one_bad_file_is_told_and_the_status_says_so(tmp_path, capsys):
    folder = reports(tmp_path / "a", 3)
    (folder / "r00001.txt").write_bytes(bytes(range(256)) * 20)
    out = tmp_path / "t.json"
    assert main(["extract", str(folder), "--schema", "pathology_lung", "-o", str(out)]) == 1
    assert [Path(row["source"]).name for row in json.loads(out.read_text())] == [
        "r00000.txt",
        "r00002.txt",
    ]
    err = capsys.readouterr().err
    assert "r00001.txt" in err
    assert "1 could not be read" in err


def test_a_file_given_twice_is_read_once(tmp_path, capsys):
    folder = reports(tmp_path / "a", 3)
    out = tmp_path / "t.csv"
    given = [str(folder), str(folder / "r00001.txt")]
    assert main(["extract", *given, "--schema", "pathology_lung", "-o", str(out)]) == 0
    assert len(rows(out)) == 3
    assert "given twice" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--schema", "nowhere", "-o", "t.csv"], "neither such a schema (lab, pathology_lung"),
        (["--schema", "own.toml", "-o", "t.csv"], "own.toml: fields.size: kind is missing"),
        (["--schema", "lab", "-o", "t.xls"], "which format? csv, json, parquet"),
        (["--schema", "lab", "-o", "nowhere/t.csv"], "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_asked_for_is_told_before_anything_is_read(
    tmp_path, monkeypatch, capsys, arguments, said
):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("x")
    Path("own.toml").write_text('name = "own"\ntitle = "Own"\n[fields.size]\ntitle = "Size"\n')
    assert main(["extract", "a.txt", *arguments]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "own.toml"]


def test_laboratory_results_are_rows(tmp_path, shared):
    out = tmp_path / "t.csv"
    file = shared / "data" / "interop" / "hl7v2_cda" / "LAB-ORU-1.hl7"
    assert main(["extract", str(file), "--schema", "lab", "-o", str(out)]) == 0
    found = {row["test"]: row["value"] for row in rows(out)}
    assert found["HEMATOCRIT"] == "40.1"


def started(folder, out, cwd):
    command = [sys.executable, "-m", "medvoice.faces.cli.main", "extract", str(folder)]
    return subprocess.Popen(
        [*command, "--schema", "pathology_lung", "-o", str(out)],
        stderr=subprocess.PIPE,
        cwd=cwd,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
        # A shell's background job ignores Ctrl-C, and so do its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def lines(path):
    return path.read_bytes().count(b"\n") - 1 if path.exists() else 0


def until(journal, process, done):
    deadline = time.monotonic() + 300
    while lines(journal) < done and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)


def test_killed_and_interrupted_no_row_is_lost_or_doubled(tmp_path):
    folder = reports(tmp_path / "a", 3000)
    out, journal = tmp_path / "t.csv", tmp_path / "t.csv.journal"
    for done, how in ((1, signal.SIGKILL), (600, signal.SIGINT), (1200, signal.SIGKILL)):
        process = started(folder, out, tmp_path)
        until(journal, process, done)
        process.send_signal(how)
        said = process.communicate()[1]
        assert process.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL)
        assert not out.exists()
        if how is signal.SIGINT:
            assert "The same command goes on from there" in said
    process = started(folder, out, tmp_path)
    assert "Going on behind" in process.communicate()[1]
    assert process.returncode == 0
    assert [Path(row["source"]).name for row in rows(out)] == sorted(os.listdir(folder))
    assert not journal.exists()


def test_reports_added_while_it_was_stopped_are_read_too(tmp_path):
    folder = reports(tmp_path / "a", 2000)
    out = tmp_path / "t.csv"
    process = started(folder, out, tmp_path)
    until(tmp_path / "t.csv.journal", process, 200)
    process.kill()
    process.communicate()
    reports(folder, 2005)
    (folder / "r00003.txt").write_text("Tumor size: 9.9 cm\n")
    process = started(folder, out, tmp_path)
    process.communicate()
    found = rows(out)
    assert len(found) == 2005
    # A report that was corrected stands there as it is now, and only so.
    assert [row["tumor_size_mm"] for row in found if row["source"].endswith("r00003.txt")] == ["99"]


def stopped(files, out, monkeypatch):
    """A run that has done all reports and was stopped before its table."""

    def stop(*_, **__):
        raise KeyboardInterrupt

    arguments = ["extract", *map(str, files), "--schema", "pathology_lung", "-o", str(out)]
    with monkeypatch.context() as patch:
        patch.setattr("medvoice.faces.cli.extract.write", stop)
        with contextlib.suppress(KeyboardInterrupt):
            main(arguments)
    assert out.with_name(out.name + ".journal").exists()


def test_a_stopped_run_over_other_reports_adds_no_row(tmp_path, monkeypatch, capsys):
    one, two = tmp_path / "p1.txt", tmp_path / "p2.txt"
    one.write_text(REPORT.format(1, 1))
    two.write_text(REPORT.format(2, 2))
    out = tmp_path / "t.csv"
    stopped([one], out, monkeypatch)
    assert main(["extract", str(two), "--schema", "pathology_lung", "-o", str(out)]) == 0
    assert [row["tumor_size_mm"] for row in rows(out)] == ["22"]
    assert "1 rows of 1 reports" in capsys.readouterr().err


def test_the_same_file_by_another_path_is_one_row(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p1.txt").write_text(REPORT.format(1, 1))
    out = tmp_path / "t.csv"
    stopped(["p1.txt"], out, monkeypatch)
    given = [str(tmp_path / "p1.txt"), "p1.txt"]
    assert main(["extract", *given, "--schema", "pathology_lung", "-o", str(out)]) == 0
    assert len(rows(out)) == 1
