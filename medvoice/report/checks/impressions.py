"""Impression against findings: what only one of them names."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.report.checks.mention import Mention, Status
from medvoice.report.checks.passages import Found
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.same_thing import same_organ
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "impression"
_SAID = (Status.PRESENT, Status.DOUBTED)
_LARGE_MM = 10.0
"""A nodule or mass of this size belongs into the impression, unless it is known and stable."""
_LARGE = frozenset({"nodule", "mass"})
_SEEN_AS = {
    "airspace": ("lesion", "edema"),
    "lesion": ("airspace", "lymphadenopathy"),
    "blood": ("pneumothorax", "pleural effusion", "infarct"),
    "aneurysm": ("dissection", "stenosis"),
    "calculus": ("gallstone", "lesion"),
    "gallstone": ("calculus",),
    "pleural effusion": ("blood", "airspace", "pneumothorax"),
    "edema": ("airspace", "pleural effusion"),
}
"""Family -> families that the other section may call it."""
_NEVER_SEEN_AS = frozenset({"atelectasis"})
"""Kinds that are no other name for something else."""
_WORDS = {
    "cardiomegaly": frozenset({"heart", "cardiac", "cardiomediastinal", "silhouette"}),
    "splenomegaly": frozenset({"spleen", "splenic"}),
    "hepatomegaly": frozenset({"liver", "hepatic"}),
    "fracture": frozenset({"deformity", "wedging", "height", "cortical", "break", "interruption"}),
    "lymphadenopathy": frozenset({"node", "hilum", "hilar", "soft"}),
    "ventricles": frozenset({"ventricle", "ventricular"}),
    "bowel obstruction": frozenset({"dilated", "loop", "obstruction", "obstructed"}),
    "stenosis": frozenset({"narrowing", "narrowed", "plaque", "occlusion"}),
    "pulmonary embolism": frozenset({"filling", "embolus", "thrombus", "embolism", "clot"}),
    "appendicitis": frozenset({"appendix", "appendiceal"}),
    "thrombosis": frozenset({"filling", "clot", "noncompressible", "compressible", "occlusion"}),
    "disc": frozenset({"disc", "disk"}),
    "tear": frozenset({"torn", "signal", "discontinuity", "rupture", "meniscus"}),
    "infarct": frozenset({"diffusion", "restricted", "ischemic", "hypodensity", "hypoattenuation"}),
    "aneurysm": frozenset({"aneurysmal", "dilated", "ectasia", "ectatic"}),
    "herniation": frozenset({"tonsil", "cistern", "effacement"}),
    "scoliosis": frozenset({"curvature", "spine"}),
    "hydronephrosis": frozenset({"collecting", "dilated", "pelvicaliectasis"}),
    "abscess": frozenset({"collection", "fluid"}),
    "torsion": frozenset({"flow", "twisted"}),
    "free fluid": frozenset({"fluid"}),
    "edema": frozenset({"congestion", "interstitial", "kerley", "cephalization"}),
    "air": frozenset({"air", "gas", "lucency"}),
}
"""Words that show a finding without its name."""


def impressions(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    if not report.impression.passages or not report.findings.passages:
        return
    yield from _not_in_findings(report)
    yield from _not_in_impression(report)


def _not_in_findings(report: ReadReport) -> Iterator[CheckWarning]:
    """Sections without a single finding of ours say too little to be compared."""
    words = report.findings.words
    warned: set[str] = set()
    for found in report.impression.mentions:
        mention = found.mention
        family = mention.kind.family
        if mention.status is not Status.PRESENT or not mention.kind.concrete or mention.device:
            continue
        if family in warned or _stands(mention, report.findings.mentions, words):
            continue
        warned.add(family)
        yield _warning(found, f"{_called(found)} is not in the findings")


def _not_in_impression(report: ReadReport) -> Iterator[CheckWarning]:
    words = report.impression.words
    warned: set[str] = set()
    for found in report.findings.mentions:
        mention = found.mention
        if mention.status is not Status.PRESENT or mention.calm or mention.device:
            continue
        large = mention.kind.name in _LARGE and mention.millimetres[:1] >= (_LARGE_MM,)
        if not (mention.kind.critical or large) or mention.kind.family in warned:
            continue
        if _stands(mention, report.impression.mentions, words):
            continue
        warned.add(mention.kind.family)
        yield _warning(found, f"{_called(found)} is not in the impression")


def _stands(mention: Mention, there: tuple[Found, ...], words: frozenset[str]) -> bool:
    family = mention.kind.family
    families = {family, *_SEEN_AS.get(family, ())}
    named = [f.mention for f in there if _same_thing(mention, f.mention, families)]
    if any(other.status in _SAID for other in named):
        return True
    denied = any(other.kind.family == family for other in named)
    return bool(words & _WORDS.get(family, frozenset())) and not denied


def _same_thing(mention: Mention, other: Mention, families: set[str]) -> bool:
    if other.kind.family == mention.kind.family:
        same = other.kind is mention.kind or other.kind.name not in _NEVER_SEEN_AS
        return same and same_organ(mention, other)
    named = other.kind.family in families and other.kind.name not in _NEVER_SEEN_AS
    return named and same_organ(mention, other)


def _called(found: Found) -> str:
    first, last = found.mention.span
    return f'"{found.passage.text[first:last]}"'


def _warning(found: Found, message: str) -> CheckWarning:
    passage = found.passage
    return CheckWarning(NAME, passage.field, message, found.mention.span, passage.statement)
