"""Test helper: what can be measured of the page's looks. Each gives lines of text; none is well."""

from __future__ import annotations

from pathlib import Path

from chromium import Page

LEAST = 4.5
"""Contrast of text and its ground, WCAG 2.2 AA."""


def overflowing(page: Page) -> list[str]:
    """Texts and controls that are cut off, and a page that must be scrolled."""
    return page.module(OVERFLOWING)


def faint(page: Page, inside: str = "body") -> list[str]:
    """Texts with less contrast than LEAST; disabled controls may."""
    return page.module(FAINT, inside, LEAST)


def nameless(page: Page) -> list[str]:
    """Controls without a name for screen readers."""
    nodes = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return [
        node["role"]["value"]
        for node in nodes
        if not node.get("ignored")
        and node["role"]["value"] in CONTROLS
        and not node.get("name", {}).get("value")
    ]


def axe(page: Page, script: Path) -> list[str]:
    """Violations that axe-core (its axe.min.js) finds: WCAG 2.2 A, AA and its best practices."""
    page.js(script.read_text(encoding="utf-8"))
    return page.module("""
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
      return violations.map((one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`);
    """)


CONTROLS = (
    "button", "textbox", "link", "checkbox", "combobox", "searchbox", "meter", "log", "slider", "dialog", "region",
)  # fmt: skip

OVERFLOWING = """
  const wide = [];
  if (document.documentElement.scrollWidth > innerWidth) wide.push('the page');
  if (document.documentElement.scrollHeight > innerHeight) wide.push('the page, down');
  for (const one of document.querySelectorAll('button, h1, h2, h3, p, li, .sentence, .words, #state-text, #research, label, dialog, a')) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('.unseen, .skip')) continue;
    const box = one.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) wide.push(one.innerText.slice(0, 80));
    const style = getComputedStyle(one);
    if (one.scrollWidth > one.clientWidth + 1 && style.display !== 'inline' && style.textOverflow !== 'ellipsis') wide.push(`cut: ${one.innerText.slice(0, 80)}`);
  }
  return wide;
"""

FAINT = """
  const [inside, least] = given;
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found.slice(0, 3);
    }
    return [0, 0, 0];
  };
  const faint = [];
  for (const root of document.querySelectorAll(inside)) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const one = walk.currentNode.parentElement;
      if (!walk.currentNode.data.trim() || !one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (one.closest(':disabled')) continue;
      const [a, b] = [light(colour(getComputedStyle(one).color).slice(0, 3)), light(ground(one))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < least) faint.push(`${walk.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
    }
  }
  return faint;
"""
