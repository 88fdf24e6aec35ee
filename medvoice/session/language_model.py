"""LanguageModel: the configured backend and what it may do, made once and handed to dictations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from medvoice.assistant.answering import Answerer
from medvoice.assistant.backend import Backend, BackendError
from medvoice.assistant.choosing import NONE, TRANSFORMERS, BackendSettings, open_backend
from medvoice.assistant.impression import ImpressionPrompt, findings_of
from medvoice.assistant.levels import Level
from medvoice.assistant.placing import PlacingPrompt
from medvoice.assistant.prompting import shown
from medvoice.assistant.structuring import Structurer
from medvoice.assistant.tidying import TidyingPrompt
from medvoice.assistant.turnstile import Turnstile
from medvoice.report.template import Template
from medvoice.session.afterwards import refused
from medvoice.session.answer_chain import Known
from medvoice.session.asking import Asking
from medvoice.session.assistant import Assistant
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assistant_work import SECONDS_TO_GET_READY
from medvoice.session.assisted import with_assistance
from medvoice.session.assisting import Assisting
from medvoice.session.assisting_in_turn import AssistingInTurn
from medvoice.session.engine import Engine
from medvoice.session.events import AssistantFailed
from medvoice.session.speech_first import SpeechFirst
from medvoice.session.state import SessionState, fold


@dataclass(frozen=True, slots=True)
class StudyQuestions:
    """What can be asked about what is loaded. said: what that is, for the screen. known: what is
    answered at once and exactly."""

    said: str
    answerer: Answerer
    known: Known


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """turnstile: shared with the recogniser, which goes first. interleaves: as of
    AssistantThread."""

    backend: Backend
    level: Level
    turnstile: Turnstile
    interleaves: bool = False

    def beside(self, engine: Engine) -> Engine:
        """The engine, whose speech this model waits for."""
        return replace(engine, recogniser=SpeechFirst(engine.recogniser, self.turnstile))

    def structured(
        self, state: SessionState, template: Template
    ) -> tuple[SessionState, tuple[str, ...]]:
        """A whole dictation that was composed without the model, and what there is to say."""
        structurer = Structurer(self.backend, self.level)
        notes = []
        events = with_assistance(
            state,
            template,
            structurer,
            lambda: self.turnstile.ticket(SECONDS_TO_GET_READY).between,
        )
        for event in events:
            state = fold(state, event)
            if isinstance(event, AssistantFailed):
                notes.append(f"Placed by rules alone: {event.message}")
        notes += refused(state)
        return state, tuple(dict.fromkeys(notes))

    def in_turn(self, template: Callable[[str], Template]) -> AssistingInTurn:
        """For a dictation that nobody is speaking: it waits for the model. template: of that
        name."""
        return AssistingInTurn(
            Structurer(self.backend, self.level),
            lambda: self.turnstile.ticket(SECONDS_TO_GET_READY).between,
            template,
        )

    def close(self) -> None:
        """Requests that are under way end at their next step."""
        self.turnstile.close()
        self.backend.close()


def assistant_of(
    model: LanguageModel | None,
    template: Callable[[str], Template],
    about: StudyQuestions | None = None,
    *,
    read_aloud: bool = False,
) -> Assistant | None:
    """For one dictation, which closes its thread but not the backend; None where there is neither a
    model nor a study. template: of that name, as it is now. about: made with the model's
    backend. read_aloud: as of Asking."""
    if model is None and about is None:
        return None
    thread = AssistantThread(
        Structurer(model.backend, model.level) if model is not None else None,
        model.turnstile if model is not None else Turnstile(),
        answerer=about.answerer if about is not None else None,
        interleaves=model is not None and model.interleaves,
    )
    placing = Assisting(thread, template, model.level) if model is not None else None
    asking = None
    if about is not None:
        asking = Asking(thread, about.said, about.known, template, read_aloud=read_aloud)
    return Assistant(thread, template, placing, asking)


@dataclass(frozen=True, slots=True)
class Opened:
    """model: None where none is configured or it cannot be had. notices: for the screen."""

    model: LanguageModel | None
    notices: tuple[str, ...] = ()


def open_language_model(
    settings: Mapping[str, Any], level: str, key: str, turnstile: Turnstile | None = None
) -> Opened:
    """settings: fields of BackendSettings. key: of an account at the server. A model that cannot be
    had is a notice: the rules place alone."""
    chosen = BackendSettings(**settings, key=key)
    if chosen.backend == NONE:
        return Opened(None)
    try:
        warning = chosen.warning
        backend = open_backend(chosen)
    except BackendError as error:
        return Opened(None, (f"No language model, the rules place alone: {error}",))
    # A server may do one request after the other: a second one would only wait for the first.
    here = chosen.backend == TRANSFORMERS
    model = LanguageModel(backend, Level(level), turnstile or Turnstile(), interleaves=here)
    return Opened(model, (warning,) if warning else ())


def prompts(template: Template, level: str, state: SessionState | None) -> Iterator[str]:
    """Every request as a model gets it. state: a dictation; None for one that says "..."."""
    placing = PlacingPrompt(template)
    statements = findings_of(state.report, template) if state is not None else ()
    said = [statement.text for statement in statements] or ["..."]
    yield shown(placing.fixed, *map(placing.turn, said[:1]))
    if level == Level.TIDY:
        tidying = TidyingPrompt(template)
        yield shown(tidying.fixed, tidying.turn(said))
    if level == Level.IMPRESSION:
        impression = ImpressionPrompt(template)
        yield shown(impression.fixed, impression.turn(said))
