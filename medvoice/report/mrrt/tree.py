"""Tree: an HTML file as elements, read leniently. Nothing in it is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# An opening tag that ends an open element of these kinds, up to the given border.
_ENDS = {
    "option": ("option",),
    "li": ("li",),
    "tr": ("tr", "td", "th"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "p": ("p",),
    "div": ("p",),
    "table": ("p",),
    "section": ("p",),
    "header": ("p",),
}
_BORDERS = frozenset("table select ul ol section body html".split())
_DEEPEST = 200
# Classes of what stands beside a label and is no part of it: badges, units, notes.
_DECORATION = re.compile(r"\b(?:[\w-]*-)?(?:badge|unit|note|hint)s?\b")


@dataclass(slots=True)
class Element:
    """attributes: names in lower case, "" for one without a value. children: elements and texts in
    order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    parent: Element | None = None

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.attributes

    def elements(self) -> list[Element]:
        """Child elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """Itself and all below, in document order."""
        yield self
        for child in self.elements():
            yield from child.walk()

    def all(self, *tags: str) -> list[Element]:
        """All below it with one of the tags."""
        return [one for one in self.walk() if one.tag in tags and one is not self]

    def text(self) -> str:
        """Its text, white space folded; no scripts, styles and entries of lists."""
        return " ".join(" ".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag == "img" or _DECORATION.search(child.get("class")):
                continue
            elif child.tag not in ("script", "style", "select", "textarea", "datalist"):
                yield from child._texts()

    def inside(self, *tags: str) -> Element | None:
        """The nearest element around it with one of the tags."""
        around = self.parent
        while around is not None and around.tag not in tags:
            around = around.parent
        return around


def read_html(source: str) -> Element:
    """The document; broken markup gives some tree, never an error."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self._open: list[Element] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_implied(_ENDS.get(tag, ()))
        element = self._add(tag, attrs)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # "<p/>": HTML would leave it open, but the authors of such files mean an empty one.
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return
            if self._open[at].tag in _BORDERS and tag not in _BORDERS:
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        # Old RadReport files hold their XML as a comment within the script.
        if self._open[-1].tag == "script":
            self._open[-1].children.append(data)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        parent = self._open[-1]
        element = Element(tag, {name.lower(): value or "" for name, value in attrs}, [], parent)
        parent.children.append(element)
        return element

    def _end_implied(self, tags: tuple[str, ...]) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in _BORDERS:
                return
            if self._open[at].tag in tags:
                del self._open[at:]
