"""Writes image files of a study: DICOM with any geometry and compression, single and multi-frame."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)

CT = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def ramp(rows: int = 8, columns: int = 10, seed: int = 0) -> np.ndarray:
    """int16 values that differ everywhere and between seeds."""
    grid = np.arange(rows * columns, dtype=np.int64).reshape(rows, columns)
    return (grid * 7 + seed * 13 - 500).astype(np.int16)


def image_dataset(pixels: np.ndarray, **attributes: object) -> Dataset:
    """A CT image; attributes: keyword -> value, None for one that is left out. pixels: rows x
    columns, frames x rows x columns, or rows x columns x 3 of uint8."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    colours = pixels.ndim == 3 and pixels.shape[-1] == 3 and pixels.dtype == np.uint8
    rows, columns = pixels.shape[:2] if colours else pixels.shape[-2:]
    bits = pixels.dtype.itemsize * 8
    known: dict[str, object] = {
        "SOPClassUID": CT,
        "SOPInstanceUID": generate_uid(),
        "SpecificCharacterSet": "ISO_IR 192",
        "PatientID": "P1",
        "StudyInstanceUID": "1.2.3",
        "SeriesInstanceUID": "1.2.3.1",
        "SeriesNumber": 1,
        "Modality": "CT",
        "Rows": rows,
        "Columns": columns,
        "SamplesPerPixel": 3 if colours else 1,
        "PhotometricInterpretation": "RGB" if colours else "MONOCHROME2",
        "PlanarConfiguration": 0 if colours else None,
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(pixels.dtype.kind == "i"),
        "NumberOfFrames": len(pixels) if pixels.ndim == 3 and not colours else None,
        **attributes,
    }
    with pydicom.config.disable_value_validation(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for keyword, value in known.items():
            if value is not None:
                setattr(dataset, keyword, value)
    data = np.ascontiguousarray(pixels).tobytes()
    dataset.PixelData = data + b"\0" * (len(data) % 2)
    dataset["PixelData"].VR = "OB" if bits == 8 else "OW"
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return dataset


def save(dataset: Dataset, path: Path, syntax: str = ExplicitVRLittleEndian) -> Path:
    """Uncompressed syntaxes by writing, compressed ones by encoding."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pydicom.config.disable_value_validation(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if syntax in (ExplicitVRLittleEndian, ImplicitVRLittleEndian):
            dataset.file_meta.TransferSyntaxUID = syntax
        elif syntax == ExplicitVRBigEndian:
            dataset.file_meta.TransferSyntaxUID = syntax
            swapped = np.frombuffer(dataset.PixelData, dtype=f"<u{dataset.BitsAllocated // 8}")
            dataset.PixelData = swapped.byteswap().tobytes()
        else:
            return _encoded(dataset, path, syntax)
        dataset.save_as(path, enforce_file_format=True)
    return path


def _encoded(dataset: Dataset, path: Path, syntax: str) -> Path:
    """By GDCM, which writes all that DICOM has; RLE by pydicom."""
    import gdcm

    if pydicom.uid.UID(syntax).is_encapsulated and syntax == pydicom.uid.RLELossless:
        dataset.compress(syntax)
        dataset.save_as(path, enforce_file_format=True)
        return path
    plain = save(dataset, path.with_suffix(".plain"))
    reader = gdcm.ImageReader()
    reader.SetFileName(str(plain))
    assert reader.Read()
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(str(syntax))))
    change.SetInput(reader.GetImage())
    assert change.Change(), f"GDCM does not encode {syntax}"
    writer = gdcm.ImageWriter()
    writer.SetFileName(str(path))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    plain.unlink()
    return path


def write_slice(
    path: Path,
    position: Sequence[float] | None = None,
    number: int | None = 1,
    pixels: np.ndarray | None = None,
    syntax: str = ExplicitVRLittleEndian,
    **attributes: object,
) -> Path:
    """One slice of a series; axial, pixels of 1 mm where nothing else is said."""
    geometry: dict[str, object] = {}
    if position is not None:
        geometry = {
            "ImagePositionPatient": [float(one) for one in position],
            "ImageOrientationPatient": list(AXIAL),
            "PixelSpacing": [1.0, 1.0],
        }
    picture = ramp(seed=number or 0) if pixels is None else pixels
    return save(
        image_dataset(picture, InstanceNumber=number, **{**geometry, **attributes}), path, syntax
    )


def write_enhanced(
    path: Path,
    positions: Sequence[Sequence[float]],
    pixels: np.ndarray,
    slopes: Sequence[float] | None = None,
    orientations: Sequence[Sequence[float]] | None = None,
    **attributes: object,
) -> Path:
    """An enhanced object: one frame for each position, with its own functional groups."""
    dataset = image_dataset(pixels, **{"SOPClassUID": ENHANCED_MR, "Modality": "MR", **attributes})
    shared, own = Dataset(), []
    shared.PixelMeasuresSequence = Items([_item(PixelSpacing=[0.5, 0.5], SliceThickness=3.0)])
    if orientations is None:
        shared.PlaneOrientationSequence = Items([_item(ImageOrientationPatient=list(AXIAL))])
    for index, position in enumerate(positions):
        group = Dataset()
        group.PlanePositionSequence = Items([_item(ImagePositionPatient=list(position))])
        if orientations is not None:
            turned = _item(ImageOrientationPatient=list(orientations[index]))
            group.PlaneOrientationSequence = Items([turned])
        if slopes is not None:
            rescale = _item(RescaleSlope=slopes[index], RescaleIntercept=0, RescaleType="US")
            group.PixelValueTransformationSequence = Items([rescale])
        own.append(group)
    dataset.SharedFunctionalGroupsSequence = Items([shared])
    dataset.PerFrameFunctionalGroupsSequence = Items(own)
    return save(dataset, path)


def _item(**attributes: object) -> Dataset:
    item = Dataset()
    for keyword, value in attributes.items():
        setattr(item, keyword, value)
    return item
