"""The library transformers, for both floors that load models with it: late, without its talk."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def transformers_library() -> Any:
    """Imported late (it takes a second) and untyped (its classes are made at run time)."""
    return importlib.import_module("transformers")


@contextmanager
def without_talk() -> Iterator[None]:
    """transformers draws a bar and a table of faults into the live view; we say it ourselves."""
    talk = transformers_library().utils.logging
    shown, verbosity = talk.is_progress_bar_enabled(), talk.get_verbosity()
    talk.disable_progress_bar()
    talk.set_verbosity_error()
    try:
        yield
    finally:
        talk.set_verbosity(verbosity)
        if shown:
            talk.enable_progress_bar()
