"""SoundFile: any sound file as a stream of float32 blocks, in flat memory.

libsndfile reads what it can (WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF, …); for the rest (m4a, mp4,
aac, wma) audioread is asked, which uses what the machine has (ffmpeg, GStreamer, Core Audio).
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from medvoice.audio.resample import MAX_RATE
from medvoice.audio.sound_file import SoundFileError

Frames = NDArray[np.float32]
"""float32, shape (n, channels), in [-1, 1] (float files may go beyond, and hold NaN)."""

BLOCK_S = 0.5
"""Seconds decoded at a time: small in memory, and few calls."""

BLOCK_VALUES = 1 << 20
"""Values of a block, at most (4 MB): a header may claim 1024 channels at 768 kHz."""

MP3_SLACK_S = 0.2
"""Seconds by which an MP3 may be shorter than its header says: the count without an exact (Xing)
header is an estimate, and encoders' padding is counted or not."""

_UNWRITTEN = np.uint32(0x7FC0DEAD)
"""The bits of a NaN that no decoder writes: marks what a failed read did not reach."""


class SoundFile:
    """An open sound file. Close it, or use it as a context manager."""

    def __init__(self, path: Path, helpers: bool = True) -> None:
        """helpers: other programs may be asked where libsndfile does not know the format; False for
        a file of a stranger (ffmpeg follows the addresses in a playlist). Raises SoundFileError:
        missing, a directory, not readable, empty, no sound in it."""
        self._path = path
        _check(path)
        try:
            self._reader: _SndfileReader | _AudioreadReader = _SndfileReader(path)
        except soundfile.LibsndfileError as error:
            if not helpers:
                raise SoundFileError(
                    path, "is not a sound file that can be read", "WAV, FLAC, Ogg or MP3 will do"
                ) from error
            self._reader = _AudioreadReader(path, error)
        if self._reader.rate < 1:
            # libsndfile believes the suffix ".flac", whatever is in the file.
            self.close()
            raise SoundFileError(path, "is not a sound file that can be read", "no sample rate")
        if self._reader.rate > MAX_RATE:
            self.close()
            raise SoundFileError(path, f"impossible sample rate {self._reader.rate} Hz")

    @property
    def rate(self) -> int:
        """Hz."""
        return self._reader.rate

    @property
    def channels(self) -> int:
        return self._reader.channels

    @property
    def duration(self) -> float | None:
        """Seconds as the header tells, for a progress bar; None where it does not."""
        return self._reader.duration

    def blocks(self) -> Iterator[Frames]:
        """Blocks in order. Everything that can be decoded is yielded first; then SoundFileError is
        raised if the file is cut short or damaged, or if it held no samples at all."""
        delivered = 0
        for block in self._reader.blocks():
            delivered += len(block)
            yield block
        if delivered == 0:
            raise SoundFileError(
                self._path, "a sound header without any samples", "was the recording stopped?"
            )

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> SoundFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check(path: Path) -> None:
    try:
        kind = path.stat()
        if stat.S_ISDIR(kind.st_mode):
            raise SoundFileError(path, "is a directory, not a sound file")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise SoundFileError(path, "no such file") from None
    except PermissionError:
        raise SoundFileError(
            path, "cannot be opened: permission denied", "check its owner and mode"
        ) from None
    except OSError as error:
        raise SoundFileError(path, f"cannot be opened: {error.strerror}") from error
    if kind.st_size == 0 and stat.S_ISREG(kind.st_mode):
        raise SoundFileError(path, "is empty (0 bytes)")


def _cut_short(path: Path, delivered: float, promised: float) -> SoundFileError:
    return SoundFileError(
        path,
        f"is cut short: {delivered:.2f} s of {promised:.2f} s can be decoded",
        "copy it again; everything before the fault was used",
    )


class _SndfileReader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = soundfile.SoundFile(os.fspath(path))
        self.rate: int = self._file.samplerate
        self.channels: int = self._file.channels
        self._promised = self._frames_promised()
        self.duration: float | None = None
        if self._promised is not None and self.rate > 0:
            self.duration = self._promised / self.rate

    def blocks(self) -> Iterator[Frames]:
        size = max(1, min(int(self.rate * BLOCK_S), BLOCK_VALUES // self.channels))
        delivered = 0
        while True:
            block = np.empty((size, self.channels), np.float32)
            block.view(np.uint32)[:] = _UNWRITTEN
            try:
                got = self._file.read(out=block)
            except soundfile.LibsndfileError as error:
                # A failed read has still delivered what it decoded before the fault.
                rest = block[: _written(block)]
                if len(rest):
                    yield rest
                delivered += len(rest)
                raise self._damaged(delivered, error) from error
            if len(got) == 0:
                break
            delivered += len(got)
            yield got
        if self._promised is not None:
            missing = self._promised - delivered
            slack = MP3_SLACK_S * self.rate if self._file.format == "MP3" else 0
            if delivered and missing > slack:
                raise _cut_short(self._path, delivered / self.rate, self._promised / self.rate)

    def close(self) -> None:
        self._file.close()

    def _damaged(self, delivered: int, error: soundfile.LibsndfileError) -> SoundFileError:
        if self._promised is not None and self._promised > delivered:
            return _cut_short(self._path, delivered / self.rate, self._promised / self.rate)
        return SoundFileError(
            self._path, f"is damaged after {delivered / self.rate:.2f} s: {_text(error)}"
        )

    def _frames_promised(self) -> int | None:
        frames = int(self._file.frames)
        if self._file.format in {"WAV", "WAVEX", "AIFF"}:
            # libsndfile trusts the file's length, not its header; its log tells both.
            said = re.search(
                r"^(?:data|SSND) : (\d+) \(should be (\d+)\)", self._file.extra_info, re.MULTILINE
            )
            # Sizes near 2 or 4 GiB are what programs write that do not know the length yet.
            if said and int(said[1]) < 0x7FFF_0000 and int(said[2]) > 0:
                return int(frames * int(said[1]) / int(said[2]))
        return frames if 0 <= frames < 1 << 62 else None


def _written(block: Frames) -> int:
    untouched = (block.view(np.uint32) == _UNWRITTEN).any(axis=1)
    return int(np.argmax(untouched)) if untouched.any() else len(block)


def _text(error: soundfile.LibsndfileError) -> str:
    return str(error.error_string).strip() or f"libsndfile error {error.code}"


class _AudioreadReader:
    """What libsndfile cannot open. Needs ffmpeg (or another of audioread's helpers)."""

    def __init__(self, path: Path, sndfile_error: soundfile.LibsndfileError) -> None:
        import audioread  # late: costs time and processes, and is rarely needed

        self._path = path
        # Its own reader of WAV and AIFF lets slip what the standard library raises.
        self._errors: tuple[type[Exception], ...] = (
            audioread.DecodeError,
            EOFError,
            OSError,
            ValueError,
            ZeroDivisionError,
            struct.error,
        )
        helper = any(b.__name__.startswith("FF") for b in audioread.available_backends())
        try:
            self._file: Any = audioread.audio_open(os.fspath(path))
            self.duration: float | None = float(self._file.duration) or None
        except self._errors as error:
            advice = (
                "WAV, FLAC, Ogg, MP3 and what ffmpeg reads will do"
                if helper
                else "if it is m4a, mp4, aac or wma, install ffmpeg; WAV, FLAC, Ogg, MP3 will do"
            )
            raise SoundFileError(path, "is not a sound file that can be read", advice) from error
        self.rate: int = int(self._file.samplerate)
        self.channels: int = int(self._file.channels)

    def blocks(self) -> Iterator[Frames]:
        left = b""
        width = 2 * self.channels  # audioread gives 16-bit little-endian
        delivered = 0
        try:
            for data in self._file:
                data = left + bytes(data)
                whole = len(data) - len(data) % width
                left = data[whole:]
                if whole:
                    pcm = np.frombuffer(data[:whole], "<i2").reshape(-1, self.channels)
                    delivered += len(pcm)
                    yield pcm.astype(np.float32) / np.float32(32768.0)
        except self._errors as error:
            raise SoundFileError(
                self._path, f"is damaged after {delivered / self.rate:.2f} s: {error}"
            ) from error
        seconds = delivered / self.rate
        if self.duration is not None and delivered and seconds < self.duration - 1.0:
            raise _cut_short(self._path, seconds, self.duration)

    def close(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._file.close()
