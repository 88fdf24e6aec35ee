"""Answering by voice what a study asks: "yes" and "no" while it is fresh; later "study question"
asks it again, whatever was dictated meanwhile."""

from __future__ import annotations

from medvoice.audio.block import SAMPLE_RATE
from medvoice.language.spoken import SpokenWord
from medvoice.session.asked_study import StudyAnswered, StudyAsked, StudyChoice
from medvoice.session.desk import BY_HAND, Desk, Given, Outcome, asked, done, refused
from medvoice.session.event_records import OptionRecord
from medvoice.session.events import Asked, Event, IntentTaken
from medvoice.session.intents import AskAboutStudy
from medvoice.session.state import SessionState

TAKE = "attach study"
"""What a "yes" does; nobody says it by this name."""
AGAIN = "study question"
WITHOUT = "study without order"
_NOTHING = "no study is asked about"
_SAYS = {
    "anyway": "the study is attached with its order",
    "without order": "the study is attached without the order",
    "nothing": "the study is not attached",
}


def study_asked(state: SessionState, intent: AskAboutStudy) -> list[Event]:
    """Events of a screen that asks, or asks no more. Another question that waits is not taken
    away."""
    event = StudyAsked(number=intent.number, text=intent.text, yes=intent.yes, at=intent.at)
    if not intent.text:
        return [event]
    waits = state.asked is not None
    outcome = "answered" if waits else "asked"
    answer = f'{intent.text} Say "{AGAIN}".' if waits else _said(event)
    taken = IntentTaken.model_validate(
        {"key": intent.key, "name": AGAIN, "outcome": outcome, "answer": answer}
    )
    return [taken, event] if waits else [taken, event, _question(event, BY_HAND)]


def may_answer(state: SessionState, first: SpokenWord, whole: bool) -> bool:
    """Whether words that begin with this one may answer what is asked. A study asks by itself, in
    the middle of a dictation: "no", a pause, "pneumothorax" is no answer, nor is what was begun
    before. whole: they are the whole utterance."""
    question, event = state.asked, state.study_asked
    by_itself = question is not None and question.command == TAKE and question.utterance == BY_HAND
    before = event is not None and first.start < event.at / SAMPLE_RATE
    return not by_itself or (whole and not before)


def ask_again(desk: Desk, given: Given) -> Outcome:
    """On "study question"."""
    event = given.state.study_asked
    if event is None:
        return refused(_NOTHING)
    return asked(_said(event), _question(event, given.utterance))


def taken(desk: Desk, given: Given) -> Outcome:
    """On "yes"."""
    event = given.state.study_asked
    return _answered(given, event.yes if event is not None else "nothing")


def without_order(desk: Desk, given: Given) -> Outcome:
    """On "study without order"."""
    return _answered(given, "without order")


def given_up(desk: Desk, given: Given) -> Outcome:
    """On "no"."""
    return _answered(given, "nothing")


def _answered(given: Given, choice: StudyChoice) -> Outcome:
    event = given.state.study_asked
    if event is None:
        return refused(_NOTHING)
    if _begun(given) < event.at:
        return refused(f'it was said before a study was asked about; say "{AGAIN}"')
    return done(StudyAnswered(number=event.number, choice=choice), answer=_SAYS[choice])


def _begun(given: Given) -> int:
    """Sample at which the command was begun; what is done by hand is done now."""
    if given.utterance == BY_HAND:
        return 1 << 62
    return given.state.utterances[-1].words[given.first].start


def _question(event: StudyAsked, utterance: int) -> Asked:
    options = (OptionRecord(label=event.text),)
    return Asked(utterance=utterance, command=TAKE, question="confirm", options=options)


def _said(event: StudyAsked) -> str:
    what = "with this order" if event.yes == "anyway" else "without an order"
    return f"{event.text} Attach the study {what}? Say yes or no."
