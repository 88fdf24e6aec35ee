"""Writer: the words of a command's slot, or of literal dictation, in written form."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.language.house import House
from medvoice.language.marks import spoken_names
from medvoice.language.reader import Dialect, Reader, ReaderSettings
from medvoice.language.spoken import SpokenWord
from medvoice.language.utterance import Carried, Heading, Utterance


class Writer:
    """Tables built once; keeps nothing from call to call."""

    def __init__(
        self, dialect: Dialect, headings: tuple[str, ...], house: House | None = None
    ) -> None:
        house = house or House()
        self._reader = Reader(
            ReaderSettings(
                dialect,
                headings,
                written_form=house.written_form,
                replacements=house.replacements,
            )
        )

    def read(
        self, words: Sequence[SpokenWord], before: Carried, as_heard: bool = False
    ) -> Utterance:
        """Dictation, headings told apart. as_heard: the vocabulary replaces nothing."""
        return self._reader.read(words, before, as_heard)

    def inside(self, words: Sequence[SpokenWord], before: str = "") -> str:
        """Words that are put into a sentence behind `before` ("" at its start). A section's name is
        no heading there."""
        goes_on = bool(before.strip())
        utterance = self._reader.read(words, Carried(before, goes_on=goes_on))
        parts = []
        for item in utterance.items:
            text = item.text
            if isinstance(item, Heading) and goes_on and text[1:].islower():
                text = text.lower()
            parts.append(text)
        return " ".join(parts)

    def is_mark(self, words: Sequence[SpokenWord]) -> bool:
        """Whether literal words are the name of a mark and nothing else ("literal period")."""
        return mark_name(words) in spoken_names()


def mark_name(words: Sequence[SpokenWord]) -> str:
    """The words as a mark is named, out of their braces."""
    texts = (word.text.strip("{}").replace("_", " ").lower() for word in words)
    return " ".join(" ".join(texts).split())
