"""Fields that are levels of the spine ("L4-L5"), and the field for what concerns no single one."""

from __future__ import annotations

import re

from medvoice.lexicon.terms import folded
from medvoice.report.exceptions import main_clause
from medvoice.report.normal_sentence import levels
from medvoice.report.template import Template

# A sentence with one of these speaks of more than the level that was named before it.
_WHOLE = frozenset(
    "all other remaining remainder rest elsewhere every each multilevel throughout diffuse "
    "diffusely generalized lumbar otherwise multiple several both most uninvolved".split()
)
# "The discs are desiccated": one level has one disc and one height.
_PLURAL = re.compile(r"\b(discs|disks|levels|disc heights|disk heights|heights)\b", re.IGNORECASE)
# "Larger than at L4-L5" is not of L4-L5.
_COMPARED = frozenset("than compared to toward towards".split())


class LevelFields:
    """The level fields of one template."""

    def __init__(self, template: Template) -> None:
        fields = [(name, spec) for name, spec in template.front.specs() if spec.anatomy]
        named = {name: spec for name, spec in fields if levels(folded(spec.name))}
        self._levels = {name: levels(folded(spec.name)) for name, spec in named.items()}
        anatomy = frozenset(region for spec in named.values() for region in spec.anatomy)
        self._general = next(
            (
                name
                for name, spec in fields
                if name not in named and anatomy.intersection(spec.anatomy)
            ),
            "",
        )

    def field(self, field: str, text: str) -> str:
        """The field that a sentence belongs to which was taken for this one."""
        if field not in self._levels or not self._general:
            return field
        text = main_clause(text)
        said = levels(folded(text))
        named = [name for name, own in self._levels.items() if own <= said]
        if len(named) == 1 and not _COMPARED.intersection(folded(text)):
            return named[0]
        if len(named) > 1 or (not said and _speaks_of_all(text)):
            return self._general
        return field


def _speaks_of_all(text: str) -> bool:
    return bool(_WHOLE.intersection(folded(text)) or _PLURAL.search(text))
