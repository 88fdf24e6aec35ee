"""Fields: the controls of a form section, of every type that MRRT and real files know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medvoice.lexicon.codes import Code, code_of
from medvoice.report.mrrt.attributes import Attributes
from medvoice.report.mrrt.labels import label_of, text_behind, tidy, unit_of
from medvoice.report.mrrt.tree import Element

CONTROLS = ("input", "select", "textarea")
_NO_FIELDS = frozenset("submit button reset image hidden file password".split())
# Values that are keys and no words: "RDE196", "SL3-2", an address.
_PLACEHOLDER = re.compile(r"(?:[A-Z]{1,4}\d[\w-]*$|https?:)")
_COMPLETION = {"ALERT": "alert", "PROHIBIT": "prohibit"}


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list. say: its value and name, where they are words. chosen: by default."""

    text: str
    say: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """id: of the element. groups: names of the nested sections around it. default: its text as the
    form opens. kind: in words, for the prompt ("number", "date"). unit "" for none."""

    id: str
    label: str
    groups: tuple[str, ...]
    kind: str
    default: str = ""
    options: tuple[Option, ...] = ()
    several: bool = False
    unit: str = ""
    low: float | None = None
    high: float | None = None
    completion: str = ""
    merge: str = ""
    triggers: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()


class FieldReader:
    """Reads the fields of one document; `dropped` grows with what it leaves out."""

    def __init__(self, body: Element, attributes: Attributes) -> None:
        self._body = body
        self._attributes = attributes
        self.dropped: list[str] = []
        self._seen: set[int] = set()

    def fields(self, section: Element) -> list[FormField]:
        """Of a section with its nested sections, in document order."""
        found = [self._field(control, section) for control in section.all(*CONTROLS)]
        return [one for one in found if one is not None]

    def _field(self, control: Element, section: Element) -> FormField | None:
        if id(control) in self._seen:
            return None
        self._seen.add(id(control))
        kind = _kind(control)
        label = label_of(control, self._body)
        if kind in _NO_FIELDS or control.has("hidden"):
            self.dropped.append(f'{kind} field "{_shown(control, label)}": not shown in the form')
            return None
        if control.inside("mark") is not None:
            self.dropped.append(f'field "{_shown(control, label)}": a hint (<mark>), not reported')
            return None
        if kind in ("radio", "checkbox"):
            return self._group(control, section, kind)
        options = tuple(self._options(control))
        if control.tag == "select" and not options:
            self.dropped.append(f'list "{_shown(control, label)}": has no entries; kept as text')
        number = kind == "number"
        return FormField(
            id=control.get("id"),
            label=label,
            groups=_groups(control, section),
            kind=kind,
            default=_default(control, options),
            options=options,
            several=control.has("multiple"),
            unit=unit_of(control, self._body) if number else "",
            low=_number(control.get("min")) if number else None,
            high=_number(control.get("max")) if number else None,
            completion=_COMPLETION.get(control.get("data-field-completion-action").upper(), ""),
            merge=self._merge(control),
            triggers=_triggers(control),
            codes=self._codes(control),
        )

    def _codes(self, control: Element) -> tuple[Code, ...]:
        """Of the XML, of an own attribute, of the address of a common data element around it."""
        found = [*self._attributes.of(control.get("id"))]
        if control.get("data-radlex"):
            found.append(code_of("RADLEX", control.get("data-radlex"), control.get("data-en")))
        around = control.inside("p", "div")
        for title in (control.get("title"), around.get("title") if around is not None else ""):
            element = re.search(r"radelement\.org/\S*?(RDES?\d+)", title)
            if element:
                found.append(code_of("RADELEMENT", element[1], ""))
        return tuple(dict.fromkeys(found))

    def _options(self, control: Element) -> Iterator[Option]:
        """Entries of a select, or of the datalist that an input names."""
        source: Element | None = control
        if control.tag == "input":
            wanted = control.get("list")
            lists = [one for one in self._body.all("datalist") if one.get("id") == wanted]
            source = lists[0] if wanted and lists else None
        for option in source.all("option") if source is not None else []:
            value, name = tidy(option.get("value")), tidy(option.get("name"))
            text = option.text() or option.get("label") or value
            text = " ".join(text.split())
            # "-" and an empty entry stand for free text, which every field takes.
            if not text.strip(" -–"):
                continue
            preset = control.get("value").strip()
            chosen = option.has("selected") or (bool(preset) and preset == option.get("value"))
            say = tuple(word for word in dict.fromkeys((value, name)) if _spoken(word, text))
            codes = self._codes(option)
            if option.has("data-template-uid"):
                shown = f'entry "{text}": it would put in another template'
                self.dropped.append(shown)
            yield Option(text, say, codes, chosen)

    def _group(self, control: Element, section: Element, kind: str) -> FormField:
        """Radio buttons of one name, or check boxes of one name or of one group element."""
        holder = control.parent
        while holder is not None and holder is not section and not _is_group(holder):
            holder = holder.parent
        holder = holder if holder is not None and _is_group(holder) else None
        name = control.get("name")
        members = [
            one
            for one in (holder or section).all("input")
            if _kind(one) == kind
            and (one is control or holder is not None or bool(name and one.get("name") == name))
        ]
        # A text input in the group is its "other: ..."; every field takes free text anyway.
        self._seen.update(id(one) for one in holder.all("input")) if holder is not None else None
        self._seen.update(id(one) for one in members)
        options = tuple(
            Option(
                _member_text(one, self._body),
                codes=self._attributes.of(one.get("id")),
                chosen=one.has("checked"),
            )
            for one in members
        )
        first = members[0]
        return FormField(
            id=(holder or first).get("id") or first.get("id"),
            label=self._group_label(holder, first, members),
            groups=_groups(control, section),
            kind=kind,
            default=" ".join(_closed(one.text) for one in options if one.chosen),
            options=tuple(one for one in options if one.text),
            several=kind == "checkbox",
            completion=_COMPLETION.get(first.get("data-field-completion-action").upper(), ""),
            triggers=_triggers(holder or first),
            codes=self._attributes.of((holder or first).get("id")),
        )

    def _group_label(self, holder: Element | None, first: Element, members: list[Element]) -> str:
        if holder is not None:
            legends = holder.all("legend")
            found = tidy(legends[0].text()) if legends else label_of(holder, self._body)
            if found:
                return found
        if len(members) == 1:
            return label_of(first, self._body)
        name = tidy(first.get("name"))
        return "" if "_" in name or any(char.isdigit() for char in name) else name

    def _merge(self, control: Element) -> str:
        """The merge name of a field that the information system fills, "" for none."""
        if control.get("data-field-merge-flag").lower() != "true":
            return ""
        for name in ("data-field-merge-name", "data-field-merge", "name", "title", "id"):
            if control.get(name).strip():
                return control.get(name).strip()
        return ""


def _kind(control: Element) -> str:
    if control.tag != "input":
        return "text" if control.tag == "textarea" else "list"
    kind = control.get("type").lower() or control.get("data-field-type").lower() or "text"
    if control.get("list"):
        return "list"
    return "text" if kind == "textarea" else kind


def _is_group(element: Element) -> bool:
    kind = element.get("data-field-type").upper()
    return element.tag == "fieldset" or (
        kind in ("CHECKBOX", "RADIO") and element.tag not in CONTROLS
    )


def _groups(control: Element, section: Element) -> tuple[str, ...]:
    names: list[str] = []
    around = control.inside("section")
    while around is not None and around is not section:
        names.insert(0, section_name(around))
        around = around.inside("section")
    return tuple(name for name in names if name)


def section_name(section: Element) -> str:
    """By its attribute, else by its header."""
    headers = [one for one in section.elements() if one.tag == "header"]
    return tidy(section.get("data-section-name")) or (tidy(headers[0].text()) if headers else "")


def _member_text(control: Element, body: Element) -> str:
    behind = tidy(text_behind(control))
    labels = [one for one in body.all("label") if one.get("for") == control.get("id") != ""]
    if labels and _kind(control) == "radio":
        return tidy(labels[0].text())
    value = tidy(control.get("value"))
    return behind or (value if value.lower() != "on" else "") or label_of(control, body)


def _default(control: Element, options: tuple[Option, ...]) -> str:
    if options:
        return " ".join(_closed(one.text) for one in options if one.chosen)
    if control.tag == "textarea":
        lines = "".join(child for child in control.children if isinstance(child, str))
        return " ".join(lines.split())
    text = " ".join(control.get("value").split())
    return "" if _PLACEHOLDER.match(text) and " " not in text else text


def _closed(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _spoken(word: str, text: str) -> bool:
    """Whether a value says more than the text, and is no placeholder (RDE196, a URL)."""
    letters = any(char.isalpha() for char in word)
    made_up = "_" in word or bool(_PLACEHOLDER.match(word))
    return letters and not made_up and word.lower() != text.rstrip(".").lower()


def _triggers(control: Element) -> tuple[str, ...]:
    said = control.get("data-field-verbal-trigger") or control.get("data-voice")
    said = said.replace(";", ",")
    return tuple(tidy(part) for part in said.split(",") if tidy(part))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(control: Element, label: str) -> str:
    return label or control.get("id") or control.get("name") or control.tag
