"""Test helper: cells of the live protocol put into the page as if the daemon had sent them."""

from __future__ import annotations

from typing import Any

from chromium import Page

FIND = """
  import('/web/script/cell_store.js').then(({ CellStore }) => {
    const { apply } = CellStore.prototype;
    CellStore.prototype.apply = function (message) {
      window.store = this;
      return apply.call(this, message);
    };
  }, () => {});
"""


def watch_the_store(page: Page) -> None:
    """Before the page is opened: its store can be found from then on."""
    page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": FIND})


def put(page: Page, **cells: Any) -> None:
    """What the daemon itself changes later still comes. "__" in a name: "/"."""
    page.until(lambda: page.js("return window.store?.seq >= 0"), "the first state")
    page.js(
        """const { store } = window;
        store.apply({ type: 'state', epoch: store.epoch, seq: store.seq, cells: { ...store.cells, ...arguments[0] } });""",
        {name.replace("__", "/"): value for name, value in cells.items()},
    )


def statement(number: int, text: str, origin: str = "dictated", **more: Any) -> dict[str, Any]:
    """Of a `field/` cell."""
    return {
        "id": f"u{number}.1",
        "text": text,
        "origin": origin,
        "reason": "",
        "said": "",
        "breaks_before": 0,
        "confidence": 0.9,
        "unsure": [],
        "audio": origin == "dictated",
        "changed": False,
    } | more


def exchange(number: int, question: str, reply: str, text: str, **more: Any) -> dict[str, Any]:
    """A `question/` cell."""
    return {
        "number": number,
        "question": question,
        "reply": reply,
        "text": text,
        "model": "",
        "saw": "",
        "notes": [],
        "inserted": False,
        "why": "",
        "cites": [],
        "images": [],
        "boxes": [],
    } | more
