"""AskingByVoice: what a screen asks about a study, asked in the dictation, too, so that it can be
answered there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from medvoice.session.asked_study import StudyChoice
from medvoice.session.exchanges import harmless
from medvoice.session.intents import AskAboutStudy, Intent, IntentsFullError
from medvoice.session.state import SessionState
from medvoice.study.order import Difference


@dataclass(frozen=True, slots=True)
class Asking:
    """number: of the study. text: with all that differs. yes: what a "yes" means."""

    number: int
    text: str
    yes: StudyChoice


def asking(
    number: int, message: str, differences: Iterable[Difference], choices: tuple[StudyChoice, ...]
) -> Asking:
    """choices: the first is what a "yes" means."""
    lines = [f"{str(one)[:1].upper()}{str(one)[1:]}." for one in differences]
    return Asking(number, harmless(" ".join([message, *lines])), choices[0])


class AskingByVoice:
    """Used from one thread, again and again: what is not taken now is tried the next time."""

    def __init__(self) -> None:
        self._asked: int | None = None  # number of the study that the dictation asks about

    def follow(
        self,
        wanted: Asking | None,
        give: Callable[[Intent], None],
        state: SessionState,
        at: int,
    ) -> StudyChoice | None:
        """What was answered. wanted: what the screen asks now. at: absolute sample that is captured
        now."""
        if self._asked is not None and (wanted is None or wanted.number != self._asked):
            if not _told(give, AskAboutStudy(uuid.uuid4().hex, self._asked)):
                return None
            self._asked = None
        if wanted is None:
            return None
        if self._asked is None:
            key, number = uuid.uuid4().hex, wanted.number
            if _told(give, AskAboutStudy(key, number, wanted.text, wanted.yes, at)):
                self._asked = number
            return None
        answer = state.study_answered
        return answer.choice if answer is not None and answer.number == wanted.number else None


def _told(give: Callable[[Intent], None], intent: Intent) -> bool:
    try:
        give(intent)
    except IntentsFullError:
        return False
    return True
