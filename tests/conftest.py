"""Shared places for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The test data beside the checkout; a test that needs it says so where it is missing."""
    path = REPO.parent / "shared"
    if not (path / "data").is_dir():
        pytest.skip("needs the shared test data beside the checkout (../shared)")
    return path
