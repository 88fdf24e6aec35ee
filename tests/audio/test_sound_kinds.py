"""Sound of every kind comes out as 16 kHz mono on the 16-bit grid."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sounds import RATE, sound_of, tone, write

from medvoice.audio.block import AudioBlock, SourceState
from medvoice.audio.file_source import FileSource


def _heard(path: Path) -> np.ndarray:
    return sound_of(FileSource(path).captured())


def _same(heard: np.ndarray, wanted: np.ndarray, tolerance: float, slack: int = 1) -> None:
    assert abs(len(heard) - len(wanted)) <= slack
    n = min(len(heard), len(wanted))
    assert np.abs(heard[:n] - wanted[:n]).max() <= tolerance


@pytest.mark.parametrize(
    ("name", "kind", "tolerance"),
    [
        ("a.wav", {"subtype": "PCM_U8"}, 1 / 128),
        ("a.wav", {"subtype": "PCM_16"}, 1e-4),
        ("a.wav", {"subtype": "PCM_24"}, 1e-4),
        ("a.wav", {"subtype": "PCM_32"}, 1e-4),
        ("a.wav", {"subtype": "FLOAT"}, 1e-4),
        ("a.wav", {"subtype": "DOUBLE"}, 1e-4),
        ("a.wav", {"subtype": "ULAW"}, 0.01),
        ("a.wav", {"subtype": "ALAW"}, 0.01),
        ("a.aiff", {"subtype": "PCM_24"}, 1e-4),
        ("a.flac", {"subtype": "PCM_24"}, 1e-4),
        ("a.caf", {"subtype": "PCM_16"}, 1e-4),
        ("a.w64", {"subtype": "PCM_16"}, 1e-4),
        ("a.rf64", {"format": "RF64", "subtype": "PCM_16"}, 1e-4),
    ],
)
def test_sample_formats(tmp_path: Path, name: str, kind: dict, tolerance: float) -> None:
    wanted = tone(1.0)
    _same(_heard(write(tmp_path / name, wanted, **kind)), wanted, tolerance, slack=0)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000, 12_345])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_rates_and_channels(tmp_path: Path, rate: int, channels: int) -> None:
    frames = np.repeat(tone(0.7, rate)[:, None], channels, axis=1)
    heard = _heard(write(tmp_path / "a.wav", frames, rate, subtype="PCM_24"))
    _same(heard, tone(0.7), 2e-3, slack=2)


def test_channels_are_averaged(tmp_path: Path) -> None:
    frames = np.stack([tone(0.5), np.zeros(RATE // 2, np.float32)], axis=1)
    _same(_heard(write(tmp_path / "a.wav", frames, subtype="FLOAT")), tone(0.5) / 2, 1e-4)


@pytest.mark.parametrize(
    ("name", "kind", "rate", "padding_ms"),
    [
        ("a.ogg", {"format": "OGG", "subtype": "VORBIS"}, 44_100, 0),
        ("a.opus", {"format": "OGG", "subtype": "OPUS"}, 48_000, 0),
        # LAME's frames of 1152 samples and its delay are counted or not, by encoder and decoder.
        ("a.mp3", {"format": "MP3", "subtype": "MPEG_LAYER_III"}, 44_100, 60),
    ],
)
def test_lossy_formats(tmp_path: Path, name: str, kind: dict, rate: int, padding_ms: int) -> None:
    heard = _heard(write(tmp_path / name, tone(1.0, rate), rate, **kind))
    assert abs(len(heard) - RATE) <= max(2, padding_ms * RATE // 1000)
    spectrum = np.abs(np.fft.rfft(heard[2000:14000]))
    assert abs(np.argmax(spectrum) * RATE / 12000 - 440) < 2


@pytest.mark.parametrize("suffix", ["m4a", "wma", "webm"])
def test_what_libsndfile_cannot_read_goes_through_ffmpeg(tmp_path: Path, suffix: str) -> None:
    wave = write(tmp_path / "a.wav", tone(1.0, 48_000), 48_000)
    other = tmp_path / f"a.{suffix}"
    try:
        subprocess.run(
            ["ffmpeg", "-v", "error", "-i", str(wave), str(other)], check=True, timeout=60
        )
    except FileNotFoundError:
        pytest.skip("needs ffmpeg")
    heard = _heard(other)
    assert abs(len(heard) - RATE) <= 0.1 * RATE
    assert np.abs(heard).max() > 0.2


def test_a_ten_millisecond_clip_is_one_block(tmp_path: Path) -> None:
    for rate in (8_000, 16_000, 44_100, 96_000):
        heard = _heard(write(tmp_path / "a.wav", tone(0.01, rate), rate))
        assert abs(len(heard) - 160) <= 1


def test_one_sample_is_sound(tmp_path: Path) -> None:
    heard = _heard(write(tmp_path / "a.wav", np.array([0.5], np.float32), subtype="FLOAT"))
    np.testing.assert_array_equal(heard, np.array([0.5], np.float32))


@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_samples_that_are_no_numbers_are_silenced_and_counted(tmp_path: Path, rate: int) -> None:
    frames = np.stack([tone(1.0, rate)] * 2, axis=1)
    frames[1000:1010, 0] = np.nan
    frames[2000:2005, 1] = np.inf
    frames[3000, :] = -np.inf
    source = FileSource(write(tmp_path / "a.wav", frames, rate, subtype="FLOAT"))
    heard = sound_of(source.captured())
    assert source.repaired == 17
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 0.35


def test_float_sound_beyond_full_scale_is_clipped(tmp_path: Path) -> None:
    heard = _heard(write(tmp_path / "a.wav", 10 * tone(0.5), subtype="FLOAT"))
    assert heard.max() == np.float32(32767 / 32768)
    assert heard.min() == -1.0


def test_every_sample_is_on_the_sixteen_bit_grid(tmp_path: Path) -> None:
    heard = _heard(write(tmp_path / "a.wav", tone(0.5, 48_000), 48_000, subtype="FLOAT"))
    np.testing.assert_array_equal(heard * 32768, np.rint(heard * 32768))


def test_real_recordings_have_the_length_that_the_list_says(shared: Path) -> None:
    folder = shared / "data" / "speech"
    lines = (folder / "manifest.tsv").read_text(encoding="utf-8").splitlines()[1:]
    seen: set[str] = set()
    for line in lines:
        path, seconds, *_ = line.split("\t")
        kind = path.split("/")[1] + Path(path).suffix
        if kind in seen or float(seconds) > 20:  # one of each kind: rates 8 to 48 kHz
            continue
        seen.add(kind)
        items = list(FileSource(folder.parent / path).captured())
        assert isinstance(items[0], SourceState)
        heard = sound_of(items)
        assert abs(len(heard) / RATE - float(seconds)) < 0.12, path
        assert np.abs(heard).max() > 0.02, path
    assert len(seen) >= 15


def test_noise_files_of_the_shared_data_decode(shared: Path) -> None:
    for path in sorted((shared / "data" / "noise").glob("*.*g*")):
        assert len(_heard(path)) > 0.4 * RATE


def test_realtime_pace_follows_the_clock(tmp_path: Path) -> None:
    now = 100.0

    def clock() -> float:
        nonlocal now
        now += 0.001  # so that every look at the clock costs a little
        return now

    source = FileSource(write(tmp_path / "a.wav", tone(0.3)), "realtime", clock)
    # The clock is behind: nothing can be waited for, so the wait itself is what is measured.
    waits: list[float] = []
    source._closed.wait = lambda s=None: bool(waits.append(s))  # type: ignore[assignment,method-assign]
    blocks = [b for b in source.captured() if isinstance(b, AudioBlock)]
    assert all(0 < w <= 0.3 for w in waits)
    assert waits[-1] > 0.2, "a block is due when its last sample would have been captured"
    assert [round(b.time - blocks[0].time, 6) for b in blocks] == [
        round(b.start / RATE, 6) for b in blocks
    ]


def test_the_declared_duration_is_known_before(tmp_path: Path) -> None:
    source = FileSource(write(tmp_path / "a.flac", tone(1.5)))
    assert source.duration == pytest.approx(1.5)
    source.close()
    assert sound_of(source.captured()).size == 0


def test_soundfile_is_new_enough_for_mp3_and_opus() -> None:
    assert {"MP3", "OGG", "FLAC"} <= set(soundfile.available_formats())
