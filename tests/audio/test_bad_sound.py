"""Bad input: a message that names file and fault; what could be decoded is kept first."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from sounds import RATE, noise, sound_of, tone, write

from medvoice.audio.block import Captured
from medvoice.audio.file_source import FileSource
from medvoice.audio.sound_file import SoundFileError


def _until_fault(path: Path) -> tuple[list[Captured], SoundFileError]:
    items, error = _items(path)
    assert error is not None, "nothing was wrong with it"
    assert str(path) in str(error)
    return items, error


def _items(path: Path) -> tuple[list[Captured], SoundFileError | None]:
    items: list[Captured] = []
    try:
        for item in FileSource(path).captured():
            items.append(item)
    except SoundFileError as error:
        return items, error
    return items, None


def _refused(path: Path) -> str:
    with pytest.raises(SoundFileError) as caught:
        FileSource(path)
    assert str(caught.value).startswith(str(path))
    return caught.value.fault


def test_missing_file(tmp_path: Path) -> None:
    assert _refused(tmp_path / "no.wav") == "no such file"


def test_directory(tmp_path: Path) -> None:
    assert "directory" in _refused(tmp_path)


def test_file_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    assert "cannot be opened" in _refused(tmp_path / "a" / "b.wav")


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.touch()
    assert "empty" in _refused(path)


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.wav", tone(0.1))

    def refuse(self: Path, mode: str = "r") -> None:  # root may read everything
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "permission" in _refused(path)


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.flac", "a.m4a", "a", "report.docx"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("content", [b"This is text, not sound.\n" * 50, bytes(4096), b"RIFF"])
def test_not_audio(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert "not a sound file" in _refused(path)


@pytest.mark.parametrize("name", ["a.wav", "a.aiff", "a.caf"])
def test_a_header_without_samples(tmp_path: Path, name: str) -> None:
    items, error = _until_fault(write(tmp_path / name, np.zeros(0, np.float32)))
    assert "without any samples" in error.fault
    assert sound_of(items).size == 0


def test_a_flac_cut_to_its_header(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", noise(RATE), subtype="PCM_16")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(SoundFileError, match=r"a\.flac"):
        assert sound_of(FileSource(path).captured()).size == 0


def test_truncated_flac_keeps_what_can_be_decoded(tmp_path: Path) -> None:
    whole = noise(4 * RATE)
    path = write(tmp_path / "a.flac", whole, subtype="PCM_16")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    items, error = _until_fault(path)
    heard = sound_of(items)
    assert 2.0 * RATE < len(heard) < 2.6 * RATE, "about 60 % of it"
    assert np.abs(heard - whole[: len(heard)]).max() < 1e-4, "and none of it made up"
    assert "cut short" in error.fault
    assert "4.00 s" in error.fault


def test_damaged_flac_keeps_what_stands_before_the_damage(tmp_path: Path) -> None:
    whole = noise(4 * RATE)
    path = write(tmp_path / "a.flac", whole, subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = bytes(20_000)
    path.write_bytes(data)
    heard = sound_of(_items(path)[0])
    good = int(1.7 * RATE)  # the damage begins at about 2 s; a frame is 0.26 s
    assert len(heard) > good
    assert np.abs(heard[:good] - whole[:good]).max() < 1e-4


def test_truncated_wav_is_not_silently_shorter(tmp_path: Path) -> None:
    whole = noise(2 * RATE)
    path = write(tmp_path / "a.wav", whole, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[: 44 + 2 * RATE])
    items, error = _until_fault(path)
    assert len(sound_of(items)) == RATE
    assert "cut short" in error.fault


def test_a_wav_whose_length_was_not_known_when_it_was_begun(tmp_path: Path) -> None:
    """Recorders that stream write 0xFFFFFFFF; that is not a fault."""
    path = write(tmp_path / "a.wav", noise(RATE), subtype="PCM_16")
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 0xFFFFFFFF)
    data[4:8] = struct.pack("<I", 0xFFFFFFFF)
    path.write_bytes(data)
    assert len(sound_of(FileSource(path).captured())) == RATE


def test_truncated_mp3_keeps_what_can_be_decoded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", noise(4 * RATE), format="MP3", subtype="MPEG_LAYER_III")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    items, error = _until_fault(path)
    assert len(sound_of(items)) > 1.5 * RATE
    assert "cut short" in error.fault


def test_a_truncated_recording_in_ogg_keeps_what_can_be_decoded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ogg", noise(4 * RATE), format="OGG", subtype="VORBIS")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    # Half the bytes; a page (0.9 s here) is whole or not there. No fault is asked for: a cut Ogg
    # has no length to compare with, libsndfile sees a shorter file.
    assert len(sound_of(_items(path)[0])) > 0.8 * RATE


@pytest.mark.parametrize("rate", [0, 2_000_000_000])
def test_an_impossible_rate(tmp_path: Path, rate: int) -> None:
    path = write(tmp_path / "a.wav", tone(0.1))
    data = bytearray(path.read_bytes())
    data[24:28] = struct.pack("<I", rate)
    path.write_bytes(data)
    with pytest.raises(SoundFileError):
        list(FileSource(path).captured())
