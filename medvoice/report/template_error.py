"""TemplateError: what is wrong with a template and what to do about it."""

from __future__ import annotations

from pathlib import Path


class TemplateError(Exception):
    """path: the template file (or the name asked for, when there is no file). fault: what is
    wrong, with the line where one is known. advice: what the user can do."""

    def __init__(self, path: Path | str, fault: str, advice: str) -> None:
        super().__init__(f"template {path}: {fault}. {advice}")
        self.path = str(path)
        self.fault = fault
        self.advice = advice
