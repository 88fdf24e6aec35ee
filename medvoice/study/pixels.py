"""Pixels of a slice, read from its file when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from medvoice.study.decoder_process import DecoderProcess, DecodingFailed
from medvoice.study.dicom_file import why
from medvoice.study.dicom_pixels import FrameSource, source_of, stamp_of, stored
from medvoice.study.grey_values import shown_of, values_of
from medvoice.study.study import Pixels, Slice, StudyPixelsError

T = TypeVar("T")


def open_pixels() -> Pixels:
    """Reads every kind of file that `load_study` loads."""
    return FilePixels()


class FilePixels:
    """Keeps the headers of the file that was read last: a multi-frame object is asked for each of
    its frames, and reading its headers takes as long as it has frames. Not thread-safe."""

    def __init__(self) -> None:
        self._decoder = DecoderProcess()
        self._last: FrameSource | None = None

    def values(self, image: Slice) -> NDArray[np.float32]:
        return _guarded(image, lambda: self._read(image, values_of))

    def colours(self, image: Slice) -> NDArray[np.uint8]:
        return _guarded(image, lambda: self._read(image, shown_of))

    def close(self) -> None:
        """Ends the decoder. Reading goes on being possible: it is started again."""
        self._decoder.close()

    def _read(self, image: Slice, made: Callable[[Any, int, Any], T]) -> T:
        last = self._last
        if last is None or last.path != image.path or last.stamp != stamp_of(image.path):
            self._last = last = source_of(image.path)
        return made(last.dataset, image.frame, stored(last, image.frame, self._decoder))


def _guarded(image: Slice, read: Callable[[], T]) -> T:
    try:
        return read()
    except DecodingFailed as error:
        raise StudyPixelsError(f"{image.path.name}: {error}") from error
    except Exception as error:
        raise StudyPixelsError(f"{image.path.name}: {why(error)}") from error
