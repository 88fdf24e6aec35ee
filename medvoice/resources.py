"""Where the files that belong to medvoice lie: templates, samples, the bundled model.

In an installed wheel they are inside the package (`_data`); in a checkout templates/ and samples/
stand at its top, where people edit them.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_folder() -> Path:
    """The templates that come with medvoice."""
    return _data("templates")


def samples_folder() -> Path:
    """The sample dictations that come with medvoice."""
    return _data("samples")


def _data(name: str) -> Path:
    shipped = _PACKAGE / "_data" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name
