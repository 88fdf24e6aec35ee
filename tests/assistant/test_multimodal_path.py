"""The whole path of every kind of picture on a random Gemma 3 with transformers' real processor:
what the processor receives is what the makers' notebooks give it, pixel by pixel; the tokens are
those of its own chat template; the answer is that of transformers' own `generate`."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import numpy as np
import pytest
from assistant import makers, tiny_gemma
from assistant.synthetic_study import film, grey, pixels_of, study, volume

from medvoice.assistant.answering import Answer, AnswerOrigin, Exchange, Piece, Question
from medvoice.assistant.backend import Ask
from medvoice.assistant.code_fences import prose
from medvoice.assistant.loading import backend_of
from medvoice.assistant.study_answerer import AnsweringSettings, StudyAnswerer
from medvoice.study.study import Kind, LoadedStudy

TOKENS = 24


def go() -> None:
    """Nobody speaks."""


def silent(question: str, loaded: LoadedStudy) -> None:
    """Headers that answer nothing."""


class Recorder:
    """The real image processor; keeps what it was given."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.received: list[np.ndarray] = []

    def __call__(self, images: Any, **more: Any) -> Any:
        self.received += [np.asarray(one) for one in images]
        return self.inner(images=images, **more)


@pytest.fixture
def room(tiny_image, tiny_tokenizer):
    """(backend, what its processor received, the makers' processor)."""
    processor = tiny_gemma.processor(tiny_tokenizer)
    recording = copy.copy(processor)
    recorder = Recorder(processor.image_processor)
    recording.image_processor = recorder
    return backend_of("tiny", tiny_image, tiny_tokenizer, recording), recorder, processor


def told(answerer: StudyAnswerer, *texts: str, report: str = "") -> list[Answer]:
    """Answers to questions that follow on each other."""
    before: tuple[Exchange, ...] = ()
    answers = []
    for text in texts:
        pieces: list[str] = []
        for event in answerer.answer(Question(text, before, report), go):
            if isinstance(event, Piece):
                pieces.append(event.text)
            else:
                answers.append(event)
        assert "".join(pieces) == answers[-1].text
        before = (*before, Exchange(text, answers[-1]))
    return answers


def asked_of(backend: Any) -> list[Ask]:
    """What the backend is asked to write to from now on."""
    asks: list[Ask] = []
    write = type(backend).write

    def recorded(ask: Ask, **more: Any) -> Any:
        asks.append(ask)
        return write(backend, ask, **more)

    backend.write = recorded
    return asks


def held_against(
    room: Any, model: Any, answerer: StudyAnswerer, content: list[dict[str, Any]], question: str,
    system: str = "",
) -> Answer:  # fmt: skip
    """One question our way and the makers'."""
    backend, recorder, processor = room
    given = makers.inputs(processor, content, system)
    asks = asked_of(backend)
    truth = makers.answer(model, processor, given, TOKENS)
    (answer,) = told(answerer, question)
    # A random model may answer two prompts alike: the tokens themselves are compared.
    ids = backend._loaded.renderer.ask(asks[-1])
    assert ids == given["input_ids"][0].tolist(), backend._loaded.renderer.text(ids)
    expected = [np.asarray(part["image"]) for part in content if part["type"] == "image"]
    shown = recorder.received
    assert len(shown) == len(expected)
    for ours, theirs in zip(shown, expected, strict=True):
        assert ours.dtype == np.uint8
        np.testing.assert_array_equal(ours, theirs)
    stop = min((truth.index(m) for m in ("<end_of_turn>", "<eos>") if m in truth), default=None)
    assert answer.text == prose(truth[:stop])
    assert answer.origin is AnswerOrigin.MODEL
    return answer


def answerer_on(room: Any, loaded: LoadedStudy, pixels: Any) -> StudyAnswerer:
    return StudyAnswerer(loaded, pixels, room[0], silent, AnsweringSettings(tokens=TOKENS))


QUERY = "\n\nBased on the visual evidence in the slices provided above, answer this question: {}"
CT = "You are an instructor teaching medical students. You are analyzing a contiguous block of CT slices from the head. Please review the slices provided below carefully."


@pytest.mark.parametrize("count", [1, 26, 85, 86, 200])
def test_ct_volume(room, tiny_image, count):
    loaded = LoadedStudy(study(volume(count, BodyPartExamined="HEAD")))
    pixels = pixels_of(loaded)
    content = [makers.text(CT)]
    slices = loaded.study.series[0].slices
    for number, index in enumerate(makers.chosen(count), start=1):
        hu = pixels.arrays[slices[index].path]
        content += [makers.image(makers.ct_rgb(hu)), makers.text(f"SLICE {number}")]
    content.append(makers.text(QUERY.format("Is there blood?")))
    answerer = answerer_on(room, loaded, pixels)
    answer = held_against(room, tiny_image, answerer, content, "Is there blood?")
    assert len(answer.saw) == min(count, 85)
    assert [one.index for one in answer.saw] == makers.chosen(count)
    assert bool(answer.notes) == (count > 85)
    if count > 85:
        assert answer.notes[0].startswith(f"85 of {count} slices were shown")
        assert answer.saw[-1].index == count - 1


def test_every_hounsfield_value_as_the_makers_have_it(room):
    from medvoice.assistant.ct_windows import windowed

    hu = np.arange(-2048, 3072, dtype=np.float32).reshape(64, 80)
    np.testing.assert_array_equal(windowed(hu), makers.ct_rgb(hu))


def test_mr_volume_ours(room, tiny_image):
    """One grey window for the volume: 0.5 and 99.5 per cent of the shown values."""
    loaded = LoadedStudy(study(volume(16, "MR")))
    pixels = pixels_of(loaded, low=0, high=4000)
    arrays = [pixels.arrays[one.path].astype(np.float32) for one in loaded.study.series[0].slices]
    low, high = np.percentile(np.stack(arrays), [0.5, 99.5])
    content = [
        makers.text(CT.replace("CT slices from the head", "MR slices from an MR examination"))
    ]
    for number, values in enumerate(arrays, start=1):
        bright = np.rint((np.clip(values, low, high) - low) / (high - low) * 255).astype(np.uint8)
        content += [makers.image(np.dstack([bright] * 3)), makers.text(f"SLICE {number}")]
    content.append(makers.text(QUERY.format("Any lesion?")))
    answer = held_against(
        room, tiny_image, answerer_on(room, loaded, pixels), content, "Any lesion?"
    )
    assert any("our choice" in note for note in answer.notes)


def test_one_radiograph_unpadded(room, tiny_image):
    loaded = LoadedStudy(study(film("PA", size=(40, 31))))
    pixels = grey(loaded)
    rgb = np.dstack([pixels.arrays[loaded.study.series[0].slices[0].path]] * 3).astype(np.uint8)
    content = [makers.image(rgb), makers.text("Describe this X-ray.")]
    answerer = answerer_on(room, loaded, pixels)
    answer = held_against(
        room,
        tiny_image,
        answerer,
        content,
        "Describe this X-ray.",
        "You are an expert radiologist.",
    )
    assert answer.notes == ()


def test_a_pair_the_earlier_first(room, tiny_image):
    old = study(film("old", size=(22, 30)), uid="1.0", on=date(2025, 1, 1))
    older = study(film("older"), uid="0.9", on=date(2024, 1, 1))
    loaded = LoadedStudy(study(film("new", size=(40, 31))), (old, older))
    pixels = grey(loaded)
    two = [
        np.dstack([pixels.arrays[one.series[0].slices[0].path]] * 3).astype(np.uint8)
        for one in (old, loaded.study)
    ]
    question = "What has changed?"
    content = [
        makers.image(two[0]),
        makers.image(two[1]),
        makers.text(f"The first image is the earlier one, the second the present one. {question}"),
    ]
    answer = held_against(
        room, tiny_image, answerer_on(room, loaded, pixels), content, question,
        "You are an expert radiologist.",
    )  # fmt: skip
    assert [one.study for one in answer.saw] == ["1.0", "1.1"]


def test_pictures_ours(room, tiny_image):
    loaded = LoadedStudy(study(film("loop", "US", count=20, kind=Kind.FRAMES, spacing=None)))
    pixels = grey(loaded)
    frames = [pixels.arrays[one.path] for one in loaded.study.series[0].slices]
    content = []
    for number in range(1, 17):
        frame = frames[round(number / 16 * 19)]
        content += [
            makers.image(np.dstack([frame] * 3).astype(np.uint8)),
            makers.text(f"IMAGE {number}"),
        ]
    content.append(makers.text("Any stone?"))
    answer = held_against(
        room, tiny_image, answerer_on(room, loaded, pixels), content, "Any stone?",
        "You are an expert radiologist.",
    )  # fmt: skip
    assert "16 of 20 images were shown to the model." in answer.notes


LOCALISATION = """Instructions:
The following user query will require outputting bounding boxes. The format of bounding boxes coordinates is [y0, x0, y1, x1] where (y0, x0) must be top-left corner and (y1, x1) the bottom-right corner. This implies that x0 < x1 and y0 < y1. Always normalize the x and y coordinates the range [0, 1000], meaning that a bounding box starting at 15% of the image width would be associated with an x coordinate of 150. You MUST output a single parseable json list of objects enclosed into ```json...``` brackets, for instance ```json[{"box_2d": [800, 3, 840, 471], "label": "car"}, {"box_2d": [400, 22, 600, 73], "label": "dog"}]``` is a valid output. Now answer to the user query.

Remember "left" refers to the patient's left side where the heart is and sometimes underneath an L in the upper right corner of the image.

Query:
Where is the right clavicle? Don't give a final answer without reasoning. Output the final answer in the format "Final Answer: X" where X is a JSON list of objects. The object needs a "box_2d" and "label" key. Answer:"""


@pytest.mark.parametrize("size", [(40, 31), (31, 40), (33, 33)])
def test_a_place_on_a_square_black_ground(room, tiny_image, size):
    loaded = LoadedStudy(study(film("PA", size=size)))
    pixels = grey(loaded)
    rgb = np.dstack([pixels.arrays[loaded.study.series[0].slices[0].path]] * 3).astype(np.uint8)
    content = [makers.image(makers.squared(rgb)), makers.text(LOCALISATION)]
    answer = held_against(
        room, tiny_image, answerer_on(room, loaded, pixels), content, "Where is the right clavicle?"
    )
    assert answer.boxes == ()
    assert any("Nothing is marked" in note for note in answer.notes)


def test_a_follow_up_keeps_what_was_said_and_reads_no_image_again(room, tiny_image):
    loaded = LoadedStudy(study(volume(26, BodyPartExamined="HEAD")))
    pixels = pixels_of(loaded)
    backend, recorder, processor = room
    answerer = answerer_on(room, loaded, pixels)
    answerer.prepare(go)
    assert len(recorder.received) == 26
    calls = backend.calls
    asks = asked_of(backend)
    first, second = told(answerer, "Is there blood?", "On which side?")
    assert len(recorder.received) == 26
    assert len(pixels.asked) == 26
    assert backend.calls - calls <= 2 * TOKENS + 8  # the decode steps and the questions' slices
    content = [makers.text(CT)]
    for number, one in enumerate(loaded.study.series[0].slices, start=1):
        rgb = makers.ct_rgb(pixels.arrays[one.path])
        content += [makers.image(rgb), makers.text(f"SLICE {number}")]
    content.append(makers.text(QUERY.format("Is there blood?")))
    turns = [
        {"role": "user", "content": content},
        {"role": "assistant", "content": first.text},
        {"role": "user", "content": QUERY.format("On which side?")},
    ]
    given = processor.apply_chat_template(
        turns, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )
    truth = makers.answer(tiny_image, processor, given, TOKENS)
    assert backend._loaded.renderer.ask(asks[-1]) == given["input_ids"][0].tolist()
    assert second.text == prose(truth.split("<end_of_turn>")[0].split("<eos>")[0])
