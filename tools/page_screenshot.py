"""docs/images/web_page.png: the page in Chromium, from a real run: a sample, the shipped model.

    python tools/page_screenshot.py [--at SECONDS] [--output FOLDER]

Every state of the page, to be looked at: tools/page_states.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.extend(
    str(Path(__file__).resolve().parents[1] / "tests" / name) for name in ("", "faces", "server")
)

import soundfile
from chromium import Page
from page_use import begin
from room import room

from medvoice.config import Settings
from medvoice.faces.compose import ears_of
from medvoice.resources import samples_folder

REPO = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=REPO / "docs" / "images")
    parser.add_argument("--at", type=float, default=46.0, help="seconds of the sample")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        real(Path(folder), options.output / "web_page.png", options.at)


def real(folder: Path, output: Path, at: float) -> None:
    """A picture `at` seconds into a sample, or a little later, when words are on their way."""
    sound, rate = soundfile.read(samples_folder() / "cxr_two_views.flac", dtype="int16")
    wav = folder / "d.wav"
    soundfile.write(wav, sound, rate)
    settings = Settings.model_validate({"recogniser": {"name": "bundled"}})
    with (
        ears_of(settings, lambda _: None) as ears,
        room(ears=ears, folder=folder / "data") as house,
        Page(microphone=wav) as page,
    ):
        begin(page, house.url)
        page.click("#record")
        time.sleep(at)
        page.until(lambda: page.text("#live-stable") and page.text("#live-tail"), "words")
        page.picture(output)


if __name__ == "__main__":
    main()
