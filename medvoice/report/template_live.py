"""LiveTemplate: a template that follows its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from medvoice.report.template import Template, Templates
from medvoice.report.template_conditions import Examination
from medvoice.report.template_error import TemplateError

_Stamp = tuple[int, int, int] | None
"""Change time in ns, size, inode; None for a file that is not there."""


@dataclass(frozen=True, slots=True)
class Reload:
    """template: the one to go on with. notice: what the user is told, "" for nothing new. broken:
    the files hold a fault and the template before it is kept."""

    template: Template
    notice: str = ""
    broken: bool = False


class LiveTemplate:
    """Asked before each turn; looks at its files (a few stat calls) and loads them again where one
    has changed. Used by one thread."""

    def __init__(self, templates: Templates, name: str) -> None:
        """Raises TemplateError: there is nothing to go on with yet."""
        self._templates = templates
        self._name = name
        self._template = templates.load(name)
        self._faulty: frozenset[Path] = frozenset()  # where the last fault was
        self._stamps = self._look()

    @property
    def template(self) -> Template:
        return self._template

    def study(self, examination: Examination, values: Mapping[str, str]) -> Template:
        """What is known of the study, now and after every reload (`Template.for_study`)."""
        self._template = self._template.for_study(examination, values)
        return self._template

    def current(self) -> Reload:
        """The template as its files say it now. A file with a fault leaves the old one in use and
        is told once, until it changes again."""
        stamps = self._look()
        if stamps == self._stamps:
            return Reload(self._template)
        self._stamps = stamps
        try:
            loaded = self._templates.load(self._name)
        except TemplateError as error:
            self._faulty = frozenset({Path(error.path)})
            self._stamps = self._look()
            notice = f"{error}. The template as it was before goes on"
            return Reload(self._template, notice, broken=True)
        old, self._faulty = self._template, frozenset()
        self._template = loaded.for_study(old.examination, old.values)
        self._stamps = self._look()
        return Reload(self._template, f"Template {self._name} was changed and is read anew")

    def _look(self) -> dict[Path, _Stamp]:
        """The files that it was read from, and the first of its name, which a new file in an
        earlier folder may take over."""
        first = self._templates.folders.find(self._name)
        files = {*self._template.files, *self._faulty, *([first] if first is not None else [])}
        return {path: _stamp(path) for path in files}


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
