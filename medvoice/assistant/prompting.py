"""Prompts: the texts that a language model is given, from the files in prompts/."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from medvoice.assistant.backend import Conversation, Message

FOLDER = Path(__file__).with_name("prompts")


def texts(name: str) -> dict[str, Any]:
    """The file of that name. Read anew each time: a prompt is made once for a template."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def shown(fixed: Conversation, turn: Message) -> str:
    """A request as a person reads it: instructions, then every message under its role."""
    parts = [f"[system]\n{fixed.system}"] if fixed.system else []
    for message in (*fixed.messages, turn):
        said = "".join(part.text if hasattr(part, "text") else "(image)" for part in message.parts)
        parts.append(f"[{message.role}]\n{said}")
    return "\n\n".join(parts)
