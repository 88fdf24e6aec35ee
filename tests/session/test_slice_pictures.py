"""Slices as PNG for the eye: every kind of image, its usual window, sizes, bounds."""

from __future__ import annotations

import io
import threading
import uuid

import numpy as np
import pytest
from PIL import Image
from studies_shown import BONE, write_ct
from study_files import image_dataset, ramp, save, write_slice

from medvoice.session import slice_pictures
from medvoice.session.kept_bytes import KeptBytes
from medvoice.session.shown_study import ShownStudy
from medvoice.session.slice_pictures import (
    NoSuchPictureError,
    PictureFault,
    SlicePictures,
    Wanted,
    window_of,
)
from medvoice.session.study_listing import study_listing
from medvoice.session.studying import open_study
from medvoice.study.windowing import PRESETS, Window


def on_screen(path) -> ShownStudy:
    return ShownStudy(1, uuid.uuid4().hex, open_study(path), None, ())


def seen(shown, index=0, window=None, size=1024, pictures=None):
    made = (pictures or SlicePictures()).picture(shown, Wanted(0, 0, index, window, size))
    return np.asarray(Image.open(io.BytesIO(made.png))), made


def test_a_ct_is_shown_in_the_window_that_its_file_names(tmp_path):
    grey, made = seen(on_screen(write_ct(tmp_path, 3)), 1)
    assert made.window == Window(40, 400)
    assert (grey[48, 80], grey[2, 2], grey.max()) == (102, 0, 255)


def test_a_ct_without_a_window_gets_one_for_soft_tissue(tmp_path):
    _, made = seen(on_screen(write_ct(tmp_path, 3, WindowCenter=None, WindowWidth=None)))
    assert made.window == PRESETS["abdomen"]


def test_a_volume_without_units_has_one_window_for_all_its_slices(tmp_path):
    for at in range(6):
        picture = (ramp(seed=0) // 8 + 100 * at).astype(np.int16)
        write_slice(tmp_path / f"{at}.dcm", (0, 0, 4.0 * at), at + 1, picture, Modality="MR")
    shown, pictures = on_screen(tmp_path), SlicePictures()
    first, one = seen(shown, 0, pictures=pictures)
    last, other = seen(shown, 5, pictures=pictures)
    assert one.window == other.window
    assert first.mean() < last.mean(), "each keeps its brightness beside the others"


@pytest.mark.parametrize("kind", ["MONOCHROME1", "MONOCHROME2"])
def test_a_radiograph_is_shown_as_its_file_says(tmp_path, kind):
    picture = np.linspace(0, 1000, 96 * 96).reshape(96, 96).astype(np.int16)
    save(image_dataset(picture, Modality="DX", PhotometricInterpretation=kind), tmp_path / "a.dcm")
    grey, made = seen(on_screen(tmp_path))
    assert (grey[0, 0] < grey[-1, -1]) == (kind == "MONOCHROME2")
    assert made.window is not None, "where a window of one's own begins"
    own, _ = seen(on_screen(tmp_path), 0, Window(made.window.centre, made.window.width * 4))
    assert np.ptp(own.astype(int)) < np.ptp(grey.astype(int)), "a wider one is flatter"


@pytest.mark.parametrize("kind", ["MONOCHROME1", "MONOCHROME2"])
def test_a_window_of_ones_own_begins_with_the_one_that_is_seen(tmp_path, kind):
    """The file's is over stored values; those of MONOCHROME1 are turned."""
    picture = np.linspace(0, 1000, 96 * 96).reshape(96, 96).astype(np.int16)
    about = {"Modality": "DX", "PhotometricInterpretation": kind}
    about |= {"WindowCenter": "300", "WindowWidth": "400"}
    save(image_dataset(picture, **about), tmp_path / "a.dcm")
    grey, made = seen(on_screen(tmp_path))
    own, _ = seen(on_screen(tmp_path), 0, made.window)
    assert np.abs(own.astype(int) - grey.astype(int)).max() <= 8
    assert np.ptp(own) > 200


def test_a_picture_that_was_being_made_brings_nothing_back_of_a_closed_study(tmp_path):
    shown, pictures = on_screen(write_ct(tmp_path, 2)), SlicePictures()
    shown.lock.acquire()  # another picture is being made
    faults = []

    def late():
        try:
            seen(shown, 0, pictures=pictures)
        except NoSuchPictureError as error:
            faults.append(error)

    waiting = threading.Thread(target=late)
    waiting.start()
    shown.pixels.close()
    shown._closed.set()  # what close does under the lock
    pictures.forget(shown.token)
    shown.lock.release()
    waiting.join()
    assert len(faults) == 1
    assert pictures.kept_bytes == 0


def test_colours_stay_and_have_no_window(tmp_path):
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[:, :30, 0] = 200
    save(image_dataset(picture, Modality="US"), tmp_path / "a.dcm")
    colours, made = seen(on_screen(tmp_path), 0, Window(10, 10))
    assert colours.shape == (40, 60, 3)
    assert tuple(colours[5, 5]) == (200, 0, 0)
    assert made.window is None


@pytest.mark.parametrize(("size", "shape"), [(64, (64, 43)), (200, (96, 64)), (2048, (96, 64))])
def test_made_smaller_and_never_larger(tmp_path, size, shape):
    write_slice(tmp_path / "a.dcm", (0, 0, 0), 1, ramp(96, 64))
    assert seen(on_screen(tmp_path), size=size)[0].shape == shape


def test_what_is_not_there_has_no_picture(tmp_path):
    shown, pictures = on_screen(write_ct(tmp_path, 2)), SlicePictures()
    for wanted in (Wanted(0, 0, 2, None, 64), Wanted(0, 0, -1, None, 64), Wanted(0, 1, 0, None, 64), Wanted(1, 0, 0, None, 64), Wanted(-1, 0, 0, None, 64)):  # fmt: skip
        with pytest.raises(NoSuchPictureError):
            pictures.picture(shown, wanted)


def test_more_pixels_than_may_be_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(slice_pictures, "MOST_PIXELS", 96 * 96 - 1)
    with pytest.raises(PictureFault, match="96 x 96"):
        seen(on_screen(write_ct(tmp_path, 2)))


def test_a_file_that_is_gone_is_a_fault_and_no_other_picture(tmp_path):
    shown = on_screen(write_ct(tmp_path, 2))
    (tmp_path / "001.dcm").unlink()
    with pytest.raises(PictureFault, match=r"001\.dcm"):
        seen(shown, 1)
    assert seen(shown, 0)[0].shape == (96, 96)


def test_another_window_reads_no_file(tmp_path):
    shown, pictures = on_screen(write_ct(tmp_path, 2)), SlicePictures()
    seen(shown, 0, pictures=pictures)
    (tmp_path / "000.dcm").unlink()
    bone, _ = seen(shown, 0, Window(BONE, 2), pictures=pictures)
    assert bone.max() == 128


def test_what_was_on_screen_is_forgotten_with_it(tmp_path):
    shown, pictures = on_screen(write_ct(tmp_path, 2)), SlicePictures()
    seen(shown, 0, pictures=pictures)
    assert pictures.kept_bytes > 0
    pictures.forget(shown.token)
    assert pictures.kept_bytes == 0
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(PictureFault):
        seen(shown, 0, pictures=pictures)


def test_many_threads_get_the_same_pictures(tmp_path):
    """The reader keeps the file that it read last: one at a time uses it."""
    shown, pictures = on_screen(write_ct(tmp_path, 12)), SlicePictures(kept=1, values=1)
    alone = [seen(shown, at)[1].tag for at in range(12)]
    wrong = []

    def look(first):
        for at in range(24):
            index = (first + at) % 12
            if seen(shown, index, pictures=pictures)[1].tag != alone[index]:
                wrong.append(index)

    threads = [threading.Thread(target=look, args=(first,)) for first in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_kept_bytes_have_a_bound():
    kept: KeptBytes[int] = KeptBytes(100)
    for at in range(20):
        kept.put(("a", at), at, 30)
    assert kept.bytes <= 100
    assert kept.get(("a", 19)) == 19
    assert kept.get(("a", 0)) is None
    kept.put(("b", 0), 0, 1000)
    assert kept.get(("b", 0)) is None
    kept.forget("a")
    assert kept.bytes == 0


@pytest.mark.parametrize("given", [("soft", None, None), ("", 40.0, None), ("", None, 400.0)])
def test_half_a_window_is_none(given):
    with pytest.raises(NoSuchPictureError):
        window_of(*given)


@pytest.mark.parametrize("file", ["ct_head_ge", "mr_brain_t1", "cr_chest_siim_6904.dcm", "us_US1_J2KR.dcm", "nm_bone_scan.dcm", "sm_image.dcm", "cr_tibia_RG3_J2KI.dcm", "ct_pancreas_0001_slice.dcm"])  # fmt: skip
def test_real_images(shared, file):
    """Every kind of the test data has a picture that shows something."""
    shown = on_screen(shared / "data" / "dicom" / file)
    listing = study_listing(shown)
    (series, *_) = listing["studies"][0]["series"]
    picture, _ = seen(shown, series["first"], size=512)
    assert max(picture.shape[:2]) <= 512
    assert picture.std() > (0 if file == "sm_image.dcm" else 3)  # a slide of 50 pixels: pale
    shown.close()
