"""The study on screen as a face lists it: its studies, their series, and what their headers say."""

from __future__ import annotations

from typing import Any

from medvoice.session.exchanges import harmless
from medvoice.session.shown_study import ShownStudy
from medvoice.session.slice_pictures import MOST_PIXELS, in_colours
from medvoice.study.geometry import normal
from medvoice.study.study import Series, Slice, Study
from medvoice.study.windowing import PRESETS

_AXES = ("sagittal", "coronal", "axial")
MOST_NOTES = 20


def study_listing(shown: ShownStudy) -> dict[str, Any]:
    """As of docs/live_protocol.md; strings are harmless to show."""
    loaded = shown.study.loaded
    return {
        "number": shown.number,
        "said": harmless(shown.study.said),
        "notes": [harmless(one) for one in shown.notes[:MOST_NOTES]],
        "studies": [_study(one) for one in (loaded.study, *loaded.priors)],
        "windows": [
            {"name": name, "centre": window.centre, "width": window.width}
            for name, window in PRESETS.items()
        ],
    }


def _study(study: Study) -> dict[str, Any]:
    headers = study.headers
    return {
        "uid": headers.uid,
        "date": f"{headers.moment:%Y-%m-%d}" if headers.moment else "",
        "description": harmless(headers.text("StudyDescription") or headers.modality),
        "accession": harmless(headers.text("AccessionNumber")),
        "series": [_series(one) for one in study.series],
    }


def _series(series: Series) -> dict[str, Any]:
    first = series.slices[0]
    geometry = series.geometry.notes if series.geometry is not None else ()
    return {
        "uid": series.uid,
        "part": series.part,
        "number": series.number,
        "modality": harmless(series.modality),
        "description": harmless(series.description),
        "kind": series.kind.value,
        "plane": _plane(first),
        "slices": len(series.slices),
        "rows": first.rows,
        "columns": first.columns,
        "aspect": _aspect(first),
        "colours": in_colours(series),
        "first": _first(series),
        "notes": [harmless(one) for one in (*series.notes, *geometry)][:MOST_NOTES],
    }


def _plane(image: Slice) -> str:
    """ "axial", also where it is tilted by less than half a right angle; "" without geometry."""
    if image.plane is None:
        return ""
    along = [abs(part) for part in normal(image.plane)]
    return _AXES[along.index(max(along))]


def _aspect(image: Slice) -> float:
    """Height of a pixel by its width."""
    spacing = image.plane.spacing if image.plane is not None else image.spacing
    if spacing is None or min(spacing) <= 0:
        return 1.0
    return round(spacing[0] / spacing[1], 4)


def _first(series: Series) -> int:
    """The slice to begin with: the middle of a stack, of a slide the largest level that can be
    shown."""
    sizes = [one.rows * one.columns for one in series.slices]
    if series.geometry is not None:
        return len(sizes) // 2
    return next((at for at, size in enumerate(sizes) if size <= MOST_PIXELS), 0)
