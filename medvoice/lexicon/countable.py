"""Countable findings: those of which one and several are not the same."""

from __future__ import annotations

from functools import cache

from medvoice.lexicon.abnormal import canonical

_COUNTABLE = """
nodule mass cyst fracture lesion metastasis infarct granuloma calculus tear tumor aneurysm polyp
abscess hernia diverticulum fibroid hemangioma adenoma meningioma lipoma bulla bleb ulcer
effusion pseudocyst pseudoaneurysm varix osteophyte implant perforation laceration contusion
fistula cavity bulge protrusion extrusion stricture
"""


@cache
def countable_findings() -> frozenset[str]:
    """Singular, as compared. What is said of a region in both numbers without a difference ("patchy
    opacity", "degenerative changes", "vascular calcifications") is not among them."""
    return frozenset(canonical(word) for word in _COUNTABLE.split())


@cache
def paired_organs() -> frozenset[str]:
    """Organs that a patient has two of: one that is normal is not both."""
    return frozenset(
        "lung kidney adrenal ovary testis breast hip knee shoulder orbit hilum".split()
    )


@cache
def choosing_words() -> frozenset[str]:
    """They choose some of several: what is said of those is not said of all."""
    return frozenset(
        "1 one some most larger-one smaller-one largest smallest dominant index remaining other "
        "majority portion part half".split()
    )
