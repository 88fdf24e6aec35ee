"""Images in a chat request: made once, and let go when they are asked for no more."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image as Pillow

from medvoice.assistant import chat_request
from medvoice.assistant.backend import Conversation, Image, Message, Text
from medvoice.assistant.chat_request import DataUrls, messages


def image(seed: int) -> Image:
    return Image(np.random.default_rng(seed).integers(0, 256, (6, 5, 3), dtype=np.uint8))


def of(*images: Image) -> Conversation:
    return Conversation("", (Message("user", (*images, Text("Look."))),))


def test_the_same_images_are_made_once(monkeypatch):
    made: list[Image] = []
    real = chat_request._data_url
    monkeypatch.setattr(
        chat_request, "_data_url", lambda one: made.append(one) or real(one)
    )  # fmt: skip
    urls, one, two = DataUrls(), image(1), image(2)
    turn = Message.of("user", "Blood?")
    first = messages(of(one, two), turn, urls=urls)
    again = messages(of(one, two), turn, urls=urls)
    assert first == again
    assert made == [one, two]
    for part, truth in zip(first[0]["content"], (one, two), strict=False):
        data = base64.b64decode(part["image_url"]["url"].partition(",")[2])
        np.testing.assert_array_equal(np.asarray(Pillow.open(io.BytesIO(data))), truth.rgb)
    messages(Conversation(), turn, urls=urls)  # a sentence is placed meanwhile
    messages(of(two), turn, urls=urls)
    messages(of(one), turn, urls=urls)
    assert made == [one, two, one]


def test_history_stands_between_the_fixed_part_and_the_turn():
    fixed = of(image(1))
    history = (Message.of("user", "Blood?"), Message.of("assistant", "No."))
    made = messages(fixed, *history, Message.of("user", "Sure?"))
    assert [m["role"] for m in made] == ["user", "assistant", "user"]
    assert made[0]["content"][-1]["text"] == "Blood?"
    assert made[2]["content"] == "Sure?"
