"""Vocabulary files: the site's, and one of each user's own, which corrections are kept in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from medvoice.export.write import write_atomic
from medvoice.language.vocabulary import (
    Vocabulary,
    VocabularyError,
    merged,
    parse_vocabulary,
    rendered,
)


def open_vocabulary(files: Sequence[Path], personal: Path | Vocabulary) -> Vocabulary:
    """The site's files in order, then the user's own: a file that need not exist, or what it would
    hold. Raises VocabularyError that names file, key and fault."""
    site = [read_vocabulary(path) for path in files]
    own = personal_vocabulary(personal) if isinstance(personal, Path) else personal
    return merged([*site, own])


def read_vocabulary(path: Path) -> Vocabulary:
    """Raises VocabularyError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fault = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise VocabularyError(f"{path}: cannot be read: {fault}") from error
    return parse_vocabulary(text, str(path))


def personal_vocabulary(path: Path) -> Vocabulary:
    """Empty where there is none yet. Raises VocabularyError."""
    return read_vocabulary(path) if path.exists() else Vocabulary()


def keep_vocabulary(path: Path, vocabulary: Vocabulary) -> None:
    """Whole or not at all. A file that this did not write itself is kept beside it as ".before",
    since its comments are lost. Raises ExportError, OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        old = path.read_text(encoding="utf-8-sig")
        if old != rendered(parse_vocabulary(old, str(path))):
            write_atomic(path.with_name(path.name + ".before"), old)
    write_atomic(path, rendered(vocabulary))
