"""Test helper: what the page's microphone gave, sample by sample."""

from __future__ import annotations

import base64

import numpy as np
from chromium import Page


def watch_the_capture(page: Page) -> None:
    """Keeps a copy of each sample that the page's microphone gives."""
    page.module("""
      const { SoundStream } = await import('/web/script/sound_stream.js');
      window.captured = [];
      const add = SoundStream.prototype.add;
      SoundStream.prototype.add = function (first, samples) {
        window.captured.push(samples.slice());
        return add.call(this, first, samples);
      };
    """)


def captured(page: Page) -> np.ndarray:
    text = page.js("""
      const whole = new Blob(window.captured);
      return whole.arrayBuffer().then((bytes) => new Uint8Array(bytes).toBase64?.() ?? btoa(
        Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')));
    """)
    return np.frombuffer(base64.b64decode(text), "<i2")
