"""What a slice's pixels become: every transfer syntax, and the standard's grey scale."""

from __future__ import annotations

import warnings
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut
from study_files import image_dataset, ramp, save, write_enhanced, write_slice

from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels
from medvoice.study.study import StudyPixelsError

BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"
"""pydicom's own files: what devices wrote, in many syntaxes."""


@pytest.fixture
def pixels():
    reader = FilePixels()
    yield reader
    reader.close()


def first(path):
    return load_study(path).study.series[0].slices[0]


SYNTAXES = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "big endian": "1.2.840.10008.1.2.2",
    "lossless JPEG": "1.2.840.10008.1.2.4.57",
    "lossless JPEG, first order": "1.2.840.10008.1.2.4.70",
    "JPEG-LS": "1.2.840.10008.1.2.4.80",
    "lossless JPEG 2000": "1.2.840.10008.1.2.4.90",
    "RLE": "1.2.840.10008.1.2.5",
}


@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=SYNTAXES.keys())
@pytest.mark.parametrize("kind", [np.int16, np.uint16, np.uint8])
def test_lossless_syntaxes_give_back_every_value(tmp_path, pixels, syntax, kind):
    rng = np.random.default_rng(3)
    info = np.iinfo(kind)
    picture = rng.integers(info.min, info.max, (24, 37), dtype=kind, endpoint=True)
    path = tmp_path / "a.dcm"
    write_slice(path, (0, 0, 0), 1, picture, syntax)
    assert pydicom.dcmread(path).file_meta.TransferSyntaxUID == syntax
    np.testing.assert_array_equal(pixels.values(first(path)), picture.astype(np.float32))


def test_a_deflated_file(tmp_path, pixels):
    path = write_slice(tmp_path / "plain.dcm", (0, 0, 0), 1, ramp())
    data = path.read_bytes()
    length = int.from_bytes(data[140:144], "little")
    meta, rest = data[: 144 + length], data[144 + length :]
    plain, deflated = b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99"
    at = meta.index(plain)
    meta = meta[: at - 2] + len(deflated).to_bytes(2, "little") + deflated + meta[at + len(plain) :]
    meta = meta[:140] + (length + 2).to_bytes(4, "little") + meta[144:]
    packer = zlib.compressobj(wbits=-15)
    path.write_bytes(meta + packer.compress(rest) + packer.flush())
    assert pydicom.dcmread(path).Rows == 8
    np.testing.assert_array_equal(pixels.values(first(path)), ramp().astype(np.float32))


@pytest.mark.parametrize(
    "name",
    [
        "693_J2KI.dcm", "CT_small.dcm", "GDCMJ2K_TextGBR.dcm", "J2K_pixelrep_mismatch.dcm",
        "JPEG2000.dcm", "MR_small_RLE.dcm", "MR_small_bigendian.dcm", "MR_small_expb.dcm",
        "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "MR_small_padded.dcm",
        "examples_overlay.dcm",
    ],
)  # fmt: skip
def test_grey_files_of_devices(pixels, name):
    """Against pydicom's own array and its own modality table."""
    dataset = pydicom.dcmread(BUNDLED / name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = apply_modality_lut(dataset.pixel_array, dataset).astype(np.float32)
    found = pixels.values(first(BUNDLED / name))
    if dataset.PhotometricInterpretation.startswith("MONOCHROME"):
        padded = np.zeros(expected.shape, bool)
        if "PixelPaddingValue" in dataset:
            padded = dataset.pixel_array == dataset.PixelPaddingValue
        np.testing.assert_array_equal(found[~padded], expected[~padded])
    else:
        luma = expected @ np.array([0.299, 0.587, 0.114], np.float32)
        np.testing.assert_allclose(found, luma, atol=0.01)


@pytest.mark.parametrize(
    "name",
    [
        "SC_rgb_dcmtk_+eb+cr.dcm", "SC_rgb_dcmtk_+eb+cy+n1.dcm", "SC_rgb_dcmtk_+eb+cy+s4.dcm",
        "SC_rgb_gdcm_KY.dcm", "SC_rgb_jpeg_dcmtk.dcm", "SC_rgb_jpeg_gdcm.dcm", "SC_rgb_rle.dcm",
        "SC_rgb_rle_16bit.dcm", "SC_rgb_small_odd_jpeg.dcm", "SC_ybr_full_422_uncompressed.dcm",
        "examples_ybr_color.dcm", "SC_rgb_small_odd_big_endian.dcm", "SC_rgb_jpeg.dcm",
    ],
)  # fmt: skip
def test_colour_files_of_devices(pixels, name):
    """Red, green and blue as pydicom's decoding has them, and as it shows them by its own way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(BUNDLED / name)
        expected = dataset.pixel_array
    if expected.ndim == 4:
        expected = expected[0]
    if expected.dtype == np.uint16:
        expected = np.round(expected / 257).astype(np.uint8)
    if name == "SC_rgb_jpeg.dcm":  # declared RGB, and RGB it is
        assert abs(pixels.colours(first(BUNDLED / name)).astype(int) - expected).max() <= 2
        return
    np.testing.assert_array_equal(pixels.colours(first(BUNDLED / name)), expected)


def test_a_palette(pixels):
    from pydicom.pixels.processing import apply_color_lut

    dataset = pydicom.dcmread(BUNDLED / "examples_palette.dcm")
    expected = apply_color_lut(dataset.pixel_array, dataset) >> 8
    found = pixels.colours(first(BUNDLED / "examples_palette.dcm"))
    np.testing.assert_array_equal(found, expected.astype(np.uint8))


def test_rescale_and_padding(tmp_path, pixels):
    picture = ramp()
    picture[0] = -2000
    write_slice(
        tmp_path / "a.dcm", (0, 0, 0), 1, picture, RescaleSlope=2, RescaleIntercept=-24,
        PixelPaddingValue=-2000,
    )  # fmt: skip
    found = pixels.values(first(tmp_path))
    np.testing.assert_array_equal(found[1:], picture[1:] * 2.0 - 24)
    assert (found[0] == found[1:].min()).all()
    assert (pixels.colours(first(tmp_path))[0] == 0).all()


def test_padding_written_unsigned_and_as_a_range(tmp_path, pixels):
    picture = ramp()
    picture[0], picture[1] = -2000, -1990
    dataset = image_dataset(picture, PixelPaddingRangeLimit=-1980)
    dataset.add_new(0x00280120, "US", 65536 - 2000)
    save(dataset, tmp_path / "a.dcm")
    found = pixels.values(first(tmp_path))
    assert found.min() == picture[2:].min()


def test_monochrome1_is_turned_within_its_bits(tmp_path, pixels):
    picture = np.array([[0, 1000], [4000, 4095]], np.uint16)
    write_slice(
        tmp_path / "a.dcm", None, 1, picture, BitsStored=12, HighBit=11,
        PhotometricInterpretation="MONOCHROME1", WindowCenter=2048, WindowWidth=4096,
    )  # fmt: skip
    np.testing.assert_array_equal(pixels.values(first(tmp_path)), 4095.0 - picture)
    shown = pixels.colours(first(tmp_path))[..., 0]
    assert (shown[0, 0], shown[1, 1]) == (255, 0)


def test_unused_high_bits_of_an_embedded_overlay_do_not_count(tmp_path, pixels):
    picture = np.array([[5, 100], [4000, 4095]], np.uint16)
    write_slice(tmp_path / "a.dcm", None, 1, picture | 0xF000, BitsStored=12, HighBit=11)
    np.testing.assert_array_equal(pixels.values(first(tmp_path)), picture)


WINDOWS = [
    {"WindowCenter": 100, "WindowWidth": 300},
    {"WindowCenter": [40, 400], "WindowWidth": [80, 2000]},
    {"WindowCenter": 0, "WindowWidth": 600, "VOILUTFunction": "LINEAR_EXACT"},
    {"WindowCenter": 0, "WindowWidth": 600, "VOILUTFunction": "SIGMOID"},
]


@pytest.mark.parametrize("window", WINDOWS)
def test_windows_as_the_standard_has_them(tmp_path, pixels, window):
    """Against pydicom's windowing, which gives the same over another range."""
    path = write_slice(
        tmp_path / "a.dcm", (0, 0, 0), 1, ramp(), RescaleSlope=1, RescaleIntercept=0, **window
    )
    dataset = pydicom.dcmread(path)
    whole = apply_voi_lut(apply_modality_lut(dataset.pixel_array, dataset), dataset)
    expected = np.round((whole + 32768) / 65535 * 255)
    found = pixels.colours(first(path))[..., 0]
    assert abs(found.astype(int) - expected).max() <= 1


def test_tables_of_interest_and_modality(tmp_path, pixels):
    dataset = image_dataset(np.arange(6, dtype=np.uint8).reshape(2, 3))
    table = pydicom.Dataset()
    table.add_new(0x00283002, "US", [4, 1, 16])
    table.add_new(0x00283006, "US", [10, 200, 3000, 40000])
    table.ModalityLUTType = "US"
    dataset.ModalityLUTSequence = pydicom.Sequence([table])
    save(dataset, tmp_path / "a.dcm")
    found = pixels.values(first(tmp_path))
    # Values before the first entry take the first, those after the last the last.
    np.testing.assert_array_equal(found, [[10, 10, 200], [3000, 40000, 40000]])
    interest = pydicom.Dataset()
    interest.add_new(0x00283002, "US", [3, 100, 8])
    interest.add_new(0x00283006, "US", [0, 100, 255])
    dataset.VOILUTSequence = pydicom.Sequence([interest])
    save(dataset, tmp_path / "a.dcm")
    np.testing.assert_array_equal(
        pixels.colours(first(tmp_path))[..., 0], [[0, 0, 255], [255, 255, 255]]
    )


def test_frames_of_an_enhanced_object_have_their_own_rescale(tmp_path, pixels):
    frames = np.stack([ramp(seed=n) for n in range(3)])
    write_enhanced(tmp_path / "e.dcm", [(0, 0, n) for n in range(3)], frames, slopes=[1, 2, 0.5])
    [series] = load_study(tmp_path).study.series
    for image, slope in zip(series.slices, [1, 2, 0.5], strict=True):
        expected = frames[image.frame].astype(np.float32) * slope
        np.testing.assert_array_equal(pixels.values(image), expected)


@pytest.mark.parametrize("syntax", ["explicit", "RLE", "JPEG-LS"])
def test_each_frame_of_a_multi_frame_file(tmp_path, pixels, syntax):
    frames = np.stack([ramp(seed=n * 5) for n in range(4)])
    path = write_slice(tmp_path / "m.dcm", None, 1, frames, SYNTAXES[syntax], Modality="US")
    [series] = load_study(path).study.series
    for image in reversed(series.slices):
        np.testing.assert_array_equal(pixels.values(image), frames[image.frame])


def test_one_bit_a_pixel(tmp_path, pixels):
    bits = np.random.default_rng(1).integers(0, 2, (3, 5, 7), dtype=np.uint8)
    dataset = image_dataset(bits, BitsAllocated=1, BitsStored=1, HighBit=0, Modality="OT")
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    dataset.PixelData = packed + b"\0" * (len(packed) % 2)
    save(dataset, tmp_path / "a.dcm")
    [series] = load_study(tmp_path).study.series
    for image in series.slices:
        np.testing.assert_array_equal(pixels.values(image), bits[image.frame])


def test_a_file_that_changed_is_read_anew(tmp_path, pixels):
    path = write_slice(tmp_path / "a.dcm", (0, 0, 0), 1, ramp(seed=1))
    image = first(path)
    assert pixels.values(image)[0, 0] == ramp(seed=1)[0, 0]
    write_slice(path, (0, 0, 0), 1, ramp(seed=2), PatientName="longer than before")
    assert pixels.values(image)[0, 0] == ramp(seed=2)[0, 0]


def test_faults_name_the_file(tmp_path, pixels):
    path = write_slice(tmp_path / "a.dcm", (0, 0, 0), 1, ramp())
    image = first(path)
    path.unlink()
    with pytest.raises(StudyPixelsError, match=r"a\.dcm: No such file"):
        pixels.values(image)
    with pytest.raises(StudyPixelsError, match=r"JPEG-lossy\.dcm: no decoder for its compression"):
        pixels.values(first(BUNDLED / "JPEG-lossy.dcm"))
    broken = "JPEG2000-embedded-sequence-delimiter.dcm"
    with pytest.raises(StudyPixelsError, match=f"{broken}: its compressed picture is broken"):
        pixels.values(first(BUNDLED / broken))


def test_a_size_that_no_picture_has(tmp_path, pixels):
    dataset = image_dataset(ramp())
    save(dataset, tmp_path / "a.dcm", SYNTAXES["RLE"])
    compressed = pydicom.dcmread(tmp_path / "a.dcm")
    compressed.Rows = compressed.Columns = 65535
    compressed.save_as(tmp_path / "a.dcm")
    with pytest.raises(StudyPixelsError, match=r"too large \(65,535 x 65,535\)"):
        pixels.values(first(tmp_path / "a.dcm"))
