"""ExamNames: which template is meant by an examination's name as it is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from medvoice.lexicon.exams import exam_words, modalities
from medvoice.report.template_error import TemplateError
from medvoice.report.template_files import Folders, assemble

_NEAR = 0.85
_FEWEST_LETTERS = 7


@dataclass(frozen=True, slots=True)
class NamedTemplate:
    """name: of its file. title: as it is shown. ways: what each of its names says. general: what
    its modality and body part say, which several templates may share."""

    name: str
    title: str
    ways: tuple[frozenset[str], ...]
    general: frozenset[str] = frozenset()

    @property
    def all_ways(self) -> tuple[frozenset[str], ...]:
        return (*self.ways, self.general)


class ExamNames:
    """The templates of some folders by the names that are said for them: their file's name, title,
    exam, modality with body part, and synonyms."""

    def __init__(self, templates: Iterable[NamedTemplate]) -> None:
        self.templates = tuple(templates)

    @classmethod
    def of(cls, folders: Folders) -> ExamNames:
        """Reads the front matter of every template; one that cannot be read has no name."""
        return cls(filter(None, (_named(folders, name) for name in folders.names())))

    def meant(self, said: str) -> tuple[NamedTemplate, ...]:
        """The templates that the words may mean: those that have just this name, else those of just
        this modality and body part, else those whose name says more ("CT", "chest"), else the one
        with nearly this name; () for none."""
        words = exam_words(said)
        if not words:
            return ()
        return (
            tuple(one for one in self.templates if words in one.ways)
            or tuple(one for one in self.templates if words == one.general)
            or tuple(one for one in self.templates if any(words <= way for way in one.all_ways))
            or self._near(said)
        )

    def offered(self, said: str = "") -> tuple[NamedTemplate, ...]:
        """What could be said instead: the templates of the modality that the words name, else
        all."""
        wanted = modalities(exam_words(said))
        own = tuple(one for one in self.templates if any(wanted & way for way in one.all_ways))
        return own or self.templates

    def _near(self, said: str) -> tuple[NamedTemplate, ...]:
        """The one template whose name is nearly this (a letter misheard), () for several."""
        text = " ".join(said.lower().split())
        if len(text) < _FEWEST_LETTERS:
            return ()
        near = tuple(
            one
            for one in self.templates
            if SequenceMatcher(None, text, one.title.lower()).ratio() >= _NEAR
            and modalities(exam_words(said)) <= modalities(frozenset().union(*one.all_ways))
        )
        return near if len(near) == 1 else ()


def _named(folders: Folders, name: str) -> NamedTemplate | None:
    path = folders.find(name)
    try:
        front = assemble(path, folders).front if path is not None else None
    except TemplateError:  # `medvoice templates check` tells
        return None
    if front is None:
        return None
    texts = {key: str(front.get(key, "")) for key in ("title", "exam", "modality", "body_part")}
    synonyms = front.get("synonyms", ())
    names = [
        name,
        texts["title"],
        texts["exam"],
        *(map(str, synonyms) if isinstance(synonyms, list | tuple) else ()),
    ]
    ways = dict.fromkeys(filter(None, map(exam_words, names)))
    general = exam_words(f"{texts['modality']} {texts['body_part']}")
    return NamedTemplate(name, texts["title"] or name, tuple(ways), general)
