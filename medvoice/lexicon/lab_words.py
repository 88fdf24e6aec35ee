"""Words of laboratory sheets: what heads their columns, flags, results in words, and what stands
around the results."""

from __future__ import annotations

import re
from functools import cache

_ROLES = {
    "previous": (
        r"(?:prev(?:ious)?|prior|last|former|earlier|vorwerte?|old)\.?(?: (?:results?|values?))?"
        r"(?: dates?)?"
    ),
    "range": (
        r"(?:biological |biol\. |normal |adult )?(?:ref(?:erence|er|s|\.)?)"
        r"(?:[ -]?(?:ranges?|intervals?|values?|limits?|int\.?))?"
        r"|normal(?: (?:ranges?|values?|limits?))?|normals|expected(?: (?:range|values?))?"
        r"|(?:target|therapeutic) range|referenzbereich|normbereich|normwerte?|limits|range"
    ),
    "unit": r"(?:measuring )?units?(?: of measure)?|uom|einheit(?:en)?",
    "flag": r"(?:abn(?:ormal)?\.? )?flags?|abn(?:ormal)?|h/l|l/h|h / l|alert|indicator",
    "low": r"low(?:er)?(?: limit)?|min(?:imum)?",
    "high": r"(?:high|upper)(?: limit)?|max(?:imum)?",
    "value": (
        r"(?:observed|measured|your|patient(?:'s)?|current|today's|test|out of range|in range|new)?"
        r" ?(?:results?|values?|findings?)|current|today|wert|ergebnis|messwert|in range"
        r"|out of range"
    ),
    "test": (
        r"(?:lab(?:oratory)? )?tests?(?: (?:name|description|performed|items?))?|analytes?|assays?"
        r"|investigations?|examinations?|parameters?|components?|determinations?|analys[ie]s"
        r"|untersuchung|procedure|measurements?|description|test/analyte|name of (?:the )?test"
    ),
    "other": (
        r"(?:test |loinc |local )?codes?|loinc|methods?|methodology|(?:result |test )?status"
        r"|comments?|remarks?|specimens?|samples?|(?:date|time)(?: (?:collected|reported))?|lab"
        r"|site|no\.?|#|technique|accredited|material|principle"
    ),
}


@cache
def column_role(heading: str) -> str | None:
    """Which of "test", "value", "previous", "unit", "range", "low", "high", "flag", "other" a
    column's heading names, None for none."""
    said = (
        re.sub(r"\s+", " ", re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", heading)).strip(" :.*").lower()
    )
    for role, pattern in _patterns().items():
        if pattern.fullmatch(said) or pattern.fullmatch(said + "."):
            return role
    return None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {role: re.compile(pattern) for role, pattern in _ROLES.items()}


@cache
def flag_meanings() -> dict[str, str]:
    """Flag, lower case without brackets → H, L, HH, LL, A (abnormal), N or "*"."""
    table = {
        "H": "h,hi,high,↑,▲,elevated,h*,+,above high reference limit,above range,above normal",
        "L": "l,lo,low,↓,▼,decreased,l*,-,below low reference limit,below range,below normal",
        "HH": "hh,hhh,↑↑,h!,ch,c-high,critical high,critically high,++",
        "LL": "ll,lll,↓↓,l!,cl,c-low,critical low,critically low,--",
        "A": "a,aa,abn,abnormal,!,!!,crit,critical,outside reference range,out of range",
        "N": "n,normal,wnl,within range,within normal limits",
        "*": "*,**,***",
    }
    return {word: flag for flag, words in table.items() for word in words.split(",")}


def results_in_words() -> str:
    """A pattern of results that are no numbers, to be matched without regard to case."""
    return (
        r"(?:weak(?:ly)? |strong(?:ly)? )?(?:neg(?:ative)?|pos(?:itive)?)(?! \w+ ?ml)"
        r"|(?:not |none |un)?detected|none (?:seen|detected)|(?:non|not)[ -]?reactive|reactive"
        r"|traces?|nil|absent|present|equivocal|indeterminate|inconclusive|borderline|pending"
        r"|(?:A|B|AB|O)\s?(?:rh(?:\(?d\)?)?\s?)?(?:pos(?:itive)?|neg(?:ative)?)"
        r"|[1-4]\+|\+{1,4}|(?:[<>≤≥]=?\s?)?1\s?:\s?\d{1,5}"
        r"|no growth|clear|straw|cloudy|turbid|yellow|pale yellow|amber|sterile"
        r"|few|moderate|many|rare|ha?emoly[sz]ed|insufficient|clotted"
        r"|not (?:done|tested|performed)|see (?:note|comment)"
    )


@cache
def void_words() -> re.Pattern[str]:
    """They say of a line that its result does not hold: taken back, or never obtained."""
    sample = r"(?:sample|specimen|tube|blood|serum|plasma|quantity|volume)s?"
    return re.compile(
        r"\b(?:(?<!post-)(?<!post )void(?:ed)?(?! volume| urine)|cancel+ed|cancellation|deleted"
        r"|invalid(?:ated)?|not valid|retracted|withdrawn|recalled|rejected"
        r"|nullified|annulled|suppressed|erroneous(?:ly)?|wrong"
        r"|disregard(?:ed)?|(?:entered )?in error|do not use|storniert|ungültig"
        r"|h(?:a?e|ä)moly(?:[sz]ed|tic|tisch)"
        r"|not (?:been )?(?:performed|done|tested|processed|analy[sz]ed|reported|obtained"
        r"|sent|received|collected)"
        r"|(?:unable|failed) to (?:perform|process|analy[sz]e|test|obtain|report)|no result|TNP|QNS"
        rf"|{sample} (?:was |were |is |too |has )?(?:\w+ )?(?:unsuitable|unsatisfactory"
        r"|insufficient|not sufficient|clotted|contaminated|mislabel+ed|unlabel+ed|leaked|lost"
        r"|discarded|expired"
        rf"|not received)|(?:insufficient|unsuitable|clotted|unlabel+ed|mislabel+ed) {sample})\b",
        re.IGNORECASE,
    )


@cache
def cautioning_words() -> re.Pattern[str]:
    """They leave a result standing that somebody has to look at."""
    return re.compile(
        r"\b(?:see (?:the )?(?:notes?|comments?|remarks?)|refer to (?:the )?comments?"
        r"|corrected|amended|revised|questionable|unreliable|under (?:review|investigation)"
        r"|ha?emolysis(?! index)|lipa?emic|icteric|interpret with caution"
        r"|(?:repeat|recheck|redraw|recollect)(?: \w+)? (?:requested|required|advised"
        r"|recommended))\b",
        re.IGNORECASE,
    )


@cache
def empty_results() -> re.Pattern[str]:
    """Where one of them is all that stands in a result's place, there is no result."""
    return re.compile(
        r"pending|to follow|ha?emoly[sz]ed|insufficient|clotted|unsuitable|not available"
        r"|see (?:the )?(?:notes?|comments?|remarks?|below)|(?:comment|note)s?",
        re.IGNORECASE,
    )


_SHORT = (
    "na na+ k k+ cl cl- hco3 hco3- bicarb co2 bun urea cr crea creat creatinine glu gluc "
    "glucose ca mg phos po4 alb tp bili tbili alt ast alp alk ggt ldh ck crp esr hb hgb hct "
    "wbc wcc plt plts platelets mcv inr pt ptt aptt tsh ft4 t4 ph pco2 po2 paco2 pao2 be "
    "lactate lac hba1c ferritin egfr gfr sodium potassium chloride trop bnp psa cea amylase "
    "lipase neut lymph eos urate"
)
_ADMIN = (
    "lab patient name surname forename dob born birth birthdate age sex gender mrn nhs ward room "
    "bed tel telephone phone fax extension page printed print collected received reported "
    "report requested requesting referred ordered order authorised authorized verified "
    "validated date time address accession episode specimen sample id no number ref. barcode "
    "doctor dr consultant physician gp hospital clinic fasting admitted discharged account "
    "invoice weight height status diagnosis copy version accredited iso signed"
)
_PROSE = (
    "is are was were be been has have had may might should would could can please consider "
    "suggests suggest suggested indicates depends depend apply applies applied phoned "
    "received verified repeat repeated if remains than above below according using based note "
    "notes comment comments interpretation performed because due this these that which when "
    "where recommended evaluate occasions the his her advised until within increased "
    "decreased rose fell improved stable dropped reduced rising falling worsened twice daily"
)


@cache
def numbered_names() -> re.Pattern[str]:
    """Names that end in a number of their own, which is no result ("CA 125 29 U/mL")."""
    return re.compile(
        r"(?<!\w)CA (?:125|15-3|19-9|72-4|27[.-]29|242|50)(?![\w.])",
        re.IGNORECASE,
    )


@cache
def short_names() -> frozenset[str]:
    """Names of tests as letters write them in a row ("Na 138, K 4.2"), lower case: they need no
    unit to be told from other words."""
    return frozenset(_SHORT.split())


@cache
def administrative_words() -> frozenset[str]:
    """Words, lower case, of which names consist that are no tests: of the patient, the sample, the
    laboratory."""
    return frozenset(_ADMIN.split())


@cache
def prose_words() -> frozenset[str]:
    """Words that no test's name holds."""
    return frozenset(_PROSE.split())
