"""Placing: a language model names the field of a sentence; it writes nothing.

It is asked one sentence at a time, on instructions and examples that stay the same for a template
(prefilled once), and its score of each field's name is taken less that for an empty sentence.

A model gets a say only where it has proved itself. Before its first sentence it answers the
template's probes, sentences whose field is known: `Trust` is the least margin from which on it had
at least nine in ten of ten or more right. A model that guesses, that always says the same or that
answers the wrong way round has no such margin, and everything stays as the rules placed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.assistant.backend import Ask, Backend, Between, Choice, Conversation, Message
from medvoice.assistant.fencing import RULE, fenced
from medvoice.assistant.prompting import texts
from medvoice.report.document import Placement
from medvoice.report.left import left_by
from medvoice.report.template import Template
from medvoice.report.template_fields import FieldSpec

BY_MODEL = "placed by the model"
"""Begins the reason of every statement that a model moved."""
FEWEST_PROBES = 10
LEAST_RIGHT = 0.9


@dataclass(frozen=True, slots=True)
class Probe:
    """A sentence whose field is known. fields: each of them is right."""

    text: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trust:
    """least: margin (natural log) from which on the model decides, None for never; 0 where it
    gives no margins and was right without. right, asked: of all probes."""

    least: float | None
    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """field: id. margin: None where the model gives none."""

    field: str
    margin: float | None


class PlacingPrompt:
    """What a model is asked to place the sentences of one template's findings."""

    def __init__(self, template: Template) -> None:
        said = texts("placing")
        specs = [
            (name, spec)
            for section in template.sections
            if section.fields
            for name, spec in (
                (f"{section.id}.{spec.id}", spec) for spec in section.fields if _is_free(spec)
            )
        ]
        self.unplaced = template.unplaced
        self.fields = tuple(name for name, _ in specs)
        self.choices = _distinct(template, specs)
        by_region = _by_region(template, specs)
        lines = [
            f"- {choice}: {_about(spec)}" if _about(spec) else f"- {choice}"
            for choice, (_, spec) in zip(self.choices, specs, strict=True)
        ]
        self._turn = str(said["turn"])
        instructions = str(said["instructions"]).strip()
        system = instructions.format(
            exam=template.front.exam,
            fields="\n".join(lines),
            unplaced=self._choice(template.unplaced),
            rule=RULE,
        )
        shown: dict[str, str] = {}
        for example in said["examples"]:
            names = by_region.get(example["region"], ())
            if names and names[0] not in shown:
                shown[names[0]] = example["text"]
        messages = [
            message
            for name, text in shown.items()
            for message in (self.turn(text), Message.of("assistant", self._choice(name)))
        ]
        self.fixed = Conversation(system, tuple(messages))
        probes = [
            Probe(probe["text"], frozenset(by_region[probe["region"]]))
            for probe in said["probes"]
            if probe["region"] in by_region
        ]
        asked = {field for probe in probes for field in probe.fields}
        probes += [
            Probe(spec.normals[0].text, frozenset([name]))
            for name, spec in specs
            if spec.normals and name not in asked
        ]
        self.probes = tuple(probes)

    def turn(self, sentence: str) -> Message:
        return Message.of("user", self._turn.format(sentence=fenced(sentence)))

    @property
    def nothing(self) -> Message:
        """The turn that says nothing."""
        return self.turn("")

    def choose(self, backend: Backend, sentence: str, between: Between) -> Chosen:
        """The field that the model names, whether it is to be trusted or not. Raises
        BackendError."""
        choice = self._choose(backend, sentence, between)
        return Chosen(self.fields[choice.index], choice.margin)

    def _choose(self, backend: Backend, sentence: str, between: Between) -> Choice:
        return backend.choose(
            Ask(self.fixed, self.turn(sentence)),
            self.choices,
            against=self.nothing,
            between=between,
        )

    def _choice(self, field: str) -> str:
        return self.choices[self.fields.index(field)]


def try_out(prompt: PlacingPrompt, backend: Backend, between: Between) -> Trust:
    """How far the model is to be trusted with this template. Raises BackendError."""
    answers = []
    for probe in prompt.probes:
        chosen = prompt.choose(backend, probe.text, between)
        answers.append((chosen.margin, chosen.field in probe.fields))
    return trust(answers)


def trust(answers: Sequence[tuple[float | None, bool]]) -> Trust:
    """answers: margin and whether it was right, of each probe."""
    right, asked = sum(good for _, good in answers), len(answers)
    if any(margin is None for margin, _ in answers):
        sure = asked >= FEWEST_PROBES and right >= LEAST_RIGHT * asked
        return Trust(0.0 if sure else None, right, asked)
    least, good = None, 0
    ordered = sorted(answers, key=lambda answer: -(answer[0] or 0.0))
    for number, (margin, is_right) in enumerate(ordered, 1):
        good += is_right
        if number >= FEWEST_PROBES and good >= LEAST_RIGHT * number:
            least = margin
    return Trust(least, right, asked)


def is_left(placement: Placement, template: Template) -> bool:
    """Whether the rules left it: the model may move it, and no other. What the rules did place they
    have right more often than a small model does (docs/measurements/placing.md)."""
    return placement.field == template.unplaced and left_by(placement.statement.reason) is not None


def moves(chosen: Chosen, trusted: Trust, unplaced: str) -> bool:
    """Whether what the model chose counts."""
    if trusted.least is None or chosen.field == unplaced:
        return False
    return chosen.margin is None or chosen.margin >= trusted.least


def reason(chosen: Chosen, ruled: str) -> str:
    """Why a statement stands where the model put it. ruled: why the rules had left it."""
    margin = "no margin" if chosen.margin is None else f"margin {chosen.margin:.2f}"
    return f"{BY_MODEL} ({margin}); {ruled}"


def _is_free(spec: FieldSpec) -> bool:
    """Whether sentences belong there: measured, computed and picked values do not come that way."""
    return spec.measure is None and spec.calculate is None and spec.assessment is None


def _about(spec: FieldSpec) -> str:
    """What belongs to a field, for the prompt."""
    parts = [", ".join(spec.synonyms), spec.prompt]
    return ". ".join(part.strip(". ") for part in parts if part)


def _distinct(template: Template, specs: Sequence[tuple[str, FieldSpec]]) -> tuple[str, ...]:
    """A name for each field; the section before those that share one."""
    counted = Counter(spec.name for _, spec in specs)
    sections = {section.id: section.name for section in template.sections}
    return tuple(
        spec.name if counted[spec.name] == 1 else f"{sections[name.split('.')[0]]}: {spec.name}"
        for name, spec in specs
    )


def _by_region(
    template: Template, specs: Sequence[tuple[str, FieldSpec]]
) -> dict[str, tuple[str, ...]]:
    """Region -> fields that it belongs to; "" -> the field of what belongs nowhere else."""
    table: dict[str, tuple[str, ...]] = {}
    for name, spec in specs:
        for region in spec.anatomy:
            table[region] = (*table.get(region, ()), name)
    if template.unplaced in dict(specs):
        table[""] = (template.unplaced,)
    return table
