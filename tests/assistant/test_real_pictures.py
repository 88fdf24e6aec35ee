"""What a model sees of the real studies in ../shared: against the files read with pydicom alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from assistant import makers

from medvoice.assistant.recipes import Recipe
from medvoice.assistant.study_images import ModelImages, model_images
from medvoice.study.folder_error import StudyFolderError
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels


def seen(path: Path, prior: Path | None = None) -> ModelImages:
    pixels = FilePixels()
    try:
        found = model_images(load_study(path, prior), pixels)
    finally:
        pixels.close()
    assert found is not None
    return found


def test_the_head_ct_slice_by_slice_from_the_feet_to_the_head(shared):
    import pydicom

    found = seen(shared / "data/dicom/ct_head_ge")
    assert found.recipe is Recipe.CT_VOLUME
    files = [pydicom.dcmread(one) for one in (shared / "data/dicom/ct_head_ge").glob("*.dcm")]
    files.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    assert len(found.pictures) == len(files) == 26
    for number, (picture, file) in enumerate(zip(found.pictures, files, strict=True), start=1):
        stored = file.pixel_array.astype(np.float64)
        hu = stored * float(file.RescaleSlope) + float(file.RescaleIntercept)
        np.testing.assert_array_equal(picture.rgb, makers.ct_rgb(hu))
        assert picture.label == f"SLICE {number}"
        assert picture.spacing == tuple(float(mm) for mm in file.PixelSpacing)
    assert found.about == "head"


def test_the_brain_mr(shared):
    import pydicom

    found = seen(shared / "data/dicom/mr_brain_t1")
    assert found.recipe is Recipe.MR_VOLUME
    files = [pydicom.dcmread(one) for one in (shared / "data/dicom/mr_brain_t1").glob("*.dcm")]
    assert len(found.pictures) == len(files) == 16
    means = sorted(float(one.pixel_array.mean()) for one in files)
    shown = sorted(float(picture.rgb.mean()) for picture in found.pictures)
    assert np.corrcoef(means, shown)[0, 1] > 0.99
    assert {picture.rgb.shape for picture in found.pictures} == {(384, 274, 3)}
    assert found.pictures[0].rgb.min() == 0
    assert max(picture.rgb.max() for picture in found.pictures) == 255


@pytest.mark.parametrize(
    ("name", "recipe", "shape"),
    [
        ("cr_chest_siim_6904.dcm", Recipe.RADIOGRAPH, (1024, 1024, 3)),
        ("cr_tibia_RG3_J2KI.dcm", Recipe.RADIOGRAPH, (1760, 1760, 3)),
        ("dx_image.dcm", Recipe.RADIOGRAPH, (169, 211, 3)),
        ("ct_pancreas_0001_slice.dcm", Recipe.CT_VOLUME, (512, 512, 3)),
        ("us_US1_J2KR.dcm", Recipe.PICTURES, (480, 640, 3)),
        ("nm_bone_scan.dcm", Recipe.PICTURES, (1024, 256, 3)),
        ("sm_image.dcm", Recipe.WHOLE_SLIDE, (896, 896, 3)),
    ],
)
def test_every_single_image(shared, name, recipe, shape):
    found = seen(shared / "data/dicom" / name)
    assert found.recipe is recipe
    (picture,) = found.pictures
    assert picture.rgb.shape == shape
    assert picture.rgb.dtype == np.uint8
    if recipe is not Recipe.WHOLE_SLIDE:  # that one is glass
        assert picture.rgb.std() > 5  # not black, not white


def test_an_x_ray_is_bright_where_bone_is(shared):
    """MONOCHROME1 is turned: beside the shaft there is air, and no bone is darker than that."""
    tibia = seen(shared / "data/dicom/cr_tibia_RG3_J2KI.dcm").pictures[0].rgb[..., 0]
    air, bone = tibia[200:700, 520:580], tibia[200:700, 820:900]
    assert bone.mean() > air.mean() + 100


def test_a_broken_slice_is_left_out_by_name_and_the_others_are_numbered_through(shared, tmp_path):
    for file in (shared / "data/dicom/ct_head_ge").glob("*.dcm"):
        data = file.read_bytes()
        keep = len(data) * 4 // 5 if file.name == "05.dcm" else len(data)
        (tmp_path / file.name).write_bytes(data[:keep])
    loaded = load_study(tmp_path)
    found = model_images(loaded, FilePixels())
    assert found is not None
    assert [one.label for one in found.pictures] == [f"SLICE {n}" for n in range(1, 26)]
    assert "05.dcm" in " ".join([*found.notes, *map(str, loaded.skipped)])


def test_reports_hold_no_images(shared):
    with pytest.raises(StudyFolderError):
        load_study(shared / "data/dicom/sr_test-SR.dcm")


def test_serial_radiographs_pair_the_earlier_first(shared):
    folder = shared / "data/cxr/serial"
    files = sorted(folder.glob("p206*.jpg"))
    found = seen(files[2], files[0])
    assert found.recipe is Recipe.LONGITUDINAL
    from PIL import Image

    for picture, file in zip(found.pictures, (files[0], files[2]), strict=True):
        np.testing.assert_array_equal(picture.rgb, np.asarray(Image.open(file).convert("RGB")))
    for file in sorted(folder.glob("*.jpg")):
        assert seen(file).recipe is Recipe.PICTURES
    assert seen(shared / "data/cxr/nih_00000001_000.png").pictures[0].rgb.shape[2] == 3
