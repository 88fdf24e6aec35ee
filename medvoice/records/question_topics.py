"""What a record can be asked for, and which words (`question_words.py`) ask for it."""

from __future__ import annotations

from enum import StrEnum, auto
from types import MappingProxyType


class Topic(StrEnum):
    """What a record can be asked for."""

    RESULT = auto()
    RESULTS = auto()
    MEDICATION = auto()
    MEDICATIONS = auto()
    ALLERGY = auto()
    ALLERGIES = auto()
    CONDITION = auto()
    CONDITIONS = auto()
    FAMILY = auto()
    OPERATION = auto()
    SURGERIES = auto()
    PROCEDURES = auto()
    IMPLANT = auto()
    DEVICES = auto()
    EXAMS = auto()
    REPORT = auto()
    REPORTS = auto()
    VISITS = auto()
    VACCINE = auto()
    VACCINES = auto()
    DOCUMENTS = auto()
    DOCUMENT_TEXT = auto()
    ORDERS = auto()
    BIRTH_DATE = auto()
    AGE = auto()
    SEX = auto()
    NAME = auto()
    PATIENT_ID = auto()
    DECEASED = auto()
    OVERVIEW = auto()


_TIME = "LAST FIRST PREVIOUS WHEN SPAN HOWMANY ALL RECORD PAST NUMBER"
_VALUES = f"{_TIME} RESULT CONCLUSION RISING FALLING CHANGE HIGHEST LOWEST NORMAL HIGH LOW "
_VALUES += "CURRENT HOWMUCH VALUE"
_TAKEN = f"TAKING CURRENT {_TIME} MEDICATION DOSE HOWMUCH STOPPED"
_ILL = f"HISTORY KNOWN CURRENT {_TIME} CONDITION SEEN DISEASE"
_CUES = ("LAST", "FIRST", "PREVIOUS", "WHEN", "SPAN", "HOWMANY", "ALL", "RECORD", "PAST", "NUMBER")


_NAMED = (
    "ANALYTE GROUP OWNRESULT DRUG CLASS ALLERGEN DISEASE SEEN OPERATION OWNPROCEDURE IMPLANT "
    "VACCINE OWNEXAM OWNDOCUMENT MOD REGION RESULT MEDICATION ALLERGY CONDITION PROCEDURE SURGERY "
    "IMAGING REPORT VISIT ADMISSION EMERGENCY IMMUNISATION DOCUMENT FAMILY IMPLANTS ORDER BIRTH "
    "AGE SEX NAME ID DIED"
)


def _any(what: str, cues: tuple[str, ...], more: str) -> str:
    """`what` with at least one of the cues."""
    return ", ".join(f"{what} {cue} +{more}" for cue in cues)


_T = Topic
TOPICS: MappingProxyType[Topic, str] = MappingProxyType(
    {
        _T.RESULT: f"ANALYTE +{_VALUES} -THERE DOSE, GROUP +{_VALUES} -THERE, "
        + _any(
            "ANALYTE THERE",
            ("LAST", "RECORD", "RESULT", "SPAN", "PREVIOUS", "PAST", "HOWMANY"),
            _VALUES,
        )
        + f", ANALYTE CHANGE HOW +{_VALUES}, GROUP CHANGE HOW +{_VALUES}, "
        + _any("OWNRESULT", (*_CUES, "RESULT", "CHANGE", "HIGHEST", "LOWEST"), _VALUES),
        _T.RESULTS: f"RESULT +{_TIME} NORMAL CURRENT VALUE CONCLUSION -ANALYTE GROUP OWNRESULT",
        _T.MEDICATION: f"DRUG +{_TAKEN} -THERE ALLERGY, CLASS +{_TAKEN} -ALLERGY, "
        + _any("DRUG THERE", ("MEDICATION", "RECORD", "PAST", "TAKING"), _TAKEN),
        _T.ALLERGY: "ALLERGY ALLERGEN +RECORD HISTORY KNOWN PAST WHEN PREVIOUS, ALLERGY DRUG "
        "+RECORD HISTORY KNOWN PAST WHEN PREVIOUS, ALLERGY CLASS +RECORD HISTORY KNOWN PAST WHEN "
        "PREVIOUS",
        _T.ALLERGIES: "ALLERGY +RECORD ALL HOWMANY KNOWN HISTORY CURRENT PREVIOUS PAST -ALLERGEN "
        "DRUG CLASS",
        _T.MEDICATIONS: f"MEDICATION +{_TAKEN} -DRUG CLASS, TAKING WHICH CURRENT +RECORD -DRUG "
        "CLASS ANALYTE",
        _T.FAMILY: "FAMILY +HISTORY DISEASE SEEN RECORD KNOWN CONDITION PAST",
        _T.CONDITION: f"DISEASE +{_ILL} -FAMILY IMMUNISATION, "
        + _any(
            "SEEN", ("HISTORY", "KNOWN", "RECORD", "PAST", "CONDITION", "WHEN"), f"{_ILL} -FAMILY"
        ),
        _T.CONDITIONS: f"CONDITION +HISTORY KNOWN CURRENT {_TIME} -DISEASE SEEN FAMILY",
        _T.OPERATION: f"OPERATION +HISTORY SURGERY PROCEDURE TAKING {_TIME} -THERE, "
        + _any(
            "OPERATION THERE", ("HISTORY", "RECORD", "PAST"), f"HISTORY SURGERY PROCEDURE {_TIME}"
        )
        + ", "
        + _any("OWNPROCEDURE", (*_CUES, "HISTORY", "PROCEDURE", "SURGERY"), f"HISTORY {_TIME}"),
        _T.SURGERIES: f"SURGERY +HISTORY {_TIME} -OPERATION OWNPROCEDURE",
        _T.PROCEDURES: f"PROCEDURE +HISTORY {_TIME} -OPERATION OWNPROCEDURE SURGERY",
        _T.IMPLANT: f"IMPLANT +HISTORY IMPLANTS TAKING PLACED {_TIME} -THERE, "
        + _any("IMPLANT THERE", ("HISTORY", "RECORD", "PAST"), f"HISTORY IMPLANTS PLACED {_TIME}"),
        _T.DEVICES: "IMPLANTS RECORD +HISTORY ALL THERE, IMPLANTS HISTORY +RECORD ALL, IMPLANTS "
        "KNOWN +RECORD ALL, IMPLANTS WHICH +HISTORY ALL",
        _T.REPORT: _any(
            "REPORT SAYS",
            ("LAST", "FIRST", "PREVIOUS", "SPAN", "RECORD"),
            f"MOD REGION IMAGING CONCLUSION READER {_TIME}",
        )
        + f", MOD REGION REPORT SAYS +IMAGING CONCLUSION {_TIME}"
        + ", OWNEXAM REPORT SAYS +LAST FIRST PREVIOUS SPAN CONCLUSION IMAGING, OWNEXAM SAYS LAST "
        "+REPORT CONCLUSION IMAGING PREVIOUS, "
        + _any(
            "CONCLUSION",
            tuple(
                f"{what} {cue}"
                for what in ("REPORT", "MOD", "IMAGING", "OWNEXAM")
                for cue in ("LAST", "FIRST", "PREVIOUS", "SPAN")
            ),
            f"MOD REGION IMAGING REPORT SAYS {_TIME} -RESULT",
        )
        + f", REPORT LAST +MOD REGION IMAGING PREVIOUS SPAN, MOD SAYS PREVIOUS +REGION IMAGING "
        f"{_TIME}, IMAGING SAYS PREVIOUS +REGION",
        _T.EXAMS: _any("MOD", (*_CUES, "THERE"), f"REGION IMAGING THERE HISTORY {_TIME}")
        + ", "
        + _any("IMAGING", _CUES, f"REGION MOD THERE HISTORY {_TIME}")
        + ", "
        + _any("OWNEXAM", _CUES, f"IMAGING THERE HISTORY {_TIME}")
        + ", IMAGING HISTORY +REGION, IMAGING REGION THERE",
        _T.REPORTS: "REPORT HOWMANY +MOD REGION RECORD SPAN IMAGING, REPORT ALL +MOD REGION RECORD "
        "SPAN IMAGING, REPORT WHEN +MOD REGION LAST FIRST IMAGING -SAYS, REPORT WHICH +RECORD "
        "IMAGING -SAYS LAST PREVIOUS",
        _T.VISITS: ", ".join(
            f"{what} +VISIT WHERE {_TIME} HISTORY" for what in ("VISIT", "ADMISSION", "EMERGENCY")
        ),
        _T.VACCINE: f"VACCINE IMMUNISATION +HISTORY TAKING {_TIME}",
        _T.VACCINES: f"IMMUNISATION +HISTORY CURRENT TAKING {_TIME} -VACCINE",
        _T.DOCUMENT_TEXT: "DOCUMENT SAYS +LAST FIRST PREVIOUS SPAN RECORD, "
        "OWNDOCUMENT SAYS +LAST FIRST DOCUMENT",
        _T.DOCUMENTS: f"DOCUMENT +{_TIME} -SAYS, OWNDOCUMENT +DOCUMENT {_TIME} -SAYS",
        _T.ORDERS: f"ORDER +IMAGING MOD REGION {_TIME} RESULT MEDICATION -DRUG CLASS ANALYTE",
        _T.BIRTH_DATE: "BIRTH +WHEN RECORD",
        _T.AGE: "AGE +RECORD WHEN",
        _T.SEX: "SEX +RECORD",
        _T.NAME: "NAME PATIENT +RECORD",
        _T.PATIENT_ID: "ID +RECORD",
        _T.DECEASED: "DIED +WHEN RECORD CURRENT",
        _T.OVERVIEW: ", ".join(
            f"{pattern} -{_NAMED}"
            for pattern in (
                "RECORD WHICH +ALL",
                "RECORD ALL +",
                "RESOURCE HOWMANY +RECORD",
                "RECORD THERE +WHICH",
            )
        ),
    }
)
"""Topic -> its patterns (see `lexicon/question_patterns.py`)."""

ALWAYS = frozenset("PATIENT WHICH THERE DONE AVAILABLE".split())
"""Tokens that any topic takes."""

FLEXIBLE = frozenset(
    "LAST FIRST PREVIOUS WHEN SPAN HOWMANY NUMBER HIGHEST LOWEST STOPPED CURRENT".split()
)
"""Of several topics in one question each has to take all of these that are there."""

OF_RECORDS = frozenset(
    "RECORD RESULT MEDICATION ALLERGY ADMISSION EMERGENCY IMMUNISATION FAMILY HISTORY DRUG CLASS "
    "DISEASE BIRTH history comorbidity".split()
)
"""Tokens and words of which a question that a model may read a record for holds one at least.
Neither tests nor operations are among them: calcium and stents are asked of pictures."""
OF_PICTURES = frozenset(
    "MOD IMAGING this here image picture slice series study screen film guideline protocol "
    "recommendation".split()
)
"""Tokens that a question to a record holds none of."""
