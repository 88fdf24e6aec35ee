"""Values that a language model proposes for fields which the rules did not find.

It is shown the statements that could hold them, and answers with a value and a quote for each, or
with null; `span_check` decides.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.answer import json_object
from medvoice.assistant.backend import Ask, Backend, Between, Conversation, Message
from medvoice.assistant.constrained import most_tokens
from medvoice.assistant.fencing import RULE, fenced
from medvoice.assistant.prompting import texts
from medvoice.extraction.rules import DocumentFindings, FieldRules, Rules
from medvoice.extraction.schema import ChoiceField, FindingField, TextField
from medvoice.extraction.settling import Found
from medvoice.extraction.span_check import MOST_QUOTE, Refused, checked
from medvoice.extraction.statements import Statement
from medvoice.extraction.value import Refusal

MOST_VALUE = 60
MOST_FIELDS = 6
"""Asked for at once: a small model loses the thread of more."""
MOST_SHOWN = 3_000
"""Characters of statements shown at once."""
_TOKENS_A_FIELD = 120
_STATES = ("present", "absent", "uncertain")

Placed = tuple[int, Statement, int]
"""(page, statement, group)."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """found: field → what was accepted."""

    found: dict[str, Found]
    refused: tuple[Refusal, ...]


class ModelValues:
    """Of one schema and one backend."""

    def __init__(self, rules: Rules, backend: Backend, between: Between) -> None:
        self._rules = rules
        self._backend = backend
        self._between = between
        said = texts("extraction")
        fields = [f for f in rules.fields if not isinstance(f.field, TextField)]
        listed = "\n".join(f"- {f.name}: {f.field.title}{_answers(f)}" for f in fields)
        system = str(said["instructions"]).strip().format(fields=listed, rule=RULE)
        messages: list[Message] = []
        for example in said["examples"]:
            answer = {name: example["answer"].get(name) for name in example["asked"]}
            messages.append(_turn([example["text"]], example["asked"]))
            messages.append(Message.of("assistant", json.dumps(answer, ensure_ascii=False)))
        self.fixed = Conversation(system, tuple(messages))

    def proposals(self, findings: DocumentFindings) -> Proposals:
        """For the fields that the rules found nothing of. Raises BackendError."""
        found: dict[str, Found] = {}
        refused: list[Refusal] = []
        asked = [
            (one, places)
            for one in self._rules.fields
            if one.name not in findings.found
            and not isinstance(one.field, TextField)
            and (places := self._places(one, findings))
        ]
        for at in range(0, len(asked), MOST_FIELDS):
            self._ask(asked[at : at + MOST_FIELDS], found, refused)
        return Proposals(found, tuple(refused))

    def _places(self, one: FieldRules, findings: DocumentFindings) -> list[Placed]:
        """Statements that name the field's subject, none below a group that speaks of it."""
        last = findings.addressed.get(one.name)
        placed = (
            (page, statement, self._rules.group(statement))
            for page, statement in findings.statements
            if not one.field.sections or statement.section in one.field.sections
        )
        return [
            (page, statement, group)
            for page, statement, group in placed
            if (last is None or group <= last) and one.spoken_of(statement)
        ]

    def _ask(
        self,
        asked: Sequence[tuple[FieldRules, list[Placed]]],
        found: dict[str, Found],
        refused: list[Refusal],
    ) -> None:
        shown: list[str] = []
        room = MOST_SHOWN
        for text in dict.fromkeys(s.text for _, places in asked for _, s, _ in places):
            if len(text) <= room:
                shown.append(text)
                room -= len(text)
        schema = answer_schema([one for one, _ in asked])
        answer = "".join(
            self._backend.write(
                Ask(self.fixed, _turn(shown, [one.name for one, _ in asked])),
                schema=schema,
                limit=min(most_tokens(schema), 20 + _TOKENS_A_FIELD * len(asked)),
                copies="\n".join(shown),
                between=self._between,
            )
        )
        proposed = json_object(answer)
        for one, places in asked:
            said = proposed.get(one.name)
            if not isinstance(said, dict):
                continue
            value, quote = str(said.get("value", "")), str(said.get("quote", ""))
            try:
                found[one.name] = checked(one, value, quote, places)
            except Refused as refusal:
                refused.append(Refusal(one.name, f"{value}: {quote}", f"the model: {refusal}"))


def answer_schema(fields: Sequence[FieldRules]) -> dict[str, Any]:
    """null, or a value and its quote, for each field."""
    return {
        "type": "object",
        "properties": {one.name: {"anyOf": [{"type": "null"}, _one(one)]} for one in fields},
        "required": [one.name for one in fields],
        "additionalProperties": False,
    }


def _one(one: FieldRules) -> dict[str, Any]:
    value: dict[str, Any]
    match one.field:
        case ChoiceField():
            value = {"enum": list(one.field.choices)}
        case FindingField():
            value = {"enum": list(_STATES)}
        case _:
            value = {"type": "string", "minLength": 1, "maxLength": MOST_VALUE}
    return {
        "type": "object",
        "properties": {
            "value": value,
            "quote": {"type": "string", "minLength": 1, "maxLength": MOST_QUOTE},
        },
        "required": ["value", "quote"],
        "additionalProperties": False,
    }


def _answers(one: FieldRules) -> str:
    match one.field:
        case ChoiceField():
            return f" ({', '.join(one.field.choices)})"
        case FindingField():
            return f" ({', '.join(_STATES)})"
    return ""


def _turn(statements: Sequence[str], asked: Sequence[str]) -> Message:
    text = "\n".join(" ".join(statement.split()) for statement in statements)
    return Message.of("user", f"{fenced(text)}\nFields: {', '.join(asked)}")
