"""TurnMachine: when a turn opens, may be reopened, and ends. Pure, clock-free.

How noise is handled. A VAD may call a keyboard speech for minutes, and only the recogniser can tell
that nothing is said; but the recogniser hears only what lies in a turn. So a turn that the VAD
wants but that has no words is ended ("no words"), and from then on the VAD is in doubt: what it
opens next is a turn *in doubt*, which follows the one before without a hole (speech that starts
inside the noise lies in it), stays open without tokens for `watch` (an empty open turn costs
compute only), and ends like any other once it has words. So noise opens at most one turn per
`watch` and the first, and no speech is lost to a hold-off. Words that the recogniser is not sure of
(people talking behind the speaker) are no tokens of a turn in doubt; with such words it ends after
`quiet` of silence.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from medvoice.audio.turn_events import (
    FRAME_GRID,
    TurnEnded,
    TurnEvent,
    TurnOpened,
    TurnReopened,
    TurnSoftEnd,
)
from medvoice.audio.turn_settings import TurnSettings, samples_of
from medvoice.audio.vad import VadFrame

__all__ = [
    "FRAME_GRID",
    "TurnEnded",
    "TurnEvent",
    "TurnMachine",
    "TurnOpened",
    "TurnReopened",
    "TurnSoftEnd",
]


@dataclass(slots=True)
class _OpenTurn:
    """The turn under way. All positions are absolute samples.

    base: from here on tokens are expected. last_speech: end of the last accepted VAD speech.
    soft_end: the promised end, None while speech goes on. token: last token as of the last check.
    asked: coverage wanted before the next frame. lingers: in doubt, silent, no token. unsure: has
    words that do not count as tokens."""

    turn: int
    start: int
    base: int
    in_doubt: bool
    last_speech: int
    next_check: int
    revision: int = 0
    soft_end: int | None = None
    token: int | None = None
    asked: int | None = None
    lingers: bool = False
    unsure: bool = False
    seen: deque[tuple[int, int | None, bool]] = field(default_factory=deque)


class TurnMachine:
    """Folds VAD frames and recogniser coverage, in stream order, into turn events.

    While a turn is open the recogniser has a say: `wants_coverage()` is the absolute sample up to
    which the machine must know the committed tokens before it takes the next VAD frame (None: go
    on). The driver then lets the recogniser advance and calls `coverage`. So decisions depend on
    stream positions alone, not on the machine's speed.

    Speech is accepted once the VAD has said so for `onset` without a break. Ends lie on the 640
    grid (except at the stream's end), so that the next turn can start exactly there.
    """

    def __init__(
        self, settings: TurnSettings | None = None, start: int = 0, first_turn: int = 1
    ) -> None:
        """start: absolute sample of the first frame (nothing before it is there to be had)."""
        s = settings or TurnSettings()
        self._pre_roll = samples_of(s.pre_roll)
        self._onset = samples_of(s.onset)
        self._soft = samples_of(s.soft_end)
        self._hard = samples_of(s.hard_end)
        self._tail_pad = samples_of(s.tail_pad)
        self._token_silence = samples_of(s.tokens.silence)
        self._word_pad = samples_of(s.tokens.word_pad)
        self._check = samples_of(s.tokens.check)
        self._lag = samples_of(s.tokens.coverage_lag)
        self._reach = s.reach
        self._watch = samples_of(s.tokens.watch)
        self._quiet = samples_of(s.tokens.quiet)
        self._barrier = _ceil(start)  # no turn starts before it
        self._position = start  # end of the last frame
        self._run: int | None = None  # start of the unbroken VAD speech under way
        self._open: _OpenTurn | None = None
        self._next_turn = first_turn
        self._doubt = False
        self._unheard: int | None = None  # turn that ended by silence, words not reported yet

    def feed(self, frame: VadFrame) -> list[TurnEvent]:
        """Take the next VAD frame. Raises RuntimeError while coverage is wanted."""
        if self.wants_coverage() is not None:
            raise RuntimeError("the turn machine waits for coverage; no frame may come before it")
        self._position = frame.end
        if not frame.speech:
            self._run = None
        elif self._run is None:
            self._run = frame.start
        accepted = self._run is not None and frame.end - self._run >= self._onset
        turn = self._open
        if turn is None:
            if not accepted or self._run is None:
                return []
            start = max(self._barrier, _floor(max(0, self._run - self._pre_roll)))
            return [self._opened(start, self._run, frame.end)]
        if accepted:
            events = self._speech(turn, frame.end)
        elif not frame.speech:
            events = self._silence(turn)
        else:
            events = []  # a run too short to count yet; it holds the hard end up till it is judged
        if self._open is turn and self._look_due(turn):
            turn.asked = _floor(max(0, self._position - self._lag))
            while turn.seen and turn.seen[0][0] < turn.asked:
                turn.seen.popleft()
            events += self._settle(turn)
        return events

    def wants_coverage(self) -> int | None:
        """Absolute sample that the committed tokens must cover before the next frame."""
        return self._open.asked if self._open is not None else None

    def coverage(
        self, covered_to: int, last_token: int | None, unsure: bool = False
    ) -> list[TurnEvent]:
        """What the recogniser has committed of the open turn: every hypothesis once, in order.

        unsure: there are words, but none that counts. It may come before or when it is wanted; that
        changes nothing. Ignored without a turn."""
        turn = self._open
        if turn is None:
            return []
        turn.seen.append((covered_to, last_token, unsure))
        return self._settle(turn)

    def heard(self, turn: int, any_words: bool) -> None:
        """The final pass's say, before the next frame: did the ended turn have words?

        Optional; it teaches the machine whether to doubt the VAD. A turn that the recogniser had
        to end itself keeps the VAD in doubt, words or not."""
        if turn == self._unheard:
            self._doubt = not any_words
            self._unheard = None

    def gap(self, at: int) -> list[TurnEvent]:
        """Sound is missing before `at`: the open turn ends here, no later one reaches across it."""
        # At most 39 ms before the gap may go to the turn behind it, so that no sample is in none.
        events = self._cut(_floor(at), "gap")
        self._barrier = max(self._barrier, _floor(at))
        self._run = None
        self._position = at
        return events

    def jump(self, to: int) -> None:
        """After a gap: the sample count goes on at `to`. Nothing before it can be had.

        Raises RuntimeError while a turn is open."""
        if self._open is not None:
            raise RuntimeError("the sample count cannot jump inside a turn")
        self._barrier = _ceil(to)
        self._position = to

    def finish(self, at: int) -> list[TurnEvent]:
        """The stream ends at `at`."""
        return self._cut(at, "stream end")

    def _opened(self, start: int, base: int, last_speech: int) -> TurnOpened:
        turn = self._next_turn
        self._next_turn += 1
        self._open = _OpenTurn(turn, start, base, self._doubt, last_speech, start + self._check)
        return TurnOpened(turn, start, self._doubt)

    def _speech(self, turn: _OpenTurn, to: int) -> list[TurnEvent]:
        turn.last_speech = max(turn.last_speech, to)
        turn.lingers = False
        if turn.soft_end is None:
            return []
        turn.soft_end = None
        turn.revision += 1
        return [TurnReopened(turn.turn, turn.revision, self._position)]

    def _silence(self, turn: _OpenTurn) -> list[TurnEvent]:
        silent = self._position - turn.last_speech
        events: list[TurnEvent] = []
        if turn.soft_end is None and silent >= self._soft:
            events += self._soft_ended(turn, _ceil(turn.last_speech + self._tail_pad))
        if silent >= self._hard and (turn.token is not None or not turn.in_doubt):
            events += self._ended(turn, "silence")
        return events

    def _look_due(self, turn: _OpenTurn) -> bool:
        """Is it time to ask for tokens? A function of positions and of earlier looks only."""
        covered = _floor(max(0, self._position - self._lag))
        due = self._position >= turn.next_check
        while self._position >= turn.next_check:
            turn.next_check += self._check
        if turn.soft_end is not None:
            if not turn.in_doubt or turn.token is not None:
                return False  # silence will end it, or speech reopen it
            over = self._position - turn.last_speech >= self._hard
            if over and not turn.lingers:
                return covered >= turn.soft_end
        if not due or covered <= turn.start:
            return False
        if turn.in_doubt and turn.token is None:
            return True
        heard = turn.base if turn.token is None else turn.token
        return covered - heard >= self._token_silence  # else the answer could change nothing

    def _settle(self, turn: _OpenTurn) -> list[TurnEvent]:
        """Decide with the first hypothesis that covers what was asked, however late it comes."""
        if turn.asked is None:
            return []
        for covered_to, last_token, unsure in turn.seen:
            if covered_to >= turn.asked:
                asked, turn.asked = turn.asked, None
                if last_token is not None and last_token >= turn.start:
                    # A recogniser may take a word back; an end before it would reach behind the
                    # sound that is kept.
                    turn.token = max(last_token, turn.token or last_token)
                turn.unsure = unsure
                return self._judge(turn, asked)
        return []

    def _judge(self, turn: _OpenTurn, covered: int) -> list[TurnEvent]:
        if turn.token is None:
            patience = self._watch if turn.in_doubt else self._token_silence
            if covered - turn.base >= patience:
                return self._ended_by_tokens(turn, _floor(covered - self._word_pad), "no words")
            turn.lingers = turn.soft_end is not None
            silent = self._position - turn.last_speech
            if turn.lingers and turn.unsure and silent >= self._quiet:
                return self._ended(turn, "silence")
            return []
        if turn.soft_end is not None:
            if turn.token > turn.soft_end:
                return self._speech(turn, turn.token)  # words that the VAD did not hear
            silent = self._position - turn.last_speech
            return self._ended(turn, "silence") if silent >= self._hard else []
        if covered - turn.token >= self._token_silence:
            # News of a token may come late (words that were in doubt): sound from before `reach`
            # is not kept, so it stays in this turn.
            kept = _ceil(max(0, self._position - self._reach))
            end = max(_ceil(turn.token + self._word_pad), kept)
            return self._ended_by_tokens(turn, end, "silence")
        return []

    def _soft_ended(self, turn: _OpenTurn, end: int) -> list[TurnEvent]:
        turn.soft_end = end
        return [TurnSoftEnd(turn.turn, turn.revision, end, self._position)]

    def _ended(self, turn: _OpenTurn, reason: str) -> list[TurnEvent]:
        assert turn.soft_end is not None, "a turn ends where its soft end said"
        self._open = None
        self._barrier = turn.soft_end
        self._unheard = turn.turn
        if turn.token is not None:
            self._doubt = False
        return [TurnEnded(turn.turn, turn.revision, turn.soft_end, self._position, reason)]

    def _ended_by_tokens(self, turn: _OpenTurn, end: int, reason: str) -> list[TurnEvent]:
        """The VAD says speech, the recogniser hears none; what follows is in doubt."""
        events = [] if turn.soft_end is not None else self._soft_ended(turn, end)
        events += self._ended(turn, reason)
        self._unheard = None
        self._doubt = True
        if turn.last_speech > self._barrier:
            # The tokens of this part are not known yet: it must lie in a turn.
            events.append(self._opened(self._barrier, self._barrier, turn.last_speech))
        return events

    def _cut(self, at: int, reason: str) -> list[TurnEvent]:
        turn = self._open
        if turn is None:
            return []
        events: list[TurnEvent] = []
        last = turn.last_speech if self._run is None else self._position
        if turn.soft_end is None or last > turn.soft_end:
            if turn.soft_end is not None:
                events += self._speech(turn, last)
            events += self._soft_ended(turn, min(_ceil(last + self._tail_pad), at))
        return events + self._ended(turn, reason)


def _floor(sample: int) -> int:
    return sample // FRAME_GRID * FRAME_GRID


def _ceil(sample: int) -> int:
    return -(-sample // FRAME_GRID) * FRAME_GRID
