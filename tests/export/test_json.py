from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
from hypothesis import given, settings
from reports import TEMPLATE, known_context, one, reports, unknown_context

from medvoice.export.json_ import as_json
from medvoice.report.document import Origin, Source, Statement

REPO = Path(__file__).parents[2]
SCHEMA = REPO / "docs" / "report.schema.json"


def test_the_published_schema_is_that_of_the_code():
    sys.path.insert(0, str(REPO / "tools"))
    import report_schema

    assert SCHEMA.read_text(encoding="utf-8") == report_schema.text(), (
        "run python tools/report_schema.py"
    )


def test_the_schema_refuses():
    value = json.loads(as_json(one("x"), TEMPLATE, known_context()))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    validator.validate(value)
    assert not validator.is_valid({**value, "version": 2})
    assert not validator.is_valid({**value, "more": 1})
    field = next(f for f in value["fields"] if f["statements"])
    field["statements"][0]["origin"] = "guessed"
    assert not validator.is_valid(value)


def test_confidence_and_study():
    text = as_json(one("x"), TEMPLATE, known_context(), confidences={"u1.1": 0.25})
    value = json.loads(text)
    field = next(f for f in value["fields"] if f["statements"])
    assert field["statements"][0]["confidence"] == 0.25
    assert value["study"]["patient_name"] == "Doe^Jane^Q^Dr"
    assert value["footer"] == "Research tool."
    assert set(json.loads(as_json(one("x"), TEMPLATE, unknown_context()))["study"]) == {
        "status", "language", "made_at", "document_id",
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(reports())
def test_round_trip_is_exact(report):
    text = as_json(report, TEMPLATE, unknown_context())
    value = json.loads(text.encode("utf-8"))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(value)
    back = {
        field["id"]: tuple(
            Statement(
                s["id"], s["text"], Origin(s["origin"]),
                tuple(Source(o["utterance"], o["first"], o["last"]) for o in s["sources"]),
                s["reason"], s["breaks_before"],
            )
            for s in field["statements"]
        )
        for field in value["fields"]
    }  # fmt: skip
    assert {name: s for name, s in back.items() if s} == dict(report.fields)
