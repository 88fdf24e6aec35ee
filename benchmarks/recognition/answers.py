"""What recognisers answered, kept on disk: a stopped run goes on, and what has not changed is not
computed again.

One JSON line an answer, in a file for each state of a recogniser (`key`: a hash of weights, code
and settings). Sound is known by its hash, so that a set that changes is heard again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Answer:
    """text: in the recogniser's dialect. cpu_s: processor seconds of all threads."""

    text: str
    cpu_s: float


class Answers:
    """Of one recogniser. A last line that was cut is ignored."""

    def __init__(self, folder: Path, key: str, like: str = "") -> None:
        """like: beginning of keys whose answers are taken, too (of the same weights under other
        code; the newest of a sound counts)."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{key}.jsonl"
        self._known: dict[str, Answer] = {}
        if like:
            others = folder.glob(f"{like}*.jsonl")
            for file in sorted(others, key=lambda file: file.stat().st_mtime):
                self._read(file)
        self._read(self._file)

    def _read(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if text and not text.endswith("\n") and file == self._file:
            self._append("\n")
        for line in text.splitlines():
            try:
                entry = json.loads(line)
                self._known[entry["sound"]] = Answer(entry["text"], entry["cpu_s"])
            except (ValueError, KeyError):
                continue

    def get(self, sound: str) -> Answer | None:
        return self._known.get(sound)

    def put(self, sound: str, answer: Answer) -> None:
        self._known[sound] = answer
        line = json.dumps({"sound": sound, "text": answer.text, "cpu_s": answer.cpu_s})
        self._append(line + "\n")

    def _append(self, text: str) -> None:
        with self._file.open("a", encoding="utf-8") as out:
            out.write(text)


def state_key(label: str, files: Iterable[Path], settings: str = "") -> str:
    """ "label-HASH" of the files' content and of settings. A file that is not there counts, too."""
    digest = hashlib.sha256(settings.encode())
    for file in sorted(files):
        digest.update(file.name.encode())
        if file.is_file():
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return f"{label}-{digest.hexdigest()[:16]}"
