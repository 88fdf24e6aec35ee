"""Which field a sentence's own words point to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.terms import Match, Phrases, folded
from medvoice.report.template import Template

# A sentence is about what stands before its verb or its first preposition: "the liver | is …",
# "atelectasis | adjacent to the effusion". A word there counts for more than one behind.
_BORDER = frozenset(
    "is are was were has have appear show demonstrate measure contain remain in of at along within "
    "adjacent near from with without consistent compatible which that extending involving to due "
    "abutting".split()
)
_OPENERS = frozenset("there here this that it".split())
_ORGAN, _FINDING, _SUBJECT = 2.0, 2.0, 1.5
# "Right lower lobe filling defect": a finding that belongs to one field says more than a place.
_ONLY_HERE = 0.75
# "Pancreas, spleen and adrenal glands are normal" goes where its first organ goes.
_LISTED = 2.0
# "main pulmonary artery" says more than "pulmonary".
_EACH_WORD = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A field that a sentence's words point to. subject: by its subject. words: the strongest."""

    field: str
    weight: float
    subject: bool
    words: str
    organ: bool


class Anatomy:
    """The words of one template's fields."""

    def __init__(self, template: Template) -> None:
        table = regions()
        organs: dict[str, list[str]] = {}
        findings: dict[str, list[str]] = {}
        for section in template.sections:
            for spec in section.fields:
                name = f"{section.id}.{spec.id}"
                organs[name] = [spec.name, *spec.synonyms]
                findings[name] = []
                for region in spec.anatomy:
                    organs[name] += table[region].organs
                    findings[name] += table[region].findings
        organs.pop(template.unplaced, None)
        self._organs = {folded(phrase) for phrases in organs.values() for phrase in phrases}
        keys = {name: [*organs[name], *findings[name]] for name in organs}
        self._phrases = Phrases(keys)

    def claims(self, text: str) -> tuple[Claim, ...]:
        """Fields with a word in the sentence, the strongest first."""
        words = folded(text)
        border = _border(words)
        matches = self._phrases.find(words)
        shared: dict[tuple[int, int], int] = {}
        for match in matches:
            shared[match.first, match.last] = shared.get((match.first, match.last), 0) + 1
        listed = _first_of_list(words, matches, border)
        best: dict[str, Claim] = {}
        for match in matches:
            organ = tuple(match.phrase.split()) in self._organs
            alone = shared[match.first, match.last] == 1
            subject = match.first < border
            weight = _ORGAN if organ else _FINDING
            weight += _SUBJECT * subject + _EACH_WORD * (match.last - match.first - 1)
            weight += _ONLY_HERE * (alone and not organ) + _LISTED * (match.first == listed)
            before = best.get(match.key)
            claim = Claim(match.key, weight, subject, match.phrase, organ)
            if before is not None:
                strongest = max(before, claim, key=lambda one: one.weight)
                claim = Claim(
                    match.key,
                    max(before.weight, weight) + 0.25,
                    before.subject or subject,
                    strongest.words,
                    strongest.organ,
                )
            best[match.key] = claim
        return tuple(sorted(best.values(), key=lambda claim: -claim.weight))


def _first_of_list(words: tuple[str, ...], matches: Sequence[Match], border: int) -> int:
    """Position of the first of several things that make up the subject; -1 where it is one."""
    if not matches or matches[0].first >= border:
        return -1
    first = matches[0]
    others = [match.first for match in matches if first.last < match.first < border]
    several = others and any(word in ("and", "or") for word in words[first.last : others[-1]])
    return first.first if several else -1


def _border(words: tuple[str, ...]) -> int:
    """Position of the first word that ends the subject."""
    start = 0
    if words[:1] and words[0] in _OPENERS:
        # "There is a nodule in …": what is there is the subject.
        start = next((at + 1 for at, word in enumerate(words[:4]) if word in _BORDER), 0)
    for at in range(start, len(words)):
        # "evidence of", "no signs of": the subject is what follows.
        after_evidence = at > 0 and words[at - 1] in {"evidence", "sign"}
        if words[at] in _BORDER and at > start and not after_evidence:
            return at
    return len(words)
