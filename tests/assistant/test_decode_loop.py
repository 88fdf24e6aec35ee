"""The fast loop says what the plain one says, token for token, in float32; it only asks less."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
import torch
from assistant import plain, tiny_gemma
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.backend import Garbage, Refused, Stopped
from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.constrained import Constrainer, most_tokens
from medvoice.assistant.decode_loop import CPU_DRAFT, Counts, Limits, greedy
from medvoice.assistant.drafts import Drafts
from medvoice.assistant.prefix_cache import fork

STOPS = frozenset({1, 6})
ORDINARY = st.integers(12, 500)
FIELDS = {
    "type": "object",
    "properties": {
        "lungs": {"type": "string", "maxLength": 12},
        "where": {"enum": ["heart", "heart and vessels", "pleura"]},
        "sure": {"type": "boolean"},
        "more": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 5}},
    },
    "required": ["lungs", "where", "sure", "more"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def models(tiny_tokenizer):
    return [tiny_gemma.text_model(tiny_tokenizer, seed) for seed in range(3)]


@pytest.fixture(scope="module")
def constrainer(tiny_tokenizer):
    return Constrainer(tiny_tokenizer, len(tiny_tokenizer), sorted(STOPS))


class Fixed(Drafts):
    """Proposes what it is told, right or wrong."""

    def __init__(self, runs) -> None:
        super().__init__([], [0])
        self._runs = list(runs)

    def propose(self, most: int) -> list[int]:
        return self._runs.pop(0)[:most] if self._runs else super().propose(most)


def fast(model, ids, limit, *, prefix=0, drafts=None, grammar=None, slice=16, stops=STOPS):
    """The loop on a forked prefix; its tokens and counts."""
    causal = CausalModel(model)
    cache = causal.new_cache()
    if prefix:
        causal.feed(ids[:prefix], cache)
    counts = Counts()
    runs = greedy(
        causal,
        fork(cache),
        ids,
        grammar=grammar,
        drafts=drafts,
        limits=Limits(limit, stops, slice),
        between=lambda: None,
        counts=counts,
    )
    said = [token for run in runs for token in run]
    assert cache.get_seq_length() == prefix
    return said, counts


@settings(max_examples=15, deadline=None)
@given(
    st.lists(ORDINARY, min_size=2, max_size=90),
    st.integers(0, 89),
    st.integers(0, 2),
    st.lists(st.lists(ORDINARY, max_size=12), max_size=20),
    st.lists(ORDINARY, max_size=30),
    st.sampled_from([5, 16, 64]),
)
def test_equal_to_the_plain_way(models, prompt, cut, which, wrong, copies, slice):
    """Whatever the drafts, wherever the cached prefix ends, on both sides of the window."""
    model, ids = models[which], [2, *prompt]
    prefix = min(cut, len(ids) - 1)
    truth = plain.cold_greedy(model, ids, 24, STOPS)
    for drafts in (None, Drafts([copies], ids), Fixed(wrong), Drafts([truth], ids)):
        said, _ = fast(model, ids, 24, prefix=prefix, drafts=drafts, slice=slice)
        assert said == truth


@settings(max_examples=8, deadline=None)
@given(
    st.lists(ORDINARY, min_size=2, max_size=80),
    st.integers(0, 2),
    st.lists(st.lists(ORDINARY, max_size=12), max_size=20),
)
def test_equal_to_the_plain_way_inside_a_schema(
    models, constrainer, tiny_tokenizer, prompt, which, wrong
):
    model, ids = models[which], [2, *prompt]
    limit = most_tokens(FIELDS)
    truth = plain.cold_greedy(model, ids, limit, STOPS, constrainer.grammar(FIELDS))
    sentence = tiny_tokenizer(tiny_gemma.SENTENCES[0], add_special_tokens=False).input_ids
    for drafts in (None, Drafts([sentence], ids), Fixed(wrong), Drafts([truth], ids)):
        said, counts = fast(
            model,
            ids,
            limit,
            prefix=len(ids) // 2,
            drafts=drafts,
            grammar=constrainer.grammar(FIELDS),
        )
        assert said == truth
        assert counts.calls + counts.forced <= len(truth)
    text = tiny_tokenizer.decode(truth)
    answer = json.loads(text)
    assert text in (json.dumps(answer), json.dumps(answer, ensure_ascii=False)), "as in prompts"
    assert set(answer) == set(FIELDS["properties"])
    assert len(answer["lungs"]) <= 12


def test_a_draft_that_is_right_saves_its_calls(models):
    ids = [2, *range(20, 60)]
    truth, slow = fast(models[0], ids, 60, stops=frozenset())
    said, quick = fast(models[0], ids, 60, drafts=Fixed([truth]), stops=frozenset())
    assert said == truth
    assert slow.calls == 60
    again, all_right = fast(models[0], ids, 60, drafts=Known(truth), stops=frozenset())
    assert again == truth
    assert all_right.calls == 60 // (CPU_DRAFT + 1)
    assert quick.accepted >= CPU_DRAFT - 1


class Known(Drafts):
    """Knows the answer."""

    def __init__(self, truth) -> None:
        super().__init__([], [0])
        self._truth, self._at = truth, 0

    def extend(self, tokens) -> None:
        self._at += len(tokens)

    def propose(self, most: int) -> list[int]:
        return self._truth[self._at : self._at + most]


@pytest.mark.parametrize("limit", [0, 1, 2, 7, 23])
def test_the_limit_is_kept(models, limit):
    ids = [2, *range(20, 60)]
    truth, _ = fast(models[1], ids, 40, stops=frozenset())
    said, counts = fast(models[1], ids, limit, drafts=Known(truth), stops=frozenset())
    assert said == truth[:limit]
    assert counts.calls <= limit


def test_a_stop_token_ends_the_text_and_is_no_part_of_it(models):
    ids = [2, *range(20, 60)]
    truth, _ = fast(models[2], ids, 40, stops=frozenset())
    stop = truth[-1]
    end = truth.index(stop)
    for drafts in (None, Known(truth)):
        said, _ = fast(models[2], ids, 40, drafts=drafts, stops=frozenset({stop}))
        assert said == truth[:end]


def test_every_limit_below_the_end_is_garbage_and_none_above_it(
    models, constrainer, tiny_tokenizer
):
    ids = [2, *range(20, 60)]
    truth, _ = fast(models[0], ids, most_tokens(FIELDS), grammar=constrainer.grammar(FIELDS))
    for limit in range(len(truth)):
        with pytest.raises(Garbage):
            fast(models[0], ids, limit, grammar=constrainer.grammar(FIELDS))
    said, _ = fast(models[0], ids, len(truth), grammar=constrainer.grammar(FIELDS))
    assert said == truth


def test_between_is_asked_before_every_call_of_the_model(models):
    """So that speech waits for one slice or step at most; whoever it stops leaves the prefix as
    it was."""
    causal = CausalModel(models[0])
    ids = [2, *range(20, 90)]
    for end in range(12):
        cache = causal.new_cache()
        causal.feed(ids[:10], cache)
        before = [layer.keys.clone() for layer in cache.layers]
        seen: list[int] = []

        def between(seen=seen, end=end) -> None:
            seen.append(causal.calls)
            if len(seen) > end:
                raise Stopped

        runs = greedy(
            causal,
            fork(cache),
            ids,
            grammar=None,
            drafts=None,
            limits=Limits(20, frozenset(), 16),
            between=between,
        )
        with pytest.raises(Stopped):
            list(runs)
        # 61 tokens are left: three slices of 16, then the step that reads 13 and answers.
        assert [after - begin for begin, after in pairwise(seen)] == [1] * end
        assert all(
            torch.equal(layer.keys, old) for layer, old in zip(cache.layers, before, strict=True)
        )


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "string"}, "$ "),
        ({"type": "number"}, "$ "),
        ({"type": "object", "properties": {}}, "$ "),
        (
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {"a": {"type": "array", "items": {"enum": [1]}}},
            },
            "$.a ",
        ),
        ({"anyOf": [{"enum": ["x"]}, {"type": "string"}]}, "$.anyOf "),
    ],
)
def test_a_schema_without_bounds_is_refused_by_its_place(constrainer, schema, place):
    with pytest.raises(Refused, match="sets no bound at") as caught:
        constrainer.grammar(schema)
    assert place in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_answer_is_longer_than_the_bound(constrainer, tiny_tokenizer, data):
    """Answers of any characters, as JSON writes them shortest and longest."""
    text = data.draw(st.text(max_size=12))
    more = data.draw(st.lists(st.text(max_size=5), max_size=2))
    answer = {"lungs": text, "where": "heart and vessels", "sure": False, "more": more}
    most = most_tokens(FIELDS)
    for plainly in (True, False):
        written = json.dumps(answer, ensure_ascii=plainly)
        assert len(written.encode("utf-8", "surrogatepass")) <= most
