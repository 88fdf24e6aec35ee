"""Import of IHE MRRT report templates (RadReport HTML) as medvoice templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.codes import Code
from medvoice.lexicon.sections import kind_of
from medvoice.lexicon.terms import folded
from medvoice.report.mrrt.attributes import Attributes, template_attributes
from medvoice.report.mrrt.fields import FieldReader, FormField
from medvoice.report.mrrt.merge_names import merge_name
from medvoice.report.mrrt.naming import (
    anatomy_of,
    clean,
    closed,
    distinct,
    field_name,
    literal,
    slug,
    unique,
)
from medvoice.report.mrrt.outline import Outline, SectionPart, outline
from medvoice.report.mrrt.toml_text import toml_text
from medvoice.report.mrrt.tree import Element, read_html
from medvoice.report.template_error import TemplateError
from medvoice.report.template_normals import split

_MOST_BYTES = 4 * 1024 * 1024
# Words of a template's own codes and title -> DICOM modality; the first that fits.
_MODALITIES = (
    ("computed tomography", "CT"), ("magnetic resonance", "MR"), ("ultrasound", "US"),
    ("mammography", "MG"), ("projection radiography", "CR"), ("positron", "PT"),
    ("fluoroscopy", "RF"), ("ct", "CT"), ("mr", "MR"), ("mri", "MR"), ("mrt", "MR"), ("us", "US"),
    ("sonographie", "US"), ("xray", "CR"), ("x ray", "CR"), ("radiograph", "CR"),
)  # fmt: skip
_GERMAN = {
    "befund": "findings", "befunde": "findings", "beschreibung": "findings",
    "beurteilung": "impression", "zusammenfassung": "impression", "empfehlung": "recommendation",
    "klinische angaben": "indication", "fragestellung": "indication", "technik": "technique",
    "untersuchungstechnik": "technique", "voraufnahmen": "comparison", "vergleich": "comparison",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """name: file name without suffix. text: of the template file. kept: what was taken, in a few
    words each. dropped: what the file holds and the template does not."""

    name: str
    title: str
    text: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]


def import_mrrt(path: Path, kind_of_code: Callable[[Code], str] = lambda code: "") -> Imported:
    """One file. kind_of_code: section kind ("findings") that a code names, "" for none. Raises
    TemplateError: not readable, or nothing of a template in it."""
    source = _read(path)
    document = read_html(source)
    body = next(iter(document.all("body")), document)
    attributes = template_attributes(document)
    reader = FieldReader(body, attributes)
    parts = outline(body, reader)
    if not parts.sections:
        fault = "holds no section and no form field: it is no report template"
        raise TemplateError(path, fault, "Import the HTML file of an MRRT (RadReport) template")
    return _Writer(path, document, attributes, parts, kind_of_code).imported(reader)


class _Writer:
    """Makes the template's text; one use."""

    def __init__(
        self,
        path: Path,
        document: Element,
        attributes: Attributes,
        parts: Outline,
        kind_of_code: Callable[[Code], str],
    ) -> None:
        self._path = path
        self._document = document
        self._attributes = attributes
        self._parts = parts
        self._kind_of_code = kind_of_code
        self._meta = _meta(document)
        self._ids: set[str] = set()
        self._dropped: list[str] = []
        self._used_codes: set[str] = {""}

    def imported(self, reader: FieldReader) -> Imported:
        title = self._meta.get("title", [""])[0] or self._path.stem
        sections, body = self._sections()
        unplaced = self._unplaced(sections, body)
        if not any(section["id"] == "exam" and "fields" not in section for section in sections):
            body.insert(0, "{{ heading(exam) }}\n")
        codes = self._attributes.of("")
        front: dict[str, Any] = {
            "title": title,
            "exam": self._exam(title),
            "modality": self._own("modality") or _modality(title, codes),
            "body_part": (self._own("bodyregion") or _body_part(codes)).lower(),
            "unplaced": unplaced,
            "language": self._meta.get("language", ["en"])[0] or "en",
        }
        if codes:
            front["code"] = _listed(codes)
        apart = ("title", "language", "type")
        about = {key: "; ".join(found) for key, found in self._meta.items() if key not in apart}
        if self._attributes.status:
            about["status"] = self._attributes.status
        if about:
            front["about"] = about
        front["sections"] = sections
        head = (
            f"# Imported by medvoice from {self._path.name} (IHE MRRT). Its licence is its makers'."
        )
        text = f"+++\n{head}\n{toml_text(front)}\n+++\n" + "\n".join(body) + "\n"
        fields = sum(len(section.get("fields", ())) or 1 for section in sections)
        kept = (f"{len(sections)} sections", f"{fields} fields", *self._kept(sections))
        dropped = [*self._attributes.dropped, *reader.dropped, *self._parts.dropped, *self._dropped]
        dropped += [*self._lost_codes(), *self._open_lists()]
        return Imported(slug(self._path.stem), title, text, kept, tuple(dict.fromkeys(dropped)))

    def _own(self, name: str) -> str:
        """A value of the metadata that some makers add ("rrt:modality")."""
        found = [
            m.get("content")
            for m in self._document.all("meta")
            if m.get("name").lower() == f"rrt:{name}"
        ]
        return clean(found[0]) if found else ""

    def _exam(self, title: str) -> str:
        """The header of a bare procedure section names the examination ("US Abdomen")."""
        for part in self._parts.sections:
            if self._kind(part) == "exam" and part.header and not part.fields:
                return part.header
        return title

    def _kind(self, part: SectionPart) -> str:
        """ "findings" and the like: by code, by English or German name; "" for none."""
        for code in self._attributes.of(part.id):
            if self._kind_of_code(code):
                return self._kind_of_code(code)
        for name in (part.name, part.english, part.header):
            known = kind_of(name)
            if known is not None:
                return known.id
            if name.lower() in _GERMAN:
                return _GERMAN[name.lower()]
        return ""

    def _sections(self) -> tuple[list[dict[str, Any]], list[str]]:
        sections: list[dict[str, Any]] = []
        body: list[str] = []
        names: set[tuple[str, ...]] = set()
        for part in self._parts.sections:
            if part.texts and not part.fields:
                # Text that stands in every report, without a field in it.
                body += [literal(f"{part.name}:"), *map(literal, part.texts), ""]
                continue
            kind = self._kind(part)
            entry: dict[str, Any] = {
                "id": self._new_id(kind or slug(part.name) or "section"),
                "name": distinct(part.name or "Report", names),
            }
            self._code(entry, part.id)
            if kind == "impression":
                entry["style"] = "numbered"
            alone = part.fields[0] if len(part.fields) == 1 else None
            if not part.fields or (alone is not None and self._is_section_itself(alone, part)):
                values = self._values(alone) if alone is not None else {}
                own = entry.get("code", [])
                code = [*own, *(c for c in values.get("code", ()) if c not in own)]
                entry |= values | ({"code": code} if code else {})
                entry["required"] = part.required
            else:
                entry["fields"] = self._fields(part)
            sections.append(entry)
            otherwise = ", otherwise=exam" if kind == "exam" else ""
            body.append(f'{{{{ section("{entry["id"]}"{otherwise}) }}}}')
        return sections, body

    @staticmethod
    def _is_section_itself(field: FormField, part: SectionPart) -> bool:
        same = folded(field.label) in ((), folded(part.name))
        plain = not (field.several or field.unit or field.low is not None or field.groups)
        return same and plain and field.kind != "number"

    def _fields(self, part: SectionPart) -> list[dict[str, Any]]:
        fields: list[dict[str, Any]] = []
        names: set[tuple[str, ...]] = set()
        ids: set[str] = set()
        regions_left = set(regions())
        labels = [folded(field.label) for field in part.fields]
        for number, field in enumerate(part.fields, 1):
            wanted = field_name(field) or f"{part.name} {number}"
            name = distinct(wanted, names)
            entry: dict[str, Any] = {"id": unique(slug(name) or "field", ids), "name": name}
            said = [*field.triggers]
            if field.groups and labels.count(folded(field.label)) == 1:
                said.append(field.label)
            synonyms = [distinct(one, names, rename=False) for one in said]
            if any(synonyms):
                entry["synonyms"] = [one for one in synonyms if one]
            anatomy = anatomy_of(field, regions_left)
            if anatomy:
                entry["anatomy"] = anatomy
            fields.append(entry | self._values(field))
        return fields

    def _values(self, field: FormField) -> dict[str, Any]:
        """What a field holds besides its names."""
        values: dict[str, Any] = {}
        if field.kind not in ("text", "list", "checkbox", "radio"):
            values["prompt"] = field.kind.capitalize()
        if field.default and field.kind in ("number", "date", "time"):
            # "Rest normal" must not bring in a number or a date that nobody said.
            shown = f'{field.kind} "{field.default}" as the default of "{field.label}"'
            self._dropped.append(shown)
        elif field.default:
            values["normal"] = [closed(text) for text in split(field.default)]
        if field.options:
            values["choices"] = self._choices(field)
            if field.several:
                values["several"] = True
        if field.kind == "number" and field.unit:
            limits = {"low": field.low, "high": field.high}
            values["measure"] = {"unit": field.unit} | {
                key: value for key, value in limits.items() if value is not None
            }
        elif field.low is not None or field.high is not None:
            self._dropped.append(f'limits of "{field.label or field.id}": it has no unit')
        if field.completion:
            values["completion"] = field.completion
        if field.merge:
            known = merge_name(field.merge)
            if known:
                values["merge"] = f"{{{known}}}."
            else:
                self._dropped.append(f'merge field "{field.merge}": medvoice has no such value')
        self._used_codes.add(field.id)
        if field.codes:
            values["code"] = _listed(field.codes)
        return values

    def _choices(self, field: FormField) -> list[dict[str, Any]]:
        taken: set[tuple[str, ...]] = set()
        choices = []
        for option in field.options:
            if folded(option.text) in taken:
                self._dropped.append(f'entry "{option.text}" of "{field.label}": is there twice')
                continue
            taken.add(folded(option.text))
            choice: dict[str, Any] = {"text": closed(option.text)}
            say = [one for one in option.say if folded(one) and folded(one) not in taken]
            taken.update(folded(one) for one in say)
            if say:
                choice["say"] = say
            if option.codes:
                choice["code"] = _listed(option.codes)
            choices.append(choice)
        return choices

    def _code(self, entry: dict[str, Any], element: str) -> None:
        codes = self._attributes.of(element) if element else ()
        self._used_codes.add(element)
        if codes:
            entry["code"] = _listed(codes)

    def _lost_codes(self) -> list[str]:
        options = {one.get("id") for one in self._document.all("option", "input")}
        there = {one.get("id") for one in self._document.walk()}
        lost = []
        for element, codes in self._attributes.codes:
            if element in self._used_codes or element in options:
                continue
            why = "is no field" if element in there else "is not in the form"
            shown = ", ".join(f"{code.scheme} {code.value}" for code in codes)
            lost.append(f'codes of "{element}", which {why}: {shown}')
        return lost

    def _open_lists(self) -> list[str]:
        """A browser shows a list's first entry; that alone makes it no default."""
        fields = [field for part in self._parts.sections for field in part.fields]
        lists = [f for f in fields if f.kind == "list" and f.options and not f.default]
        if not lists:
            return []
        return [f"first entry as the default of {len(lists)} lists: only a marked entry is one"]

    def _unplaced(self, sections: list[dict[str, Any]], body: list[str]) -> str:
        """Every template needs a place for what fits nowhere."""
        german = self._meta.get("language", [""])[0].startswith("de")
        name = "Weitere Befunde" if german else "Additional findings"
        for section in sections:
            if section["id"] == "findings" and section.get("fields"):
                taken = {folded(field["name"]) for field in section["fields"]}
                ids = {field["id"] for field in section["fields"]}
                entry = {"id": unique("additional", ids), "name": distinct(name, taken)}
                section["fields"].append(entry)
                return f"findings.{entry['id']}"
        entry = {"id": self._new_id("additional"), "name": name}
        taken = {folded(section["name"]) for section in sections}
        entry["name"] = distinct(name, taken)
        sections.append(entry)
        body.append(f'{{{{ section("{entry["id"]}") }}}}')
        return f"{entry['id']}.text"

    def _kept(self, sections: list[dict[str, Any]]) -> list[str]:
        """Counts of what the fields hold."""
        fields = [field for s in sections for field in s.get("fields", (s,))]
        counts = {
            "pick lists": sum("choices" in field for field in fields),
            "measured fields": sum("measure" in field for field in fields),
            "default texts": sum("normal" in field for field in fields),
            "codes": sum(len(found) for _, found in self._attributes.codes)
            - len(self._lost_codes()),
        }
        return [f"{count} {what}" for what, count in counts.items() if count > 0]

    def _new_id(self, wanted: str) -> str:
        return unique(wanted, self._ids)


def _listed(codes: tuple[Code, ...]) -> list[list[str]]:
    return [[code.scheme, code.value, code.meaning] for code in codes]


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        raise TemplateError(path, fault, "Check the path and its permissions") from error
    if len(raw) > _MOST_BYTES:
        raise TemplateError(path, "is larger than 4 MB", "It is hardly a report template")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _meta(document: Element) -> dict[str, list[str]]:
    """dcterms metadata, whatever the order of its attributes."""
    found: dict[str, list[str]] = {}
    for meta in document.all("meta"):
        name = meta.get("name").lower()
        content = clean(meta.get("content"))
        if name.startswith("dcterms.") and content:
            found.setdefault(name.removeprefix("dcterms."), []).append(content)
    titles = [clean(one.text()) for one in document.all("title")]
    if "title" not in found and titles and titles[0]:
        found["title"] = titles[:1]
    return found


def _modality(title: str, codes: tuple[Code, ...]) -> str:
    text = " ".join(folded(" ".join((*(code.meaning for code in codes), title))))
    return next((m for words, m in _MODALITIES if re.search(rf"\b{words}\b", text)), "OT")


def _body_part(codes: tuple[Code, ...]) -> str:
    """The first code that is no modality; "" where the file names none."""
    rest = [c.meaning for c in codes if not any(w in c.meaning.lower() for w, _ in _MODALITIES[:7])]
    return rest[0] if rest else ""
