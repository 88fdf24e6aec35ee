"""Test helper: what one does first and most on the page."""

from __future__ import annotations

import urllib.parse
from typing import Any

import httpx
from chromium import Page


def begin(page: Page, url: str, template: str = "cxr") -> str:
    """A new dictation by the page's own controls; its name."""
    page.open(f"{url}/")
    page.until(lambda: page.all(f"#new-template option[value={template}]"), "templates")
    page.js(f"document.querySelector('#new-template').value = '{template}'")
    page.click("#sessions .primary")
    page.until(lambda: page.all(".field"), "the form")
    return urllib.parse.unquote(page.js("return location.hash.slice(1)"))


def open_new(page: Page, url: str, new: dict[str, Any]) -> str:
    """A dictation that POST /v1/sessions begins with `new`, shown; its name."""
    answer = httpx.post(f"{url}/v1/sessions", json=new, trust_env=False, timeout=60)
    name = answer.json()["name"]
    page.open("about:blank")
    page.open(f"{url}/#{urllib.parse.quote(name)}")
    page.until(lambda: page.all(".field"), "the form")
    return name


def press(page: Page, *keys: str) -> None:
    """Outside of any text."""
    page.js("document.activeElement.blur()")
    page.press(*keys)


def sentences(page: Page, field: str) -> list[str]:
    return page.texts(f'[data-field="{field}"] .sentence .words')
