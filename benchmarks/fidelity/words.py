"""The benchmark's own word lists: what the mutator can find and what it puts in its place."""

from __future__ import annotations

SIDES = {
    "left": "right",
    "right": "left",
    "leftward": "rightward",
    "rightward": "leftward",
    "left-sided": "right-sided",
    "right-sided": "left-sided",
    "bilateral": "left",
    "both": "the right",
}
FINDINGS = (
    "pleural effusion;pericardial effusion;effusion;pneumothorax;pneumonia;consolidation;nodule;"
    "mass;fracture;hemorrhage;calculus;hydronephrosis;lymphadenopathy;atelectasis;edema;stenosis;"
    "dissection;infarct;emphysema;hernia;cyst;lesion;thrombosis;embolism;opacity;free air;"
    "free fluid;ascites;cardiomegaly;aneurysm;dislocation;gallstones;granuloma;infiltrate;"
    "scoliosis;hematoma;tear;bulge;rupture;calcification;collection"
).split(";")
ORGANS = {
    "liver": "spleen",
    "spleen": "liver",
    "kidney": "adrenal gland",
    "gallbladder": "pancreas",
    "pancreas": "gallbladder",
    "pancreatic": "splenic",
    "hepatic": "renal",
    "renal": "hepatic",
    "lung": "kidney",
    "lungs": "kidneys",
    "heart": "aorta",
    "aorta": "heart",
    "bladder": "uterus",
    "uterus": "bladder",
    "ovary": "kidney",
    "thyroid": "prostate",
    "prostate": "uterus",
    "thalamus": "cerebellum",
    "stomach": "duodenum",
    "trachea": "esophagus",
    "femoral": "popliteal",
    "popliteal": "femoral",
    "pleural": "pericardial",
    "pericardial": "pleural",
    "mediastinal": "axillary",
    "axillary": "mediastinal",
    "maxillary": "frontal",
    "knee": "hip",
    "hip": "knee",
    "radius": "ulna",
    "ulna": "radius",
    "appendix": "cecum",
    "colon": "ileum",
    "brainstem": "cerebellum",
    "testis": "ovary",
    "thoracic": "lumbar",
    "lumbar": "cervical",
    "cervical": "thoracic",
    "supraspinatus": "infraspinatus",
    "medial": "lateral",
    "anterior": "posterior",
    "posterior": "anterior",
    "carotid": "vertebral",
    "rib": "clavicle",
    "ribs": "clavicles",
    "pelvis": "chest",
    "airways": "vessels",
    "diaphragm": "sternum",
    "mediastinum": "hilum",
    "bowel": "bladder",
}
PLACES = {
    "upper": "lower",
    "lower": "upper",
    "middle": "lower",
    "mid": "upper",
    "apical": "basilar",
    "apex": "base",
    "base": "apex",
    "bases": "apices",
    "proximal": "distal",
    "distal": "proximal",
}
SEVERITIES = {
    "mild": "severe",
    "mildly": "severely",
    "minimal": "marked",
    "minimally": "markedly",
    "slight": "marked",
    "moderate": "mild",
    "moderately": "mildly",
    "severe": "mild",
    "marked": "minimal",
    "small": "large",
    "large": "small",
    "trace": "large",
    "tiny": "large",
    "massive": "tiny",
    "high-grade": "low-grade",
    "complete": "partial",
    "full-thickness": "partial-thickness",
    "multiple": "few",
    "diffuse": "focal",
    "acute": "chronic",
    "chronic": "acute",
}
DOUBTS = {
    "possible": "definite",
    "possibly": "definitely",
    "probable": "possible",
    "probably": "definitely",
    "likely": "definitely",
    "suspicious for": "diagnostic of",
    "suspected": "proven",
    "consistent with": "suspicious for",
    "compatible with": "suspicious for",
    "may represent": "represents",
    "may be": "is",
    "may reflect": "reflects",
    "could represent": "represents",
    "suggestive of": "diagnostic of",
    "suggesting": "proving",
    "cannot be excluded": "is present",
    "questionable": "definite",
}
DOUBTS_ADDED = ("possible", "probable", "questionable", "suspected")
CHANGES = {
    "unchanged": "increased",
    "stable": "larger",
    "increased": "decreased",
    "decreased": "increased",
    "larger": "smaller",
    "smaller": "larger",
    "worsened": "improved",
    "improved": "worsened",
    "improvement": "worsening",
    "progressed": "improved",
    "new": "unchanged",
    "resolved": "unchanged",
    "enlarging": "stable",
}
CHANGES_ADDED = (", unchanged", ", increased from the prior study", ", new", ", decreased")
ADDED_PHRASES = (
    " and a small hiatal hernia",
    " and a 4 mm pulmonary nodule",
    " with adjacent edema",
    ", as well as cholelithiasis",
    " and cortical atrophy",
    " with pneumomediastinum",
    " and trace ascites",
)
ADDED_SENTENCES = (
    "There is a 7 mm nodule in the right lower lobe.",
    "Mild splenomegaly.",
    "No pneumoperitoneum.",
    "The thyroid is enlarged.",
    "There is no aortic dissection.",
    "Recommend follow-up CT in 3 months.",
    "Calcified granuloma in the left upper lobe.",
    "Small pericardial effusion.",
    "The osseous structures are intact.",
    "Scoliosis.",
)
UNITS = {"mm": "cm", "cm": "mm", "mL": "cc3", "HU": "mm", "cm/s": "mm/s", "%": " mm", "mg": "g"}
MONTHS = (
    "January February March April May June July August September October November December".split()
)
