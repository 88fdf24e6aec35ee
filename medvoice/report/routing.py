"""The rule router: which field a dictated sentence goes to, and why.

In this order: the spoken heading; in a section of running text (impression, technique) that
section; what a sentence says of the examination itself; the words of the sentence; the sentence
before. What lies outside the patient has no field, and what no rule places goes to the template's
`unplaced` field, printed with its own line. No word is dropped: a heading that names nothing in the
template is kept in front of its sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from medvoice.lexicon.anatomy import generic_terms
from medvoice.lexicon.outside import outside_things
from medvoice.lexicon.terms import Phrases, folded
from medvoice.report.about_exam import About, about_exam
from medvoice.report.anatomy import Anatomy, Claim
from medvoice.report.context import RouterContext
from medvoice.report.dictated import Dictated, DictatedHeading, DictatedSentence
from medvoice.report.document import Origin, Placement, Source, Statement
from medvoice.report.field_names import FieldNames, Target
from medvoice.report.left import Left
from medvoice.report.level_fields import LevelFields
from medvoice.report.many_places import ManyPlaces
from medvoice.report.template import Template

_FINDINGS = "findings"
_IMPRESSION = "impression"
# A sentence that starts so says more of the one before.
_REFERS_BACK = frozenset(
    "it this these they those there which measuring measure unchanged stable similar otherwise "
    "previously also additionally and or but with consistent compatible likely surrounding "
    "corresponding associated adjacent finding appearance differential none both one several "
    "another its other smaller larger largest".split()
)
_PRONOUNS = frozenset("it this these they those which".split())
# One that starts so cannot be the first of its organ.
_SAYS_MORE = _PRONOUNS | frozenset(
    "its measuring measure surrounding adjacent associated corresponding largest larger smaller "
    "one another other both additional additionally also similar".split()
)
# What a claim must weigh to lead away from the sentence before, when the sentence begins with "it"
# or the like; and any sentence (only words found in many places weigh less).
_BEFORE, _BEFORE_GENERIC = 3.25, 1.25
# A sentence with such a word describes what was named before.
_DESCRIBES = frozenset(
    "mm cm component process appearance change larger smaller increased decreased unchanged stable "
    "size margin solid cystic calcified enhance enhancing similar largest additional".split()
)
_DENIES = frozenset({"no", "without"})
_MODALITY = frozenset("ct cta mr mri mra radiograph ray xray ultrasound examination pet".split())
_VERBS = frozenset("is are was were show demonstrate has have there no not".split())
_LONGEST_EXAM = 12  # words of "CT of the abdomen and pelvis with intravenous contrast" and the like


class Router:
    """Rules of one template."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._names = FieldNames(template)
        self._anatomy = Anatomy(template)
        self._generic = Phrases({"": generic_terms()})
        self._outside = Phrases({"": outside_things()})
        self._many = ManyPlaces(template)
        self._levels = LevelFields(template)
        targets = (self._names.resolve(name.value) for name in About)
        self._asides = {target.field for target in targets if target is not None}
        self._with_fields = {s.id for s in template.sections if s.fields}
        self._findings = next(
            (s.id for s in template.sections if s.fields and s.id == _FINDINGS),
            template.unplaced.split(".")[0],
        )

    def resolve(self, heading: str) -> Target | None:
        """The section or field that a heading names, None for none."""
        return self._names.resolve(heading)

    def place(
        self, utterance_id: int, items: Sequence[Dictated], context: RouterContext
    ) -> tuple[list[Placement], RouterContext]:
        """Every sentence of one utterance in its field, in spoken order. Statement ids are
        "u<utterance>.<n>". Same input, same output."""
        placing = _Placing(utterance_id)
        kept: list[DictatedHeading] = []
        for item in items:
            if isinstance(item, DictatedSentence):
                context = self._sentence(placing, kept, item, context)
                kept = []
                continue
            target = self._names.resolve(item.text)
            if kept and target is not None and not target.keep_words:
                context = self._leftover(placing, kept, context)
                kept = []
            if target is None:
                kept.append(item)
                continue
            if target.keep_words:
                kept.append(item)
            context = RouterContext(target.section, target.field, spoken=bool(target.field))
        if kept:
            context = self._leftover(placing, kept, context)
        return placing.placements, context

    def _sentence(
        self,
        placing: _Placing,
        kept: Sequence[DictatedHeading],
        sentence: DictatedSentence,
        context: RouterContext,
    ) -> RouterContext:
        if any(self._names.resolve(heading.text) is None for heading in kept):
            heading = kept[-1].text
            if context.spoken and context.section not in self._with_fields:
                field, reason = context.field, f'under "{heading}", which the template lacks'
            else:
                claims = self._anatomy.claims(f"{heading} {sentence.text}")
                field = claims[0].field if claims else self._template.unplaced
                reason = f'heading "{heading}" names no field of the template'
        else:
            field, reason = self._decide(sentence, context, first=not placing.placements)
            whole = self._levels.field(field, sentence.text)
            if whole != field and not (context.spoken and not context.filled):
                field, reason = whole, f"speaks of no single level ({self._label(whole)})"
        placing.add(field, reason, kept, sentence)
        section = field.split(".")[0]
        if field in self._asides and section != context.section:
            return replace(context, open=sentence.open)
        stays = context.spoken and field == context.field
        return RouterContext(
            section,
            field,
            spoken=stays,
            filled=context.filled + 1 if stays else 1,
            open=sentence.open,
        )

    def _leftover(
        self, placing: _Placing, kept: Sequence[DictatedHeading], context: RouterContext
    ) -> RouterContext:
        """Headings with no sentence behind them, kept as a line of their own."""
        known = self._names.resolve(kept[-1].text)
        field = known.field if known is not None and known.field else self._template.unplaced
        placing.add(field, "a heading without text, which the template lacks", kept, None)
        return context

    def _decide(
        self, sentence: DictatedSentence, context: RouterContext, first: bool
    ) -> tuple[str, str]:
        if context.open and first and context.field and sentence.text[:1].islower():
            return context.field, "goes on with the sentence before"
        claims = self._anatomy.claims(sentence.text)
        if context.section and context.section not in self._with_fields:
            return self._in_text_section(sentence, context, claims, first)
        if context.spoken:
            return self._under_heading(context, claims)
        if not context.section and self._names_exam(sentence.text):
            exam = self._names.resolve("exam")
            if exam is not None and exam.field:
                return exam.field, "names the examination"
        field, reason = self._by_words(sentence, context, claims)
        thing = self._outside_thing(sentence.text) if field == self._template.unplaced else ""
        return field, f'"{thing}" lies outside the patient' if thing else reason

    def _outside_thing(self, text: str) -> str:
        """What the sentence speaks of, where that is nothing of the body: it has no field."""
        found = self._outside.find(self._anatomy.subject(text))
        return found[-1].phrase if found else ""

    def _in_text_section(
        self,
        sentence: DictatedSentence,
        context: RouterContext,
        claims: Sequence[Claim],
        first: bool,
    ) -> tuple[str, str]:
        """Sections of running text keep what follows. Only behind a pause or a paragraph does a
        sentence about an organ leave technique, comparison and the like; none the impression."""
        name = context.section
        new_start = first or sentence.breaks_before == 2
        about = claims[0] if claims and claims[0].subject else None
        if name != _IMPRESSION and context.filled and new_start and about and _states(sentence):
            return about.field, f'"{about.words}" begins the findings'
        return context.field, f"under {name}"

    def _under_heading(self, context: RouterContext, claims: Sequence[Claim]) -> tuple[str, str]:
        """Sentences stay under a spoken heading unless one names another field's organ as its
        subject and nothing of this field. A measured field holds its value and nothing more."""
        about = claims[0] if claims else None
        named = any(claim.field == context.field for claim in claims)
        tells = about is not None and about.subject and not about.generic
        if tells and about is not None and not about.organ:
            tells = self._template.field(context.field).measure is not None
        if about is not None and tells and not named and context.filled:
            return about.field, f'"{about.words}" leaves {self._label(context.field)}'
        return context.field, f"under heading {self._label(context.field)}"

    def _by_words(
        self, sentence: DictatedSentence, context: RouterContext, claims: Sequence[Claim]
    ) -> tuple[str, str]:
        about = self._about_exam(sentence.text, claims)
        if about is not None:
            return about
        words = folded(sentence.text)
        first = (*words, "")[0]
        before = context.field if context.field != self._template.unplaced else ""
        subject = self._anatomy.subject(sentence.text)
        if first not in _SAYS_MORE and not (claims and claims[0].subject and claims[0].organ):
            weak = bool(claims) and claims[0].generic
            elsewhere = self._anatomy.elsewhere(subject, adjectives=weak)
            if elsewhere:
                return self._template.unplaced, f'no field is for "{elsewhere}"'
        if not claims or claims[0].generic:
            return self._of_many_places(words, subject, claims, before)
        if claims[0].weak and any(c.place and not c.generic and c.holds for c in claims[1:]):
            both = f'"{claims[0].words}" and "{claims[1].words}"'
            return self._template.unplaced, f"{both} belong to different fields"
        strength = _BEFORE if first in _PRONOUNS else _BEFORE_GENERIC
        leads = not before or claims[0].weight > strength
        if claims[0].subject and claims[0].place and first not in _REFERS_BACK:
            leads = True
        if leads or claims[0].field == before:
            equal = [claim for claim in claims if claim.weight == claims[0].weight]
            chosen = next((claim for claim in equal if claim.field == context.field), equal[0])
            return chosen.field, f'"{chosen.words}" belongs to {self._label(chosen.field)}'
        if first not in _REFERS_BACK:
            return self._template.unplaced, Left.BESIDE.said(claims[0].words)
        return before, "goes with the sentence before"

    def _of_many_places(
        self,
        words: tuple[str, ...],
        subject: tuple[str, ...],
        claims: Sequence[Claim],
        before: str,
    ) -> tuple[str, str]:
        """Where a sentence goes that names nothing but what is found in many places, if that."""
        found = [match.phrase for match in self._generic.find(subject)]
        found = found or [match.phrase for match in self._generic.find(words)]
        said = claims[0].words if claims else (*found, "")[0]
        possible = [fields for fields in map(self._many.possible, found) if fields]
        shared = frozenset[str].intersection(*possible) if possible else frozenset[str]()
        shared = shared or self._many.possible(said)
        first = (*words, "")[0]
        beside = claims and not claims[0].subject
        home = next(iter(shared)) if len(shared) == 1 else self._many.home(said)
        if first in _DENIES and self._many.denied_in(said):
            home = before = self._many.denied_in(said)
        stays = before in shared and (not home or self._many.is_main(said, before))
        if before and (stays or first in _SAYS_MORE or beside):
            return before, "goes with the sentence before"
        if home:
            return home, f'"{said}" belongs to {self._label(home)}'
        if before and (first in _REFERS_BACK or (not shared and _describes(subject, found))):
            return before, "goes with the sentence before"
        left = Left.MANY_PLACES if said else Left.NO_RULE
        return self._template.unplaced, left.said(said)

    def _about_exam(self, text: str, claims: Sequence[Claim]) -> tuple[str, str] | None:
        """Where a sentence about technique, comparison or limits goes; None for any other."""
        subject = any(claim.subject and not claim.generic for claim in claims)
        about = about_exam(text, subject, any(not claim.generic for claim in claims))
        if about is None:
            return None
        target = None if about is About.LIMITS else self._names.resolve(about.value)
        if target is None or not target.field:
            return self._template.unplaced, f"says something of the examination ({about.value})"
        return target.field, f"says something of the examination ({about.value})"

    def _names_exam(self, text: str) -> bool:
        words = folded(text)
        body = set(folded(self._template.front.body_part)) - {"and"}
        if "head" in body:
            body.add("brain")  # "MRI of the brain" is an examination of the head
        return (
            0 < len(words) <= _LONGEST_EXAM
            and bool(_MODALITY.intersection(words[:3]))
            and bool(body.intersection(words))
            and not _VERBS.intersection(words)
        )

    def _label(self, field: str) -> str:
        return self._template.field(field).name


def _describes(subject: tuple[str, ...], found: Sequence[str]) -> bool:
    """Whether a sentence that names no place is about what was named before: its subject is a
    definite thing, or ends with a word that describes or that is found in many places."""
    if subject[:1] == ("the",):
        return True
    head = (*subject, "")[-1] if subject else ""
    return head in _DESCRIBES or any(phrase.split()[-1] == head for phrase in found)


def _states(sentence: DictatedSentence) -> bool:
    """Whether it says how something is, as a finding does."""
    return bool({"is", "are", "was", "were", "no", "there"}.intersection(folded(sentence.text)))


@dataclass(slots=True)
class _Placing:
    """Statements of one utterance as they are made."""

    utterance: int
    placements: list[Placement]

    def __init__(self, utterance: int) -> None:
        self.utterance = utterance
        self.placements = []

    def add(
        self,
        field: str,
        reason: str,
        kept: Sequence[DictatedHeading],
        sentence: DictatedSentence | None,
    ) -> None:
        texts = [f"{heading.text}:" for heading in kept]
        spans = [(heading.first, heading.last) for heading in kept]
        if sentence is not None:
            texts.append(sentence.text)
            spans.append((sentence.first, sentence.last))
        statement = Statement(
            id=f"u{self.utterance}.{len(self.placements) + 1}",
            text=" ".join(texts),
            origin=Origin.DICTATED,
            sources=tuple(Source(self.utterance, first, last) for first, last in spans),
            reason=reason,
            breaks_before=sentence.breaks_before if sentence is not None else 0,
        )
        self.placements.append(Placement(field, statement))
