"""template_attributes: what an MRRT file says of itself in a piece of XML, often not well-formed.

Read tag by tag: old files leave `<code …>` open, put it in a comment, spell names in either case,
and put entries where the schema has none.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from medvoice.lexicon.codes import Code, code_of
from medvoice.report.mrrt.tree import Element

_TAG = re.compile(r"<(/?)([A-Za-z_][\w.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# Elements whose text is a list of people or systems: medvoice has no use for them.
_LISTS = ("user-list", "userlist", "provider-list", "referenced-templates", "referenced_templates")


@dataclass(frozen=True, slots=True)
class Attributes:
    """status: "ACTIVE", "" where none is given. codes: element id -> its codes; "" -> those of the
    template itself. dropped: what was read and is not kept."""

    status: str = ""
    top_level: str = ""
    codes: tuple[tuple[str, tuple[Code, ...]], ...] = ()
    dropped: tuple[str, ...] = ()

    def of(self, element_id: str) -> tuple[Code, ...]:
        return dict(self.codes).get(element_id, ())


def template_attributes(document: Element) -> Attributes:
    """Of the first script that holds them; empty where none does."""
    for script in document.all("script"):
        source = "".join(child for child in script.children if isinstance(child, str))
        if "template_attributes" in source.lower() and "javascript" not in script.get("type"):
            return _read(source)
    return Attributes()


def _read(source: str) -> Attributes:
    entry = ""
    codes: dict[str, dict[Code, None]] = {}
    texts: dict[str, str] = {}
    dropped: list[str] = []
    oids: dict[str, str] = {}
    for match in _TAG.finditer(source):
        closing, name = bool(match[1]), match[2].lower()
        given = {key.lower(): html.unescape(a or b) for key, a, b in _ATTRIBUTE.findall(match[3])}
        if name == "entry":
            entry = "" if closing else given.get("origtxt", "")
        elif name == "coding_scheme" and not closing:
            oids[given.get("name", "").lower()] = given.get("designator", "")
        elif name == "code" and not closing and given.get("value"):
            # A scheme by a private name is known by its OID, where the file gives it.
            scheme = given.get("scheme", "")
            code = code_of(scheme, given["value"], given.get("meaning", ""))
            if code.scheme == scheme and oids.get(scheme.lower()):
                code = code_of(oids[scheme.lower()], given["value"], given.get("meaning", ""))
            codes.setdefault(entry, {})[code] = None
        elif not closing and name in ("status", "top-level-flag"):
            texts[name] = source[match.end() :].split("<", 1)[0].strip()
        elif not closing and name in _LISTS and not match[3].rstrip().endswith("/"):
            inner = re.split(rf"</{re.escape(match[2])}", source[match.end() :], maxsplit=1)[0]
            if re.sub(r"<[^>]*>|\s", "", inner) or "<" in inner:
                dropped.append(f"{name}: whom or what the template is meant for")
    return Attributes(
        texts.get("status", ""),
        texts.get("top-level-flag", ""),
        tuple((key, tuple(found)) for key, found in codes.items()),
        tuple(dropped),
    )
