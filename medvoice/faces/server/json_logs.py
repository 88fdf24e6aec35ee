"""Logs as JSON lines, without what was dictated.

Our own messages are constants, with their values in named attributes. Other libraries put values
into their messages (pydicom quotes elements of a header), so of theirs only the place is written.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

OURS = ("medvoice", "uvicorn")

_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, the attributes, and of an exception its
    type and where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.split(".")[0] in OURS
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": str(record.msg) if ours else "of a library; not shown",
        }
        if not ours:
            line["at"] = f"{record.filename}:{record.lineno}"
        else:
            line |= {
                key: value if isinstance(value, int | float | str | bool) else str(type(value))
                for key, value in vars(record).items()
                if key not in _KNOWN
            }
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])[-3:]
            line["raised"] = [f"{frame.filename}:{frame.lineno}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def log_as_json(stream: TextIO | None = None, debug: bool = False) -> None:
    """For the rest of the process. stream: default standard error."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("medvoice").setLevel(logging.DEBUG if debug else logging.INFO)
