"""Laboratory tests and vital signs: what they are called, and their LOINC codes (loinc.org, 2.7x).

In blood, serum or plasma unless the label says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from medvoice.lexicon.named import Named, by_code

_ELSEWHERE = (
    "urine urinary csf cerebrospinal fluid dialysate stool sweat saliva semen pleural ascites "
    "peritoneal synovial amniotic"
)
"""Specimens in which a test is another one."""


def _blood(label: str, asked: str, codes: str, found: str = "", never: str = "") -> Named:
    return Named(label, asked, found, codes, f"{_ELSEWHERE} {never}")


_TESTS = {
    # Kidney
    "creatinine": _blood(
        "creatinine", "creatinine, serum creatinine, creat, creatinine level, s creatinine",
        "2160-0 38483-4 14682-9 59826-8", never="clearance ratio kinase albumin protein",
    ),
    "egfr": _blood(
        "eGFR", "egfr, e gfr, gfr, glomerular filtration rate, estimated gfr, estimated glomerular "
        "filtration rate",
        "33914-3 48642-3 48643-1 62238-1 69405-9 77147-7 88293-6 88294-4 98979-8 50210-4",
    ),
    "urea": _blood(
        "urea", "bun, urea, urea nitrogen, blood urea nitrogen, blood urea",
        "3094-0 6299-2 22664-7 14937-7", never="breath ratio clearance",
    ),
    "creatinine clearance": Named(
        "creatinine clearance", "creatinine clearance", "", "2164-2", "ratio"
    ),
    "urine creatinine": Named(
        "urine creatinine", "urine creatinine, creatinine urine, creatinine in urine", "", "2161-8",
        "ratio albumin protein",
    ),
    "albumin creatinine ratio": Named(
        "albumin-to-creatinine ratio",
        "albumin creatinine ratio, microalbumin creatinine ratio, urine acr, acr",
        "", "9318-7 14959-1",
    ),
    # Salts
    "sodium": _blood("sodium", "sodium, serum sodium", "2951-2 2947-0"),
    "potassium": _blood("potassium", "potassium, serum potassium", "2823-3 6298-4"),
    "chloride": _blood("chloride", "chloride", "2075-0 2069-3"),
    "bicarbonate": _blood(
        "bicarbonate", "bicarbonate, total co2, serum bicarbonate", "1963-8 2028-9 20565-8",
        "carbon dioxide",
    ),
    "calcium": _blood(
        "calcium", "calcium, serum calcium", "17861-6 49765-1", never="ionized ionised score free"
    ),
    "magnesium": _blood("magnesium", "magnesium", "19123-9 2601-3"),
    "phosphate": _blood("phosphate", "phosphate, phosphorus", "2777-1", never="alkaline"),
    "uric acid": _blood("uric acid", "uric acid, urate", "3084-1"),
    # Sugar
    "glucose": _blood(
        "glucose", "glucose, blood sugar, blood glucose, sugar level, fasting glucose",
        "2345-7 2339-0 1558-6 41653-7 14749-6", never="tolerance",
    ),
    "hba1c": Named(
        "HbA1c", "hba1c, hb a1c, a1c, haemoglobin a1c, hemoglobin a1c, glycated hemoglobin, "
        "glycated haemoglobin, glycosylated hemoglobin", "", "4548-4 17856-6 59261-8",
    ),
    # Blood count
    "hemoglobin": _blood(
        "hemoglobin", "hemoglobin, haemoglobin, hb, hgb", "718-7",
        never="a1c hba1c glycated glycosylated corpuscular mch mchc fetal electrophoresis free",
    ),
    "hematocrit": _blood("hematocrit", "hematocrit, haematocrit, hct", "4544-3 20570-8"),
    "white cells": _blood(
        "white cell count", "white cell count, white count, wbc, white blood cell, leukocyte, "
        "leucocyte, white blood cell count, white blood count, leukocyte count", "6690-2 26464-8",
        never="esterase",
    ),
    "platelets": _blood(
        "platelets", "platelet, platelet count, plt, thrombocyte, thrombocyte count",
        "777-3 26515-7", never="mean volume distribution",
    ),
    "red cells": _blood(
        "red cell count", "red cell count, red blood cell count, rbc, erythrocyte count",
        "789-8", "erythrocyte", "distribution sedimentation mean",
    ),
    "mcv": Named("MCV", "mcv, mean corpuscular volume", "", "787-2"),
    "neutrophils": _blood(
        "neutrophils", "neutrophil, neutrophil count, absolute neutrophil count", "751-8 26499-4"
    ),
    # Clotting
    "inr": Named(
        "INR", "inr, i n r, international normalised ratio, international normalized ratio", "",
        "6301-6 34714-6 38875-1",
    ),
    "prothrombin time": Named(
        "prothrombin time", "prothrombin time, pro time", "", "5902-2", "inr ratio normalized"
    ),
    "aptt": Named(
        "aPTT", "aptt, ptt, partial thromboplastin time, activated partial thromboplastin time", "",
        "3173-2 14979-9",
    ),
    "d-dimer": Named(
        "D-dimer", "d dimer, ddimer, fibrin d dimer", "", "48065-7 48066-5 30240-6 7799-0"
    ),
    "fibrinogen": Named("fibrinogen", "fibrinogen", "", "3255-7"),
    # Inflammation, heart
    "crp": Named("CRP", "crp, c reactive protein", "", "1988-5", "sensitivity"),
    "esr": Named(
        "ESR", "esr, sedimentation rate, erythrocyte sedimentation rate, sed rate", "",
        "4537-7 30341-2",
    ),
    "procalcitonin": Named("procalcitonin", "procalcitonin", "", "33959-8 75241-0"),
    "troponin": Named(
        "troponin", "troponin, troponin i, troponin t, high sensitivity troponin, cardiac troponin",
        "", "10839-9 89579-7 6598-7 67151-1",
    ),
    "bnp": Named("BNP", "bnp, brain natriuretic peptide", "", "30934-4", "pro"),
    "nt-probnp": Named("NT-proBNP", "nt probnp, probnp, nt pro bnp", "", "33762-6"),
    "lactate": _blood("lactate", "lactate, lactic acid", "2524-7 32693-4", never="dehydrogenase"),
    "ejection fraction": Named(
        "ejection fraction", "ejection fraction, lvef, ef, left ventricular ejection fraction", "",
        "10230-1 8806-2", "right",
    ),
    # Liver, pancreas, proteins
    "alt": Named(
        "ALT", "alt, sgpt, alanine aminotransferase, alanine transaminase", "", "1742-6"
    ),
    "ast": Named(
        "AST", "ast, sgot, aspartate aminotransferase, aspartate transaminase", "", "1920-8"
    ),
    "alp": Named("alkaline phosphatase", "alp, alkaline phosphatase", "", "6768-6", "bone"),
    "ggt": Named(
        "GGT", "ggt, gamma gt, gamma glutamyl transferase, gamma glutamyltransferase", "", "2324-2"
    ),
    "bilirubin": _blood(
        "bilirubin", "bilirubin, total bilirubin", "1975-2 14631-6",
        never="direct conjugated indirect unconjugated",
    ),
    "direct bilirubin": _blood(
        "direct bilirubin", "direct bilirubin, conjugated bilirubin, bilirubin direct", "1968-7",
        never="indirect unconjugated",
    ),
    "albumin": _blood("albumin", "albumin, serum albumin", "1751-7", never="ratio creatinine"),
    "total protein": _blood("total protein", "total protein", "2885-2", never="ratio creatinine"),
    "lipase": _blood("lipase", "lipase", "3040-3"),
    "amylase": _blood("amylase", "amylase", "1798-8"),
    "ldh": _blood("LDH", "ldh, lactate dehydrogenase", "2532-0 14804-9"),
    # Hormones, markers
    "tsh": Named(
        "TSH", "tsh, thyroid stimulating hormone, thyrotropin", "", "3016-3 11580-8 11579-0",
        "receptor antibody",
    ),
    "free t4": Named("free T4", "free t4, ft4, free thyroxine", "", "3024-7"),
    "psa": Named(
        "PSA", "psa, prostate specific antigen, prostate specific ag", "", "2857-1",
        "free ratio density",
    ),
    "cea": Named("CEA", "cea, carcinoembryonic antigen, carcinoembryonic ag", "", "2039-6"),
    "ca 125": Named("CA 125", "ca 125, ca125, cancer antigen 125, cancer ag 125", "", "10334-1"),
    "ca 19-9": Named("CA 19-9", "ca 19 9, ca199, cancer antigen 19 9, cancer ag 19 9", "",
                     "24108-3"),
    "afp": Named("AFP", "afp, alpha fetoprotein, alpha 1 fetoprotein", "", "1834-1"),
    "hcg": Named(
        "hCG", "hcg, beta hcg, bhcg, b hcg, human chorionic gonadotropin, pregnancy test",
        "choriogonadotropin", "21198-7 19080-1 2118-8 2106-3",
    ),
    "pregnancy": Named("pregnancy status", "pregnancy status", "", "82810-3"),
    # Fats, vitamins
    "ldl": Named("LDL cholesterol", "ldl, ldl cholesterol", "cholesterol in ldl",
                 "2089-1 18262-6 13457-7", "ratio vldl"),
    "hdl": Named("HDL cholesterol", "hdl, hdl cholesterol", "cholesterol in hdl", "2085-9",
                 "ratio non"),
    "cholesterol": _blood("cholesterol", "cholesterol, total cholesterol", "2093-3",
                          never="hdl ldl vldl ratio non"),
    "triglycerides": _blood("triglycerides", "triglyceride", "2571-8"),
    "ferritin": _blood("ferritin", "ferritin", "2276-4"),
    "vitamin b12": Named("vitamin B12", "vitamin b12, b12, cobalamin", "", "2132-9"),
    "vitamin d": Named("vitamin D", "vitamin d, 25 hydroxyvitamin d, 25 oh vitamin d", "",
                       "1989-3 62292-8"),
    # Vital signs
    "blood pressure": Named("blood pressure", "blood pressure, bp",
                            "blood pressure panel", "85354-9 55284-4"),
    "systolic": Named("systolic blood pressure", "systolic, systolic blood pressure, systolic bp",
                      "", "8480-6"),
    "diastolic": Named("diastolic blood pressure",
                       "diastolic, diastolic blood pressure, diastolic bp", "", "8462-4"),
    "heart rate": Named("heart rate", "heart rate, pulse, pulse rate", "", "8867-4",
                        "fetal oximetry"),
    "respiratory rate": Named("respiratory rate", "respiratory rate, breathing rate", "", "9279-1"),
    "temperature": Named("temperature", "temperature, body temperature", "", "8310-5 8331-1"),
    "oxygen saturation": Named("oxygen saturation", "oxygen saturation, spo2, sao2, o2 sat, "
                               "o2 saturation", "oxygen saturation in arterial blood",
                               "2708-6 59408-5"),
    "weight": Named("weight", "weight, body weight, how heavy, weigh", "", "29463-7 3141-9",
                    "birth gain percentile molecular for ideal"),
    "height": Named("height", "height, body height, how tall", "", "8302-2",
                    "percentile fundal for"),
    "bmi": Named("BMI", "bmi, body mass index", "", "39156-5", "percentile"),
    "smoking": Named(
        "smoking status", "smoking status, smoker, smoke, smoking, tobacco use, tobacco smoking "
        "status, tobacco", "", "72166-2",
    ),
    "alcohol": Named(
        "alcohol use", "alcohol use, alcohol, alcohol consumption, drink alcohol, alcohol intake",
        "", "11331-6 74013-4 11332-4", "level serum blood",
    ),
    "bone density": Named(
        "bone density", "bone density, bmd, bone mineral density, dxa bone density", "",
        "24701-5 24966-4",
    ),
}  # fmt: skip

_GROUPS = {
    "kidney": ("kidney function", "kidney function, renal function, kidney value, renal value",
               "creatinine egfr urea"),
    "liver": ("liver function", "liver function, lft, liver function test, liver enzyme, liver "
              "value", "alt ast alp ggt bilirubin"),
    "clotting": ("clotting", "coagulation, clotting, coag, coagulation status, clotting test",
                 "inr prothrombin_time aptt platelets"),
    "electrolytes": ("electrolytes", "electrolyte", "sodium potassium chloride bicarbonate"),
    "pregnancy": ("pregnancy", "pregnant, pregnancy", "pregnancy hcg"),
    "thyroid": ("thyroid function", "thyroid function, thyroid value, tft", "tsh free_t4"),
    "lipids": ("lipids", "lipid, lipid panel, blood fat", "cholesterol ldl hdl triglycerides"),
    "vitals": ("vital signs", "vital sign, vital",
               "blood_pressure heart_rate respiratory_rate temperature oxygen_saturation"),
    "count": ("blood count", "blood count, full blood count, complete blood count, cbc, fbc",
              "hemoglobin hematocrit white_cells platelets"),
}  # fmt: skip


def lab_tests() -> Mapping[str, Named]:
    """Key -> a test."""
    return MappingProxyType(_TESTS)


@cache
def lab_codes() -> Mapping[str, str]:
    """LOINC code -> key of the test."""
    return MappingProxyType(by_code(_TESTS))


def test_groups() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Key -> (label, phrases of questions, keys of the tests that are meant)."""
    return {
        key: (label, asked, tuple(one.replace("_", " ") for one in tests.split()))
        for key, (label, asked, tests) in _GROUPS.items()
    }
