"""A folder or a file as a loaded study. Headers only: pixels are read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from medvoice.study.dicom_file import pydicom_module
from medvoice.study.dicom_images import ImageFile
from medvoice.study.folder_error import Skipped, StudyFolderError, listed
from medvoice.study.pictures import pictures_series
from medvoice.study.reading import Read, images_under
from medvoice.study.series_parts import series_of
from medvoice.study.studies import is_before, one_patient, sortable, studies_of, study_and_priors
from medvoice.study.study import LoadedStudy, Series, Study
from medvoice.study.study_headers import StudyHeaders

_UNNAMED = (
    "Not all files name a patient: that the prior study is of the same patient is what you say, "
    "and was not checked."
)


def load_study(
    path: Path, prior: Path | None = None, uid: str = "", within: tuple[Path, ...] = ()
) -> LoadedStudy:
    """path: a folder with its subfolders, or one file. prior: where an older study of the patient
    lies. uid: of the study, where there are several; else the newest. within: as of `images_under`,
    for both. Raises StudyFolderError: no image, several patients, or studies of which none is the
    newest."""
    pydicom_module()
    here = images_under(path, within)
    if not here.anything:
        raise _nothing(path, here.skipped)
    if here.images:
        one_patient(path, here.texts)
        study, priors = study_and_priors(path, studies_of(here.texts), uid)
        older = tuple(_with_images(_study(one, here.images) for one in priors))
        loaded = LoadedStudy(_study(study, here.images), older, here.skipped)
        if not loaded.study.series:
            raise StudyFolderError(f"{path}: study {study.uid} there has no image.")
    else:
        loaded = LoadedStudy(_undescribed(here), skipped=here.skipped)
    return loaded if prior is None else _with_prior(loaded, here, prior, within)


def _with_prior(
    loaded: LoadedStudy, here: Read, prior: Path, within: tuple[Path, ...] = ()
) -> LoadedStudy:
    before = images_under(prior, within)
    if not before.anything:
        raise _nothing(prior, before.skipped)
    notes = loaded.notes
    if before.images:
        if here.images:
            one_patient(prior, (*here.texts, *before.texts))
        known = {one.headers.uid for one in (loaded.study, *loaded.priors)}
        headers = [one for one in studies_of(before.texts) if one.uid not in known]
        given = _with_images(_study(one, before.images) for one in headers)
        if not given:
            raise StudyFolderError(f"{prior}: holds no other study than the one that is loaded.")
    else:
        given = [_undescribed(before)]
    if not (here.images and before.images):
        notes = (*notes, _UNNAMED)
    for one in given:
        if is_before(loaded.study.headers, one.headers):
            raise StudyFolderError(
                f"{prior}: the study there, of {one.headers.moment:%Y-%m-%d}, is newer than the "
                f"one to report, of {loaded.study.headers.moment:%Y-%m-%d}. Give the newer one as "
                "the study, the older one as the prior."
            )
    priors = newest_first((*given, *loaded.priors))
    return LoadedStudy(loaded.study, priors, (*loaded.skipped, *before.skipped), notes)


def newest_first(studies: Sequence[Study]) -> tuple[Study, ...]:
    """Those without a date first: somebody said that they are the ones to compare with."""
    undated = [one for one in studies if one.headers.moment is None]
    dated = [one for one in studies if one.headers.moment is not None]
    dated.sort(key=lambda one: sortable(one.headers.moment), reverse=True)
    return (*undated, *dated)


def _with_images(studies: Iterable[Study]) -> list[Study]:
    return [one for one in studies if one.series]


def _study(headers: StudyHeaders, images: Sequence[ImageFile]) -> Study:
    by_series: dict[str, list[ImageFile]] = {}
    for file in images:
        if file.study["StudyInstanceUID"] == headers.uid:
            by_series.setdefault(file.uid, []).append(file)
    series = [one for group in by_series.values() for one in series_of(group)]
    series.sort(key=lambda one: one.number if one.number is not None else 1 << 31)
    return Study(headers, tuple(series))


def _undescribed(read: Read) -> Study:
    """Of files that say nothing of a study."""
    series: list[Series] = [*read.volumes, *pictures_series(list(read.pictures))]
    modalities = {one.modality for one in series}
    headers = StudyHeaders(
        uid="",
        texts={},
        moment=None,
        modality=modalities.pop() if len(modalities) == 1 else "",
        series=tuple(one.description for one in series),
        files=len(read.volumes) + len(read.pictures),
    )
    return Study(headers, tuple(series))


def _nothing(path: Path, skipped: Sequence[Skipped]) -> StudyFolderError:
    if len(skipped) == 1 and path.is_file():
        return StudyFolderError(f"{path}: {skipped[0].why}. Nothing was loaded.")
    left = f" Left out: {listed(skipped)}." if skipped else " It is empty."
    return StudyFolderError(f"{path}: no image can be read there.{left}")
