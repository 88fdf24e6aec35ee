"""A second opinion on a statement and its sources: simple, strict, nothing shared with the guard.

    from benchmarks.fidelity.second_check import differences

    differences(["No left effusion."], "Right effusion.")
    # ['left out: left', 'said here, not in the sources: right', 'affirmed only here: effus',
    #  'denied only in the sources: effus']

It judges what passed the guard, so it imports nothing of medvoice and has word lists of its own.
It knows almost no synonyms: a rewording with other words is reported, and somebody reads it. As a
system of the benchmark (JSON lines): python -m benchmarks.fidelity.second_check
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

_SILENT = frozenset(
    "a an the is are was were be been being there this that these those it its they their has have "
    "had of in on at to for by as and or nor who which where within into along also here now "
    "seen noted identified demonstrated shown visualized present evident found appreciated "
    "evidence see show shows demonstrates demonstrate measures measuring measure measured we um uh "
    "compared comparison exam examination study contains located with patient again any".split()
)
_NEGATORS = frozenset("no not without none neither never nor denies".split())
_DENY_AFTER = re.compile(r"\b(?:negative for|free of|absence of|lack of)\b")
_DENY_BEFORE = re.compile(
    r"\b(?:(?:is|are|was|were) not ([a-z]+ )?(?:seen|identified|present|visualized|"
    r"evident|noted|found|demonstrated|appreciated)|(?<!surgically )absent)\b"
)
_ENDS = frozenset("but however although though except whereas with while which".split())
_SEPARATES = frozenset("and or nor with without but however while whereas although".split())
_CLASSES = {
    "side": "left right bilateral unilateral both ipsilateral contralateral leftward rightward",
    "severity": "mild moderate severe marked minimal slight trace tiny small large massive "
    "extensive diffuse focal multiple few partial complete significant subtle acute chronic "
    "subacute early advanced borderline gross high-grade low-grade several",
    "uncertainty": "possible possibly probable probably likely unlikely may might could suspicious "
    "suspected concerning worrisome questionable cannot exclude excluded suggest suggestive "
    "suggesting consistent compatible apparent perhaps presumed definite definitely versus rule "
    "ruled",
    "change": "unchanged stable new increased decreased larger smaller worse worsened worsening "
    "improved improving improvement resolved resolution progressed progression grown enlarging "
    "interval change prior previous previously since increase decrease longer",
    "place": "upper lower middle mid apical basilar proximal distal medial lateral anterior "
    "posterior superior inferior above below",
}
_CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}
_WHERE = frozenset({"side", "place", "level", "date"})
"""Whether these stand in the scope of a negation depends on the order of words alone."""
_ONE_SPELLING = (
    (r"haem", "hem"),
    (r"oede", "ede"),
    (r"oesoph", "esoph"),
    (r"tumour", "tumor"),
    (r"\bgrey", "gray"),
    (r"metre", "meter"),
    (r"\b(left|right)-sided\b", r"\1"),
    (r"\bslight(ly)?\b", "mild"),
    (r"\b(mild|moderate|severe|marked|minimal|diffuse|complete)ly\b", r"\1"),
    (r"\bbilaterally\b", "bilateral"),
    (r"\bcompared (?:to|with)\b|\bin comparison (?:to|with)\b", "since"),
    (r"\bpercent\b", "%"),
    (r"–|—", "-"),
    (r"×", " x "),
    (r"(?<![\w)-])-(?=\d)", " minus "),
    (r"\bthan (?:the |on the )?(left|right)\b", r"than-\1"),
    (r"\b(segment|grade|type|stage) (i{1,3}|iv|vi{0,3}|ix)\b", r"\1-\2"),
    (r"\bwithout and with\b|\bwith and without\b", "with-and-without"),
)
_DIGITS = {
    word: str(at)
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_MONTHS = {
    name: at
    for at, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),
        start=1,
    )
}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_UNITS = {"cm": ("mm", 10.0), "m": ("mm", 1000.0), "cc": ("ml", 1.0), "l": ("ml", 1000.0)}
_LONG_UNITS = {
    "millimeter": "mm",
    "centimeter": "cm",
    "milliliter": "ml",
    "hounsfield unit": "hu",
    "degree": "degree",
}
_UNIT = (
    r"mm/s|cm/s|m/s|mm|cm|ml|cc\d?|hu|mg|mcg|g|kg|m|l|%|degrees?|weeks?|months?|years?|days?|hours?"
)
_NUMBER = re.compile(
    rf"(?<![\w.])(\d+(?:\.\d+)?)((?: x \d+(?:\.\d+)?)*) ?-?(?:({_UNIT})(?![\w/]))?"
)
_TOKEN = re.compile(r"<[^>]+>|[a-z][a-z'-]*[a-z]|[a-z]|\d[\w.]*|[+=~±≤≥]|[.;,:?!](?=\s|$)")
_ENDINGS = (
    "ations ation ments ment ings ing ions ion ities ity ically ical ally ies es ed al ic ly y s e"
)
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class _Item:
    """A word or number with its class ("" for any other word) and whether it is denied."""

    word: str
    kind: str
    denied: bool


_Sentence = list[list[_Item]]
"""Its clauses."""


def differences(sources: Sequence[str], statement: str) -> list[str]:
    """What the statement says otherwise than its sources do, [] where nothing was found."""
    before, after = _sentences(" . ".join(sources)), _sentences(statement)
    found = [*_bag(before, after), *_negation(before, after)]
    return found or [
        *_facts_moved(before, after, "moved"),
        *_facts_moved(after, before, "no longer together"),
        *_words_moved(before, after, "moved"),
        *_words_moved(after, before, "no longer together"),
        *_order(before, after),
    ]


def _every(sentences: list[_Sentence]) -> Iterator[_Item]:
    return (item for clauses in sentences for clause in clauses for item in clause)


def _bag(before: list[_Sentence], after: list[_Sentence]) -> Iterator[str]:
    """Every word once at least; what belongs to a class as often as in the sources."""
    old = Counter(item.word for item in _every(before))
    new = Counter(item.word for item in _every(after))
    counted = {item.word for item in [*_every(before), *_every(after)] if item.kind}
    for word in sorted(old | new):
        if word not in old:
            yield f"said here, not in the sources: {word}"
        elif word not in new:
            yield f"left out: {word}"
        elif word in counted and old[word] != new[word]:
            yield f"{new[word]} times for {old[word]}: {word}"


def _negation(before: list[_Sentence], after: list[_Sentence]) -> Iterator[str]:
    """A word denied on one side alone; a word denied and affirmed counts as both."""
    old = {(i.word, i.denied) for i in _every(before) if i.kind not in _WHERE}
    new = {(i.word, i.denied) for i in _every(after) if i.kind not in _WHERE}
    both = {word for word, _ in old} & {word for word, _ in new}
    for word, denied in sorted(old ^ new):
        if word in both:
            where = "in the sources" if (word, denied) in old else "here"
            yield f"{'denied' if denied else 'affirmed'} only {where}: {word}"


def _facts_moved(before: list[_Sentence], after: list[_Sentence], label: str) -> Iterator[str]:
    """Each clause of `after` must say the same numbers, sides, levels and so on as one of the
    clauses of `before` that share most of its other words."""
    clauses = [clause for sentence in before for clause in sentence]
    for clause in (clause for sentence in after for clause in sentence):
        words = {item.word for item in clause if not item.kind}
        facts = {item.word for item in clause if item.kind}
        shared = [len(words & {item.word for item in other}) for other in clauses]
        most = max(shared, default=0)
        if not facts or not most:
            continue
        kinds = {item.kind for item in clause if item.kind}
        theirs = [
            {item.word for item in other if item.kind in kinds}
            for other, count in zip(clauses, shared, strict=True)
            if count == most
        ]
        if not any(facts <= one or (one and one <= facts) for one in theirs):
            yield f"{label}: {', '.join(sorted(facts))} with {', '.join(sorted(words))}"


def _words_moved(before: list[_Sentence], after: list[_Sentence], label: str) -> Iterator[str]:
    """Words of one clause of `after` that stand in no clause of `before` together."""
    together = [{item.word for item in clause} for sentence in before for clause in sentence]
    pairs = {pair for words in together for pair in combinations(sorted(words), 2)}
    for sentence in after:
        for clause in sentence:
            words = sorted({item.word for item in clause})
            for pair in combinations(words, 2):
                if pair not in pairs:
                    yield f"{label}: {' / '.join(pair)}"


def _order(before: list[_Sentence], after: list[_Sentence]) -> Iterator[str]:
    """Two numbers or dates of one sentence keep their order in some sentence of the sources."""
    ordered = {pair for sentence in before for pair in _number_pairs(sentence)}
    for sentence in after:
        for pair in _number_pairs(sentence):
            if pair not in ordered and pair[::-1] in ordered:
                yield f"order: {pair[0]}, {pair[1]}"


def _number_pairs(sentence: _Sentence) -> Iterator[tuple[str, str]]:
    items = [item for clause in sentence for item in clause]
    yield from combinations([i.word for i in items if i.kind in ("number", "date")], 2)


def _sentences(text: str) -> list[_Sentence]:
    """A part without a word of its own goes with the next one, the last with the one before."""
    found: list[_Sentence] = []
    for tokens in _token_sentences(_plain(text)):
        denied = _denied(tokens)
        here: list[list[_Item]] = [[]]
        for at, token in enumerate(tokens):
            if (token in _SEPARATES or token in ",:") and any(not item.kind for item in here[-1]):
                here.append([])
            if token not in _SILENT | _NEGATORS | {"<deny>", "<denied>", ",", ":"}:
                here[-1].append(_item(token, denied[at]))
        if len(here) > 1 and all(item.kind for item in here[-1]):
            last = here.pop()
            here[-1] += last
        found.append([clause for clause in here if clause])
    return [sentence for sentence in found if sentence]


def _item(token: str, denied: bool) -> _Item:
    if token[0] == "<":
        kind, _, word = token[1:-1].partition("=")
        return _Item(word, kind, denied)
    if token in _CLASS_OF:
        return _Item(token, _CLASS_OF[token], denied)
    return _Item(_stem(token), "", denied)


def _stem(word: str) -> str:
    for ending in _ENDINGS.split():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _token_sentences(plain: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for token in _TOKEN.findall(plain):
        if token in ".;?!":
            found.append([])
        else:
            found[-1].append(token)
    return [tokens for tokens in found if tokens]


def _denied(tokens: list[str]) -> list[bool]:
    """From a negator to "but" or a comma that no "or" follows; "is not seen" denies backwards."""
    flags = [False] * len(tokens)
    deny = False
    for at, token in enumerate(tokens):
        if token == "<deny>" or token in _NEGATORS:
            deny = True
        elif token in _ENDS or (token == "," and not {"or", "nor"} & set(tokens[at:])):
            deny = False
        flags[at] = deny
        if token == "<denied>":
            start = max((i for i in range(at) if tokens[i] in _ENDS), default=-1) + 1
            flags[start:at] = [True] * (at - start)
    return flags


def _plain(text: str) -> str:
    now = f" {text.lower()} "
    for old, new in _ONE_SPELLING:
        now = re.sub(old, new, now)
    now = _DENY_BEFORE.sub(r" \1 <denied> ", now)
    now = _DENY_AFTER.sub(" <deny> ", now)
    now = re.sub(
        r"(?<!cannot be )\bexcluded\b|\bcan not\b", lambda m: m[0].replace("can not", "cannot"), now
    )
    now = re.sub(
        rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b",
        lambda m: f"<date={m[3]}/{_MONTHS[m[1]]}/{int(m[2])}>",
        now,
    )
    now = re.sub(
        rf"\b(\d{{1,2}}) {_MONTH},? (\d{{4}})\b",
        lambda m: f"<date={m[3]}/{_MONTHS[m[2]]}/{int(m[1])}>",
        now,
    )
    now = re.sub(
        r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", lambda m: f"<date={m[3]}/{int(m[1])}/{int(m[2])}>", now
    )
    now = re.sub(
        r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda m: f"<date={m[1]}/{int(m[2])}/{int(m[3])}>", now
    )
    now = re.sub(
        r"\b([ctls])(\d+) ?[-/] ?([ctls]?)(\d+)\b",
        lambda m: f"<level={m[1]}{m[2]}-{m[3] or m[1]}{m[4]}>",
        now,
    )
    now = re.sub(r"(?<![<=\w-])([ctls])(\d+)\b", r"<level=\1\2>", now)
    for word, digit in _DIGITS.items():
        now = re.sub(rf"\b{word}\b(?!-)", digit, now)
    for long, short in _LONG_UNITS.items():
        now = re.sub(rf"\b{long}s?\b", short, now)
    now = re.sub(r"(?<=\d) by (?=\d)", " x ", now)
    now = re.sub(rf"(?<=\d) ?({_UNIT}) x (?=\d[\d.]* ?\1)", " x ", now)
    parts = re.split(r"(<[^>]+>)", now)
    return "".join(part if part[:1] == "<" else _NUMBER.sub(_number, part) for part in parts)


def _number(match: re.Match[str]) -> str:
    unit = (match[3] or "").rstrip("s") if len(match[3] or "") > 4 else match[3] or ""
    base, factor = _UNITS.get(unit, (unit, 1.0))
    values = [match[1], *re.findall(r"[\d.]+", match[2])]
    return "".join(f" <number={float(value) * factor:g} {base}> " for value in values)


def main() -> int:
    for line in sys.stdin:
        asked = json.loads(line)
        found = differences(asked["sources"], asked["statement"])
        print(json.dumps({"faithful": not found, "differences": found}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
