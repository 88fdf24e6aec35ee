"""Words of questions about headers: which phrases mean the same.

A question is taken only where every one of its words is accounted for (`question_reading.py`), so a
word that stands in no table here makes a question one about the pictures.
"""

from __future__ import annotations

from types import MappingProxyType

WORDS: MappingProxyType[str, str] = MappingProxyType(
    {
        # Who and what is asked about
        "SERIES": "series, series number, sequence, acquisition, stack, reconstruction, recon, "
        "reformat, run",
        "IMAGE": "slice, image, interslice, cut, section, picture, frame, instance, file, view of "
        "the stack",
        "STUDY": "study, data, exam, examination, scan, imaging, investigation, imaging study, "
        "case, dataset, data set",
        "PATIENT": "patient, subject, he, she, his, her, him, they, their, this person, the person",
        "PERSON": "man, woman, gentleman, lady, boy, girl, guy",
        "PRIOR": "prior, previous, earlier, preceding, former, comparison, comparison study, "
        "comparing with, comparing to, anything to compare with, anything to compare to, something "
        "to compare, study to compare with, exam to compare with, anything to compare, compared "
        "with what, last time, old study, old exam, old scan, old film, old image, older, other "
        "study, prior comparison",
        "LAST": "last, most recent, latest",
        "OLDEST": "oldest, earliest, very first",
        "DONE": "done, come from, came from, performed, acquired, acquire, taken, obtained, made, "
        "used, scanned, imaged, examined, recorded, captured, produced, conducted, carried out, "
        "scan happen, study happen, exam happen, radiographed, x rayed, shot, take place, took "
        "place, set, applied, reconstructed",
        "GIVEN": "given, administered, injected, received, receive, get, got, gotten, give",
        "AVAILABLE": "available, exist",
        "EACH": "each, every, per series",
        "TOTAL": "in all, total, altogether, overall, in total, total number",
        # How it is asked
        "HOWMANY": "how many, number of, count of, amount of, count",
        "HOWMUCH": "how much, quantity",
        "HOWLONG": "how long, how much time, how far back, how long ago, how many day, how many "
        "week, how many month, how many year, time since, day since, month since, year since, time "
        "between, time elapsed, how recent, elapsed, passed, ago",
        "WHEN": "when, what date, what day, which date, which day, date, what year, which year, "
        "what month, which month",
        "WHERE": "where, which place, what place",
        "CLOCK": "what time, what time of day, at what time, time of day, clock time, what hour, "
        "time",
        "WHO": "who, whose, which doctor, which physician, what doctor, what physician",
        "WHY": "why",
        "WHICH": "which, what",
        "KIND": "kind, type, sort",
        "UNIFORM": "uniform, even, equal, constant, regular, irregular, variable, varying, vary, "
        "same, different, consistent, mixed, evenly, equally",
        "BETWEEN": "between, since, from one to the next, adjacent, neighbouring, neighboring, "
        "consecutive, successive, center to center, centre to centre",
        "SIZE": "size, how big, how large, how wide, how small, dimension, big, large, wide",
        "LIST": "list, name all, overview",
        "SIDE": "side",
        "LEFT": "left",
        "RIGHT": "right",
        "LIMB": "leg, arm, hand, foot, knee, elbow, wrist, ankle, shoulder, hip, forearm, thigh, "
        "limb, extremity, upper extremity, lower extremity, lower leg, upper arm, finger, toe",
        # Geometry
        "THICK": "thickness, how thick, how thin, thin, thick",
        "THINNEST": "thinnest, finest",
        "THICKEST": "thickest, coarsest",
        "SPACING": "spacing, spaced, evenly spaced, equally spaced, how far apart, far apart, "
        "increment, distance, apart",
        "GAP": "gap, overlap, overlapping, contiguous, gapless",
        "INTERVAL": "interval, time interval",
        "PIXEL": "pixel, in plane, inplane",
        "VOXEL": "voxel",
        "ISOTROPIC": "isotropic",
        "RESOLUTION": "resolution, spatial resolution",
        "MATRIX": "matrix, row and column, column and row, matrix size, acquisition matrix, row, "
        "column",
        "FOV": "field of view, fov, f o v, dfov, reconstruction diameter",
        "COVERAGE": "coverage, scan range, scan length, z range, z coverage, extent of the scan, "
        "is covered, was covered, covered",
        "PLANE": "plane, orientation, imaging plane, scan plane",
        "TILT": "tilt, angle, tilted, angled, angulated, angulation",
        "GANTRY": "gantry, gantry tilt, gantry angle",
        "POSITION": "position, positioning, positioned, lying, lie",
        "POSTURE": "supine, prone, decubitus, upright, standing, sitting, erect, head first, feet "
        "first, foot first, on the back, on the stomach",
        "PROJECTION": "projection, which view, what view, view position, view",
        "APPA": "ap, a p, pa, p a, anteroposterior, posteroanterior",
        "LATERAL": "lateral, frontal, oblique",
        "LATERALITY": "laterality",
        "MISSING": "missing, skipped, lacking, absent, lost, lose, dropped, left out, all there",
        "COMPLETE": "incomplete, complete",
        # X-rays
        "KVP": "kvp, k v p, kv, k v, kilovolt, kilovoltage, peak kilovoltage, tube voltage, "
        "voltage, tube potential",
        "MA": "tube current, m a, milliampere, milliamperage, milliamp, current, ma",
        "MAS": "m a s, mas, milliampere second, exposure",
        "EXPTIME": "exposure time, rotation time",
        "DOSE": "dose, milligray, mgy, radiation dose, radiation, ctdi, ctdivol, c t d i, c t d i "
        "vol, ctdi vol, ctdi volume, dose index, radiation exposure, exposure dose",
        "DLP": "dlp, d l p, dose length product",
        "KERNEL": "kernel, convolution kernel, reconstruction algorithm, reconstruction kernel, "
        "algorithm, recon kernel, reconstruction filter",
        "PITCH": "pitch, spiral pitch, table pitch",
        # Magnetic resonance
        "TR": "tr, t r, repetition time",
        "TE": "te, t e, echo time",
        "TI": "ti, t i, inversion time",
        "FLIP": "flip angle, flip",
        "BVALUE": "b value, bvalue, diffusion weighting",
        "ETL": "echo train length, etl, echo train, turbo factor",
        "NEX": "nex, number of average, average, nsa, excitation",
        "BANDWIDTH": "bandwidth, pixel bandwidth, receiver bandwidth",
        "TESLA": "field strength, tesla, 3t, 7t, 1 5t, 1 5 t, 3 t, 7 t, magnet strength, magnetic "
        "field, magnetic field strength, how strong, magnet",
        "COIL": "coil, receive coil, head coil",
        "PULSE": "pulse sequence, scanning sequence, sequence name, sequence type, kind of "
        "sequence, type of sequence, 2d or 3d, 2d, 3d",
        # Display
        "WINDOW": "window, window setting, window width, window level, window center, window "
        "centre, default window, w l, ww wl, window and level",
        "LEVEL": "level, width, center, centre, setting, preset",
        "COMPRESSED": "compressed, compression, jpeg",
        "LOSSY": "lossy, lossless, lossy compression, lossy compressed, image compression",
        "BITS": "bit depth, how many bit, number of bit, bit per pixel, bit",
        "DEIDENTIFIED": "de identified, deidentified, anonymised, anonymized, anonymous, "
        "pseudonymised, pseudonymized",
        # Contrast
        "CONTRAST": "contrast, contrast agent, contrast medium, contrast media, contrast material, "
        "gadolinium, gado, gad, contrast dye, dye, iodinated contrast, noncontrast, non contrast, "
        "unenhanced, nonenhanced, non enhanced, contrast enhanced, contrast administration, "
        "precontrast, postcontrast, pre contrast, post contrast, plain or with contrast",
        "CONTRAST ROUTED": "iv contrast, i v contrast, intravenous contrast, oral contrast, rectal "
        "contrast",
        "ENHANCED": "enhanced, plain",
        "AGENT": "agent, medium, brand, product",
        "VOLUME": "volume, ml, milliliter, millilitre, cc",
        "RATE": "rate, flow rate, injection rate, flow",
        "ROUTE": "route, intravenously, orally, oral or iv, iv or oral, oral or intravenous, "
        "intravenous or oral",
        # Device and place
        "SCANNER": "scanner, company, manufacturer, vendor, maker, make and model, scanner model, "
        "model, make, machine, equipment, imaging device, scanning device, brand of scanner, "
        "manufactured, built, which device, gamma camera",
        "VENDOR": "siemens, ge, general electric, philips, canon, toshiba, fuji, fujifilm, "
        "hitachi, agfa, samsung, united imaging, carestream, hologic",
        "SOFTWARE": "software, software version, firmware, version",
        "STATION": "station, station name",
        "INSTITUTION": "institution, hospital, facility, clinic, site, department, imaging center, "
        "imaging centre",
        # Patient
        "AGE": "age, patient age, age of this patient, how many year old, year old",
        "HOWOLD": "how old",
        "BIRTH": "date of birth, birth date, birthdate, dob, d o b, born, birthday, birth year, "
        "year of birth",
        "SEX": "sex, gender, male or female, female or male, man or woman, woman or man, a man or "
        "a woman, a woman or a man",
        "MALE": "male, female",
        "NAME": "name, called",
        "ID": "id, id number, identifier, mrn, m r n, medical record number, patient id, patient "
        "id number, patient number, record number",
        "WEIGHT": "weight, how heavy, weigh, heavy, kilo, kilogram, body weight",
        "HEIGHT": "height, how tall, tall, body height",
        "REASON": "indication, reason, clinical history, clinical information, history, clinical "
        "question, clinical indication",
        # Study
        "MODALITY": "modality",
        "BODYPART": "body part, part of the body, body region, region of the body, anatomy, "
        "anatomical region, anatomic region, which part of the body, what part of the body, which "
        "part, what part, which region, what region",
        "DESCRIPTION": "description, study name, exam name, title, label, study description, "
        "series description, description say, procedure, examination name, study called, exam "
        "called, labelled, labeled",
        "PROTOCOL": "protocol, protocol name",
        "ACCESSION": "accession, accession number, acc, acc number",
        "STUDYID": "study id, study identifier, study number, exam number",
        "UID": "uid, u i d, study uid, study instance uid",
        "REFERRER": "referrer, referring physician, referring doctor, referring clinician, "
        "ordering physician, ordering doctor, ordering provider, requesting physician, requesting "
        "doctor, ordering clinician",
        "ORDERED": "referred, sent, ordered, requested, sent for, asked for, order",
        "READER": "reading physician, reading radiologist, reported, radiologist of record, read",
        "HOW": "how, which way, what way",
        "MORE_THAN_ONE": "more than one, multiple, several, single, only one",
    }
)
"""Token -> phrases, with commas between them."""

FURNITURE = frozenset(
    "a an the of for in on at with by to from as per using via into this that these those it its "
    "is are was were be been being do doe did has ha had have having there here and or not "
    "without any some all please you we our us me my i your tell let s re t m ve ll question hey "
    "so um uh er ah am looking now current currently today loaded open opened screen up displayed "
    "presented according header metadata dicom tag information info value actual exact exactly "
    "roughly about then also both either no yes if whether each other two total whole full entire "
    "millimeter millimetre mm centimeter centimetre cm degree".split()
)
"""Folded words that change nothing of what is asked."""

OPENINGS = (
    "show me", "tell me", "give me", "please", "can you", "could you", "would you", "will you",
    "can i have", "could i have", "may i have", "do you know", "do we know", "i want to know",
    "i would like to know", "i need to know", "let me know", "look up", "check", "find out", "find",
    "ok", "okay", "remind me", "and", "well", "what about", "how about", "question",
)  # fmt: skip
"""Phrases that count for nothing at the start of a question only."""

PLANES = {
    "axial": "axial, transverse, transaxial",
    "coronal": "coronal",
    "sagittal": "sagittal",
}

TECHNIQUES = frozenset(
    "t1 t2 t1w t2w pd flair stir dwi adc swi gre tof mprage space haste dixon dti asl mra mrv bold "
    "perfusion diffusion localiser localizer scout topogram survey arterial venous portal delayed "
    "nephrographic excretory mip mpr".split()
)
"""Words that series are named with, whether one on screen is or not."""

ORGAN_KERNELS = frozenset("lung bone soft tissue brain".split())
"""As TECHNIQUES, where the next word is "series", "images" or the like."""

ORGAN_KERNELS = frozenset("lung bone soft tissue brain".split())
"""As TECHNIQUES, where the next word is "series", "images" or the like."""

POINTING = (
    "age of this", "age of it", "age of that", "age of these", "age of those", "it male",
    "it female", "it a male", "it a female", "it a boy", "it a girl", "size of it",
    "size of this", "size of that",
)  # fmt: skip
"""These point at something in the picture."""
