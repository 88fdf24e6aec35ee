"""The two operations that training spends too long on in PyTorch on a CPU, in C (`kernels.c`), with
their gradients: the depthwise convolution and attention.

Compiled into the cache at first use, for the machine it runs on. bfloat16 on the CPU alone.
"""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch.autograd import Function

from training.cache import cache_folder

SOURCE = Path(__file__).with_name("kernels.c")
# expf of many at once needs -ffast-math; linked without it: with it, loading the library would make
# the whole process round denormal numbers to zero.
_COMPILE = ["cc", "-O3", "-march=native", "-ffast-math", "-fPIC", "-c"]
_LINK = ["cc", "-shared"]


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    """Raises CalledProcessError, FileNotFoundError (no C compiler)."""
    machine = subprocess.run(["cc", "-march=native", "-Q", "--help=target"], capture_output=True)
    name = hashlib.sha256(SOURCE.read_bytes() + machine.stdout).hexdigest()[:16]
    folder = cache_folder("kernels")
    made = folder / f"{name}.so"
    if not made.exists():
        object_, new = folder / f"{name}.o", folder / f"{name}.new"
        subprocess.run([*_COMPILE, str(SOURCE), "-o", str(object_)], check=True)
        subprocess.run([*_LINK, str(object_), "-o", str(new), "-lmvec", "-lm"], check=True)
        new.replace(made)
    library = ctypes.CDLL(str(made))
    at, size = ctypes.c_void_p, ctypes.c_long
    library.depthwise.argtypes = [at, at, at, size, size, size, size, size]
    library.depthwise_taps.argtypes = [at, at, at, size, size, size, size, size]
    library.softmax.argtypes = [at, at, at, size, size, size, ctypes.c_float]
    library.softmax.restype = None
    library.softmax_back.argtypes = [at, at, at, at, size, size, size, ctypes.c_float]
    library.softmax_back.restype = None
    return library


def _enough(result: int) -> None:
    if result:
        raise MemoryError("the kernel had too little memory")


def _convolved(x: torch.Tensor, taps: torch.Tensor, left: int) -> torch.Tensor:
    """x: (batch, time, channels) bfloat16. taps: (taps, channels) float32."""
    x, taps = x.contiguous(), taps.contiguous()
    out = torch.empty_like(x)
    made = _library().depthwise(
        x.data_ptr(), taps.data_ptr(), out.data_ptr(), *x.shape, taps.shape[0], left
    )
    _enough(made)
    return out


class Depthwise(Function):
    """apply(x (batch, time, channels) bfloat16, weight (channels, 1, taps) float32): as a
    depthwise Conv1d with padding "same" along time."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(x, weight)
        return _convolved(x, weight[:, 0].t(), (weight.shape[2] - 1) // 2)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x, weight = ctx.saved_tensors
        grad, x, count = grads[0].to(torch.bfloat16).contiguous(), x.contiguous(), weight.shape[2]
        left = (count - 1) // 2
        grad_x = _convolved(grad, weight[:, 0].t().flip(0), count - 1 - left)
        taps = torch.zeros(count, x.shape[2])
        made = _library().depthwise_taps(
            grad.data_ptr(), x.data_ptr(), taps.data_ptr(), *x.shape, count, left
        )
        _enough(made)
        return grad_x, taps.t().unsqueeze(1)


class Attention(Function):
    """apply(query, key, value (batch, heads, time, size) bfloat16, lengths (batch) int64, scale):
    attention over each row's first `lengths` keys. Scores and probabilities are float32."""

    @staticmethod
    def forward(
        ctx: Any,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        lengths: torch.Tensor,
        scale: float,
    ) -> torch.Tensor:
        with torch.autocast("cpu", enabled=False):
            scores = torch.matmul(query.float(), key.float().transpose(-1, -2))
            half = torch.empty_like(scores, dtype=torch.bfloat16)
            _library().softmax(
                scores.data_ptr(), half.data_ptr(), lengths.data_ptr(), *_rows(scores), scale
            )
            ctx.save_for_backward(query, key, value, lengths, scores, half)
            ctx.scale = scale
            return torch.matmul(half, value)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        query, key, value, lengths, weights, half = ctx.saved_tensors
        grad = grads[0]
        of_value = torch.matmul(half.transpose(-1, -2), grad.to(torch.bfloat16))
        of_weights = torch.matmul(grad.float(), value.float().transpose(-1, -2))
        scores = torch.empty_like(half)
        _library().softmax_back(
            of_weights.data_ptr(), weights.data_ptr(), scores.data_ptr(), lengths.data_ptr(),
            *_rows(weights), ctx.scale,
        )  # fmt: skip
        of_key = torch.matmul(scores.transpose(-1, -2), query)
        return torch.matmul(scores, key), of_key, of_value, None, None


def _rows(scores: torch.Tensor) -> tuple[int, int, int]:
    batch, heads, time, keys = scores.shape
    return batch, heads * time, keys
