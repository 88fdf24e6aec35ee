from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from scripted import ScriptedRecogniser, dictation_wav

from medvoice.faces import compose
from medvoice.faces.cli.main import main


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """An empty machine: no configuration, an own data folder."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HF_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for name in list(__import__("os").environ):
        if name.startswith("MEDVOICE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("MEDVOICE_RECOGNISER_NAME", "bundled")  # not what happens to be installed
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def scripted(monkeypatch) -> Callable[[Sequence[str]], ScriptedRecogniser]:
    """Commands get a recogniser that says these texts, turn by turn."""

    def script(texts: Sequence[str]) -> ScriptedRecogniser:
        recogniser = ScriptedRecogniser(texts)

        def open_scripted(folder, settings, label):
            return recogniser

        monkeypatch.setattr(compose, "open_recogniser", open_scripted)
        monkeypatch.setattr(compose, "obtained", lambda model, on_fetch=None: Path("model"))
        return recogniser

    return script


@pytest.fixture
def sound(tmp_path) -> Callable[[int], Path]:
    return lambda turns: dictation_wav(tmp_path / f"{turns}.wav", turns)


@pytest.fixture
def medvoice(home, capsys):
    """Run a command: (exit status, standard output, standard error)."""

    def run(*argv: str) -> tuple[int, str, str]:
        try:
            status = main([*argv])
        except SystemExit as error:  # argparse
            status = int(error.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run
