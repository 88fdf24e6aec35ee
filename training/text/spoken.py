"""What a synthesiser is given for a target: marks as words, abbreviations as letters."""

from __future__ import annotations

from training.text.numbers import NUMBER_WORDS

LETTERED = frozenset(
    "ct mri mr cta mra mrv mrcp ctv ctdi dlp pe iv copd cxr ap pa ivc svc sma ima lad rca lv rv "
    "dvt ett ng og ercp gi gu cns csf adc dwi swi acl pcl mcl lcl icu hiv tb er ed ob hpv suv fdg "
    "psa psma hcc ipmn cva tia chf dcis lcis tpn mva gsw uti bph esrd afp cea ldh wbc inr ekg ecg "
    "eeg bmi iud pm kub tfcc ucl vp tpa cbd avm avf pfo asd vsd ivf tnm mibg dtpa "
    "md rn id pcp nf ms cpr iq cc hu kv dob brca hcg html pdf nih mrn rsna ihe emr "
    "npo bp aaa icd aicd mca pz tz dce epe lr".split()
)
"""Written as one word, spoken letter by letter."""

RESPELLED = {
    "infarct": "infarkt", "infarcts": "infarkts", "picc": "pick", "tmax": "tee max",
    "xgeva": "ex geeva", "json": "jason", "fhir": "fire",
}  # fmt: skip
"""Words that flite would spell letter by letter (found by comparing its phones with the letters'
names for every word of the grammar); espeak reads infarkt and pick as it reads infarct and picc."""

_VOWEL_LETTERS = frozenset("aefhilmnorsx")
_SOUNDS_AS_CONSONANT = ("eu", "one", "once", "uter", "ureth", "uret", "uro", "uri", "use", "usu",
                        "uni", "ubi", "ut")  # fmt: skip
_YET_VOWEL = ("unid", "unin", "unim", "utt")
_SILENT_H = ("hour", "honest", "heir", "honor")
_LETTER_A_AFTER = NUMBER_WORDS | {"hepatitis", "vitamin", "stage", "letter", "influenza", "type"}


def spoken_form(target: str) -> str:
    """Marks as words, lettered abbreviations and single letters as capitals with spaces."""
    words = target.replace("{", "").replace("}", "").split()
    spoken = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        if _lettered(word, before, after):
            spoken.append(" ".join(word.upper()))
        else:
            spoken.append(RESPELLED.get(word, word))
    return " ".join(spoken)


def articles(words: list[str]) -> list[str]:
    """ "a" and "an" by the sound of the next word; the letter a behind a number stays."""
    for at in range(len(words) - 1):
        if words[at] in ("a", "an") and not (at and _is_letter_a(words[at - 1])):
            words[at] = "an" if _starts_with_vowel(words[at + 1]) else "a"
    return words


def _lettered(word: str, before: str, after: str) -> bool:
    if word == "a":
        spelled = not before and len(after) == 1
        return spelled or _is_letter_a(before)
    if word == "am":
        return before in NUMBER_WORDS
    if word == "us":
        return False
    return word in LETTERED or (len(word) == 1 and word != "i")


def _is_letter_a(before: str) -> bool:
    return before in _LETTER_A_AFTER or (len(before) == 1 and before not in "ai")


def _starts_with_vowel(word: str) -> bool:
    if word in LETTERED or len(word) == 1:
        return word[0] in _VOWEL_LETTERS
    if word.startswith(_SILENT_H):
        return True
    if word.startswith(_SOUNDS_AS_CONSONANT) and not word.startswith(_YET_VOWEL):
        return False
    return word[0] in "aeiou"
