"""A library that an export needs and that is not installed."""

from __future__ import annotations

import importlib
from types import ModuleType


class LibraryMissing(Exception):
    """library: the distribution's name."""

    def __init__(self, what: str, library: str) -> None:
        super().__init__(
            f"{what} needs {library}, which is not installed; nothing was written. Install it with "
            f"pip install {library}, or choose another format"
        )
        self.library = library


def library(module: str, what: str, name: str) -> ModuleType:
    """The module. what: for the message, "a PDF". name: of the distribution. Raises
    LibraryMissing."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise LibraryMissing(what, name) from error
