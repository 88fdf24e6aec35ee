"""docs/voice.md says what the grammar says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_made_from_the_grammar():
    spec = importlib.util.spec_from_file_location("voice_page", ROOT / "tools" / "voice_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    page = tool.FILE.read_text(encoding="utf-8")
    assert page == tool.page(page), "run python tools/voice_page.py"
    assert "scratch (that" in page
