"""Normal and abnormal: the words that tell one from the other, whatever the organ."""

from __future__ import annotations

from collections.abc import Mapping

_ALIKE = """
dilated dilatation dilation | duct ductal | enlarged enlargement | obstructed obstruction
embolus embolism | stone calculus | effaced effacement | thickened thickening
restricted restriction | opacified opacification | plugging plug | infarct infarction
lesion hypodensity hypoattenuation | lymphadenopathy adenopathy | sulcus sulcal
swelling swollen | narrowed narrowing | widened widening | displaced displacement
hemorrhage hematoma | ectasia ectatic
"""
_ABNORMAL = """
nodule granuloma mass lesion cyst edema calcification hemorrhage stenosis aneurysm infarct fracture
degenerative atrophy thickened dilated enlarged widened prominent prominence heterogeneous tumor
fluid opacity opacification hematoma stranding metastasis lipoma adenoma abscess collection
asymmetry asymmetric effaced hypoplastic displaced narrowed swelling deformity irregular inflamed
inflammation abnormal defect obstructed occluded occlusion thrombosis thrombus rupture perforated
injury laceration contusion polyp hypertrophy effusion opacified infection carcinoma malignancy
neoplasm dissection sclerosis disease scarring scar collapsed absent surgically indistinct
congestion
"""


def canonical(word: str) -> str:
    """One word for those that say the same of an organ ("dilated", "dilatation"), in lower case
    singular; itself for any other."""
    return _CANONICAL.get(word, word)


_CANONICAL: Mapping[str, str] = {
    word: group.split()[0]
    for line in _ALIKE.strip().splitlines()
    for group in line.split("|")
    for word in group.split()
}


def abnormal_words() -> frozenset[str]:
    """Canonical words that make an organ abnormal."""
    return frozenset(canonical(word) for word in _ABNORMAL.split())


def normal_words() -> frozenset[str]:
    """Canonical words that call an organ normal."""
    return frozenset(
        "normal unremarkable clear patent intact preserved symmetric symmetrical symmetrically "
        "adequately".split()
    )


def size_words() -> frozenset[str]:
    """Canonical words that speak of an organ's size."""
    return frozenset("size caliber enlarged dilated borderline volume length".split())


def implied(word: str) -> tuple[str, ...]:
    """Findings that a finding is made of."""
    return {
        "hydropneumothorax": ("pleural effusion", "pneumothorax"),
        "hemopneumothorax": ("pleural effusion", "pneumothorax"),
        "hemothorax": ("pleural effusion",),
        "empyema": ("pleural effusion",),
        "hydroureteronephrosis": ("hydronephrosis",),
    }.get(word, ())


def other_names(finding: str) -> tuple[str, ...]:
    """Other names of a finding that is denied by one name, in lower case singular."""
    return {
        "pleural effusion": (
            "pleural fluid",
            "loculated fluid",
            "loculated effusion",
            "parapneumonic effusion",
            "hydrothorax",
        ),
        "pericardial effusion": ("pericardial fluid", "hemopericardium"),
        "gallstone": ("gallbladder stone", "cholelithiasis"),
        "pulmonary embolism": ("pulmonary artery thrombus", "pulmonary artery filling defect"),
    }.get(finding, ())


def removed_organ(word: str) -> str:
    """Region of `medvoice.lexicon.anatomy` that an operation took out, "" for none."""
    return {
        "cholecystectomy": "gallbladder",
        "splenectomy": "spleen",
        "nephrectomy": "kidney",
        "appendectomy": "appendix",
        "hysterectomy": "uterus",
        "oophorectomy": "ovary",
        "prostatectomy": "prostate",
        "adrenalectomy": "adrenal",
        "cystectomy": "bladder",
        "pancreatectomy": "pancreas",
        "thyroidectomy": "thyroid",
    }.get(word, "")
