"""medvoice as in scripted_medvoice.py, with a study's answers written down: a word each tenth of a
second, so that they can be seen to come."""

from __future__ import annotations

import runpy
import time
from pathlib import Path

from medvoice.assistant.answering import Answer, AnswerOrigin, Piece, Seen
from medvoice.session import studying

ANSWER = "There is a 6 mm nodule in the right upper lobe."
SAW = tuple(Seen("1.2", "1.2.3", n, f"slice {n + 1} of 9") for n in range(9))


class Answerer:
    def __init__(self, loaded, pixels, backend, headers, settings=None) -> None:
        self.name = "scripted gemma"

    def prepare(self, between) -> None: ...

    def answer(self, question, between):
        for number, word in enumerate(ANSWER.split()):
            end = time.monotonic() + 0.1
            while time.monotonic() < end:
                between()
                time.sleep(0.01)
            yield Piece(f" {word}" if number else word)
        yield Answer(ANSWER, AnswerOrigin.MODEL, SAW, (), ("9 of 9 slices",))

    def close(self) -> None: ...


studying.StudyAnswerer = Answerer
runpy.run_path(str(Path(__file__).with_name("scripted_medvoice.py")), run_name="__main__")
