"""A picture of the live view for the README, from a real run: a sample, a real recogniser.

    .venv/bin/python tools/screenshot.py --sample cxr_two_views --at 40 -o docs/images/dictate.svg

Plays the sample at real-time pace, and draws what the view shows `--at` seconds from its start
(a little later, when there are words on their way). Nothing in the picture is made up.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from datetime import datetime
from pathlib import Path

from rich.console import Console

from medvoice.config import load
from medvoice.faces.compose import ears_of, templates_of
from medvoice.faces.samples import chosen, samples_in
from medvoice.faces.tui.form import form_of
from medvoice.faces.tui.screen import draw
from medvoice.resources import samples_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.dictation import Dictation
from medvoice.session.folder import create_folder
from medvoice.session.opening import open_file
from medvoice.session.saving import saver
from medvoice.session.view import SessionView

LATEST_S = 15.0
"""Seconds after `--at` until which words on their way are waited for."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", default="cxr_two_views")
    parser.add_argument("--recogniser", default="bundled")
    parser.add_argument("--at", type=float, default=40.0, help="seconds into the sample")
    parser.add_argument("--width", type=int, default=120)
    parser.add_argument("--height", type=int, default=32)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/images/dictate.svg"))
    options = parser.parse_args()
    settings = load({"recogniser.name": (options.recogniser, "--recogniser")}, os.environ).settings
    (sample,) = chosen(samples_in(samples_folder()), [options.sample])
    template = templates_of(settings).load(sample.template)
    with ears_of(settings, print) as ears, tempfile.TemporaryDirectory() as root:
        folder = create_folder(Path(root), datetime.now())
        dictation = Dictation(
            open_file(sample.sound, "realtime"),
            ears.engine(),
            ReportComposer(template, ears.dialect),
            folder,
            template.name,
            saver(folder, template, ""),
        )
        dictation.start(datetime.now())
        view = _view_at(dictation, options.at)
        dictation.stop()
    console = Console(
        record=True, width=options.width, height=options.height, file=io.StringIO(),
        force_terminal=True, color_system="truecolor",
    )  # fmt: skip
    console.print(draw(view, form_of(template), options.width, options.height), end="")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    console.save_svg(str(options.output), title=f"medvoice dictate --template {template.name}")
    print(f"{options.output}: {view.recogniser}, {view.seconds:.1f} s into {sample.name}")
    return 0


def _view_at(dictation: Dictation, at: float) -> SessionView:
    while True:
        view = dictation.view()
        late = view.seconds >= at + LATEST_S or not dictation.running
        if late or (view.seconds >= at and view.stable and view.tail):
            return view
        time.sleep(0.05)


if __name__ == "__main__":
    raise SystemExit(main())
