from __future__ import annotations

import json
from pathlib import Path

import pytest

from medvoice.config import ConfigError, keys, load
from medvoice.faces.cli.main import main


def of(toml: str, tmp_path: Path, environment=None, **options):
    file = tmp_path / "config.toml"
    file.write_text(toml)
    return load(
        {key.replace("__", "."): (value, "--x") for key, value in options.items()},
        environment or {},
        file,
    )


def test_options_beat_the_environment_beats_the_file_beats_the_default(tmp_path):
    toml = "[turns]\nsilence_ms = 500\n[audio]\nvad = 'webrtc'\n[report]\ntemplate = 'ct_head'\n"
    environment = {"MEDVOICE_TURNS_SILENCE_MS": "600", "MEDVOICE_AUDIO_VAD": "silero"}
    made = of(toml, tmp_path, environment, turns__silence_ms="900")
    assert made.settings.turns.silence_ms == 900
    assert made.settings.audio.vad == "silero"
    assert made.settings.report.template == "ct_head"
    assert made.settings.recogniser.name == "auto"
    assert made.origins["turns.silence_ms"] == "--x"
    assert made.origins["audio.vad"] == "environment MEDVOICE_AUDIO_VAD"
    assert made.origins["report.template"] == str(tmp_path / "config.toml")
    assert made.origins["recogniser.name"] == "default"


def test_every_key_can_be_given_every_way(tmp_path):
    """Each key's default, written out, is accepted from file, environment and option."""
    for key in keys():
        value = load({}, {}, None).value(key.name)
        plain = ":".join(map(str, value)) if isinstance(value, tuple) else value
        text = str(plain).lower() if isinstance(plain, bool) else str(plain)
        section, _, name = key.name.partition(".")
        toml = json.dumps([str(v) for v in value] if key.is_list else text)
        if isinstance(value, bool | int | float):
            toml = text
        assert of(f"[{section}]\n{name} = {toml}\n", tmp_path).value(key.name) == value
        assert load({}, {key.variable: text}).value(key.name) == value
        assert load({key.name: (text, "--x")}, {}).value(key.name) == value


def test_keeping_voice_is_the_default():
    assert load({}, {}).settings.storage.retention_days == 0


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[turns]\nsilense_ms = 500", ["unknown setting", "did you mean turns.silence_ms"]),
        ("[turns]\nsilence_ms = 5", ["turns.silence_ms = 5", "200"]),
        ("[turns]\nsilence_ms = 'long'", ["turns.silence_ms"]),
        ("[recogniser]\ndevice = 'tpu'", ["recogniser.device = 'tpu'", "cuda"]),
        ("silence_ms = 500", ["outside a section", "[turns]"]),
        ("[turns\n", ["not TOML"]),
        ("[view]\nrefresh_hz = nan", ["view.refresh_hz"]),
    ],
)
def test_a_fault_names_file_key_and_fault(tmp_path, toml, words):
    with pytest.raises(ConfigError) as caught:
        of(toml, tmp_path)
    for word in [str(tmp_path / "config.toml"), *words]:
        assert word in str(caught.value)


def test_faults_outside_the_file(tmp_path):
    with pytest.raises(ConfigError, match="MEDVOICE_TURN_SILENCE_MS"):
        load({}, {"MEDVOICE_TURN_SILENCE_MS": "1"})
    with pytest.raises(ConfigError, match="no such configuration file"):
        load({}, {}, tmp_path / "nothing.toml")
    with pytest.raises(ConfigError, match="no such configuration file"):
        load({}, {"MEDVOICE_CONFIG": str(tmp_path / "nothing.toml")})
    (tmp_path / "latin.toml").write_bytes(b"[report]\nfooter = '\xff'\n")
    with pytest.raises(ConfigError, match="cannot be read"):
        load({}, {}, tmp_path / "latin.toml")


def test_config_prints_values_and_origins(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MEDVOICE_AUDIO_VAD", "webrtc")
    file = tmp_path / "config.toml"
    file.write_text("[turns]\nsilence_ms = 650\n")
    assert main(["config", "--config", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["settings"]) == {key.name for key in keys()}
    assert found["settings"]["turns.silence_ms"] == {"value": 650, "from": str(file)}
    assert found["settings"]["audio.vad"]["from"] == "environment MEDVOICE_AUDIO_VAD"
    assert main(["config", "--config", str(file)]) == 0
    assert "turns.silence_ms" in capsys.readouterr().out


def test_a_bad_configuration_stops_every_command_without_a_traceback(tmp_path, capsys):
    file = tmp_path / "config.toml"
    file.write_text("[turns]\nsilence_ms = 5\n")
    for command in ("templates", "devices", "models", "doctor", "recover", "config"):
        assert main([command, "--config", str(file)]) == 2
        assert "turns.silence_ms = 5" in capsys.readouterr().err


def test_no_key_is_cut_short_in_a_narrow_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["config"]) == 0
    shown = capsys.readouterr().out
    assert not [key.name for key in keys() if key.name not in shown]


def test_every_key_has_a_variable_of_its_own():
    assert len({key.variable for key in keys()}) == len(keys())


def test_where_the_language_model_runs_can_be_said_in_every_place(tmp_path):
    toml = '[language_model]\nbackend = "server"\nurl = "http://127.0.0.1:8080/v1"\n'
    made = of(toml, tmp_path, {"MEDVOICE_LANGUAGE_MODEL_LEVEL": "tidy"})
    chosen = made.settings.language_model
    assert (chosen.backend, chosen.level) == ("server", "tidy")
    assert made.origins["language_model.level"] == "environment MEDVOICE_LANGUAGE_MODEL_LEVEL"
    assert load({}, {}).settings.language_model.backend == "none"
    with pytest.raises(ConfigError, match=r"language_model\.api_key_env") as fault:
        of('[language_model]\napi_key_env = "sk-the-key-itself"', tmp_path)
    assert "the-key-itself" not in str(fault.value)
