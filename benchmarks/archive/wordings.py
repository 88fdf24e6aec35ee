"""Wordings of lung resection reports that the rules were made on: our own sentences in the shapes
that pathologists use. field -> truth -> ways to write it. "{}" stands for a number or a code.

The family that nobody looked at while the rules were made is in heldout.py.
"""

from __future__ import annotations

LABELS: dict[str, tuple[str, ...]] = {
    "procedure": ("Procedure", "Type of resection", "Operation"),
    "laterality": ("Laterality", "Specimen laterality", "Side"),
    "site": ("Tumor site", "Tumour site", "Site of tumor", "Lobe"),
    "tumor_size": (
        "Tumor size",
        "Tumour size",
        "Tumor Size (greatest dimension)",
        "Greatest dimension of tumor",
        "Total tumor size",
    ),
    "invasive_size": ("Size of invasive component", "Invasive component", "Invasive tumor size"),
    "focality": ("Tumor focality", "Focality"),
    "histology": ("Histologic type", "Histological type", "Histology"),
    "pattern": ("Predominant pattern", "Predominant growth pattern"),
    "grade": ("Histologic grade", "Grade", "Histological grade"),
    "pleural_invasion": (
        "Visceral pleural invasion",
        "Visceral pleura invasion",
        "Pleural invasion",
    ),
    "lymphovascular_invasion": ("Lymphovascular invasion", "Lympho-vascular invasion", "LVI"),
    "stas": ("Spread through air spaces", "Spread through air spaces (STAS)", "STAS"),
    "margin_involvement": ("Margins", "Resection margins", "Margin status"),
    "margin_distance": (
        "Distance to closest margin",
        "Distance from closest margin",
        "Closest margin distance",
    ),
    "nodes_examined": (
        "Number of lymph nodes examined",
        "Lymph nodes examined",
        "Total lymph nodes examined",
    ),
    "nodes_positive": (
        "Number of lymph nodes involved",
        "Lymph nodes involved",
        "Number of positive lymph nodes",
    ),
    "pt": ("Primary tumor (pT)", "pT category", "Primary Tumor"),
    "pn": ("Regional lymph nodes (pN)", "pN category", "Regional Lymph Nodes"),
    "stage": ("Stage", "Pathologic stage", "AJCC stage group"),
    "pdl1": ("PD-L1 TPS", "PD-L1 (22C3) tumor proportion score", "PD-L1"),
    "egfr_mutation": ("EGFR", "EGFR mutation analysis", "EGFR mutation"),
    "alk": ("ALK", "ALK rearrangement", "ALK (FISH)"),
    "signed": ("Date signed", "Date reported", "Report date"),
    "accession": ("Accession number", "Case number", "Accession #"),
}

ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "procedure": {
        "wedge_resection": ("Wedge resection", "Wedge"),
        "segmentectomy": ("Segmentectomy", "Segmental resection"),
        "lobectomy": ("Lobectomy", "Completion lobectomy"),
        "bilobectomy": ("Bilobectomy",),
        "pneumonectomy": ("Pneumonectomy",),
    },
    "laterality": {"left": ("Left", "LEFT"), "right": ("Right", "RIGHT")},
    "site": {
        "upper_lobe": ("Upper lobe", "Upper lobe of lung"),
        "middle_lobe": ("Middle lobe", "Middle lobe of lung"),
        "lower_lobe": ("Lower lobe", "Lower lobe of lung"),
    },
    "focality": {
        "unifocal": ("Unifocal", "Single tumor", "Unifocal (single tumor)"),
        "multifocal": ("Multifocal", "Multiple tumors", "Synchronous primary tumors, multifocal"),
    },
    "histology": {
        "adenocarcinoma": (
            "Invasive adenocarcinoma",
            "Adenocarcinoma, acinar predominant",
            "Invasive non-mucinous adenocarcinoma",
        ),
        "adenocarcinoma_in_situ": ("Adenocarcinoma in situ", "Adenocarcinoma in situ (AIS)"),
        "minimally_invasive_adenocarcinoma": ("Minimally invasive adenocarcinoma",),
        "mucinous_adenocarcinoma": ("Invasive mucinous adenocarcinoma",),
        "squamous_cell_carcinoma": (
            "Squamous cell carcinoma, keratinizing",
            "Squamous cell carcinoma",
            "Non-keratinizing squamous cell carcinoma",
        ),
        "adenosquamous_carcinoma": ("Adenosquamous carcinoma",),
        "large_cell_neuroendocrine_carcinoma": ("Large cell neuroendocrine carcinoma",),
        "small_cell_carcinoma": ("Small cell carcinoma",),
        "typical_carcinoid": ("Typical carcinoid tumor", "Carcinoid tumor, typical"),
        "atypical_carcinoid": ("Atypical carcinoid tumor", "Carcinoid tumor, atypical"),
    },
    "pattern": {
        "lepidic": ("Lepidic",),
        "acinar": ("Acinar", "Acinar (70%), lepidic (30%)"),
        "papillary": ("Papillary",),
        "micropapillary": ("Micropapillary",),
        "solid": ("Solid",),
    },
    "grade": {
        "G1": ("G1", "G1, well differentiated", "Well differentiated"),
        "G2": ("G2", "Moderately differentiated", "G2: moderately differentiated"),
        "G3": ("G3", "Poorly differentiated", "Grade 3, poorly differentiated"),
    },
    "margin_involvement": {
        "absent": (
            "Uninvolved by invasive carcinoma",
            "All margins are uninvolved by tumor",
            "Negative",
            "Negative for tumor",
            "Free of tumor",
        ),
        "present": (
            "Involved by invasive carcinoma",
            "Positive (bronchial margin)",
            "Bronchial margin involved by carcinoma",
        ),
        "uncertain": ("Cannot be assessed", "Indeterminate"),
    },
    "egfr_mutation": {
        "present": (
            "Mutation detected",
            "Exon 19 deletion detected",
            "Positive for L858R mutation",
        ),
        "absent": ("No mutation detected", "Not detected", "Wild type", "Negative"),
        "uncertain": ("Indeterminate", "Equivocal"),
    },
    "alk": {
        "present": ("Positive", "Rearrangement detected"),
        "absent": ("Negative", "Not detected", "No rearrangement detected"),
        "uncertain": ("Equivocal",),
    },
}

FINDING_ANSWERS: dict[str, tuple[str, ...]] = {
    "present": ("Present", "Identified", "Yes", "PRESENT", "Present, focal"),
    "absent": ("Not identified", "Absent", "Not seen", "No", "NOT IDENTIFIED", "None identified"),
    "uncertain": ("Indeterminate", "Cannot be determined", "Suspicious", "Cannot be excluded"),
}
"""Of pleural_invasion, lymphovascular_invasion and stas behind their label."""

SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "tumor_size": {
        "": (
            "The tumor measures {} in greatest dimension.",
            "The tumor is {} in maximum diameter.",
            "There is a firm, tan-white tumor measuring {}.",
            "Sectioning reveals a gray-white mass measuring {}, located {d} from the bronchial "
            "margin.",
        )
    },
    "invasive_size": {
        "": (
            "The invasive component measures {}.",
            "The size of the invasive component is {}.",
        )
    },
    "pleural_invasion": {
        "present": (
            "The tumor invades the visceral pleura.",
            "Visceral pleural invasion is present.",
            "There is invasion of the visceral pleura, confirmed by elastic stain.",
        ),
        "absent": (
            "Visceral pleural invasion is not identified.",
            "There is no visceral pleural invasion.",
            "The tumor does not invade the visceral pleura.",
            "No evidence of visceral pleural invasion.",
        ),
        "uncertain": (
            "Visceral pleural invasion cannot be excluded.",
            "The findings are suspicious for visceral pleural invasion.",
        ),
    },
    "lymphovascular_invasion": {
        "present": (
            "Lymphovascular invasion is present.",
            "Foci of lymphovascular invasion are identified.",
            "Tumor is seen within lymphovascular spaces.",
        ),
        "absent": (
            "No lymphovascular invasion is identified.",
            "Lymphovascular invasion is not seen.",
            "There is no evidence of lymphovascular invasion.",
            "No perineural or lymphovascular invasion is seen.",
        ),
        "uncertain": (
            "Lymphovascular invasion cannot be excluded.",
            "Possible lymphovascular invasion is noted.",
        ),
    },
    "stas": {
        "present": (
            "Spread through air spaces (STAS) is present.",
            "Tumor spread through air spaces is identified.",
        ),
        "absent": (
            "Spread through air spaces is not identified.",
            "No STAS is seen.",
            "Negative for spread through air spaces.",
        ),
        "uncertain": ("Spread through air spaces cannot be determined.",),
    },
    "margin_involvement": {
        "absent": (
            "All margins are negative for tumor.",
            "The bronchial, vascular and parenchymal margins are free of tumor.",
            "Surgical margins are uninvolved by carcinoma.",
            "The resection margins are not involved.",
        ),
        "present": (
            "The bronchial margin is positive for carcinoma.",
            "Carcinoma is present at the bronchial resection margin.",
            "The parenchymal margin is involved by tumor.",
        ),
    },
    "margin_distance": {
        "": (
            "The tumor is {} from the closest margin.",
            "The closest margin is {} away.",
        )
    },
    "nodes": {
        "some": (
            "Metastatic carcinoma in {p} of {e} lymph nodes ({p}/{e}).",
            "{p} of {e} lymph nodes are positive for metastatic carcinoma.",
            "Lymph nodes: {p}/{e} involved.",
        ),
        "none": (
            "{e} lymph nodes, negative for malignancy (0/{e}).",
            "No evidence of metastatic carcinoma in {e} lymph nodes (0/{e}).",
            "Lymph nodes: 0/{e} involved.",
        ),
    },
    "codes": {
        "": (
            "Pathologic stage: {t} {n}.",
            "AJCC 8th edition: {t} {n}, stage {s}.",
            "Pathologic staging (AJCC 8): {t}{n}MX.",
        )
    },
    "pdl1": {
        "": (
            "PD-L1 (clone 22C3) tumor proportion score: {}.",
            "PD-L1 immunohistochemistry shows a TPS of {}.",
            "PD-L1 expression is seen in {} of tumor cells.",
        )
    },
    "egfr_mutation": {
        "present": (
            "An EGFR exon 19 deletion was detected.",
            "EGFR mutation is detected (L858R).",
        ),
        "absent": ("No EGFR mutation was detected.", "EGFR: wild type."),
        "uncertain": ("EGFR mutation analysis is indeterminate.",),
    },
    "alk": {
        "present": ("ALK rearrangement is detected by FISH.",),
        "absent": (
            "No ALK rearrangement is detected.",
            "ALK immunohistochemistry is negative.",
        ),
        "uncertain": ("ALK immunohistochemistry is equivocal.",),
    },
}

DIAGNOSES: tuple[str, ...] = (
    "Lung, {side} {lobe} lobe, {procedure}: {histology}{grade}.",
    "{side} {lobe} lobe of lung, {procedure}:\n- {histology}{grade}.",
    "LUNG, {side} {lobe} LOBE, {procedure}:\n  - {histology}{grade}.",
)
GRADED: dict[str, tuple[str, ...]] = {
    "G1": (", well differentiated", " (G1)"),
    "G2": (", moderately differentiated", " (G2)"),
    "G3": (", poorly differentiated", " (G3)"),
}

HISTORY: tuple[str, ...] = (
    "Right upper lobe nodule, 1.4 cm on CT. Prior biopsy: squamous cell carcinoma.",
    "History of left breast carcinoma, pT1c N0, 2015.",
    "68-year-old smoker with a lung mass. Rule out small cell carcinoma.",
    "Status post right colectomy for adenocarcinoma, pT3 N1.",
    "Lung nodule, 22 mm, PET positive. Previous lymphovascular invasion is unknown.",
)
COMMENTS: tuple[str, ...] = (
    "A PD-L1 TPS of 50% or more is considered high expression.",
    "Tumors up to 3 cm are classified as pT1 by the AJCC 8th edition.",
    "Immunostains for TTF-1 and napsin A support the diagnosis.",
    "The presence of STAS would not change the stage.",
    "Dr. Alder has reviewed representative slides and agrees.",
    "Clinical correlation is recommended; EGFR testing may be requested on block A4.",
)
GROSS: tuple[str, ...] = (
    "The specimen consists of a lobe of lung measuring {specimen}.",
    "Received fresh is a portion of lung, {specimen}, with a staple line of 4.5 cm.",
    "The largest hilar lymph node measures {node}.",
    "The pleura is smooth and glistening.",
    "A separate subpleural nodule measuring 0.4 cm is an intrapulmonary lymph node.",
)
FROZEN: tuple[str, ...] = (
    "FSA1: Bronchial margin: atypical cells, cannot exclude carcinoma.",
    "FSA1: Lung, wedge: non-small cell carcinoma, at least 1.0 cm.",
)
ADDENDA: dict[str, tuple[str, ...]] = {
    "tumor_size": (
        "The tumor size is corrected to {new} (previously reported as {old}).",
        "Tumor size: {new}. This replaces the size of {old} in the original report.",
    ),
    "pt": ("The pathologic stage is amended from {old} to {new}.", "pT category: {new}"),
    "pdl1": ("PD-L1 TPS: {new}",),
    "lymphovascular_invasion": (
        "On additional levels, lymphovascular invasion is {new}.",
        "Lymphovascular invasion: {new}",
    ),
}
HEDGED: tuple[str, ...] = (
    "poorly differentiated carcinoma, favor {histology}",
    "findings suspicious for {histology}",
)
HEADINGS: dict[str, tuple[str, ...]] = {
    "history": ("CLINICAL HISTORY:", "Clinical information:"),
    "gross": ("GROSS DESCRIPTION:", "Gross description:"),
    "microscopic": ("MICROSCOPIC DESCRIPTION:", "Microscopic description:"),
    "frozen": ("INTRAOPERATIVE CONSULTATION:", "FROZEN SECTION DIAGNOSIS:"),
    "diagnosis": ("FINAL DIAGNOSIS:", "DIAGNOSIS:", "FINAL PATHOLOGIC DIAGNOSIS:"),
    "synoptic": ("SYNOPTIC REPORT:", "CANCER CASE SUMMARY", "TUMOR SYNOPSIS:"),
    "ancillary": ("ANCILLARY STUDIES:", "BIOMARKERS:", "MOLECULAR STUDIES:"),
    "comment": ("COMMENT:", "NOTE:"),
    "addendum": ("ADDENDUM:", "ADDENDUM REPORT:", "AMENDED REPORT:"),
}
PATTERN_SENTENCES = ("The predominant growth pattern is {}.",)
