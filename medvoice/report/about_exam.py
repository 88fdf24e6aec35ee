"""Sentences about the examination itself, told without a heading: technique, comparison, limits."""

from __future__ import annotations

from enum import StrEnum

from medvoice.lexicon.terms import folded


class About(StrEnum):
    """The section such a sentence belongs to; LIMITS has none of its own."""

    TECHNIQUE = "technique"
    COMPARISON = "comparison"
    LIMITS = "limits"


_WAS = frozenset("is are was were".split())
_MADE = frozenset(
    "obtained acquired performed administered reconstructed given injected used reformatted".split()
)
_MEANS = frozenset(
    "image view sequence contrast scan slice reformat reformation projection examination study "
    "section series gadolinium radiograph acquisition imaging agent material film phase".split()
)
_VIEWS = frozenset(
    "pa ap lateral frontal portable upright supine decubitus single two one three oblique erect "
    "semiupright view radiograph projection and of the chest chest bedside rotated left right "
    "standard inspiratory expiratory".split()
)
_STUDIES = frozenset(
    "ct cta mr mri mra pet study examination exam film radiograph scan ultrasound sonogram "
    "mammogram image xray prior dated".split()
)
_COMPARES = frozenset("comparison compared".split())
_FREE = frozenset("is are made was were with to from and the a an of on at available none".split())
_LIMITS = frozenset(
    "limited limit degraded degrade suboptimal nondiagnostic obscured obscure incomplete "
    "motion artifact habitus rotated rotation underpenetrated overpenetrated technique terminated "
    "terminate aborted cooperate cooperation technical".split()
)
_WHOLE = frozenset(
    "study examination exam evaluation assessment image patient scan quality view detail series "
    "film interpretation sensitivity artifact motion technique sequence acquisition "
    "radiograph".split()
)
_NORMAL = frozenset("normal upper lower".split())  # "within normal limits"
# "The apices are not included on the film."
_LEFT_OUT = frozenset("included excluded imaged covered visualized".split())
_PICTURE = frozenset("film image field view study examination radiograph scan".split())
_NOT_WHOLE = frozenset("not incompletely partially excluded".split())
_LIMITING_VERBS = frozenset("limit degrade obscure preclude".split())


def about_exam(text: str, has_subject: bool, has_organ: bool) -> About | None:
    """What the sentence says of the examination; None where it speaks of the patient's body.
    has_subject: an organ or finding is what it speaks of. has_organ: it names one anywhere."""
    words = folded(text)
    if not words:
        return None
    if _limits(words, has_organ) or _left_out(words):
        return About.LIMITS
    if _technique(words):
        return About.TECHNIQUE
    no_prior = words[0] == "no" and _COMPARES.intersection(words) and not has_organ
    if no_prior or (words[0] in _COMPARES and _comparison(words, has_subject)):
        return About.COMPARISON
    return None


def _technique(words: tuple[str, ...]) -> bool:
    if {"view", "projection", "radiograph"}.intersection(words) and _VIEWS.issuperset(words):
        return True
    verb = next((at for at, word in enumerate(words) if word in _MADE), -1)
    if verb < 1 or not _WAS.intersection(words[:verb]):
        return False
    return bool(_MEANS.intersection(words[:verb]))


def _comparison(words: tuple[str, ...], has_subject: bool) -> bool:
    """ "Comparison is made with …", "Compared to the CT of …"; not "Compared to the prior study the
    effusion is larger"."""
    if not _STUDIES.intersection(words) and not any(word.isdigit() for word in words):
        return words[0] == "comparison"
    behind = words[1:]
    while behind and behind[0] in _FREE:
        behind = behind[1:]
    return not has_subject and not (_WAS | {"there"}).intersection(behind)


def _left_out(words: tuple[str, ...]) -> bool:
    at = next((at for at, word in enumerate(words) if word in _LEFT_OUT), -1)
    return at > 0 and bool(
        _NOT_WHOLE.intersection(words[: at + 1]) and _PICTURE.intersection(words[at:])
    )


def _limits(words: tuple[str, ...], has_organ: bool) -> bool:
    words = tuple(
        word
        for before, word in zip(("", *words), words, strict=False)
        if word != "limit" or before not in _NORMAL
    )
    if not _LIMITS.intersection(words):
        return False
    if not _WHOLE.intersection(words):
        return False
    # "Streak artifact limits evaluation of the pelvis"
    return not has_organ or bool(_LIMITING_VERBS.intersection(words))
