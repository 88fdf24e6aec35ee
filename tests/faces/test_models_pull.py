"""models pull, use and export as a user types them, against a hub on this machine."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest
import tiny_lasr

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

from hub_server import REVISION, Fake, serving

from medvoice.models.export_onnx import export
from medvoice.models.lock import read_lock


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return tiny_lasr.write_tiny_lasr(tmp_path_factory.mktemp("tiny") / "tiny")


@pytest.fixture(scope="module")
def exported(tiny, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "onnx"
    export(tiny, out, True, lambda text: None)
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(autouse=True)
def nothing_chosen(home, monkeypatch):
    """Other tests of commands ask for the bundled model."""
    monkeypatch.delenv("MEDVOICE_RECOGNISER_NAME", raising=False)


@pytest.fixture
def hub(exported, home, monkeypatch):
    """Holds a tiny export under the name of MedASR's public one."""
    files = exported | {"README.md": b"# MedASR\n"}
    fake = Fake({REVISION: files}, repository="csukuangfj/sherpa-onnx-medasr-ctc-en-2025-12-25")
    with serving(fake):
        monkeypatch.setenv("HF_ENDPOINT", fake.url)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield fake


def folder_of(home: Path, name: str) -> Path:
    return home / "XDG_DATA_HOME" / "medvoice" / "models" / name


def test_pull_shows_asks_fetches_and_then_it_recognises(medvoice, hub, home, sound) -> None:
    status, out, err = medvoice("models", "pull", "medasr-onnx")
    assert status == 2
    assert "revision " + REVISION in out
    assert "Health AI Developer Foundations terms: https://developers.google.com" in out
    assert "--yes" in err
    assert not hub.requests, "not a byte before the yes"
    status, out, err = medvoice("models", "pull", "medasr-onnx", "--yes")
    assert status == 0, err
    folder = folder_of(home, "medasr-onnx")
    assert f"{folder}, every file checked" in out
    assert sorted(p.name for p in folder.iterdir()) == [
        "README.md", "medvoice.lock.json", "model.onnx", "tokens.txt",
    ]  # fmt: skip
    assert read_lock(folder).complete
    status, out, _ = medvoice("models", "pull", "medasr-onnx", "--yes")
    assert (status, "every file has its checksum" in out) == (0, True)
    status, out, _ = medvoice("models")
    assert f"medasr-onnx  (used): {folder}" in out, "auto takes MedASR in any form"
    status, out, err = medvoice("transcribe", str(sound(1)), "--recogniser", "medasr-onnx")
    assert status == 0, err
    assert "Recogniser: medasr-onnx (cpu, onnx float32, greedy)" in err


def test_no_is_no(medvoice, hub, home, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: "")
    status, _, err = medvoice("models", "pull", "medasr-onnx")
    assert (status, "Nothing was fetched" in err) == (1, True)
    assert not folder_of(home, "medasr-onnx").parent.exists()


def test_to_a_folder_for_another_machine(medvoice, hub, home, tmp_path) -> None:
    stick = tmp_path / "stick"
    status, out, err = medvoice("models", "pull", "medasr-onnx", "--to", str(stick), "--yes")
    assert status == 0, err
    assert "On the other machine" in out
    assert not folder_of(home, "medasr-onnx").exists()
    hub.files.clear()  # from here on without a network
    status, out, err = medvoice("models", "use", str(stick / "medasr-onnx"))
    assert status == 0, err
    assert tomllib.loads((home / "XDG_CONFIG_HOME" / "medvoice" / "config.toml").read_text()) == {
        "recogniser": {"name": str(stick / "medasr-onnx")}
    }


def test_gated_says_how(medvoice, hub, monkeypatch) -> None:
    hub.repository, hub.gated = "google/medasr", True
    hub.files = {REVISION: {"config.json": b"{}", "model.safetensors": b"x" * 9}}
    status, _, err = medvoice("models", "pull", "medasr", "--yes")
    assert status == 1
    for part in ("accepted its terms", "No token is set", "https://huggingface.co/google/medasr",
                 "hf auth login", "medasr-onnx"):  # fmt: skip
        assert part in err
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    _, _, err = medvoice("models", "pull", "medasr", "--yes")
    assert "token that is set here does not open it" in err
    assert "hf_wrong" not in err
    monkeypatch.setenv("HF_TOKEN", hub.token)
    status, _, err = medvoice("models", "pull", "medasr", "--yes")
    assert status == 0, err


def test_a_connection_that_fails_keeps_what_came(medvoice, hub, home, monkeypatch) -> None:
    monkeypatch.setattr("medvoice.models.pull._WAIT_S", 0.0)
    hub.cut = [5000, 0, 0, 0, 0]
    status, _, err = medvoice("models", "pull", "medasr-onnx", "--yes")
    assert status == 1
    assert "the same command goes on from there" in err
    assert "--to FOLDER" in err
    status, out, _ = medvoice("models", "pull", "medasr-onnx", "--yes")
    assert status == 0
    assert "left to fetch" in out


@pytest.mark.parametrize("name", ["", "bundled", "nothing"])
def test_what_cannot_be_pulled(medvoice, hub, name) -> None:
    status, _, err = medvoice("models", "pull", *([name] if name else []))
    assert (status, "medasr-onnx-int8" in err) == (2, True)
    assert "Nothing was fetched" in err


def test_offline_is_heeded(medvoice, hub, monkeypatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    status, _, err = medvoice("models", "pull", "medasr-onnx", "--yes")
    assert (status, hub.listings) == (2, 0)
    assert "HF_HUB_OFFLINE" in err


def test_use_says_what_changed_and_how_to_go_back(medvoice, home, tiny, monkeypatch) -> None:
    file = home / "XDG_CONFIG_HOME" / "medvoice" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("# mine\n[turns]\nsilence_ms = 600\n")
    status, out, err = medvoice("models", "use", str(tiny))
    assert status == 0, err
    assert f"recogniser.name = 'auto' → '{tiny}'" in out
    assert "To go back: medvoice models use auto" in out
    assert "# mine" in file.read_text()
    _, out, _ = medvoice("models")
    assert f"{tiny}  (used)" in out
    monkeypatch.setenv("MEDVOICE_RECOGNISER_NAME", "bundled")
    status, out, err = medvoice("models", "use", "auto")
    assert status == 0
    assert f"'{tiny}' → 'auto'" in out
    assert "MEDVOICE_RECOGNISER_NAME still overrides it" in err


@pytest.mark.parametrize(
    ("name", "said"),
    [("medasr", "hf auth login"), ("whisper-small.en", "models pull whisper-small.en"),
     ("medgemma", "no recogniser"), ("/no/such/folder", "not on this machine")],
)  # fmt: skip
def test_use_of_what_is_not_there_changes_nothing(medvoice, home, name, said) -> None:
    status, _, err = medvoice("models", "use", name)
    assert status in (1, 2)
    assert said in err
    assert "Nothing changed" in err
    assert not (home / "XDG_CONFIG_HOME" / "medvoice" / "config.toml").exists()


def test_export_and_use_the_export(medvoice, tiny, home) -> None:
    status, out, err = medvoice("models", "export", str(tiny), "--int8")
    assert status == 0, err
    assert "model.int8.onnx" in out
    status, _, err = medvoice("models", "use", "tiny-onnx")
    assert status == 0, err
    _, out, _ = medvoice("models")
    assert f"{home / 'tiny-onnx'}  (used)" in out
    status, _, err = medvoice("models", "export", str(tiny))
    assert status == 1
    assert "exists already" in err
