"""Tests with their units, ranges and decimals; the words around them. Two lists: one to develop
with, one kept for the held-out layouts."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Test:
    """units: spellings of the same unit. low, high: None where the range is one-sided."""

    name: str
    units: tuple[str, ...]
    low: float | None
    high: float | None
    decimals: int = 1


KNOWN = (
    Test("Haemoglobin", ("g/dL", "g/dl"), 12.0, 16.0),
    Test("Hemoglobin", ("g/L",), 120, 160, 0),
    Test("Haematocrit", ("%", "L/L"), 36, 46),
    Test(
        "White cell count", ("10^9/L", "x10^9/L", "10*9/L", "x 10^9/L", "G/L", "10⁹/L"), 4.0, 10.0
    ),
    Test("WBC", ("K/uL", "x10E3/uL", "10^3/uL", "/nL"), 4.0, 11.0),
    Test("Red cell count", ("10^12/L", "x10^12/L", "T/L", "10*12/L"), 3.9, 5.2, 2),
    Test("RBC", ("M/uL", "x10E6/uL", "/pL"), 4.2, 5.8, 2),
    Test("Platelets", ("10^9/L", "x10^9/L", "K/uL", "10*9/L"), 150, 400, 0),
    Test("MCV", ("fL",), 80, 100),
    Test("MCH", ("pg",), 27.0, 33.0),
    Test("Neutrophils", ("10^9/L", "%", "x10^9/L"), 2.0, 7.5, 2),
    Test("Lymphocytes", ("10^9/L", "%", "x10^9/L"), 1.0, 4.0, 2),
    Test("Sodium", ("mmol/L", "mEq/L", "mmol/l"), 135, 145, 0),
    Test("Potassium", ("mmol/L", "mEq/L"), 3.5, 5.1),
    Test("Chloride", ("mmol/L",), 98, 107, 0),
    Test("Bicarbonate", ("mmol/L",), 22, 29, 0),
    Test("Urea", ("mmol/L", "mg/dL"), 2.5, 7.8),
    Test("Creatinine", ("umol/L", "µmol/L", "mg/dL"), 45, 90, 0),
    Test("eGFR", ("mL/min/1.73m2", "mL/min/1.73 m²", "mL/min"), 60, None, 0),
    Test("Glucose, fasting", ("mmol/L", "mg/dL"), 3.9, 5.5),
    Test("Calcium, corrected", ("mmol/L", "mg/dL"), 2.20, 2.60, 2),
    Test("Magnesium", ("mmol/L",), 0.70, 1.00, 2),
    Test("Phosphate", ("mmol/L",), 0.80, 1.50, 2),
    Test("Albumin", ("g/L", "g/dL"), 35, 50, 0),
    Test("Total protein", ("g/L",), 60, 80, 0),
    Test("Total bilirubin", ("umol/L", "µmol/L", "mg/dL"), None, 21, 0),
    Test("ALT (SGPT)", ("U/L", "IU/L"), None, 40, 0),
    Test("AST (SGOT)", ("U/L", "IU/L"), None, 37, 0),
    Test("Alkaline phosphatase", ("U/L", "IU/L"), 30, 130, 0),
    Test("Gamma-GT", ("U/L",), None, 60, 0),
    Test("Lactate dehydrogenase", ("U/L",), 125, 220, 0),
    Test("C-reactive protein", ("mg/L", "mg/dL"), None, 5.0),
    Test("ESR", ("mm/h", "mm/hr"), 0, 20, 0),
    Test("Ferritin", ("ug/L", "ng/mL", "µg/L"), 15, 200, 0),
    Test("Transferrin saturation", ("%",), 16, 45, 0),
    Test("Vitamin B12", ("pmol/L", "pg/mL"), 150, 700, 0),
    Test("Folate", ("nmol/L", "ng/mL"), 7.0, 45.0),
    Test("HbA1c", ("%", "mmol/mol"), 4.0, 5.6),
    Test("TSH", ("mIU/L", "uIU/mL", "mU/L"), 0.27, 4.20, 2),
    Test("Free T4", ("pmol/L", "ng/dL"), 12.0, 22.0),
    Test("Troponin T, high sensitivity", ("ng/L",), None, 14, 0),
    Test("NT-proBNP", ("pg/mL", "ng/L"), None, 125, 0),
    Test("D-dimer", ("mg/L FEU", "ug/L", "ng/mL"), None, 0.50, 2),
    Test("INR", ("",), 0.8, 1.2),
    Test("Prothrombin time", ("s", "sec", "seconds"), 10.0, 13.5),
    Test("aPTT", ("s", "sec"), 25, 37),
    Test("Fibrinogen", ("g/L", "mg/dL"), 2.0, 4.0),
    Test("Total cholesterol", ("mmol/L", "mg/dL"), None, 5.0),
    Test("HDL cholesterol", ("mmol/L",), 1.0, None, 2),
    Test("LDL cholesterol (calculated)", ("mmol/L",), None, 3.0, 2),
    Test("Triglycerides", ("mmol/L",), None, 1.7, 2),
    Test("Uric acid", ("umol/L", "mg/dL"), 140, 360, 0),
    Test("Lactate", ("mmol/L",), 0.5, 2.0),
    Test("pH", ("",), 7.35, 7.45, 2),
    Test("pCO2", ("kPa", "mmHg", "mm Hg"), 4.7, 6.0),
    Test("pO2", ("kPa", "mmHg"), 10.0, 14.0),
    Test("Base excess", ("mmol/L",), -2.0, 2.0),
    Test("Specific gravity", ("",), 1.005, 1.030, 3),
    Test("Amylase", ("U/L",), 28, 100, 0),
    Test("PSA, total", ("ng/mL", "ug/L"), None, 4.0, 2),
)

KEPT = (
    Test("CA 19-9", ("U/mL", "kU/L"), None, 37, 0),
    Test("CA 125", ("U/mL",), None, 35, 0),
    Test("CEA", ("ng/mL", "ug/L"), None, 5.0),
    Test("Alpha-1 antitrypsin", ("g/L",), 0.9, 2.0, 2),
    Test("25-OH vitamin D", ("nmol/L", "ng/mL"), 50, 125, 0),
    Test("Complement C3", ("g/L",), 0.90, 1.80, 2),
    Test("Complement C4", ("g/L",), 0.10, 0.40, 2),
    Test("IgG", ("g/L",), 7.0, 16.0),
    Test("IgA", ("g/L",), 0.7, 4.0, 2),
    Test("IgE, total", ("kU/L", "IU/mL"), None, 100, 0),
    Test("Beta-2 microglobulin", ("mg/L",), 0.8, 2.4),
    Test("Haptoglobin", ("g/L",), 0.3, 2.0, 2),
    Test("Reticulocytes", ("10^9/L", "%", "x10^9/L"), 25, 110, 0),
    Test("CD4 count", ("cells/uL", "cells/mm3", "/µL"), 500, 1500, 0),
    Test("Cortisol (morning)", ("nmol/L", "ug/dL"), 170, 540, 0),
    Test("Prolactin", ("mIU/L",), 100, 500, 0),
    Test("FSH", ("IU/L", "mIU/mL"), 3.5, 12.5),
    Test("LH", ("IU/L",), 2.4, 12.6),
    Test("Testosterone, total", ("nmol/L",), 8.6, 29.0),
    Test("Parathyroid hormone", ("pmol/L", "pg/mL"), 1.6, 6.9),
    Test("Creatine kinase", ("U/L",), 40, 200, 0),
    Test("CK-MB", ("ng/mL", "ug/L"), None, 5.0),
    Test("Ammonia", ("umol/L", "µmol/L"), 11, 51, 0),
    Test("Osmolality", ("mOsm/kg", "mmol/kg"), 275, 295, 0),
    Test("Anion gap", ("mmol/L", "mEq/L"), 8, 16, 0),
    Test("Zinc", ("umol/L",), 11.0, 18.0),
    Test("Lipase", ("U/L",), 13, 60, 0),
    Test("Procalcitonin", ("ug/L", "ng/mL"), None, 0.05, 2),
    Test("Anti-Xa activity", ("IU/mL",), 0.5, 1.0, 2),
    Test("MCHC", ("g/dL", "g/L"), 32, 36),
    Test("RDW", ("%",), 11.5, 14.5),
    Test("Eosinophils", ("10^9/L", "%"), 0.0, 0.5, 2),
    Test("Microalbumin, urine", ("mg/L",), None, 20, 0),
    Test("Albumin/creatinine ratio", ("mg/mmol",), None, 3.0),
    Test("Factor VIII activity", ("%", "IU/dL"), 50, 150, 0),
    Test("Valproate level", ("mg/L",), 50, 100, 0),
)

QUALITATIVE = (
    ("Urine protein", ("Negative", "Trace", "1+", "2+"), "Negative"),
    ("Urine nitrite", ("Negative", "Positive"), "Negative"),
    ("HBsAg", ("Non-reactive", "Reactive"), "Non-reactive"),
    ("SARS-CoV-2 RNA", ("Not detected", "Detected"), "Not detected"),
    ("Blood group", ("A positive", "O negative", "B positive"), ""),
)
QUALITATIVE_KEPT = (
    ("Influenza A antigen", ("Negative", "Positive"), "Negative"),
    ("HIV 1/2 Ag/Ab", ("Non-reactive", "Reactive"), "Non-reactive"),
    ("Urine ketones", ("Negative", "Trace", "3+"), "Negative"),
    ("Occult blood", ("Negative", "Positive"), "Negative"),
    ("Antinuclear antibody titre", ("<1:80", "1:160", "1:640"), "<1:80"),
)

PANELS = ("HAEMATOLOGY", "Full blood count", "CLINICAL CHEMISTRY", "Coagulation", "Liver profile",
          "Renal function", "ENDOCRINOLOGY", "Biochemistry (serum)")  # fmt: skip
COMMENTS = (
    "Sample slightly haemolysed; potassium may be falsely raised.",
    "Comment: result phoned to ward 4 at 14:20 by the duty scientist.",
    "Note: eGFR is estimated with the CKD-EPI 2009 equation.",
    "Please repeat in 3 months if clinically indicated.",
    "Reference ranges apply to adults aged 18 to 65 years.",
    "* Test performed at the regional reference laboratory.",
    "Consider iron studies if MCV remains below 80.",
)
COMMENTS_KEPT = (
    "Interpretation: a value above 50 on 2 occasions suggests deficiency.",
    "Specimen received at 09:45 on 12/04/2024, lipaemic.",
    "Results verified by: Dr. A. Brown, extension 4471.",
    "Therapeutic range depends on the time since the last dose (12 h).",
)
HEADS = (
    ("City Hospital Laboratory", "Patient: Jane Sample    DOB: 04/05/1961    MRN: 00482913"),
    ("NORTHSIDE PATHOLOGY SERVICES", "Name: SMITH, John   Age: 67 Y   Sex: M   Lab No: 24-118832"),
    ("Laboratory report", "Collected: 2024-03-14 08:15   Received: 2024-03-14 09:02"),
    ("St. Mary's Clinic", "Requested by: Dr. P. Jones   Tel: 01234 567890   Ward: 7B"),
)
HEADS_KEPT = (
    ("Regional Diagnostics Centre", "Patient ID 5530-22  Accession 2024/00771  Age 54"),
    ("Bay Medical Laboratories", "Report date: 3 May 2024, 16:05    Fasting: 12 hours"),
)
FEET = ("Page {n} of {of}", "Printed 14/03/2024 11:32   Page {n}/{of}", "*** End of report ***",
        "Accredited to ISO 15189. Results relate only to the sample tested.")  # fmt: skip


def figure(test: Test, random: random.Random) -> float:
    low = test.low if test.low is not None else 0.0
    high = test.high if test.high is not None else max(low * 2, 1.0)
    width = (high - low) or 1.0
    where = random.choice((0.5, 0.5, 0.5, random.uniform(-0.6, 0), random.uniform(1, 2.5)))
    value = low + width * (random.uniform(0.05, 0.95) if where == 0.5 else where)
    return value if low < 0 else max(value, 10.0**-test.decimals)
