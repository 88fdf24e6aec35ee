from __future__ import annotations

import sys
from pathlib import Path

for folder in (
    Path(__file__).parents[1],
    Path(__file__).parents[1] / "faces",
    Path(__file__).parent,
):
    sys.path.insert(0, str(folder))

import pytest  # noqa: E402

REPO = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def bundled():
    """The shipped model, loaded once."""
    from medvoice.config import Settings
    from medvoice.faces.compose import ears_of

    settings = Settings.model_validate({"recogniser": {"name": "bundled"}})
    with ears_of(settings, lambda _: None) as ears:
        yield ears


@pytest.fixture(scope="session")
def said_directly(bundled):
    """A recording's transcript without any server: file → turns."""
    from functools import cache

    from medvoice.session.opening import open_file
    from medvoice.session.transcribe import transcribe

    @cache
    def turns(file: Path):
        source = open_file(file)
        return tuple(transcribe(source, bundled.engine(), bundled.dialect))

    return turns


@pytest.fixture(scope="session")
def open_house(bundled):
    """A daemon with the shipped model."""
    from room import room

    with room(ears=bundled) as opened:
        yield opened
