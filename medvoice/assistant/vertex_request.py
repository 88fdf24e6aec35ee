"""A conversation as the JSON that MedGemma's container on Vertex AI Model Garden takes. Pure.

OpenAI's chat completions inside Vertex's raw prediction, with content types of its own for medical
images (developers.google.com/health-ai-developer-foundations/medgemma/serving-api).
"""

from __future__ import annotations

from typing import Any

from medvoice.assistant.backend import Ask, DicomReference, Image, Message, Part, Refused, Text

RAW_PREDICT = ":rawPredict"
"""What an endpoint's address ends with where it takes these requests."""


def request(ask: Ask, limit: int) -> dict[str, Any]:
    """limit: most new tokens. Raises Refused for pixels: the container is given references."""
    messages: list[dict[str, Any]] = []
    if ask.fixed.system:
        messages.append({"role": "system", "content": [_text(ask.fixed.system)]})
    for message in (*ask.fixed.messages, *ask.after):
        content = _content(message)
        if messages and messages[-1]["role"] == message.role:
            messages[-1]["content"] += content
        else:
            messages.append({"role": message.role, "content": content})
    return {
        "@requestFormat": "chatCompletions",
        "messages": messages,
        "max_tokens": limit,
        "temperature": 0,
    }


def _content(message: Message) -> list[dict[str, Any]]:
    return [_part(part) for part in message.parts]


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Text(text):
            return _text(text)
        case DicomReference(sources, credential):
            image: dict[str, Any] = {
                "dicom_source": sources[0] if len(sources) == 1 else list(sources)
            }
            if credential:
                image["access_credential"] = credential
            return {"type": "image_dicom", "image_dicom": image}
        case Image():
            raise Refused("This endpoint is given references to images, not their pixels.")


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}
