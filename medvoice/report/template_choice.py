"""Which template fits an examination, by its modality and by what its texts say was examined.

A wrong template asks for the wrong things, so it is chosen only where it is named: a knee has none
of the chest, and an examination of chest and abdomen is none of the chest alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from medvoice.lexicon.exams import exam_words, modalities, places
from medvoice.report.exam_names import ExamNames, NamedTemplate

_PROJECTION = re.compile(r"\bA\.?P\b", re.IGNORECASE)
"""Of a radiograph; of all else it is said for abdomen and pelvis."""


@dataclass(frozen=True, slots=True)
class Examined:
    """modality: DICOM's code. texts: what was ordered or done, the most telling first (requested
    procedure, study description). body_part: DICOM's code or words."""

    modality: str
    texts: tuple[str, ...] = ()
    body_part: str = ""


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """name: of the template, "" for none. reason: a sentence for the user."""

    name: str
    reason: str


def template_for(examined: Examined, names: ExamNames) -> TemplateChoice:
    """The one template that fits, else none with the reason."""
    kinds = modalities(exam_words(examined.modality))
    if not kinds:
        said = examined.modality or "nothing"
        return TemplateChoice("", f"The modality ({said}) chooses no template.")
    own = [one for one in names.templates if any(kinds & way for way in one.all_ways)]
    if not own:
        return TemplateChoice("", f"No template is for {examined.modality}.")
    several: list[NamedTemplate] = []
    for text, words in _looked_at(examined, kinds):
        best = _best(own, words)
        if len(best) == 1:
            return TemplateChoice(
                best[0].name,
                f'Template {best[0].name}: the study is {examined.modality} and says "{text}".',
            )
        several = several or best
    said = ", ".join(f'"{text}"' for text in _texts(examined)) or "nothing of what was examined"
    if several:
        found = " and ".join(one.name for one in several)
        return TemplateChoice("", f"{found} fit a {examined.modality} that says {said}.")
    return TemplateChoice("", f"No template fits a {examined.modality} that says {said}.")


def _texts(examined: Examined) -> list[str]:
    texts = (*examined.texts, examined.body_part)
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _looked_at(examined: Examined, kinds: frozenset[str]) -> Iterable[tuple[str, frozenset[str]]]:
    """(text, its words with the study's modality in place of all others): each text alone up to the
    first that names a place, then all together. The study itself knows better than a text whether
    it is a CT; a body part says less than a text does ("CHEST" of chest and abdomen)."""
    texts = _texts(examined)
    for text in texts:
        yield text, _words(text, kinds)
        if places(_words(text, kinds)):
            break
    if len(texts) > 1:
        yield '", "'.join(texts), frozenset().union(*(_words(text, kinds) for text in texts))


def _words(text: str, kinds: frozenset[str]) -> frozenset[str]:
    text = text.replace("^", " ")
    if "xr" in kinds:
        text = _PROJECTION.sub(" ", text)
    words = exam_words(text)
    return (words - modalities(words)) | kinds


def _best(templates: Iterable[NamedTemplate], words: frozenset[str]) -> list[NamedTemplate]:
    """Those of which a name is among the words and that leave no examined place out: by a name of
    their own before one by modality and body part, then by how many words are theirs. Where none
    is, those that are for more than the words say ("CT abdomen" of abdomen and pelvis)."""
    rated: list[tuple[tuple[bool, int], NamedTemplate]] = []
    for one in templates:
        theirs = frozenset().union(*one.all_ways)
        if not places(words) <= theirs:
            continue
        if any(way <= words for way in one.all_ways):
            by_name = any(way <= words for way in one.ways)
            rated.append(((by_name, len(words & theirs)), one))
    if rated:
        top = max(rate for rate, _ in rated)
        return [one for rate, one in rated if rate == top]
    examined = places(words)
    if not examined:
        return []
    return [one for one in templates if any(examined < places(way) for way in one.all_ways)]
