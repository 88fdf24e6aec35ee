"""Test helper: what one does first and most on the page."""

from __future__ import annotations

import urllib.parse
from pathlib import Path
from typing import Any

import httpx
import soundfile
from chromium import Page
from live_client import LiveClient


def begin(page: Page, url: str, template: str = "cxr") -> str:
    """A new dictation by the page's own controls; its name."""
    page.open(f"{url}/")
    page.until(lambda: page.all(f"#new-template option[value={template}]"), "templates")
    page.js(f"document.querySelector('#new-template').value = '{template}'")
    page.click("#sessions .primary")
    page.until(lambda: page.all(".field"), "the form")
    return urllib.parse.unquote(page.js("return location.hash.slice(1)"))


def dictate(url: str, wav: Path, turns: int) -> str:
    """A dictation of this sound by another face, as fast as it is taken; its name. turns: that are
    heard in it. The microphone is off when they are."""
    name = httpx.post(f"{url}/v1/sessions", json={}, trust_env=False, timeout=60).json()["name"]
    sound, _ = soundfile.read(wav, dtype="int16")
    face = LiveClient(url.replace("http", "ws", 1), name)
    face.begin("elsewhere")
    face.send(sound, 0, len(sound))
    face.until(lambda: f"utterance/{turns}" in face.cells)
    face.tell({"type": "audio end", "stream": "elsewhere", "at": len(sound)})
    face.until(lambda: face.durable == len(sound) and face.cells["microphone"] is None)
    face.close()
    return name


def open_new(page: Page, url: str, new: dict[str, Any]) -> str:
    """A dictation that POST /v1/sessions begins with `new`, shown; its name."""
    answer = httpx.post(f"{url}/v1/sessions", json=new, trust_env=False, timeout=60)
    name = answer.json()["name"]
    show(page, url, name)
    return name


def show(page: Page, url: str, name: str) -> None:
    """The dictation of that name."""
    page.open("about:blank")
    page.open(f"{url}/#{urllib.parse.quote(name)}")
    page.until(lambda: page.all(".field"), "the form")


def press(page: Page, *keys: str) -> None:
    """Outside of any text."""
    page.js("document.activeElement.blur()")
    page.press(*keys)


def sentences(page: Page, field: str) -> list[str]:
    return page.texts(f'[data-field="{field}"] .sentence .words')
