"""Slides of real size for tests, as a tiled TIFF and as DICOM: tissue where a map of 896-pixel
squares of the 10× level says so, its colour telling the place of every 32 pixels."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

GLASS = (244, 243, 245)
PATCH = 896
TILE = 512

Map = np.ndarray
"""bool, rows x columns of squares."""


def paint(tissue: Map, top: int, left: int, rows: int, columns: int, step: int = 1) -> np.ndarray:
    """A region of the 10× level, every step-th pixel. Beyond the map there is glass."""
    y = top + np.arange(rows) * step
    x = left + np.arange(columns) * step
    inside = np.zeros((rows, columns), bool)
    on_y, on_x = y // PATCH < tissue.shape[0], x // PATCH < tissue.shape[1]
    inside[np.ix_(on_y, on_x)] = tissue[np.ix_(y[on_y] // PATCH, x[on_x] // PATCH)]
    rgb = np.empty((rows, columns, 3), np.uint8)
    rgb[:] = GLASS
    rgb[..., 0][inside] = np.broadcast_to(150 + x // 32 % 64, inside.shape)[inside]
    rgb[..., 1][inside] = np.broadcast_to((40 + y // 32 % 64)[:, None], inside.shape)[inside]
    rgb[..., 2][inside] = 160
    return rgb


def tiles(tissue: Map, factor: int = 1) -> Iterator[np.ndarray]:
    """Of a level that is `factor` times smaller than 10×, by rows."""
    rows, columns = (size * PATCH // factor for size in tissue.shape)
    for top in range(0, rows, TILE):
        for left in range(0, columns, TILE):
            yield paint(tissue, top * factor, left * factor, TILE, TILE, factor)


def tiff(path: Path, tissue: Map, *, said: bool = True) -> Path:
    """40×, 10× and 2.5×. The 40× level, which nobody should read, is one colour. said: with its
    resolution."""
    import tifffile

    rows, columns = (size * PATCH for size in tissue.shape)
    flat = zlib.compress(np.full((TILE, TILE, 3), (255, 0, 0), np.uint8).tobytes(), 1)
    large = (-(-rows * 4 // TILE)) * (-(-columns * 4 // TILE))
    levels: list[tuple[float, Callable[[], Iterator[bytes]]]] = [
        (0.25, lambda: (flat for _ in range(large))),
        (1.0, lambda: (zlib.compress(one.tobytes(), 1) for one in tiles(tissue))),
        (4.0, lambda: (zlib.compress(one.tobytes(), 1) for one in tiles(tissue, 4))),
    ]
    with tifffile.TiffWriter(path, bigtiff=True) as file:
        for number, (microns, data) in enumerate(levels):
            size = (round(rows / microns), round(columns / microns), 3)
            file.write(
                data(),
                shape=size,
                dtype=np.uint8,
                tile=(TILE, TILE),
                photometric="rgb",
                compression="zlib",
                subfiletype=1 if number else 0,
                resolution=(1e4 / microns, 1e4 / microns) if said else None,
                resolutionunit="CENTIMETER" if said else None,
                metadata=None,
            )
    return path


def dicom(folder: Path, tissue: Map, *, sparse: bool = False) -> list[Path]:
    """40× (JPEG, one colour), 10× (uncompressed) and 2.5× (JPEG), one file each, and a label."""
    from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

    rows, columns = (size * PATCH for size in tissue.shape)
    red = jpeg(np.full((TILE, TILE, 3), (255, 0, 0), np.uint8))
    large = (-(-rows * 4 // TILE)) * (-(-columns * 4 // TILE))
    made = []
    for name, microns, syntax, frames in (
        ("40", 0.25, JPEGBaseline8Bit, [red] * large),
        ("10", 1.0, ExplicitVRLittleEndian, [one.tobytes() for one in tiles(tissue)]),
        ("2", 4.0, JPEGBaseline8Bit, [jpeg(one) for one in tiles(tissue, 4)]),
    ):
        size = (round(rows / microns), round(columns / microns))
        made.append(_file(folder / f"{name}.dcm", size, microns, syntax, frames, sparse))
    label = _file(
        folder / "label.dcm", (TILE, TILE), 10.0, ExplicitVRLittleEndian, [b"\0" * TILE * TILE * 3],
        False, "LABEL",
    )  # fmt: skip
    return [label, *made]


def jpeg(rgb: np.ndarray) -> bytes:
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(rgb).save(data, "JPEG", quality=95, subsampling=0)
    return data.getvalue()


def _file(
    path: Path, size: tuple[int, int], microns: float, syntax: str, frames: list[bytes],
    sparse: bool, kind: str = "VOLUME",
) -> Path:  # fmt: skip
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.encaps import encapsulate
    from pydicom.uid import UID, VLWholeSlideMicroscopyImageStorage, generate_uid

    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = UID(syntax)
    made.file_meta.MediaStorageSOPClassUID = VLWholeSlideMicroscopyImageStorage
    made.SOPClassUID = VLWholeSlideMicroscopyImageStorage
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.3", "1.2.3.4"
    made.Modality = "SM"
    made.PatientID = "slide"
    made.ImageType = ["ORIGINAL", "PRIMARY", kind, "NONE"]
    made.TotalPixelMatrixRows, made.TotalPixelMatrixColumns = size
    made.Rows = made.Columns = TILE
    made.NumberOfFrames = len(frames)
    made.SamplesPerPixel, made.PhotometricInterpretation = 3, "RGB"
    made.PlanarConfiguration = 0
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation = 7, 0
    if UID(syntax).is_compressed:
        made.PhotometricInterpretation = "YBR_FULL_422"
    made.DimensionOrganizationType = "TILED_SPARSE" if sparse else "TILED_FULL"
    if sparse:
        frames = _scattered(made, size, frames)
    measures = Dataset()
    measures.PixelSpacing = [microns / 1000] * 2
    shared = Dataset()
    shared.PixelMeasuresSequence = [measures]
    made.SharedFunctionalGroupsSequence = [shared]
    if UID(syntax).is_compressed:
        made.PixelData = encapsulate(frames)
        made["PixelData"].VR = "OB"
    else:
        made.PixelData = b"".join(frames)
        made["PixelData"].VR = "OB"
    made.save_as(path, enforce_file_format=True)
    return path


def _scattered(made: object, size: tuple[int, int], frames: list[bytes]) -> list[bytes]:
    """The frames in reverse order, each with its place."""
    from pydicom.dataset import Dataset

    groups = []
    across = -(-size[1] // TILE)
    for number in reversed(range(len(frames))):
        place = Dataset()
        place.RowPositionInTotalImagePixelMatrix = number // across * TILE + 1
        place.ColumnPositionInTotalImagePixelMatrix = number % across * TILE + 1
        group = Dataset()
        group.PlanePositionSlideSequence = [place]
        groups.append(group)
    made.PerFrameFunctionalGroupsSequence = groups
    return frames[::-1]
