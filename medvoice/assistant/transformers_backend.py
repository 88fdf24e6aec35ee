"""The language model in this process: a `Backend` over transformers.

The fixed part of a conversation is read once and kept (`prefix_cache`); a request then costs its
turn: one forward pass for `choose`, the own decode loop for `write`. One request at a time.
"""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from medvoice.assistant.answer_text import AnswerText
from medvoice.assistant.backend import (
    Ask,
    BackendError,
    Between,
    Capabilities,
    Choice,
    Conversation,
    Garbage,
    Message,
    OutOfMemory,
    Refused,
    Schema,
)
from medvoice.assistant.causal_model import CausalModel
from medvoice.assistant.constrained import Constrainer
from medvoice.assistant.decode_loop import CPU_DRAFT, CUDA_DRAFT, Counts, Limits, greedy
from medvoice.assistant.drafts import Drafts
from medvoice.assistant.gathering import Gathering, Waiting
from medvoice.assistant.prefill import CPU_SLICING, CUDA_SLICING, Pictures, prefill
from medvoice.assistant.prefix_cache import Prefix, PrefixStore, compact, fork
from medvoice.assistant.rendering import PLAIN_END, Renderer, images_of
from medvoice.assistant.scoring import ChoiceTree, scores, scores_of_each

PREFIX_BYTES = 1_500_000_000
"""Kept states of all prefixes: two studies of 85 slices in the 4B model's size (0.6 GB each)."""

_LOCK_SECONDS = 0.05
"""How often one who waits for another's request looks whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a checkpoint gives. tokenizer: fast, of transformers. stops: ids that end a text. end:
    the one that stands behind an answer. image_processor: None: the model takes no images."""

    name: str
    model: Any
    tokenizer: Any
    renderer: Renderer
    stops: frozenset[int]
    end: int
    image_processor: Any = None


class TransformersBackend:
    """Thread-safe; of two threads' requests the second waits, and two that choose on the same fixed
    part are answered in one call. In `between` its own thread may make
    another request: a sentence is placed in the middle of an answer."""

    def __init__(self, loaded: Loaded, prefix_bytes: int = PREFIX_BYTES) -> None:
        self._name = loaded.name
        marks = loaded.renderer.images
        self._images = loaded.image_processor is not None
        self._image_tokens = marks.count if marks is not None else 0
        self._loaded = loaded
        self._model = CausalModel(loaded.model)
        self._context = self._model.positions
        self._slicing = CPU_SLICING if self._model.on_cpu else CUDA_SLICING
        self._draft = CPU_DRAFT if self._model.on_cpu else CUDA_DRAFT
        self._prefixes = PrefixStore(prefix_bytes)
        self._gathering = Gathering()
        self._constrainer: Constrainer | None = None
        self._lock = threading.RLock()
        self._closed = False
        self.counts = Counts()
        """Of all that `write` did, for the benchmark."""

    @property
    def name(self) -> str:
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            images=self._images,
            scores=True,
            schema=True,
            here=True,
            context=self._context,
            image_tokens=self._image_tokens,
        )

    @property
    def calls(self) -> int:
        """Forward passes so far."""
        return self._model.calls

    def prepare(self, fixed: Conversation, *, between: Between) -> None:
        """Reads `fixed` where that was not done yet. Raises BackendError."""
        if fixed != Conversation():
            with self._request(between):
                self._prefix(fixed, between)

    def choose(
        self, ask: Ask, choices: Sequence[str], *, against: Message | None, between: Between
    ) -> Choice:
        """See `Backend`. Raises Refused for no choices."""
        if not choices:
            raise Refused("There is nothing to choose from.")
        own = Waiting(ask, tuple(choices), against)
        self._gathering.enter(own)
        try:
            with self._request(between, lambda: own.scores is not None):
                if own.scores is None:
                    self._score(own, between)
        finally:
            self._gathering.leave(own)
        found = own.scores
        assert found is not None
        order = sorted(range(len(found)), key=lambda index: -found[index])
        margin = found[order[0]] - found[order[1]] if len(order) > 1 else None
        return Choice(order[0], found, margin)

    def write(
        self, ask: Ask, *, schema: Schema | None, limit: int, copies: str, between: Between
    ) -> Iterator[str]:
        """See `Backend`. Raises Garbage where the limit cut an answer off inside its schema, or
        nothing but a thinking trace came."""
        with self._request(between):
            ids, cache = self._read(ask, between, room=limit)
            grammar = self._grammar().grammar(schema) if schema is not None else None
            sources = self._sources(copies, quoted=schema is not None)
            decode = self._loaded.renderer.text
            text = AnswerText(decode, PLAIN_END if self._ends_blank(schema) else "")
            runs = greedy(
                self._model,
                cache,
                ids,
                grammar=grammar,
                drafts=Drafts(sources, ids),
                limits=Limits(limit, self._loaded.stops, self._slicing.tokens, self._draft),
                between=between,
                counts=self.counts,
            )
            for run in runs:
                if piece := text.add(run):
                    yield piece
                if text.over:
                    break
            if piece := text.rest():
                yield piece
            if text.empty:
                raise Garbage("The language model answered nothing within the tokens it was given.")

    def close(self) -> None:
        """Waits for the request that runs; later ones are refused."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._drop()

    @contextmanager
    def _request(
        self, between: Between, answered: Callable[[], bool] = lambda: False
    ) -> Iterator[None]:
        """One at a time, with torch's faults as typed ones. answered: by another's request, so that
        this one need not wait for the model."""
        while not self._lock.acquire(timeout=_LOCK_SECONDS):
            if answered():
                yield
                return
            between()
        try:
            if self._closed:
                raise Refused("The language model was closed.")
            yield
        except (torch.OutOfMemoryError, MemoryError) as error:
            self._prefixes.clear()
            raise _no_memory() from error
        except RuntimeError as error:
            if "memory" not in str(error):
                raise BackendError(
                    f"The language model failed ({type(error).__name__}); nothing dictated is "
                    "lost. If it happens again, restart medvoice or choose another backend."
                ) from error
            self._prefixes.clear()
            raise _no_memory() from error
        finally:
            self._lock.release()

    def _prefix(self, fixed: Conversation, between: Between) -> Prefix:
        kept = self._prefixes.get(fixed)
        if kept is None:
            ids = self._loaded.renderer.prefix(fixed)
            cache = self._model.new_cache()
            nothing = Ask(fixed, Message("user", ()))
            self._prefill(cache, ids, len(ids), nothing, between)
            kept = Prefix(tuple(ids), cache, compact(cache))
            self._prefixes.put(fixed, kept)
        return kept

    def _read(self, ask: Ask, between: Between, room: int) -> tuple[list[int], Any]:
        """All ids of the request, and a cache that lacks its last slice at most. room: tokens that
        will come behind."""
        prefix = self._prefix(ask.fixed, between)
        ids = self._loaded.renderer.ask(ask)
        if len(ids) + room > self._model.positions:
            raise Refused(
                f"The request is {len(ids) + room} tokens long; {self.name} takes no more than "
                f"{self._model.positions}."
            )
        known = len(prefix.ids)
        same = len(ids) > known and tuple(ids[:known]) == prefix.ids
        cache = fork(prefix.cache) if same else self._model.new_cache()
        # The last slice is read by the call that also answers, unless it holds an image.
        last = max(known if same else 0, len(ids) - self._slicing.tokens)
        last = max(last, self._behind_images(ids))
        self._prefill(cache, ids, last, ask, between)
        return ids, cache

    def _behind_images(self, ids: Sequence[int]) -> int:
        images = self._loaded.renderer.images
        if images is None:
            return 0
        return next((at + 1 for at in range(len(ids) - 1, -1, -1) if ids[at] == images.token), 0)

    def _prefill(
        self, cache: Any, ids: Sequence[int], end: int, ask: Ask, between: Between
    ) -> None:
        images, marks = images_of(ask), self._loaded.renderer.images
        pictures = None
        if images and marks is not None:
            processor = self._loaded.image_processor
            pictures = Pictures(tuple(images), marks.token, marks.count, processor)
        prefill(
            self._model,
            cache,
            ids,
            end,
            pictures=pictures,
            slicing=self._slicing,
            between=between,
        )

    def _score(self, own: Waiting, between: Between) -> None:
        """And those that wait beside it."""
        together = self._gathering.beside(own, self._rows, self._slicing.tokens)
        try:
            found = self._scores_of_each(together, between)
        except (RuntimeError, MemoryError):
            if len(together) == 1:
                raise
            for one in together:
                one.alone = True
            found = self._scores_of_each([own], between)
        for one, scores_found in zip(together, found, strict=False):
            one.scores = scores_found

    def _scores_of_each(
        self, together: Sequence[Waiting], between: Between
    ) -> list[tuple[float, ...]]:
        fixed = together[0].ask.fixed
        if len(together) == 1:
            found = [self._scores(together[0].ask, together[0].choices, between)]
        else:
            prefix = self._prefix(fixed, between)
            known = len(prefix.ids)
            branches = [(one.ids[known:], self._tree(one.choices)) for one in together]
            between()
            found = scores_of_each(self._model, fork(prefix.cache), branches)
        return [
            self._less(fixed, one, values, between)
            for one, values in zip(together, found, strict=True)
        ]

    def _less(
        self, fixed: Conversation, one: Waiting, found: tuple[float, ...], between: Between
    ) -> tuple[float, ...]:
        """Without what each choice scores where nothing is said."""
        if one.against is None:
            return found
        prefix = self._prefix(fixed, between)
        key = (one.against, one.choices)
        if key not in prefix.scores:
            nothing = Ask(fixed, one.against)
            prefix.remember(key, self._scores(nothing, one.choices, between))
        return tuple(a - b for a, b in zip(found, prefix.scores[key], strict=True))

    def _rows(self, one: Waiting) -> int:
        """That it takes in a call behind the prefix; more than fit where it cannot be one."""
        prefix = self._prefixes.get(one.ask.fixed)
        if prefix is None:
            return self._slicing.tokens
        one.ids = one.ids or self._loaded.renderer.ask(one.ask)
        known = len(prefix.ids)
        behind = len(one.ids) - known
        same = behind > 0 and tuple(one.ids[:known]) == prefix.ids
        if not same or len(one.ids) > self._context or self._behind_images(one.ids[known:]):
            return self._slicing.tokens + 1
        return behind + len(self._tree(one.choices).nodes)

    def _tree(self, choices: Sequence[str]) -> ChoiceTree:
        renderer = self._loaded.renderer
        return ChoiceTree.of([(*renderer.answer(c), self._loaded.end) for c in choices])

    def _scores(self, ask: Ask, choices: Sequence[str], between: Between) -> tuple[float, ...]:
        ids, cache = self._read(ask, between, room=0)
        between()
        return scores(self._model, cache, ids[cache.get_seq_length() :], self._tree(choices))

    def _ends_blank(self, schema: Schema | None) -> bool:
        return schema is None and self._loaded.renderer.plain

    def _sources(self, copies: str, quoted: bool) -> list[list[int]]:
        """The text as it may stand in the answer: as it is, behind a space, as a JSON string."""
        answer = self._loaded.renderer.answer
        ways = [copies, " " + copies, *([json.dumps(copies, ensure_ascii=False)[1:-1]] * quoted)]
        return [answer(way) for way in dict.fromkeys(ways)] if copies else []

    def _grammar(self) -> Constrainer:
        if self._constrainer is None:
            stops = sorted(self._loaded.stops)
            self._constrainer = Constrainer(self._loaded.tokenizer, self._model.vocabulary, stops)
        return self._constrainer

    def _drop(self) -> None:
        """Frees the model's memory, on a card too."""
        on_cpu = self._model.on_cpu
        self._prefixes.clear()
        self._constrainer = None
        del self._model, self._loaded
        gc.collect()
        if not on_cpu:
            torch.cuda.empty_cache()


def _no_memory() -> OutOfMemory:
    return OutOfMemory(
        "The memory did not suffice for this request; what was kept of earlier ones was freed. "
        "Choose a smaller format (language_model.quantisation) or fewer images."
    )
