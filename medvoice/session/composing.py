"""ReportComposer: final words → language → commands → router → events. Rules only, no model.

What it decides is written into the events, so that replay needs none of it; and it keeps nothing
from turn to turn, so that a recovered session goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from medvoice.language.commands.grammar import OPEN_KINDS
from medvoice.language.commands.macros import Macro
from medvoice.language.commands.matcher import Decision, Situation, shifted
from medvoice.language.commands.nearly_said import NearlySaid, nearly_said
from medvoice.language.commands.pauses import between_pauses
from medvoice.language.commands.slots import Names
from medvoice.language.commands.wake_words import QUESTION
from medvoice.language.house import House
from medvoice.language.instead import Instead
from medvoice.language.reader import Dialect
from medvoice.language.spoken import SpokenWord
from medvoice.language.utterance import Utterance
from medvoice.report.template import Template
from medvoice.session import answering_study
from medvoice.session.background import WHY
from medvoice.session.benches import Benches
from medvoice.session.by_hand import by_hand
from medvoice.session.choosing import BY_WORDS
from medvoice.session.commanding import contexts
from medvoice.session.desk import Given
from medvoice.session.doubt import instead_of
from medvoice.session.event_records import ReadingRecord, ReplacedRecord, WordRecord
from medvoice.session.events import CommandTaken, Event, UtteranceHeard, WordsSetAside
from medvoice.session.hooks import Hooks
from medvoice.session.intents import Intent
from medvoice.session.memory import Memory
from medvoice.session.placing import Spoken
from medvoice.session.played import WHY as PLAYED
from medvoice.session.played import overheard
from medvoice.session.question_turns import QuestionTurns, announced_from
from medvoice.session.records import spoken_words
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState, fold

_OVERHEARD = frozenset(["playing"])
"""All that is heard while sound is played."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words [first, last) of a turn and what they were taken for. utterance: the written form of
    dictation, None for a command."""

    first: int
    last: int
    decision: Decision
    utterance: Utterance | None = None

    @property
    def text(self) -> str:
        """The written form, "[name]" of a command."""
        return self.utterance.text if self.utterance is not None else f"[{self.decision.name}]"


@dataclass(slots=True)
class _Turn:
    """A turn under way: what was decided so far. folded: the state before the events from `done`
    on. overheard: words that were said while sound was played. instead: other readings of its
    places."""

    words: tuple[SpokenWord, ...]
    folded: SessionState
    number: int
    events: list[Event] = field(default_factory=list)
    overheard: tuple[bool, ...] = ()
    instead: tuple[Instead, ...] = ()
    parts: list[Part] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    done: int = 0

    @property
    def state(self) -> SessionState:
        """After all events so far. Folded when the next part asks: the session folds them itself,
        and most turns have one part."""
        for event in self.events[self.done :]:
            self.folded = fold(self.folded, event)
        self.done = len(self.events)
        return self.folded

    def step(self) -> str:
        """An id for the next part."""
        return f"{self.number}.{len(self.parts)}"

    def take(self, events: Iterator[Event]) -> None:
        self.events.extend(events)


class ReportComposer:
    """Implements session.Composer."""

    def __init__(
        self,
        template: Template,
        dialect: Dialect,
        macros: Sequence[Macro] = (),
        hooks: Hooks | None = None,
        house: House | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        """template: that the report begins with. shelf: None for what lies beside it. Raises
        GrammarError for macros that cannot be said."""
        shelf = shelf or Shelf.beside(template)
        self._benches = Benches(shelf, template, dialect, macros, hooks, house)
        self._matcher = self._benches.matcher
        self._questions = QuestionTurns(self._benches.grammar, self._matcher)

    def compose(
        self,
        state: SessionState,
        span: tuple[int, int],
        words: tuple[WordRecord, ...],
        readings: tuple[ReadingRecord, ...] = (),
    ) -> Iterator[Event]:
        """Events of one turn, in spoken order. Every word is in the first of them. readings:
        what else the recogniser heard, likeliest first."""
        yield from self.explained(state, span, words, readings)[0]

    def by_hand(self, state: SessionState, intent: Intent) -> Iterator[Event]:
        """Events of what a face wants done; none of an intent that was taken already."""
        yield from by_hand(self._benches.of(state), self._benches.grammar, state, intent)

    def explained(
        self,
        state: SessionState,
        span: tuple[int, int],
        words: tuple[WordRecord, ...],
        readings: tuple[ReadingRecord, ...] = (),
    ) -> tuple[tuple[Event, ...], tuple[Part, ...]]:
        """`compose`, with what each part of the turn was taken for."""
        heard = UtteranceHeard(
            id=state.next_utterance,
            start=span[0],
            end=span[1],
            words=words,
            text="",
            asleep=state.asleep,
            readings=readings,
        )
        turn = _Turn(spoken_words(words), fold(state, heard), heard.id)
        turn.overheard = overheard(words, state.played)
        turn.instead = instead_of(readings)
        self._parts(turn)
        # Its text is known last and stands first; no decision looks at it.
        text = "\n".join(part.text for part in turn.parts if part.text)
        said = {"text": text, "hints": tuple(turn.hints), "replaced": _replaced(turn.parts)}
        heard = heard.model_copy(update=said)
        return (heard, *turn.events), tuple(turn.parts)

    def written(self, part: Part, words: Sequence[SpokenWord]) -> dict[str, str]:
        """The slots of a command as they are used: open ones in written form. words: the turn."""
        return {
            slot.name: self._benches.first.desk.writer.inside(words[slot.first : slot.last], "-")
            if slot.kind in OPEN_KINDS - {"letters"}
            else slot.value
            for slot in part.decision.slots
        }

    def field(self, state: SessionState) -> str:
        return Memory.from_json(state.context).router.field

    def _parts(self, turn: _Turn) -> None:
        """Phrase by phrase; dictated phrases in a row are one run."""
        phrases = between_pauses(turn.words)
        run: tuple[int, int, Decision] | None = None
        for first, last in phrases:
            question = self._announced(turn, first, last)
            if question is not None:
                if question > first:
                    run = (run[0] if run else first, question, run[2] if run else Decision(None))
                if run is not None:
                    self._dictated(turn, *run)
                decision = self._questions.announced(turn.words[question:])
                self._commanded(turn, decision, question, len(turn.words))
                return
            situation = self._situation(turn, first, last, len(phrases) == 1, run is not None)
            decision = self._decide(turn, first, last, situation)
            if decision.name == QUESTION and turn.state.study:
                if run is not None:
                    self._dictated(turn, *run)
                decision = self._questions.whole(decision, turn.words[first:])
                self._commanded(turn, decision, first, len(turn.words))
                return
            nearly = None
            if decision.command is None:
                nearly = self._nearly(turn, first, last, situation)
            if decision.command is None and nearly is None:
                run = (run[0] if run else first, last, decision)
                if decision.hint:
                    turn.hints.append(decision.hint)
                continue
            if run is not None:
                self._dictated(turn, *run)
                run = None
            self._commanded(turn, decision, first, last, nearly)
        if run is not None:
            self._dictated(turn, *run)

    def _situation(
        self, turn: _Turn, first: int, last: int, whole: bool, behind_dictation: bool
    ) -> Situation:
        state = turn.state
        # It drops what was asked, though it is not placed yet.
        if behind_dictation or not answering_study.may_answer(state, turn.words[first], whole):
            state = replace(state, asked=None)
        where = contexts(state)
        if any(turn.overheard[first:last]):  # it may be our own sound
            where = _OVERHEARD
        return Situation(where, self._known(state), whole)

    def _decide(self, turn: _Turn, first: int, last: int, situation: Situation) -> Decision:
        words = turn.words[first:last]
        if turn.state.study and last < len(turn.words) and self._questions.opens(words):
            opened = self._matcher.decide(turn.words[first:], situation)
            if opened.name == QUESTION:
                return opened
        return self._matcher.decide(words, situation)

    def _nearly(
        self, turn: _Turn, first: int, last: int, situation: Situation
    ) -> NearlySaid | None:
        """A phrase that is no command as it was heard. Voices in the background give none."""
        records = turn.state.utterances[-1].words
        if not turn.instead or any(record.background for record in records[first:last]):
            return None
        if "awake" not in situation.contexts:
            return None
        here = [one.moved(-first) for one in turn.instead]
        return nearly_said(
            turn.words[first:last], here, lambda words: self._matcher.decide(words, situation)
        )

    def _announced(self, turn: _Turn, first: int, last: int) -> int | None:
        """Where the announced question begins in a phrase: behind our own sound."""
        begin = announced_from(turn.state, turn.words, first, last)
        if begin is None:
            return None
        own = [n for n in range(begin, len(turn.words)) if turn.overheard[n]]
        behind = own[-1] + 1 if own else begin
        return behind if behind < last else None

    def _known(self, state: SessionState) -> Names:
        names = self._benches.of(state).names
        if state.asked is None or state.asked.command not in BY_WORDS:
            return names
        options = enumerate(state.asked.options, 1)
        choices = {
            way: str(number) for number, option in options for way in (option.label, *option.say)
        }
        return Names({**names.tables, **Names.of({"choice": choices}).tables})

    def _commanded(
        self,
        turn: _Turn,
        decision: Decision,
        first: int,
        last: int,
        nearly: NearlySaid | None = None,
    ) -> None:
        """nearly: the phrase was heard otherwise; its decision counts."""
        decision = nearly.decision if nearly is not None else decision
        decision = replace(decision, slots=shifted(decision.slots, first))
        step = turn.step()
        given = Given(turn.state, turn.words, decision, turn.number, step, first=first, last=last)
        events = self._benches.of(given.state).commander.take(given, first, last)
        turn.take(_shown_as(events, nearly) if nearly is not None else events)
        turn.parts.append(Part(first, last, decision))

    def _dictated(self, turn: _Turn, first: int, last: int, decision: Decision) -> None:
        """Words in the background, words while sound was played and the others, each by
        themselves."""
        records = turn.state.utterances[-1].words

        def apart(number: int) -> str:
            return PLAYED if turn.overheard[number] else WHY if records[number].background else ""

        for why, run in groupby(range(first, last), apart):
            numbers = list(run)
            self._run(turn, numbers[0], numbers[-1] + 1, decision, why)

    def _run(self, turn: _Turn, first: int, last: int, decision: Decision, apart: str) -> None:
        spoken = Spoken(turn.words, first, last, turn.number, turn.step())
        placer = self._benches.of(turn.state).desk.placer
        utterance = placer.read(turn.state, spoken)
        turn.parts.append(Part(first, last, decision, utterance))
        why = self._aside(turn.state, apart)
        if why:
            aside = WordsSetAside(utterance=turn.number, first=first, last=last, why=why)
            turn.take(iter([aside]))
        else:
            turn.take(placer.place(turn.state, spoken))

    def _aside(self, state: SessionState, apart: str) -> str:
        if state.asleep:
            return "asleep"
        if state.listening == "command":
            return "no command, in command mode"
        return apart


def _shown_as(events: Iterator[Event], nearly: NearlySaid) -> Iterator[Event]:
    """What the command answers says first what was heard and what that was taken for."""
    for event in events:
        if isinstance(event, CommandTaken):
            answer = "; ".join(text for text in (nearly.shown, event.answer) if text)
            event = event.model_copy(update={"answer": answer, "nearly": True})
        yield event


def _replaced(parts: Sequence[Part]) -> tuple[ReplacedRecord, ...]:
    return tuple(
        ReplacedRecord(first=part.first + one.first, last=part.first + one.last, text=one.written)
        for part in parts
        if part.utterance is not None
        for one in part.utterance.replaced
    )
