"""The makers' way, written down a second time for tests: plain numpy and transformers' own
processor and `generate`, from what their notebooks say (not from medvoice's code)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch


def ct_rgb(hu: np.ndarray) -> np.ndarray:
    """Three windows as channels."""
    channels = []
    for low, high in [(-1024, 1024), (-135, 215), (0, 80)]:
        channel = hu.copy()
        channel[channel < low] = low
        channel[channel > high] = high
        channel = channel.astype(np.float32)
        channel = (channel - np.float32(low)) / np.float32(high - low) * np.float32(255)
        channels.append(np.rint(channel).astype(np.uint8))
    return np.dstack(channels)


def chosen(count: int) -> list[int]:
    if count <= 85:
        return list(range(count))
    return [round(i / 85 * (count - 1)) for i in range(1, 86)]


def squared(rgb: np.ndarray) -> np.ndarray:
    """Black around it, the picture in the middle."""
    high, wide = rgb.shape[:2]
    edge = max(high, wide)
    canvas = np.zeros((edge, edge, 3), np.uint8)
    y, x = (edge - high) // 2, (edge - wide) // 2
    canvas[y : y + high, x : x + wide] = rgb
    return canvas


def image(rgb: np.ndarray) -> dict[str, Any]:
    from PIL import Image

    return {"type": "image", "image": Image.fromarray(rgb)}


def text(said: str) -> dict[str, Any]:
    return {"type": "text", "text": said}


def inputs(processor: Any, content: list[dict[str, Any]], system: str = "") -> Any:
    """What the model is given: ids and pixels."""
    turns: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    turns.append({"role": "user", "content": content})
    return processor.apply_chat_template(
        turns, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )


def answer(model: Any, processor: Any, given: Any, tokens: int) -> str:
    """Greedy, by transformers' own loop."""
    with torch.inference_mode():
        said = model.generate(**given, max_new_tokens=tokens, do_sample=False)
    new = said[0, given["input_ids"].shape[1] :]
    return str(processor.tokenizer.decode(new, skip_special_tokens=False))
