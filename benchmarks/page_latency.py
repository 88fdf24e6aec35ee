"""From the end of speech to the report's line on the web page, in a real Chromium.

A recording plays as the browser's microphone; the page captures it, sends it to a daemon in this
process with the shipped model, and draws what comes back. A turn's speech ends with the last 10 ms
above -40 dBFS, of what the page itself captured, up to 0.3 s behind its last word; its first
sentence is drawn when the browser has made a frame of it. Both times are of one clock. The pause
that ends a turn (0.7 s, `turns.silence_ms`) is in the figure: the speaker waits for it.

    python benchmarks/page_latency.py [--recording samples/cxr_two_views.flac] [--template cxr]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.extend(
    str(Path(__file__).resolve().parents[1] / "tests" / name) for name in ("", "faces", "server")
)

import httpx
import numpy as np
import soundfile
from chromium import Page
from room import room

from medvoice.config import Settings
from medvoice.faces.compose import ears_of

REPO = Path(__file__).resolve().parents[1]
WATCH = """
  const { SoundStream } = await import('/web/script/sound_stream.js');
  const seen = { loud: [], lines: {} };
  window.seen = seen;
  const add = SoundStream.prototype.add;
  SoundStream.prototype.add = function (first, samples) {
    const now = performance.now(); // the piece's last sample was captured just before
    for (let at = 0; at + 160 <= samples.length; at += 160) {
      const most = samples.subarray(at, at + 160).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      if (most > 327) seen.loud.push([first + at, now - (samples.length - at - 160) / 16]);
    }
    return add.call(this, first, samples);
  };
  new MutationObserver(() => {
    for (const one of document.querySelectorAll('.sentence')) {
      const turn = one.dataset.statement.split('.')[0];
      if (turn in seen.lines) continue;
      seen.lines[turn] = 0;
      requestAnimationFrame(() => { seen.lines[turn] = performance.now(); });
    }
  }).observe(document.getElementById('report'), { childList: true, subtree: true });
"""
RATE = 16_000
BEHIND = int(0.3 * RATE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recording", type=Path, default=REPO / "samples" / "cxr_two_views.flac")
    parser.add_argument("--template", default="cxr")
    options = parser.parse_args()
    settings = Settings.model_validate({"recogniser": {"name": "bundled"}})
    with tempfile.TemporaryDirectory() as temporary, ears_of(settings, lambda _: None) as ears:
        folder = Path(temporary)
        sound, rate = soundfile.read(options.recording, dtype="int16")
        wav = folder / "microphone.wav"
        soundfile.write(wav, np.concatenate([sound, np.zeros(3 * rate, np.int16)]), rate)
        with room(ears=ears, folder=folder / "data") as house, Page(microphone=wav) as page:
            page.open(f"{house.url}/")
            chosen = f"#new-template option[value={options.template}]"
            page.until(lambda: page.all(chosen), "templates")
            page.js(f"document.querySelector('#new-template').value = '{options.template}'")
            page.click("#sessions .primary")
            page.until(lambda: page.all(".field"), "the form")
            page.module(WATCH)
            page.click("#record")
            time.sleep(len(sound) / rate + 5)
            seen = page.js("return window.seen")
            name = page.js("return location.hash.slice(1)")
            cells = httpx.get(f"{house.url}/v1/sessions/{name}", trust_env=False).json()["cells"]
    tell(seen["loud"], seen["lines"], cells)


def tell(loud: list[list[float]], lines: dict[str, float], cells: dict[str, Any]) -> None:
    found = []
    for turn, drawn in lines.items():
        words = cells[f"utterance/{turn.removeprefix('u')}"]["words"]
        spoken = [at for sample, at in loud if sample <= words[-1][3] + BEHIND]
        found.append(drawn - spoken[-1])
    if not found:
        raise SystemExit("no line was drawn")
    print(f"turns with a line in the report: {len(found)}")
    print(f"end of speech to the line on the page, ms: {[round(one) for one in found]}")
    print(f"median {statistics.median(found):.0f} ms, worst {max(found):.0f} ms")


if __name__ == "__main__":
    main()
