"""SlicePictures: slices of the study on screen as PNG, for the eye, in the window that is wanted.

Kept in memory alone, within bounds: what was shown and what it was made of, so that another window
of a slice needs no file.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.session.kept_bytes import KeptBytes, Key
from medvoice.session.shown_study import ShownStudy
from medvoice.study.side_by_side import Matched, side_by_side
from medvoice.study.study import Kind, Series, Slice, StudyPixelsError
from medvoice.study.vectors import numbers
from medvoice.study.windowing import PRESETS, Window, percentile_ends, shown

MOST_PIXELS = 48_000_000
"""Of an image; as float32 four times as many bytes."""
KEPT_BYTES = 64 << 20
VALUES_BYTES = 256 << 20
LEAST_GREYS = 32
"""Between the darkest and the brightest, for a window to be told from them: a width within 3 %."""
SPREAD = 9
"""Slices whose values make the one window of a volume without a unit."""


class NoSuchPictureError(LookupError):
    """The study on screen has no such series or slice."""


class PictureFault(Exception):
    """A slice cannot be shown: which, and why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """study: 0 for the present one, 1 … for its priors. index: of the slice. window: None for the
    one it is usually shown in. size: pixels that its longer side may have."""

    study: int
    series: int
    index: int
    window: Window | None
    size: int


@dataclass(frozen=True, slots=True)
class Picture:
    """tag: changes with what it shows. window: as it is shown, or where to begin with another;
    None for colours."""

    png: bytes
    tag: str
    window: Window | None


class SlicePictures:
    """Any thread; one slice of a study is read at a time."""

    def __init__(self, kept: int = KEPT_BYTES, values: int = VALUES_BYTES) -> None:
        """kept, values: bytes of pictures, of slices' values."""
        self._pictures: KeptBytes[Picture] = KeptBytes(kept)
        self._values: KeptBytes[NDArray[np.float32]] = KeptBytes(values)
        self._windows: KeptBytes[Window] = KeptBytes(1 << 16)

    def picture(self, on_screen: ShownStudy, wanted: Wanted) -> Picture:
        """Raises NoSuchPictureError, PictureFault."""
        key: Key = (on_screen.token, wanted)
        found = self._pictures.get(key)
        if found is not None:
            return found
        series = series_of(on_screen, wanted.study, wanted.series)
        if not 0 <= wanted.index < len(series.slices):
            raise NoSuchPictureError("the series has no such slice")
        image = series.slices[wanted.index]
        if image.rows * image.columns > MOST_PIXELS:
            raise PictureFault(f"It has {image.rows} x {image.columns} pixels: too many to show.")
        with on_screen.lock:
            if on_screen.closed:  # what is forgotten already must not be kept again
                raise NoSuchPictureError("the study is not on screen any more")
            try:
                made = self._made(on_screen, series, image, wanted)
            except StudyPixelsError as error:
                raise PictureFault(f"It cannot be read: {error}") from error
            self._pictures.put(key, made, len(made.png))
        return made

    @property
    def kept_bytes(self) -> int:
        """Of patients' pictures, in memory."""
        return self._pictures.bytes + self._values.bytes

    def forget(self, token: str) -> None:
        """Of a study that is not on screen any more."""
        for kept in (self._pictures, self._values, self._windows):
            kept.forget(token)

    def _made(self, on_screen: ShownStudy, series: Series, image: Slice, wanted: Wanted) -> Picture:
        if in_colours(series):
            return _picture(on_screen.pixels.colours(image), wanted.size, None)
        window = wanted.window
        if window is None:
            window = self._usual(on_screen, series, wanted)
        if window is None:
            rgb = on_screen.pixels.colours(image)
            values = self._read(on_screen, image)
            turned = series.texts.get("PhotometricInterpretation", "") == "MONOCHROME1"
            # A window that a file names is over values that were not turned.
            named = _seen(values, rgb[..., 0]) if turned else _named(series)
            begin = named or Window.between(*percentile_ends([values]))
            return _picture(rgb[..., 0], wanted.size, begin)
        grey = shown(self._read(on_screen, image), window)
        return _picture(grey, wanted.size, window)

    def _usual(self, on_screen: ShownStudy, series: Series, wanted: Wanted) -> Window | None:
        """None: as the file says, slice by slice."""
        if series.modality == "CT":
            return _named(series) or PRESETS["abdomen"]
        if series.kind is not Kind.VOLUME:
            return None
        key: Key = (on_screen.token, wanted.study, wanted.series)
        found = self._windows.get(key)
        if found is None:
            found = Window.between(*percentile_ends(self._spread(on_screen, series)))
            self._windows.put(key, found, 64)
        return found

    def _spread(self, on_screen: ShownStudy, series: Series) -> list[NDArray[np.float32]]:
        count = len(series.slices)
        indices = sorted({round(at * (count - 1) / (SPREAD - 1)) for at in range(SPREAD)})
        return [self._read(on_screen, series.slices[index]) for index in indices]

    def _read(self, on_screen: ShownStudy, image: Slice) -> NDArray[np.float32]:
        key: Key = (on_screen.token, image.path, image.frame)
        found = self._values.get(key)
        if found is None:
            found = on_screen.pixels.values(image)
            self._values.put(key, found, found.nbytes)
        return found


def series_of(on_screen: ShownStudy, study: int, series: int) -> Series:
    """Raises NoSuchPictureError."""
    loaded = on_screen.study.loaded
    studies = (loaded.study, *loaded.priors)
    if 0 <= study < len(studies) and 0 <= series < len(studies[study].series):
        return studies[study].series[series]
    raise NoSuchPictureError("the study on screen has no such series")


def matched(on_screen: ShownStudy, one: tuple[int, int], other: tuple[int, int]) -> Matched:
    """one, other: study and series. Raises NoSuchPictureError."""
    return side_by_side(series_of(on_screen, *one), series_of(on_screen, *other))


def window_of(name: str, centre: float | None, width: float | None) -> Window | None:
    """By a CT window's name, or by its values; None where nothing is said. Raises
    NoSuchPictureError."""
    if name:
        if name not in PRESETS:
            raise NoSuchPictureError(f"there is no such window; there are {', '.join(PRESETS)}")
        return PRESETS[name]
    if centre is None and width is None:
        return None
    if centre is None or width is None:
        raise NoSuchPictureError("a window is a centre and a width")
    return Window(centre, width)


def in_colours(series: Series) -> bool:
    """Whether it has no window."""
    return series.texts.get("PhotometricInterpretation", "").startswith(
        ("RGB", "YBR", "PALETTE")
    ) or (series.kind is Kind.WHOLE_SLIDE)


def _named(series: Series) -> Window | None:
    """The first window that the files name, as most of them do."""
    centre = numbers(series.texts.get("WindowCenter", "").split("\\")[0], 1)
    width = numbers(series.texts.get("WindowWidth", "").split("\\")[0], 1)
    if centre is None or width is None or width[0] <= 0:
        return None
    return Window(centre[0], width[0])


def _seen(values: NDArray[np.float32], grey: NDArray[np.uint8]) -> Window | None:
    """The window that made this grey of these values; None where too little grey says it."""
    inside = (grey > 0) & (grey < 255)
    if not inside.any():
        return None
    found, greys = values[inside], grey[inside]
    low, high = int(found.argmin()), int(found.argmax())
    steps = int(greys[high]) - int(greys[low])
    if steps < LEAST_GREYS:
        return None
    width = float(found[high] - found[low]) * 255 / steps
    begin = float(found[low]) - int(greys[low]) * width / 255
    return Window.between(begin, begin + width)


def _picture(pixels: NDArray[np.uint8], size: int, window: Window | None) -> Picture:
    from PIL import Image

    image: Any = Image.fromarray(np.ascontiguousarray(pixels))
    longer = max(image.size)
    if longer > size:
        scale = size / longer
        shape = tuple(max(1, round(side * scale)) for side in image.size)
        image = image.resize(shape, Image.Resampling.BOX, reducing_gap=None)
    written = io.BytesIO()
    image.save(written, "PNG", compress_level=1)
    png = written.getvalue()
    return Picture(png, hashlib.sha256(png).hexdigest()[:32], window)
