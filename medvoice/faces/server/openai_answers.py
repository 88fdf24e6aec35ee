"""What POST /v1/audio/transcriptions answers with, in OpenAI's shapes."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from medvoice.audio.block import SAMPLE_RATE
from medvoice.faces.cli.transcripts import transcript
from medvoice.language.utterance import Heading
from medvoice.session.transcribe import FinalTurn


class Usage(BaseModel):
    """What was used: nothing is billed."""

    type: Literal["duration"] = "duration"
    seconds: float = Field(description="of sound")


class Background(BaseModel):
    """A word that is in no text, since the recogniser is not sure that the speaker said it."""

    word: str
    start: float = Field(description="seconds")
    end: float = Field(description="seconds")


class Transcription(BaseModel):
    """response_format=json."""

    text: str = Field(description="the written form; one line a turn")
    usage: Usage
    background: list[Background] = Field(
        description="words that may be other voices, left out of the text"
    )


class Segment(BaseModel):
    """A sentence or heading. Whisper's measures that this recogniser has not are 0."""

    id: int
    seek: int = 0
    start: float = Field(description="seconds")
    end: float = Field(description="seconds")
    text: str
    tokens: list[int] = Field(default_factory=list)
    temperature: float = 0.0
    avg_logprob: float = Field(description="mean of the words' log confidences")
    compression_ratio: float
    no_speech_prob: float = 0.0


class TimedWord(BaseModel):
    """A word of the written form ("54-year-old" is one)."""

    word: str
    start: float = Field(description="seconds")
    end: float = Field(description="seconds")


class VerboseTranscription(BaseModel):
    """response_format=verbose_json."""

    task: Literal["transcribe"] = "transcribe"
    language: Literal["english"] = "english"
    duration: float = Field(description="seconds of sound")
    text: str
    segments: list[Segment] | None = None
    words: list[TimedWord] | None = None
    usage: Usage
    background: list[Background]


class TextDelta(BaseModel):
    """An event of stream=true: the next turn."""

    type: Literal["transcript.text.delta"] = "transcript.text.delta"
    delta: str


class TextDone(BaseModel):
    """The last event of stream=true. text: all deltas together."""

    type: Literal["transcript.text.done"] = "transcript.text.done"
    text: str
    usage: Usage
    background: list[Background]


def text_of(turns: Iterable[FinalTurn]) -> str:
    """As `medvoice transcribe` prints it."""
    return "\n".join(turn.utterance.text for turn in turns if turn.words)


def plain(turns: Sequence[FinalTurn], form: str) -> str:
    """form: "text", "srt" or "vtt"."""
    parts: list[str] = []
    out = transcript(form, parts.append)
    out.begin("", "")
    for turn in turns:
        out.turn(turn)
    out.end("")
    return "".join(parts)


def background_of(turns: Iterable[FinalTurn]) -> list[Background]:
    return [
        Background(word=word.text, start=_seconds(word.start), end=_seconds(word.end))
        for turn in turns
        for word in turn.background
    ]


def words_of(turns: Iterable[FinalTurn]) -> Iterator[TimedWord]:
    """Words of the written form with the times of the spoken ones; marks are not words."""
    for turn in turns:
        for item in turn.utterance.items:
            for token in item.tokens:
                spoken = turn.words[token.span.first : token.span.last]
                if spoken and any(letter.isalnum() for letter in token.text):
                    yield TimedWord(
                        word=token.text,
                        start=_seconds(spoken[0].start),
                        end=_seconds(spoken[-1].end),
                    )


def segments_of(turns: Iterable[FinalTurn]) -> Iterator[Segment]:
    number = 0
    for turn in turns:
        for item in turn.utterance.items:
            spoken = turn.words[item.span.first : item.span.last]
            if not spoken or not item.text.strip():
                continue
            text = item.text + (":" if isinstance(item, Heading) else "")
            logs = [math.log(max(word.confidence, 1e-6)) for word in spoken]
            packed = text.encode()
            yield Segment(
                id=number,
                start=_seconds(spoken[0].start),
                end=_seconds(spoken[-1].end),
                text=text,
                avg_logprob=round(sum(logs) / len(logs), 4),
                compression_ratio=round(len(packed) / len(zlib.compress(packed)), 3),
            )
            number += 1


def _seconds(sample: int) -> float:
    return round(sample / SAMPLE_RATE, 3)
