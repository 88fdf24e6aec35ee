"""Faithful rewordings by hand-written rules: other words, the same facts.

Each rule gives the texts that it can make of one; a rewording applies one to three of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

Rule = Callable[[str], Iterator[str]]

SYNONYMS = (
    ("unremarkable", "normal"),
    ("is seen", "is identified"),
    ("is noted", "is seen"),
    ("are noted", "are present"),
    ("are seen", "are noted"),
    ("is present", "is demonstrated"),
    ("is identified", "is visualized"),
    ("unchanged", "stable"),
    ("is unchanged", "has not changed"),
    ("is unchanged", "shows no interval change"),
    ("are unchanged", "are without interval change"),
    ("calculus", "stone"),
    ("gallstones", "cholelithiasis"),
    ("pulmonary embolism", "pulmonary embolus"),
    ("consistent with", "compatible with"),
    ("may represent", "might represent"),
    ("possibly", "perhaps"),
    ("probably", "likely"),
    ("likely represents", "probably represents"),
    ("cannot be excluded", "is not excluded"),
    ("suspicious for", "concerning for"),
    ("mild", "slight"),
    ("demonstrates", "shows"),
    ("decreased in size", "become smaller"),
    ("enlarged lymph nodes", "lymphadenopathy"),
    ("lymphadenopathy", "adenopathy"),
    ("bilateral pleural effusions", "pleural effusions on both sides"),
    ("in both upper lobes", "in the bilateral upper lobes"),
    ("left pleural effusion", "left-sided pleural effusion"),
    ("right pleural effusion", "pleural effusion on the right"),
    ("right pneumothorax", "right-sided pneumothorax"),
    ("left kidney", "kidney on the left"),
    ("adjacent", "neighboring"),
    ("dilatation", "dilation"),
    ("osseous", "bony"),
    ("hemorrhage", "bleeding"),
    ("status post", "s/p"),
    ("compared to", "compared with"),
    ("since the prior study", "since the previous exam"),
    ("previously", "formerly"),
    ("narrowing", "stenosis"),
    ("hypodense", "low-density"),
    ("hypoattenuating", "hypodense"),
    ("terminates", "ends"),
    ("ends", "terminates"),
    ("urinary bladder", "bladder"),
    ("the heart is normal in size", "heart size is normal"),
    ("is mildly enlarged", "shows mild enlargement"),
    ("cardiomegaly", "enlargement of the heart"),
    ("splenomegaly", "enlargement of the spleen"),
    ("hepatic steatosis", "fatty liver"),
    ("worsened", "progressed"),
    ("foraminal narrowing", "foraminal stenosis"),
    ("gray-white", "grey-white"),
    ("hematoma", "haematoma"),
    ("edema", "oedema"),
    ("tumor", "tumour"),
    ("esophagus", "oesophagus"),
    ("acute infarct", "acute infarction"),
    ("compression fracture of T12", "T12 compression fracture"),
    ("in segment VIII", "in segment 8"),
    ("hepatic segment VI", "liver segment 6"),
    ("the left hepatic lobe", "the left lobe of the liver"),
    ("TI-RADS 4", "TI-RADS category 4"),
    ("Grade 2", "Grade II"),
    ("measures", "has a size of"),
    ("multiple", "several"),
)
ABBREVIATIONS = (
    ("right upper lobe", "RUL"),
    ("right lower lobe", "RLL"),
    ("right middle lobe", "RML"),
    ("left lower lobe", "LLL"),
    ("left upper lobe", "LUL"),
    ("right upper quadrant", "RUQ"),
    ("right lower quadrant", "RLQ"),
    ("common bile duct", "CBD"),
    ("superior vena cava", "SVC"),
    ("inferior vena cava", "IVC"),
    ("internal carotid artery", "ICA"),
    ("middle cerebral artery", "MCA"),
    ("anterior cruciate ligament", "ACL"),
    ("posterior cruciate ligament", "PCL"),
    ("endotracheal tube", "ET tube"),
    ("nasogastric tube", "NG tube"),
    ("deep vein thrombosis", "DVT"),
    ("pulmonary embolism", "PE"),
    ("small bowel obstruction", "SBO"),
    ("ground-glass opacities", "GGOs"),
)
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def synonyms(text: str) -> Iterator[str]:
    for old, new in SYNONYMS:
        yield from _put(text, old, new)


def abbreviations(text: str) -> Iterator[str]:
    for long, short in ABBREVIATIONS:
        yield from _put(text, long, short)
        yield from _put(text, short, long)


def units_and_numbers(text: str) -> Iterator[str]:
    for match in re.finditer(r"\b(\d+) mm\b", text):
        value = int(match.group(1))
        yield _cut(text, match, f"{value / 10:g} cm")
        yield _cut(text, match, f"{value} millimeters")
        yield _cut(text, match, f"{value}mm")
        if value < len(_SMALL):
            yield _cut(text, match, f"{_SMALL[value]} mm")
    for match in re.finditer(r"(?<!x )\b(\d+\.\d+) cm\b", text):
        yield _cut(text, match, f"{float(match.group(1)) * 10:g} mm")
        yield _cut(text, match, f"{match.group(1)}0 cm")
        yield _cut(text, match, f"{match.group(1)} centimeters")
    for match in re.finditer(r"(?<!x )\b(\d+\.\d+) x (\d+\.\d+) cm\b", text):
        yield _cut(text, match, f"{match.group(1)} by {match.group(2)} cm")
        yield _cut(text, match, f"{match.group(1)} cm × {match.group(2)} cm")
        millimeters = [f"{float(part) * 10:g}" for part in match.groups()]
        yield _cut(text, match, f"{' x '.join(millimeters)} mm")
    for match in re.finditer(r"\b(\d+) mL\b", text):
        yield _cut(text, match, f"{match.group(1)} cc")
        yield _cut(text, match, f"{match.group(1)} milliliters")
    for match in re.finditer(r"\b(\d+)%", text):
        yield _cut(text, match, f"{match.group(1)} percent")
    for match in re.finditer(r"\b(two|three|four)\b", text, re.I):
        yield _cut(text, match, str(_SMALL.index(match.group().lower())))


def levels(text: str) -> Iterator[str]:
    for match in re.finditer(r"\b([CTL])(\d+)-\1(\d+)\b", text):
        letter, one, two = match.groups()
        yield _cut(text, match, f"{letter}{one}-{two}")
        yield _cut(text, match, f"{letter}{one}/{two}")
        yield _cut(text, match, f"{letter}{one}/{letter}{two}")
    for match in re.finditer(r"\bL5-S1\b", text):
        yield _cut(text, match, "L5/S1")
    for match in re.finditer(r"\b(third|fourth|fifth|sixth|seventh|eighth) rib\b", text):
        names = "third fourth fifth sixth seventh eighth".split()
        yield _cut(text, match, f"{names.index(match.group(1)) + 3}th rib".replace("3th", "3rd"))


def dates_and_references(text: str) -> Iterator[str]:
    for match in re.finditer(r"\b(\d\d)/(\d\d)/(\d{4})\b", text):
        month, day, year = (int(part) for part in match.groups())
        yield _cut(text, match, f"{_MONTHS[month - 1]} {day}, {year}")
        yield _cut(text, match, f"{year}-{month:02}-{day:02}")
        yield _cut(text, match, f"{month}/{day}/{year}")
        yield _cut(text, match, f"{day} {_MONTHS[month - 1]} {year}")
    for match in re.finditer(r"\bon series (\d+), image (\d+)", text):
        yield _cut(text, match, f"(series {match.group(1)} image {match.group(2)})")
        yield _cut(text, match, f"(se {match.group(1)}, im {match.group(2)})")


def denials(text: str) -> Iterator[str]:
    """The ways in which a report says no."""
    yield from _put(text, "There is no evidence of ", "No evidence of ")
    yield from _put(text, "No evidence of ", "No ")
    yield from _put(text, "There is no ", "No ")
    yield from _put(text, "There is no ", "No evidence of ")
    for match in re.finditer(
        r"(?:^|(?<=\. ))No ([a-z][\w ]+?)(?: is seen| is identified)?\.", text
    ):
        what = match.group(1)
        if what.startswith("evidence") or re.search(r"\b(is|are|has|have|was|were)\b", what):
            continue
        yield _cut(text, match, f"There is no {what}.")
        yield _cut(text, match, f"No evidence of {what}.")
        yield _cut(text, match, f"No {what} is identified.")
        if " or " not in what:
            yield _cut(text, match, f"{_big(what)} is not seen.")
            yield _cut(text, match, f"{_big(what)} is absent.")
        yield _cut(text, match, f"Negative for {what}.")
    for match in re.finditer(r"(?:^|(?<=\. ))No ([a-z][a-z ]+) or ([a-z ]+?)( is seen)?\.", text):
        one, two = match.group(1), match.group(2)
        yield _cut(text, match, f"No {two} or {one}.")
        yield _cut(text, match, f"No {one}. No {two}.")
        yield _cut(text, match, f"Neither {one} nor {two} is seen.")


def verbs_and_articles(text: str) -> Iterator[str]:
    """Whole sentences to note style and back."""
    for match in re.finditer(r"(?:^|(?<=\. ))There (is|are) (an? )?(?!no\b)([a-z0-9])", text):
        yield _cut(text, match, match.group(3).upper())
    for match in re.finditer(
        r"(?:^|(?<=\. ))The ([a-z ]+?) (?:is|are) (normal|clear|patent|intact)\b", text
    ):
        yield _cut(text, match, f"{_big(match.group(1))} {match.group(2)}")
        if text[match.end() : match.end() + 1] == ".":
            yield _cut(text, match, f"{_big(match.group(2))} {match.group(1)}")
    for match in re.finditer(r" (?:is|are) (?:noted|seen|present)(?= in )", text):
        yield _cut(text, match, "")
    for match in re.finditer(
        r"(?:^|(?<=\. ))((?:Mild|Moderate|Severe|Small|Acute|Chronic) [^.]+?)\.(?= |$)", text
    ):
        what = match.group(1)
        if not re.search(r"\b(is|are|has|have|measur\w+|terminates)\b", what):
            article = "an" if what[0] in "AEIO" else "a"
            verb = (
                "are" if re.search(r"changes|effusions|opacities|nodes", what) else f"is {article}"
            )
            yield _cut(text, match, f"There {verb} {what[0].lower()}{what[1:]}.")


def word_order(text: str) -> Iterator[str]:
    """Sentences and clauses in another order, active and passive."""
    parts = re.split(r"(?<=\.) (?=[A-Z])", text)
    if len(parts) > 1 and not re.search(r"(?:^|\. )(?:It|This|These|They|The larger)\b", text):
        yield " ".join([*parts[1:], parts[0]])
        yield " ".join(reversed(parts))
    if len(parts) > 1:
        for at in range(len(parts) - 1):
            rest = parts[at + 1]
            low = rest if re.match(r"[A-Z][A-Z0-9-]", rest) else rest[0].lower() + rest[1:]
            joined = f"{parts[at].rstrip('.')}; {low}"
            yield " ".join([*parts[:at], joined, *parts[at + 2 :]])
    for match in re.finditer(
        r"(?:^|(?<=\. ))There is (an? [^.]*?(?:\d mm|\d cm)?[^.]*?) in the ([a-z ]+)\.", text
    ):
        what, where = match.groups()
        if (
            not re.search(r"\b(with|and|that)\b", f"{what} {where}")
            and "," not in what
            and "measuring" not in what
        ):
            yield _cut(text, match, f"The {where} contains {what}.")
            yield _cut(text, match, f"In the {where}, there is {what}.")
            yield _cut(text, match, f"{_big(what)} is seen in the {where}.")
            yield _cut(text, match, f"{_big(what)} is located in the {where}.")
    for match in re.finditer(
        r"(?:^|(?<=\. ))At ([CTLS]\d+-[CTLS]\d+), (there is |)([^.;]+)\.", text
    ):
        if "causes" not in match.group(3):
            yield _cut(text, match, f"{_big(match.group(3))} at {match.group(1)}.")
    for match in re.finditer(
        r"\ban? ([\w-]+(?: [\w-]+)?) (cyst|nodule|fibroid|lesion|mass) of (\d+) mm", text
    ):
        yield _cut(text, match, f"a {match.group(3)} mm {match.group(1)} {match.group(2)}")
    for match in re.finditer(
        r"\b([Aa]) (\d+ mm|\d\.\d cm) ((?:[a-z-]+ )*?(?:cyst|nodule|fibroid|lesion|mass))\b", text
    ):
        article = match.group(1)
        yield _cut(text, match, f"{article} {match.group(3)} measuring {match.group(2)}")


RULES: Mapping[str, Rule] = {
    "synonyms": synonyms,
    "abbreviations": abbreviations,
    "units and numbers": units_and_numbers,
    "levels": levels,
    "dates and references": dates_and_references,
    "ways to deny": denials,
    "verbs and articles": verbs_and_articles,
    "word order": word_order,
}


def reworded(text: str, kind: str, draw: Random) -> Iterator[str]:
    """Texts by one rule, and by that rule and one or two more."""
    for first in sorted(set(RULES[kind](text)) - {text}):
        yield first
        now = first
        for other in draw.sample(sorted(RULES), 2):
            more = sorted(set(RULES[other](now)) - {now, text})
            now = draw.choice(more) if more else now
        if now != first:
            yield now


def _put(text: str, old: str, new: str) -> Iterator[str]:
    ends = r"(?!\w)" if old[-1].isalnum() else ""
    for match in re.finditer(rf"(?<![\w-]){re.escape(old)}{ends}", text, re.I):
        put = _big(new) if match.group()[0].isupper() and old[0].islower() else new
        yield text[: match.start()] + put + text[match.end() :]


def _cut(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _big(text: str) -> str:
    return text[0].upper() + text[1:]
