"""Why a folder gives no study, and which files were left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""A file's name may hold escape sequences; they must not reach a terminal."""
SHOWN = 5
"""Names in a message; the others are counted."""


class StudyFolderError(Exception):
    """The folder gives no study: what it holds instead, and what to do."""


class LeftOut(ValueError):
    """A file is left out, and why."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and why."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{_CONTROLS.sub('?', self.path.name)} ({self.why})"


def listed(skipped: Sequence[Skipped]) -> str:
    """The first few by name, the rest counted."""
    shown = ", ".join(str(one) for one in skipped[:SHOWN])
    return shown + (f" and {len(skipped) - SHOWN} more" if len(skipped) > SHOWN else "")
