"""Reads the headers of a folder's files; a broken file is left out by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from medvoice.study.dicom_file import DicomFile, read_dicom, why
from medvoice.study.dicom_images import ImageFile, NoImage, images_of
from medvoice.study.files import FileKind, files_under, kind_of
from medvoice.study.folder_error import Skipped, StudyFolderError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read:
    """texts: STUDY_TEXTS of every file that belongs to a study, with images or without."""

    texts: tuple[dict[str, str], ...]
    images: tuple[ImageFile, ...]
    skipped: tuple[Skipped, ...]


def texts_under(path: Path) -> tuple[list[dict[str, str]], list[Skipped]]:
    """STUDY_TEXTS of each DICOM file of a folder and its subfolders, or of one file. Raises
    StudyFolderError where there is no such path."""
    return _each(path, lambda file: file.texts)


def images_under(path: Path) -> Read:
    """As `texts_under`, with the images."""
    texts: list[dict[str, str]] = []

    def images(file: DicomFile) -> ImageFile:
        texts.append(file.texts)
        return images_of(file)

    found, skipped = _each(path, images)
    return Read(tuple(texts), tuple(found), tuple(skipped))


def _each(path: Path, take: Callable[[DicomFile], T]) -> tuple[list[T], list[Skipped]]:
    if not path.exists():
        raise StudyFolderError(f"{path}: there is no such folder. Nothing was started.")
    found: list[T] = []
    skipped: list[Skipped] = []
    for file in files_under(path):
        try:
            kind = kind_of(file)
            if kind is FileKind.DICOM:
                found.append(take(read_dicom(file)))
            else:
                skipped.append(Skipped(file, FileKind.OTHER.value))
        except Exception as error:  # noqa: BLE001 - a broken file makes pydicom raise anything
            skipped.append(Skipped(file, why(error)))
    return found, skipped


__all__ = ["NoImage", "Read", "images_under", "texts_under"]
