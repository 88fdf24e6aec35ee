"""Logs: JSON lines that hold nothing of what was dictated, whoever wrote them."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys

from medvoice.faces.server.json_logs import JsonLines

SECRET = "Jane Doe, a nodule of 4 mm"


def lines(*write) -> list[dict]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    for name, act in write:
        logger = logging.getLogger(name)
        level = logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)  # a command that ran before in this process quiets some
        try:
            act(logger)
        finally:
            logger.removeHandler(handler)
            logger.setLevel(level)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_messages_come_with_their_named_values():
    [line] = lines(
        ("medvoice.x", lambda log: log.warning("a thing", extra={"turns": 3, "where": "disk"}))
    )
    assert line["message"] == "a thing"
    assert (line["turns"], line["where"], line["level"]) == (3, "disk", "warning")
    assert line["time"].endswith("+00:00")


def test_values_that_are_no_plain_ones_are_named_by_their_kind():
    [line] = lines(("medvoice.x", lambda log: log.error("a thing", extra={"said": [SECRET]})))
    assert line["said"] == "<class 'list'>"


def test_other_libraries_messages_are_not_shown():
    found = lines(
        ("pydicom", lambda log: log.warning(f"Invalid value for VR PN: {SECRET}")),
        ("py.warnings", lambda log: log.warning("%s", SECRET)),
    )
    assert len(found) == 2
    for line in found:
        assert SECRET not in json.dumps(line)
        assert "test_json_logs.py" in line["at"]


def fail(log: logging.Logger) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError:
        log.exception("it failed")


def test_of_an_exception_the_kind_and_the_place_are_written():
    found = lines(("medvoice.x", fail), ("uvicorn.error", fail))
    for line in found:
        assert line["fault"] == "KeyError"
        assert "test_json_logs.py" in line["raised"][-1]
        assert SECRET not in json.dumps(line)


def test_arguments_of_a_message_are_not_put_into_it():
    [line] = lines(("uvicorn.error", lambda log: log.error('%s - "%s"', "1.2.3.4", SECRET)))
    assert SECRET not in json.dumps(line)


def test_the_whole_process_logs_so():
    code = (
        "import logging; from medvoice.faces.server.json_logs import log_as_json; log_as_json();"
        "logging.getLogger('medvoice.a').info('ours'); logging.getLogger('b').info('theirs');"
        "logging.getLogger('b').warning('theirs')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["message"] for line in found] == ["ours", "of a library; not shown"]
