"""Time from a question to the first token of its answer: images read beforehand against cold.

    python benchmarks/question_latency.py                 # a random tiny Gemma 3 with images
    python benchmarks/question_latency.py --text FOLDER   # a text model, such as Gemma 3 270M

Tiny: 85 CT slices of 512 x 512 through the whole way of a question (windows, the real processor,
vision tower, cache); an image is 4 tokens here and 256 in MedGemma. Text: paragraphs of so many
tokens stand where the images would. float32, one thread. Times are of the processor ("cpu", which
other programs do not disturb) and of the clock ("wall"), each the least of --repeats. Cold: nothing
was read before the question; the pictures are made and read first. Warm: `prepare` was done.
Follow-up: the second question, with the first and its answer before it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assistant import tiny_gemma
from assistant.synthetic_study import pixels_of, study, volume

from medvoice.assistant.answering import Answer, AnswerOrigin, Exchange, Question
from medvoice.assistant.backend import Ask, Backend, Conversation, Garbage, Message
from medvoice.assistant.loading import LoadSettings, backend_of, load_backend
from medvoice.assistant.memory_plan import Format
from medvoice.assistant.study_answerer import AnsweringSettings, StudyAnswerer
from medvoice.study.study import LoadedStudy

SLICES, SIZE = 85, 512
PARAGRAPH = (
    "The patient came for a follow-up examination of the chest; axial slices were taken from the "
    "apices to the adrenal glands after contrast, and compared with those of the year before. "
)
FIRST, SECOND = "Is there a pleural effusion?", "On which side is it larger?"
ANSWERED = "There is a small effusion on both sides."


def go() -> None:
    """Nobody speaks."""


def least(work: Callable[[], Callable[[], object]], repeats: int) -> tuple[float, float]:
    """(cpu, wall) seconds. work: makes ready, untimed, and gives what is timed."""
    cpu = wall = float("inf")
    for _ in range(repeats):
        timed = work()
        began, used = time.perf_counter(), time.process_time()
        timed()
        cpu = min(cpu, time.process_time() - used)
        wall = min(wall, time.perf_counter() - began)
    return cpu, wall


def printed(name: str, cold: tuple[float, float], *others: tuple[str, tuple[float, float]]) -> None:
    print(f"{name:<34} cold       cpu {cold[0]:7.3f} s  wall {cold[1]:7.3f} s")
    for what, (cpu, wall) in others:
        print(
            f"{'':<34} {what:<10} cpu {cpu:7.3f} s  wall {wall:7.3f} s  "
            f"ratio cpu {cold[0] / cpu:6.1f}  wall {cold[1] / wall:6.1f}"
        )


def tiny(repeats: int) -> None:
    tokenizer = tiny_gemma.tokenizer()
    processor = tiny_gemma.processor(tokenizer)
    model = tiny_gemma.image_model(tokenizer)
    loaded = LoadedStudy(study(volume(SLICES, size=(SIZE, SIZE))))
    pixels = pixels_of(loaded)

    def answerer() -> StudyAnswerer:
        backend = backend_of("tiny", model, tokenizer, processor)
        settings = AnsweringSettings(tokens=1)
        return StudyAnswerer(loaded, pixels, backend, lambda question, loaded: None, settings)

    def asked(made: StudyAnswerer, question: Question) -> Callable[[], object]:
        return lambda: list(made.answer(question, go))

    def prepared(question: Question) -> Callable[[], object]:
        made = answerer()
        made.prepare(go)
        return asked(made, question)

    before = (Exchange(FIRST, Answer(ANSWERED, AnswerOrigin.MODEL)),)
    printed(
        f"tiny, {SLICES} slices of {SIZE} x {SIZE}",
        least(lambda: asked(answerer(), Question(FIRST)), repeats),
        ("warm", least(lambda: prepared(Question(FIRST)), repeats)),
        ("follow-up", least(lambda: prepared(Question(SECOND, before)), repeats)),
    )


def text(folder: Path, repeats: int, lengths: list[int]) -> None:
    backend = load_backend(folder, LoadSettings(device="cpu", format=Format.FLOAT32))
    a_paragraph = len(backend._loaded.renderer.answer(PARAGRAPH))
    history = (Message.of("user", FIRST), Message.of("assistant", ANSWERED))
    for length in lengths:
        fixed = Conversation("", (Message.of("user", PARAGRAPH * (length // a_paragraph)),))
        tokens = len(backend._loaded.renderer.prefix(fixed))

        def cold(fixed: Conversation = fixed) -> Callable[[], object]:
            backend._prefixes.clear()
            return lambda: first(backend, Ask(fixed, Message.of("user", FIRST)))

        def warm(ask: Ask) -> Callable[[], object]:
            backend.prepare(ask.fixed, between=go)
            return lambda: first(backend, ask)

        one = Ask(fixed, Message.of("user", FIRST))
        two = Ask(fixed, Message.of("user", SECOND), history)
        printed(
            f"{backend.name}, {tokens} tokens before",
            least(cold, repeats),
            ("warm", least(lambda one=one: warm(one), repeats)),
            ("follow-up", least(lambda two=two: warm(two), repeats)),
        )


def first(backend: Backend, ask: Ask) -> None:
    """One token; whether it shows as text does not matter."""
    try:
        for _ in backend.write(ask, schema=None, limit=1, copies="", between=go):
            pass
    except Garbage:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, metavar="FOLDER")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--lengths", type=int, nargs="+", default=[600, 2400])
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.text is not None:
        text(options.text, options.repeats, options.lengths)
    else:
        tiny(options.repeats)


if __name__ == "__main__":
    main()
