"""CausalModel: a transformers model as the decode loop needs it; token ids in, logits of rows out.

A cache grows by what is fed. Logits are computed for the asked rows only: for Gemma's 262144 pieces
one row costs more than the rest of a small model.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


class CausalModel:
    """One model on one device. Not thread-safe: its backend lets one request in at a time."""

    def __init__(self, model: Any) -> None:
        """model: Gemma 3 with or without images, or another decoder of transformers, in eval
        mode."""
        self._model = model
        text = model.config.get_text_config()
        kinds = tuple(getattr(text, "layer_types", None) or ())
        self._kinds = tuple(dict.fromkeys(kinds))
        self._window = int(text.sliding_window) if "sliding_attention" in kinds else 0
        self._sliding = kinds.index("sliding_attention") if self._window else -1
        # transformers 5.20 renamed past_key_values; what it does is the same.
        names = inspect.signature(type(model).forward).parameters
        self._cache_name = "cache" if "cache" in names else "past_key_values"
        self.vocabulary = int(text.vocab_size)
        self.positions = int(text.max_position_embeddings)
        self._head_is_plain: bool | None = None
        self.calls = 0
        """Forward passes so far, for the benchmark."""

    @property
    def device(self) -> torch.device:
        device: torch.device = self._model.get_input_embeddings().weight.device
        return device

    @property
    def dtype(self) -> torch.dtype:
        dtype: torch.dtype = self._model.get_input_embeddings().weight.dtype
        return dtype

    @property
    def on_cpu(self) -> bool:
        return self.device.type == "cpu"

    def new_cache(self) -> Any:
        """Empty; its sliding layers keep no more than the window (at 22,469 tokens 0.6 GB instead
        of 3.1 GB for the 4B model)."""
        from transformers import DynamicCache

        return DynamicCache(config=self._model.config)

    def feed(self, ids: Sequence[int], cache: Any) -> None:
        """Only grows the cache."""
        self._run(ids, cache, rows=())

    def last_rows(self, ids: Sequence[int], cache: Any, rows: int) -> Tensor:
        """Logits of the last `rows` of ids, float32 (rows, vocabulary), on the model's device."""
        return self._run(ids, cache, rows=range(len(ids) - rows, len(ids)))

    def feed_images(
        self, ids: Sequence[int], cache: Any, types: Sequence[int], pixels: Tensor
    ) -> None:
        """A slice with whole images. types: 1 at an image's tokens, else 0, from the start of the
        text to the end of `ids` (the mask is read by position). pixels: (images, 3, height, width),
        float. An image's tokens see each other, so none may be cut."""
        self._run(
            ids,
            cache,
            rows=(),
            token_type_ids=torch.tensor([types], device=self.device),
            pixel_values=pixels.to(self.device, self.dtype),
        )

    def tree_logits(
        self,
        ids: Sequence[int],
        parents: Sequence[int],
        cache: Any,
        wanted: Sequence[tuple[int, Sequence[int]]],
    ) -> list[Tensor]:
        """Logits where the ids form a tree: each sees the cache, its ancestors and itself, and
        stands one behind its parent. parents: index into ids, before the child's; -1: the end of
        the cache. wanted: (index into ids, tokens); each gives float32 (tokens,). The cache is of
        no use afterwards."""
        past = cache.get_seq_length()
        seen = torch.eye(len(ids), dtype=torch.bool)
        depth = torch.zeros(len(ids), dtype=torch.long)
        for child, parent in enumerate(parents):
            if parent >= 0:
                seen[child] |= seen[parent]
                depth[child] = depth[parent] + 1
        at = depth + past
        full = torch.cat([torch.ones(len(ids), past, dtype=torch.bool), seen], dim=1)
        mask: Any = self._bias(full)
        if self._window:
            kept = self._kept(cache)
            near = torch.cat([torch.arange(past - kept, past), at])
            inside = near[None, :] > at[:, None] - self._window
            sliding = torch.cat([torch.ones(len(ids), kept, dtype=torch.bool), seen], dim=1)
            mask = {"full_attention": mask, "sliding_attention": self._bias(sliding & inside)}
        more = {"attention_mask": mask, "position_ids": at[None].to(self.device)}
        if not self._plain_head():
            rows = self._run(ids, cache, rows=[index for index, _ in wanted], **more)
            return [row[list(tokens)] for row, (_, tokens) in zip(rows, wanted, strict=True)]
        hidden = self._hidden(ids, cache, **more)
        head = self._model.get_output_embeddings().weight
        with torch.inference_mode():
            return [(head[list(tokens)] @ hidden[index]).float() for index, tokens in wanted]

    def pixels(self, processor: Any, images: Sequence[Any]) -> Tensor:
        """(images, 3, height, width) on the CPU. images: PIL."""
        values: Tensor = processor(images=list(images), return_tensors="pt")["pixel_values"]
        return values

    def _kept(self, cache: Any) -> int:
        """States that the sliding layers still hold."""
        layer = cache.layers[self._sliding]
        return int(layer.keys.shape[-2]) if layer.is_initialized and layer.keys.numel() else 0

    def _bias(self, seen: Tensor) -> Tensor:
        """Additive: both attention kernels take it. (1, 1, rows, states)."""
        bias = torch.zeros(seen.shape, dtype=self.dtype)
        bias.masked_fill_(~seen, torch.finfo(self.dtype).min)
        return bias[None, None].to(self.device)

    def _plain_head(self) -> bool:
        """Whether a logit is the product of the last state and the token's row, as for Gemma 3:
        some models scale or cap it, some quantised ones keep no plain rows. Tried out once."""
        if self._head_is_plain is None:
            token, calls = [1], self.calls
            logits = self.last_rows(token, self.new_cache(), 1)[0]
            head = self._model.get_output_embeddings().weight
            self._head_is_plain = False
            if head.is_floating_point() and head.shape[0] == logits.shape[0]:
                with torch.inference_mode():
                    product = (head @ self._hidden(token, self.new_cache())[0]).float()
                near = 1e-5 if self.dtype is torch.float32 else 2e-2
                worst = (product - logits).abs().max() / logits.abs().max()
                self._head_is_plain = bool(worst < near)
            self.calls = calls
        return self._head_is_plain

    def _hidden(self, ids: Sequence[int], cache: Any, **more: Any) -> Tensor:
        """Last states (ids, width)."""
        self.calls += 1
        with torch.inference_mode():
            answer = self._model.base_model(
                input_ids=torch.tensor([list(ids)], device=self.device),
                use_cache=True,
                **{self._cache_name: cache},
                **more,
            )
            states: Tensor = answer.last_hidden_state[0]
        return states

    def _run(self, ids: Sequence[int], cache: Any, rows: Sequence[int], **more: Any) -> Tensor:
        self.calls += 1
        keep = torch.tensor(list(rows), dtype=torch.long, device=self.device)
        with torch.inference_mode():
            answer = self._model(
                input_ids=torch.tensor([list(ids)], device=self.device),
                use_cache=True,
                logits_to_keep=keep,
                **{self._cache_name: cache},
                **more,
            )
            logits: Tensor = answer.logits[0].float()
        return logits
