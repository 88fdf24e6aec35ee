"""StudyAnswerer: answers questions about one loaded study; the seam is `answering`.

In this order: what the headers say, exactly; what nobody can say from pictures, declined; a place
or a size, as boxes in one picture; everything else in the model's words.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

from medvoice.assistant.answer_notes import notes_on
from medvoice.assistant.answering import (
    Answer,
    AnswerOrigin,
    Piece,
    Question,
    Seen,
    declined,
    whole,
)
from medvoice.assistant.backend import Ask, Backend, Between, Conversation, OutOfMemory
from medvoice.assistant.box_sizes import sizes_said
from medvoice.assistant.boxes import Found, boxes_in
from medvoice.assistant.code_fences import WithoutCode, prose
from medvoice.assistant.picture import Picture
from medvoice.assistant.question_kind import (
    Locate,
    Measure,
    Plain,
    Unmeasurable,
    Which,
    asked_after,
)
from medvoice.assistant.recipes import VOLUMES, Recipe
from medvoice.assistant.room import MOST_ANSWER, Room, room_for
from medvoice.assistant.square import Square
from medvoice.assistant.study_images import ModelImages, model_images
from medvoice.assistant.study_prompts import StudyPrompt, labelled, marked, said_safely
from medvoice.assistant.study_references import DicomwebAddress, references
from medvoice.assistant.which_picture import picture_for
from medvoice.study.study import LoadedStudy, Pixels

HeaderAnswers = Callable[[str, LoadedStudy], str | None]
"""What a study's own data say to a question; None where they do not."""

NAMELESS = "study data"

NO_MODEL = (
    "Only what the study's own data say can be answered: no language model that takes images is "
    "configured. language_model.backend names one; medvoice doctor says what runs here."
)
NO_SCALE = "The image says nothing of its scale (no pixel spacing), so no size can be estimated."
NOTHING_SHOWN = "The study holds no image that could be shown to the model."
NO_ROOM = "The model's context has no room for a single image."


@dataclass(frozen=True, slots=True)
class AnsweringSettings:
    """series: by number or UID, "" for the one that fits best. tokens: most new ones an answer.
    dicomweb: where a backend that takes references finds the study."""

    series: str = ""
    tokens: int = MOST_ANSWER
    dicomweb: DicomwebAddress = field(default_factory=DicomwebAddress)


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    """images: None where the backend fetches them itself."""

    images: ModelImages | None
    recipe: Recipe
    saw: tuple[Seen, ...]
    notes: tuple[str, ...]
    prompt: StudyPrompt
    room: Room


class StudyAnswerer:
    """See `answering.Answerer`. The backend stays its owner's."""

    def __init__(
        self,
        loaded: LoadedStudy,
        pixels: Pixels,
        backend: Backend | None,
        headers: HeaderAnswers,
        settings: AnsweringSettings | None = None,
    ) -> None:
        self._loaded, self._pixels, self._backend = loaded, pixels, backend
        self._headers = headers
        self._settings = settings or AnsweringSettings()
        self._ready: _Ready | str | None = None
        self._square: tuple[int, Conversation] | None = None
        self._most: int | None = None

    @property
    def name(self) -> str:
        return self._backend.name if self._backend is not None else NAMELESS

    @property
    def images(self) -> ModelImages | None:
        """What the model sees; None before `prepare`, and where it sees nothing."""
        return self._ready.images if isinstance(self._ready, _Ready) else None

    def prepare(self, between: Between) -> None:
        """Where the memory does not suffice, half the pictures are tried, and half of those."""
        for tries_left in (2, 1, 0):
            ready = self._made_ready(between)
            if isinstance(ready, str):
                return
            try:
                self._prefill(ready, between)
                return
            except OutOfMemory:
                if not tries_left or ready.images is None or len(ready.saw) < 2:
                    raise
                self._most = len(ready.saw) // 2
                self._ready = None

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        if not question.text.strip(" ?.!,"):
            yield from declined("Nothing was asked.")
            return
        known = self._headers(question.text, self._loaded)
        if known is not None:
            yield from whole(Answer(known, AnswerOrigin.STUDY))
            return
        asked = asked_after(question)
        if isinstance(asked, Unmeasurable):
            yield from declined(
                f"This needs {asked.what} in numbers. A model sees pictures without a scale and "
                "would make them up; measure it on the images."
            )
            return
        ready = self._made_ready(between)
        if isinstance(ready, str):
            yield from declined(ready)
            return
        match asked:
            case Locate(thing, which):
                yield from self._located(ready, question, thing, which, between)
            case Measure(thing, which):
                yield from self._measured(ready, thing, which, between)
            case Plain():
                yield from self._told(ready, question, between)

    def close(self) -> None:
        """Lets go of the pictures."""
        self._ready = self._square = None

    def _prefill(self, ready: _Ready, between: Between) -> None:
        assert self._backend is not None
        self._backend.prepare(ready.prompt.fixed, between=between)
        if len(_pictures(ready)) == 1:  # a place in it may be asked for next
            self._backend.prepare(self._marked(ready, 0), between=between)

    def _made_ready(self, between: Between) -> _Ready | str:
        """Reads the pixels, once. A sentence: why the model cannot be asked."""
        if self._ready is None:
            self._ready = self._read(between)
        return self._ready

    def _read(self, between: Between) -> _Ready | str:
        if self._backend is None:
            return NO_MODEL
        self._backend.prepare(Conversation(), between=between)
        can = self._backend.capabilities
        if not can.images and not can.references:
            return f"{self._backend.name} takes no images. {NO_MODEL}"
        room = room_for(can, self._settings.tokens)
        if room.images == 0:
            return NO_ROOM
        return self._referred(room) if can.references else self._pictured(room, between)

    def _pictured(self, room: Room, between: Between) -> _Ready | str:
        limits = [one for one in (room.images, self._most) if one is not None]
        images = model_images(
            self._loaded,
            self._pixels,
            most=min(limits, default=None),
            series=self._settings.series,
            between=between,
        )
        if images is None or not images.pictures:
            return " ".join((NOTHING_SHOWN, *(images.notes if images is not None else ())))
        parts = tuple(labelled(images.pictures))
        prompt = StudyPrompt(images.recipe, parts, images.about, room.characters)
        return _Ready(images, images.recipe, images.saw, images.notes, prompt, room)

    def _referred(self, room: Room) -> _Ready | str:
        settings = self._settings
        found = references(self._loaded, settings.dicomweb, settings.series)
        if found is None or isinstance(found, str):
            return found or NOTHING_SHOWN
        prompt = StudyPrompt(found.recipe, found.parts, found.about, room.characters)
        return _Ready(None, found.recipe, found.saw, found.notes, prompt, room)

    def _told(
        self, ready: _Ready, question: Question, between: Between, *notes: str
    ) -> Iterator[Piece | Answer]:
        prompt = ready.prompt
        ask = Ask(prompt.fixed, prompt.turn(question), prompt.history(question.before))
        text = prose((yield from self._written(ask, ready.room.answer, between)))
        cut = ("The model was given the beginning of the report only.",)
        notes = (*notes, *(cut if prompt.cuts(question.report) else ()))
        if not text:
            yield from declined("The model's answer held no sentence.")
            return
        slices = ready.saw if ready.recipe in VOLUMES else ()
        notes = (*ready.notes, *notes_on(text, slices), *notes)
        yield Answer(text, AnswerOrigin.MODEL, ready.saw, notes=notes)

    def _located(
        self, ready: _Ready, question: Question, thing: str, which: Which, between: Between
    ) -> Iterator[Piece | Answer]:
        at = _picture(ready, which)
        if isinstance(at, str):
            yield from self._told(ready, question, between, f"Nothing is marked: {at}")
            return
        raw = yield from self._written(*self._where(ready, at, thing), between)
        found = self._boxes(ready, at, raw)
        text = prose(raw)
        if not text:
            text = _marks(thing, found)
            yield Piece(text)
        yield Answer(
            text,
            AnswerOrigin.MODEL,
            (ready.saw[at],),
            found.boxes,
            (*_about_boxes(found, ready.recipe), *notes_on(text, ())),
        )

    def _measured(
        self, ready: _Ready, thing: str, which: Which, between: Between
    ) -> Iterator[Piece | Answer]:
        """The model's own prose is not shown: its numbers would be made up."""
        at = _picture(ready, which)
        if isinstance(at, str) or not thing:
            why = at if isinstance(at, str) else "say what is to be measured."
            yield from declined(f"A size is estimated from a box in one picture: {why}")
            return
        picture = _pictures(ready)[at]
        if picture.spacing is None:
            yield from declined(NO_SCALE)
            return
        ask, limit = self._where(ready, at, thing)
        raw = "".join(self._raw(ask, limit, between))
        found = self._boxes(ready, at, raw)
        if not found.boxes:
            yield from declined(f"The model marked no {thing}, so that no size can be estimated.")
            return
        text = sizes_said(thing, found.boxes, picture)
        yield Piece(text)
        notes = _about_boxes(found, ready.recipe)
        yield Answer(text, AnswerOrigin.MODEL, (picture.seen,), found.boxes, notes)

    def _where(self, ready: _Ready, at: int, thing: str) -> tuple[Ask, int]:
        turn = ready.prompt.location(said_safely(thing))
        return Ask(self._marked(ready, at), turn), ready.room.answer

    def _boxes(self, ready: _Ready, at: int, raw: str) -> Found:
        rows, columns = _pictures(ready)[at].rgb.shape[:2]
        return boxes_in(raw, Square(rows, columns), 0)

    def _marked(self, ready: _Ready, at: int) -> Conversation:
        """The last one is kept: what was read of it beforehand is found by these very objects."""
        if self._square is None or self._square[0] != at:
            self._square = (at, marked(_pictures(ready)[at]))
        return self._square[1]

    def _written(self, ask: Ask, limit: int, between: Between) -> Generator[Piece, None, str]:
        """Its prose as it comes; returns all that was written."""
        cut = WithoutCode()
        for raw in self._raw(ask, limit, between):
            if more := cut.feed(raw):
                yield Piece(more)
        if more := cut.finish():
            yield Piece(more)
        return cut.text

    def _raw(self, ask: Ask, limit: int, between: Between) -> Iterator[str]:
        assert self._backend is not None
        return self._backend.write(ask, schema=None, limit=limit, copies="", between=between)


def _picture(ready: _Ready, which: Which) -> int | str:
    """In which something is marked, or half a sentence why in none."""
    if ready.images is None:
        return "the endpoint fetches the images itself, and its boxes cannot be placed."
    return picture_for(ready.recipe, ready.saw, which)


def _pictures(ready: _Ready) -> tuple[Picture, ...]:
    return ready.images.pictures if ready.images is not None else ()


def _marks(thing: str, found: Found) -> str:
    if not found.boxes:
        return f"The model marked no {thing}."
    return f"Marked: {', '.join(box.label or thing for box in found.boxes)}."


def _about_boxes(found: Found, recipe: Recipe) -> tuple[str, ...]:
    notes = []
    if found.boxes and recipe not in (Recipe.RADIOGRAPH, Recipe.LONGITUDINAL):
        notes.append(
            "The model learnt to mark places on chest radiographs; here it may be far off."
        )
    if not found.boxes:
        notes.append("Nothing is marked: the answer holds no box that can be read.")
    if found.refused:
        what = "box was" if found.refused == 1 else "boxes were"
        notes.append(f"{found.refused} {what} not in the model's format and left out.")
    return tuple(notes)
