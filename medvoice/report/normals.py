"""Positives against normals: which of a template's normal sentences a dictated one takes out.

A statement takes a normal sentence of its own field out when it contradicts it ("6 mm nodule" and
"The lungs are clear.") or says the same ("No effusion or pneumothorax." and "No pneumothorax.");
one in another field that it contradicts is a warning. Uncertain findings count as present, those
that have resolved as not there; what is old does not contradict what says "acute". Rules and the
lexicon only: same input, same output.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from medvoice.lexicon.abnormal import (
    abnormal_words,
    canonical,
    normal_words,
    removed_organ,
)
from medvoice.lexicon.anatomy import generic_terms
from medvoice.lexicon.scopes import benign_words, old_words, unseen_words
from medvoice.lexicon.sides import side_words
from medvoice.lexicon.terms import folded
from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.report.normal_clauses import (
    NODE_MM,
    behind,
    denies_nodes,
    excepted,
    large_node,
    one_sided,
    other_side,
    same_size,
)
from medvoice.report.normal_sentence import (
    QUALIFIERS,
    Finding,
    Normal,
    levels,
    only_organ_words,
    read_normal,
)
from medvoice.report.reading import Clause, Named, Status, clauses
from medvoice.report.standing import StandingNormals
from medvoice.report.template import Template

_FRESH = frozenset({"acute", "new", "subacute"})
_REMEMBERED = 2048  # statements; a report of 5,000 words has about 500
# An enhancing mass is a mass, a "T2 FLAIR hyperintensity" a FLAIR hyperintensity.
_MODIFIERS = frozenset({"enhancing", "flair", "t1", "t2"})
_DEVICE = frozenset({"device"})
_UNSEEN = unseen_words() | {"absent"}
_TAKEN_OUT = frozenset({"removed", "resected"})
_SIDES = side_words() - {"bilateral", "bilaterally"}


@dataclass(frozen=True, slots=True)
class Against:
    """A normal sentence that a statement speaks against. same_field: it is taken out; else it is
    only warned of. says_same: no contradiction, the statement says it itself."""

    normal: Normal
    same_field: bool
    says_same: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A normal sentence that stands in the report against a dictated statement."""

    normal_id: str
    statement_id: str
    reason: str


class Normals:
    """The normal text of one template (as it is meant for its examination)."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._normals = tuple(
            read_normal(field, spec, sentence)
            for field, spec in template.front.specs()
            for sentence in spec.normals
        )
        # Filling every field asks of every statement again: 1 ms each, 5 s in a long report.
        self._known = lru_cache(maxsize=_REMEMBERED)(self._against)
        self._standing = StandingNormals()
        self._generic = {frozenset(map(canonical, folded(phrase))) for phrase in generic_terms()}

    def against(self, field: str, text: str) -> tuple[Against, ...]:
        """What a statement in this field speaks against, in the template's order."""
        return self._known(field, text)

    def _against(self, field: str, text: str) -> tuple[Against, ...]:
        read = clauses(text)
        ours = field in self._template.field_ids()  # an addendum is in no template
        about = self._spoken_of(field) if ours else frozenset()
        name = self._template.field(field).name if ours else ""
        found: list[Against] = []
        for normal in self._normals:
            same = normal.field == field
            if not same and other_side(normal, text, name):
                continue
            if same and excepted(normal, read, text):
                found.append(Against(normal, same, says_same=False, reason="all but a part of it"))
                continue
            near = same or bool(about & normal.regions)
            for clause in read:
                hit = self._hit(normal, clause, text, same, near)
                if hit is not None:
                    found.append(hit)
                    break
        return tuple(found)

    def contradicted(self, report: Report, placed: Sequence[Placement]) -> tuple[str, ...]:
        """Ids of the report's normal statements that newly placed ones take out."""
        gone: list[str] = []
        for placement in placed:
            if placement.statement.origin is Origin.NORMAL:
                continue
            out = {
                hit.normal.text
                for hit in self.against(placement.field, placement.statement.text)
                if hit.same_field
            }
            gone += [
                statement.id
                for statement in self._standing.of(report, placement.field)
                if statement.text in out and statement.id not in gone
            ]
        return tuple(gone)

    def sentences(self, field_id: str, report: Report) -> tuple[str, ...]:
        """Normal sentences of a field that nothing in the report says or contradicts, and that do
        not stand there already. A section of running text is filled only where it is empty."""
        standing = report.field(field_id)
        section = next(s for s in self._template.sections if s.id == field_id.split(".")[0])
        if standing and not section.fields:
            return ()
        spoken = {
            hit.normal.text
            for name, statement in _dictated(report)
            for hit in self.against(name, statement.text)
            if hit.normal.field == field_id
        }
        spoken |= {statement.text for statement in standing}
        return tuple(
            normal.text
            for normal in self._normals
            if normal.field == field_id and normal.text not in spoken
        )

    def rest_normal(self, report: Report) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Field and normal sentences for all that is untouched, in the template's order."""
        fields = (name for name, spec in self._template.front.specs() if spec.normals)
        texts = ((name, self.sentences(name, report)) for name in fields)
        return tuple((name, found) for name, found in texts if found)

    def warnings(self, report: Report) -> tuple[Warned, ...]:
        """Normal statements of the report that contradict a dictated one, in whatever field: an
        edit can bring them together in one field, too."""
        standing = {
            (name, statement.text): statement.id
            for name, statements in report.fields
            for statement in statements
            if statement.origin is Origin.NORMAL
        }
        return tuple(
            Warned(standing[hit.normal.field, hit.normal.text], statement.id, hit.reason)
            for name, statement in _dictated(report)
            for hit in self.against(name, statement.text)
            if not hit.says_same and (hit.normal.field, hit.normal.text) in standing
        )

    def _spoken_of(self, field: str) -> frozenset[str]:
        """Regions that the names of a field without anatomy tell: "nodule" is said of the thyroid
        where the field is called "thyroid nodule", too."""
        spec = self._template.field(field)
        if spec.anatomy:
            return frozenset()
        called = ". ".join((spec.name, *spec.synonyms)) + ". "
        return frozenset(
            region for clause in clauses(called) for name in clause.names for region in name.regions
        )

    def _hit(
        self, normal: Normal, clause: Clause, text: str, same: bool, near: bool
    ) -> Against | None:
        if self._old(normal, clause) or _other_level(normal, text, same):
            return None
        reason = self._removed(normal, clause) or self._affirmed(normal, clause, same)
        for finding in normal.denied:
            if reason:
                break
            if self._names(finding, normal, clause, Status.PRESENT, near):
                reason = f'"{finding.phrase}"'
        if not reason and large_node(clause, text) and denies_nodes(normal):
            reason = f"a lymph node of {NODE_MM:g} mm or more" if same else ""
        if reason:
            return Against(normal, same, says_same=False, reason=f"{reason} contradicts it")
        if same and (_same_words(normal, clause) or same_size(normal, clause)):
            return Against(normal, same, says_same=True, reason="the statement speaks of it")
        if same and any(
            finding.own and self._names(finding, normal, clause, Status.ABSENT, same)
            for finding in normal.denied
        ):
            return Against(normal, same, says_same=True, reason="the statement says it")
        return None

    @staticmethod
    def _old(normal: Normal, clause: Clause) -> bool:
        """Whether it tells of something that the normal sentence does not speak of."""
        if clause.has(_FRESH):
            return False
        return (normal.acute and clause.has(old_words())) or (
            normal.suspicious and clause.has(benign_words())
        )

    def _names(
        self, finding: Finding, normal: Normal, clause: Clause, status: Status, same: bool
    ) -> bool:
        """Whether a clause names a finding with that status, in words or in part of them."""
        for at, word in enumerate(clause.words):
            if word.text != finding.head or word.status is not status:
                continue
            name = clause.at(at)
            whole = frozenset(name.words if name is not None else (word.text,))
            if name is not None and not _is_this(finding, normal, name, whole, status):
                continue
            if name is not None and name.last - 1 != at and not whole <= finding.words:
                continue
            if status is Status.ABSENT and name is not None and name.last - 1 != at:
                continue
            called = self._template.field(normal.field).name
            if status is Status.ABSENT and one_sided(normal, clause, at, called):
                continue
            rest = finding.words - whole
            missing = rest - {w.text for w in clause.words if w.status is status}
            if missing and not (same and only_organ_words(missing)):
                continue
            generic = bool(missing) or finding.words in self._generic
            if generic and not self._fits(finding, normal, clause, name, same):
                continue
            return True
        return False

    def _fits(
        self, finding: Finding, normal: Normal, clause: Clause, itself: Named | None, same: bool
    ) -> bool:
        """Whether a finding of many places is one of the normal sentence's place. A sibling of the
        same field that names the organ is the one meant."""
        organs = [
            name
            for name in clause.names
            if not name.generic and name.regions - _DEVICE and (name.organ or name is itself)
        ]
        places = frozenset(region for name in organs for region in name.regions)
        own_place = itself is not None and not itself.generic and bool(itself.regions)
        if not organs and not own_place:
            return same
        here = normal.regions
        if same:  # "intracranial" stands for all that the field is of
            here |= frozenset(self._template.field(normal.field).anatomy)
        if not own_place and not places & here:
            return False
        said = frozenset(word for name in clause.names for word in name.words)
        siblings = [
            other
            for other in self._normals
            if other.field == normal.field
            and any(denied.words == finding.words for denied in other.denied)
            and any(organ.words & said for organ in other.organs)
        ]
        return not siblings or normal in siblings

    @staticmethod
    def _affirmed(normal: Normal, clause: Clause, same: bool) -> str:
        """The words that make abnormal what it calls normal as a whole, "" for none."""
        if not normal.affirmed and not normal.affirmed_words:
            return ""
        present = [name for name in clause.names if clause.status(name) is Status.PRESENT]
        for name in present:
            affirmed = name.regions & normal.affirmed or _called(normal, name)
            if _specific(name) and affirmed and not _said_normal(clause):
                return f'"{" ".join(name.words)}"'
        if not _abnormal(clause):
            return ""
        organs = [name for name in present if name.organ and not name.generic]
        for name in organs:
            if name.regions & normal.affirmed or _called(normal, name):
                return f'"{" ".join(name.words)}"'
        findings = [name for name in present if name.finding and name.generic]
        for name in findings:
            if same and not organs and name.regions & normal.affirmed:
                return f'"{" ".join(name.words)}"'
        return ""

    @staticmethod
    def _removed(normal: Normal, clause: Clause) -> str:
        """The words that say that an organ is not there any more, or not seen."""
        if not (normal.denied or normal.affirmed or normal.affirmed_words or normal.size):
            return ""  # a technique "of the abdomen" says nothing of the spleen
        gone = {
            removed_organ(word.plain): word.plain
            for word in clause.words
            if word.status is Status.PRESENT and removed_organ(word.plain)
        }
        if clause.has(_UNSEEN):
            for name in clause.names:
                if name.organ and not name.generic and clause.status(name) is Status.ABSENT:
                    gone |= {region: " ".join(name.words) for region in name.regions}
        for at, word in enumerate(clause.words):
            if word.text in _TAKEN_OUT and word.status is not Status.ABSENT:
                gone |= behind(clause, at)
        regions = normal.regions & frozenset(gone)
        if not regions:
            return ""
        if normal.says_no and (clause.has(_SIDES) or not normal.regions <= frozenset(gone)):
            return ""
        return f'"{gone[min(regions)]}"'


def _dictated(report: Report) -> Iterable[tuple[str, Statement]]:
    return (
        (name, statement)
        for name, statements in report.fields
        for statement in statements
        if statement.origin is not Origin.NORMAL
    )


def _is_this(
    finding: Finding, normal: Normal, name: Named, whole: frozenset[str], status: Status
) -> bool:
    """Whether a name of the lexicon is the finding: "liver lesion" is a lesion of the liver,
    "hiatal hernia" no hernia of the abdominal wall."""
    if status is Status.PRESENT and name.regions == _DEVICE:
        return True  # any catheter is one
    extra = whole - finding.words - QUALIFIERS - _MODIFIERS
    if not extra:
        return True
    belongs = name.regions != _DEVICE and bool(name.regions & normal.regions)
    return belongs and only_organ_words(extra)


def _other_level(normal: Normal, text: str, same: bool) -> bool:
    """Whether it speaks of another level of the spine than the normal sentence does."""
    if not normal.levels:
        return False
    said = levels(folded(text))
    return not normal.levels <= said if said and not same else not (same or said)


def _specific(name: Named) -> bool:
    return name.finding and not name.generic and not name.organ


def _called(normal: Normal, name: Named) -> bool:
    """Whether it names an organ that the normal sentence calls normal."""
    return any(words <= frozenset(name.words) for words in normal.affirmed_words)


def _abnormal(clause: Clause) -> bool:
    """Whether something abnormal is said that names no place itself: the defect of a "filling
    defect" says nothing of the lobe that it is in."""
    return any(
        word.status is Status.PRESENT
        and word.text in abnormal_words()
        and not any(n.first <= at < n.last and _specific(n) for n in clause.names)
        for at, word in enumerate(clause.words)
    )


def _said_normal(clause: Clause) -> bool:
    return clause.has(normal_words(), Status.PRESENT) and not clause.has(abnormal_words())


def _same_words(normal: Normal, clause: Clause) -> bool:
    """Whether it calls normal every organ that the normal sentence names."""
    if normal.says_no or not normal.organs or clause.has(_SIDES):
        return False
    if not clause.has(normal_words(), Status.PRESENT):
        return False
    said = [name for name in clause.names if name.organ]
    return all(
        any(
            name.regions & organ.regions
            and (frozenset(name.words) <= organ.words or organ.words <= frozenset(name.words))
            for name in said
        )
        for organ in normal.organs
    )
