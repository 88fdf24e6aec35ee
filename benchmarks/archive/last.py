"""A fourth family of wordings, written after the rules had been mended with what fresh.py showed,
and run once; sentences more than labels. Else as wordings.py.
"""

from __future__ import annotations

from archive import wordings

LABELS = wordings.LABELS
ANSWERS = wordings.ANSWERS
FINDING_ANSWERS: dict[str, tuple[str, ...]] = {
    "present": (
        "Present (rare)",
        "Yes, subtle",
        "Positive on D2-40",
        "Identified in 1 of 6 blocks",
    ),
    "absent": (
        "Not seen on H&E",
        "No evidence of",
        "Absent (0/6 blocks)",
        "None seen",
        "Not found.",
    ),
    "uncertain": (
        "Equivocal on elastic",
        "Not excluded",
        "Favor absent",
        "Indeterminate (artifact)",
    ),
}
SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    **wordings.SENTENCES,
    "tumor_size": {
        "": (
            "The tumor, which is {} in size, approaches the hilum.",
            "A solitary tumor measures {} and is {d} from the carina.",
            "Tumor size, {}.",
        )
    },
    "pleural_invasion": {
        "present": ("The tumor penetrates the visceral pleura.", "With visceral pleural invasion."),
        "absent": (
            "Visceral pleural invasion has not been demonstrated.",
            "There is pleural fibrosis but no visceral pleural invasion.",
            "The tumor puckers the pleura; visceral pleural invasion is absent.",
        ),
        "uncertain": ("Whether there is visceral pleural invasion remains unclear.",),
    },
    "lymphovascular_invasion": {
        "present": (
            "There are several foci of lymphovascular invasion, none in large vessels.",
            "Lymphovascular invasion is noted; perineural invasion is not.",
        ),
        "absent": (
            "Retraction artifact is present; lymphovascular invasion is not.",
            "No unequivocal lymphovascular invasion is present.",
            "The search for lymphovascular invasion was negative.",
            "Lymphovascular and perineural invasion are absent.",
        ),
        "uncertain": ("Lymphovascular invasion may be present.",),
    },
    "stas": {
        "present": ("STAS is seen at the periphery, but not beyond 2 mm.",),
        "absent": (
            "Loose clusters are artifact and do not represent STAS.",
            "There is no convincing evidence for spread through air spaces.",
        ),
        "uncertain": ("STAS cannot be distinguished from artifact.",),
    },
    "margin_involvement": {
        "absent": (
            "The margins show no tumor.",
            "Neither the bronchial nor the vascular margin is involved.",
            "The bronchial margin is free; the parenchymal margin is free.",
        ),
        "present": (
            "The bronchial margin is free, but the parenchymal margin is positive.",
            "All margins are negative except the parenchymal one, which is positive.",
        ),
    },
    "margin_distance": {"": ("It comes within {} of the closest margin.",)},
    "nodes": {
        "some": ("Tumor is present in {p} of {e} lymph nodes, the largest deposit 3 mm.",),
        "none": ("No tumor in {e} lymph nodes.", "Lymph nodes ({e}): negative."),
    },
    "egfr_mutation": {
        "present": ("An EGFR mutation (L858R) is present; KRAS is wild type.",),
        "absent": ("KRAS mutation is present; no EGFR mutation is found.",),
        "uncertain": ("EGFR mutation testing failed twice.",),
    },
    "alk": {
        "present": ("ALK rearrangement is present in 60% of cells.",),
        "absent": ("ROS1 is positive, ALK rearrangement is absent.",),
        "uncertain": ("ALK rearrangement could not be assessed.",),
    },
}
DIAGNOSES = wordings.DIAGNOSES
GRADED = wordings.GRADED
HISTORY = ("Suspected small cell carcinoma with pleural invasion on CT.", "Prior lobectomy, left.")
COMMENTS = (
    "Lymphovascular invasion is an adverse factor.",
    "The patient's sister had EGFR mutated adenocarcinoma.",
    "Tumors of 4 cm or less without nodal metastasis are stage IB or less.",
)
GROSS = (
    "The specimen measures {specimen}.",
    "A staple line of 7.2 cm is present.",
    "A firm lymph node measures {node}.",
    "Emphysematous bullae are up to 2.1 cm.",
)
FROZEN = ("Bronchial margin positive for carcinoma in situ.", "Tumor is at least 0.8 cm.")
ADDENDA: dict[str, tuple[str, ...]] = {
    "tumor_size": (
        "The correct tumor size is {new}.",
        "Please note the tumor size of {new}, not {old}.",
    ),
    "pt": ("With this, the tumor is {new}.",),
    "pdl1": ("PD-L1 on a second block: {new} of tumor cells.",),
    "lymphovascular_invasion": ("Deeper levels show that lymphovascular invasion is {new}.",),
}
HEDGED = ("carcinoma, {histology} versus metastasis", "carcinoma consistent with {histology}?")
HEADINGS = {
    **wordings.HEADINGS,
    "addendum": ("ADDENDUM #1 (IMMUNOHISTOCHEMISTRY):", "Addendum Diagnosis"),
    "comment": ("PATHOLOGIST'S COMMENT:", "Note"),
    "history": ("PRE-OP DIAGNOSIS:", "PERTINENT HISTORY:"),
}
PATTERN_SENTENCES = ("The tumor is predominantly {}.",)
