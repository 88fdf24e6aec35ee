"""What a check says: a warning beside a field. Nothing in the report is changed by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckWarning:
    """check: its name, by which it is switched off. field: "section.field" of the template, or a
    section's id. span: characters [first, last) of the statement's text, (0, 0) for all of it or
    for an empty field. statement: its id, "" for an empty field. against: id of the statement that
    it does not agree with, "" for none."""

    check: str
    field: str
    message: str
    span: tuple[int, int] = (0, 0)
    statement: str = ""
    against: str = ""
