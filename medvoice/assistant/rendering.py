"""A conversation as the model's own tokens: by the tokenizer's chat template, else as plain text.

Text is data: what looks like one of the model's own marks ("<end_of_turn>" in a pasted document) is
broken up, so that no text can end its turn or open another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.backend import (
    Ask,
    Conversation,
    DicomReference,
    Image,
    Message,
    Part,
    Refused,
    Text,
)

PROBES = ("A", "7", "(", "é")
"""Turns that begin in different ways: what their renderings share does not depend on the turn."""

PLAIN_END = "\n\n"
"""What ends an answer of a model that was never taught turns: the blank line that ends one in the
plain rendering. One token of Gemma's and of most others."""


@dataclass(frozen=True, slots=True)
class ImageTokens:
    """Of a model that takes images. sequence: what stands for one image in the text. mark: what the
    chat template writes for it. token: the id of each of its places, count: places an image."""

    sequence: str
    mark: str
    token: int
    count: int


class Renderer:
    """One tokenizer's way with conversations."""

    def __init__(self, tokenizer: Any, template: str | None, images: ImageTokens | None) -> None:
        """tokenizer: fast, of transformers. template: the chat template, None: a base model."""
        self._tokenizer = tokenizer
        self._template = template
        self.images = images
        special = [str(token) for token in tokenizer.added_tokens_decoder.values() if token.special]
        ordered = sorted({*special, *tokenizer.all_special_tokens}, key=len, reverse=True)
        self._marks = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    @property
    def plain(self) -> bool:
        return self._template is None

    def ask(self, ask: Ask) -> list[int]:
        """All token ids up to where the answer begins. Raises Refused for images that the model
        does not take."""
        return self._ids(ask.fixed.system, _joined_up((*ask.fixed.messages, *ask.after)))

    def prefix(self, fixed: Conversation) -> list[int]:
        """Token ids with which every request on `fixed` begins, whatever its turn says."""
        first, *others = (self.ask(Ask(fixed, Message.of("user", probe))) for probe in PROBES)
        end = min(_shared(first, other) for other in others)
        return first[:end]

    def answer(self, text: str) -> list[int]:
        """Token ids of a text as an answer, without its end."""
        return list(self._tokenizer(text, add_special_tokens=False).input_ids)

    def text(self, ids: Sequence[int]) -> str:
        decoded: str = self._tokenizer.decode(
            list(ids), skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return decoded

    def _ids(self, system: str, messages: Sequence[Message]) -> list[int]:
        if self._template is None:
            text = self._plain(system, messages)
            return list(self._tokenizer(text).input_ids)
        turns: list[dict[str, object]] = []
        if system:
            turns.append({"role": "system", "content": self._safe(system)})
        turns += [{"role": m.role, "content": self._content(m.parts)} for m in messages]
        text = self._tokenizer.apply_chat_template(
            turns, chat_template=self._template, tokenize=False, add_generation_prompt=True
        )
        if self.images is not None:
            text = text.replace(self.images.mark, self.images.sequence)
        return list(self._tokenizer(text, add_special_tokens=False).input_ids)

    def _content(self, parts: Sequence[Part]) -> object:
        """Text alone as one string: some templates know nothing else."""
        if all(isinstance(part, Text) for part in parts):
            return self._joined(parts)
        if self.images is None or any(isinstance(part, DicomReference) for part in parts):
            raise Refused("This language model takes no images; choose one that does.")
        return [
            {"type": "text", "text": self._safe(part.text)}
            if isinstance(part, Text)
            else {"type": "image"}
            for part in parts
        ]

    def _plain(self, system: str, messages: Sequence[Message]) -> str:
        """Question and answer on lines of their own, a blank line between two pairs."""
        text = self._safe(system) + "\n\n" if system else ""
        for message in messages:
            if not all(isinstance(part, Text) for part in message.parts):
                raise Refused("This language model takes no images; choose one that does.")
            text += self._joined(message.parts) + ("\n" if message.role == "user" else "\n\n")
        return text

    def _joined(self, parts: Sequence[Part]) -> str:
        """Trimmed, as templates do, so that no blank joins what stands before."""
        texts = (self._safe(part.text) for part in parts if isinstance(part, Text))
        return "\n\n".join(texts).strip()

    def _safe(self, text: str) -> str:
        """A mark gets a space behind its first character. One pass may make a new mark of what
        is left, so until none is there."""
        while self._marks.search(text):
            text = self._marks.sub(lambda found: found[0][0] + " " + found[0][1:], text)
        return text


def images_of(ask: Ask) -> list[Image]:
    """In the order in which they stand."""
    messages = (*ask.fixed.messages, *ask.after)
    return [part for m in messages for part in m.parts if isinstance(part, Image)]


def _joined_up(messages: Sequence[Message]) -> list[Message]:
    """A fixed part that ends with the user's words (images, as a rule) goes on with what follows:
    nobody speaks twice in a row."""
    found: list[Message] = []
    for message in messages:
        if found and found[-1].role == message.role:
            message = Message(message.role, (*found.pop().parts, *message.parts))
        found.append(message)
    return found


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))
