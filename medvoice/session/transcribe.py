"""transcribe: the same VAD, turns and final pass over any source, without a session on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from medvoice.asr.hypothesis import Word
from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.block import SAMPLE_RATE, AudioBlock, AudioGap
from medvoice.audio.source import AudioSource
from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.matcher import Matcher
from medvoice.language.commands.splitting import split_commands
from medvoice.language.house import House
from medvoice.language.reader import Dialect, Reader, ReaderSettings
from medvoice.language.spoken import SpokenWord
from medvoice.language.utterance import Carried, Utterance
from medvoice.session.engine import Engine
from medvoice.session.listening import ListenEvent, TurnFailed, TurnFinal


@dataclass(frozen=True, slots=True)
class FinalTurn:
    """A turn with words. start, end: absolute samples. words: of the text; background: words left
    out of it, since the recogniser is not sure of them (medvoice/session/background.py)."""

    turn: int
    start: int
    end: int
    words: tuple[Word, ...]
    utterance: Utterance
    background: tuple[Word, ...] = ()


def final_turns(
    source: AudioSource, engine: Engine, on_progress: Callable[[float], None] | None = None
) -> Iterator[TurnFinal]:
    """Turns that hold words, as they end; flat memory. on_progress: seconds of sound done.

    Raises SoundFileError (after what could be decoded was yielded) and RecogniserError.
    """
    listener = engine.listener()
    fault: Exception | None = None
    try:
        items = source.captured()
        while True:
            try:
                item = next(items)
            except StopIteration:
                break
            except (OSError, ValueError) as error:
                fault = error  # what came before the fault is still finished below
                break
            if isinstance(item, AudioBlock | AudioGap):
                yield from _with_words(listener.accept(item))
            if on_progress is not None and isinstance(item, AudioBlock):
                on_progress(item.end / SAMPLE_RATE)
        yield from _with_words(listener.finish())
        if fault is not None:
            raise fault
    finally:
        listener.close()
        source.close()


def transcribe(
    source: AudioSource,
    engine: Engine,
    dialect: Dialect,
    on_progress: Callable[[float], None] | None = None,
    house: House | None = None,
    keep_unsure: bool = False,
) -> Iterator[FinalTurn]:
    """`final_turns` in written form. keep_unsure: with the words that may be voices in the
    background."""
    house = house or House()
    reader = Reader(
        ReaderSettings(dialect, written_form=house.written_form, replacements=house.replacements)
    )
    matcher = Matcher(load_grammar())
    before = Carried()
    for final in final_turns(source, engine, on_progress):
        words = final.words if keep_unsure else final.printed
        spoken = [
            SpokenWord(w.text, w.start / SAMPLE_RATE, w.end / SAMPLE_RATE, w.confidence)
            for w in words
        ]
        utterance = reader.read(spoken, before)
        if any(not run.command for run in split_commands(spoken, matcher).runs):
            before = utterance.carried  # a turn that is a command leaves no sentence open
        aside = () if keep_unsure else final.aside
        yield FinalTurn(final.turn, final.start, final.end, words, utterance, aside)


def _with_words(events: Iterator[ListenEvent]) -> Iterator[TurnFinal]:
    for event in events:
        if isinstance(event, TurnFailed):
            raise RecogniserError(event.message)
        if isinstance(event, TurnFinal) and event.words:
            yield event
