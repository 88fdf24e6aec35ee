"""Pixels of a slice, read from its file when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from medvoice.study.decoder_process import DecoderProcess, DecodingFailed
from medvoice.study.dicom_file import why
from medvoice.study.dicom_pixels import FrameSource, source_of, stamp_of, stored
from medvoice.study.files import FileKind, kind_of
from medvoice.study.grey_values import shown_of, values_of
from medvoice.study.nifti import NiftiVolume
from medvoice.study.pictures import picture_colours, picture_values
from medvoice.study.study import Pixels, Slice, StudyPixelsError

T = TypeVar("T")


def open_pixels() -> Pixels:
    """Reads every kind of file that `load_study` loads."""
    return FilePixels()


class FilePixels:
    """Keeps the headers of the file that was read last: a multi-frame object is asked for each of
    its frames, and reading its headers takes as long as it has frames. Of a NIfTI file that is
    packed it keeps the voxels. Not thread-safe."""

    def __init__(self) -> None:
        self._decoder = DecoderProcess()
        self._last: FrameSource | None = None
        self._volume: tuple[Path, tuple[int, int], NiftiVolume] | None = None

    def values(self, image: Slice) -> NDArray[np.float32]:
        return _guarded(image, lambda: self._values(image))

    def colours(self, image: Slice) -> NDArray[np.uint8]:
        return _guarded(image, lambda: self._colours(image))

    @property
    def decoders_ended(self) -> int:
        """Decoder processes that a broken picture has ended."""
        return self._decoder.ended

    def close(self) -> None:
        """Ends the decoder. Reading goes on being possible: it is started again."""
        self._decoder.close()

    def _values(self, image: Slice) -> NDArray[np.float32]:
        match kind_of(image.path):
            case FileKind.PICTURE | FileKind.TIFF:
                return picture_values(image)
            case FileKind.NIFTI | FileKind.GZIP:
                return self._nifti(image).values(image.frame)
        return self._dicom(image, values_of)

    def _colours(self, image: Slice) -> NDArray[np.uint8]:
        match kind_of(image.path):
            case FileKind.PICTURE | FileKind.TIFF:
                return picture_colours(image)
            case FileKind.NIFTI | FileKind.GZIP:
                return self._nifti(image).colours(image.frame)
        return self._dicom(image, shown_of)

    def _nifti(self, image: Slice) -> NiftiVolume:
        stamp = stamp_of(image.path)
        if self._volume is None or self._volume[:2] != (image.path, stamp):
            self._volume = (image.path, stamp, NiftiVolume(image.path))
        return self._volume[2]

    def _dicom(self, image: Slice, made: Callable[[Any, int, Any], T]) -> T:
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
