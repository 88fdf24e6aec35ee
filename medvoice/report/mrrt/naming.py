"""Naming: ids, field names and texts that a template can take, from what an HTML form says."""

from __future__ import annotations

import re
import unicodedata

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.terms import folded
from medvoice.report.mrrt.fields import FormField


def field_name(field: FormField) -> str:
    """Nested sections are part of a field's name: "Right kidney hydronephrosis"."""
    group = " ".join(field.groups)
    label = clean(field.label)
    if not group or not label:
        return label or group
    if folded(group) == folded(label) or set(folded(group)) <= set(folded(label)):
        return label
    first = label.split()[0]
    lower = first[1:].islower() or len(first) == 1
    return f"{group} {label[:1].lower() if lower else label[:1]}{label[1:]}"


def anatomy_of(field: FormField, left: set[str]) -> list[str]:
    """Regions whose organ the field, or the first field of its group, is named for; each region
    once in a section."""
    found = []
    for words in (folded(field.label), *(folded(group) for group in field.groups[-1:])):
        for name, region in regions().items():
            if name in left and words and words in {folded(organ) for organ in region.organs}:
                left.discard(name)
                found.append(name)
    return found


def closed(text: str) -> str:
    text = clean(text)
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."


def clean(text: str) -> str:
    """No control characters, white space folded."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def slug(text: str) -> str:
    """An id: lower-case ASCII letters, digits and "_"; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    latin = plain.encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")[:40].strip("_")
    return found if not found or found[0].isalpha() else f"f_{found}"


def unique(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    taken.add(name)
    return name


def distinct(name: str, taken: set[tuple[str, ...]], *, rename: bool = True) -> str:
    """A name that no other has as it is heard; "" for a second one that may not be renamed."""
    name = clean(name)
    heard = folded(name)
    if heard not in taken and heard:
        taken.add(heard)
        return name
    if not rename:
        return ""
    number = 2
    while not folded(f"{name} {number}") or folded(f"{name} {number}") in taken:
        number += 1
    taken.add(folded(f"{name} {number}"))
    return f"{name} {number}"


def literal(text: str) -> str:
    """A line of the body that prints the text as it is."""
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'{{{{ "{escaped}" }}}}'
