"""NIfTI files (.nii, .nii.gz): a volume without a patient, a date or a modality.

NIfTI counts millimetres to the right, front and head negative, DICOM to the left and back positive:
x and y change their sign. Slices are cut and turned as they are looked at: axial ones seen from the
feet, coronal ones from the front, sagittal ones from the left.
"""

from __future__ import annotations

import gzip
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.study.folder_error import LeftOut
from medvoice.study.geometry import geometry_of, in_order
from medvoice.study.study import Kind, Plane, Series, Slice
from medvoice.study.windowing import Window, shown

MOST_BYTES = 2 << 30
"""Of one unpacked volume; a CT of 512 x 512 x 1,000 has 0.5 GB."""
_THICK = 1.2
"""An axis with voxels this many times as long as the others' is that of the slices."""
_BIDS = (
    ("CT", r"ct"),
    ("PT", r"pet"),
    ("MR", r"T1w|T2w|T2star|PDw|FLAIR|bold|dwi|sbref|asl|inplaneT[12]|UNIT1|T[12]map|angio|swi"),
)
"""Modality -> the suffix that the Brain Imaging Data Structure gives its files' names."""
_VIEWS = {0: (1, 1, 2, -1), 1: (0, 1, 2, -1), 2: (0, 1, 1, 1)}
"""World axis of the slices' normal -> axis and sign in which columns rise, and rows rise."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a voxel array becomes slices. slices, columns, rows: axes of the array. flips: of columns
    and rows."""

    slices: int
    columns: int
    rows: int
    flips: tuple[bool, bool]


def nifti_series(path: Path) -> Series:
    """Raises LeftOut; nearly anything for a broken file."""
    image = _opened(path)
    affine = _affine(image)
    shape = _shape(image)
    _check_size(path, image)
    layout = layout_of(affine, shape)
    rows, columns = shape[layout.rows], shape[layout.columns]
    sizes = _sizes(affine)
    planes = (_plane(affine, shape, layout, index) for index in range(shape[layout.slices]))
    slices = in_order(
        [
            Slice(path, index, None, rows, columns, plane, plane.spacing, sizes[layout.slices])
            for index, plane in enumerate(planes)
        ]
    )
    volumes = math.prod(int(size) for size in image.shape[3:])
    notes = [f"The first of {volumes} volumes in the file."] if volumes > 1 else []
    if not int(image.header["sform_code"]) and not int(image.header["qform_code"]):
        notes.append("The file does not say how the volume lies: left and right may be swapped.")
    name = path.name.removesuffix(".gz").removesuffix(".nii")
    return Series(
        uid=path.name,
        kind=Kind.VOLUME,
        modality=_modality(name),
        description=name,
        number=None,
        slices=slices,
        texts={},
        geometry=geometry_of(slices),
        notes=tuple(notes),
    )


class NiftiVolume:
    """One file's voxels. A packed file is unpacked once and kept: to reach a slice of it, all
    before it must be unpacked."""

    def __init__(self, path: Path) -> None:
        """Raises LeftOut; nearly anything for a broken file."""
        self._image = _opened(path)
        _check_size(path, self._image)
        self._layout = layout_of(_affine(self._image), _shape(self._image))
        self._voxels: Any = self._image.dataobj
        if path.name.endswith(".gz"):
            self._voxels = np.asanyarray(self._image.dataobj)

    def values(self, index: int) -> NDArray[np.float32]:
        """rows x columns of one slice."""
        layout = self._layout
        where: list[Any] = [slice(None)] * 3 + [0] * (len(self._image.shape) - 3)
        where[layout.slices] = index
        cut = np.asarray(self._voxels[tuple(where)], dtype=np.float32)
        if layout.columns < layout.rows:
            cut = cut.T
        if layout.flips[0]:
            cut = cut[:, ::-1]
        if layout.flips[1]:
            cut = cut[::-1]
        known = np.isfinite(cut)
        lowest = float(cut[known].min()) if known.any() else 0.0
        return np.ascontiguousarray(np.where(known, cut, np.float32(lowest)))

    def colours(self, index: int) -> NDArray[np.uint8]:
        """rows x columns x 3, with the file's own display range, else by percentiles."""
        values = self.values(index)
        low, high = float(self._image.header["cal_min"]), float(self._image.header["cal_max"])
        named = math.isfinite(low) and math.isfinite(high) and high > low
        window = Window.between(low, high) if named else Window.percentile([values])
        return np.repeat(shown(values, window)[..., np.newaxis], 3, axis=2)


def layout_of(affine: NDArray[np.float64], shape: tuple[int, int, int]) -> Layout:
    """affine: voxel to DICOM millimetres."""
    sizes = _sizes(affine)
    axis = _slice_axis(affine, sizes)
    normal_axis = int(np.argmax(np.abs(affine[:3, axis])))
    column_axis, column_sign, row_axis, row_sign = _VIEWS[normal_axis]
    one, other = (a for a in range(3) if a != axis)
    unit = np.abs(affine[:3, :3]) / np.array(sizes)
    straight = unit[column_axis, one] + unit[row_axis, other]
    turned = unit[column_axis, other] + unit[row_axis, one]
    columns, rows = (one, other) if straight >= turned else (other, one)
    flips = (
        affine[column_axis, columns] * column_sign < 0,
        affine[row_axis, rows] * row_sign < 0,
    )
    return Layout(axis, columns, rows, (bool(flips[0]), bool(flips[1])))


def _slice_axis(affine: NDArray[np.float64], sizes: tuple[float, ...]) -> int:
    longest = int(np.argmax(sizes))
    if all(sizes[longest] > _THICK * size for axis, size in enumerate(sizes) if axis != longest):
        return longest
    return int(np.argmax(np.abs(affine[2, :3]) / np.array(sizes)))


def _plane(
    affine: NDArray[np.float64], shape: tuple[int, int, int], layout: Layout, index: int
) -> Plane:
    sizes = _sizes(affine)
    voxel = [0.0, 0.0, 0.0]
    voxel[layout.slices] = index
    directions = []
    for axis, flipped in zip((layout.columns, layout.rows), layout.flips, strict=True):
        if flipped:
            voxel[axis] = shape[axis] - 1
        direction = affine[:3, axis] / sizes[axis] * (-1 if flipped else 1)
        directions.append((float(direction[0]), float(direction[1]), float(direction[2])))
    at = affine @ np.array([*voxel, 1.0])
    return Plane(
        (float(at[0]), float(at[1]), float(at[2])),
        directions[0],
        directions[1],
        (sizes[layout.rows], sizes[layout.columns]),
    )


def _opened(path: Path) -> Any:
    try:
        import nibabel
    except ModuleNotFoundError as error:
        raise LeftOut("NIfTI, which needs nibabel: pip install nibabel") from error
    return nibabel.load(path)


def _affine(image: Any) -> NDArray[np.float64]:
    affine = np.diag([-1.0, -1.0, 1.0, 1.0]) @ np.asarray(image.affine, dtype=np.float64)
    sizes = _sizes(affine)
    if not np.isfinite(affine).all() or min(sizes) <= 0 or max(sizes) > 1e4:
        raise LeftOut("broken: its voxels have no size")
    return affine


def _sizes(affine: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(size) for size in np.linalg.norm(affine[:3, :3], axis=0))


def _shape(image: Any) -> tuple[int, int, int]:
    shape = tuple(int(size) for size in image.shape)
    if len(shape) == 2:
        raise LeftOut("holds one plane and no volume")
    if len(shape) < 3 or min(shape) < 1:
        raise LeftOut("broken: its volume has no size")
    return shape[0], shape[1], shape[2]


def _check_size(path: Path, image: Any) -> None:
    kind = image.get_data_dtype()
    if kind.names is not None or kind.kind not in "iuf":
        raise LeftOut(f"holds values that are no grey ({kind})")
    needed = math.prod(int(size) for size in image.shape) * kind.itemsize
    if path.name.endswith(".gz"):
        if needed > MOST_BYTES:
            raise LeftOut(f"larger than {MOST_BYTES >> 30} GB when unpacked")
        return
    held = path.stat().st_size - int(image.dataobj.offset)
    if held < needed:
        raise LeftOut(f"is cut short: {max(0, held):,} of {needed:,} bytes of voxels")


def is_packed_nifti(path: Path) -> bool:
    """Whether a gzip file holds a NIfTI file: unpacks 400 bytes."""
    try:
        with gzip.open(path) as opened:
            head = opened.read(400)
    except (OSError, EOFError, ValueError):
        return False
    return head[344:348] == b"n+1\0" or head[4:12] == b"n+2\0\r\n\x1a\n"


def _modality(name: str) -> str:
    for modality, suffix in _BIDS:
        if re.search(rf"_(?:{suffix})$", name):
            return modality
    return ""
