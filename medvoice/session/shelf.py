"""Shelf: the templates that a dictation under way may go over to."""

from __future__ import annotations

from medvoice.report.exam_names import ExamNames, NamedTemplate
from medvoice.report.template import Template, Templates


class Shelf:
    """Names are read anew each time they are asked for, templates once; both by any thread."""

    def __init__(self, templates: Templates, first: Template) -> None:
        """first: the one that the dictation begins with; what is known of its study holds for the
        others."""
        self._templates = templates
        self._first = first
        self._loaded = {first.name: first}

    @classmethod
    def beside(cls, template: Template) -> Shelf:
        """What lies in the template's own folder."""
        return cls(Templates([template.path.parent]), template)

    def load(self, name: str) -> Template:
        """Raises TemplateError."""
        if name not in self._loaded:
            first = self._first
            loaded = self._templates.load(name)
            self._loaded[name] = loaded.for_study(first.examination, first.values)
        return self._loaded[name]

    def meant(self, said: str) -> tuple[NamedTemplate, ...]:
        """As ExamNames.meant."""
        return ExamNames.of(self._templates.folders).meant(said)

    def offered(self, said: str = "") -> tuple[NamedTemplate, ...]:
        """As ExamNames.offered."""
        return ExamNames.of(self._templates.folders).offered(said)
