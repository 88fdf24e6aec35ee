"""A third family of wordings, written after the rules had been mended with what heldout.py showed,
and run once. Where it has nothing of its own, it says things as wordings.py does.
"""

from __future__ import annotations

from archive import wordings

LABELS: dict[str, tuple[str, ...]] = {
    **wordings.LABELS,
    "procedure": ("Nature of specimen", "Surgery performed", "Procedure type"),
    "laterality": ("Side of lung", "Lung laterality"),
    "site": ("Lobe of origin", "Site of primary", "Tumor lobe"),
    "tumor_size": ("Tumor dimensions", "Max. diameter of tumor", "Maximum size of tumor", "Size"),
    "focality": ("Multifocality", "Unifocal or multifocal"),
    "histology": ("Type", "Histotype", "Histologic subtype"),
    "grade": ("Grading", "Overall grade", "Tumour grade (WHO)"),
    "pleural_invasion": (
        "Pleura, visceral",
        "Visceral pleural invasion (PL)",
        "Invades visceral pleura",
    ),
    "lymphovascular_invasion": (
        "Lymphovascular space invasion",
        "Lymphatic invasion",
        "L/V invasion",
    ),
    "stas": ("STAS present", "Aerogenous spread (STAS)"),
    "margin_involvement": ("Resection margin status", "Bronchial and vascular margins", "R status"),
    "margin_distance": ("Clearance", "Closest margin", "Minimum distance to margin"),
    "nodes_examined": ("LN examined", "Nodes retrieved", "Total nodes"),
    "nodes_positive": ("LN positive", "Positive nodes", "Nodes with tumor"),
    "pt": ("pT stage", "T stage"),
    "pn": ("pN stage", "N stage"),
    "stage": ("Final stage", "Overall stage", "UICC stage"),
    "pdl1": ("PD-L1 (E1L3N)", "PD-L1 expression (TPS)"),
    "egfr_mutation": ("EGFR status", "EGFR sequencing"),
    "alk": ("ALK status", "ALK fusion"),
    "signed": ("Reported on", "Authorised"),
    "accession": ("Lab number", "Report no."),
}

ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    **wordings.ANSWERS,
    "procedure": {
        "wedge_resection": ("Wedge excision", "Limited wedge resection"),
        "segmentectomy": ("Segmentectomy (S6)",),
        "lobectomy": ("Robotic lobectomy", "Lobectomy with chest wall"),
        "bilobectomy": ("Lower bilobectomy", "Bilobectomy, middle and lower"),
        "pneumonectomy": ("Completion pneumonectomy",),
    },
    "histology": {
        "adenocarcinoma": ("Adenocarcinoma NOS", "Adenocarcinoma of the lung"),
        "adenocarcinoma_in_situ": ("Adenocarcinoma-in-situ",),
        "minimally_invasive_adenocarcinoma": ("Minimally-invasive adenocarcinoma (MIA)",),
        "mucinous_adenocarcinoma": ("Mucinous adenocarcinoma",),
        "squamous_cell_carcinoma": (
            "Keratinising squamous cell carcinoma",
            "Squamous-cell carcinoma",
        ),
        "adenosquamous_carcinoma": ("Adenosquamous carcinoma (60% squamous)",),
        "large_cell_neuroendocrine_carcinoma": ("Large cell neuroendocrine carcinoma, pure",),
        "small_cell_carcinoma": ("Small cell carcinoma, pure",),
        "typical_carcinoid": ("Typical carcinoid", "Carcinoid, typical"),
        "atypical_carcinoid": ("Atypical carcinoid", "Carcinoid, atypical"),
    },
    "grade": {
        "G1": ("Grade 1 (well differentiated)", "Low grade"),
        "G2": ("Grade 2 (moderately differentiated)", "Intermediate grade"),
        "G3": ("Grade 3 (poorly differentiated)", "High grade"),
    },
    "margin_involvement": {
        "absent": ("All clear", "Tumor-free", "No involvement", "Negative (R0)"),
        "present": ("Tumor present at inked margin", "Positive, parenchymal", "Involved (R1)"),
        "uncertain": ("Cannot be determined", "Suspicious"),
    },
    "egfr_mutation": {
        "present": ("Positive, exon 21 L858R", "Mutant", "Pathogenic variant identified"),
        "absent": ("No pathogenic variant", "Wildtype", "Negative for mutation"),
        "uncertain": ("Uninterpretable", "Indeterminate"),
    },
}

FINDING_ANSWERS: dict[str, tuple[str, ...]] = {
    "present": ("Yes (focal)", "Present, 2 foci", "Seen", "+"),
    "absent": ("No.", "Absent on levels", "Not demonstrated", "Nil", "-"),
    "uncertain": ("Suspicious but not diagnostic", "Uncertain", "Cannot exclude", "?"),
}

SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    **wordings.SENTENCES,
    "tumor_size": {
        "": (
            "A {} tumor is seen, {d} from the bronchial margin.",
            "The neoplasm measures {} overall.",
            "On section there is a tumor of {}.",
        )
    },
    "pleural_invasion": {
        "present": ("The visceral pleura is breached (PL1).", "Pleural invasion: yes."),
        "absent": (
            "The tumor abuts but does not breach the visceral pleura.",
            "Visceral pleural invasion was sought and not found.",
            "Elastic stains show no visceral pleural invasion.",
        ),
        "uncertain": ("Visceral pleural invasion is difficult to assess.",),
    },
    "lymphovascular_invasion": {
        "present": ("Lymphovascular invasion is easily found.", "Focal lymphovascular invasion."),
        "absent": (
            "Lymphovascular invasion: not seen on H&E or D2-40.",
            "Lymphovascular invasion, although sought, is not demonstrated.",
            "We see no convincing lymphovascular invasion.",
        ),
        "uncertain": ("One focus is worrisome for lymphovascular invasion.",),
    },
    "stas": {
        "present": ("Tumor clusters in air spaces beyond the edge represent STAS.",),
        "absent": ("STAS was not observed.", "Spread through air spaces is absent."),
        "uncertain": ("Possible STAS, artifact not ruled out.",),
    },
    "margin_involvement": {
        "absent": ("Margins clear.", "The inked margin is tumor-free.", "No tumor at any margin."),
        "present": (
            "The inked parenchymal margin is positive.",
            "Tumor reaches the staple line margin.",
        ),
    },
    "margin_distance": {"": ("Minimum clearance from the closest margin is {}.",)},
    "nodes": {
        "some": ("{p} of the {e} lymph nodes harbor metastases.", "Nodal status: {p}/{e}."),
        "none": ("None of {e} lymph nodes is involved.", "Nodal status: 0/{e}."),
    },
    "codes": {"": ("Stage: {t} {n} (stage {s}).", "p-stage {s}, {t}{n}.")},
    "pdl1": {"": ("PD-L1 TPS is {}.", "The PD-L1 score (TPS) is {}.")},
    "egfr_mutation": {
        "present": ("EGFR exon 19 deletion present.",),
        "absent": ("EGFR mutations are absent.", "No mutations in EGFR."),
        "uncertain": ("EGFR result equivocal.",),
    },
}

DIAGNOSES: tuple[str, ...] = (
    "{procedure}, {side} {lobe} lobe: {histology}{grade}.",
    "Specimen A ({side} {lobe} lobe, {procedure}) - {histology}{grade}.",
)
GRADED = {"G1": (" G1",), "G2": (" G2",), "G3": (" G3",)}
HISTORY: tuple[str, ...] = (
    "?Primary lung adenocarcinoma. Known pT3 N1 colon cancer.",
    "Incidental 19 mm nodule, right lower lobe; father had small cell carcinoma.",
)
COMMENTS: tuple[str, ...] = (
    "STAS, when found, is associated with recurrence.",
    "By convention a tumor over 5 cm and up to 7 cm is pT3.",
    "EGFR mutations are found in some 15% of these tumors.",
    "The earlier biopsy had suggested squamous cell carcinoma.",
)
GROSS: tuple[str, ...] = (
    "The lobe measures {specimen} and weighs 180 g.",
    "Two hilar nodes, the larger {node}.",
    "The tumor lies 0.2 cm below the pleura.",
    "There is a bulla of 1.5 cm.",
)
FROZEN: tuple[str, ...] = ("Margin negative on frozen section.", "Nodule: malignant, 1.2 cm.")
ADDENDA: dict[str, tuple[str, ...]] = {
    "tumor_size": ("After re-measurement, tumor size is {new} rather than {old}.",),
    "pt": ("Amended pT: {new} (was {old}).",),
    "pdl1": ("Repeat PD-L1 TPS: {new} (initially {old}).",),
    "lymphovascular_invasion": ("Lymphovascular invasion is now considered {new}.",),
}
HEDGED: tuple[str, ...] = (
    "carcinoma with features suggestive of {histology}",
    "differential diagnosis includes {histology}",
)
HEADINGS: dict[str, tuple[str, ...]] = {
    **wordings.HEADINGS,
    "history": ("CLINICAL DETAILS:", "Clinical Hx:"),
    "gross": ("MACROSCOPIC:", "GROSS:"),
    "microscopic": ("MICRO:", "MICROSCOPIC FINDINGS:"),
    "diagnosis": ("SUMMARY:", "FINAL DIAGNOSIS"),
    "synoptic": ("PROFORMA:", "CAP CHECKLIST:"),
    "comment": ("COMMENTS:", "REMARK:"),
    "addendum": ("ADDENDUM 1:", "SUPPLEMENTAL REPORT:"),
}
PATTERN_SENTENCES = ("A {} pattern predominates.",)
