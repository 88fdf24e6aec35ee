"""Words of questions to a patient's record: which phrases mean the same.

A question is taken only where every one of its words is accounted for (`question_reading.py`).
"""

from __future__ import annotations

from types import MappingProxyType

WORDS: MappingProxyType[str, str] = MappingProxyType(
    {
        # What is asked about
        "PATIENT": "patient, subject, he, she, his, her, him, they, their, this person, this "
        "patient, the patient, this man, this woman, this lady, this gentleman",
        "RECORD": "record, chart, ehr, emr, on record, on file, recorded, documented, medical "
        "record, patient record, health record, patient's record, in the record, in the chart, "
        "record say, record say about, chart say, chart say about, record of, documentation of, "
        "documentation, note of",
        "RESOURCE": "resource, entry",
        "RESULT": "lab, lab result, laboratory result, laboratory value, lab value, blood test, "
        "blood work, blood result, test result, laboratory test, lab test, laboratory, bloods, "
        "bloodwork, laboratory finding, observation, measurement, blood value",
        "MEDICATION": "medication, medicine, drug, med, medication list, med list, prescription, "
        "tablet, pill, drug list, list of medication",
        "ALLERGY": "drug is she allergic, drug is he allergic, drug is the patient allergic, "
        "medication is she allergic, medication is he allergic, medication is the patient "
        "allergic, allergy, allergic, intolerance, intolerant, hypersensitivity, allergic "
        "reaction, adverse reaction, adverse drug reaction, drug allergy, medication allergy, drug "
        "intolerance, allergic to any medication, allergic to any drug, allergy list, list of "
        "allergy, known allergy, allergic to anything, anaphylaxis, reacted, reaction, food "
        "allergy",
        "CONDITION": "condition, problem, problem list, diagnosis, disease, comorbidity, illness, "
        "medical history, past medical history, previous illness, pre existing condition, "
        "preexisting condition, medical problem, medical condition, known diagnosis, other "
        "condition, past history, list of diagnosis, pre existing disease, underlying disease, "
        "underlying condition, secondary diagnosis, list of problem",
        "PROCEDURE": "procedure, intervention, medical procedure",
        "SURGERY": "surgery, operation, operated on, operated, surgical history, surgical "
        "procedure, past surgical history, had surgery, surgical intervention, operative history",
        "IMAGING": "imaging, scan, imaging study, radiology, radiology exam, imaging exam, "
        "examination, exam, study, imaged, scanned, x rayed, imaging history, radiology study, "
        "radiological examination, image",
        "REPORT": "report, radiology report, imaging report, diagnostic report, written report",
        "CONCLUSION": "impression, conclusion, finding, result, assessment",
        "VISIT": "visit, encounter, appointment, seen, consultation, contact, clinic visit",
        "ADMISSION": "admission, admitted, hospitalised, hospitalized, hospital stay, "
        "hospitalisation, hospitalization, inpatient stay, in hospital, hospital admission, "
        "inpatient, in the hospital",
        "EMERGENCY": "emergency department, emergency room, emergency visit, er visit, ed visit, "
        "emergency department visit, emergency room visit, in the emergency department, "
        "in the emergency room, in the er, in the ed",
        "IMMUNISATION": "vaccine, vaccination, vaccinated, immunised, immunized, immunisation, "
        "immunization, jab, shot, vaccine history, vaccination status, inoculated, inoculation, "
        "immunisation record, vaccination record",
        "DOCUMENT": "document, letter, note, discharge summary, clinical note, discharge letter, "
        "clinic letter, referral letter, progress note",
        "FAMILY": "family history, family, relative, run in the family, family member, in the "
        "family, family medical history",
        "IMPLANTS": "implant, device, implanted device, medical device, metal, prosthesis, "
        "prosthetic",
        "ORDER": "pending order, open order, outstanding order, order, ordered, "
        " referral, requested, request, order placed",
        # Of the patient
        "BIRTH": "date of birth, birth date, birthdate, dob, d o b, born, birthday, birth year, "
        "year of birth",
        "AGE": "age, how old, year old, how many year old",
        "SEX": "sex, gender, male or female, female or male, man or woman, woman or man, a man or "
        "a woman, a woman or a man, male, female",
        "NAME": "name, called, full name",
        "ID": "id, identifier, mrn, m r n, medical record number, patient id, patient number, "
        "hospital number, record number",
        "DIED": "dead, deceased, died, alive, living, death, date of death",
        # How it is asked
        "LAST": "last, last time, the last time, latest, most recent, newest, recent, most "
        "recently, recently, lately",
        "FIRST": "first, earliest, oldest, very first, initial, initially",
        "PREVIOUS": "previous, prior, earlier, former, preceding, previously, before, comparison, "
        "old, older, formerly, before that",
        "PAST": "in the past, past, ever, used to, at any time, once, at some point",
        "HISTORY": "history, history of, personal history",
        "KNOWN": "known, diagnosed, been diagnosed, diagnosed with, known to have, known for, "
        "suffer from, suffers from, suffering from, suffered from, been treated for",
        "CURRENT": "current, currently, now, active, at present, at the moment, ongoing, present, "
        "presently, still, right now, nowadays, regular, regularly, at home, home",
        "ALL": "all, every, list, each, overview, complete, everything, total, summary, summarise, "
        "summarize, complete list, over time, listed, any other",
        "HOWMANY": "how many, number of, count, how often, how many time, number, count of",
        "HOWMUCH": "how much, how high, how low, what level",
        "WHEN": "when, what date, which date, what day, which day, date, what year, which year, "
        "since when, how long, how long ago, date of, for how long, what month",
        "RISING": "rising, increasing, going up, gone up, climbing, rise, risen, rose, increase, "
        "increased, went up, higher than before, getting higher, trending up, upward",
        "FALLING": "falling, decreasing, going down, gone down, dropping, fall, fallen, fell, "
        "dropped, drop, decrease, decreased, went down, lower than before, getting lower, trending "
        "down, declining, declined, decline, downward",
        "CHANGE": "trend, changed, change, changing, stable, course, development, over the time, "
        "trending, unchanged, developed, evolved, evolution, constant, compare to, compared to, "
        "worse than before, trajectory, progression, time course",
        "HIGHEST": "highest, maximum, peak, max, maximal, greatest",
        "LOWEST": "lowest, minimum, nadir, min, minimal",
        "NORMAL": "normal, abnormal, out of range, in range, within range, within normal limit, "
        "flagged, in the normal range, within the normal range, outside the normal range, "
        "pathological, reference range",
        # Of patients at large: no topic takes it.
        "GENERAL": "a normal, normal value of, normal value for, normal range of, normal range for",
        "HIGH": "high, elevated, raised, too high",
        "LOW": "low, too low",
        "TAKING": "taking, take, takes, took, taken, using, use, prescribed, receive, receiving, "
        "received, given, get, getting, got, gotten, started on, put on, prescribe, on any, "
        "treated with, started, being treated with",
        "STOPPED": "stopped, discontinued, taken off, ended, finished, stop",
        "DOSE": "dose, dosage, strength, how much of",
        "SAYS": "say, says, said, state, stated, read, show, showed, tell, find, found, "
        "concluded, conclude, reveal, revealed, mention, what was found",
        "DONE": "measure, check, was it taken, was that taken, were they taken, it taken, done, "
        "performed, made, have been, undergone, undergo, underwent, acquired, carried out, took "
        "place, take place, happened, happen, checked, measured, tested, drawn",
        "WHICH": "what, which, what kind of, what type of, which kind of, what sort of, kind, type",
        "WHERE": "where",
        "READER": "radiologist, reading radiologist, reporting radiologist",
        "PLACED": "implantation, implanted, placement, placed, insertion, inserted, put in",
        "HOW": "how",
        "THERE": "is there, are there, was there, were there, have there been, has there been, "
        "anything, something, there any",
        "VALUE": "value, level, reading, figure",
        "AVAILABLE": "available, exist, on hand",
    }
)
"""Token -> phrases, with commas between them."""

WRITTEN_OUT = MappingProxyType({"cxr": "chest x ray", "kub": "abdominal x ray"})
"""Examinations that are named by one word."""

FURNITURE = frozenset(
    "a an the of for in on at with to by from as per that these those it its is are was were be "
    "been being do doe did has ha had have having and or there some any please you we our us me i "
    "your s re t m ve ll hey so um uh er ah actual exact exactly then also both yes if whether "
    "anyone anybody according information info data about against im like".split()
)
"""Folded words that change nothing of what is asked. Neither "not" nor "without", "this" nor "here"
are among them: the first turn a question round, the others point into a picture."""

OPENINGS = (
    "show me", "show", "tell me about", "tell me", "give me", "please", "can you", "could you",
    "would you",
    "will you", "can i have", "could i have", "do you know", "do we know", "i want to know",
    "i would like to know", "i need to know", "let me know", "look up", "check", "find out", "find",
    "ok", "okay", "remind me", "and", "well", "what about", "how about", "question", "list",
    "does the record say", "according to the record", "in the record", "from the record",
    "read me", "read out", "is it known",
)  # fmt: skip
"""Phrases that count for nothing at the start of a question only."""
