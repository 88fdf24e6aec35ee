"""Sound that could not be handed over: kept as a dictation that did not end, for `medvoice
recover`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.block import SAMPLE_RATE, AudioBlock, SourceState
from medvoice.audio.journal import JournalWriter
from medvoice.sealing.stored_file import Keys
from medvoice.session.folder import SessionFolder, create_folder

PIECE = SAMPLE_RATE


def keep_left(
    root: Path, pcm: NDArray[np.int16], source: str, now: datetime, keys: Keys | None = None
) -> SessionFolder:
    """pcm: 16 kHz, mono. source: its name. keys: of the vault; None: not encrypted. On the device
    when it returns. Raises OSError, SealError."""
    folder = create_folder(root, now, keys, plain=keys is None)
    journal = JournalWriter(folder.sound)
    journal.append(SourceState("open", source))
    for at in range(0, len(pcm), PIECE):
        samples = pcm[at : at + PIECE].astype(np.float32) / np.float32(32768.0)
        journal.append(AudioBlock(samples, at, 0.0))
    left = journal.close()
    if left:
        raise OSError(28, "No space left on device", str(folder.journal))
    return folder
