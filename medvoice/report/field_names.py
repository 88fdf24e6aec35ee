"""Which section or field a spoken heading names."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from medvoice.lexicon.sections import kind_of
from medvoice.lexicon.terms import folded
from medvoice.report.template import Template

# A misheard name is taken for a known one only when it is long and near to that one alone.
_NEAR = 0.85
_FEWEST_LETTERS = 7


@dataclass(frozen=True, slots=True)
class Target:
    """section: its id. field: "section.field", "" when the section has fields of its own and the
    heading names none. keep_words: the heading is not the section's own name, its words must be
    printed ("Recommendation" under Impression)."""

    section: str
    field: str
    keep_words: bool = False


class FieldNames:
    """Heading names of one template."""

    def __init__(self, template: Template) -> None:
        self._targets: dict[tuple[str, ...], Target] = {}
        self._sections: dict[str, Target] = {}
        for section in template.sections:
            own = "" if section.fields else f"{section.id}.{section.all_fields()[0].id}"
            self._sections[section.id] = Target(section.id, own)
            for name in (section.name, *section.synonyms):
                self._targets.setdefault(folded(name), Target(section.id, own))
        for section in template.sections:
            for spec in section.fields:
                target = Target(section.id, f"{section.id}.{spec.id}")
                for name in (spec.name, *spec.synonyms):
                    self._targets.setdefault(folded(name), target)

    def resolve(self, heading: str) -> Target | None:
        """The target of a heading: by name, by kind of section, by likeness; None for none."""
        words = folded(heading)
        words = words[1:] if words[:1] == ("the",) else words
        if words in self._targets:
            return self._targets[words]
        kind = kind_of(" ".join(words))
        if kind is not None:
            if kind.id in self._sections:
                return self._sections[kind.id]
            stand_in = self._sections.get(kind.stands_in)
            if stand_in is not None:
                return Target(stand_in.section, stand_in.field, keep_words=True)
            return None
        return self._near(" ".join(words))

    def _near(self, heard: str) -> Target | None:
        if len(heard) < _FEWEST_LETTERS:
            return None
        close = {
            target
            for name, target in self._targets.items()
            if name[0][:1] == heard[:1]
            and SequenceMatcher(None, heard, " ".join(name)).ratio() >= _NEAR
        }
        return close.pop() if len(close) == 1 else None
