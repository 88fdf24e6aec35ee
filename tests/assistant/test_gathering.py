"""Sessions that share a model: choices that wait for it are scored in one call, as if each alone."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from assistant import tiny_gemma
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.backend import Ask, Conversation, Message, OutOfMemory, Stopped
from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.gathering import Gathering, Waiting
from medvoice.assistant.loading import backend_of
from medvoice.assistant.prefill import Slicing
from medvoice.assistant.prefix_cache import fork
from medvoice.assistant.scoring import ChoiceTree, scores, scores_of_each

ORDINARY = st.integers(12, 500)
END = 6
FIELDS = ("lungs", "heart", "heart and vessels", "pleura", "bones")
FIXED = Conversation("Name the field of each sentence. " * 4)
OTHER = Conversation("Name the organ of each sentence. " * 4)
NOTHING = Message.of("user", "-")
SENTENCES = tiny_gemma.SENTENCES[:5]


def go() -> None:
    """Nobody speaks."""


def waiting(text: str, fixed: Conversation = FIXED) -> Waiting:
    return Waiting(Ask(fixed, Message.of("user", text)), FIELDS, NOTHING)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(ORDINARY, min_size=1, max_size=60),
    st.lists(
        st.tuples(
            st.lists(ORDINARY, min_size=1, max_size=40),
            st.lists(st.lists(st.integers(12, 16), min_size=1, max_size=6), min_size=1, max_size=5),
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_branches_score_as_each_alone_does(tiny_text, prompt, asked):
    """Prefix and turns may be longer than the window of 32."""
    causal = CausalModel(tiny_text)
    cache = causal.new_cache()
    causal.feed([2, *prompt], cache)
    branches = [(turn, ChoiceTree.of([[*choice, END] for choice in some])) for turn, some in asked]
    calls = causal.calls
    together = scores_of_each(causal, fork(cache), branches)
    assert causal.calls <= calls + 1 + 2  # the output layer is tried out once
    alone = [scores(causal, fork(cache), turn, tree) for turn, tree in branches]
    for one, other in zip(together, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_who_goes_together():
    room, first = Gathering(), waiting("a")
    same, long, other, short = waiting("b"), waiting("long"), waiting("c", OTHER), waiting("d")
    alone, done = waiting("e"), waiting("f")
    alone.alone, done.scores = True, (0.0,)
    for one in (same, first, long, other, alone, done, short):
        room.enter(one)
    rows = {id(long): 50}

    def needed(one: Waiting) -> int:
        return rows.get(id(one), 10)

    found = room.beside(first, needed, most=30)
    assert found == [first, same, short]  # the oldest others, and none that does not fit
    assert room.beside(first, lambda one: 99, most=30) == [first]
    assert room.beside(alone, lambda one: 1, most=30) == [alone]
    room.leave(same)
    room.leave(same)
    assert room.beside(first, needed, most=30) == [first, short]


@pytest.fixture
def backend(tiny_text, tiny_tokenizer):
    tiny_tokenizer.chat_template = tiny_gemma.TEMPLATE
    found = backend_of("tiny", tiny_text, tiny_tokenizer)
    found._slicing = Slicing(tokens=512, images=4)
    for fixed in (FIXED, OTHER):
        found.prepare(fixed, between=go)
    yield found
    tiny_tokenizer.chat_template = None


def choose(backend, sentence: str, fixed: Conversation = FIXED, between=go):
    ask = Ask(fixed, Message.of("user", sentence))
    return backend.choose(ask, FIELDS, against=NOTHING, between=between)


class _Busy:
    """Another session's answer holds the model."""

    def __init__(self, backend) -> None:
        self._backend = backend

    def __enter__(self) -> _Busy:
        ask = Ask(FIXED, Message.of("user", "Write."))
        self._answer = self._backend.write(ask, schema=None, limit=50, copies="", between=go)
        next(self._answer)
        return self

    def __exit__(self, *_: object) -> None:
        self._answer.close()

    def until_waiting(self, count: int) -> None:
        end = time.monotonic() + 60
        while len(self._backend._gathering) != count and time.monotonic() < end:
            time.sleep(0.005)
        assert len(self._backend._gathering) == count


def test_all_that_waits_costs_one_call(backend):
    alone = [choose(backend, sentence) for sentence in SENTENCES]
    with ThreadPoolExecutor(len(SENTENCES)) as sessions:
        with _Busy(backend) as busy:
            asked = [sessions.submit(choose, backend, sentence) for sentence in SENTENCES]
            calls = backend.calls
            busy.until_waiting(len(SENTENCES))
        found = [one.result(60) for one in asked]
    assert backend.calls == calls + 1
    for one, other in zip(found, alone, strict=True):
        assert one.index == other.index
        assert one.scores == pytest.approx(other.scores, abs=1e-4)
    assert len(backend._gathering) == 0


def test_each_template_has_a_call_of_its_own_and_a_slice_bounds_it(backend):
    both = [(sentence, fixed) for sentence in SENTENCES[:2] for fixed in (FIXED, OTHER)]
    alone = [choose(backend, *one) for one in both]
    for slicing, most in ((Slicing(512, 4), 2), (Slicing(8, 4), 4)):
        backend._slicing = slicing
        with ThreadPoolExecutor(len(both)) as sessions:
            with _Busy(backend) as busy:
                asked = [sessions.submit(choose, backend, *one) for one in both]
                calls = backend.calls
                busy.until_waiting(len(both))
            found = [one.result(60) for one in asked]
        if slicing.tokens == 512:
            assert backend.calls == calls + most
        else:
            assert backend.calls >= calls + most
        for one, other in zip(found, alone, strict=True):
            assert one.scores == pytest.approx(other.scores, abs=1e-4)


def test_one_that_is_called_off_keeps_nobody_waiting(backend):
    stopped = threading.Event()

    def between() -> None:
        if stopped.is_set():
            raise Stopped("called off")

    with ThreadPoolExecutor(2) as sessions:
        with _Busy(backend) as busy:
            left = sessions.submit(choose, backend, SENTENCES[0], FIXED, between)
            kept = sessions.submit(choose, backend, SENTENCES[1])
            busy.until_waiting(2)
            stopped.set()
            with pytest.raises(Stopped):
                left.result(60)
            busy.until_waiting(1)
        alone = choose(backend, SENTENCES[1])
        assert kept.result(60).scores == pytest.approx(alone.scores, abs=1e-4)
    assert len(backend._gathering) == 0


def test_a_call_for_several_that_fails_is_made_for_each(backend, monkeypatch):
    """Where all together do not fit into memory, each alone may."""
    alone = [choose(backend, sentence) for sentence in SENTENCES[:3]]
    plain, sizes = CausalModel.tree_logits, []

    def small_only(self, ids, *others):
        sizes.append(len(ids))
        if len(sizes) == 1:
            raise MemoryError
        return plain(self, ids, *others)

    with ThreadPoolExecutor(3) as sessions:
        with _Busy(backend) as busy:
            asked = [sessions.submit(choose, backend, sentence) for sentence in SENTENCES[:3]]
            monkeypatch.setattr(CausalModel, "tree_logits", small_only)
            busy.until_waiting(3)
        found = [one.result(60) for one in asked]
    assert len(sizes) == 4  # all three, then each
    assert sizes[0] > max(sizes[1:])
    for one, other in zip(found, alone, strict=True):
        assert one.scores == pytest.approx(other.scores, abs=1e-4)


def test_one_alone_that_fails_says_so_and_the_others_are_answered(backend, monkeypatch):
    plain = CausalModel.tree_logits
    failed = []

    def fails_first(self, ids, *others):
        if len(failed) < 2:  # the call for all, and the one for whoever made it
            failed.append(len(ids))
            raise MemoryError
        return plain(self, ids, *others)

    with ThreadPoolExecutor(3) as sessions:
        with _Busy(backend) as busy:
            asked = [sessions.submit(choose, backend, sentence) for sentence in SENTENCES[:3]]
            monkeypatch.setattr(CausalModel, "tree_logits", fails_first)
            busy.until_waiting(3)
        errors = [one.exception(60) for one in asked]
    assert [type(error) for error in errors if error is not None] == [OutOfMemory]
    assert sum(error is None for error in errors) == 2
