"""Which field a sentence's own words point to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.lexicon.anatomy import generic_terms, regions
from medvoice.lexicon.terms import Match, Phrases, folded
from medvoice.report.exceptions import main_clause
from medvoice.report.template import Template

# A sentence is about what stands before its verb or its first preposition: "the liver | is …",
# "atelectasis | adjacent to the effusion". A word there counts for more than one behind.
_BORDER = frozenset(
    "is are was were has have had appear show demonstrate measure contain remain in of at along "
    "within adjacent near from with without consistent compatible which that extending involving "
    "to due abutting on over below above under underlying overlying beneath behind between through "
    "into by for upon across around throughout via against towards after since project terminate "
    "course overlie lie extend end enhance indent displace compress suggest reflect represent "
    "cause track layer arise arising widen narrow straddle straddling terminating projecting "
    "measuring containing causing compressing indenting surrounding seen noted identified "
    "including likely may could abut contact traverse occupy replace encase invade partially "
    "where accentuate obscure obscuring fill erode efface mimic enter exit reach cross surround "
    "attach".split()
)
# What stands behind one of these is no place of the subject: "a density | obscures the diaphragm".
_BESIDE_WORDS = frozenset(
    "near without consistent compatible abutting behind between "
    "by against towards after since obscure obscuring accentuate compress compressing "
    "indent indenting displace suggest reflect represent cause causing abut contact "
    "likely may could narrow".split()
)
# "adjacent to the liver", but "an adjacent loop of bowel".
_BESIDE_TO = frozenset(
    "adjacent due next anterior posterior lateral medial superior inferior proximal distal "
    "secondary related".split()
)
_HOLDS = frozenset("in within of at involving along".split())
_OPENERS = frozenset("there here".split())
# "It is a nodule": what it is is the subject; "It contacts the root": the root is not.
_PRONOUNS = frozenset("this that it".split())
_IS = frozenset("is was are were represent reflect demonstrate show".split())
# The subject of "no evidence of …", "mild thickening of the …" is what follows "of".
_OF_SAYS_MORE = "of"
_ORGAN, _FINDING, _SUBJECT = 2.0, 2.0, 1.5
# Words found in many places ("nodule", "lobe").
_GENERIC, _GENERIC_SUBJECT = 0.75, 0.5
# "Right lower lobe filling defect": a finding that belongs to one field says more than a place.
_ONLY_HERE = 0.75
# "Pancreas, spleen and adrenal glands are normal" goes where its first organ goes.
_LISTED = 4.0
# "main pulmonary artery" says more than "pulmonary".
_EACH_WORD = 0.5
# "dural venous sinus": the last name of the subject is its head, those before describe it.
_HEAD = 0.5
# "right lower lobe pulmonary artery": a name right before another describes it.
_DESCRIBES = -1.0
# "pulmonary artery catheter": so much more where the thing is a device.
_DESCRIBES_DEVICE = -2.0
# "The port ends in the superior vena cava" is of the port.
_TOOL = 2.25
# "the pleural line", "a stent in the coronary artery"
_NOT_ALONE = frozenset({"line", "stent"})
# A name that only stands beside the subject.
_BESIDE = -1.5
# "Seminal vesicles" are of the field of that name, not of the prostate's.
_OWN_NAME = 0.25
# Another word for the same field.
_AGAIN = 0.25
_ADJECTIVES = ("al", "ar", "ic", "ous", "ary", "ac", "ine")
_CONJUNCTIONS = ("and", "or")
# T1 and T2 are weightings in an MR, vertebrae elsewhere.
_WEIGHTINGS = frozenset({"t1", "t2"})
_MR = "MR"
_DEVICE = "device"
_QUADRANTS = "breast_finding"  # its "quadrant" is also of the abdomen


@dataclass(frozen=True, slots=True)
class Claim:
    """A field that a sentence's words point to. subject: by its subject. words: the strongest.
    organ: they name a place ("hepatic lesion"). generic: only words that are found in many
    places. place: the strongest is a place's own name, in whatever number of organs ("lobe").
    holds: that place holds the subject ("in the liver"). weak: the strongest gives way to a place
    that holds the subject: an adjective ("mesenteric border"), or a finding each of whose words is
    found in many places ("enhancing lesion")."""

    field: str
    weight: float
    subject: bool
    words: str
    organ: bool
    generic: bool
    place: bool
    holds: bool
    weak: bool


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
        self._own = {
            (f"{section.id}.{spec.id}", " ".join(folded(name)))
            for section in template.sections
            for spec in section.fields
            for name in (spec.name, *spec.synonyms)
        }
        ignored = _WEIGHTINGS if template.front.modality == _MR else frozenset[str]()
        self._organs = {folded(phrase) for phrases in organs.values() for phrase in phrases}
        self._generic = {folded(phrase) for phrase in generic_terms()}
        known = {" ".join(folded(phrase)) for phrase in table[_DEVICE].organs}
        self._devices = known & {" ".join(words) for words in self._generic}
        self._tools = self._devices - _NOT_ALONE
        keys = {
            name: [word for word in (*organs[name], *findings[name]) if word not in ignored]
            for name in organs
        }
        self._phrases = Phrases(keys)
        own = {folded(phrase) for phrases in keys.values() for phrase in phrases}
        self._elsewhere = Phrases(
            {
                name: [
                    organ
                    for organ in region.organs
                    if folded(organ) not in own and folded(organ) not in self._generic
                ]
                for name, region in table.items()
                if name != _QUADRANTS
            }
        )

    def claims(self, text: str) -> tuple[Claim, ...]:
        """Fields with a word in the sentence, the strongest first. What is excepted says nothing of
        the place: "disc heights are maintained except at L5-S1"."""
        text = main_clause(text)
        words = folded(text)
        matches = self._phrases.find(words)
        border = self._border(words, matches)
        shared: dict[tuple[int, int], int] = {}
        for match in matches:
            shared[match.first, match.last] = shared.get((match.first, match.last), 0) + 1
        listed = self._first_of_list(words, matches, border)
        head = max((match.last for match in matches if match.first < border), default=-1)
        starts = {match.first for match in matches} - _behind_commas(text)
        devices = {match.first for match in matches if match.phrase in self._devices}
        tools = {m.first for m in matches if m.last == head and m.phrase in self._tools}
        best: dict[str, Claim] = {}
        for match in matches:
            phrase = tuple(match.phrase.split())
            claim = Claim(
                match.key,
                self._weight(match, border, shared[match.first, match.last] == 1)
                + _LISTED * (match.first == listed and match.key in self._keys_at(matches, listed))
                + _HEAD * (match.last == head and phrase not in self._generic)
                + _OWN_NAME * ((match.key, match.phrase) in self._own)
                + _DESCRIBES * (match.last in starts)
                + _DESCRIBES_DEVICE * (match.last in devices)
                + _TOOL * (match.first in tools)
                + _BESIDE * (match.first >= border and _beside(words[border : match.first])),
                match.first < border,
                match.phrase,
                self._names_organ(phrase),
                phrase in self._generic and match.first not in tools,
                phrase in self._organs,
                match.first >= border and _held(words[border : match.first]),
                self._weak(phrase),
            )
            before = best.get(match.key)
            best[match.key] = claim if before is None else _both(before, claim)
        return tuple(sorted(best.values(), key=lambda claim: -claim.weight))

    def subject(self, text: str) -> tuple[str, ...]:
        """What a sentence is about: its words up to the first verb or preposition."""
        words = folded(main_clause(text))
        return words[: self._border(words, self._phrases.find(words))]

    def elsewhere(self, subject: tuple[str, ...], adjectives: bool) -> str:
        """An organ of the subject that no field of the template is for, "" for none. adjectives:
        they count, too; they are of many organs ("ventricular", "cervical")."""
        own = self._phrases.find(subject)
        found = (
            match
            for match in self._elsewhere.find(subject)
            if (adjectives or not match.phrase.endswith(_ADJECTIVES))
            and not any(one.first < match.last and match.first < one.last for one in own)
        )
        return next((match.phrase for match in found), "")

    def _weight(self, match: Match, border: int, alone: bool) -> float:
        phrase = tuple(match.phrase.split())
        organ = phrase in self._organs
        subject = match.first < border
        if phrase in self._generic:
            return _GENERIC + _GENERIC_SUBJECT * subject
        weight = (_ORGAN if organ else _FINDING) + _SUBJECT * subject
        return weight + _EACH_WORD * (len(phrase) - 1) + _ONLY_HERE * (alone and not organ)

    def _names_organ(self, phrase: tuple[str, ...]) -> bool:
        parts = (phrase[a:b] for a in range(len(phrase)) for b in range(a + 1, len(phrase) + 1))
        return any(part in self._organs and part not in self._generic for part in parts)

    def _weak(self, phrase: tuple[str, ...]) -> bool:
        if phrase in self._organs:
            return len(phrase) == 1 and phrase[0].endswith(_ADJECTIVES)
        return len(phrase) > 1 and all((word,) in self._generic for word in phrase)

    @staticmethod
    def _keys_at(matches: Sequence[Match], first: int) -> set[str]:
        return {match.key for match in matches if match.first == first}

    def _border(self, words: tuple[str, ...], matches: Sequence[Match]) -> int:
        """Position of the first word that ends the subject."""
        start = 0
        opens = words[:1] and words[0] in _OPENERS
        verb = next((word for word in words[:4] if word in _BORDER), "")
        if opens or (words[:1] and words[0] in _PRONOUNS and verb in _IS):
            # "There is a nodule in …": what is there is the subject.
            start = next((at + 1 for at, word in enumerate(words[:4]) if word in _BORDER), 0)
        for at in range(start, len(words)):
            if words[at] not in _BORDER or at <= start or _inside(at, matches):
                continue
            named = any(
                match.first < at and tuple(match.phrase.split()) in self._organs
                for match in matches
                if tuple(match.phrase.split()) not in self._generic
            )
            if words[at] == _OF_SAYS_MORE and not named:
                continue
            return at
        return len(words)

    def _first_of_list(self, words: tuple[str, ...], matches: Sequence[Match], border: int) -> int:
        """Position of the first of several things that make up the subject; -1 where it is one."""
        if not matches or matches[0].first >= border:
            return -1
        first = matches[0]
        others = [match for match in matches if first.last < match.first < border]
        if not others:
            return -1
        between = words[first.last : others[-1].first]
        if not any(word in _CONJUNCTIONS for word in between):
            return -1
        if words[first.last - 1].endswith(_ADJECTIVES) and between[0] in _CONJUNCTIONS:
            # "retroperitoneal or pelvic adenopathy": no list of places but of adjectives, unless
            # the first makes a known thing with the last word ("pleural or pericardial effusion").
            end = others[-1].last
            whole = (*words[first.first : first.last], words[end - 1])
            known = self._phrases.find(whole)
            if not any(match.key == first.key and len(match.phrase.split()) == len(whole)
                       for match in known):  # fmt: skip
                return -1
        return first.first


def _behind_commas(text: str) -> set[int]:
    """Positions of the words right behind a comma."""
    found, at = set[int](), 0
    for part in text.split(",")[:-1]:
        at += len(folded(part))
        found.add(at)
    return found


def _beside(words: Sequence[str]) -> bool:
    """Whether the last of these words that tells a relation tells that of a neighbour."""
    at = next((at for at in reversed(range(len(words))) if words[at] in _BORDER), -1)
    if at > 0 and words[at] == "to":
        return words[at - 1] in _BESIDE_TO
    return at >= 0 and words[at] in _BESIDE_WORDS


def _held(words: Sequence[str]) -> bool:
    last = next((word for word in reversed(words) if word in _BORDER), "")
    return last in _HOLDS


def _inside(at: int, matches: Sequence[Match]) -> bool:
    """Whether a word is part of a name: "foramen of Monro"."""
    return any(match.first < at < match.last - 1 for match in matches)


def _both(one: Claim, other: Claim) -> Claim:
    """Two words for one field."""
    strongest = max(one, other, key=lambda claim: claim.weight)
    return Claim(
        one.field,
        max(one.weight, other.weight) + _AGAIN,
        one.subject or other.subject,
        strongest.words,
        strongest.organ,
        one.generic and other.generic,
        strongest.place,
        strongest.holds,
        strongest.weak,
    )
