"""Facts about series and slices: how many, how they lie, how large they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import median
from types import MappingProxyType

from medvoice.study.facts_said import (
    About,
    Fact,
    by_series,
    counted,
    listed,
    mm,
    named,
    number,
    silent,
    some,
    study_said,
    texts_of,
)
from medvoice.study.geometry import normal, regimes
from medvoice.study.question_topics import Topic
from medvoice.study.study import Kind, Series, Slice

_OBLIQUE = 5.0
"""Degrees off the body's axes that are worth saying: rounding and head holders make less."""
_THINGS = {Kind.VOLUME: "slice", Kind.FRAMES: "frame", Kind.LOCALISER: "localiser image"}
_AXES = ("sagittal", "coronal", "axial")
_POSITIONS = {
    "HF": "head first",
    "FF": "feet first",
    "S": "supine",
    "P": "prone",
    "DR": "on the right side",
    "DL": "on the left side",
}
_SIDES = {"L": "left", "R": "right", "B": "both sides", "U": "unpaired"}


def plane_of(series: Series) -> str:
    """ "axial", "coronal", "sagittal" by the slices' normal; "" without geometry."""
    axis = _axis(series)
    return _AXES[axis[0]] if axis else ""


def _axis(series: Series) -> tuple[int, float] | None:
    """(main axis of the normal, degrees off it)."""
    plane = next((one.plane for one in series.slices if one.plane is not None), None)
    if plane is None:
        return None
    parts = [abs(part) for part in normal(plane)]
    axis = parts.index(max(parts))
    return axis, math.degrees(math.acos(min(1.0, parts[axis])))


def size_of(series: Series) -> str:
    """ "26 slices"."""
    return counted(len(series.slices), _THINGS.get(series.kind, "image"))


def _series_count(about: About) -> str:
    parts = about.series
    uids = {one.uid or str(index) for index, one in enumerate(parts)}
    split = f" in {len(parts)} parts" if len(parts) > len(uids) else ""
    listing = "; ".join(f"{named(one)}: {size_of(one)}" for one in parts[:12])
    more = f"; and {len(parts) - 12} more" if len(parts) > 12 else ""
    return f"{counted(len(uids), 'series')}{split}: {listing}{more}."


def _slice_count(about: About) -> str:
    parts = about.series
    if len(parts) == 1:
        return f"{size_of(parts[0])} in {named(parts[0])}."
    total = sum(len(one.slices) for one in parts)
    listing = "; ".join(f"{named(one)}: {size_of(one)}" for one in parts[:12])
    more = f"; and {len(parts) - 12} more series" if len(parts) > 12 else ""
    return f"{counted(total, 'image')} in all: {listing}{more}."


def _study_count(about: About) -> str:
    priors = about.loaded.priors
    own = f"1 study is loaded: {study_said(about.loaded.study)}."
    if not priors:
        return f"{own} No prior is loaded."
    return f"{own} {counted(len(priors), 'prior')}: {'; '.join(map(study_said, priors))}."


def _series_list(about: About) -> str:
    listing = []
    for one in about.series[:12]:
        plane = plane_of(one)
        listing.append(
            f"{named(one)}: {', '.join(filter(None, [one.modality, plane, size_of(one)]))}"
        )
    more = f"; and {len(about.series) - 12} more" if len(about.series) > 12 else ""
    text = "; ".join(listing)
    return f"{text[:1].upper()}{text[1:]}{more}."


def _thickness(about: About) -> str:
    if about.asked.slice is not None:
        return _of_slice(about, about.asked.slice)
    return by_series(about, _thickness_of, "the slice thickness", "Slice thickness")


def _thickness_of(series: Series) -> str:
    found: dict[str, int] = {}
    for one in series.slices:
        if one.thickness is not None:
            text = mm(one.thickness, 3)
            found[text] = found.get(text, 0) + 1
    if not found:
        return listed([number(text) for text in texts_of(series, "SliceThickness")], "mm")
    if len(found) == 1 and sum(found.values()) == len(series.slices):
        return f"{next(iter(found))} mm"
    parts = [f"{text} mm ({counted(count, 'slice')})" for text, count in found.items()]
    return some(parts)


def _of_slice(about: About, index: int) -> str:
    series = max(about.images, key=lambda one: len(one.slices))
    if not 1 <= index <= len(series.slices):
        return f"There is no slice {index}: {size_of(series)} in {named(series)}."
    thickness = series.slices[index - 1].thickness
    if thickness is None:
        return silent(f"the thickness of slice {index}")
    return f"Thickness of slice {index} of {named(series)}: {mm(thickness, 3)} mm."


def _extreme(about: About, thinnest: bool) -> str:
    known = [(min(t), one) for one in about.images if (t := _thicknesses(one))]
    if not known:
        return silent("the slice thickness")
    wanted = (min if thinnest else max)(known, key=lambda one: one[0])[0]
    which = [named(one) for thickness, one in known if thickness == wanted]
    label = "Thinnest" if thinnest else "Thickest"
    return f"{label} slices: {mm(wanted, 3)} mm, in {listed(which)}."


def _thicknesses(series: Series) -> list[float]:
    return [one.thickness for one in series.slices if one.thickness is not None]


def _spacing(about: About) -> str:
    return by_series(about, _spacing_of, "the distance between slices", "Slice spacing")


def _spacing_of(series: Series) -> str:
    """Perpendicular to the slices, from their positions; the header's own word without them."""
    if series.geometry is None or not series.geometry.gaps:
        return listed([number(text) for text in texts_of(series, "SpacingBetweenSlices")], "mm")
    gaps = series.geometry.gaps
    stretches: list[tuple[float, int]] = []
    for gap in gaps:
        if stretches and abs(stretches[-1][0] - gap) < 0.05:
            stretches[-1] = (stretches[-1][0], stretches[-1][1] + 1)
        else:
            stretches.append((gap, 1))
    if len(stretches) == 1:
        return f"{mm(median(gaps))} mm"
    if len(stretches) > 6:
        return (
            f"{mm(min(gaps))} to {mm(max(gaps))} mm, uneven ({mm(median(gaps))} mm in the middle)"
        )
    return ", then ".join(f"{mm(gap)} mm ({count}x)" for gap, count in stretches)


def _gap(about: About) -> str:
    def value(series: Series) -> str:
        if series.geometry is None or not series.geometry.gaps:
            return ""
        main = max(regimes(series.geometry.gaps), key=lambda one: one[1])[0]
        thickness = _thicknesses(series)
        said = f"spacing {_spacing_of(series)}"
        if len(set(thickness)) != 1:
            return said + (f", thickness {_thickness_of(series)}" if thickness else "")
        between = main - thickness[0]
        word = (
            "slices touch"
            if abs(between) < 0.01
            else f"{'gap' if between > 0 else 'overlap'} {mm(abs(between))} mm"
        )
        return f"{said}, thickness {mm(thickness[0], 3)} mm, so {word}"

    return f"{by_series(about, value, 'how slices lie', 'Slices')} {_missing(about)}"


def _missing(about: About) -> str:
    told = []
    for one in about.images:
        if one.geometry is None:
            continue
        numbers = sorted(s.number for s in one.slices if s.number is not None)
        run = f"; their numbers run from {numbers[0]} to {numbers[-1]}" if numbers else ""
        lacking = len(set(range(numbers[0], numbers[-1] + 1)) - set(numbers)) if numbers else 0
        run += f", {lacking} of them not there" if lacking and lacking < 10_000 else ""
        if one.geometry.missing:
            places = [
                f"{index + 1} and {index + 2} ({mm(one.geometry.gaps[index])} mm apart)"
                for index in one.geometry.missing
            ]
            told.append(f"In {named(one)} slices may be missing between {some(places)}{run}.")
        else:
            told.append(
                f"No slice is missing between the first and the last of {named(one)} by their "
                f"positions{run}."
            )
    skipped = about.loaded.skipped
    if skipped:
        told.append(f"{counted(len(skipped), 'file')} could not be used.")
    return " ".join(told) or silent("where slices lie, so none can be missed")


def _pixel_size(about: About) -> str:
    return by_series(about, _pixel_of, "the size of a pixel", "Pixel size")


def _pixel_of(series: Series) -> str:
    found = dict.fromkeys(
        f"{mm(spacing[0], 4)} x {mm(spacing[1], 4)} mm"
        for one in series.slices
        if (spacing := _in_plane(one)) is not None
    )
    return some(found)


def _in_plane(image: Slice) -> tuple[float, float] | None:
    return image.plane.spacing if image.plane is not None else image.spacing


def _voxel_size(about: About) -> str:
    def value(series: Series) -> str:
        pixel = _pixel_of(series).removesuffix(" mm")
        if not pixel or series.geometry is None or not series.geometry.gaps:
            return ""
        return f"{pixel} mm in plane, slice spacing {_spacing_of(series)}"

    return by_series(about, value, "the size of a voxel", "Voxel size")


def _matrix(about: About) -> str:
    def value(series: Series) -> str:
        found = dict.fromkeys(f"{one.rows} x {one.columns}" for one in series.slices)
        return f"{some(found)} pixels (rows x columns)"

    return by_series(about, value, "the matrix", "Matrix")


def _field_of_view(about: About) -> str:
    def value(series: Series) -> str:
        sizes = dict.fromkeys(
            f"{mm(one.rows * spacing[0], 1)} x {mm(one.columns * spacing[1], 1)} mm"
            for one in series.slices
            if (spacing := _in_plane(one)) is not None
        )
        said = listed([number(text) for text in texts_of(series, "ReconstructionDiameter")], "mm")
        own = listed([number(text) for text in texts_of(series, "FieldOfViewDimensions")], "mm")
        parts = [
            f"{some(sizes)}, rows x columns, from matrix and pixel size" if sizes else "",
            f"reconstruction diameter {said}" if said else "",
            f"the header's field of view {own}" if own else "",
        ]
        return "; ".join(filter(None, parts))

    return by_series(about, value, "the field of view", "Field of view")


def _coverage(about: About) -> str:
    def value(series: Series) -> str:
        if series.geometry is None or not series.geometry.gaps:
            return ""
        return f"{mm(sum(series.geometry.gaps), 1)} mm between the centres of the outer slices"

    return by_series(about, value, "how much is covered", "Coverage")


def _orientation(about: About) -> str:
    def value(series: Series) -> str:
        axis = _axis(series)
        if axis is None:
            return ""
        plane, off = _AXES[axis[0]], axis[1]
        return f"{plane}, {off:.1f}° off the body's axis" if off >= _OBLIQUE else plane

    return by_series(about, value, "in which plane the images lie", "Orientation")


def _tilt(about: About) -> str:
    def value(series: Series) -> str:
        said = listed([number(t) for t in texts_of(series, "GantryDetectorTilt")], "°")
        parts = [said and f"{said} in the header"]
        if series.geometry is not None:
            parts.append(f"{series.geometry.tilt:.1f}° by the slices' positions")
        return ", ".join(filter(None, parts))

    return by_series(about, value, "the gantry's tilt", "Gantry tilt")


def _position(about: About) -> str:
    def value(series: Series) -> str:
        return listed([_position_said(text) for text in texts_of(series, "PatientPosition")])

    return by_series(about, value, "the patient's position", "Patient position")


def _position_said(code: str) -> str:
    """ "HFS" as "head first, supine"; anything else as it stands."""
    first, lies = _POSITIONS.get(code[:2], ""), _POSITIONS.get(code[2:], "")
    return f"{first}, {lies}" if first and lies else code


def _view(about: About) -> str:
    return by_series(
        about, lambda one: listed(texts_of(one, "ViewPosition")), "the view", "View in the headers"
    )


def _laterality(about: About) -> str:
    def value(series: Series) -> str:
        texts = (*texts_of(series, "ImageLaterality"), *texts_of(series, "Laterality"))
        return listed([_SIDES.get(text.upper(), text) for text in texts])

    return by_series(about, value, "the side", "Side in the headers")


IMAGE_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.SERIES_COUNT: _series_count,
        Topic.SLICE_COUNT: _slice_count,
        Topic.STUDY_COUNT: _study_count,
        Topic.SERIES_LIST: _series_list,
        Topic.THICKNESS: _thickness,
        Topic.THINNEST: lambda about: _extreme(about, thinnest=True),
        Topic.THICKEST: lambda about: _extreme(about, thinnest=False),
        Topic.SPACING: _spacing,
        Topic.GAP: _gap,
        Topic.MISSING: _missing,
        Topic.PIXEL_SIZE: _pixel_size,
        Topic.VOXEL_SIZE: _voxel_size,
        Topic.MATRIX: _matrix,
        Topic.FIELD_OF_VIEW: _field_of_view,
        Topic.COVERAGE: _coverage,
        Topic.ORIENTATION: _orientation,
        Topic.TILT: _tilt,
        Topic.POSITION: _position,
        Topic.VIEW: _view,
        Topic.LATERALITY: _laterality,
    }
)
