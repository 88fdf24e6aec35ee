"""Labels: what a field of an HTML form is called, wherever its author wrote it."""

from __future__ import annotations

import re

from medvoice.report.mrrt.tree import Element

_CONTROLS = ("input", "select", "textarea")
UNITS = frozenset(
    "mm cm m ml l cc % mmhg hu msv mgy mgy-cm mgy*cm cm/s m/s mbq mci suv g kg °".split()
)
# Names and ids that a tool made up: "SELECTION_LIST_1459554442185", "T87_85", "gen_recist11_x".
_MADE_UP = re.compile(r"^(?:[A-Z]+\d+[_.].*|\S*\d{5,}\S*|\S*_\S*|\S*-\d+)$")


def label_of(control: Element, body: Element) -> str:
    """The prompt of a control, "" where nothing names it: its label, its name, the heading of its
    row and column in a table."""
    for found in (_by_for(control, body), _around(control), _before(control)):
        if found:
            return found
    for name in (control.get("title"), control.get("aria-label"), control.get("name")):
        text = tidy(name)
        if text and not _MADE_UP.match(name.strip()) and not name.lower().startswith("http"):
            return text
    return _of_table(control)


def unit_of(control: Element, body: Element) -> str:
    """The unit beside a number: by its attribute, by a label or text right behind it."""
    for name in ("data-field-units", "data-field-number-units", "data-field-unit"):
        if control.get(name).strip():
            return control.get(name).strip()
    for label in body.all("label"):
        text = label.text()
        if label.get("for") == control.get("id") != "" and text.lower() in UNITS:
            return text
    behind = tidy(text_behind(control))
    first = behind.split()[0] if behind else ""
    return first if first.lower() in UNITS else ""


def text_behind(control: Element) -> str:
    """The plain text right behind a control, up to the next element."""
    parent = control.parent
    if parent is None:
        return ""
    at = next(n for n, child in enumerate(parent.children) if child is control)
    texts: list[str] = []
    for child in parent.children[at + 1 :]:
        if not isinstance(child, str):
            if not texts or not "".join(texts).strip():
                own = child.tag == "span" or child.get("for") in ("", control.get("id"))
                return child.text() if child.tag in ("span", "label") and own else ""
            break
        texts.append(child)
    return " ".join("".join(texts).split())


def tidy(text: str) -> str:
    """A label as a field's name: no marks at its ends, no list dash."""
    return " ".join(text.split()).strip(" :;,-–*\t").strip()


def _by_for(control: Element, body: Element) -> str:
    wanted = control.get("id")
    if not wanted:
        return ""
    for label in body.all("label"):
        text = tidy(label.text())
        if label.get("for") == wanted and text and text.lower() not in UNITS:
            return text
    return ""


def _around(control: Element) -> str:
    label = control.inside("label")
    return tidy(label.text()) if label is not None and not label.get("for") else ""


def _before(control: Element) -> str:
    """A label without `for`, or the bare text, right before the control."""
    parent = control.parent
    if parent is None or parent.tag in ("td", "th", "section"):
        return ""
    text = ""
    for child in parent.children:
        if child is control:
            break
        if isinstance(child, str):
            text += child
        elif child.tag in _CONTROLS or (child.tag == "label" and child.get("for")):
            text = ""
        elif child.tag in ("label", "span", "strong", "em", "b"):
            text += f" {child.text()}"
        elif child.tag == "br":
            text = ""
    found = tidy(text)
    return found if len(found.split()) <= 8 else ""


def _of_table(control: Element) -> str:
    """Heading of the rows around it, of its column, of its own row."""
    parts: list[str] = []
    cell = control.inside("td", "th")
    own = True
    while cell is not None:
        row, table = cell.inside("tr"), cell.inside("table")
        if row is None or table is None:
            break
        cells = [one for one in row.elements() if one.tag in ("td", "th")]
        at = cells.index(cell)
        heads = _column_heads(table)
        column = heads[at] if own and row is not _first_row(table) and at < len(heads) else ""
        first = _plain(cells[0]) if cells and cells[0] is not cell else ""
        parts = [part for part in (column, first) if part] + parts if own else [first, *parts]
        cell, own = table.inside("td", "th"), False
    return tidy(" ".join(part for part in parts if part))


def _first_row(table: Element) -> Element | None:
    return next((row for row in table.all("tr") if row.inside("table") is table), None)


def _column_heads(table: Element) -> list[str]:
    row = _first_row(table)
    if row is None or row.all(*_CONTROLS):
        return []
    return [_plain(cell) for cell in row.elements() if cell.tag in ("td", "th")]


def _plain(cell: Element) -> str:
    """Its text, "" for a cell that holds fields."""
    return "" if cell.all(*_CONTROLS) else tidy(cell.text())
