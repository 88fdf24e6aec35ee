"""Where studies and their orders come from, by the settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from medvoice.config import Settings
from medvoice.session.ordering import WorklistSettings
from medvoice.session.study_source import Located, StudyServer, located

_TELL_EVERY = 50


def study_of(settings: Settings, text: str, say: Callable[[str], None]) -> Located:
    """say: told what is fetched, now and then. Raises StudyFolderError."""
    return located(text, study_server(settings), telling(say))


def study_server(settings: Settings) -> StudyServer:
    chosen = settings.dicomweb
    name = chosen.credentials_env
    return StudyServer(
        cache=settings.storage.folder / "dicomweb",
        url=chosen.url,
        credentials=os.environ.get(name, "") if name else "",
        credentials_from=name,
        timeout_s=chosen.timeout_s,
        ca_file=Path(chosen.ca_file).expanduser() if chosen.ca_file else None,
        keep_days=chosen.keep_days,
        priors=chosen.priors,
    )


def worklist_of(settings: Settings) -> WorklistSettings:
    chosen = settings.orders
    return WorklistSettings(
        chosen.worklist_host,
        chosen.worklist_port,
        chosen.worklist_called,
        chosen.worklist_calling,
        chosen.timeout_s,
    )


def telling(say: Callable[[str], None]) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if done == 0:
            say(f"Fetching {of} images")
        elif done % _TELL_EVERY == 0 and done < of:
            say(f"{done} of {of}")

    return tell
