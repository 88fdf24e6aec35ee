"""Diseases as records hold them and questions name them. Codes: ICD-10, by prefix."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from medvoice.lexicon.named import Named
from medvoice.lexicon.terms import folded

_FAR = "benign screening"

_MALIGNANT = (
    "cancer, malignancy, malignant, neoplasm, tumor, tumour, *carcinoma, *sarcoma, melanoma, "
    "*lymphoma, *leukemia, *leukaemia, myeloma, glioblastoma, *blastoma, mesothelioma, metastasis, "
    "metastatic, seminoma, hodgkin, hodgkin's, breast ca, ca breast, lung ca, ca lung, prostate "
    "ca, ca prostate, colon ca, ca colon"
)
"""How names of malignant disease are told."""

_DISEASES = {
    # Never seen in a picture as such: a question about one is a question to the record.
    "diabetes": Named("diabetes", "diabetes, diabetic, diabetes mellitus, type 2 diabetes, type 1 "
                      "diabetes, dm", "", "E10 E11 E12 E13 E14", "insipidus prediabetes"),
    "hypertension": Named("hypertension", "hypertension, high blood pressure, hypertensive, htn",
                          "", "I10 I11 I12 I13 I15", "pulmonary portal ocular intracranial"),
    "hyperlipidemia": Named("hyperlipidemia", "hyperlipidemia, hyperlipidaemia, dyslipidemia, high "
                            "cholesterol", "hypercholesterolemia, hypercholesterolaemia", "E78"),
    "asthma": Named("asthma", "asthma, asthmatic", "", "J45 J46"),
    "epilepsy": Named("epilepsy or seizures", "epilepsy, seizure, seizure disorder, epileptic", "",
                      "G40 G41 R56"),
    "hiv": Named("HIV", "hiv, hiv infection, hiv positive, aids",
                 "human immunodeficiency virus", "B20 B21 B22 B23 B24 Z21"),
    "depression": Named("depression", "depression, depressed, depressive disorder",
                        "depressive", "F32 F33"),
    "dementia": Named("dementia", "dementia, alzheimer, alzheimer disease, alzheimer's", "",
                      "F00 F01 F02 F03 G30"),
    "kidney disease": Named(
        "chronic kidney disease", "chronic kidney disease, ckd, kidney disease, renal disease, "
        "kidney failure, renal failure, renal insufficiency, kidney insufficiency, renal "
        "impairment, end stage renal disease, esrd, chronic renal failure",
        "chronic renal disease, diabetic nephropathy, nephropathy", "N17 N18 N19"),
    "atrial fibrillation": Named("atrial fibrillation", "atrial fibrillation, afib, af, a fib",
                                 "", "I48"),
    "anemia": Named("anemia", "anemia, anaemia, anemic", "", "D50 D51 D52 D53 D55 D58 D59 D61 D62 "
                    "D63 D64"),
    "sleep apnea": Named("sleep apnea", "sleep apnea, sleep apnoea, osa", "", "G47.3"),
    "hyperthyroidism": Named("hyperthyroidism", "hyperthyroidism, hyperthyroid, graves disease, "
                             "thyrotoxicosis, overactive thyroid", "graves", "E05"),
    "hypothyroidism": Named("hypothyroidism", "hypothyroidism, hypothyroid, underactive thyroid",
                            "", "E02 E03"),
    "myasthenia": Named("myasthenia gravis", "myasthenia gravis, myasthenia", "", "G70.0"),
    "hemophilia": Named("hemophilia", "hemophilia, haemophilia", "", "D66 D67"),
    "bleeding disorder": Named("bleeding disorder", "bleeding disorder, coagulopathy, clotting "
                               "disorder", "thrombophilia, von willebrand", "D65 D66 D67 D68"),
    "sickle cell": Named("sickle cell disease", "sickle cell disease, sickle cell, sickle cell "
                         "anemia", "", "D57"),
    "gout": Named("gout", "gout", "", "M10"),
    "obesity": Named("obesity", "obesity, obese", "", "E66"),
    "claustrophobia": Named("claustrophobia", "claustrophobia, claustrophobic", "", "F40.24"),
    "hepatitis": Named("hepatitis", "hepatitis, hepatitis b, hepatitis c, viral hepatitis", "",
                       "B15 B16 B17 B18 B19", "alcoholic autoimmune vaccine vaccination"),
    "multiple sclerosis": Named("multiple sclerosis", "multiple sclerosis", "", "G35"),
    "pheochromocytoma": Named("pheochromocytoma", "pheochromocytoma, phaeochromocytoma", "",
                              "D35.0"),
}  # fmt: skip

_SEEN = {
    # May be seen: "is there …" asks about the pictures, "a history of …" about the record.
    "cancer": Named(
        "cancer", "cancer, malignancy, tumor, tumour, malignant disease, malignant tumor, "
        "oncologic disease, neoplasm, carcinoma, malignant neoplasm", _MALIGNANT,
        "C Z85 D00 D01 D02 D03 D04 D05 D06 D07 D09", _FAR),
    "breast cancer": Named(
        "breast cancer", "breast ca, ca breast, breast cancer, breast carcinoma, cancer of the "
        "breast, mammary carcinoma",
        _MALIGNANT, "C50 Z85.3", _FAR, "breast mammary"),
    "lung cancer": Named(
        "lung cancer", "lung ca, ca lung, bronchial ca, lung cancer, lung carcinoma, bronchial "
        "carcinoma, cancer of the lung",
        _MALIGNANT, "C34 Z85.11", _FAR, "lung bronchus bronchial bronchogenic pulmonary"),
    "colon cancer": Named(
        "colorectal cancer", "colon ca, ca colon, colorectal ca, colon cancer, colorectal cancer, "
        "bowel cancer, rectal cancer, cancer of the colon, cancer of the bowel", _MALIGNANT,
        "C18 C19 C20 Z85.03 Z85.04", _FAR,
        "colon rectum colorectal sigmoid rectosigmoid cecum bowel"),
    "prostate cancer": Named(
        "prostate cancer", "prostate ca, ca prostate, prostate cancer, prostate carcinoma, cancer "
        "of the prostate",
        _MALIGNANT, "C61 Z85.46", _FAR, "prostate prostatic"),
    "thyroid cancer": Named(
        "thyroid cancer", "thyroid ca, ca thyroid, thyroid cancer, thyroid carcinoma",
        _MALIGNANT, "C73 Z85.850", _FAR,
        "thyroid"),
    "kidney cancer": Named(
        "kidney cancer", "kidney cancer, renal cancer, renal cell carcinoma", _MALIGNANT,
        "C64 Z85.528", _FAR, "kidney renal"),
    "bladder cancer": Named(
        "bladder cancer", "bladder ca, ca bladder, bladder cancer, bladder carcinoma",
        _MALIGNANT, "C67 Z85.51", _FAR,
        "bladder"),
    "pancreatic cancer": Named(
        "pancreatic cancer", "pancreatic cancer, pancreas cancer", _MALIGNANT, "C25 Z85.07", _FAR,
        "pancreas pancreatic"),
    "liver cancer": Named(
        "liver cancer", "liver cancer, hepatocellular carcinoma, hcc", _MALIGNANT, "C22 Z85.05",
        _FAR, "liver hepatic hepatocellular"),
    "ovarian cancer": Named(
        "ovarian cancer", "ovarian cancer, ovarian carcinoma", _MALIGNANT, "C56 Z85.43", _FAR,
        "ovary ovarian"),
    "melanoma": Named("melanoma", "melanoma, malignant melanoma", "", "C43 Z85.820", _FAR),
    "leukemia": Named("leukemia", "leukemia, leukaemia", "*leukemia, *leukaemia",
                      "C91 C92 C93 C94 C95", _FAR),
    "lymphoma": Named("lymphoma", "lymphoma, hodgkin lymphoma, hodgkin's lymphoma, hodgkin disease",
                      "*lymphoma", "C81 C82 C83 C84 C85 C86 C88", _FAR),
    "metastases": Named("metastases", "metastasis, metastatic disease, metastatic cancer",
                        "metastatic, secondary malignant neoplasm", "C77 C78 C79", _FAR),
    "copd": Named("COPD", "copd, chronic obstructive pulmonary disease, emphysema, chronic "
                  "bronchitis", "chronic obstructive bronchitis, chronic obstructive lung disease",
                  "J41 J42 J43 J44", "acute"),
    "heart failure": Named("heart failure", "heart failure, cardiac failure, chf, congestive heart "
                           "failure, cardiac insufficiency", "", "I50"),
    "coronary disease": Named("coronary artery disease", "coronary artery disease, coronary heart "
                              "disease, cad, ischemic heart disease, ischaemic heart disease, "
                              "coronary disease", "coronary arteriosclerosis, coronary "
                              "atherosclerosis", "I20 I21 I22 I24 I25"),
    "heart attack": Named("myocardial infarction", "myocardial infarction, heart attack, mi, "
                          "stemi, nstemi", "", "I21 I22 I25.2"),
    "stroke": Named("stroke", "stroke, cva, cerebral infarction, cerebrovascular accident, tia, "
                    "transient ischemic attack, brain infarct",
                    "transient ischaemic attack, cerebral infarct, cerebral hemorrhage",
                    "I60 I61 I63 I64 G45 Z86.73", "heat"),
    "pulmonary embolism": Named("pulmonary embolism", "pulmonary embolism, pe, pulmonary emboli, "
                                "lung embolism", "", "I26 Z86.711"),
    "dvt": Named("deep vein thrombosis", "deep vein thrombosis, dvt, deep venous thrombosis, "
                 "thrombosis, blood clot, vte, venous thromboembolism",
                 "thrombosis of vein", "I80.1 I80.2 I82 Z86.718"),
    "pneumonia": Named("pneumonia", "pneumonia", "", "J12 J13 J14 J15 J16 J17 J18"),
    "tuberculosis": Named("tuberculosis", "tuberculosis, tb", "", "A15 A16 A17 A18 A19", "test"),
    "covid": Named("COVID-19", "covid, covid 19, coronavirus infection, sars cov 2",
                   "disease caused by severe acute respiratory syndrome coronavirus 2", "U07.1",
                   "vaccine vaccination"),
    "cirrhosis": Named("cirrhosis", "cirrhosis, liver cirrhosis", "", "K70.3 K74"),
    "pancreatitis": Named("pancreatitis", "pancreatitis", "", "K85 K86.0 K86.1"),
    "gallstones": Named("gallstones", "gallstone, cholelithiasis", "calculus of gallbladder",
                        "K80"),
    "kidney stones": Named("kidney stones", "kidney stone, nephrolithiasis, renal stone, "
                           "urolithiasis", "calculus of kidney, renal calculus", "N20"),
    "osteoporosis": Named("osteoporosis", "osteoporosis", "", "M80 M81"),
    "arthritis": Named("rheumatoid arthritis", "rheumatoid arthritis", "", "M05 M06"),
    "ibd": Named("inflammatory bowel disease", "inflammatory bowel disease, crohn disease, crohn, "
                 "crohn's, crohn's disease, ulcerative colitis, ibd", "", "K50 K51"),
    "sarcoidosis": Named("sarcoidosis", "sarcoidosis, sarcoid", "", "D86"),
    "fibrosis": Named("pulmonary fibrosis", "pulmonary fibrosis, lung fibrosis, interstitial lung "
                      "disease, ild", "", "J84"),
    "aneurysm": Named("aneurysm", "aneurysm, aortic aneurysm, aaa, cerebral aneurysm", "",
                      "I71 I72 I67.1"),
    "fracture": Named("fracture", "fracture, broken bone", "", "S02 S12 S22 S32 S42 S52 S62 S72 "
                      "S82 S92 T08 T10 T12"),
    "peripheral artery disease": Named("peripheral artery disease", "peripheral artery disease, "
                                       "pad, peripheral vascular disease, pvd", "", "I73.9 I70.2"),
    "appendicitis": Named("appendicitis", "appendicitis", "", "K35 K36 K37"),
    "diverticulitis": Named("diverticulitis", "diverticulitis, diverticulosis", "", "K57"),
}  # fmt: skip


def diseases() -> Mapping[str, Named]:
    """Key -> a disease that no picture shows as such."""
    return MappingProxyType(_DISEASES)


def seen_diseases() -> Mapping[str, Named]:
    """Key -> one that a picture may show."""
    return MappingProxyType(_SEEN)


@cache
def qualifying_words() -> frozenset[str]:
    """Folded words in front of a disease in an entry's name with which the entry is not that
    disease in this patient."""
    return _folded(
        "family fh fhx screening suspected suspicion suspect possible probable query risk exposure "
        "contact fear no not without absence absent excluded exclude rule ruled denies denied "
        "negative concern education immunization immunisation vaccination counseling counselling "
        "prevention prophylaxis maternal mother father sister brother parent sibling fetal test "
        "rated maybe questionable likely unlikely worried anxiety about awaiting scheduled planned "
        "candidate referred referral predisposition susceptibility"
    )


@cache
def qualifying_after_words() -> frozenset[str]:
    """The same, of the two words behind it."""
    return _folded(
        "screening suspected excluded ruled unlikely risk education counseling counselling test "
        "antibody phobia prophylaxis prevention vaccination immunization immunisation"
    )


@cache
def denying_words() -> frozenset[str]:
    """Those of them that say that it is not so, whoever is meant."""
    return _folded("no not without absence absent denies denied negative excluded exclude")


@cache
def relatives_words() -> frozenset[str]:
    """Those of them that make it somebody else's."""
    return _folded("family fh fhx maternal mother father sister brother parent sibling fetal")


def _folded(words: str) -> frozenset[str]:
    """As they stand in folded text: "denies" is "deny" there."""
    return frozenset(folded(words))
