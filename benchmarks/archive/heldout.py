"""Wordings of lung resection reports kept apart: nobody looked at how the rules do on them before
the rules were finished. The same fields and shapes of the tables as in wordings.py.
"""

from __future__ import annotations

LABELS: dict[str, tuple[str, ...]] = {
    "procedure": ("Surgical procedure", "Specimen type", "Resection type"),
    "laterality": ("Specimen side", "Laterality of specimen"),
    "site": ("Location of tumor", "Primary site", "Tumor location"),
    "tumor_size": ("Size of tumor", "Maximum tumour diameter", "Largest tumor dimension"),
    "invasive_size": ("Greatest dimension of invasive component", "Invasive size"),
    "focality": ("Number of tumors", "Tumour focality"),
    "histology": ("Tumor type", "WHO classification", "Tumour histology"),
    "pattern": ("Growth pattern, predominant", "Dominant pattern"),
    "grade": ("Differentiation", "Tumor grade", "Degree of differentiation"),
    "pleural_invasion": ("Invasion of visceral pleura", "Visceral pleural involvement"),
    "lymphovascular_invasion": (
        "Lymphatic/vascular invasion",
        "Vascular/lymphatic invasion",
        "Angiolymphatic invasion",
    ),
    "stas": ("Air space spread (STAS)", "Tumor spread through air spaces"),
    "margin_involvement": ("Surgical margins", "Status of margins", "Margin involvement"),
    "margin_distance": ("Distance of tumor to nearest margin", "Nearest margin"),
    "nodes_examined": ("Nodes examined", "Lymph nodes, total number"),
    "nodes_positive": ("Nodes positive", "Lymph nodes with metastasis"),
    "pt": ("pT", "T category"),
    "pn": ("pN", "N category"),
    "stage": ("Stage group", "Anatomic stage", "TNM stage group"),
    "pdl1": ("PD-L1 tumor proportion score (SP263)", "PDL1 TPS"),
    "egfr_mutation": ("EGFR gene mutation", "EGFR (exons 18-21)"),
    "alk": ("ALK IHC (D5F3)", "ALK gene rearrangement"),
    "signed": ("Signed out", "Date of report"),
    "accession": ("Pathology number", "Specimen number"),
}

ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "procedure": {
        "wedge_resection": ("Non-anatomic wedge resection",),
        "segmentectomy": ("Anatomic segmentectomy",),
        "lobectomy": ("VATS lobectomy", "Sleeve lobectomy"),
        "bilobectomy": ("Bilobectomy (upper and middle)",),
        "pneumonectomy": ("Extrapleural pneumonectomy", "Total pneumonectomy"),
    },
    "laterality": {"left": ("Left lung", "L"), "right": ("Right lung", "R")},
    "site": {
        "upper_lobe": ("Upper lobe, apical segment", "Upper"),
        "middle_lobe": ("Middle lobe, medial segment", "Middle"),
        "lower_lobe": ("Lower lobe, superior segment", "Lower"),
    },
    "focality": {
        "unifocal": ("One", "Solitary tumor", "Single focus"),
        "multifocal": ("Two separate tumors", "Multiple foci"),
    },
    "histology": {
        "adenocarcinoma": ("Pulmonary adenocarcinoma, invasive", "Adenocarcinoma, papillary type"),
        "adenocarcinoma_in_situ": ("Non-mucinous adenocarcinoma in situ",),
        "minimally_invasive_adenocarcinoma": ("Adenocarcinoma, minimally invasive",),
        "mucinous_adenocarcinoma": ("Mucinous adenocarcinoma, invasive",),
        "squamous_cell_carcinoma": ("Squamous carcinoma", "Basaloid squamous cell carcinoma"),
        "adenosquamous_carcinoma": ("Adeno-squamous carcinoma",),
        "large_cell_neuroendocrine_carcinoma": ("Large-cell neuroendocrine carcinoma (LCNEC)",),
        "small_cell_carcinoma": ("Small-cell carcinoma", "Small cell lung carcinoma"),
        "typical_carcinoid": ("Neuroendocrine tumor, typical carcinoid",),
        "atypical_carcinoid": ("Neuroendocrine tumor, atypical carcinoid",),
    },
    "pattern": {
        "lepidic": ("Lepidic predominant",),
        "acinar": ("Acinar predominant",),
        "papillary": ("Papillary predominant",),
        "micropapillary": ("Micropapillary predominant",),
        "solid": ("Solid predominant",),
    },
    "grade": {
        "G1": ("Well-differentiated", "Grade 1"),
        "G2": ("Moderate", "Moderately-differentiated", "Grade 2 of 3"),
        "G3": ("Poor", "Poorly-differentiated", "High grade (G3)"),
    },
    "margin_involvement": {
        "absent": ("Clear", "No tumor at margins", "Not involved", "R0"),
        "present": ("Involved", "Tumor at bronchial margin", "R1"),
        "uncertain": ("Not assessable", "Equivocal"),
    },
    "egfr_mutation": {
        "present": ("L858R mutation present", "Mutated (exon 20 insertion)"),
        "absent": ("Wild-type", "No variants identified", "Not mutated"),
        "uncertain": ("Failed, insufficient tissue", "Inconclusive"),
    },
    "alk": {
        "present": ("Positive (3+)", "Rearranged"),
        "absent": ("Negative (0)", "Not rearranged"),
        "uncertain": ("Inconclusive",),
    },
}

FINDING_ANSWERS: dict[str, tuple[str, ...]] = {
    "present": ("Present (extensive)", "Positive", "Detected", "Yes, multifocal"),
    "absent": ("Negative", "Not present", "Not detected", "None", "No evidence"),
    "uncertain": ("Equivocal", "Not assessable", "Possible", "Cannot be assessed"),
}

SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "tumor_size": {
        "": (
            "The carcinoma has a maximal diameter of {}.",
            "A well-circumscribed lesion, {}, is present {d} from the staple line.",
            "The mass is {} in size.",
        )
    },
    "invasive_size": {"": ("Invasive focus: {}.", "The area of invasion spans {}.")},
    "pleural_invasion": {
        "present": (
            "Tumor extends through the elastic layer of the visceral pleura.",
            "The visceral pleura is invaded by carcinoma.",
        ),
        "absent": (
            "The visceral pleura is not involved.",
            "Without visceral pleural invasion.",
            "The carcinoma spares the visceral pleura.",
        ),
        "uncertain": ("Equivocal for visceral pleural invasion.",),
    },
    "lymphovascular_invasion": {
        "present": (
            "Lymphatic and vascular invasion are both seen.",
            "There is extensive angiolymphatic invasion.",
        ),
        "absent": (
            "Neither lymphovascular nor perineural invasion is identified.",
            "Lymphovascular invasion: none.",
            "Negative for lymphovascular or perineural invasion.",
        ),
        "uncertain": ("Features suggestive of lymphovascular invasion.",),
    },
    "stas": {
        "present": ("STAS is noted beyond the tumor edge.",),
        "absent": ("There is no spread of tumor through air spaces.", "STAS: absent."),
        "uncertain": ("STAS is equivocal.",),
    },
    "margin_involvement": {
        "absent": (
            "Margins of resection are clear.",
            "No carcinoma is present at the resection margins.",
            "The staple line margin is negative.",
        ),
        "present": (
            "Tumor extends to the parenchymal margin.",
            "The vascular margin shows carcinoma.",
        ),
    },
    "margin_distance": {"": ("Distance of carcinoma from the nearest margin is {}.",)},
    "nodes": {
        "some": (
            "Of {e} lymph nodes examined, {p} contain metastatic carcinoma.",
            "Metastases are present in {p} out of {e} nodes.",
        ),
        "none": (
            "All {e} lymph nodes are free of metastatic carcinoma.",
            "There are {e} benign lymph nodes (0/{e}).",
        ),
    },
    "codes": {"": ("TNM: {t}, {n}, pM not applicable.", "Stage {s} ({t} {n}).")},
    "pdl1": {
        "": (
            "Tumor proportion score for PD-L1 is {}.",
            "PD-L1 stains {} of viable tumor cells.",
        )
    },
    "egfr_mutation": {
        "present": ("Sequencing shows an EGFR L858R mutation.",),
        "absent": ("The tumor is negative for EGFR mutations.",),
        "uncertain": ("EGFR testing was inconclusive.",),
    },
    "alk": {
        "present": ("The tumor is positive for ALK rearrangement.",),
        "absent": ("The tumor is negative for ALK rearrangement.",),
        "uncertain": ("ALK FISH is inconclusive.",),
    },
}

DIAGNOSES: tuple[str, ...] = (
    "A. Lung, {lobe} lobe, {side} ({procedure}): {histology}{grade}.",
    "{histology}{grade} of the {side} {lobe} lobe ({procedure} specimen).",
)
GRADED: dict[str, tuple[str, ...]] = {
    "G1": (", grade 1", ", well-differentiated"),
    "G2": (", grade 2", ", moderately-differentiated"),
    "G3": (", grade 3", ", poorly-differentiated"),
}

HISTORY: tuple[str, ...] = (
    "Known colonic adenocarcinoma with lymphovascular invasion, resected 2011 (pT2 N0).",
    "Growing nodule in the left lower lobe, query carcinoid tumor.",
    "Previous wedge resection, right: adenocarcinoma, 12 mm, margins clear.",
    "EGFR-mutated adenocarcinoma on outside cytology.",
)
COMMENTS: tuple[str, ...] = (
    "If the tumor were larger than 4 cm, the category would be pT2b.",
    "ALK-positive tumors may respond to targeted therapy.",
    "Visceral pleural invasion raises the category to at least pT2a.",
    "The case was shown at the thoracic conference.",
)
GROSS: tuple[str, ...] = (
    "Lobectomy specimen weighing 210 g and measuring {specimen}.",
    "Three peribronchial nodes are found, up to {node}.",
    "A second lesion of 0.3 cm is a hamartoma.",
    "The bronchial stump is 1.1 cm in diameter.",
)
FROZEN: tuple[str, ...] = (
    "Bronchial margin, frozen section: no tumor seen.",
    "Nodule, frozen section: carcinoma, type deferred to permanents.",
)
ADDENDA: dict[str, tuple[str, ...]] = {
    "tumor_size": ("Correction: the tumor measures {new}, not {old}.",),
    "pt": ("The T category should read {new} instead of {old}.",),
    "pdl1": ("PD-L1 was repeated on block A6; the TPS is {new}.",),
    "lymphovascular_invasion": ("Re-review with D2-40: lymphovascular invasion is {new}.",),
}
HEDGED: tuple[str, ...] = (
    "non-small cell carcinoma, probably {histology}",
    "carcinoma; {histology} cannot be excluded",
)
HEADINGS: dict[str, tuple[str, ...]] = {
    "history": ("HISTORY", "Indication for surgery:"),
    "gross": ("MACROSCOPY:", "Macroscopic description"),
    "microscopic": ("MICROSCOPY:", "Histology"),
    "frozen": ("FROZEN SECTIONS:", "Intraoperative diagnosis:"),
    "diagnosis": ("CONCLUSION:", "Diagnosis", "PATHOLOGIC DIAGNOSIS"),
    "synoptic": ("Synoptic data:", "Minimum data set"),
    "ancillary": ("Molecular pathology:", "IMMUNOHISTOCHEMISTRY:"),
    "comment": ("Remarks:", "Comment"),
    "addendum": ("Supplementary report:", "CORRECTED REPORT:"),
}
PATTERN_SENTENCES = ("It grows predominantly in a {} pattern.",)
