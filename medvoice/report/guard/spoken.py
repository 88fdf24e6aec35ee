"""Spoken constructions: how a speaker builds what a report builds otherwise ("we could not see",
"motion limits evaluation of", "same size as before"). In lower case, numbers as signs.
"""

from __future__ import annotations

import re

PRIOR_EXAM = "prior exam"
"""The value of the sign for the examination before, of which nothing else is told."""
_BEFORE = f" ⟦change:{PRIOR_EXAM}⟧ "
_END = r"(?= *(?:[.,;:]|$))"
_START = r"(^|[.;!?] +)"

_CONTRACTED = (
    (re.compile("[’`]"), "'"),
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"(?<=\w)n't\b"), " not"),
    (re.compile(r"\b(there|it|that|here)'s\b"), r"\1 is"),
    (re.compile(r"\b(i|we|they)'(?:ve|m|re)\b"), r"\1"),
    (re.compile(r"\btoday's\b"), ""),
    (re.compile(r"\bthe (?:patient|child|infant|newborn|neonate|man|woman)'s\b"), ""),
    (re.compile(r"\b(dr|drs|mr|mrs|prof|vs|approx)\.(?= )"), r"\1"),
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bw/ ?(?=\w)"), "with "),
    (re.compile(rf"{_START}(?:okay|ok|so|alright)[,.]? +(?=\w+ )(?!for\b|position)"), r"\1"),
)
_LOOK = r"(?:see|seen|visualize|visualized)\b"
_SEEK = r"(?:identify|identified|find|found|detect|detected)\b"
_SEE = rf"(?:{_LOOK}|{_SEEK})"
_NOT_SEEN = re.compile(rf"\b(?:could|can) ?not (?:be )?{_LOOK}")
"""Says of no finding that it is not there, as what was sought and not found does."""
_NOT_FOUND = re.compile(rf"\b(?:could|can) ?not (?:be )?({_SEEK})")
_HOW_WELL = r"(?:well|clearly|adequately|completely|fully|optimally|reliably|definitely)\b"
_SEEN = re.compile(rf"\bcan (?:be )?({_SEE})(?![^.;,:]* {_HOW_WELL})")
_NOT_WELL = (
    (
        re.compile(rf"\b(?:is |are |was |were |could |can ?|be )*not (?:be )?well ({_SEE})"),
        r"poorly \1",
    ),
    (
        re.compile(rf"\b(?:could|can|did|do) ?not {_SEE} ([^.;,]{{1,60}}?) well\b"),
        r"\1 poorly",
    ),
)
"""What is not seen well is seen."""
_LIMITS = re.compile(
    r"(?:(?<=[.;,:])|^)(?![^.;,:]*\b(?:not?|nothing|hardly|without)\b)"
    r"(?![^.;,:]* (?:in|of|within|over|on|from) [^.;,:]*limits? (?:the )?\w+(?! of)) *([^.;,:]+?)"
    r" limits? (?:the )?"
    r"((?:evaluation|assessment|interpretation|exam|examination|study)\b(?: of [^.;,:]+)?)"
)
_CONTRAST = r"((?:iv|intravenous|oral|intraarticular) )?contrast(?: material| medium| agent)?\b"
_NOT_ALONE = r"(?! (?:enhanc|extrav|leak|uptake|reflux|opac|accum|fill|pool|spill|stain))"
_EXAM = re.compile(
    r"\b(?:ct|mri?|cta|mra|tomograph\w*|resonance|scans?|scanned|exam(?:ination)?|study|imag(?:ing|es)"
    r"|performed|obtained|acquired)\b"
)
_BOTH_CONTRASTS = re.compile(r"\b(?:with and without|without and with)\b")
_UNENHANCED = (
    (re.compile(rf"\bwithout (?:any )?{_CONTRAST}{_NOT_ALONE}"), r"noncontrast \1"),
    (re.compile(r"\bunenhanced (?=(?:ct|mr|mri|cta|computed|magnetic|scan)\b)"), "noncontrast "),
)
_COMPARED = (
    (
        re.compile(
            rf"{_START}(?:(?:we|i|this(?: exam| study)?(?: is| was)?) )?compared?"
            r"(?: (?:it|this|the exam|this exam|the study|this study))?(?: (?:with|to))? +"
            r"(?!(?:left|right)\b)"
        ),
        r"\1since ",
    ),
    (re.compile(r"\bcomparison (?:is |was |has been )?made (?:with|to)\b"), "since"),
)
_GENERIC = r"(?:prior|previous|last|earlier|old|preceding)"
_LEAD = (
    r"(since|(?:as |when )?compared (?:with|to)|in comparison (?:with|to)|relative to"
    r"|(?:than|as)(?: (?:it was|they were))?(?: (?:on|in|seen on|seen in))?|from|similar to)"
)
_NO_NUMBER = r"(?! *(?:,? *(?:of|from|dated|on|at|in) )? *(?:⟦|\d))"
_PRIORS = (
    re.compile(
        rf"\b{_LEAD} (?:(?:the|that|on|of|her|his) )*{_GENERIC} "
        rf"(?:exam|examination|study|imaging|scan|one)\b{_NO_NUMBER}"
    ),
    re.compile(rf"\b{_LEAD} (?:the )?{_GENERIC}{_END}"),
    re.compile(rf"\b{_LEAD} (?:the )?last time\b{_NO_NUMBER}"),
    re.compile(rf"\b{_LEAD} (?:before|previously)\b{_NO_NUMBER}(?! the\b)"),
)
_SEVERAL_THINGS = re.compile(r"\b(?:both|two|three|all|bilateral|sides|and)\b")
_SAME_THINGS = r"(size|position|appearance|extent|number|degree|configuration|caliber|location)"
_ON = r"(?: (?:it was|they were))?(?: (?:on|in|seen on|seen in))?"
_SAME = (
    (re.compile(rf"\b(?:the )?same as{_ON}{_BEFORE.rstrip()}"), f"unchanged{_BEFORE}"),
    (
        re.compile(rf"\b(?:(?:of|at|in) )?(?:the )?same {_SAME_THINGS} as{_ON}{_BEFORE.rstrip()}"),
        rf"unchanged in \1{_BEFORE}",
    ),
    (re.compile(rf"\bsimilar to{_BEFORE.rstrip()}"), f"unchanged{_BEFORE}"),
    (re.compile(rf"\bno different (?:than|from){_BEFORE.rstrip()}"), f"unchanged{_BEFORE}"),
)
_THE_SAME = re.compile(rf"([^.;,:]*)\b(?:is|are|remains?|stays?|stayed|looks?) the same{_END}")
"""Two things that are the same may be so among themselves."""
_FINE = re.compile(
    r"([^.;,:]*)\b(?:is|are|looks?|appears?) (fine|good|okay|ok|alright)(?= *(?:[.;]|$))"
)
_TEXTURES = re.compile(
    r"calcific|nodul|reticul|opaci|spicul|texture|trabecul|margin|sept|needle|wire|line|stipp|gran|"
    r"crackl|strand|\bnot\b|\btoo\b"
)
"""Of these, "fine" is thin."""
_ORGAN = (
    r"(heart|liver|spleen|prostate|thyroid|uterus|kidneys?|ventricles?|ovar(?:y|ies)|adrenals?"
    r"|(?:lymph )?nodes?)"
)
_HOW = r"((?:mildly|moderately|severely|markedly|slightly|minimally|massively|very|too) )?"
_LARGE_ORGAN = (
    (
        re.compile(rf"\b{_ORGAN} (?:is|are|looks?|appears?) (not )?{_HOW}(?:big|large){_END}"),
        r"\1 is \2\3enlarged",
    ),
    (re.compile(rf"\b(?:big|large) {_ORGAN}{_END}"), r"enlarged \1"),
)
_WALL_THICK = re.compile(rf"\bwalls? (?:is|are) (not )?{_HOW}thick{_END}")
_SIDE = r"((?:left|right|bilateral|both|either) )?"
_JOINTS = r"(knee|hip|elbow|ankle|shoulder|wrist)"
_FILLED = (
    (
        re.compile(rf"\bfluid (?:in|within) (?:the )?{_SIDE}pleural (?:space|cavity|cavitie)s?\b"),
        r"\1pleural effusion",
    ),
    (
        re.compile(rf"\b(?:air|gas) (?:in|within) (?:the )?{_SIDE}pleural (?:space|cavity)s?\b"),
        r"\1pneumothorax",
    ),
    (
        re.compile(rf"\bblood (?:in|within) (?:the )?{_SIDE}pleural (?:space|cavity)s?\b"),
        r"\1hemothorax",
    ),
    (
        re.compile(rf"\bnothing (acute|focal|suspicious|concerning|significant){_END}"),
        r"no \1 abnormality",
    ),
    (
        re.compile(rf"\bfluid around (?:the )?{_SIDE}lungs?\b(?! (?:and|or)\b)"),
        r"\1pleural effusion",
    ),
    (
        re.compile(rf"\bfluid (?:in|within) (?:the )?{_SIDE}{_JOINTS} joint\b"),
        r"\1\2 effusion",
    ),
    (re.compile(r"\ba (?:little|bit of) (?=(?:fluid|ascites|effusion|pleural|blood)\b)"), "small "),
)
_LOOKS = (
    r"homogeneous|heterogeneous|smooth|irregular|lobulated|nodular|symmetric|asymmetric|tortuous|"
    r"spiculated|round|oval|abnormal|unremarkable|normal|intact|clear|prominent|dense"
)
_SAID_TWICE = (
    (re.compile(rf"\b({_LOOKS}) in appearance\b"), r"\1"),
    (re.compile(r"(⟦number:[\d.]+ mm⟧) *in (?:size|dimensions?)\b"), r"\1"),
    (
        re.compile(
            r"(⟦number:\d{1,2}⟧(?: +(?!in|de|un|are|is|fewer|more)\w+)?)(?: (?:is|are))?"
            r" +in number\b"
        ),
        r"\1",
    ),
)
"""What only names the quality that the word before it is of."""
_FUTURE = re.compile(
    r"(^|[.;] +)(?=(?:follow[- ]?up|repeat|recheck)\b)(?![^.;]*\b(?:recommend|performed|obtained|"
    r"done|made|available|used|completed|was|were|is|are|has|had|have|not?|without|normal|"
    r"stable|unchanged|show|demonstrat|reveal|reviewed|compared|due|given|advised|scheduled|planned|took|seen))"
    r"([^.;]*\b(?:with)?in +⟦number:[^⟧]+⟧ +(?:to +⟦number:[^⟧]+⟧ +)?-?"
    r"(?:day|week|month|year)s?)(?= *(?:[.;]|$))"
)
_TO_BE_DONE = re.compile(
    r"\b(?:(?:is|are|was|were) )?to be (?=(?:done|performed|obtained|placed|removed|given|"
    r"administered|notified|called|repeated|followed)\b)"
)
"""Who dictates "follow up in 6 months" recommends it."""
_CORRELATE = re.compile(rf"{_START}(?:clinically correlate|correlate clinically){_END}")
_CORRELATE_WITH = re.compile(rf"{_START}(?=correlate (?:with|for)\b)(?![^.;]*\brecommend)")


def as_written(plain: str) -> str:
    """The same in the constructions of a report; American, prefixes joined."""
    for pattern, written in (*_CONTRACTED, *_NOT_WELL):
        plain = pattern.sub(written, plain)
    plain = _NOT_FOUND.sub(r"not \1", _NOT_SEEN.sub("unseen", plain))
    plain = _SEEN.sub(r"\1", plain)
    plain = _LIMITS.sub(r" \2 limited due to \1", plain)
    plain = _TO_BE_DONE.sub("planned ", plain)
    plain = re.sub(r"\bused to\b", "formerly-was", plain)
    plain = _FINE.sub(lambda m: m[0] if _TEXTURES.search(m[1]) else f"{m[1]}is normal", plain)
    plain = _BOTH_CONTRASTS.sub("withandwithout", plain)
    unenhanced = _UNENHANCED if _EXAM.search(plain) else ()
    for pattern, written in (*unenhanced, *_COMPARED, *_SAID_TWICE):
        plain = pattern.sub(written, plain)
    for pattern in _PRIORS:
        plain = pattern.sub(rf"\1{_BEFORE}", plain)
    for pattern, written in (*_SAME, *_LARGE_ORGAN, *_FILLED):
        plain = pattern.sub(written, plain)
    plain = _THE_SAME.sub(
        lambda m: m[0] if _SEVERAL_THINGS.search(m[1]) else f"{m[1]}is unchanged", plain
    )
    plain = _WALL_THICK.sub(lambda m: f"wall is {m[1] or ''}{m[2] or ''}thickened", plain)
    plain = _FUTURE.sub(r"\1recommend \2", plain)
    plain = _CORRELATE_WITH.sub(r"\1recommend ", plain)
    return _CORRELATE.sub(r"\1recommend clinical correlation", plain)
