"""A session to which lines are said, with macros and pick lists: what commands are tried on."""

from __future__ import annotations

from dataclasses import dataclass, field

from typed_turns import EACH, words_from

from medvoice.asr.hypothesis import Word
from medvoice.language.commands.macros import Macro
from medvoice.language.reader import Dialect
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import ReadingRecord
from medvoice.session.events import Event, SessionStarted
from medvoice.session.records import word_records
from medvoice.session.state import SessionState, fold

CXR = Templates([templates_folder()]).load("cxr")
LUNGS = "findings.lungs_pleura"
MACROS = (
    Macro(name="no acute", text="No acute cardiopulmonary abnormality.", field="impression.text"),
    Macro(
        name="hip",
        say=("<side:side> hip replacement",),
        text="Status post {side} total hip arthroplasty.",
    ),
    Macro(name="nodule", say=("nodule of <size:text>",), text="There is a nodule of {size}."),
)


class Lists:
    """Pick lists of the lungs."""

    def choices(self, field_id: str) -> tuple[str, ...]:
        return ("clear", "hyperinflated", "low volumes") if field_id == LUNGS else ()

    def said(self, field_id: str, choice: str) -> tuple[str, ...]:
        return ("emphysema",) if choice == "hyperinflated" else ()

    def several(self, field_id: str) -> bool:
        return False


@dataclass
class Said:
    """A session to which lines are said; "|" is a pause."""

    composer: ReportComposer = field(
        default_factory=lambda: ReportComposer(CXR, Dialect.WORDS, MACROS)
    )
    state: SessionState = field(default_factory=SessionState)
    events: list[Event] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        self._take(
            SessionStarted(session="", created="", template="cxr", recogniser="", source="text")
        )

    def say(self, *lines: str, readings: tuple[ReadingRecord, ...] = ()) -> Said:
        for line in lines:
            words: list[Word] = []
            for part in line.split("|"):
                said = words_from(self.at, part)
                words += said
                self.at += EACH * len(said) + 16_000
            span, records = (words[0].start, self.at), word_records(words)
            for event in self.composer.compose(self.state, span, records, readings):
                self._take(event)
        return self

    def _take(self, event: Event) -> None:
        self.events.append(event)
        self.state = fold(self.state, event)

    def field(self, name: str = LUNGS) -> str:
        return " ".join(statement.text for statement in self.state.report.field(name))

    @property
    def impression(self) -> str:
        return self.field("impression.text")

    @property
    def all(self) -> str:
        return " ".join(statement.text for statement in self.state.report.statements())

    @property
    def last(self):
        return self.state.commands[-1]
