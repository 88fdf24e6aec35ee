"""OnScreen: the study of one running session: named by a face, loaded beside the dictation, handed
to it as an intent, and shown.

Dictation never waits for a study: it begins at once, and the study joins it when it is there. What
cannot be loaded is said; an order that may be another patient's is asked about, and until somebody
has answered nothing of it is attached.
"""

from __future__ import annotations

import logging
import secrets
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from medvoice.session.about_screen import about_cell
from medvoice.session.about_study import study_facts
from medvoice.session.asked_study import StudyChoice
from medvoice.session.asking_by_voice import AskingByVoice, asking
from medvoice.session.attached_study import StudyAttached, event_of
from medvoice.session.attaching import of_one_patient, same
from medvoice.session.exchanges import harmless
from medvoice.session.handing_over import Receiver
from medvoice.session.intents import AttachStudy, Intent
from medvoice.session.language_model import StudyQuestions
from medvoice.session.ordering import NoOrderFits, OrderDiffers
from medvoice.session.screen_orders import order_of_attached
from medvoice.session.shown_study import ShownStudy
from medvoice.session.slice_pictures import SlicePictures
from medvoice.session.state import SessionState
from medvoice.session.studied import Studied, StudyWays, StudyWish, studied
from medvoice.session.study_loads import LoadsFullError, StudyLoads
from medvoice.session.study_named import NamedStudy, wish_of
from medvoice.session.studying import OpenStudy
from medvoice.study.folder_error import StudyFolderError
from medvoice.study.order import Difference, OrderError, same_patient
from medvoice.study.roots import Roots

log = logging.getLogger(__name__)

ANOTHER = "Where this dictation's study lay, there is another one by now."
FIRST_NUMBERS = 1 << 30
"""A screen's numbers begin anywhere below it: a page that still shows a study of another opening of
the session takes none of its numbers for one of these."""
REMEMBERED = 64
"""Keys of what was wished by hand that are not taken again."""
DIFFERS = "This dictation was begun with the order of another examination."
Phase = Literal["none", "loading", "asked", "ready", "broken"]
CHOICES: tuple[StudyChoice, ...] = ("anyway", "without order", "nothing")


class _GivenUp(Exception):
    """Another study was named meanwhile, or the session ends."""


@dataclass(frozen=True, slots=True)
class ScreenWays:
    """What every session's screen works with. ways: made anew for each study, so that a changed
    template counts. questions: about a study that was opened. pictures: of all of them."""

    roots: Roots
    ways: Callable[[], StudyWays]
    loads: StudyLoads
    questions: Callable[[OpenStudy], StudyQuestions | None]
    pictures: SlicePictures = field(default_factory=SlicePictures)


@dataclass(frozen=True, slots=True)
class _Wished:
    """What was named last, and how far it is. progress: (images fetched, of how many). goes_on: the
    dictation is about it already."""

    phase: Phase = "none"
    number: int = 0
    named: NamedStudy = field(default_factory=NamedStudy)
    choose: bool = False
    message: str = ""
    differences: tuple[Difference, ...] = ()
    choices: tuple[StudyChoice, ...] = ()
    progress: tuple[int, int] | None = None
    goes_on: StudyAttached | None = None


class OnScreen:
    """Any thread."""

    def __init__(self, ways: ScreenWays) -> None:
        self._ways = ways
        self._lock = threading.Lock()
        self._wished = _Wished(number=secrets.randbelow(FIRST_NUMBERS))
        self._shown: ShownStudy | None = None
        self._offered: dict[str, ShownStudy | None] = {}
        self._closed = False
        self._voice = AskingByVoice()
        self._doing = threading.Lock()
        self._done: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._dictation = Receiver()

    @property
    def shown(self) -> ShownStudy | None:
        return self._shown

    @property
    def asked(self) -> ShownStudy | None:
        """What questions are about: what the dictation is about, also where that changed this very
        moment; what it may yet refuse answers nothing."""
        attached = self._dictation.state.attached
        key = attached.key if attached is not None else ""
        with self._lock:
            return self._offered.get(key, self._shown)

    @property
    def loading(self) -> bool:
        return self._wished.phase == "loading"

    @property
    def version(self) -> object:
        """Another value whenever its cell may be another."""
        return (self._wished, self._shown)

    def begin(self, give: Callable[[Intent], None], state: Callable[[], SessionState]) -> None:
        """The session runs; one that goes on gets its study again. Raises nothing: what cannot be
        had is said on screen."""
        self._dictation.begin(give, state)
        before = state().attached
        if before is None or not before.study:
            return
        named = NamedStudy(before.study, before.prior, before.uid, orders=())
        try:
            wish = wish_of(named, self._ways.roots)
            self._load(_Wished("loading", named=named, goes_on=before), wish)
        except (LookupError, StudyFolderError, LoadsFullError) as error:
            why = f"The study is not shown: {error}."
            self._wish(_Wished("broken", named=named, message=why, goes_on=before))

    def once(self, key: str, do: Callable[[], tuple[str, str]]) -> tuple[str, str]:
        """do's (outcome, answer); what was done under this key already is not done again."""
        with self._doing:
            if key not in self._done:
                self._done[key] = do()
                while len(self._done) > REMEMBERED:
                    self._done.popitem(last=False)
            return self._done[key]

    def check(self, named: NamedStudy) -> StudyWish:
        """What it means here. Raises NoSuchStudyError, DicomwebError."""
        return wish_of(named, self._ways.roots)

    def show(self, named: NamedStudy, *, choose: bool) -> None:
        """Load it, in place of what was named before. choose: it chooses the template. Raises
        NoSuchStudyError, DicomwebError; LoadsFullError (nothing was changed)."""
        self._load(_Wished("loading", named=named, choose=choose), self.check(named))

    def answer(self, number: int, choice: StudyChoice) -> bool:
        """To what it asked about study `number`; False where it asks nothing of it any more. Raises
        as `show`."""
        wished = self._wished
        if choice not in wished.choices or wished.number != number:
            return False
        if choice == "nothing":
            self._wish(_Wished())
            return True
        orders = () if choice == "without order" else wished.named.orders
        worklist = "" if choice == "without order" else wished.named.worklist
        named = replace(wished.named, orders=orders, worklist=worklist, anyway=choice == "anyway")
        self.show(named, choose=wished.choose)
        return True

    def follow(self, state: SessionState, at: int) -> None:
        """As of AskingByVoice; one thread."""
        wished = self._wished
        asks = None
        if wished.phase == "asked":
            asks = asking(wished.number, wished.message, wished.differences, wished.choices)
        choice = self._voice.follow(asks, self._dictation.give, state, at)
        if choice is None:
            return
        try:
            self.answer(wished.number, choice)
        except LoadsFullError:
            return  # tried again
        except (LookupError, StudyFolderError) as error:
            self._wish(replace(wished, phase="broken", message=f"{error}", choices=()))

    def cell(self, state: SessionState) -> dict[str, Any]:
        """As of docs/live_protocol.md. state: what it is at least."""
        wished, shown = self._wished, self._shown
        # Read after what was wished: what is "ready" there is attached here.
        return _cell(wished, shown, self._dictation.state_or(state))

    def close(self) -> None:
        """The session has ended."""
        with self._lock:
            self._closed = True
            shown, self._shown = self._shown, None
        if shown is not None:
            try:  # a picture that is being made is waited for, and nobody should wait for that here
                self._ways.loads.submit(lambda: self._put_away(shown))
            except LoadsFullError:
                self._put_away(shown)

    def _put_away(self, shown: ShownStudy) -> None:
        shown.close()
        self._ways.pictures.forget(shown.token)

    def _load(self, wished: _Wished, wish: StudyWish) -> None:
        """Raises LoadsFullError."""
        with self._lock:  # what is refused has changed nothing: what is on its way goes on
            numbered = replace(wished, number=self._wished.number + 1)
            self._ways.loads.submit(lambda: self._loaded(numbered, wish))
            self._wished = numbered

    def _wish(self, wished: _Wished) -> _Wished:
        """With its number: those before it have been given up."""
        with self._lock:
            self._wished = replace(wished, number=self._wished.number + 1)
            return self._wished

    def _loaded(self, wished: _Wished, wish: StudyWish) -> None:
        """On a thread of its own."""
        try:
            made = self._made(wished, wish)
        except _GivenUp:
            return
        except OrderDiffers as error:
            self._end(wished, "asked", str(error), error.differences, CHOICES)
        except NoOrderFits as error:
            self._end(wished, "asked", str(error), choices=CHOICES[1:])
        except (StudyFolderError, OrderError) as error:
            self._end(wished, "broken", _without_paths(str(error), wish))
        except Exception as error:  # noqa: BLE001 - the study's boundary: the dictation goes on
            log.error("a study cannot be loaded", extra={"fault": type(error).__name__})
            message = f"The study cannot be loaded ({type(error).__name__})."
            self._end(wished, "broken", message)
        else:
            self._attach(wished, made)

    def _made(self, wished: _Wished, wish: StudyWish) -> Studied:
        known = order_of_attached(self._dictation.state.attached) if wish.study else None
        if known is not None and wish.orders is None and not wish.order:
            wish = replace(wish, orders=(known,))
        made = studied(self._ways.ways(), wish, lambda done, of: self._progress(wished, done, of))
        if known is not None and not wish.anyway and wish.orders != ():
            # A dictation that began with its order alone: its study has to be that patient's.
            differences = same_patient(known, made.found.study).differences
            if differences:
                _close(made.study)
                raise OrderDiffers(DIFFERS, differences)
        return made

    def _attach(self, wished: _Wished, made: Studied) -> None:
        event = _event(wished, made, uuid.uuid4().hex)
        before = wished.goes_on
        if before is not None and not (same(before, event) and _keeps(before, event)):
            _close(made.study)
            self._end(wished, "broken", ANOTHER)
            return
        candidate = self._made_shown(wished, made)
        with self._lock:
            current = self._wished.number == wished.number and not self._closed
            if current:  # not on screen before the dictation has it: it may refuse it
                self._offered[event.key] = candidate
        if not current:
            _close(made.study)
            return
        intent = AttachStudy(event, made.choice.name if wished.choose else "")
        why = self._handed_over(wished, intent)
        attached = self._dictation.state.attached
        old = candidate
        with self._lock:
            del self._offered[event.key]
            if not (why or self._closed) and attached is not None and attached.key == event.key:
                old, self._shown = self._shown, candidate
        if old is not None:
            self._put_away(old)
        self._end(wished, "broken" if why else "ready" if made.study else "none", why)

    def _made_shown(self, wished: _Wished, made: Studied) -> ShownStudy | None:
        if made.study is None:
            return None
        questions = self._ways.questions(made.study)
        reasons = (made.choice.reason,) if wished.choose else ()
        notes = tuple(map(harmless, (*made.notes, *reasons)))
        return ShownStudy(wished.number, uuid.uuid4().hex, made.study, questions, notes)

    def _handed_over(self, wished: _Wished, intent: AttachStudy) -> str:
        """Once the dictation has taken it; why it did not."""

        def given_up(state: SessionState, given: bool) -> str:
            if self._closed or state.ended:
                return "the session has ended"
            other = not given and self._wished.number != wished.number
            return "another study was named" if other else ""

        taken = self._dictation.hand_over(intent, given_up)
        if isinstance(taken, str):
            return taken
        return taken.answer if taken.outcome == "refused" else ""

    def _progress(self, wished: _Wished, done: int, of: int) -> None:
        """Raises _GivenUp."""
        with self._lock:
            if self._closed or self._wished.number != wished.number:
                raise _GivenUp
            self._wished = replace(self._wished, progress=(done, of))

    def _end(
        self,
        wished: _Wished,
        phase: Phase,
        message: str,
        differences: tuple[Difference, ...] = (),
        choices: tuple[StudyChoice, ...] = (),
    ) -> None:
        with self._lock:
            if self._wished.number == wished.number:
                self._wished = replace(
                    self._wished,
                    phase=phase,
                    message=message,
                    differences=differences,
                    choices=choices,
                )


def screen_cell(state: SessionState) -> dict[str, Any]:
    """Of a session that shows no study, or does not run."""
    return _cell(_Wished(), None, state)


def _cell(wished: _Wished, shown: ShownStudy | None, state: SessionState) -> dict[str, Any]:
    return {
        "state": wished.phase,
        "number": wished.number,
        "shown": shown.number if shown is not None and wished.phase != "loading" else 0,
        "message": harmless(wished.message),
        "progress": list(wished.progress) if wished.progress else None,
        "differences": [
            {"what": one.what, "order": harmless(one.order), "study": harmless(one.study)}
            for one in wished.differences
        ],
        "choices": list(wished.choices),
        "about": about_cell(state.attached),
    }


def _event(wished: _Wished, made: Studied, key: str) -> StudyAttached:
    study, named = made.study, wished.named
    uid = study.loaded.study.headers.uid if study is not None else ""
    said = harmless(study.said) if study is not None else ""
    before = wished.goes_on
    facts, _ = study_facts(made.found.study, made.found.priors)
    if before is not None and uid == before.uid and (uid or of_one_patient(before, facts)):
        return before.model_copy(update={"key": key, "said": said})
    return event_of(key, said, uid, (named.study, named.prior), facts)


def _keeps(before: StudyAttached, event: StudyAttached) -> bool:
    """Whether what the report has taken from it is as it was."""
    return before.model_copy(update={"key": event.key, "said": event.said}) == event


def _without_paths(message: str, wish: StudyWish) -> str:
    """Where folders lie is not for a face."""
    for path, name in ((wish.study, "The study"), (str(wish.prior or ""), "The prior")):
        if path.startswith("/"):
            message = message.replace(path, name)
    return message


def _close(study: OpenStudy | None) -> None:
    if study is not None:
        study.close()
