"""RecordBeside: the patient's record of one running session: given, compared, kept, asked.

A record that may be another patient's is asked about: until somebody has answered, no question is
answered from it, and a new one is not kept. The same holds for one that was right until a study
came whose patient is another.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from medvoice.assistant.answering import Answer, AnswerOrigin
from medvoice.assistant.backend import Backend
from medvoice.session.answer_chain import Link
from medvoice.session.attached_record import RecordAttached, headers_of_patient, patient_of
from medvoice.session.current_record import READING, CurrentRecord
from medvoice.session.exchanges import harmless
from medvoice.session.folder import SessionFolder
from medvoice.session.handing_over import Receiver
from medvoice.session.intents import AttachRecord, Intent
from medvoice.session.kept_record import (
    PATTERN,
    RecordGoneError,
    digest_of,
    forget_others,
    keep,
    kept,
)
from medvoice.session.record_asked import OpenRecord, RecordError, Whose, open_record_text, whose
from medvoice.session.state import SessionState
from medvoice.session.study_loads import LoadsFullError
from medvoice.study.facts_said import person as named
from medvoice.study.study_headers import StudyHeaders

log = logging.getLogger(__name__)

PATIENCE_S = 30.0
"""Seconds that a dictation may take for it; a disk that stands still longer is a fault."""
MOST_AT_ONCE = 5_000
"""Entries of a record that is asked on the session's own thread: with 2,000 results of one test a
question takes 30 ms of a core, with 20,000 half a second. A larger one answers a moment later, on
the assistant's thread."""
SHOWN_NOTES = 20
SHOWN_IDS = 3
MISREAD = "it cannot be read"
Choice = Literal["anyway", "nothing"]
CHOICES: tuple[Choice, ...] = ("anyway", "nothing")
WITHHELD = (
    "The record that was given may be another patient's: it answers nothing until that is answered."
)


class RecordRefused(Exception):
    """The dictation did not take it: a sentence why."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A record that is not attached: somebody has to say whose it is."""

    data: bytes
    patient: str
    digest: str
    record: OpenRecord


class RecordBeside:
    """See `asked_about.Asked` and `beside.Beside`. Questions come on any thread; what changes it
    (`put`, `answer`, `remove`) on one at a time."""

    name = "record"
    said = ""
    """What is loaded is in the events of the session."""

    def __init__(self, folder: SessionFolder, submit: Callable[[Callable[[], None]], None]) -> None:
        """folder: of the session. submit: does what takes long on another thread; raises
        LoadsFullError."""
        self._folder, self._submit = folder, submit
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], OpenRecord] = {}
        self._given: _Given | None = None
        self._fault = ""
        self._put = False  # since it began: that tidies up
        self._cell: tuple[tuple[object, ...], dict[str, Any]] = ((), {})
        self._dictation = Receiver()

    @property
    def version(self) -> object:
        """Another value whenever its cell may be another, the session's state apart."""
        return (self._given, tuple(self._known), self._fault)

    @property
    def there(self) -> bool:
        """Whether there is one, asked about or not."""
        return self._given is not None or self._dictation.state.record is not None

    def begin(self, give: Callable[[Intent], None], state: Callable[[], SessionState]) -> None:
        """The session runs; one that goes on gets its record again."""
        self._dictation.begin(give, state)
        event = state().record
        if event is None and not any(self._folder.path.glob(PATTERN)):
            return
        try:
            self._submit(lambda: self._load(event))
        except LoadsFullError:
            self._fault = "too much is being read"

    def put(self, data: bytes, patient: str = "") -> None:
        """data: FHIR R4, JSON or NDJSON. patient: which, where it holds several. Attached at once
        where it is the dictation's patient's, else asked about. Raises RecordError, ExportError,
        RecordRefused; nothing was changed then."""
        given = _Given(data, patient, digest_of(data), open_record_text(data, patient))
        if self._found(given.record).to_be_asked:
            self._given = given
        else:
            self._attach(given)

    def answer(self, number: int, choice: Choice) -> bool:
        """To what the cell asks; False where it asks that no more. Raises as `put`."""
        state, given = self._dictation.state, self._given
        if number != self._number(state) or self._phase(state) != "asked":
            return False
        if given is None and choice == "nothing":
            self.remove()
        elif given is None:
            assert state.record is not None, "it is asked about"
            self._confirmed(state.record)
        elif choice == "nothing":
            self._given = None
        else:
            self._attach(given)
        return True

    def remove(self) -> None:
        """No record any more. Raises RecordRefused, OSError."""
        self._given = None
        if self._dictation.state.record is not None:
            self._handed_over(RecordAttached(key=uuid.uuid4().hex))
        self._fault = ""
        self._known = {}
        forget_others(self._folder, "")

    def cell(self, state: SessionState) -> dict[str, Any]:
        """As of docs/live_protocol.md. Made anew only where it may be another: names are compared
        for it, and a session is looked at many times a second."""
        made_of = (state.record, state.attached, self._given, self._known, self._fault)
        before, cell = self._cell
        if len(before) != len(made_of) or any(
            a is not b for a, b in zip(made_of, before, strict=True)
        ):
            cell = self._made(state)
            self._cell = (made_of, cell)
        return cell

    def _made(self, state: SessionState) -> dict[str, Any]:
        phase, given = self._phase(state), self._given
        record = given.record if given is not None else self._of(state.record)
        found = self._found(record, state) if record is not None else Whose()
        asks = phase == "asked"
        return {
            "state": phase,
            "number": self._number(state),
            "said": record.said if record is not None else "",
            "patient": _patient(record) if record is not None else {},
            "message": harmless(self._message(phase, found, state)),
            "differences": [
                {"what": one.what, "record": harmless(one.order), "study": harmless(one.study)}
                for one in (found.differences if asks else ())
            ],
            "choices": list(CHOICES) if asks else [],
            "notes": [harmless(one) for one in record.notes[:SHOWN_NOTES]] if record else [],
        }

    # As `asked_about.Asked`

    def beside_study(self, study: StudyHeaders) -> str:
        """It is compared with whatever study the dictation is about."""
        return ""

    def known(self, text: str) -> Answer | None:
        found = self._usable()
        if not isinstance(found, str):
            return found.known(text) if found.entries <= MOST_AT_ONCE else None
        withheld = self._given.record if self._given else self._of(self._dictation.state.record)
        if found != WITHHELD or withheld is None or withheld.entries > MOST_AT_ONCE:
            return None
        if withheld.known(text) is not None:
            return Answer(WITHHELD, AnswerOrigin.DECLINED)
        return None

    def link(self, backend: Backend | None) -> Link:
        answerer = CurrentRecord(self._usable, backend)
        return Link(answerer, answerer.takes)

    def close(self) -> None:
        """As `end`: nothing is held open."""

    def end(self) -> None:
        """The session has ended."""
        self._given, self._known = None, {}

    def _usable(self) -> OpenRecord | str:
        """What questions are answered from, or why not: "" where there is none."""
        state = self._dictation.state
        event = state.record
        if event is None:
            return WITHHELD if self._given is not None else ""
        record = self._of(event)
        if record is None:
            return READING if not self._fault else f"The record cannot be had: {self._fault}."
        found = self._found(record, state)
        if found.to_be_asked and not _is_confirmed(event, state):
            return WITHHELD
        record.marked_as(_confirmed(found) if found.to_be_asked else found)
        return record

    def _of(self, event: RecordAttached | None) -> OpenRecord | None:
        return self._known.get((event.digest, event.patient)) if event is not None else None

    def _found(self, record: OpenRecord, state: SessionState | None = None) -> Whose:
        """Whose it is. Of a dictation of which nobody knows the patient, nothing is asked."""
        patient = patient_of((state or self._dictation.state).attached)
        return whose(record.person, headers_of_patient(patient)) if patient else Whose()

    def _phase(self, state: SessionState) -> str:
        event = state.record
        if self._given is not None:
            return "asked"
        if event is None:
            return "none"
        record = self._of(event)
        if record is None:
            return "broken" if self._fault else "reading"
        asks = self._found(record, state).to_be_asked and not _is_confirmed(event, state)
        return "asked" if asks else "ready"

    def _message(self, phase: str, found: Whose, state: SessionState) -> str:
        if phase == "asked":
            kept = " The one that was given before stays until then." if state.record else ""
            return f"{found.said} Nothing was attached.{kept}" if self._given else found.said
        if phase == "broken":
            return f"The record cannot be had: {self._fault}. Give it again."
        if phase == "ready" and not patient_of(state.attached):
            return "No study and no order says whose dictation this is: look whose record it is."
        return found.said if phase == "ready" else ""

    def _number(self, state: SessionState) -> int:
        """Of what is asked: this record beside this patient."""
        event = state.record
        digest = self._given.digest if self._given else event.digest if event else ""
        asked = json.dumps([digest, patient_of(state.attached)], sort_keys=True)
        return int(hashlib.sha256(asked.encode()).hexdigest()[:7], 16)

    def _attach(self, given: _Given) -> None:
        state = self._dictation.state
        found = self._found(given.record, state)
        event = RecordAttached(
            key=uuid.uuid4().hex,
            digest=given.digest,
            said=given.record.said,
            patient=given.patient,
            beside=patient_of(state.attached),
            anyway=_differing(found),
        )
        before = dict(self._known)
        with self._lock:
            self._put = True
        keep(self._folder, given.data)
        self._known = {**before, (given.digest, given.patient): given.record}
        why = self._handed_over(event)
        if why:
            self._known = before
            self._tidy(state.record.digest if state.record is not None else "")
            raise RecordRefused(why)
        self._given, self._fault = None, ""
        self._known = {(given.digest, given.patient): given.record}
        self._tidy(given.digest)

    def _confirmed(self, event: RecordAttached) -> None:
        state = self._dictation.state
        record = self._of(event)
        assert record is not None, "it is asked about"
        said = {
            "key": uuid.uuid4().hex,
            "beside": patient_of(state.attached),
            "anyway": _differing(self._found(record, state)),
        }
        if why := self._handed_over(event.model_copy(update=said)):
            raise RecordRefused(why)

    def _handed_over(self, event: RecordAttached) -> str:
        """Once the dictation has taken it, why it did not. Raises RecordRefused where it says
        nothing: it may take it yet."""
        until = time.monotonic() + PATIENCE_S

        def given_up(state: SessionState, given: bool) -> str:
            gone = state.ended or time.monotonic() > until
            return "The session has ended or does not answer: look what it has." if gone else ""

        taken = self._dictation.hand_over(AttachRecord(event), given_up)
        if isinstance(taken, str):
            raise RecordRefused(taken)
        return f"Not attached: {taken.answer}." if taken.outcome == "refused" else ""

    def _tidy(self, digest: str) -> None:
        try:
            forget_others(self._folder, digest)
        except OSError as error:  # they go with the session
            log.warning("an old record is still there", extra={"fault": type(error).__name__})

    def _load(self, event: RecordAttached | None) -> None:
        """On a thread of its own. event: None where only what a crash left is to be erased."""
        with self._lock:
            if not self._put:
                self._tidy(event.digest if event is not None else "")
        if event is None:
            return
        try:
            record = open_record_text(kept(self._folder, event.digest), event.patient)
        except RecordGoneError as error:
            self._fault = str(error)
        except RecordError:
            self._fault = MISREAD
        except Exception as error:  # noqa: BLE001 - the record's boundary: the dictation goes on
            log.error("a record cannot be read", extra={"fault": type(error).__name__})
            self._fault = MISREAD
        else:
            with self._lock:
                self._known = {**self._known, (event.digest, event.patient): record}


def _is_confirmed(event: RecordAttached, state: SessionState) -> bool:
    """Whether somebody said that it is right all the same, of the patient of now."""
    return bool(event.anyway) and event.beside == patient_of(state.attached)


def _confirmed(found: Whose) -> Whose:
    """What was asked and answered is said beside each answer, and is no part of it."""
    return replace(found, said=f"{found.said} It was taken all the same.", other=False)


def _differing(found: Whose) -> tuple[str, ...]:
    if not found.to_be_asked:
        return ()
    return tuple(one.what for one in found.differences) or ("too little is known",)


def _patient(record: OpenRecord) -> dict[str, Any]:
    """As far as it is known."""
    person = record.person
    found = {
        "name": named(person.name),
        "born": person.born.said if person.born is not None else "",
        "sex": person.sex,
        "id": ", ".join(value for _, value in person.ids[:SHOWN_IDS]),
    }
    return {key: harmless(text) for key, text in found.items() if text}
