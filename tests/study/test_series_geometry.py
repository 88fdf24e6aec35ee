"""Order, distances and splitting of images, on written files of known geometry."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study_files import AXIAL, CORONAL, SAGITTAL, ramp, write_enhanced, write_slice

from medvoice.study.geometry import geometry_of, in_order, regimes
from medvoice.study.loading import load_study
from medvoice.study.study import Kind, Plane, Slice


def volume_at(folder, heights, **attributes):
    for index, height in enumerate(heights):
        write_slice(folder / f"{index:03}.dcm", (0, 0, height), index + 1, **attributes)
    return folder


def only(folder):
    [series] = load_study(folder).study.series
    return series


def test_files_in_any_order_are_sorted_by_their_places(tmp_path):
    heights = [0, 2, 4, 6, 8, 10]
    names = list(range(6))
    random.Random(1).shuffle(names)
    for name, height in zip(names, heights, strict=True):
        write_slice(tmp_path / f"{name}.dcm", (0, 0, height), number=None)
    series = only(tmp_path)
    assert [one.plane.position[2] for one in series.slices] == heights
    assert series.geometry.gaps == (2, 2, 2, 2, 2)
    assert series.geometry.notes == ()


@pytest.mark.parametrize("rising", [True, False])
def test_the_direction_is_that_of_the_numbers(tmp_path, rising):
    for index in range(5):
        write_slice(tmp_path / f"{index}.dcm", (0, 0, index * 3), index if rising else 10 - index)
    found = [one.plane.position[2] for one in only(tmp_path).slices]
    assert found == ([0, 3, 6, 9, 12] if rising else [12, 9, 6, 3, 0])


@pytest.mark.parametrize(
    ("orientation", "axis", "expected"),
    [(AXIAL, 2, "foot to head"), (CORONAL, 1, "front to back"), (SAGITTAL, 0, "right to left")],
)
def test_without_numbers_the_direction_is_the_usual_one(tmp_path, orientation, axis, expected):
    for index, along in enumerate((4, 0, 8)):
        position = [0, 0, 0]
        position[axis] = along
        write_slice(
            tmp_path / f"{index}.dcm", position, None, ImageOrientationPatient=list(orientation)
        )
    assert [one.plane.position[axis] for one in only(tmp_path).slices] == [0, 4, 8], expected


def test_a_missing_slice_is_said(tmp_path):
    series = only(volume_at(tmp_path, [0, 5, 10, 20, 25, 30]))
    assert series.geometry.missing == (2,)
    assert series.geometry.notes == (
        "10.00 mm between slices 3 and 4: slices may be missing there.",
    )


def test_a_spacing_that_changes_for_good_is_no_lack(tmp_path):
    series = only(volume_at(tmp_path, [0, 1, 2, 3, 4, 14, 24, 34, 44]))
    assert series.geometry.missing == ()
    assert series.geometry.notes == ("Spacing changes: 1.00 mm (4), 10.00 mm (4).",)
    assert regimes(series.geometry.gaps) == [(1, 4), (10, 4)]


def test_a_lack_between_thick_slices_is_seen_beside_thin_ones(tmp_path):
    volume_at(tmp_path / "thin", [0, 1, 2, 3, 4], SliceThickness=1)
    heights = [9, 14, 19, 29, 34]
    for index, height in enumerate(heights):
        write_slice(tmp_path / f"thick{index}.dcm", (0, 0, height), 6 + index, SliceThickness=5)
    geometry = only(tmp_path).geometry
    assert [geometry.gaps[index] for index in geometry.missing] == [10]


def test_numbers_against_places_are_said(tmp_path):
    for index, number in enumerate((1, 2, 4, 3, 5)):
        write_slice(tmp_path / f"{index}.dcm", (0, 0, index), number)
    series = only(tmp_path)
    assert [one.number for one in series.slices] == [1, 2, 4, 3, 5]
    assert series.geometry.notes == (
        "The images' numbers do not follow their places; their places count here.",
    )


def test_slices_shifted_sideways_are_said(tmp_path):
    for index in range(5):
        write_slice(tmp_path / f"{index}.dcm", (9 if index == 2 else 0, 0, index * 2), index)
    assert "Slices are shifted against each other sideways." in only(tmp_path).geometry.notes


@given(
    turn=st.tuples(*[st.floats(-3, 3)] * 3),
    origin=st.tuples(*[st.floats(-500, 500)] * 3),
    gaps=st.lists(st.floats(0.2, 20), min_size=1, max_size=30),
    tilt=st.floats(0, 35),
)
@settings(max_examples=60, deadline=None)
def test_any_rotation_gives_back_its_gaps_and_its_tilt(turn, origin, gaps, tilt):
    """Slices stacked along a direction that leans by `tilt` from their normal."""
    row, column, normal = rotation(*turn)
    lean = normal * np.cos(np.radians(tilt)) + column * np.sin(np.radians(tilt))
    along = np.concatenate([[0], np.cumsum(gaps)]) / np.cos(np.radians(tilt))
    slices = [
        Slice(
            "x", 0, None, 4, 4, Plane(tuple(origin + lean * far), tuple(row), tuple(column), (1, 1))
        )
        for far in along
    ]
    shuffled = random.Random(len(gaps)).sample(slices, len(slices))
    ordered = in_order(shuffled)
    assert list(ordered) in (slices, slices[::-1])
    geometry = geometry_of(ordered)
    found = geometry.gaps if ordered[0] is slices[0] else geometry.gaps[::-1]
    assert found == pytest.approx(gaps, abs=1e-6)
    # Less than a tenth of a degree is rounding, and taken for none.
    assert geometry.tilt == pytest.approx(tilt, abs=0.11 if tilt < 0.11 else 0.001)


def rotation(a, b, c):
    """Columns of a rotation matrix: row direction, column direction, normal."""
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    turned = x @ y @ z
    return turned[:, 0], turned[:, 1], turned[:, 2]


def test_orientations_in_one_series_become_volumes_of_their_own(tmp_path):
    for index in range(6):
        write_slice(tmp_path / f"a{index}.dcm", (0, 0, index), index)
    for index in range(4):
        write_slice(
            tmp_path / f"c{index}.dcm", (0, index, 0), 10 + index,
            ImageOrientationPatient=list(CORONAL),
        )  # fmt: skip
    axial, coronal = load_study(tmp_path).study.series
    assert [(one.kind, len(one.slices), one.part) for one in (axial, coronal)] == [
        (Kind.VOLUME, 6, 1), (Kind.VOLUME, 4, 2),
    ]  # fmt: skip
    assert axial.uid == coronal.uid


def test_localisers_are_set_apart(tmp_path):
    for index in range(5):
        write_slice(tmp_path / f"a{index}.dcm", (0, 0, index), 2 + index)
    write_slice(
        tmp_path / "scout.dcm", (0, 0, 0), 1, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"],
        ImageOrientationPatient=list(CORONAL),
    )  # fmt: skip
    volume, localiser = load_study(tmp_path).study.series
    assert (volume.kind, len(volume.slices)) == (Kind.VOLUME, 5)
    assert (localiser.kind, len(localiser.slices)) == (Kind.LOCALISER, 1)


@pytest.mark.parametrize(
    ("description", "modality", "kind"),
    [
        ("3-plane localizer", "MR", Kind.LOCALISER),
        ("Survey_SHC", "MR", Kind.LOCALISER),
        ("T1 ax localized fat sat", "MR", Kind.VOLUME),
        ("Skeletal survey", "CT", Kind.VOLUME),
        ("Skeletal survey", "CR", Kind.VOLUME),
    ],
)
def test_a_description_says_localiser(tmp_path, description, modality, kind):
    volume_at(tmp_path, [0, 10, 20], SeriesDescription=description, Modality=modality)
    assert only(tmp_path).kind is kind


def test_echoes_at_the_same_places_are_volumes_of_their_own(tmp_path):
    for echo, time in ((1, 10), (2, 90)):
        for index in range(4):
            write_slice(
                tmp_path / f"{echo}{index}.dcm", (0, 0, index), index * 2 + echo, EchoTime=time,
                ContentTime=f"12000{index}.{echo}",
            )  # fmt: skip
    first, second = load_study(tmp_path).study.series
    assert [len(one.slices) for one in (first, second)] == [4, 4]
    assert (first.notes, second.notes) == (("EchoTime 10.0.",), ("EchoTime 90.0.",))
    assert (first.texts["EchoTime"], second.texts["EchoTime"]) == ("10.0", "90.0")
    assert first.varying.get("EchoTime") is None


def test_repeats_that_nothing_tells_apart_go_by_their_numbers(tmp_path):
    """A perfusion: each place again and again, and each image with a time of its own."""
    number = 0
    for turn in range(3):
        for index in range(4):
            number += 1
            write_slice(
                tmp_path / f"{turn}{index}.dcm", (0, 0, index), number,
                ContentTime=f"1200{number:02}",
            )  # fmt: skip
    series = load_study(tmp_path).study.series
    assert [[one.number for one in part.slices] for part in series] == [
        [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12],
    ]  # fmt: skip


def test_images_at_one_place_are_frames_in_time(tmp_path):
    for index in range(5):
        write_slice(tmp_path / f"{index}.dcm", (0, 0, 7), index)
    series = only(tmp_path)
    assert (series.kind, series.notes) == (Kind.FRAMES, ("All images at one place.",))
    assert [one.number for one in series.slices] == [0, 1, 2, 3, 4]


def test_images_turned_about_an_axis_are_no_volume(tmp_path):
    for index in range(12):
        angle = np.radians(index * 15)
        row = [np.cos(angle), np.sin(angle), 0, 0, 0, -1]
        write_slice(tmp_path / f"{index}.dcm", (0, 0, 0), index, ImageOrientationPatient=row)
    series = only(tmp_path)
    assert (series.kind, len(series.slices)) == (Kind.IMAGES, 12)
    assert series.notes == ("The images do not lie in parallel.",)


def test_pictures_without_a_place_stand_apart_from_slices(tmp_path):
    volume_at(tmp_path, [0, 1, 2])
    write_slice(tmp_path / "dose.dcm", None, 99, pixels=ramp(20, 20))
    volume, picture = load_study(tmp_path).study.series
    assert (volume.kind, picture.kind) == (Kind.VOLUME, Kind.IMAGES)
    assert picture.slices[0].plane is None


def test_a_cine_is_frames(tmp_path):
    frames = np.stack([ramp(seed=n) for n in range(7)])
    write_slice(tmp_path / "cine.dcm", None, 1, frames, Modality="US", FrameTime=40)
    series = only(tmp_path)
    assert (series.kind, [one.frame for one in series.slices]) == (Kind.FRAMES, list(range(7)))


def test_one_position_said_of_all_frames_is_none(tmp_path):
    frames = np.stack([ramp(seed=n) for n in range(3)])
    write_slice(tmp_path / "cine.dcm", (0, 0, 0), 1, frames, Modality="XA")
    assert only(tmp_path).kind is Kind.FRAMES


def test_an_enhanced_object_is_a_volume_by_its_frames_places(tmp_path):
    heights = [6, 0, 3, 9]
    frames = np.stack([ramp(seed=n) for n in range(4)])
    write_enhanced(tmp_path / "e.dcm", [(0, 0, height) for height in heights], frames)
    series = only(tmp_path)
    assert series.kind is Kind.VOLUME
    # Frames 2, 3, 1, 4 by place; their numbers rise as often as they fall.
    assert [one.plane.position[2] for one in series.slices] == [0, 3, 6, 9]
    assert [one.frame for one in series.slices] == [1, 2, 0, 3]
    assert series.geometry.gaps == (3, 3, 3)
    # What stands in the functional groups is said of the series, too.
    assert (series.texts["SliceThickness"], series.texts["PixelSpacing"]) == ("3.0", "0.5\\0.5")
    assert (series.slices[0].thickness, series.slices[0].plane.spacing) == (3, (0.5, 0.5))


def test_two_stacks_in_an_enhanced_object_are_two_volumes(tmp_path):
    positions = [(0, 0, 0), (0, 0, 3), (0, 0, 6), (0, 0, 0), (0, 3, 0)]
    frames = np.stack([ramp(seed=n) for n in range(5)])
    orientations = [AXIAL] * 3 + [CORONAL] * 2
    write_enhanced(tmp_path / "e.dcm", positions, frames, orientations=orientations)
    assert [len(one.slices) for one in load_study(tmp_path).study.series] == [3, 2]


@pytest.mark.parametrize(
    "broken",
    [
        {"ImageOrientationPatient": [1, 0, 0, 1, 0, 0]},
        {"ImageOrientationPatient": [0, 0, 0, 0, 0, 0]},
        {"PixelSpacing": [0, 0]},
        {"ImagePositionPatient": [0, 0]},
        {"ImagePositionPatient": ["nan", "0", "0"]},
    ],
)
def test_nonsense_geometry_is_none(tmp_path, broken):
    write_slice(tmp_path / "a.dcm", (0, 0, 0), 1, **broken)
    assert only(tmp_path).slices[0].plane is None
