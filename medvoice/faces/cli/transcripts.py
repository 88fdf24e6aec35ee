"""Transcripts: turns of one recording written as they come, so that memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from medvoice.asr.hypothesis import Word
from medvoice.audio.block import SAMPLE_RATE
from medvoice.language.utterance import Heading
from medvoice.session.transcribe import FinalTurn

FORMAT = "medvoice.transcript"
VERSION = 1

LINE_CHARACTERS = 42
"""Of a subtitle line; two lines a cue. Both are what broadcasters' guides agree on."""

Write = Callable[[str], None]


class Transcript(Protocol):
    """begin, turn …, end; each writes its part."""

    def begin(self, name: str, recogniser: str) -> None: ...
    def turn(self, turn: FinalTurn) -> None: ...
    def end(self, error: str) -> None:
        """error: "" when the whole recording was transcribed."""
        ...


def transcript(form: str, write: Write) -> Transcript:
    """form: "text", "json", "srt" or "vtt"."""
    match form:
        case "json":
            return JsonTranscript(write)
        case "srt" | "vtt":
            return SubtitleTranscript(write, web=form == "vtt")
        case _:
            return TextTranscript(write)


class TextTranscript:
    """One turn a line (more where a new line was dictated)."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def begin(self, name: str, recogniser: str) -> None:
        """Nothing: the text alone."""

    def turn(self, turn: FinalTurn) -> None:
        if turn.words:
            self._write(turn.utterance.text + "\n")

    def end(self, error: str) -> None:
        """Nothing: the error is said on standard error."""


class JsonTranscript:
    """One object. Times in seconds from the start of the recording; confidence 0 to 1. `words` are
    as the recogniser wrote them, `text` is the written form. `background` (only where there are
    any): words left out of both, since the recogniser is not sure of them. `error`: why it is not
    complete."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._turns = 0

    def begin(self, name: str, recogniser: str) -> None:
        self._turns = 0
        head = {"format": FORMAT, "version": VERSION, "file": name, "recogniser": recogniser}
        text = json.dumps(head, ensure_ascii=False, indent=2)
        self._write(text.removesuffix("\n}") + ',\n  "turns": [')

    def turn(self, turn: FinalTurn) -> None:
        value: dict[str, object] = {
            "start": _seconds(turn.start),
            "end": _seconds(turn.end),
            "text": turn.utterance.text,
            "words": [_word(word) for word in turn.words],
        }
        if turn.background:
            value["background"] = [_word(word) for word in turn.background]
        comma = "," if self._turns else ""
        self._turns += 1
        self._write(comma + "\n    " + json.dumps(value, ensure_ascii=False))

    def end(self, error: str) -> None:
        close = "\n  ]" if self._turns else "]"
        tail = f',\n  "error": {json.dumps(error, ensure_ascii=False)}' if error else ""
        self._write(f"{close}{tail}\n}}\n")


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle. start, end: seconds. lines: one or two."""

    start: float
    end: float
    lines: tuple[str, ...]


class SubtitleTranscript:
    """SubRip or WebVTT: a cue for each sentence, a long one in several."""

    def __init__(self, write: Write, web: bool) -> None:
        self._write = write
        self._web = web
        self._number = 0

    def begin(self, name: str, recogniser: str) -> None:
        self._number = 0
        if self._web:
            self._write("WEBVTT\n")

    def turn(self, turn: FinalTurn) -> None:
        for cue in cues(turn):
            self._number += 1
            gap = "\n" if self._web or self._number > 1 else ""
            times = f"{self._stamp(cue.start)} --> {self._stamp(cue.end)}"
            text = "\n".join(cue.lines)
            if self._web:  # "-->" and markup characters mean something in a WebVTT cue
                text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            self._write(f"{gap}{self._number}\n{times}\n{text}\n")

    def end(self, error: str) -> None:
        """Nothing: the error is said on standard error."""

    def _stamp(self, seconds: float) -> str:
        whole, ms = divmod(round(seconds * 1000), 1000)
        minutes, s = divmod(whole, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{s:02}{'.' if self._web else ','}{ms:03}"


def cues(turn: FinalTurn) -> Iterator[Cue]:
    """Every word of the written form in exactly one cue. Inside a sentence the time is shared out
    by characters: written words are not the spoken ones one to one."""
    for item in turn.utterance.items:
        text = item.text + (":" if isinstance(item, Heading) else "")
        spoken = turn.words[item.span.first : item.span.last]
        if not text.split() or not spoken:
            continue
        start, end = spoken[0].start / SAMPLE_RATE, spoken[-1].end / SAMPLE_RATE
        lines = _wrapped(text)
        total = sum(len(line) for line in lines)
        done = 0
        for at in range(0, len(lines), 2):
            pair = lines[at : at + 2]
            size = sum(len(line) for line in pair)
            span = (end - start) / total
            yield Cue(start + span * done, start + span * (done + size), tuple(pair))
            done += size


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE_CHARACTERS:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _word(word: Word) -> dict[str, str | float]:
    return {
        "text": word.text,
        "start": _seconds(word.start),
        "end": _seconds(word.end),
        "confidence": round(word.confidence, 4),
    }


def _seconds(sample: int) -> float:
    return round(sample / SAMPLE_RATE, 3)
