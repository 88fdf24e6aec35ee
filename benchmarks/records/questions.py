"""Questions to the synthetic record with the resources and words that answer them, by the truth of
the generator alone; and questions that no record answers exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.records.synthetic_record import PATIENT, TESTS, TODAY, Lab, Truth


@dataclass(frozen=True)
class Case:
    """wordings: ways of asking the same. cites: exactly these resources. says: words that the
    answer holds; never: that it does not."""

    wordings: tuple[str, ...]
    cites: frozenset[str]
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def said(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def cases(truth: Truth) -> tuple[Case, ...]:
    return (
        *_lab_cases(truth),
        *_medication_cases(truth),
        *_condition_cases(truth),
        *_done_cases(truth),
        *_exam_cases(truth),
        *_more_cases(truth),
        *_person_cases(),
    )


def _refs(truth: Truth, *keys: str) -> frozenset[str]:
    return frozenset(ref for key in keys for ref, _ in truth.done.get(key, []))


def _last(truth: Truth, *keys: str) -> tuple[frozenset[str], date]:
    """Refs of the last day of these, and that day."""
    every = sorted((day, ref) for key in keys for ref, day in truth.done[key])
    day = every[-1][0]
    return frozenset(ref for when, ref in every if when == day), day


def _value(lab: Lab) -> tuple[str, str]:
    gap = "" if lab.unit == "%" else " "
    return f"{lab.text}{gap}{lab.unit}", said(lab.day)


def _counting(truth: Truth, test: str) -> list[Lab]:
    return [one for one in truth.labs[test] if one.counts]


def _rising(labs: Sequence[Lab]) -> int:
    """How many of the last ones are each higher than the one before."""
    run = 1
    while run < len(labs) and labs[-run].value > labs[-run - 1].value:
        run += 1
    return run


def _lab_cases(truth: Truth) -> Iterable[Case]:
    def last(test: str, *wordings: str, never: Sequence[str] = ()) -> Case:
        lab = truth.last(test)
        return Case(wordings, frozenset({lab.ref}), _value(lab), tuple(never))

    yield last(
        "creatinine",
        "what was the last creatinine",
        "last creatinine?",
        "creatinine",
        "What is her most recent creatinine value?",
        "latest serum creatinine please",
        "when was the creatinine last measured",
        never=("9.99",),
    )
    yield last(
        "egfr",
        "eGFR",
        "what is the latest eGFR",
        "what's the patient's GFR",
        "e g f r",
        "most recent estimated glomerular filtration rate",
    )
    yield last("urea", "what was the last BUN", "latest urea")
    yield last("potassium", "what is the potassium", "last potassium level", never=("8.8",))
    yield last("hemoglobin", "last hemoglobin", "what is her Hb", "most recent haemoglobin?")
    yield last("platelets", "platelet count", "how high are the platelets")
    yield last("white cells", "latest white count", "WBC?")
    yield last("crp", "what was the last CRP", "c reactive protein")
    yield last("inr", "what's her INR", "most recent INR", "last i n r")
    yield last("hba1c", "latest HbA1c", "what was the last A1c")
    yield last("weight", "what is the patient's weight", "last recorded body weight")
    yield last("d-dimer", "last d-dimer", "what was the d dimer", never=(" 0.27 ug/mL on",))
    yield last("lactate", "what is the lactate", "latest lactate")
    yield last("tsh", "last TSH", "what was the TSH", never=("77.0",))
    yield last("glucose mmol", "last glucose", "what is the blood sugar")
    yield last("urine creatinine", "last urine creatinine")
    first = _counting(truth, "creatinine")[0]
    yield Case(
        ("what was the first creatinine", "oldest creatinine on record"),
        frozenset({first.ref}),
        _value(first),
    )
    many = _counting(truth, "creatinine")
    yield Case(
        ("how many creatinine values are there", "number of creatinine results"),
        frozenset(one.ref for one in list(reversed(many))[:20]),
        (f"{len(many)} creatinine results",),
    )
    three = many[-3:]
    yield Case(
        ("show me the last three creatinine values", "last 3 creatinines"),
        frozenset(one.ref for one in three),
        tuple(text for one in three for text in _value(one)),
    )
    ten = many[-10:]
    yield Case(
        (
            "is the creatinine rising",
            "has the creatinine gone up",
            "creatinine trend",
            "how has her creatinine changed over time",
            "is the creatinine stable",
        ),
        frozenset(one.ref for one in ten),
        (f"rising over the last {_rising(ten)} values", "1.75 mg/dL"),
        ("9.99", "falling"),
    )
    spring = [o for o in many if date(2024, 4, 1) <= o.day <= date(2024, 5, 31)]
    yield Case(
        (
            "creatinine between April 2024 and May 2024",
            "creatinine values from 2024-04-01 to 2024-05-31",
        ),
        frozenset(one.ref for one in spring),
        tuple(one.text for one in spring),
        ("1.75", "1.41"),
    )
    year = [o for o in _counting(truth, "hba1c") if o.day.year == 2019]
    yield Case(
        ("HbA1c in 2019", "what were the HbA1c values in 2019"),
        frozenset(one.ref for one in year),
        tuple(_value(o)[0] for o in year),
    )
    peak = max(one.value for one in _counting(truth, "inr"))
    tops = [one for one in _counting(truth, "inr") if one.value == peak]
    yield Case(
        ("highest INR", "what was the maximum INR"),
        frozenset(o.ref for o in tops),
        (f"{peak:.1f}",),
    )
    low = min(_counting(truth, "weight"), key=lambda one: one.value)
    yield Case(("what was her lowest weight",), frozenset({low.ref}), (f"{low.value:.1f} kg",))
    last_one = truth.last("creatinine")
    yield Case(
        ("is the creatinine normal", "is the last creatinine elevated"),
        frozenset({last_one.ref}),
        ("above the range",),
    )
    pressure = truth.labs["systolic"][-1]
    yield Case(
        ("blood pressure", "what was the last blood pressure"),
        frozenset({pressure.ref}),
        (f"{pressure.text} mm[Hg]", said(pressure.day)),
    )
    smoking, day = _last(truth, "smoking")
    yield Case(
        ("smoking status", "does she smoke", "is the patient a smoker"),
        smoking,
        ("Ex-smoker", said(day)),
    )
    group = [truth.last(test) for test in ("creatinine", "egfr", "urea")]
    yield Case(
        ("kidney function", "what is the current renal function"),
        frozenset(one.ref for one in group),
        tuple(_value(one)[0] for one in group),
    )
    yield Case(
        ("what was the last ferritin", "ferritin"), frozenset(), ("holds no ferritin",), ("300",)
    )
    yield Case(("last troponin",), frozenset(), ("holds no troponin", "without a value"))
    yield Case(("PSA", "what was the last PSA"), frozenset(), ("The record holds no PSA",))


def _medication_cases(truth: Truth) -> Iterable[Case]:
    yield Case(
        (
            "is she on anticoagulants",
            "is the patient anticoagulated",
            "any anticoagulation?",
            "is she taking any anticoagulants",
        ),
        _refs(truth, "apixaban", "warfarin"),
        ("Recorded as active, anticoagulants", "Apixaban", "Not active any more"),
    )
    yield Case(
        ("is she on blood thinners", "any blood thinners"),
        _refs(truth, "apixaban", "warfarin", "aspirin"),
        ("Apixaban",),
    )
    yield Case(
        (
            "is he on metformin",
            "does she take metformin",
            "is the patient taking glucophage",
            "what is the metformin dose",
        ),
        _refs(truth, "metformin"),
        ("on hold", "No active entry", "500 mg with meals"),
        ("Recorded as active",),
    )
    yield Case(
        ("is she taking warfarin", "was warfarin ever prescribed", "is she still on warfarin"),
        _refs(truth, "warfarin"),
        ("stopped", "No active entry"),
        ("Recorded as active",),
    )
    yield Case(
        ("is she on beta blockers", "any betablocker"),
        _refs(truth, "metoprolol"),
        ("Metoprolol", "active"),
    )
    yield Case(
        ("does she take insulin", "is she on insulin"),
        frozenset(),
        ("holds no insulin", "entered in error"),
        ("glargine",),
    )
    yield Case(
        ("is she on NSAIDs", "does she take ibuprofen"),
        frozenset(),
        ("holds no", "an order not to give it"),
    )
    yield Case(
        ("is she on steroids", "any corticosteroids"),
        _refs(truth, "prednisone"),
        ("Planned", "a plan, not an order"),
        ("Recorded as active",),
    )
    yield Case(("is she on opioids",), frozenset(), ("holds no opioids", "Zyntavil"))
    yield Case(
        ("when was apixaban started", "since when is she on apixaban"),
        _refs(truth, "apixaban"),
        ("January 4, 2021",),
    )
    yield Case(
        (
            "what medications is she taking",
            "current medications",
            "medication list",
            "what is she currently taking",
        ),
        _refs(truth, "apixaban", "metoprolol", "atorvastatin", "unknown"),
        ("Apixaban", "Zyntavil"),
        ("Warfarin", "Ibuprofen", "Prednisone", "glargine"),
    )
    yield Case(
        (
            "any allergies to contrast",
            "is she allergic to contrast media",
            "contrast allergy?",
            "is there a known allergy to contrast",
        ),
        _refs(truth, "contrast"),
        ("Iohexol", "Urticaria"),
        ("Gadobutrol",),
    )
    others = _refs(truth, "contrast", "penicillin", "latex", "shellfish")
    yield Case(
        ("is she allergic to gadolinium", "gadolinium allergy"),
        others,
        ("holds no allergy to gadolinium", "refuted"),
        ("Gadobutrol",),
    )
    yield Case(
        ("is she allergic to penicillin", "penicillin allergy"),
        _refs(truth, "penicillin"),
        ("Anaphylaxis",),
    )
    yield Case(
        ("any allergies", "what allergies does she have", "list the allergies", "known allergies"),
        others,
        ("Iohexol", "Penicillin V", "unconfirmed"),
        ("Gadobutrol", "Aspirin"),
    )


def _condition_cases(truth: Truth) -> Iterable[Case]:
    yield Case(
        (
            "history of cancer",
            "does she have a history of malignancy",
            "has she ever had cancer",
            "any known malignancy",
        ),
        _refs(truth, "breast cancer"),
        ("in remission", "March 2, 2014"),
        ("colon",),
    )
    yield Case(("history of breast cancer",), _refs(truth, "breast cancer"), ("in remission",))
    yield Case(
        ("history of colon cancer",),
        frozenset(),
        ("holds no entry for colorectal cancer",),
        ("neoplasm",),
    )
    yield Case(
        ("does she have diabetes", "is she diabetic", "known diabetes?"),
        _refs(truth, "diabetes"),
        ("Recorded as active", "since May 2012"),
    )
    yield Case(
        ("does she have hypertension", "high blood pressure?"),
        _refs(truth, "hypertension"),
        ("since 2010",),
        ("Pulmonary",),
    )
    yield Case(
        ("when was she diagnosed with atrial fibrillation", "atrial fibrillation?"),
        _refs(truth, "af"),
        ("December 11, 2020",),
    )
    yield Case(
        ("does she have kidney disease", "chronic kidney disease"),
        _refs(truth, "kidney"),
        ("stage 3",),
    )
    yield Case(
        ("history of pulmonary embolism", "has she ever had a PE"),
        _refs(truth, "suspected pe"),
        ("holds no entry for pulmonary embolism", "Worded so", "refuted"),
        ("Recorded as active",),
    )
    yield Case(
        ("does she have asthma", "is she asthmatic"),
        frozenset(),
        ("holds no entry for asthma", "entered in error"),
    )
    yield Case(
        ("history of COPD",),
        _refs(truth, "copd"),
        ("Not certain", "provisional"),
        ("Recorded as active",),
    )
    yield Case(
        ("history of pneumonia", "any previous history of pneumonia"),
        _refs(truth, "pneumonia"),
        ("Recorded as over", "December 1, 2021"),
    )
    yield Case(
        ("how often is pneumonia recorded",),
        _refs(truth, "pneumonia"),
        ("2 entries for pneumonia",),
    )
    yield Case(("does she have gout",), _refs(truth, "gout"), ("not whether it still is so",))
    yield Case(("does she have epilepsy",), frozenset(), ("holds no entry for epilepsy",))
    active = ("diabetes", "hypertension", "pulmonary hypertension", "kidney", "af", "suspected pe")
    yield Case(
        ("active problems", "current conditions", "what are the current diagnoses"),
        _refs(truth, *active),
        ("Chronic kidney disease",),
        ("asthma", "Heart disease", "Family history", "Infiltrating"),
    )
    yield Case(
        ("family history of breast cancer", "any breast cancer in the family"),
        _refs(truth, "mother's"),
        ("not the patient's own", "mother"),
        ("father",),
    )
    yield Case(
        ("family history", "what is the family history"),
        _refs(truth, "mother's", "father's", "family colon"),
        ("not the patient's own",),
    )


def _done_cases(truth: Truth) -> Iterable[Case]:
    surgical = _refs(truth, "cholecystectomy", "hip", "lumpectomy", "bypass")
    yield Case(
        (
            "previous surgery",
            "any prior surgeries",
            "what operations has she had",
            "surgical history",
        ),
        surgical,
        ("3 surgical procedures", "in preparation"),
        ("Appendectomy", "knee"),
    )
    refs, day = _last(truth, "hip")
    yield Case(("when was the last surgery",), refs | _refs(truth, "bypass"), (said(day),))
    yield Case(
        (
            "has she had a cholecystectomy",
            "was her gallbladder removed",
            "when was the cholecystectomy",
        ),
        _refs(truth, "cholecystectomy"),
        ("April 7, 2009",),
    )
    yield Case(
        ("has she had an appendectomy",),
        frozenset(),
        ("holds no entry for appendectomy", "not done"),
    )
    yield Case(("does she have a knee replacement",), frozenset(), ("holds no entry for knee",))
    yield Case(
        ("bypass surgery?", "has she had a CABG"),
        _refs(truth, "bypass"),
        ("holds no", "in preparation"),
    )
    refs, day = _last(truth, "colonoscopy")
    yield Case(("when was the last colonoscopy", "most recent colonoscopy"), refs, (said(day),))
    yield Case(("how many colonoscopies has she had",), _refs(truth, "colonoscopy"), ("3 ",))
    yield Case(
        ("does she have a pacemaker", "pacemaker?"),
        _refs(truth, "pacemaker"),
        ("Cardiac pacemaker",),
    )
    refs, day = _last(truth, "influenza")
    yield Case(("when was the last flu shot", "last influenza vaccination"), refs, (said(day),))
    yield Case(
        ("how many COVID vaccinations has she had", "number of covid shots"),
        _refs(truth, "covid shot"),
        ("2 COVID-19 immunisations",),
    )
    yield Case(
        ("how many flu vaccinations since 2020",),
        frozenset(ref for ref, day in truth.done["influenza"] if day.year >= 2020),
        ("4 influenza",),
    )
    refs, day = _last(truth, "encounter")
    yield Case(("when was the last visit", "when was she last seen"), refs, (said(day),))
    yield Case(("what was ordered", "any orders"), _refs(truth, "order"), ("MRI lumbar spine",))
    yield Case(
        ("when was the discharge summary",), _refs(truth, "discharge"), ("December 20, 2020",)
    )
    yield Case(
        ("what does the last discharge summary say",),
        _refs(truth, "discharge"),
        ("Discharged in good condition",),
    )


def _more_cases(truth: Truth) -> Iterable[Case]:
    """What the second writing of questions found."""
    stays = truth.done["admission"]
    yield Case(
        ("when was the last time she was admitted", "last hospital admission"),
        frozenset({stays[-1][0]}),
        (said(stays[-1][1]),),
    )
    yield Case(
        ("how many times was she hospitalized", "number of admissions"),
        frozenset(ref for ref, _ in stays),
        (f"{len(stays)} admissions",),
    )
    yield Case(
        ("which medications have been stopped",),
        _refs(truth, "warfarin", "aspirin", "tamoxifen"),
        ("Not active any more",),
    )
    yield Case(
        ("is she on any blood pressure medication", "any antihypertensives"),
        _refs(truth, "metoprolol"),
        ("Metoprolol",),
    )
    top = truth.labs["systolic"][-1]
    yield Case(("highest systolic blood pressure",), frozenset({top.ref}), ("153 mm[Hg]",))
    yield Case(("was the creatinine ever low",), *_flagged(truth, "creatinine", "low"))
    yield Case(("was the sodium ever too high",), *_flagged(truth, "sodium", "high"))
    both = _refs(truth, "contrast", "penicillin", "latex", "shellfish") | _refs(
        truth, "apixaban", "metoprolol", "atorvastatin", "unknown"
    )
    yield Case(
        ("allergies and medications", "what are the current medications and allergies"), both
    )
    labs = {truth.last("creatinine").ref, truth.last("potassium").ref}
    yield Case(("what are the last creatinine and potassium",), frozenset(labs))
    yield Case(("any previous allergic reactions",), _refs(truth, *_ALLERGIES))
    yield Case(("what does the record say about gout",), _refs(truth, "gout"))


_ALLERGIES = ("contrast", "penicillin", "latex", "shellfish")


def _flagged(truth: Truth, test: str, way: str) -> tuple[frozenset[str], tuple[str, ...]]:
    low, high = TESTS[test][3:5]
    off = [
        one
        for one in _counting(truth, test)
        if (one.value < low if way == "low" else one.value > high)
    ]
    newest = list(reversed(off))[:20]
    words = (way,) if off else ("none of",)
    return frozenset(one.ref for one in newest), words


def _exam_cases(truth: Truth) -> Iterable[Case]:
    for keys, *wordings in (
        (
            ("ct chest",),
            "when was the last CT chest",
            "last chest CT",
            "most recent CT of the chest",
            "when was her last thoracic CT",
        ),
        (("mr brain",), "when was the last brain MRI", "was there ever an MRI of the head"),
        (("xr chest",), "when was the last chest x-ray", "latest CXR"),
        (("us abdomen",), "when was the last abdominal ultrasound"),
        (("ct chest", "ct abdomen"), "when was the last CT"),
    ):
        refs, day = _last(truth, *keys, *(f"{key} report" for key in keys))
        yield Case(tuple(wordings), refs, (said(day),))
    chest = _refs(truth, "ct chest", "ct chest report")
    yield Case(
        ("how many chest CTs has she had", "number of CTs of the chest"),
        chest,
        ("5 imaging studies, 5 reports", "on 5 days"),
    )
    first = truth.done["ct chest"][0]
    also = truth.done["ct chest report"][0]
    yield Case(
        ("when was the first CT chest", "oldest chest CT"),
        frozenset({first[0], also[0]}),
        (said(first[1]),),
    )
    recent = [
        one
        for key in ("ct chest", "ct abdomen", "ct chest report", "ct abdomen report")
        for one in truth.done[key]
        if one[1] >= date(2022, 1, 1)
    ]
    yield Case(
        ("which CTs were done since 2022", "CT scans since 2022"),
        frozenset(ref for ref, _ in recent),
        tuple(said(day) for _, day in recent),
    )
    for key, *wordings in (
        (
            "ct chest",
            "what does the last chest CT report say",
            "what did the last CT chest report say",
            "impression of the last chest CT",
        ),
        (
            "xr chest",
            "what did the last chest x-ray report say",
            "conclusion of the last chest radiograph",
        ),
        ("mr brain", "what did the report of the last brain MRI say"),
        (
            "ct abdomen",
            "what was the result of the last abdominal CT",
            "what did the previous CT of the abdomen show",
        ),
    ):
        refs, _ = _last(truth, f"{key} report")
        words = truth.done[f"{key} says"][-1][0]
        yield Case(tuple(wordings), refs, (words,), ("Wrong patient",))
    yield Case(
        ("when was the last MRI of the lumbar spine", "was there ever a lumbar spine MRI"),
        _refs(truth, "order"),
        ("holds no MRI of the lumbar", "Ordered, not known to be done"),
    )
    yield Case(("when was the last mammogram",), frozenset(), ("The record holds no",))


def _person_cases() -> Iterable[Case]:
    here = frozenset({PATIENT})
    years = TODAY.year - 1958
    yield Case(
        ("date of birth", "when was the patient born", "what's her birthday"),
        here,
        ("March 14, 1958",),
    )
    yield Case(("how old is she", "what is the patient's age"), here, (f"{years} years",))
    yield Case(("what is the patient's name",), here, ("Erika Maria Musterfrau",))
    yield Case(("medical record number", "what is the MRN"), here, ("4711-0815",))
    yield Case(("male or female",), here, ("female",))
    yield Case(("is she alive",), here, ("not deceased",))


REFUSED = (
    "should contrast be given",
    "is it safe to give iodinated contrast with this creatinine",
    "is contrast contraindicated",
    "should metformin be stopped before the scan",
    "why is the creatinine rising",
    "what is causing the low hemoglobin",
    "is the kidney function good enough for gadolinium",
    "can she have an MRI with the pacemaker",
    "is the anticoagulation adequate",
    "does she need premedication",
    "is the nodule new",
    "is there a pulmonary embolism",
    "is there a fracture",
    "what does the image show",
    "is there pneumonia on this film",
    "how large is the liver lesion",
    "what is the diagnosis here",
    "what is the differential",
    "is the cancer progressing",
    "is the patient stable for transfer",
    "what stage is the tumor",
    "is the pacemaker MRI compatible",
    "what is the risk of bleeding",
    "how long does she have to live",
    "is the creatinine good",
    "is she well controlled",
    "could the rash be from the drug",
    "which antibiotic should she get",
    "is warfarin better than apixaban for her",
    "what would you recommend",
    "is this effusion malignant",
    "does the lesion enhance",
    "what is the Bosniak category",
    "is she not on warfarin",
    "which conditions does she not have",
    "creatinine on 3/4/2021",
    "what did the doctor think about her",
    "is she compliant with her medication",
    "what is the likely cause of her anemia",
    "compare the lungs with the last CT",
    "has the nodule grown since the last CT",
    "is the bypass patent",
    "who is her mother",
    "what is her phone number",
    "is her insurance valid",
    "does she live alone",
    "what is the weather today",
    "read back the report",
    "is the tube well placed",
    "is it the left or the right side",
    "does she have copd on this scan",
    "is there a stent",
    "is there calcium",
    "how many slices are there",
    "what is the slice thickness",
    "was the CT normal",
    "is the last CT better than the first",
    "is there free air",
    "are her symptoms due to the apixaban",
    "did the chemotherapy work",
    "is the creatinine high enough to skip contrast",
    "does the high CRP mean infection",
    "is her INR too high for a biopsy",
    "is she a candidate for surgery",
    "has the tumor shrunk",
    "do you see a pacemaker",
    "is there a port",
    "where is the tip of the catheter",
    "what medication should be stopped before the biopsy",
    "how much contrast does she need",
    "is the current dose of apixaban appropriate",
    "does the last CT show progression",
    "what does this report say",
    "what is the impression",
    "was the gallbladder normal on the last ultrasound",
    "is the hip prosthesis loose",
    "when will she be discharged",
    "who ordered the CT",
    "does metformin interact with contrast",
    "what is a normal creatinine",
    "delete the last creatinine",
    "insert the last creatinine into the report",
    "is her blood pressure under control",
    "was contrast given",
    "is anemia the reason for the scan",
)
"""Judgement, pictures, other things, or ambiguous: none of these is taken."""
