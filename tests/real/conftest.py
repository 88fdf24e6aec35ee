"""Component tests on real parts. Slower than unit tests, and they need Debian packages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.extend(
    str(Path(__file__).parents[1] / name) for name in ("", "faces", "server", "assistant")
)

from pulse import VirtualMicrophone


@pytest.fixture(scope="session")
def _virtual_microphone() -> Iterator[VirtualMicrophone]:
    try:
        microphone = VirtualMicrophone()
    except RuntimeError as error:
        pytest.skip(f"no virtual microphone: {error}")
    with microphone:
        yield microphone


@pytest.fixture
def virtual_microphone(_virtual_microphone: VirtualMicrophone) -> VirtualMicrophone:
    """Plugged in. Child processes use it with `environment`."""
    _virtual_microphone.pull()
    _virtual_microphone.plug()
    return _virtual_microphone
