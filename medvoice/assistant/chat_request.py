"""A conversation as the JSON of an OpenAI-compatible chat completion. Pure."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from medvoice.assistant.backend import (
    Ask,
    Conversation,
    DicomReference,
    Image,
    Message,
    Part,
    Refused,
    Schema,
    Text,
)
from medvoice.assistant.png import png

FIELD = "field"
"""Name of the one member of an answer to `choose`."""

_LONGEST_NAME = 60
_WRITTEN = re.compile(r"[.\n{}\[\]]")
"""What names of fields do not hold."""


class DataUrls:
    """Images as data URLs. Those of the last request that had some are kept: the next one has them
    again, and 85 CT slices take 2.4 s."""

    def __init__(self) -> None:
        self._kept: dict[Image, str] = {}

    def keep(self, images: Sequence[Image]) -> None:
        """Makes them, and lets go of all others."""
        self._kept = {image: self._kept.get(image) or _data_url(image) for image in images}

    def of(self, image: Image) -> str:
        return self._kept.get(image) or _data_url(image)


def messages(
    conversation: Conversation, *behind: Message, urls: DataUrls | None = None
) -> list[dict[str, Any]]:
    """Text alone goes as a string, because some servers take nothing else; images as data URLs.

    Neighbours of one role are joined: Gemma's template refuses two in a row."""
    found: list[dict[str, Any]] = []
    if conversation.system:
        found.append({"role": "system", "content": conversation.system})
    joined: list[Message] = []
    for message in (*conversation.messages, *behind):
        if joined and joined[-1].role == message.role:
            between = (Text("\n\n"),) if _ends_in_text(joined[-1], message) else ()
            parts = (*joined[-1].parts, *between, *message.parts)
            joined[-1] = Message(message.role, parts)
        else:
            joined.append(message)
    urls = urls or DataUrls()
    if images := [part for m in joined for part in m.parts if isinstance(part, Image)]:
        urls.keep(images)
    return found + [{"role": m.role, "content": _content(m, urls)} for m in joined]


def has_images(ask: Ask) -> bool:
    every = (*ask.fixed.messages, *ask.after)
    return any(isinstance(part, Image) for message in every for part in message.parts)


def answer_schema(choices: Sequence[str]) -> dict[str, Any]:
    """{"field": one of the choices}."""
    return {
        "type": "object",
        "properties": {FIELD: {"type": "string", "enum": list(choices)}},
        "required": [FIELD],
        "additionalProperties": False,
    }


def answering_in_json(conversation: Conversation, choices: Sequence[str]) -> Conversation:
    """The examples' answers in the form that the schema forces, where they are one of the choices:
    a model that was shown bare names would be surprised by every brace it has to write."""
    known = set(choices)

    def rewritten(message: Message) -> Message:
        text = _text(message)
        if message.role != "assistant" or text not in known:
            return message
        return Message.of("assistant", json.dumps({FIELD: text}, ensure_ascii=False))

    return Conversation(conversation.system, tuple(map(rewritten, conversation.messages)))


def names_shown(conversation: Conversation) -> tuple[str, ...]:
    """The examples' answers where they are names to choose from, as far as can be told before
    anything is to be chosen: short and without a sentence's end. () where any is not."""
    shown = [_text(m) for m in conversation.messages if m.role == "assistant"]
    if all(0 < len(text) <= _LONGEST_NAME and not _WRITTEN.search(text) for text in shown):
        return tuple(shown)
    return ()


def _text(message: Message) -> str:
    return "".join(part.text for part in message.parts if isinstance(part, Text)).strip()


def response_format(schema: Schema) -> dict[str, Any]:
    """strict: OpenAI's word for "really"; the others take it and do it anyway."""
    body = {"name": "answer", "strict": True, "schema": _plain(schema)}
    return {"type": "json_schema", "json_schema": body}


def _plain(schema: Any) -> Any:
    """Without what only other grammars understand ("x-guidance")."""
    if isinstance(schema, Mapping):
        return {k: _plain(v) for k, v in schema.items() if not str(k).startswith("x-")}
    if isinstance(schema, list | tuple):
        return [_plain(item) for item in schema]
    return schema


def _ends_in_text(first: Message, second: Message) -> bool:
    if not first.parts or not second.parts:
        return False
    return isinstance(first.parts[-1], Text) and isinstance(second.parts[0], Text)


def _content(message: Message, urls: DataUrls) -> str | list[dict[str, Any]]:
    if all(isinstance(part, Text) for part in message.parts):
        return "".join(part.text for part in message.parts if isinstance(part, Text))
    return [_part(part, urls) for part in message.parts]


def _part(part: Part, urls: DataUrls) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    if isinstance(part, DicomReference):
        raise Refused("This server takes images, not references to them.")
    return {"type": "image_url", "image_url": {"url": urls.of(part)}}


def _data_url(image: Image) -> str:
    data = base64.b64encode(png(image.rgb)).decode("ascii")
    return f"data:image/png;base64,{data}"
