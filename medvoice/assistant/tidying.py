"""Tidying: a language model writes dictated sentences otherwise, under the fidelity guard.

All sentences of a run are asked for at once, as a JSON object with a key for each, so that none can
be left out or joined to another. What says anything else than its sentence is refused, and the
sentence stays as it was dictated.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.answer import json_object, spread
from medvoice.assistant.backend import Ask, Backend, Between, Conversation, Garbage, Message, Schema
from medvoice.assistant.fencing import RULE, fenced
from medvoice.assistant.prompting import texts
from medvoice.report.guard.verdict import faithful
from medvoice.report.template import Template

TIDIED = "tidied by the model"
"""Ends the reason of every statement that a model wrote otherwise."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """texts: of each sentence the model's, None where it stays as it was dictated. refused: how
    many of the model's said something else."""

    texts: tuple[str | None, ...]
    refused: int


class TidyingPrompt:
    """What a model is asked to tidy sentences of one template."""

    def __init__(self, template: Template) -> None:
        said = texts("tidying")
        system = str(said["instructions"]).strip().format(exam=template.front.exam, rule=RULE)
        messages = [
            message
            for example in said["examples"]
            for message in (
                self.turn(example["said"]),
                Message.of("assistant", _object(example["tidied"])),
            )
        ]
        self.fixed = Conversation(system, tuple(messages))

    def turn(self, sentences: Sequence[str]) -> Message:
        lines = (f"{n}. {fenced(sentence)}" for n, sentence in enumerate(sentences, 1))
        return Message.of("user", "\n".join(lines))

    def tidy(self, backend: Backend, sentences: Sequence[str], between: Between) -> Tidied:
        """Raises BackendError."""
        if not sentences:
            return Tidied((), 0)
        answer = "".join(
            backend.write(
                Ask(self.fixed, self.turn(sentences)),
                schema=schema(sentences),
                limit=sum(_longest(sentence) + 20 for sentence in sentences),
                copies=_object(sentences),
                between=between,
            )
        )
        return checked(sentences, json_object(answer))


def schema(sentences: Sequence[str]) -> Schema:
    """A string for each sentence, bounded, so that the answer always ends."""
    keys = [str(number) for number in range(1, len(sentences) + 1)]
    return {
        "type": "object",
        "properties": {
            key: {"type": "string", "minLength": 1, "maxLength": _longest(sentence)}
            for key, sentence in zip(keys, sentences, strict=True)
        },
        "required": keys,
        "additionalProperties": False,
    }


def checked(sentences: Sequence[str], answer: dict[str, Any]) -> Tidied:
    """The model's answer, sentence by sentence under the guard. Raises Garbage for an answer that
    is none."""
    found: list[str | None] = []
    refused = 0
    for number, sentence in enumerate(sentences, 1):
        text = answer.get(str(number))
        if not isinstance(text, str):
            raise Garbage("the language model left a sentence out of its answer")
        text = spread(text)
        if text == sentence.strip():
            found.append(None)
        elif text and faithful([sentence], text).faithful:
            found.append(text)
        else:
            found.append(None)
            refused += 1
    return Tidied(tuple(found), refused)


def _longest(sentence: str) -> int:
    """Characters that a tidied sentence may have."""
    return len(sentence) * 3 // 2 + 40


def _object(sentences: Sequence[str]) -> str:
    return json.dumps(dict(enumerate(sentences, 1)), ensure_ascii=False)
