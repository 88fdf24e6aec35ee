"""Where synthesised speech, features and training states lie: outside the repository."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_VARIABLE = "MEDVOICE_TRAINING_CACHE"


def cache_folder(*parts: str) -> Path:
    """The folder `parts` of the training cache, made when missing.

    The root is `$MEDVOICE_TRAINING_CACHE`, else `~/.cache/medvoice-training`.
    """
    root = os.environ.get(ENVIRONMENT_VARIABLE) or "~/.cache/medvoice-training"
    folder = Path(root).expanduser().joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
