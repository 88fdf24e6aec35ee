"""MedGemma's container on Vertex AI: a fake endpoint that takes requests in its format only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from assistant.synthetic_study import ArrayPixels, film, study, volume
from assistant.test_study_answerer import ask, headers
from chat_server import ChatServer, chat_server
from jsonschema import Draft202012Validator

from medvoice.assistant.answering import AnswerOrigin, Exchange
from medvoice.assistant.backend import (
    Ask,
    Backend,
    BackendError,
    Choice,
    Conversation,
    DicomReference,
    Garbage,
    Image,
    Message,
    Refused,
    Text,
)
from medvoice.assistant.choosing import BackendSettings, open_backend
from medvoice.assistant.study_answerer import AnsweringSettings, StudyAnswerer
from medvoice.assistant.study_references import DicomwebAddress
from medvoice.study.study import Kind, LoadedStudy, Series

PATH = "/v1/projects/p/locations/r/endpoints/7:rawPredict"
STORE = "https://pacs.example/dicom-web"
TOKEN = "store-token"

ADDRESS = {
    "type": "string",
    "pattern": r"^https?://[^ ]+/studies/[0-9.]+/series/[0-9.]+/instances/[0-9.]+$",
}
FORMAT: Mapping[str, Any] = {
    "type": "object",
    "required": ["@requestFormat", "messages", "max_tokens", "temperature"],
    "additionalProperties": False,
    "properties": {
        "@requestFormat": {"const": "chatCompletions"},
        "max_tokens": {"type": "integer", "minimum": 1},
        "temperature": {"const": 0},
        "messages": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["role", "content"],
                "additionalProperties": False,
                "properties": {
                    "role": {"enum": ["system", "user", "assistant"]},
                    "content": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "oneOf": [
                                {
                                    "type": "object",
                                    "required": ["type", "text"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "type": {"const": "text"},
                                        "text": {"type": "string"},
                                    },
                                },
                                {
                                    "type": "object",
                                    "required": ["type", "image_dicom"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "type": {"const": "image_dicom"},
                                        "image_dicom": {
                                            "type": "object",
                                            "required": ["dicom_source"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "dicom_source": {
                                                    "oneOf": [
                                                        ADDRESS,
                                                        {
                                                            "type": "array",
                                                            "minItems": 2,
                                                            "maxItems": 85,
                                                            "items": ADDRESS,
                                                        },
                                                    ]
                                                },
                                                "access_credential": {"type": "string"},
                                            },
                                        },
                                    },
                                },
                            ]
                        },
                    },
                },
            },
        },
    },
}
"""As the makers' notebooks write their requests."""


def strict(said: str):
    """An endpoint that refuses any other form, and two speakers of one role in a row."""

    def says(body: dict[str, Any]) -> str:
        errors = [error.message for error in Draft202012Validator(FORMAT).iter_errors(body)]
        roles = [message["role"] for message in body["messages"]]
        if errors or any(a == b for a, b in zip(roles, roles[1:], strict=False)):
            raise ValueError(str(errors or roles))
        return said

    return says


def backend_at(server: ChatServer, path: str = PATH) -> Backend:
    return open_backend(BackendSettings("server", url=server.url + path, key="vertex-token"))


def with_uids(series: Series) -> Series:
    slices = tuple(replace(image, uid=f"{series.uid}.{n}") for n, image in enumerate(series.slices))
    return replace(series, slices=slices)


def answerer(loaded: LoadedStudy, backend: Backend, url: str = STORE) -> StudyAnswerer:
    settings = AnsweringSettings(dicomweb=DicomwebAddress(url, TOKEN))
    return StudyAnswerer(loaded, ArrayPixels({}), backend, headers, settings)


def test_a_ct_goes_as_the_addresses_of_85_instances():
    loaded = LoadedStudy(study(with_uids(volume(200, BodyPartExamined="ABDOMEN"))))
    thought = "<unused94>thought\nlet me see<unused95>A cyst in segment 4."
    with chat_server(strict(thought)) as server:
        made = answerer(loaded, backend_at(server))
        made.prepare(lambda: None)
        first = ask(made, "Is there a lesion?", report="Liver normal.")
        ask(made, "How sure are you?", [Exchange("Is there a lesion?", first)])
    assert first.text == "A cyst in segment 4."
    assert first.origin is AnswerOrigin.MODEL
    assert len(first.saw) == 85
    assert first.notes[0] == "85 of 200 slices were shown to the model, evenly spread."
    path, sent, body = server.asked[0]
    assert path == PATH
    assert sent["Authorization"] == "Bearer vertex-token"
    (message,) = body["messages"]
    instruction, image, query = message["content"]
    assert instruction["text"].endswith(
        "a contiguous block of CT slices from the abdomen. Please review the slices provided below "
        "carefully."
    )
    picked = [round(i / 85 * 199) for i in range(1, 86)]
    assert image["image_dicom"] == {
        "dicom_source": [f"{STORE}/studies/1.1/series/1.1.3/instances/1.1.3.{n}" for n in picked],
        "access_credential": TOKEN,
    }
    assert query["text"].startswith("\n\nBased on the visual evidence in the slices provided above")
    assert "Liver normal." in query["text"]
    roles = [message["role"] for message in server.asked[1][2]["messages"]]
    assert roles == ["user", "assistant", "user"]


def uid_film(name: str, number: str) -> Series:
    return with_uids(replace(film(name), uid=number))


def test_one_radiograph_and_a_pair():
    now = study(uid_film("now", "1.7"))
    old = study(uid_film("old", "1.6"), uid="1.0", on=date(2025, 1, 1))
    with chat_server(strict("Worse.")) as server:
        backend = backend_at(server)
        ask(answerer(LoadedStudy(now), backend), "Describe it.")
        ask(answerer(LoadedStudy(now, (old,)), backend), "What has changed?")
    one, two = (body["messages"] for _, _, body in server.asked)
    assert one[0] == {
        "role": "system",
        "content": [{"type": "text", "text": "You are an expert radiologist."}],
    }
    assert one[1]["content"][0]["image_dicom"]["dicom_source"] == (
        f"{STORE}/studies/1.1/series/1.7/instances/1.7.0"
    )
    sources = [part["image_dicom"]["dicom_source"] for part in two[1]["content"][:2]]
    assert [address.split("/studies/")[1][:3] for address in sources] == ["1.0", "1.1"]


def test_frames_of_one_file_are_one_address():
    loop = film("loop", "US", count=5, kind=Kind.FRAMES)
    same = replace(
        loop, uid="1.5", slices=tuple(replace(image, uid="1.5.1") for image in loop.slices)
    )
    with chat_server(strict("A stone.")) as server:
        ask(answerer(LoadedStudy(study(same)), backend_at(server)), "Any stone?")
    content = server.asked[0][2]["messages"][1]["content"]
    assert content[0]["image_dicom"]["dicom_source"].endswith("/instances/1.5.1")


def test_what_cannot_be_referred_to_is_declined():
    loaded = LoadedStudy(study(with_uids(volume(3))))
    slide = Series("1.9", Kind.WHOLE_SLIDE, "SM", "HE", 1, loaded.study.series[0].slices, {})
    with chat_server(strict("Yes.")) as server:
        backend = backend_at(server)
        for study_, url, why in (
            (loaded, "", "dicomweb.url names none"),
            (LoadedStudy(study(volume(3))), STORE, "no instance UIDs"),
            (LoadedStudy(study(slide)), STORE, "Whole slides"),
            (LoadedStudy(study()), STORE, "no image"),
        ):
            answer = ask(answerer(study_, backend, url), "Is there blood?")
            assert answer.origin is AnswerOrigin.DECLINED
            assert why in answer.text
        assert server.asked == []
        place = ask(answerer(loaded, backend), "Where is the blood on slice 2?")
        assert "boxes cannot be placed" in place.notes[-1]
        size = ask(answerer(loaded, backend), "How big is the blood on slice 2?")
        assert size.origin is AnswerOrigin.DECLINED


def test_headers_answer_without_the_endpoint():
    loaded = LoadedStudy(study(with_uids(volume(3))))
    with chat_server(strict("Yes.")) as server:
        assert ask(answerer(loaded, backend_at(server)), "How many slices?").text == "3 slices."
    assert server.asked == []


def test_pixels_and_placing_are_refused_and_secrets_are_not_shown():
    import numpy as np

    reference = DicomReference(("https://x/studies/1/series/2/instances/3",), TOKEN)
    assert TOKEN not in repr(reference)
    assert TOKEN not in repr(DicomwebAddress(STORE, TOKEN))
    with chat_server(strict("Yes.")) as server:
        backend = backend_at(server)
        assert backend.capabilities.references
        assert not backend.capabilities.images
        pixels = Message("user", (Image(np.zeros((2, 2, 3), np.uint8)), Text("Blood?")))
        with pytest.raises(Refused, match="references"):
            list(
                backend.write(
                    Ask(Conversation(), pixels),
                    schema=None,
                    limit=5,
                    copies="",
                    between=lambda: None,
                )
            )


def test_a_choice_has_no_margin_and_what_is_none_is_garbage():
    asking = Ask(Conversation("Name the field."), Message.of("user", "Heart normal."))

    def choose(server: ChatServer):
        return backend_at(server).choose(
            asking, ["lungs", "Heart"], against=None, between=lambda: None
        )

    with chat_server(strict("heart")) as server:
        assert choose(server) == Choice(1, None, None)
    with chat_server(strict("The heart, I think.")) as server, pytest.raises(Garbage):
        choose(server)


def test_what_breaks_its_schema_is_garbage():
    asking = Ask(Conversation(), Message.of("user", "Draft."))
    schema = {"type": "object", "required": ["text"]}
    for said, fits in (('{"text": "a"}', True), ('{"other": 1}', False), ("prose", False)):
        with chat_server(strict(said)) as server:
            pieces = backend_at(server).write(
                asking, schema=schema, limit=9, copies="", between=lambda: None
            )
            if fits:
                assert list(pieces) == [said]
            else:
                with pytest.raises(Garbage):
                    list(pieces)


@pytest.mark.parametrize("said", ["", "  ", "<unused94>thought\nfor ever"])
def test_an_empty_answer_is_garbage(said):
    loaded = LoadedStudy(study(with_uids(volume(3))))
    with chat_server(strict(said)) as server, pytest.raises(Garbage):
        ask(answerer(loaded, backend_at(server)), "Is there blood?")


def test_a_refusal_is_a_sentence_without_the_question():
    loaded = LoadedStudy(study(with_uids(volume(3))))

    def says(body: dict[str, Any]) -> str:
        raise ValueError(f"cannot do {body}")

    with chat_server(says) as server, pytest.raises(BackendError) as caught:
        ask(answerer(loaded, backend_at(server)), "Is there a secret?")
    assert "secret" not in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_an_endpoint_without_raw_predict_is_an_openai_server():
    with chat_server(strict("Yes.")) as server:
        plain = backend_at(server, PATH.removesuffix(":rawPredict"))
        assert not plain.capabilities.references
