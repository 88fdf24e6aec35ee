"""How the daemon makes a dictation: from the settings, over the one recogniser and model."""

from __future__ import annotations

import getpass
from datetime import datetime

from medvoice.audio.source import AudioSource
from medvoice.config import Settings
from medvoice.faces.compose import (
    Ears,
    hooks_of,
    house_of,
    macros_of,
    templates_of,
)
from medvoice.sealing.stored_file import Keys
from medvoice.session.afterwards import write_asked_exports
from medvoice.session.asked_about import questions_about
from medvoice.session.attached_study import adapted, context_with
from medvoice.session.composing import ReportComposer
from medvoice.session.dictation import Dictation
from medvoice.session.folder import SessionFolder
from medvoice.session.hub import HubSettings, Made, SessionHub
from medvoice.session.language_model import LanguageModel, StudyQuestions, assistant_of
from medvoice.session.live_composing import LiveComposer
from medvoice.session.on_screen import OnScreen, ScreenWays
from medvoice.session.record_beside import RecordBeside
from medvoice.session.saving import saver
from medvoice.session.screen_answerer import screen_questions
from medvoice.session.shared_documents import DocumentsShown, SharedDocuments
from medvoice.session.state import SessionState


class SessionMaker:
    """Makes dictations that a face's sound is pushed to. Vocabulary, macros and templates are read
    anew for each, so that a changed file counts from the next dictation on."""

    def __init__(
        self,
        settings: Settings,
        ears: Ears,
        model: LanguageModel | None = None,
        screens: ScreenWays | None = None,
        documents: SharedDocuments | None = None,
    ) -> None:
        """screens: what studies are shown with; None where none are. documents: that all sessions
        ask; None where none are configured."""
        self._settings = settings
        self._ears = ears
        self._model = model
        self._screens = screens
        self._documents = documents

    def __call__(
        self, folder: SessionFolder, name: str, source: AudioSource, before: SessionState
    ) -> Made:
        """As session.hub.Make. Raises TemplateError, ConfigError, RecogniserError."""
        settings, ears, model = self._settings, self._ears, self._model
        template = templates_of(settings).load(name or settings.report.template)
        template = adapted(template, before.attached)
        macros, house, hooks = macros_of(settings), house_of(settings), hooks_of(settings)
        composer = LiveComposer(
            templates_of(settings),
            template,
            lambda changed, shelf: ReportComposer(
                changed, ears.dialect, macros, hooks, house, shelf
            ),
            before.attached,
        )
        screens, documents = self._screens, self._documents
        screen = OnScreen(screens) if screens is not None else None
        record = RecordBeside(folder, screens.loads.submit) if screens is not None else None
        shown = DocumentsShown(documents) if documents is not None else None

        def save(state: SessionState) -> None:
            last = adapted(composer.template_of(state.report.template), state.attached)
            about = context_with(state.attached, settings.report.footer)
            saver(folder, last, settings.report.footer)(state)
            write_asked_exports(state, last, folder, about, datetime.now().astimezone())

        engine = ears.engine(template)
        dictation = Dictation(
            source,
            model.beside(engine) if model is not None else engine,
            composer,
            folder,
            template.name,
            save,
            assistant=assistant_of(
                model,
                composer.template_of,
                self._questions(screen, record),
                read_aloud=settings.questions.read_aloud,
            ),
        )
        return Made(
            dictation,
            composer.template_of,
            lambda: (*composer.notices, *ears.troubles),
            screen=screen,
            beside=tuple(one for one in (record, shown) if one is not None),
            record=record,
        )

    def _questions(
        self, screen: OnScreen | None, record: RecordBeside | None
    ) -> StudyQuestions | None:
        """What is asked: the study on screen, the record that was given, the documents of all."""
        documents = self._documents

        def any_beside() -> bool:
            return documents is not None or (record is not None and record.there)

        study = screen_questions(screen, any_beside) if screen is not None else None
        backend = self._model.backend if self._model is not None else None
        return questions_about(study, [one for one in (record, documents) if one], backend)


def hub_of(
    settings: Settings,
    ears: Ears,
    model: LanguageModel | None = None,
    keys: Keys | None = None,
    screens: ScreenWays | None = None,
    documents: SharedDocuments | None = None,
) -> SessionHub:
    """Not started. keys: of the data folder's vault. screens, documents: as of SessionMaker."""
    chosen = HubSettings(settings.server.linger_s, settings.server.sessions, author_of(settings))
    maker = SessionMaker(settings, ears, model, screens, documents)
    return SessionHub(settings.storage.folder, maker, chosen, keys=keys)


def author_of(settings: Settings) -> str:
    """Who signs."""
    if settings.report.author:
        return settings.report.author
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name (containers)
        return ""
