"""What POST /v1/audio/transcriptions takes: OpenAI's form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.datastructures import FormData, UploadFile

from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused

FILES, FIELDS, FIELD_BYTES = 1, 32, 1 << 16
"""Of the form, at most."""

TERMS = 200
"""Words and phrases taken from a prompt."""

Granularity = Literal["word", "segment"]


class Asked(BaseModel):
    """The fields beside the file. Others that OpenAI knows are accepted and change nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: str = Field(max_length=200, description="one of /v1/models, or whisper-1")
    response_format: Literal["json", "verbose_json", "text", "srt", "vtt"] = Field(
        default="json", description="of the answer"
    )
    stream: bool = Field(
        default=False,
        description="server-sent events, a turn each; for json and text",
    )
    language: str = Field(
        default="",
        pattern=r"^(en([-_][A-Za-z]{2})?|english)?$",
        description="English or empty: the recogniser knows no other",
    )
    prompt: str = Field(
        default="",
        max_length=20_000,
        description="words and phrases to expect, separated by commas or new lines",
    )
    temperature: float = Field(default=0.0, ge=0, le=1, description="changes nothing")
    timestamp_granularities: tuple[Granularity, ...] = Field(
        default=("segment",),
        alias="timestamp_granularities[]",
        max_length=2,
        description="of verbose_json",
    )

    @field_validator("language", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def terms(self) -> tuple[str, ...]:
        """Of the prompt, first come first."""
        found = (" ".join(part.split()) for part in re.split(r"[,;.\n]", self.prompt))
        return tuple(dict.fromkeys(part for part in found if part))[:TERMS]


def asked_of(form: FormData) -> tuple[Asked, UploadFile]:
    """Raises Refused."""
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise _refused("file", "The form needs a file: the recording.")
    given: dict[str, object] = {k: v for k, v in form.items() if isinstance(v, str)}
    name = "timestamp_granularities[]"
    if name in given:
        given[name] = tuple(v for v in form.getlist(name) if isinstance(v, str))
    try:
        asked = Asked.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        field = str(fault["loc"][0])
        raise _refused(field, f"{field}: {fault['msg']}.") from None
    if asked.stream and asked.response_format not in ("json", "text"):
        raise _refused("stream", "stream: only with response_format json or text.")
    return asked, file


def path_of(file: UploadFile) -> Path:
    """Where libsndfile finds the upload, as long as it is open: the file has no name on the disk
    (it is gone with the process), and the client's name for it is not used."""
    return Path(f"/proc/self/fd/{file.file.fileno()}")


def form_schema() -> dict[str, object]:
    """Of the request body, for OpenAPI."""
    schema = Asked.model_json_schema()
    properties = {"file": {"type": "string", "format": "binary", "description": FILE}}
    schema["properties"] = properties | schema["properties"]
    schema["required"] = ["file", "model"]
    return schema


FILE = "the recording: WAV, FLAC, Ogg, MP3, AIFF or what else libsndfile reads"


def _refused(param: str, message: str) -> Refused:
    return Refused(Refusal(400, "invalid_request", message, param=param))
