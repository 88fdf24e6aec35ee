"""Reads the headers of a folder's files; a broken file is left out by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from medvoice.study.dicom_file import DicomFile, read_dicom, why
from medvoice.study.dicom_images import ImageFile, images_of
from medvoice.study.files import FileKind, files_under, kind_of
from medvoice.study.folder_error import LeftOut, Skipped, StudyFolderError
from medvoice.study.nifti import is_packed_nifti, nifti_series
from medvoice.study.pictures import picture_slice
from medvoice.study.study import Kind, Series, Slice


@dataclass(frozen=True, slots=True)
class Read:
    """texts: STUDY_TEXTS of every DICOM file that belongs to a study, with images or without.
    images: those with. volumes: of NIfTI files. pictures: PNG, JPEG and TIFF files."""

    texts: tuple[dict[str, str], ...] = ()
    images: tuple[ImageFile, ...] = ()
    volumes: tuple[Series, ...] = ()
    pictures: tuple[tuple[Slice, Kind], ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.images or self.volumes or self.pictures)


def texts_under(path: Path) -> tuple[list[dict[str, str]], list[Skipped]]:
    """STUDY_TEXTS of each DICOM file of a folder and its subfolders, or of one file. Raises
    StudyFolderError where there is no such path."""
    found: list[dict[str, str]] = []

    def take(file: Path, kind: FileKind) -> None:
        if kind is not FileKind.DICOM:
            raise LeftOut("no DICOM file")
        found.append(read_dicom(file).texts)

    return found, _each(path, take)


def first_texts(path: Path, within: tuple[Path, ...] = (), most: int = 50) -> dict[str, str]:
    """STUDY_TEXTS of the first DICOM file that can be read; {} where none of the first `most` files
    can. within: as of `images_under`."""
    found: list[dict[str, str]] = []

    def take(file: Path, kind: FileKind) -> None:
        if kind is FileKind.DICOM and not found:
            found.append(read_dicom(file).texts)

    for file in islice(files_under(path), most):
        _taken(file, take, within)
        if found:
            break
    return found[0] if found else {}


def images_under(path: Path, within: tuple[Path, ...] = ()) -> Read:
    """As `texts_under`, with the images, and files of other kinds. within: folders without links;
    files that lie in none of them, by a link, are left out. (): links are followed."""
    texts: list[dict[str, str]] = []
    images: list[ImageFile] = []
    volumes: list[Series] = []
    pictures: list[tuple[Slice, Kind]] = []
    seen: dict[str, str] = {}

    def take(file: Path, kind: FileKind) -> None:
        match kind:
            case FileKind.DICOM:
                dicom: DicomFile = read_dicom(file)
                texts.append(dicom.texts)
                image = images_of(dicom)
                uid = image.shots[0].image.uid
                if uid and uid in seen:
                    raise LeftOut(f"the same image as {seen[uid]}")
                seen[uid] = file.name
                images.append(image)
            case FileKind.GZIP if not is_packed_nifti(file):
                raise LeftOut(FileKind.ARCHIVE.value)
            case FileKind.NIFTI | FileKind.GZIP:
                volumes.append(nifti_series(file))
            case FileKind.PICTURE | FileKind.TIFF:
                pictures.append(picture_slice(file))
            case _:
                raise LeftOut(kind.value)

    skipped = _each(path, take, within)
    if images:
        # Of whom such a file is, and when it was made, nobody says.
        beside = [one.slices[0].path for one in volumes] + [one.path for one, _ in pictures]
        why_not = "lies beside DICOM files and names no patient; to load it, give it by itself"
        skipped.extend(Skipped(file, why_not) for file in beside)
        volumes, pictures = [], []
    return Read(tuple(texts), tuple(images), tuple(volumes), tuple(pictures), tuple(skipped))


def _each(
    path: Path, take: Callable[[Path, FileKind], None], within: tuple[Path, ...] = ()
) -> list[Skipped]:
    """What was left out."""
    if not path.exists():
        raise StudyFolderError(f"{path}: there is no such folder. Nothing was started.")
    left = (_taken(file, take, within) for file in files_under(path))
    return [one for one in left if one is not None]


def _taken(
    file: Path, take: Callable[[Path, FileKind], None], within: tuple[Path, ...]
) -> Skipped | None:
    try:
        if within and not _lies_in(file, within):
            raise LeftOut("a link out of the configured folders")
        take(file, kind_of(file))
    except Exception as error:  # noqa: BLE001 - a broken file makes pydicom raise anything
        return Skipped(file, why(error))
    return None


def _lies_in(file: Path, folders: tuple[Path, ...]) -> bool:
    real = file.resolve(strict=True)
    return any(real.is_relative_to(folder) for folder in folders)
