"""A folder or a file as a loaded study. Headers only: pixels are read when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from medvoice.study.dicom_file import pydicom_module
from medvoice.study.dicom_images import ImageFile
from medvoice.study.folder_error import Skipped, StudyFolderError, listed
from medvoice.study.reading import images_under
from medvoice.study.series_parts import series_of
from medvoice.study.studies import one_patient, studies_of, study_and_priors
from medvoice.study.study import LoadedStudy, Study
from medvoice.study.study_headers import StudyHeaders


def load_study(path: Path, prior: Path | None = None, uid: str = "") -> LoadedStudy:
    """path: a folder with its subfolders, or one file. prior: where an older study of the patient
    lies. uid: of the study, where there are several; else the newest. Raises StudyFolderError."""
    pydicom_module()
    here = images_under(path)
    if not here.images:
        raise _nothing(path, here.skipped)
    one_patient(path, here.texts)
    study, priors = study_and_priors(path, studies_of(here.texts), uid)
    images, skipped = here.images, here.skipped
    if prior is not None:
        before = images_under(prior)
        if not before.images:
            raise _nothing(prior, before.skipped)
        one_patient(prior, (*here.texts, *before.texts))
        known = {one.uid for one in (study, *priors)}
        priors = (*priors, *(one for one in studies_of(before.texts) if one.uid not in known))
        images, skipped = (*images, *before.images), (*skipped, *before.skipped)
    older = tuple(one for one in (_study(headers, images) for headers in priors) if one.series)
    return LoadedStudy(_study(study, images), older, skipped)


def _study(headers: StudyHeaders, images: Sequence[ImageFile]) -> Study:
    by_series: dict[str, list[ImageFile]] = {}
    for file in images:
        if file.study["StudyInstanceUID"] == headers.uid:
            by_series.setdefault(file.uid, []).append(file)
    series = [one for group in by_series.values() for one in series_of(group)]
    series.sort(key=lambda one: one.number if one.number is not None else 1 << 31)
    return Study(headers, tuple(series))


def _nothing(path: Path, skipped: Sequence[Skipped]) -> StudyFolderError:
    left = f" Left out: {listed(skipped)}." if skipped else " It is empty."
    return StudyFolderError(f"{path}: no image can be read there.{left}")
