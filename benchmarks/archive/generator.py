"""Synthetic pathology reports with their truth: cases worded in one family of wordings, in layouts
that are met: synoptic lines (colons, dots, columns, value on the next line, check boxes), prose, or
both, between history, gross description, frozen sections and comments that say other things, with
addenda that correct."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from archive.cases import FINDINGS, Case, Truth, drawn

PROSE = (
    "tumor_size",
    "invasive_size",
    *FINDINGS,
    "margin_involvement",
    "margin_distance",
    "pdl1",
    "egfr_mutation",
    "alk",
)
BIOMARKERS = ("pdl1", "egfr_mutation", "alk")
LENGTHS = ("tumor_size", "invasive_size", "margin_distance")
COUNTS = ("nodes_examined", "nodes_positive")
LAYOUTS = ("colon", "dots", "columns", "next_line", "bullets", "boxes")
NUMBER_WORDS = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen "
    "Fifteen Sixteen Seventeen Eighteen Nineteen Twenty"
).split()


@dataclass(frozen=True)
class Report:
    """truth: only what the text says; a field that is not in it is not said."""

    name: str
    text: str
    truth: Truth


def reports(seed: int, count: int, words: ModuleType) -> Iterator[Report]:
    for number in range(count):
        yield report(random.Random(f"{seed}-{number}"), f"report-{number:05}", words)


def report(rng: random.Random, name: str, words: ModuleType) -> Report:
    return Writer(rng, words).written(name)


class Writer:
    def __init__(self, rng: random.Random, words: ModuleType) -> None:
        self.rng = rng
        self.words = words
        self.case: Case = drawn(rng, words)
        self.truth: Truth = {}
        self.layout = rng.choice(LAYOUTS)
        self.style = rng.choices(("synoptic", "prose", "both"), (45, 25, 30))[0]

    def written(self, name: str) -> Report:
        self._correct_later()
        blocks = [self._header(), self._other("history", self.words.HISTORY, 1)]
        blocks.append(self._gross())
        if self.rng.random() < 0.3:
            blocks.append(self._other("frozen", self.words.FROZEN, 1))
        blocks.append(self._diagnosis())
        if self.style != "synoptic":
            blocks.append(self._microscopic())
        if self.style != "prose":
            blocks.append(self._synoptic())
        if self.style != "synoptic" and "pdl1" in self.case.says:
            blocks.append(self._ancillary())
        blocks.append(self._other("comment", self.words.COMMENTS, self.rng.randint(1, 3)))
        blocks.append(self._addendum())
        return Report(name, "\n\n".join(block for block in blocks if block) + "\n", self.truth)

    # -- what is said --------------------------------------------------------------------------

    def _said(self, field: str) -> object:
        """What the body of the report says, before an addendum."""
        return self.case.original.get(field, self.case.says[field])

    def _note(self, field: str) -> None:
        self.truth[field] = self.case.says[field]

    def _correct_later(self) -> None:
        if self.rng.random() > 0.15:
            return
        field = self.rng.choice(list(self.words.ADDENDA))
        if field not in self.case.says:
            return
        now = self.case.says[field]
        others: dict[str, list[object]] = {
            "tumor_size": [float(self.rng.randint(4, 88))],
            "pt": ["pT1a", "pT1b", "pT1c", "pT2a", "pT3"],
            "pdl1": ["<1", "5", "40", "80"],
            "lymphovascular_invasion": ["present", "absent"],
        }
        was = self.rng.choice([other for other in others[field] if other != now] or [None])
        if was is not None and now != "uncertain":
            self.case.original[field] = was

    def _one(self, choices: tuple[str, ...]) -> str:
        return self.rng.choice(choices)

    # -- wording of values ---------------------------------------------------------------------

    def _length(self, mm: object, product: bool = False) -> str:
        """product: with two smaller dimensions now and then."""
        value = float(str(mm))
        in_cm = self.rng.random() < 0.7
        sizes = [value]
        if product and self.rng.random() < 0.5:
            sizes += sorted(max(1, round(value * self.rng.uniform(0.4, 0.95))) for _ in "ab")[::-1]
        written = " x ".join(f"{s / 10:.1f}" if in_cm else f"{s:.0f}" for s in sizes)
        return f"{written} {'cm' if in_cm else 'mm'}"

    def _percent(self, value: object) -> str:
        sign, number = (
            (str(value)[0], str(value)[1:]) if str(value)[0] in "<>" else ("", str(value))
        )
        spelled = {
            "<": self._one(("<", "< ", "less than ")),
            ">": self._one((">", "greater than ")),
        }
        return f"{spelled.get(sign, '')}{number}%"

    def _answer(self, field: str) -> str:
        """The value behind a synoptic label."""
        value = self._said(field)
        if field in LENGTHS:
            return self._length(value, product=field == "tumor_size")
        if field in COUNTS:
            return f"{value:.0f}"
        if field == "pdl1":
            return self._percent(value)
        if field in FINDINGS:
            return self._one(self.words.FINDING_ANSWERS[str(value)])
        if field in ("pt", "pn"):
            return str(value)
        if field == "signed":
            return self._date(str(value))
        if field in ("accession", "stage"):
            return str(value)
        answer = self._one(self._fitting(field, self.words.ANSWERS[field][str(value)]))
        if field == "histology":
            self._note_pattern(answer)
        return answer

    def _note_pattern(self, histology: str) -> None:
        """Where the words of the type name the growth pattern, too: it can only be the case's."""
        if any(p in histology.lower() for p in self.words.ANSWERS["pattern"]):
            self._note("pattern")

    def _fitting(self, field: str, answers: tuple[str, ...]) -> tuple[str, ...]:
        """Without those that name another growth pattern than the case has."""
        if field != "histology":
            return answers
        patterns = set(self.words.ANSWERS["pattern"]) - {self.case.says.get("pattern")}
        fits = [a for a in answers if not any(p in a.lower() for p in patterns)]
        return tuple(fits)

    def _date(self, iso: str) -> str:
        year, month, day = iso.split("-")
        names = (
            "January February March April May June July August September October November December"
        )
        name = names.split()[int(month) - 1]
        return self._one(
            (
                iso,
                f"{name} {int(day)}, {year}",
                f"{int(day)} {name} {year}",
                f"{int(day)}-{name[:3]}-{year}",
            )
        )

    # -- blocks --------------------------------------------------------------------------------

    def _heading(self, name: str) -> str:
        return self._one(self.words.HEADINGS[name])

    def _header(self) -> str:
        lines = []
        for field in ("accession", "signed"):
            if self.rng.random() < 0.8:
                self._note(field)
                lines.append(f"{self._one(self.words.LABELS[field])}: {self._answer(field)}")
        return "\n".join(["SURGICAL PATHOLOGY REPORT", *lines])

    def _other(self, heading: str, texts: tuple[str, ...], count: int) -> str:
        """Sentences that say nothing about the fields."""
        picked = self.rng.sample(texts, min(count, len(texts)))
        return f"{self._heading(heading)}\n{self._joined(picked)}"

    def _joined(self, sentences: list[str]) -> str:
        """On one line, or wrapped as a system prints it."""
        text = " ".join(sentences)
        if self.rng.random() < 0.5:
            return text
        lines, line = [], ""
        for word in text.split():
            if len(line) + len(word) > 72:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        return "\n".join([*lines, line])

    def _gross(self) -> str:
        specimen = " x ".join(f"{self.rng.uniform(3, 19):.1f}" for _ in range(3)) + " cm"
        node = f"{self.rng.uniform(0.4, 2.4):.1f} cm"
        picked = self.rng.sample(self.words.GROSS, 3)
        lines = [line.format(specimen=specimen, node=node) for line in picked]
        if self.style != "prose" and self.rng.random() < 0.7:
            sentence = self._one(self.words.SENTENCES["tumor_size"][""])
            self.truth["tumor_size"] = self.case.gross_mm  # unless it is said again
            lines.insert(1, self._filled(sentence, self._length(self.case.gross_mm, product=True)))
        return f"{self._heading('gross')}\n{self._joined(lines)}"

    def _filled(self, sentence: str, value: str) -> str:
        distance = f"{self.rng.uniform(0.2, 6):.1f} cm"
        return sentence.replace("{d}", distance).replace("{}", value)

    def _diagnosis(self) -> str:
        says = self.case.says
        hedged = self.rng.random() < 0.08
        histology = self._one(
            self._fitting("histology", self.words.ANSWERS["histology"][str(says["histology"])])
        )
        grade = ""
        if hedged:
            histology = self._one(self.words.HEDGED).format(histology=histology.lower())
            if histology.startswith("poorly differentiated"):
                self.case.says["grade"] = "G3"
                self._note("grade")
        else:
            self._note("histology")
            self._note_pattern(histology)
            if "grade" in says and self.rng.random() < 0.5:
                grade = self._one(self.words.GRADED[str(says["grade"])])
                self._note("grade")
        line = self._one(self.words.DIAGNOSES)
        for field in ("procedure", "laterality", "site"):
            self._note(field)
        procedure = str(says["procedure"]).replace("_", " ")
        lobe = str(says["site"]).split("_")[0]
        side = str(says["laterality"])
        if line.startswith("LUNG"):
            lobe, side, procedure = lobe.upper(), side.upper(), procedure.upper()
        text = line.format(
            side=side, lobe=lobe, procedure=procedure, histology=histology, grade=grade
        )
        lines = [text[0].upper() + text[1:]]
        stations = self.rng.random() < 0.4
        if stations:
            for letter, station in zip(
                "BC", self.rng.sample(("7", "4R", "10L", "5"), 2), strict=True
            ):
                total = self.rng.randint(1, 5)
                lines.append(f"{letter}. Lymph node, station {station}: benign (0/{total}).")
        if self.style == "prose":
            if not stations:
                lines.append(self._nodes())
            lines.append(self._codes())
        if hedged:
            self.case.says.pop("histology")  # not said again
            self.case.says.pop("pattern", None)
            self.case.says.pop("grade", None)
        return "\n".join([self._heading("diagnosis"), *lines])

    def _nodes(self) -> str:
        positive, examined = (int(float(str(self.case.says[f]))) for f in reversed(COUNTS))
        for field in COUNTS:
            self._note(field)
        sentence = self._one(self.words.SENTENCES["nodes"]["some" if positive else "none"])
        spelled: object = examined
        if sentence.startswith("{e}") and examined < len(NUMBER_WORDS) and self.rng.random() < 0.5:
            spelled = NUMBER_WORDS[examined]
            return sentence.replace("{e}", str(spelled), 1).replace("{e}", str(examined))
        return sentence.format(p=positive, e=examined)

    def _codes(self) -> str:
        sentence = self._one(self.words.SENTENCES["codes"][""])
        self._note("pt")
        self._note("pn")
        if "{s}" in sentence:
            self._note("stage")
        return sentence.format(t=self._said("pt"), n=self._said("pn"), s=self._said("stage"))

    def _sentence(self, field: str) -> str:
        """ "" where the family has none for this truth."""
        value = self._said(field)
        group = self.words.SENTENCES[field]
        if "" in group:
            text = (
                self._percent(value)
                if field == "pdl1"
                else self._length(value, field == "tumor_size")
            )
            sentence = self._filled(self._one(group[""]), text)
        elif str(value) in group:
            sentence = self._one(group[str(value)])
        else:
            return ""
        self._note(field)
        return sentence

    def _microscopic(self) -> str:
        fields = [f for f in PROSE if f in self.case.says and f not in BIOMARKERS]
        picked = [f for f in fields if self.rng.random() < (0.85 if self.style == "prose" else 0.4)]
        self.rng.shuffle(picked)
        lines = [self._sentence(field) for field in picked]
        if "pattern" in self.case.says and self.rng.random() < 0.5:
            self._note("pattern")
            sentence = self._one(self.words.PATTERN_SENTENCES)
            lines.append(sentence.format(str(self.case.says["pattern"])))
        lines = [line for line in lines if line] or ["Sections show lung with tumor."]
        return f"{self._heading('microscopic')}\n{self._joined(lines)}"

    def _ancillary(self) -> str:
        lines = [self._sentence(f) for f in BIOMARKERS if self.rng.random() < 0.8]
        lines = [line for line in lines if line]
        return f"{self._heading('ancillary')}\n" + "\n".join(lines) if lines else ""

    def _synoptic(self) -> str:
        order = [
            f for f in self.words.LABELS if f in self.case.says and f not in ("signed", "accession")
        ]
        lines = []
        for field in order:
            if self.rng.random() < 0.15 or (field in BIOMARKERS and self.style != "synoptic"):
                continue
            self._note(field)
            lines.append(self._line(field, self._one(self.words.LABELS[field])))
        return "\n".join([self._heading("synoptic"), *lines])

    def _line(self, field: str, label: str) -> str:
        if self.layout == "boxes" and field in FINDINGS and self._said(field) != "uncertain":
            yes = self._said(field) == "present"
            boxes = ("[x]", "[ ]") if yes else ("[ ]", "[x]")
            return f"{label}: {boxes[0]} Present  {boxes[1]} Not identified"
        answer = self._answer(field)
        match self.layout:
            case "dots":
                return f"{label} {'.' * max(3, 50 - len(label))} {answer}"
            case "columns":
                return f"{label:<48}{answer}"
            case "next_line":
                return f"{label}:\n    {answer}"
            case "bullets":
                return f"- {label}: {answer}"
        return f"{label}: {answer}"

    def _addendum(self) -> str:
        """Also makes the correction part of the truth, whether the body says the field or not."""
        if not self.case.original:
            return ""
        (field, was), *_ = self.case.original.items()
        now = self.case.says[field]
        word = {"present": "present", "absent": "not identified"}
        both = {
            "tumor_size": lambda v: self._length(v),
            "pdl1": self._percent,
            "lymphovascular_invasion": lambda v: word[str(v)],
        }.get(field, str)
        sentence = self._one(self.words.ADDENDA[field]).replace("{new}", both(now))
        self._note(field)
        return f"{self._heading('addendum')}\n{sentence.replace('{old}', both(was))}"
