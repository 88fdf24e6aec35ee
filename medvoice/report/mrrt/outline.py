"""Outline: the sections of an MRRT body with their fields and their fixed text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medvoice.report.mrrt.fields import CONTROLS, FieldReader, FormField, section_name
from medvoice.report.mrrt.labels import UNITS, tidy
from medvoice.report.mrrt.tree import Element

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "div", "li", "ul", "ol", "table")
_TEXTS = ("p", "div", "span", "li", "td", "th", "q", "h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A top-level section. english: its name in English where the file says so. texts: what it
    prints besides fields."""

    id: str
    name: str
    header: str
    english: str
    required: bool
    fields: tuple[FormField, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    sections: tuple[SectionPart, ...]
    dropped: tuple[str, ...]


def outline(body: Element, reader: FieldReader) -> Outline:
    """The sections; a body without any is cut at its headings."""
    top = [one for one in body.all("section") if one.inside("section") is None]
    if not any(section_name(one) for one in top):
        top = []  # sections that only lay out the page
    parts = [_part(one, reader) for one in top] if top else list(_by_headings(body, reader))
    dropped: list[str] = []
    outside = [one for one in body.all(*CONTROLS) if one.inside("section") is None] if top else []
    if outside:
        parts.append(_of_controls("Outside the sections", outside, reader))
    for part in parts:
        if part.fields and part.texts:
            shown = "; ".join(part.texts)
            dropped.append(f'text of section "{part.name}" that labels no field: {_short(shown)}')
    parts = [part for part in parts if part.name != "Outside the sections" or part.fields]
    sections = tuple(part for part in parts if part.fields or part.texts or part.name)
    if not any(part.fields or part.texts or part.header for part in sections):
        sections = ()
    return Outline(sections, (*dropped, *_elements(body)))


def _part(section: Element, reader: FieldReader) -> SectionPart:
    headers = [one for one in section.elements() if one.tag == "header"]
    header = headers[0] if headers else None
    return SectionPart(
        id=section.get("id"),
        name=section_name(section),
        header=tidy(header.text()) if header is not None else "",
        english=tidy(header.get("data-english")) if header is not None else "",
        required=section.get("data-section-required").lower() == "true",
        fields=tuple(reader.fields(section)),
        texts=tuple(_texts(section)),
    )


def _by_headings(body: Element, reader: FieldReader) -> Iterator[SectionPart]:
    """Front ends of their own have no sections: each heading starts one."""
    marks = [one for one in body.walk() if one.tag in (*_HEADINGS, *CONTROLS)]
    titles = body.all("title") or []
    name, controls = (titles[0].text() if titles else ""), list[Element]()
    for mark in [*marks, None]:
        if mark is not None and mark.tag in CONTROLS:
            controls.append(mark)
            continue
        if controls:
            yield _of_controls(tidy(name) or "Report", controls, reader)
        controls = []
        name = mark.text() if mark is not None else ""


def _of_controls(name: str, controls: list[Element], reader: FieldReader) -> SectionPart:
    holder = Element("section", {}, list[Element | str](controls))
    return SectionPart("", name, "", "", False, tuple(reader.fields(holder)), ())


def _texts(section: Element) -> Iterator[str]:
    """Fixed text: rows of tables, and innermost elements that hold neither a field nor a label."""
    seen: set[int] = set()
    for one in section.all("tr", *_TEXTS):
        if id(one) in seen or one.inside("header", "label", "mark", "fieldset") is not None:
            continue
        if one.all("label", "mark", "section", "embed", *CONTROLS):
            continue
        table = one.inside("table")
        if table is not None and table.all(*CONTROLS):
            continue  # headings of a form's rows and columns are in its fields' names
        if one.tag != "tr" and one.all("tr", *_BLOCKS):
            continue
        seen.update(id(below) for below in one.walk())
        cells = [cell.text() for cell in one.elements()] if one.tag == "tr" else [one.text()]
        text = " | ".join(cells).strip(" |")
        if text and text.lower() not in UNITS:
            yield text


def _elements(body: Element) -> Iterator[str]:
    """What a report of medvoice cannot hold."""
    scripts = [one for one in body.all("script") if "xml" not in one.get("type")]
    if scripts:
        yield f"{len(scripts)} script{'s' * (len(scripts) > 1)}: never run (calculations, hiding)"
    handlers = sorted({n for one in body.walk() for n in one.attributes if n.startswith("on")})
    if handlers:
        yield f"event handlers: {', '.join(handlers)}"
    for embed in body.all("embed", "object", "iframe"):
        place = embed.get("src") or embed.get("data")
        yield f'embedded template "{place}": import it by itself and include it'
    for image in body.all("img"):
        yield f'picture "{image.get("alt") or image.get("src")}"'
    for link in body.all("a"):
        if link.get("href"):
            yield f'address of the link "{link.text()}": {link.get("href")}'
    marks = [one.text() for one in body.all("mark") if one.text()]
    for text in marks:
        yield f"hint (<mark>), not for the report: {_short(text)}"
    for one in body.walk():
        if one.get("data-section-required").lower() == "true" and one.all(*CONTROLS):
            name = section_name(one)
            yield f'section "{name}" is required as a whole: its fields are not marked for it'
    for name in ("data-codedcontent-default-val", "data-codedcontent-default-ref"):
        count = sum(one.has(name) for one in body.walk())
        if count:
            yield f"{count} x {name}"
    emphasis = sum(len(body.all(tag)) for tag in ("em", "strong", "sup", "sub", "q"))
    if emphasis:
        yield f"{emphasis} pieces of emphasis (em, strong, sup, sub, q): the words are kept"
    styles = len(body.all("style"))
    if styles:
        yield f"{styles} style sheet{'s' * (styles > 1)}: medvoice has its own layout"
    disabled = [one.get("id") for one in body.all(*CONTROLS) if one.has("disabled")]
    if disabled:
        yield f"disabled: {', '.join(disabled)} can be changed here"


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}..."
