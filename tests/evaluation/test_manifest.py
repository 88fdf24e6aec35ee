from __future__ import annotations

import json

import pytest

from medvoice.evaluation.manifest import ManifestError, Recording, read_manifest


@pytest.fixture
def folder(tmp_path):
    for name in ("a.wav", "b b.wav"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "b.txt").write_text("Größe: 6 mm.\n", encoding="utf-8")
    return tmp_path


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_three_formats_say_the_same(folder):
    rows = [("a.wav", 'No "effusion", none.', ""), ("b b.wav", "", "b.txt")]
    tsv = "audio\treference\treference_file\tspeaker\n" + "".join(
        "\t".join([a, '"' + r.replace('"', '""') + '"', f, "x"]) + "\n" for a, r, f in rows
    )
    csv = "\ufeffaudio, reference, reference_file\n" + "".join(
        ",".join([a, '"' + r.replace('"', '""') + '"', f]) + "\n" for a, r, f in rows
    )
    jsonl = "".join(
        json.dumps({"audio": a} | ({"reference_file": f} if f else {"reference": r})) + "\n\n"
        for a, r, f in rows
    )
    expected = (
        Recording(folder / "a.wav", 'No "effusion", none.'),
        Recording(folder / "b b.wav", "Größe: 6 mm.\n"),
    )
    for name, text in (("m.tsv", tsv), ("m.csv", csv), ("m.jsonl", jsonl)):
        assert read_manifest(written(folder, name, text)) == expected, name


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("m.txt", "audio\n", "a manifest is named"),
        ("m.tsv", "", "first line must name the columns"),
        ("m.tsv", "file\ttext\na.wav\tx\n", "first line must name the columns"),
        ("m.tsv", "audio\treference\n", "no recordings"),
        ("m.tsv", "audio\treference\na.wav\tx\nc.wav\ty\n", "line 3: there is no recording"),
        ("m.tsv", "audio\treference\n\tx\n", "line 2: audio"),
        ("m.csv", "audio,reference_file\na.wav,none.txt\n", "none.txt"),
        ("m.jsonl", '{"audio": "a.wav"}', "line 1: a.wav has no reference"),
        ("m.jsonl", '{"audio": "a.wav", "reference": 3}', "line 1: reference"),
        ("m.jsonl", "[1]", "line 1"),
        ("m.jsonl", "{", "line 1: this is not JSON"),
    ],
)
def test_faults_are_named_with_their_place(folder, name, text, says):
    path = written(folder, name, text)
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_no_manifest_and_one_of_another_encoding(folder):
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(folder / "none.tsv")
    (folder / "m.csv").write_bytes(b"audio,reference\na.wav,\xe4\n")
    with pytest.raises(ManifestError, match="not UTF-8"):
        read_manifest(folder / "m.csv")
