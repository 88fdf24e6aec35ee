"""The OpenAPI document, and schemathesis over it: whatever is sent, the answer is as documented."""

from __future__ import annotations

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from room import room
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from studies_shown import write_ct

EXAMPLES = 12
"""Of each operation and kind; 300 were tried by hand."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    root = tmp_path_factory.mktemp("archive")
    write_ct(root / "doe", 2)
    with room(
        ["no pneumothorax {period}"] * 10_000,
        requests_per_minute=1_000_000,
        studies={"roots": [str(root)]},
    ) as made:
        yield made


@pytest.fixture(scope="module")
def document(opened):
    return httpx.get(opened.url + "/openapi.json", timeout=60).json()


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    unsupported_method,
]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_sent_the_answer_is_as_documented(opened, mode):
    """Every operation that there is. mode: what the document allows, and what it does not."""
    api = schemathesis.openapi.from_url(opened.url + "/openapi.json")
    asked = set()
    for found in api.exclude(path_regex="^/(try|fail)").get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not operation.body:
            continue  # nothing that could be wrong

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(checks=CHECKS)

        ask()
        asked.add(operation.path)
    assert {"/v1/audio/transcriptions", "/v1/sessions", "/api/sign-in"} <= asked


def operations(document):
    for path, methods in document["paths"].items():
        if path.startswith(("/try", "/fail")):
            continue
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_says_what_it_does_and_how_it_fails(document):
    found = dict(operations(document))
    assert "POST /v1/audio/transcriptions" in found
    for name, operation in found.items():
        assert len(operation.get("summary", "")) > 5, name
        assert operation["tags"], name
        problem = operation["responses"]["4XX"]["content"]["application/json"]["schema"]
        assert problem == {"$ref": "#/components/schemas/Problem"}, name


def test_every_field_is_described(document):
    for name in ("Health", "SignIn", "SignedIn", "Problem", "ErrorText"):
        for field, about in document["components"]["schemas"][name]["properties"].items():
            assert about.get("description") or "$ref" in about, f"{name}.{field}"


def test_the_form_is_documented(document):
    operation = document["paths"]["/v1/audio/transcriptions"]["post"]
    form = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["required"] == ["file", "model"]
    assert form["properties"]["file"]["format"] == "binary"
    assert set(form["properties"]["response_format"]["enum"]) == {
        "json",
        "verbose_json",
        "text",
        "srt",
        "vtt",
    }
    assert all("description" in field for field in form["properties"].values())
