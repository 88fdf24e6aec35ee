from __future__ import annotations

import pytest
from scripted import dictation_wav

from medvoice.faces.cli import demo
from medvoice.faces.samples import SampleError, chosen, samples_in
from medvoice.resources import samples_folder

WEBRTC = ("--set", "audio.vad=webrtc")


@pytest.fixture
def samples(tmp_path, monkeypatch):
    """Two small samples in place of the real ones."""
    folder = tmp_path / "samples"
    folder.mkdir()
    for name, turns in (("long_one", 2), ("short_one", 1)):
        dictation_wav(folder / f"{name}.wav", turns).rename(folder / f"{name}.flac")
    (folder / "index.toml").write_text(
        '[long_one]\ntemplate = "ct_chest"\nvoice = "a"\nseconds = 7.2\n'
        '[short_one]\ntemplate = "cxr"\nvoice = "b"\nseconds = 4.3\n'
    )
    monkeypatch.setattr(demo, "samples_folder", lambda: folder)
    return folder


def test_every_sample_becomes_a_report(medvoice, scripted, samples, tmp_path):
    scripted(["[FINDINGS] {colon} Heart is normal {period}", "No effusion {period}", "Lungs clear"])
    out_folder = tmp_path / "out"
    status, out, err = medvoice("demo", "-o", str(out_folder), *WEBRTC)
    assert status == 0
    assert "Heart is normal." in (out_folder / "short_one.txt").read_text()
    assert "No effusion." in (out_folder / "long_one.txt").read_text()
    assert str(out_folder) in out
    assert "scripted (test)" in out
    assert err.index("short_one") < err.index("long_one")
    assert "pace fast" in err  # nobody watches


def test_the_expected_report_is_compared(medvoice, scripted, samples, tmp_path):
    scripted(["[FINDINGS] {colon} Heart is normal {period}"])
    medvoice("demo", "--samples", "short_one", "-o", str(tmp_path / "out"), *WEBRTC)
    report = (tmp_path / "out" / "short_one.txt").read_text()
    words = len(report.split())
    for content, same in ((report, words), (report.replace("normal", "large"), words - 1)):
        (samples / "short_one.report.txt").write_text(content)
        scripted(["[FINDINGS] {colon} Heart is normal {period}"])
        _, out, _ = medvoice("demo", "--samples", "short_one", "-o", str(tmp_path / "out"), *WEBRTC)
        row = next(line for line in out.splitlines() if line.strip().startswith("short_one"))
        assert f"{same} of {words} words" in row


def test_unknown_samples_are_named(medvoice, scripted, samples):
    status, _, err = medvoice("demo", "--samples", "nothing")
    assert status == 1
    assert "short_one" in err


def test_an_index_that_cannot_be_read(tmp_path):
    with pytest.raises(SampleError, match="not part"):
        samples_in(tmp_path)
    (tmp_path / "index.toml").write_text("[a]\nvoice = 1\n")
    with pytest.raises(SampleError, match="cannot be read"):
        samples_in(tmp_path)


def test_the_real_samples_are_there_with_their_templates():
    found = samples_in(samples_folder())
    assert len(found) >= 6
    assert all(sample.sound.is_file() for sample in found)
    assert {sample.template for sample in found} == {
        "cxr", "ct_chest", "ct_abdomen_pelvis", "ct_head", "mr_brain",
    }  # fmt: skip
    assert chosen(found, ["mr_brain"])[0].template == "mr_brain"
