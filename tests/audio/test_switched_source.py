"""A microphone switched by hand: what is on is contiguous, with a little before and after."""

from __future__ import annotations

import numpy as np
from sounds import RATE, blocks_of, noise

from medvoice.audio.block import PAUSED, AudioBlock, AudioGap, SourceState, to_grid
from medvoice.audio.switched_source import AFTER, BEFORE, SwitchedSource

SOUND = to_grid(noise(3 * RATE))


class Blocks:
    """Yields; `turns`: (sample, on) done before the block that begins there."""

    name, repaired = "mic", 0

    def __init__(self, *turns: tuple[int, bool], more=()) -> None:
        self.turns, self.more, self.switched = dict(turns), dict(more), None

    def captured(self):
        yield SourceState("open", "mic")
        for block in blocks_of(SOUND):
            if block.start in self.turns:
                self.switched.turn(self.turns[block.start])
            if block.start in self.more:
                yield self.more[block.start]
            yield block

    def close(self) -> None: ...


def heard(source: Blocks, on: bool = True):
    source.switched = SwitchedSource(source, on)
    items = list(source.switched.captured())
    at = 0
    for item in items:
        if isinstance(item, AudioBlock):
            assert item.start == at, "contiguous, as every source's"
            at = item.end
    blocks = [item.samples for item in items if isinstance(item, AudioBlock)]
    states = [item.state for item in items if isinstance(item, SourceState)]
    return np.concatenate([np.zeros(0, np.float32), *blocks]), states, items


def test_left_on_it_is_what_it_was() -> None:
    sound, states, _ = heard(Blocks())
    np.testing.assert_array_equal(sound, SOUND)
    assert states == ["open"]


def test_off_takes_out_what_lies_between_but_for_the_edges() -> None:
    off, on = 480 * 20, 480 * 80
    sound, states, _ = heard(Blocks((off, False), (on, True)))
    first = -(-(off + AFTER) // 480) * 480
    last = on - BEFORE // 480 * 480
    np.testing.assert_array_equal(sound, np.concatenate([SOUND[:first], SOUND[last:]]))
    assert states == ["open", PAUSED, "open"]


def test_hold_to_talk_begins_off() -> None:
    sound, states, _ = heard(Blocks((480 * 40, True), (480 * 60, False)), on=False)
    assert states == ["open", PAUSED, "open", PAUSED]
    start = 480 * 40 - BEFORE // 480 * 480
    np.testing.assert_array_equal(sound, SOUND[start : start + len(sound)])
    assert len(sound) >= 480 * 20 + BEFORE // 480 * 480 + AFTER


def test_a_short_tap_off_and_on_loses_nothing() -> None:
    sound, states, _ = heard(Blocks((480 * 20, False), (480 * 24, True)))
    np.testing.assert_array_equal(sound, SOUND)
    assert states == ["open"]


def test_a_gap_is_where_it_was_and_a_device_that_comes_back_stays_off() -> None:
    gap, back = AudioGap(480 * 70, 99, "lost"), SourceState("open", "mic")
    _, _, items = heard(Blocks((0, False), (480 * 60, True), more=((480 * 70, gap),)))
    at = next(n for n, item in enumerate(items) if isinstance(item, AudioGap))
    assert items[at].at == items[at - 1].end == items[at + 1].start
    _, states, _ = heard(Blocks((0, False), more=((480 * 50, back),)))
    assert states[-2:] == ["open", PAUSED]
