"""Pixels of a slice, read from its file when they are asked for."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.study.dicom_file import pydicom_module, text_of, why
from medvoice.study.study import Pixels, Slice, StudyPixelsError
from medvoice.study.vectors import numbers
from medvoice.study.windowing import full_range, shown


def open_pixels() -> Pixels:
    """Reads every kind of file that `load_study` loads."""
    return FilePixels()


class FilePixels:
    """Keeps nothing."""

    def values(self, image: Slice) -> NDArray[np.float32]:
        dataset, stored = _stored(image)
        if stored.ndim == 3:
            # Luma of ITU-R BT.601, as DICOM's own YBR has it.
            stored = stored[..., :3] @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
        return _rescaled(dataset, stored)

    def colours(self, image: Slice) -> NDArray[np.uint8]:
        dataset, stored = _stored(image)
        if stored.ndim == 3:
            return np.ascontiguousarray(stored[..., :3].astype(np.uint8))
        values = _rescaled(dataset, stored)
        centre, width = (
            numbers(dataset.get("WindowCenter"), 1),
            numbers(dataset.get("WindowWidth"), 1),
        )
        low, high = full_range(values)
        if centre and width and width[0] >= 1:
            low, high = centre[0] - width[0] / 2, centre[0] + width[0] / 2
        grey = shown(values, low, high)
        return np.repeat(grey[..., np.newaxis], 3, axis=2)


def _stored(image: Slice) -> tuple[Any, NDArray[Any]]:
    pydicom = pydicom_module()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(image.path)
            from pydicom.pixels.utils import pixel_array

            return dataset, np.asarray(pixel_array(dataset, index=image.frame))
    except Exception as error:
        raise StudyPixelsError(f"{image.path.name}: {why(error)}") from error


def _rescaled(dataset: Any, stored: NDArray[Any]) -> NDArray[np.float32]:
    values = stored.astype(np.float32)
    slope, intercept = (
        numbers(dataset.get("RescaleSlope"), 1),
        numbers(dataset.get("RescaleIntercept"), 1),
    )
    padding = numbers(dataset.get("PixelPaddingValue"), 1)
    outside = stored == padding[0] if padding else None
    if slope and intercept:
        values = values * np.float32(slope[0]) + np.float32(intercept[0])
    if text_of(dataset.get("PhotometricInterpretation")) == "MONOCHROME1":
        values = values.max() + values.min() - values
    if outside is not None and outside.any() and not outside.all():
        values[outside] = values[~outside].min()
    return values
