"""A library over a few guidelines."""

from __future__ import annotations

import pytest
from retrieval.shelf import shelf

from medvoice.retrieval.library import Library


def go():
    """Nobody speaks."""


@pytest.fixture
def folder(tmp_path):
    return shelf(tmp_path / "guidelines")


@pytest.fixture
def library(folder, tmp_path):
    made = Library([folder], tmp_path / "cache")
    made.update(go)
    yield made
    made.close()
