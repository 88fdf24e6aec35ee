"""medvoice with a scripted recogniser, as a process of its own: texts from a file, then its options.

python scripted_medvoice.py TEXTS COMMAND …
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from scripted import ScriptedRecogniser

from medvoice.faces import compose
from medvoice.faces.cli.main import main

os.environ.setdefault("MEDVOICE_RECOGNISER_NAME", "bundled")  # not what happens to be installed
recogniser = ScriptedRecogniser(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
compose.open_recogniser = lambda folder, settings, label: recogniser
compose.obtained = lambda model, on_fetch=None: Path("model")
raise SystemExit(main(sys.argv[2:]))
