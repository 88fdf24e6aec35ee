"""Front matter as TOML text, in the layout that people write it."""

from __future__ import annotations

import json
from typing import Any

_TABLE_LISTS = ("sections", "fields")


def toml_text(front: dict[str, Any], path: str = "") -> str:
    """Plain keys first, then tables, then [[sections]] and [[sections.fields]]."""
    lines: list[str] = []
    for key, value in front.items():
        if key in _TABLE_LISTS:
            continue
        lines.append(f"{key} = {_value(value)}")
    for key in _TABLE_LISTS:
        for entry in front.get(key, ()):
            name = f"{path}.{key}" if path else key
            lines += ["", f"[[{name}]]", toml_text(entry, name)]
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        parts = [_value(part) for part in value]
        if sum(map(len, parts)) > 80 and all(not isinstance(part, list) for part in value):
            return "[\n" + "".join(f"  {part},\n" for part in parts) + "]"
        return "[" + ", ".join(parts) + "]"
    return repr(value)


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else json.dumps(key)
