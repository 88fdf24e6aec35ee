"""The real files: all load or are refused by name, and their geometry is exact.

The numbers are worked out here from the headers alone, another way than the package does.
"""

from __future__ import annotations

import numpy as np
import pydicom
import pytest

from medvoice.study.folder_error import StudyFolderError
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels, open_pixels
from medvoice.study.study import Kind


@pytest.fixture
def pixels():
    reader = FilePixels()
    yield reader
    reader.close()


def headers(folder):
    return [pydicom.dcmread(file, stop_before_pixels=True) for file in sorted(folder.glob("*.dcm"))]


def perpendicular_gaps(found):
    """Distances of neighbouring planes: each next corner's distance from the plane before it, by
    solving for the plane's equation through three of its corners."""
    gaps = []
    for one, other in zip(found, found[1:], strict=False):
        corner = np.array(one.ImagePositionPatient, dtype=float)
        across = np.array(one.ImageOrientationPatient[:3], dtype=float) * 100
        down = np.array(one.ImageOrientationPatient[3:], dtype=float) * 100
        a, b, c = (
            np.linalg.det([[across[1], across[2]], [down[1], down[2]]]),
            -np.linalg.det([[across[0], across[2]], [down[0], down[2]]]),
            np.linalg.det([[across[0], across[1]], [down[0], down[1]]]),
        )
        d = -(a * corner[0] + b * corner[1] + c * corner[2])
        x, y, z = (float(v) for v in other.ImagePositionPatient)
        gaps.append(abs(a * x + b * y + c * z + d) / np.sqrt(a * a + b * b + c * c))
    return gaps


def test_head_ct_with_two_spacings_and_a_tilted_gantry(shared):
    folder = shared / "data" / "dicom" / "ct_head_ge"
    found = headers(folder)
    loaded = load_study(folder)
    [series] = loaded.study.series
    assert (series.kind, series.modality, len(series.slices), series.number) == (
        Kind.VOLUME, "CT", 26, 2,
    )  # fmt: skip
    assert [one.number for one in series.slices] == list(range(1, 27))
    assert [one.uid for one in series.slices] == [str(one.SOPInstanceUID) for one in found]
    assert series.geometry.gaps == pytest.approx(perpendicular_gaps(found), abs=1e-6)
    # 4 mm slices, 7 mm slices, and where the two ranges meet.
    assert series.geometry.gaps[:13] == pytest.approx([4.0019] * 13, abs=1e-3)
    assert series.geometry.gaps[13] == pytest.approx(1.0811, abs=1e-3)
    assert series.geometry.gaps[14:] == pytest.approx([6.9986] * 11, abs=1e-3)
    assert series.geometry.tilt == pytest.approx(float(found[0].GantryDetectorTilt), abs=1e-3)
    assert [one.thickness for one in series.slices] == [4.0] * 14 + [7.0] * 12
    assert series.geometry.missing == ()
    assert series.geometry.notes == (
        "Tilted by 18.5°.",
        "Spacing changes: 4.00 mm (13), 7.00 mm (11).",
        "1.08 mm between slices 14 and 15: they overlap.",
    )
    plane = series.slices[10].plane
    assert plane.position == tuple(float(v) for v in found[10].ImagePositionPatient)
    assert (*plane.row, *plane.column) == tuple(float(v) for v in found[10].ImageOrientationPatient)
    assert (loaded.priors, loaded.skipped, loaded.notes) == ((), (), ())


def test_brain_mr_that_lies_obliquely(shared):
    folder = shared / "data" / "dicom" / "mr_brain_t1"
    found = headers(folder)
    [series] = load_study(folder).study.series
    assert (series.kind, series.modality, series.description) == (Kind.VOLUME, "MR", "anat-T1w")
    assert [one.number for one in series.slices] == list(range(185, 201))
    assert series.geometry.gaps == pytest.approx(perpendicular_gaps(found), abs=1e-6)
    assert series.geometry.gaps == pytest.approx([float(found[0].SliceThickness)] * 15, abs=1e-4)
    assert (series.geometry.tilt, series.geometry.missing, series.geometry.notes) == (0.0, (), ())
    assert series.slices[0].plane.spacing == (0.666666686534882, 0.699987828731537)
    # From below upwards: each corner lies higher than the one before.
    heights = [one.plane.position[2] for one in series.slices]
    assert heights == sorted(heights)


@pytest.mark.parametrize("folder", ["ct_head_ge", "mr_brain_t1"])
def test_values_are_the_stored_ones_rescaled(shared, pixels, folder):
    [series] = load_study(shared / "data" / "dicom" / folder).study.series
    for image in (series.slices[0], series.slices[-1]):
        dataset = pydicom.dcmread(image.path)
        bits = np.frombuffer(dataset.PixelData, "<i2" if dataset.PixelRepresentation else "<u2")
        slope, intercept = dataset.get("RescaleSlope", 1), dataset.get("RescaleIntercept", 0)
        expected = bits.reshape(dataset.Rows, dataset.Columns) * float(slope) + float(intercept)
        found = pixels.values(image)
        assert found.dtype == np.float32
        inside = np.ones(expected.shape, bool)
        if "PixelPaddingValue" in dataset:
            inside = bits.reshape(expected.shape) != dataset.PixelPaddingValue
        np.testing.assert_array_equal(found[inside], expected[inside].astype(np.float32))
        assert found.min() == expected[inside].min()


@pytest.mark.parametrize(
    ("name", "kind", "shape"),
    [
        ("cr_chest_siim_6904.dcm", Kind.IMAGES, (1024, 1024)),
        ("cr_tibia_RG3_J2KI.dcm", Kind.IMAGES, (1760, 1760)),
        ("ct_pancreas_0001_slice.dcm", Kind.VOLUME, (512, 512)),
        ("dx_image.dcm", Kind.IMAGES, (169, 211)),
        ("nm_bone_scan.dcm", Kind.IMAGES, (1024, 256)),
        ("us_US1_J2KR.dcm", Kind.IMAGES, (480, 640)),
    ],
)
def test_every_single_file_loads_and_shows(shared, pixels, name, kind, shape):
    loaded = load_study(shared / "data" / "dicom" / name)
    [series] = loaded.study.series
    [image] = series.slices
    assert (series.kind, loaded.skipped) == (kind, ())
    assert (image.rows, image.columns) == shape
    assert pixels.values(image).shape == shape
    colours = pixels.colours(image)
    assert (colours.shape, colours.dtype) == ((*shape, 3), np.uint8)
    assert colours.std() > 5


def test_monochrome1_radiographs_are_turned(shared, pixels):
    """The lower leg is brighter than the air beside it; stored, it is darker."""
    [series] = load_study(shared / "data" / "dicom" / "cr_tibia_RG3_J2KI.dcm").study.series
    stored = pydicom.dcmread(series.slices[0].path).pixel_array
    values, shown = pixels.values(series.slices[0]), pixels.colours(series.slices[0])[..., 0]
    leg, air = np.s_[600:900, 800:900], np.s_[600:900, 500:600]
    assert stored[leg].mean() < stored[air].mean()
    assert values[leg].mean() > values[air].mean() + 100
    assert shown[leg].mean() > shown[air].mean() + 25


def test_a_whole_slide_is_one_level_of_its_whole_size(shared):
    [series] = load_study(shared / "data" / "dicom" / "sm_image.dcm").study.series
    assert (series.kind, len(series.slices)) == (Kind.WHOLE_SLIDE, 1)
    assert (series.slices[0].rows, series.slices[0].columns) == (50, 50)


def test_reports_are_refused_by_name(shared):
    for name in ("sr_test-SR.dcm", "sr_tid1500_pet_measurement.dcm"):
        with pytest.raises(StudyFolderError, match=rf"{name}: holds no image \(SR\)"):
            load_study(shared / "data" / "dicom" / name)


def test_eleven_patients_in_one_folder_are_refused(shared):
    with pytest.raises(StudyFolderError, match="files of 11 patients"):
        load_study(shared / "data" / "dicom")


def test_radiographs_as_pictures(shared):
    loaded = load_study(shared / "data" / "cxr")
    [series] = loaded.study.series
    assert (series.kind, len(series.slices), loaded.study.headers.uid) == (Kind.IMAGES, 12, "")
    assert [one.path.name for one in series.slices] == sorted(
        one.path.name for one in series.slices
    )
    assert [str(one) for one in loaded.skipped] == ["metadata.tsv (no image)"]
    reader = open_pixels()
    for image in series.slices:
        assert reader.values(image).shape == (image.rows, image.columns)
        assert reader.colours(image).shape == (image.rows, image.columns, 3)
