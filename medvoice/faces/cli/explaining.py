"""Any exception as what a command says: known ones by their kind.

It knows the errors of every stage, so it is imported when there is one.
"""

from __future__ import annotations

from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.devices import DeviceError
from medvoice.audio.sound_file import SoundFileError
from medvoice.config import ConfigError
from medvoice.export.context import ContextError
from medvoice.export.json_reading import JsonReportError
from medvoice.export.missing import LibraryMissing
from medvoice.export.write import ExportError
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.samples import SampleError
from medvoice.language.vocabulary import VocabularyError
from medvoice.models.store import ModelMissing
from medvoice.report.template_error import TemplateError
from medvoice.sealing.errors import SealError
from medvoice.session.documents_asked import LibraryError
from medvoice.session.folder import FolderBusyError
from medvoice.session.ordering import OrderError
from medvoice.session.questioning import QuestionFailed
from medvoice.session.record_asked import RecordError
from medvoice.study.headers import StudyFolderError


def explained(error: Exception) -> CommandError:
    """Any exception as an error of a command; unknown ones are called a fault of the program."""
    match error:
        case CommandError():
            return error
        case ConfigError():
            advice = "Nothing was changed. medvoice config lists every setting."
            return CommandError(str(error), advice=advice, status=USAGE)
        case SoundFileError() | TemplateError() | ModelMissing() | ExportError() | SampleError():
            return CommandError(str(error))
        case VocabularyError():
            return CommandError(str(error), "The vocabulary was not changed.", status=USAGE)
        case ContextError():
            advice = "Nothing was written. Correct what --set (or the pattern of -o) says."
            return CommandError(str(error), advice=advice, status=USAGE)
        case LibraryError() | RecordError():
            return CommandError(str(error), status=USAGE)
        case StudyFolderError() | OrderError() | LibraryMissing() | JsonReportError():
            return CommandError(str(error))
        case QuestionFailed():
            advice = "What the study's own data say is answered without a model, too."
            return CommandError(str(error), advice=advice)
        case SealError():
            return CommandError(str(error))
        case FolderBusyError():
            return CommandError(str(error))
        case DeviceError():
            advice = "medvoice devices lists the microphones; --from FILE dictates a recording."
            return CommandError(f"{str(error)[:1].upper()}{str(error)[1:]}.", advice=advice)
        case RecogniserError():
            return CommandError(str(error), advice="medvoice doctor may know more.")
        case OSError() if error.filename:
            return CommandError(f"{error.filename}: {error.strerror or error}")
        case OSError():
            return CommandError(f"The system refused: {error}")
        case _:
            return CommandError(
                f"medvoice failed ({type(error).__name__}: {error}). This is a fault of the "
                "program.",
                "Sound that was captured is kept in the data folder.",
                "Run the command again with --debug, and report what it prints.",
            )
