from __future__ import annotations

import pytest

from medvoice.faces.cli import models_serve
from medvoice.faces.cli.main import main
from medvoice.models.catalogue import MEDGEMMA, MEDGEMMA_GGUF, Task, known
from medvoice.models.llama_server import NoWeights, server_line
from medvoice.models.store import how_to_get


@pytest.fixture
def folder(tmp_path):
    for name in ("medgemma-1.5-4b-it-Q4_K_M.gguf", "mmproj-F16.gguf", "README.md"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_the_line_names_model_projector_and_loopback(folder):
    line = server_line(folder)
    options = dict(zip(line[1:-1:2], line[2::2], strict=False))
    assert line[0] == "llama-server"
    assert options["--model"].endswith("Q4_K_M.gguf")
    assert options["--mmproj"].endswith("mmproj-F16.gguf")
    assert options["--host"] == "127.0.0.1"
    assert options["--port"] == "8080"
    assert "medgemma" in options["--alias"]


def test_without_a_projector_it_serves_text_and_without_weights_nothing(folder):
    (folder / "mmproj-F16.gguf").unlink()
    assert "--mmproj" not in server_line(folder)
    (folder / "medgemma-1.5-4b-it-Q4_K_M.gguf").unlink()
    with pytest.raises(NoWeights):
        server_line(folder)


def test_serve_prints_the_line_where_there_is_no_program(folder, monkeypatch, capsys):
    monkeypatch.setattr(models_serve.shutil, "which", lambda _: None)
    assert main(["models", "serve", str(folder)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("llama-server --model ")
    assert "not installed" in told.err
    assert "nothing was started" in told.err


def test_serve_runs_it_where_there_is_one_and_ends_as_it_ends(folder, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "llama-server"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/asked\nexit 7\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    assert main(["models", "serve", str(folder)]) == 7
    assert (tmp_path / "asked").read_text().splitlines() == server_line(folder)[1:]


def test_after_a_pull_both_ways_to_serve_it_are_told(folder, monkeypatch):
    for program, words in ((None, "llama-server --model"), ("/usr/bin/x", "medvoice models serve")):
        monkeypatch.setattr(models_serve.shutil, "which", lambda _, found=program: found)
        told = models_serve.how_to_serve(folder)
        assert words in told
        assert 'url = "http://127.0.0.1:8080/v1"' in told


def test_the_public_build_is_pinned_and_its_projector_comes_with_it():
    model = known(MEDGEMMA_GGUF)
    assert model is not None
    assert model.task is Task.LANGUAGE
    assert not model.gated
    assert len(model.revision) == 40
    assert any(name.startswith("mmproj") for name in model.files)
    for name, digest in model.sums:
        assert name in model.files
        assert len(digest) == 64


def test_how_to_get_the_makers_own_names_the_way_without_an_account():
    model = known(MEDGEMMA)
    assert model is not None
    steps = how_to_get(model)
    assert "medvoice models pull medgemma\n" in steps
    assert "medvoice models pull medgemma-gguf" in steps
    assert "language_model.model" in steps
    assert "--recogniser" not in steps
