"""What the mutations of relations find, and what they put in its place."""

from __future__ import annotations

PREPOSITIONS = {
    "above": "below",
    "below": "above",
    "anterior to": "posterior to",
    "posterior to": "anterior to",
    "superior to": "inferior to",
    "inferior to": "superior to",
    "medial to": "lateral to",
    "lateral to": "medial to",
    "proximal to": "distal to",
    "distal to": "proximal to",
    "deep to": "superficial to",
    "superficial to": "deep to",
    "adjacent to": "within",
    "over": "under",
    "before": "after",
    "after": "before",
    "extends into": "extends from",
    "extends to": "extends through",
    "extends through": "extends to",
    "extends along": "extends through",
    "drains into": "drains from",
    "surrounds": "contains",
    "abuts": "invades",
    "arises from": "abuts",
}
VERBS = (
    "compresses displaces invades encases surrounds contains arises.from projects.over drains.into"
).split()
PLACED = (
    "anterior.to posterior.to superior.to inferior.to medial.to lateral.to proximal.to distal.to "
    "deep.to superficial.to above below compressed.by displaced.by larger.than smaller.than"
).split()
CERTAINTY = {
    "is possible": "is planned",
    "possible": "likely",
    "possibly": "likely",
    "may represent": "likely represents",
    "likely": "possibly",
    "No definite": "No",
    "is recommended": "may be considered",
    "was": "may have been",
    "is seen": "is suspected",
    "is noted": "is suspected",
    "is present": "is likely present",
    "are present": "are likely present",
    "cannot be excluded": "is excluded",
    "rather than": "or",
}
TIMES = {
    "increased since": "decreased since",
    "decreased since": "increased since",
    "since": "before",
    "new": "old",
    "old": "new",
    "previously": "currently",
    "months": "weeks",
    "weeks": "months",
    "years": "months",
    "chronic": "new",
    "prior": "current",
    "before": "after",
    "after": "before",
}
COUNTS = {
    "two": "several",
    "three": "several",
    "several": "two",
    "multiple": "two",
    "few": "many",
    "single": "two",
    "both": "one of the",
    "nodule": "nodules",
    "nodules": "nodule",
    "mass": "masses",
    "cyst": "cysts",
    "cysts": "cyst",
    "metastasis": "metastases",
    "metastases": "metastasis",
    "infarct": "infarcts",
    "infarcts": "infarct",
    "lesion": "lesions",
    "lesions": "lesion",
    "fracture": "fractures",
    "fractures": "fracture",
    "granuloma": "granulomas",
    "granulomas": "granuloma",
    "calculus": "calculi",
    "calculi": "calculus",
    "fibroids": "fibroid",
    "tear": "tears",
}
SUBJECTS = {
    "family history of": "history of",
    "history of": "",
    "the patient's mother": "the patient",
    "mother": "patient",
    "fetal": "maternal",
    "donor": "recipient",
    "the patient": "the patient's father",
}
DEVICES = {
    "ET tube": "NG tube",
    "NG tube": "ET tube",
    "chest tube": "PICC",
    "PICC": "chest tube",
    "lead": "catheter",
    "stent": "filter",
    "SVC": "right atrium",
    "right atrium": "SVC",
    "right ventricle": "right atrium",
    "cavoatrial junction": "right ventricle",
    "carina": "diaphragm",
    "stomach": "esophagus",
    "removed": "replaced",
    "advanced": "withdrawn",
    "tip": "side port",
}
EITHER = {"either": "the left", "both": "either"}
FINDINGS = tuple(COUNTS)[list(COUNTS).index("nodule") :]
"""Of the counts, those that are the ending of a finding."""
COUNTED_WORDS = "third fourth fifth sixth seventh".split()
