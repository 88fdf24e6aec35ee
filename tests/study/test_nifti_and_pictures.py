"""NIfTI, PNG, JPEG and TIFF: what lies where, and what is refused."""

from __future__ import annotations

import gzip
import itertools

import nibabel
import numpy as np
import pytest
import tifffile
from nibabel.orientations import inv_ornt_aff, io_orientation, ornt_transform
from PIL import Image

from medvoice.study.folder_error import StudyFolderError
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels
from medvoice.study.study import Kind, StudyPixelsError


@pytest.fixture
def pixels():
    reader = FilePixels()
    yield reader
    reader.close()


ORDERS = list(itertools.permutations(range(3)))
FLIPS = list(itertools.product((1, -1), repeat=3))


def oriented(order, flips, spacing):
    """A volume whose value at each voxel tells where it lies in DICOM millimetres, stored with its
    axes in another order and direction."""
    shape = (5, 6, 4)
    affine = np.diag([*spacing, 1.0])
    affine[:3, 3] = (-7, 11, 23)
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1)
    world = grid * np.array(spacing) + affine[:3, 3]
    values = (-world[..., 0] * 1 + -world[..., 1] * 100 + world[..., 2] * 10000).astype(np.float32)
    image = nibabel.Nifti1Image(values, affine)
    wanted = np.array([[axis, flip] for axis, flip in zip(order, flips, strict=True)])
    change = ornt_transform(io_orientation(affine), wanted)
    turned = image.as_reoriented(change)
    assert np.allclose(turned.affine, affine @ inv_ornt_aff(change, shape))
    return turned


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("spacing", [(1, 1.25, 3), (1, 1, 1), (4, 1, 1)])
def test_every_voxel_lies_where_its_plane_says(tmp_path, pixels, order, spacing):
    for flips in FLIPS:
        path = tmp_path / "v.nii"
        nibabel.save(oriented(order, flips, spacing), path)
        [series] = load_study(path).study.series
        for image in series.slices:
            plane = image.plane
            found = pixels.values(image)
            assert found.shape == (image.rows, image.columns)
            rows, columns = np.indices(found.shape)
            world = (
                np.array(plane.position)
                + columns[..., None] * plane.spacing[1] * np.array(plane.row)
                + rows[..., None] * plane.spacing[0] * np.array(plane.column)
            )
            expected = world[..., 0] + world[..., 1] * 100 + world[..., 2] * 10000
            np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("spacing", "row", "column", "gap"),
    [
        ((1, 1.25, 3), (1, 0, 0), (0, 1, 0), 3),  # axial: to the left, to the back
        ((1, 3, 1), (1, 0, 0), (0, 0, -1), 3),  # coronal: to the left, down
        ((3, 1, 1), (0, 1, 0), (0, 0, -1), 3),  # sagittal: to the back, down
        ((1, 1, 1), (1, 0, 0), (0, 1, 0), 1),  # no thick axis: axial
    ],
)
def test_slices_are_looked_at_as_usual(tmp_path, spacing, row, column, gap):
    nibabel.save(oriented((2, 0, 1), (-1, 1, -1), spacing), tmp_path / "v.nii")
    [series] = load_study(tmp_path / "v.nii").study.series
    assert series.slices[0].plane.row == pytest.approx(row)
    assert series.slices[0].plane.column == pytest.approx(column)
    assert series.geometry.gaps == pytest.approx([gap] * (len(series.slices) - 1))
    assert series.geometry.notes == ()
    assert series.slices[0].thickness == pytest.approx(gap)


def test_packed_scaled_and_in_time(tmp_path, pixels):
    values = np.arange(4 * 5 * 3 * 2, dtype=np.int16).reshape(4, 5, 3, 2)
    image = nibabel.Nifti1Image(values, np.diag([-1, -1, 2, 1.0]))
    image.header.set_slope_inter(2, -1024)
    nibabel.save(image, tmp_path / "sub-01_ct.nii.gz")
    [series] = load_study(tmp_path).study.series
    assert (series.kind, series.modality, len(series.slices)) == (Kind.VOLUME, "CT", 3)
    assert series.notes == ("The first of 2 volumes in the file.",)
    stored = nibabel.load(tmp_path / "sub-01_ct.nii.gz").get_fdata()
    np.testing.assert_allclose(pixels.values(series.slices[1]), stored[:, :, 1, 0].T)


@pytest.mark.parametrize(
    ("name", "modality"),
    [("sub-1_T1w", "MR"), ("sub-1_FLAIR", "MR"), ("x_ct", "CT"), ("a_pet", "PT"), ("direct", "")],
)
def test_the_modality_is_that_of_the_name_where_names_say_it(tmp_path, name, modality):
    nibabel.save(
        nibabel.Nifti1Image(np.zeros((3, 3, 3), np.int16), np.eye(4)), tmp_path / f"{name}.nii"
    )
    assert load_study(tmp_path).study.series[0].modality == modality


def test_a_volume_without_an_orientation_says_so(tmp_path):
    image = nibabel.Nifti1Image(np.zeros((3, 4, 5), np.int16), np.diag([1, 1, 4, 1.0]))
    image.header.set_sform(None, 0)
    image.header.set_qform(None, 0)
    nibabel.save(image, tmp_path / "v.nii")
    content = bytearray((tmp_path / "v.nii").read_bytes())
    content[252:256] = bytes(4)  # both codes: nibabel writes one of its own
    (tmp_path / "v.nii").write_bytes(content)
    [series] = load_study(tmp_path).study.series
    assert series.notes == (
        "The file does not say how the volume lies: left and right may be swapped.",
    )


def test_numbers_that_are_none_become_the_smallest(tmp_path, pixels):
    values = np.ones((3, 3, 2), np.float32)
    values[0, 0, 0], values[1, 1, 0], values[2, 2, 0] = np.nan, np.inf, -3
    nibabel.save(nibabel.Nifti1Image(values, np.diag([1, 1, 4, 1.0])), tmp_path / "v.nii")
    found = pixels.values(load_study(tmp_path).study.series[0].slices[0])
    assert sorted(found.ravel()) == [-3, -3, -3, 1, 1, 1, 1, 1, 1]


def test_broken_nifti_is_refused_by_name(tmp_path):
    path = tmp_path / "v.nii"
    nibabel.save(nibabel.Nifti1Image(np.zeros((9, 9, 9), np.int16), np.eye(4)), path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    with pytest.raises(StudyFolderError, match=r"v\.nii: is cut short"):
        load_study(path)
    flat = bytearray(whole)
    flat[280:328] = bytes(48)  # the affine's rows, of which the header says that they count
    path.write_bytes(flat)
    with pytest.raises(StudyFolderError, match=r"v\.nii: broken: its voxels have no size"):
        load_study(path)
    huge = nibabel.Nifti1Image(np.zeros((2, 2, 2), np.int16), np.eye(4))
    nibabel.save(huge, tmp_path / "h.nii.gz")
    content = bytearray(gzip.decompress((tmp_path / "h.nii.gz").read_bytes()))
    content[42:48] = (30000).to_bytes(2, "little") * 3
    (tmp_path / "h.nii.gz").write_bytes(gzip.compress(bytes(content)))
    with pytest.raises(StudyFolderError, match=r"h\.nii\.gz: larger than 2 GB when unpacked"):
        load_study(tmp_path / "h.nii.gz")


@pytest.mark.parametrize(
    ("mode", "ending"),
    [("L", "png"), ("RGB", "png"), ("RGBA", "png"), ("P", "png"), ("1", "png"), ("LA", "png"),
     ("I;16", "png"), ("L", "jpg"), ("RGB", "jpg"), ("CMYK", "jpg"), ("L", "tif"), ("I;16", "tif")],
)  # fmt: skip
def test_pictures_of_every_mode(tmp_path, pixels, mode, ending):
    rows, columns = 12, 30
    grey = np.linspace(0, 255, rows * columns).reshape(rows, columns).astype(np.uint8)
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(grey).convert("RGB").convert(mode)
    image.save(tmp_path / f"a.{ending}")
    [series] = load_study(tmp_path).study.series
    [picture] = series.slices
    assert (series.kind, picture.rows, picture.columns) == (Kind.IMAGES, rows, columns)
    values, colours = pixels.values(picture), pixels.colours(picture)
    assert (values.shape, colours.shape, colours.dtype) == ((12, 30), (12, 30, 3), np.uint8)
    assert abs(colours[..., 0].astype(int) - grey).max() <= {"1": 255, "P": 40}.get(mode, 6)
    if mode == "I;16":
        np.testing.assert_array_equal(values, grey.astype(np.float32) * 257)


def test_what_shows_through_is_black(tmp_path, pixels):
    image = Image.new("RGBA", (4, 4), (255, 255, 255, 0))
    image.putpixel((0, 0), (255, 0, 0, 255))
    image.save(tmp_path / "a.png")
    colours = pixels.colours(load_study(tmp_path).study.series[0].slices[0])
    assert colours[0, 0].tolist() == [255, 0, 0]
    assert colours[1:].max() == 0


def test_a_photograph_is_turned_as_its_camera_says(tmp_path, pixels):
    image = Image.new("L", (6, 3))
    image.putpixel((0, 0), 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the picture is at the right
    image.save(tmp_path / "a.jpg", exif=exif, quality=100)
    picture = load_study(tmp_path).study.series[0].slices[0]
    assert (picture.rows, picture.columns) == (6, 3)
    values = pixels.values(picture)
    assert np.unravel_index(values.argmax(), values.shape) == (0, 2)


def test_cut_pictures_say_so(tmp_path, pixels):
    Image.effect_noise((200, 200), 90).save(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:2000])
    picture = load_study(tmp_path).study.series[0].slices[0]
    with pytest.raises(StudyPixelsError, match=r"a\.jpg"):
        pixels.values(picture)


def test_a_large_tiled_tiff_is_a_whole_slide(tmp_path):
    tifffile.imwrite(
        tmp_path / "slide.tif", np.full((5000, 300, 3), 240, np.uint8), tile=(256, 256)
    )
    [series] = load_study(tmp_path).study.series
    assert (series.kind, series.modality) == (Kind.WHOLE_SLIDE, "SM")
    assert (series.slices[0].rows, series.slices[0].columns) == (5000, 300)


def test_a_real_volume_looks_the_same_from_dicom_and_from_nifti(shared, tmp_path, pixels):
    """The oblique brain, written as NIfTI with its axes in another order and direction."""
    [series] = load_study(shared / "data" / "dicom" / "mr_brain_t1").study.series
    stack = np.stack(
        [pixels.values(one) for one in series.slices], axis=-1
    )  # rows, columns, slices
    first, last = series.slices[0].plane, series.slices[-1].plane
    step = (np.array(last.position) - first.position) / (len(series.slices) - 1)
    affine = np.eye(4)
    affine[:3, 0] = np.array(first.column) * first.spacing[0]
    affine[:3, 1] = np.array(first.row) * first.spacing[1]
    affine[:3, 2], affine[:3, 3] = step, first.position
    image = nibabel.Nifti1Image(stack.astype(np.int16), np.diag([-1, -1, 1, 1.0]) @ affine)
    turned = image.as_reoriented(np.array([[2, -1], [0, 1], [1, -1]]))
    nibabel.save(turned, tmp_path / "brain_T1w.nii")
    [again] = load_study(tmp_path).study.series
    assert (again.modality, len(again.slices)) == ("MR", 16)
    for one, other in zip(series.slices, again.slices, strict=True):
        np.testing.assert_array_equal(pixels.values(one), pixels.values(other))
        assert other.plane.position == pytest.approx(one.plane.position, abs=1e-3)
    assert again.geometry.gaps == pytest.approx(series.geometry.gaps, abs=1e-4)
