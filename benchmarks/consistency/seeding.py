"""Seeding: one inconsistency put into a report. Imports nothing of medvoice, has its own words.

A seed changes what stands there where the report gives occasion (flips the side of an impression,
takes a "No" away against the prior report); else it puts sentences in. What it writes into a report
names things that the report does not speak of, so that there is one inconsistency and not two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from types import ModuleType
from typing import TypeVar

from benchmarks.consistency import seed_texts, seed_texts_late


@dataclass(frozen=True, slots=True)
class Seeded:
    """study: facts of the study that go with it, as keyword -> value (dates as ISO text)."""

    kind: str
    text: str
    study: Mapping[str, object] = field(default_factory=dict)


Choice = TypeVar("Choice", bound=tuple[object, ...])
Words = ModuleType
Seed = Callable[[str, Random, Words], Iterator[Seeded]]


def side_in_impression(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    impression = _part(text, "IMPRESSION")
    findings = _part(text, "FINDINGS")
    sided = re.compile(r"\b(left|right)\b", re.I)
    for match in sided.finditer(impression):
        word = re.findall(r"[a-z]+", impression[match.end() :].lower())[:2]
        echoed = [w for w in word if len(w) > 3 and re.search(rf"\b{match[1]}\b[^.]*{w}", findings)]
        only = len(sided.findall(impression)) == 1
        other = _other(match[1])
        if echoed and only and not re.search(rf"\b{other}\b", findings, re.I):
            new = impression[: match.start()] + _like(match[1], other) + impression[match.end() :]
            yield Seeded("side in the impression", text.replace(impression, new))
            return
    one, two = draw.choice(_free(text, texts.SIDED))
    yield Seeded("side in the impression", _put(text, one, two))


def side_examined(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    part, sentence = draw.choice(_free(text, texts.JOINTS))
    side = draw.choice(["left", "right"])
    study = {"description": f"XR {side.upper()} {part.upper()}"}
    new = _put(text, sentence.format(side=_other(side)), "")
    yield Seeded("side against the examination", new, study)


def sex_of_organ(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    sex, sentence = draw.choice(texts.ORGANS_OF_SEX)
    said = {"male": r"\b(male|man|he|his)\b", "female": r"\b(female|woman|she|her)\b"}
    if not any(re.search(pattern, text, re.I) for pattern in said.values()):
        yield Seeded("sex and organ", _put(text, sentence, ""), {"sex": sex})
        return
    for of, pattern in said.items():
        if re.search(pattern, text, re.I):
            sentences = [s for s_of, s in texts.ORGANS_OF_SEX if s_of == of]
            yield Seeded("sex and organ", _put(text, draw.choice(sentences), ""))
            return


def sex_of_patient(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    if not re.search(r"\b(female|male|woman|man|he|she|his|her)\b", text, re.I):
        sex, words = draw.choice(texts.INDICATIONS)
        yield Seeded("sex of the patient", _replaced(text, "INDICATION", words), {"sex": sex})
        return
    sex = "male" if re.search(r"\b(female|woman|she|her)\b", text, re.I) else "female"
    yield Seeded("sex of the patient", text, {"sex": sex})


def body_part(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    part, line = draw.choice(texts.OTHER_PARTS)
    if draw.random() < 0.5:
        named = re.sub(r"^EXAM:.*$", "", text, flags=re.M)
        chest = "CT of the head without contrast." if "abdomen" in text.lower() else line
        study = {"description": "CT ABDOMEN" if "abdomen" in text.lower() else "XR CHEST PA"}
        yield Seeded("body part", f"EXAM: {chest}\n{named}", study)
        return
    if len(re.findall(r"\b(lungs?|heart|pleural|liver|kidney|mediastin\w+|cardiac)\b", text)) > 2:
        yield Seeded("body part", text, {"description": part})


def modality(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    line, header = draw.choice(texts.MODALITIES)
    yield Seeded("modality", f"EXAM: {line}\n{text}", {"modality": header})


def contrast(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    if re.search(r"contrast", text, re.I):
        return
    exam, technique = draw.choice(texts.CONTRAST)
    yield Seeded("contrast", f"EXAM: {exam}\nTECHNIQUE: {technique}\n{text}")


def contrast_of_study(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    if re.search(r"contrast", text, re.I):
        return
    technique, given = draw.choice(texts.CONTRAST_GIVEN)
    yield Seeded(
        "contrast of the study", f"TECHNIQUE: {technique}\n{text}", {"contrast": not given}
    )


def enhancement(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    if re.search(r"contrast|enhanc", text, re.I):
        return
    new = _put(text, draw.choice(texts.ENHANCING), "")
    yield Seeded("enhancement without contrast", f"TECHNIQUE: {texts.NO_CONTRAST}\n{new}")


def later_date(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    words = draw.choice(texts.COMPARISONS).format(date="05/14/2025")
    yield Seeded("date after the study", _replaced(text, "COMPARISON", words), {"on": "2025-03-02"})


def no_date(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    words = draw.choice(texts.COMPARISONS).format(date=draw.choice(["13/31/2024", "02/30/2024"]))
    yield Seeded("date that is none", _replaced(text, "COMPARISON", words))


def other_date(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    words = draw.choice(texts.COMPARISONS).format(date="03/02/2024")
    new = _replaced(text, "COMPARISON", words)
    yield Seeded("two dates of comparison", _put(new, draw.choice(texts.SINCE), ""))


def no_prior(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    words = draw.choice(texts.COMPARISONS).format(date="03/02/2024")
    loaded = draw.choice([(), ("2023-01-19",)])
    study = {"priors": loaded, "on": "2025-03-02"}
    yield Seeded("prior that is not loaded", _replaced(text, "COMPARISON", words), study)


def nothing_to_compare(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    new = _replaced(text, "COMPARISON", draw.choice(["None.", "None available.", "No prior."]))
    yield Seeded("compared with nothing", _put(new, draw.choice(texts.COMPARED), ""))


def lost_no(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    found = list(
        re.finditer(r"(?:^|(?<=[.:] ))(?:There is no|There are no|No) (?!acute )(\w)", text)
    )
    if found:
        match = draw.choice(found)
        kept = "There is " if match.group().startswith("There is") else ""
        kept = "There are " if match.group().startswith("There are") else kept
        first = match.group(1) if kept else match.group(1).upper()
        new = text[: match.start()] + kept + first + text[match.end() :]
        yield Seeded("no that the prior had", new, {"prior_reports": (text,)})


def unit(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    for match in re.finditer(r"\b(\d+(?:\.\d+)?) ?(mm|cm)\b", _part(text, "IMPRESSION")):
        if text.count(match.group()) > 1:
            other = "cm" if match[2] == "mm" else "mm"
            at = text.rindex(match.group())
            new = f"{text[:at]}{match[1]} {other}{text[at + len(match.group()) :]}"
            yield Seeded("unit", new)
            return
    finding, size, where = draw.choice(_free(text, texts.MEASURED))
    one = f"There is a {size} mm {finding} in the {where}."
    yield Seeded("unit", _put(text, one, f"{size} cm {finding} in the {where}."))


def ten_times(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    finding, size, where = draw.choice(_free(text, texts.MEASURED))
    one = f"{finding.capitalize()} in the {where} measuring {size} mm."
    two = f"{size * 10} mm {finding}, {where}."
    yield Seeded("ten times the size", _put(text, one, two))


def growth(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    yield Seeded("growth against its numbers", _put(text, draw.choice(texts.GROWTH), ""))


def level(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    yield Seeded("level", _put(text, draw.choice(texts.LEVELS), ""))


def only_impression(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    if "FINDINGS" in text:
        one = draw.choice(_free(text, [(words, word) for word, words in texts.ONLY_SAID]))[0]
        yield Seeded("only in the impression", _put(text, "", one))


def only_findings(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    if "FINDINGS" in text:
        one = draw.choice(_free(text, [(words, word) for word, words in texts.CRITICAL]))[0]
        yield Seeded("critical, only in the findings", _put(text, f"{one} {texts.TOLD}", ""))


def negation(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    for denied, pattern, positive in texts.CONFLICTS:
        if re.search(pattern, text, re.I) and re.search(denied, text, re.I):
            yield Seeded("negation", _put(text, positive, ""))
            return
    no, yes = draw.choice(_free(text, texts.PAIRS))
    yield Seeded("negation", _put(text, no, yes))


def normal(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    for pattern, positives in texts.NORMALS:
        if re.search(pattern, text, re.I):
            word, positive = draw.choice(positives)
            if word not in text.lower():
                yield Seeded("normal beside abnormal", _put(text, positive, ""))
                return
    one, two = draw.choice(_free(text, texts.NORMAL_PAIRS))
    yield Seeded("normal beside abnormal", _put(text, f"{one} {two}", ""))


def count(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    one, two = draw.choice(_free(text, texts.COUNTS))
    yield Seeded("count", _put(text, one, two))


def open_place(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    yield Seeded("left open", _put(text, draw.choice(texts.OPEN), ""))


def twice(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    part = _part(text, "FINDINGS") or _part(text, "IMPRESSION")
    found = [s for s in re.findall(r"[A-Z][^.]{15,}\.(?= |$)", part) if len(s.split()) > 3]
    if found:
        sentence = draw.choice(found)
        yield Seeded("said twice", text.replace(part, f"{_ended(part)} {sentence}", 1))


def not_told(text: str, draw: Random, texts: Words) -> Iterator[Seeded]:
    told = re.compile(r"[^.]*\b(communicat|discussed|notif|faxed|message sent|telephone)\w*[^.]*\.")
    plain = told.sub("", text)
    one = draw.choice(_free(text, [(words, word) for word, words in texts.CRITICAL]))[0]
    yield Seeded("critical, not told", _put(plain, one, one))


SEEDS: tuple[Seed, ...] = (
    side_in_impression, side_examined, sex_of_organ, sex_of_patient, body_part, modality, contrast,
    contrast_of_study, enhancement, later_date, no_date, other_date, no_prior, nothing_to_compare,
    lost_no, unit, ten_times, growth, level, only_impression, only_findings, negation, normal,
    count, open_place, twice, not_told,
)  # fmt: skip


def seeded(name: str, text: str, seed: int, late: bool = False) -> Iterator[Seeded]:
    """One of each kind for which the report gives occasion. late: with the words that were written
    after the checks."""
    texts = seed_texts_late if late else seed_texts
    for make in SEEDS:
        yield from make(text, Random(f"{seed} {name} {make.__name__}"), texts)


def _free(text: str, choices: list[Choice]) -> list[Choice]:
    """Those of whose last words the report does not speak."""
    low = text.lower()
    kept = [one for one in choices if not any(_stem(part) in low for part in _named(one))]
    return kept or choices[-1:]


def _named(choice: tuple[object, ...]) -> list[str]:
    words = re.findall(r"[a-z]{5,}", " ".join(str(part) for part in choice).lower())
    return [word for word in words if word in seed_texts.THINGS]


def _stem(word: str) -> str:
    return word[: max(5, len(word) - 3)]


def _part(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one on a line or behind a comma."""
    match = re.search(
        rf"{heading}S?:[ ,]*(.*?)\s*(?=\n[A-Z][A-Z ]{{5,}}:|, ?[A-Z][A-Z ]{{5,}}:|\Z)", text, re.S
    )
    return match[1] if match else ""


def _replaced(text: str, heading: str, words: str) -> str:
    line = re.compile(rf"{heading}: ?,?[^\n]*?(?=\n|,[A-Z ]+:|$)")
    if line.search(text):
        return line.sub(f"{heading}: {words}", text, count=1)
    return f"{heading}: {words}\n{text}"


def _put(text: str, findings: str, impression: str) -> str:
    """Sentences behind those of a section; a section that is missing is made."""
    for heading, words in (("FINDINGS", findings), ("IMPRESSION", impression)):
        if not words:
            continue
        part = _part(text, heading)
        if part:
            text = text.replace(part, f"{_ended(part)} {words}", 1)
        elif heading == "FINDINGS" and "IMPRESSION:" in text:
            text = text.replace("IMPRESSION:", f"FINDINGS: {words}\nIMPRESSION:", 1)
        else:
            text = f"{text}\n{heading}: {words}"
    return text


def _ended(part: str) -> str:
    part = part.rstrip(" ,")
    return part if part.endswith(".") else f"{part}."


def _other(side: str) -> str:
    return "right" if side.lower() == "left" else "left"


def _like(old: str, new: str) -> str:
    return new.capitalize() if old[0].isupper() else new
