"""Mutations: ways in which a statement stops saying what its sources say.

Each function gives all the statements that it can make of a text; the generator draws from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from benchmarks.fidelity import words

Mutation = Callable[[Sequence[str], Random], Iterator[str]]


def sides(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from each_word(" ".join(sentences), words.SIDES)


def sides_exchanged(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    """Left and right change places: every word is still there."""
    text = " ".join(sentences)
    if re.search(r"\bleft\b", text, re.I) and re.search(r"\bright\b", text, re.I):
        yield _both_ways(text, "left", "right")


def negation_dropped(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    for match in re.finditer(r"\b(there is no|there are no|no)\b (?!longer\b)(\w)", text, re.I):
        first = match.group(1)
        kept = first[:-3] if " " in first else ""
        letter = match.group(2)
        new = f"{kept} {letter}" if kept else (letter.upper() if first[0] == "N" else letter)
        yield text[: match.start()] + new + text[match.end() :]
    yield from each_word(text, {"without": "with"})
    for match in re.finditer(r"\b(is|are|was|were|does|do) not\b", text):
        yield text[: match.start()] + match.group(1) + text[match.end() :]


def negation_added(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    for at, sentence in enumerate(sentences):
        for new in _denied(sentence):
            yield " ".join([*sentences[:at], new, *sentences[at + 1 :]])


def _denied(sentence: str) -> Iterator[str]:
    if re.search(
        r"\b(no|not|without|neither|absent|none|negative|free of|cannot)\b", sentence, re.I
    ):
        return
    if re.match(r"there (is|are) (an? )?\w", sentence, re.I):
        yield re.sub(r"^(there (?:is|are)) (?:an? )?", r"\1 no ", sentence, flags=re.I)
    for match in re.finditer(
        r"\b(is|are) (seen|noted|identified|present|normal|clear)\b", sentence
    ):
        yield f"{sentence[: match.start()]}{match.group(1)} not {sentence[match.start(2) :]}"
    for match in re.finditer(
        r"\b(is|are) (?!seen|noted|identified|present|normal|clear)", sentence
    ):
        if not sentence.lower().startswith("there "):
            yield f"{sentence[: match.end()]}not {sentence[match.end() :]}"
    if re.search(r"\b(is|are|has|have|measures?)\b", sentence) is None:
        yield f"No {sentence[0].lower()}{sentence[1:]}"
    for match in re.finditer(r" with (an? )?", sentence):
        yield f"{sentence[: match.start()]} without {sentence[match.end() :]}"


_NUMBER = re.compile(
    r"(?<![\w./-])\d+(?:\.\d+)?(?![\w./-]*[A-Za-z]\b)(?!\s*[-/]\s*\d)(?!\.\s*[A-Z])"
)


def numbers(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    for match in _NUMBER.finditer(text):
        old = match.group()
        yield text[: match.start()] + _other_number(old, draw) + text[match.end() :]


def _other_number(old: str, draw: Random) -> str:
    value = float(old)
    choices = [value + 1, value * 10, value + 0.1 if "." in old else value + 2]
    if value > 1:
        choices.append(value - 1)
    if value >= 10 and old[0] != old[1:2]:
        digits = old.replace(".", "")
        swapped = digits[1] + digits[0] + digits[2:]
        choices.append(
            float(swapped[: old.find(".")] + "." + swapped[old.find(".") :])
            if "." in old
            else float(swapped)
        )
    value = draw.choice([one for one in choices if f"{one:g}" != f"{float(old):g}"])
    return f"{value:.{len(old.split('.')[1])}f}" if "." in old else f"{value:g}"


def units(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    for match in re.finditer(r"(?<=\d)(\s*-?)(mm|cm/s|cm|mL|HU|%|mg)(?![\w/])", text):
        yield text[: match.start(2)] + words.UNITS[match.group(2)] + text[match.end() :]


def levels(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    for match in re.finditer(r"\b([CTLS])(\d{1,2})-([CTLS])?(\d{1,2})\b", text):
        low = int(match.group(2))
        if low > 1:
            part = match.group(1)
            yield f"{text[: match.start()]}{part}{low - 1}-{part}{low}{text[match.end() :]}"
    for match in re.finditer(
        r"(?<![-\w])([CTL])(\d{1,2})\b(?!-)(?! (?:weighted|hyper|hypo|signal))", text
    ):
        number = int(match.group(2))
        new = number - 1 if number > 1 else number + 1
        yield f"{text[: match.start()]}{match.group(1)}{new}{text[match.end() :]}"
    for match in re.finditer(r"\bsegment (I|II|III|IV|V|VI|VII|VIII)\b", text):
        new = "V" if match.group(1) != "V" else "VII"
        yield f"{text[: match.start()]}segment {new}{text[match.end() :]}"
    ordinals = "third fourth fifth sixth seventh eighth ninth".split()
    for match in re.finditer(rf"\b({'|'.join(ordinals)})\b(?= rib)", text):
        new = ordinals[ordinals.index(match.group()) - 1]
        yield text[: match.start()] + new + text[match.end() :]
    yield from each_word(text, words.PLACES)


def severities(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    yield from each_word(text, words.SEVERITIES)
    for old in words.SEVERITIES:  # left out
        for match in re.finditer(rf"\b{old}\b ", text, re.I):
            if old not in ("complete", "multiple"):
                yield capital(text[: match.start()] + text[match.end() :])
    for match in _findings(text):
        if not re.search(r"\b(no|not|without|mild|severe|moderate|small|large)\b", text, re.I):
            yield f"{text[: match.start()]}severe {text[match.start() :]}"


def doubts(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    yield from each_word(text, words.DOUBTS)
    for old in ("possible", "possibly", "probable", "probably", "likely", "questionable"):
        for match in re.finditer(rf"\b{old}\b ", text, re.I):
            yield capital(text[: match.start()] + text[match.end() :])
    for match in _findings(text):
        before = text[: match.start()]
        if not re.search(r"\b(no|not|without|or)\b[^.]*$", before, re.I):
            yield f"{before}{draw.choice(words.DOUBTS_ADDED)} {text[match.start() :]}"


def changes(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    yield from each_word(text, words.CHANGES)
    for match in re.finditer(r"\b(new|stable|increased|decreased) (?=[a-z])", text, re.I):
        yield capital(text[: match.start()] + text[match.end() :])
    said = re.compile(rf"\b({'|'.join(words.CHANGES)}|interval|prior|previous|change)", re.I)
    for at, sentence in enumerate(sentences):
        if not said.search(sentence) and not re.search(r"\b(no|not|without)\b", sentence, re.I):
            new = sentence.rstrip(".") + draw.choice(words.CHANGES_ADDED) + "."
            yield " ".join([*sentences[:at], new, *sentences[at + 1 :]])


def dropped(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    if len(sentences) > 1:
        for at in range(len(sentences)):
            yield " ".join([*sentences[:at], *sentences[at + 1 :]])


def added(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    """What the text says already is not added, under another name neither."""
    text = " ".join(sentences)
    known = text.lower().replace("gallstone", "cholelithiasis").replace("bony", "osseous")
    new = [one for one in words.ADDED_SENTENCES if _longest(one) not in known]
    phrases = [one for one in words.ADDED_PHRASES if _longest(one) not in known]
    yield f"{text} {draw.choice(new)}"
    yield f"{draw.choice(new)} {text}"
    yield text.rstrip(".") + draw.choice(phrases) + "."


def _longest(text: str) -> str:
    return max(re.findall(r"[a-z-]+", text.lower()), key=len)


def organs(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    yield from each_word(" ".join(sentences), words.ORGANS)


def organs_exchanged(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    """Two organs or findings of the text change places: every word is still there."""
    text = " ".join(sentences)
    for names in (tuple(words.ORGANS), words.FINDINGS):
        found = [name for name in names if len(re.findall(rf"\b{name}\b", text, re.I)) == 1]
        for at, one in enumerate(found):
            for other in found[at + 1 :]:
                if one not in other and other not in one and _may_change(text, one, other):
                    yield _both_ways(text, one, other)


def _may_change(text: str, one: str, other: str) -> bool:
    """Not where the two are in one list ("no effusion or pneumothorax"): the exchange says the
    same. Different sentences only."""
    places = sorted(text.lower().index(name.lower()) for name in (one, other))
    between = text[places[0] : places[1]]
    if ". " not in between:
        return False
    parts = [
        part
        for part in re.split(r"(?<=\.) ", text)
        if re.search(rf"\b({one}|{other})\b", part, re.I)
    ]
    bare = {re.sub(rf"\b({one}|{other})\b", "", part, flags=re.I).lower() for part in parts}
    return len(bare) == len(parts)


def dates(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    for match in re.finditer(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", text):
        month, day, year = (int(part) for part in match.groups())
        for new in (
            (month % 12 + 1, day, year),
            (month, day % 28 + 1, year),
            (month, day, year - 1),
        ):
            yield f"{text[: match.start()]}{new[0]:02}/{new[1]:02}/{new[2]}{text[match.end() :]}"


def references(sentences: Sequence[str], draw: Random) -> Iterator[str]:
    text = " ".join(sentences)
    for match in re.finditer(r"\b(series|image) (\d+)", text):
        yield f"{text[: match.start(2)]}{int(match.group(2)) + 1}{text[match.end() :]}"


KINDS: Mapping[str, tuple[Mutation, ...]] = {
    "side flipped": (sides, sides_exchanged),
    "negation dropped": (negation_dropped,),
    "negation added": (negation_added,),
    "number changed": (numbers,),
    "unit changed": (units,),
    "level swapped": (levels,),
    "severity changed": (severities,),
    "uncertainty changed": (doubts,),
    "comparison changed": (changes,),
    "sentence dropped": (dropped,),
    "finding added": (added,),
    "organ swapped": (organs, organs_exchanged),
    "date or reference changed": (dates, references),
}
"""Kind -> its mutations, in the table's order."""


def each_word(text: str, table: Mapping[str, str]) -> Iterator[str]:
    for old, new in table.items():
        for match in re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text, re.I):
            put = upper(new) if match.group()[0].isupper() else new
            yield text[: match.start()] + put + text[match.end() :]


def _both_ways(text: str, one: str, other: str) -> str:
    def change(match: re.Match[str]) -> str:
        new = other if match.group().lower() == one.lower() else one
        return upper(new) if match.group()[0].isupper() else new

    return re.sub(rf"\b({re.escape(one)}|{re.escape(other)})\b", change, text, flags=re.I)


def _findings(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\b({'|'.join(words.FINDINGS)})\b", text)


def upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def capital(text: str) -> str:
    """Each sentence begins with a capital."""
    return re.sub(r"(^|\. )([a-z])", lambda match: match.group(1) + match.group(2).upper(), text)
