"""Settings → the parts that a command needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from medvoice.asr.cluster_access import ClusterAccess
from medvoice.asr.recogniser import Recogniser
from medvoice.config import ConfigError, Settings
from medvoice.faces.cluster_access import access_of
from medvoice.language.house import House
from medvoice.language.reader import Dialect
from medvoice.language.vocabulary import Vocabulary, VocabularyError
from medvoice.models.catalogue import WHISPER, Model, known
from medvoice.models.choice import choose
from medvoice.models.store import obtained
from medvoice.models.whisper_tiny import SHA256, place
from medvoice.report.template import Template, Templates
from medvoice.resources import templates_folder
from medvoice.session.engine import Engine
from medvoice.session.expected_terms import expected_terms, said_command_phrases
from medvoice.session.hooks import Hooks, open_hooks
from medvoice.session.opening import (
    ListenSettings,
    Macros,
    RunSettings,
    make_engine,
    open_house,
    open_macros,
    open_recogniser,
    open_sound,
)
from medvoice.session.shelf import Shelf
from medvoice.session.sounding import SoundOut
from medvoice.session.vocabulary_files import open_vocabulary

DEMONSTRATION = "Demonstration model, not fit for real reports. How to get MedASR: medvoice models"


def templates_of(settings: Settings) -> Templates:
    """The user's template folders first, then the packaged ones."""
    return Templates([*settings.report.folders, templates_folder()])


def shelf_of(settings: Settings, template: Template) -> Shelf:
    """The templates that a dictation may go over to."""
    return Shelf(templates_of(settings), template)


def sound_of(settings: Settings, *, live: bool) -> SoundOut:
    """live: a microphone listens, which hears the loudspeaker where no headphones are used."""
    speech = settings.speech
    audible = live and not speech.headphones
    return open_sound(speech.device, speech.program, speech.voice, speech.pace, audible=audible)


def macros_of(settings: Settings) -> Macros:
    """The user's own texts. Raises ConfigError."""
    try:
        return open_macros(settings.report.macros)
    except ValueError as error:
        raise ConfigError(f"report.macros: {error}") from error


def vocabulary_of(settings: Settings) -> Vocabulary:
    """The site's words and the user's own. Raises ConfigError."""
    try:
        return open_vocabulary(settings.vocabulary.files, settings.vocabulary.personal)
    except VocabularyError as error:
        raise ConfigError(str(error)) from error


def hooks_of(settings: Settings) -> Hooks:
    """Which checks are not wanted, what a question begins with. Raises ConfigError."""
    try:
        return open_hooks(settings.checks.off, settings.questions.wake_words)
    except ValueError as error:
        raise ConfigError(f"checks.off, questions.wake_words: {error}") from error


def house_of(settings: Settings) -> House:
    """How words are written here. Raises ConfigError."""
    return open_house(settings.written.model_dump(), vocabulary_of(settings))


def model_of(settings: Settings) -> Model:
    """The recogniser that is configured."""
    return choose(settings.recogniser.name, settings.recogniser.medasr).model


def run_of(settings: Settings) -> RunSettings:
    """How the configured recogniser is run."""
    chosen = settings.recogniser
    file = Path(chosen.language_model).expanduser() if chosen.language_model else None
    return RunSettings(
        chosen.device,
        chosen.dtype,
        chosen.threads,
        decoder=chosen.decoder,
        language_model=file,
        terms=chosen.terms,
    )


def dialect_of(model: Model) -> Dialect:
    """How the model writes dictated marks."""
    return Dialect.MARKERS if model.markers else Dialect.WORDS


@dataclass(frozen=True, slots=True)
class Ears:
    """A loaded recogniser and how it is listened with; closes the recogniser when left.

    words: of the vocabulary, to expect before all others."""

    model: Model
    recogniser: Recogniser
    listening: ListenSettings
    words: tuple[str, ...] = ()

    @property
    def dialect(self) -> Dialect:
        return dialect_of(self.model)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What keeps the recogniser from its work just now, for the screen."""
        trouble = getattr(self.recogniser, "trouble", "")
        return (trouble,) if trouble else ()

    def engine(self, template: Template | None = None) -> Engine:
        """A fresh one: the voice detector has a state. template: of the report to be dictated,
        whose words are favoured, and what commands are said with (not for Whisper, which writes
        its prompt down)."""
        terms = expected_terms(template) if template is not None else ()
        if template is not None and not self.model.whisper:
            terms = (*terms, *said_command_phrases())
        return make_engine(self.recogniser, self.listening, (*self.words, *terms))

    def engine_behind(self, terms: tuple[str, ...] = ()) -> Engine:
        """For a recording: its work waits for that of every `engine`. terms: to favour."""
        behind = self.recogniser.giving_way()
        return make_engine(behind, self.listening, (*self.words, *terms))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.recogniser.close()


def ears_of(settings: Settings, say: Callable[[str], None]) -> Ears:
    """Load the configured recogniser. say: told what takes long, and what runs.

    Raises ModelMissing, RecogniserError, ConfigError."""
    choice = choose(settings.recogniser.name, settings.recogniser.medasr)
    return ears_for(settings, choice.model, say, choice.reason, access_of(settings.cluster))


def ears_for(
    settings: Settings,
    model: Model,
    say: Callable[[str], None],
    reason: str = "",
    cluster: ClusterAccess | None = None,
) -> Ears:
    """`ears_of` with another recogniser than the configured one. reason: why this one. cluster:
    that computes; None: this machine."""
    words = vocabulary_of(settings).words  # a fault in it is told before the model is loaded
    folder = obtained(model, on_fetch=lambda source: say(f"Fetching {source} from the hub, once"))
    ours = model.name == WHISPER and folder == place()
    run = replace(run_of(settings), sha256=SHA256 if ours else {}, cluster=cluster)
    label = model.name if known(model.name) else Path(model.source).name
    say(f"Loading {label}")
    recogniser = open_recogniser(folder, run, label)
    notes = [f"Recogniser: {recogniser.name}", reason, recogniser.notice]
    say(". ".join(note[:1].upper() + note[1:] for note in notes if note))
    listening = ListenSettings(settings.audio.vad, settings.turns.silence_ms)
    return Ears(model, recogniser, listening, words)
