"""Write docs/report.schema.json, the schema of the JSON export: python tools/report_schema.py"""

from __future__ import annotations

import json
from pathlib import Path

from medvoice.export.json_ import schema

FILE = Path(__file__).resolve().parent.parent / "docs" / "report.schema.json"


def text() -> str:
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(FILE)
