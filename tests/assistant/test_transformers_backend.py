"""The backend on a random Gemma 3: warm equals cold, with and without images; and its failures."""

from __future__ import annotations

import json
import threading

import numpy as np
import pytest
import torch
from assistant import plain, tiny_gemma

from medvoice.assistant.backend import (
    Ask,
    Backend,
    BackendError,
    Conversation,
    Garbage,
    Image,
    Message,
    OutOfMemory,
    Refused,
    Stopped,
    Text,
)
from medvoice.assistant.constrained import Constrainer, most_tokens
from medvoice.assistant.loading import backend_of
from medvoice.assistant.rendering import ImageTokens, Renderer

STOPS = frozenset({1, 6})
FIELDS = ("lungs", "heart", "heart and vessels", "pleura", "bones")
SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "maxLength": 12},
        "field": {"enum": list(FIELDS)},
    },
    "required": ["text", "field"],
    "additionalProperties": False,
}


def go() -> None:
    """Nobody speaks."""


def user(text: str) -> Message:
    return Message.of("user", text)


def image(seed: int) -> Image:
    numbers = np.random.default_rng(seed)
    return Image(numbers.integers(0, 256, (40, 30, 3), dtype=np.uint8))


EXAMPLES = Conversation(
    "Name the field of each sentence. " * 4,
    tuple(
        message
        for sentence, field in zip(tiny_gemma.SENTENCES[:3], FIELDS, strict=False)
        for message in (user(sentence), Message.of("assistant", field))
    ),
)
STUDY = Conversation(
    "",
    (
        Message(
            "user",
            (
                Text("Look at the slices."),
                *(part for n in range(9) for part in (image(n), Text(f"SLICE {n + 1}"))),
            ),
        ),
    ),
)


@pytest.fixture
def chat(tiny_text, tiny_tokenizer):
    tiny_tokenizer.chat_template = tiny_gemma.TEMPLATE
    yield backend_of("tiny", tiny_text, tiny_tokenizer)
    tiny_tokenizer.chat_template = None


@pytest.fixture
def base(tiny_text, tiny_tokenizer):
    return backend_of("tiny base", tiny_text, tiny_tokenizer)


@pytest.fixture
def seeing(tiny_image, tiny_tokenizer):
    return backend_of(
        "tiny seeing", tiny_image, tiny_tokenizer, tiny_gemma.processor(tiny_tokenizer)
    )


def pixels_and_types(tok, ids, images):
    """What one cold call of the whole model takes beside the ids."""
    from PIL import Image as Pillow

    processor = tiny_gemma.processor(tok).image_processor
    made = processor(images=[Pillow.fromarray(one.rgb) for one in images], return_tensors="pt")
    types = torch.tensor([[int(token == tok.image_token_id) for token in ids]])
    return {"pixel_values": made["pixel_values"], "token_type_ids": types}


def test_it_is_a_backend(chat, seeing):
    backend: Backend = chat
    assert backend.name == "tiny"
    assert backend.capabilities.here
    assert not backend.capabilities.images
    assert seeing.capabilities.images


@pytest.mark.parametrize("which", ["chat", "base"])
def test_scores_equal_a_cold_run(request, tiny_text, tiny_tokenizer, which):
    backend = request.getfixturevalue(which)
    renderer = Renderer(tiny_tokenizer, tiny_gemma.TEMPLATE if which == "chat" else None, None)
    end = 6 if which == "chat" else renderer.answer("\n\n")[0]
    against = user("-")
    backend.prepare(EXAMPLES, between=go)
    for sentence in tiny_gemma.SENTENCES:
        ask = Ask(EXAMPLES, user(sentence))
        found = backend.choose(ask, FIELDS, against=against, between=go)
        choices = [(*renderer.answer(field), end) for field in FIELDS]
        nothing = renderer.ask(Ask(EXAMPLES, against))
        truth = [
            plain.cold_score(tiny_text, renderer.ask(ask), choice, choices)
            - plain.cold_score(tiny_text, nothing, choice, choices)
            for choice in choices
        ]
        assert found.scores == pytest.approx(truth, abs=1e-4)
        order = sorted(truth, reverse=True)
        assert truth[found.index] == order[0]
        assert found.margin == pytest.approx(order[0] - order[1], abs=2e-4)


def test_a_sentence_costs_one_call_and_the_fixed_part_is_read_once(chat):
    chat.prepare(EXAMPLES, between=go)
    chat.choose(Ask(EXAMPLES, user("One.")), FIELDS, against=user("-"), between=go)
    before = chat.calls
    for sentence in tiny_gemma.SENTENCES:
        chat.choose(Ask(EXAMPLES, user(sentence)), FIELDS, against=user("-"), between=go)
    chat.prepare(EXAMPLES, between=go)
    assert chat.calls - before == len(tiny_gemma.SENTENCES)


def test_one_choice_has_no_margin_and_none_is_refused(chat):
    only = chat.choose(Ask(EXAMPLES, user("One.")), ["lungs"], against=None, between=go)
    assert only.index == 0
    assert only.margin is None
    with pytest.raises(Refused):
        chat.choose(Ask(EXAMPLES, user("One.")), [], against=None, between=go)


def test_writing_equals_the_plain_way_whatever_is_copied(chat, tiny_text, tiny_tokenizer):
    renderer = Renderer(tiny_tokenizer, tiny_gemma.TEMPLATE, None)
    constrainer = Constrainer(tiny_tokenizer, len(tiny_tokenizer), sorted(STOPS))
    limit = most_tokens(SCHEMA)
    for sentence in tiny_gemma.SENTENCES:
        ask = Ask(EXAMPLES, user(sentence))
        truth = plain.cold_greedy(
            tiny_text, renderer.ask(ask), limit, STOPS, constrainer.grammar(SCHEMA)
        )
        for copies in ("", sentence, 'a "quoted" text\n'):
            said = "".join(chat.write(ask, schema=SCHEMA, limit=limit, copies=copies, between=go))
            assert said == renderer.text(truth)
            assert set(json.loads(said)) == {"text", "field"}


def test_free_text_keeps_to_its_limit_and_to_the_plain_way(chat, tiny_text, tiny_tokenizer):
    renderer = Renderer(tiny_tokenizer, tiny_gemma.TEMPLATE, None)
    ask = Ask(EXAMPLES, user("One."))
    for limit in (1, 7, 25):
        truth = plain.cold_greedy(tiny_text, renderer.ask(ask), limit, STOPS)
        said = "".join(chat.write(ask, schema=None, limit=limit, copies="One.", between=go))
        assert said == renderer.text(truth)


def test_an_answer_that_the_limit_cuts_off_is_garbage(chat):
    with pytest.raises(Garbage, match="5 tokens"):
        list(chat.write(Ask(EXAMPLES, user("One.")), schema=SCHEMA, limit=5, copies="", between=go))


def test_images_are_read_once_and_questions_cost_their_text(seeing, tiny_image, tiny_tokenizer):
    """85 slices would be 22,469 tokens; here nine of four tokens, sliced one by one, across the
    window, equal to one cold call over everything."""
    processor = tiny_gemma.processor(tiny_tokenizer)
    marks = ImageTokens(
        processor.full_image_sequence, "<start_of_image>", tiny_tokenizer.image_token_id, 4
    )
    renderer = Renderer(tiny_tokenizer, tiny_gemma.TEMPLATE, marks)
    images = [part for part in STUDY.messages[0].parts if isinstance(part, Image)]
    seeing.prepare(STUDY, between=go)
    prepared = seeing.calls
    for question in ("Is there a nodule?", "Is the heart large?"):
        ask = Ask(STUDY, user(question))
        found = seeing.choose(ask, FIELDS, against=None, between=go)
        ids = renderer.ask(ask)
        truth, choices = [], [[*renderer.answer(field), 6] for field in FIELDS]
        for choice in choices:
            more = pixels_and_types(tiny_tokenizer, [*ids, *choice], images)
            truth.append(plain.cold_score(tiny_image, ids, choice, choices, **more))
        assert found.scores == pytest.approx(truth, abs=1e-4)
    assert seeing.calls - prepared == 2


def test_an_image_in_the_turn_is_read_with_the_turn(seeing, tiny_image, tiny_tokenizer):
    other = image(99)
    ask = Ask(STUDY, Message("user", (Text("And this one?"), other, Text("Nodule?"))))
    changed = Ask(STUDY, Message("user", (Text("And this one?"), image(98), Text("Nodule?"))))
    found = seeing.choose(ask, FIELDS, against=None, between=go)
    processor = tiny_gemma.processor(tiny_tokenizer)
    marks = ImageTokens(
        processor.full_image_sequence, "<start_of_image>", tiny_tokenizer.image_token_id, 4
    )
    ids = Renderer(tiny_tokenizer, tiny_gemma.TEMPLATE, marks).ask(ask)
    images = [part for part in STUDY.messages[0].parts if isinstance(part, Image)]
    answer = Renderer(tiny_tokenizer, None, None).answer
    choices = [[*answer(field), 6] for field in FIELDS]
    more = pixels_and_types(tiny_tokenizer, [*ids, *choices[0]], [*images, other])
    truth = plain.cold_score(tiny_image, ids, choices[0], choices, **more)
    assert found.scores[0] == pytest.approx(truth, abs=1e-4)
    assert found.scores != seeing.choose(changed, FIELDS, against=None, between=go).scores


def test_between_is_asked_before_every_call_and_may_stop_it(chat):
    """Stopped at each place in turn: nothing half read is kept, the next request is as good."""
    whole = backend_of_same(chat)
    places: list[int] = []
    truth = whole.choose(
        Ask(EXAMPLES, user("One.")), FIELDS, against=None, between=lambda: places.append(0)
    )
    assert len(places) == whole.calls > 3
    for place in range(len(places)):
        asked: list[int] = []

        def between(asked=asked, place=place) -> None:
            asked.append(chat.calls)
            if len(asked) > place:
                raise Stopped

        chat._prefixes.clear()
        with pytest.raises(Stopped):
            chat.choose(Ask(EXAMPLES, user("One.")), FIELDS, against=None, between=between)
        assert chat.calls - asked[0] <= place
    again = chat.choose(Ask(EXAMPLES, user("One.")), FIELDS, against=None, between=go)
    assert again.scores == pytest.approx(truth.scores, abs=1e-4)


def backend_of_same(backend):
    return backend_of("same", backend._loaded.model, backend._loaded.tokenizer)


def test_an_answer_nobody_reads_to_its_end_lets_the_next_one_in(chat):
    pieces = chat.write(
        Ask(EXAMPLES, user("One.")), schema=SCHEMA, limit=200, copies="", between=go
    )
    next(pieces)
    pieces.close()
    chat.choose(Ask(EXAMPLES, user("One.")), FIELDS, against=None, between=go)


def test_who_waits_for_another_request_can_be_called_off(chat):
    pieces = chat.write(
        Ask(EXAMPLES, user("One.")), schema=SCHEMA, limit=200, copies="", between=go
    )
    next(pieces)
    raised: list[BaseException] = []

    def off() -> None:
        raise Stopped

    def second() -> None:
        try:
            chat.choose(Ask(EXAMPLES, user("One.")), FIELDS, against=None, between=off)
        except Stopped as error:
            raised.append(error)

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(60)
    assert len(raised) == 1
    pieces.close()


def test_a_sentence_is_placed_in_the_middle_of_an_answer_and_both_are_as_if_alone(seeing):
    question = Ask(STUDY, user("Is there a nodule?"))
    sentence = Ask(EXAMPLES, user("One."))

    def answer(between):
        return "".join(seeing.write(question, schema=None, limit=12, copies="", between=between))

    def place(between=go):
        return seeing.choose(sentence, FIELDS, against=user(""), between=between).scores

    alone, placed = answer(go), place()
    found: list[object] = []

    def between() -> None:  # in the prefill and at every step, with nothing kept
        seeing._prefixes.clear()
        found.append(place())

    seeing._prefixes.clear()
    assert answer(between) == alone
    assert len(found) > 12
    for scores in found:
        assert scores == pytest.approx(placed, abs=1e-4)


def test_a_request_longer_than_the_model_takes_is_refused(chat):
    with pytest.raises(Refused, match="4096"):
        list(chat.write(Ask(EXAMPLES, user("x")), schema=None, limit=5000, copies="", between=go))
    with pytest.raises(Refused, match="4096"):
        chat.choose(Ask(EXAMPLES, user("1 " * 4000)), FIELDS, against=None, between=go)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), OutOfMemory),
        (MemoryError(), OutOfMemory),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), OutOfMemory),
        (RuntimeError("CUDA error: device-side assert"), BackendError),
    ],
)
def test_torchs_faults_come_as_typed_ones_and_the_backend_goes_on(chat, monkeypatch, fault, kind):
    chat.prepare(EXAMPLES, between=go)
    with monkeypatch.context() as broken:

        def fail(*args, **named):
            raise fault

        broken.setattr(type(chat._model), "tree_logits", fail)
        with pytest.raises(kind) as caught:
            chat.choose(Ask(EXAMPLES, user("Secret.")), FIELDS, against=None, between=go)
        assert type(caught.value) is kind
        assert "Secret" not in str(caught.value)
    if kind is OutOfMemory:
        assert len(chat._prefixes) == 0
    chat.choose(Ask(EXAMPLES, user("One.")), FIELDS, against=None, between=go)


def test_prefixes_are_kept_within_their_bytes(tiny_text, tiny_tokenizer):
    backend = backend_of("small", tiny_text, tiny_tokenizer, prefix_bytes=60_000)
    for number in range(6):
        backend.prepare(Conversation(f"{number} " + "Name the field. " * 8), between=go)
    assert len(backend._prefixes) < 6
    assert backend._prefixes.bytes <= 60_000


def test_closed_is_closed(tiny_tokenizer):
    backend = backend_of("own", tiny_gemma.text_model(tiny_tokenizer), tiny_tokenizer)
    backend.close()
    backend.close()
    assert backend.name == "own"
    with pytest.raises(Refused, match="closed"):
        backend.prepare(EXAMPLES, between=go)
