"""Events of the question that a study raises: it may be another patient's than the order says."""

from __future__ import annotations

from typing import Literal

from medvoice.session.event_records import Record

StudyChoice = Literal["anyway", "without order", "nothing"]


class StudyAsked(Record):
    """A study is not attached before somebody has answered; dictation goes on. number: of the
    study, as the screen has it. text: what is asked, with all that differs; "" for nothing any
    more. yes: what a "yes" means. at: absolute sample at which it was asked: what was said before
    answers nothing."""

    kind: Literal["study asked"] = "study asked"
    number: int
    text: str = ""
    yes: StudyChoice = "nothing"
    at: int = 0


class StudyAnswered(Record):
    """By voice. number: as of StudyAsked."""

    kind: Literal["study answered"] = "study answered"
    number: int
    choice: StudyChoice
