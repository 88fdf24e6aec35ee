from __future__ import annotations

from dataclasses import replace

import pytest

from medvoice.doctor import Files, Finding, Grade, Hardware, Language, Packages, examine
from medvoice.faces.cli import doctor
from medvoice.faces.cli.main import main

PACKAGES = Packages((3, 11), "2.13.0+cpu", "", "", "5.24.0", "", "", "")
HARDWARE = Hardware("", 0, "", "", ("USB microphone (default)",), True)
FILES = Files("bundled", "/models/bundled", "", "/data", "", 50_000_000_000)


def found(**changes) -> dict[str, Finding]:
    def apply(record):
        fields = {k: v for k, v in changes.items() if hasattr(record, k)}
        return replace(record, **fields)

    return {f.subject: f for f in examine(apply(PACKAGES), apply(HARDWARE), apply(FILES))}


def test_a_good_machine_has_nothing_to_mend():
    assert {finding.grade for finding in found().values()} == {Grade.OK}
    assert all(not finding.advice for finding in found().values())


@pytest.mark.parametrize(
    ("changes", "subject", "grade", "advice"),
    [
        ({"python": (3, 10)}, "Python", Grade.FAULT, "3.11"),
        ({"python": (3, 14)}, "Python", Grade.NOTE, "3.12"),
        ({"torch_fault": "ModuleNotFoundError: x"}, "torch", Grade.FAULT, "make setup"),
        (
            {"torchaudio": "2.11.0", "torchaudio_fault": "OSError: libcudart.so.13"},
            "torchaudio",
            Grade.FAULT,
            "pip uninstall torchaudio",
        ),
        ({"transformers_fault": "ImportError: x"}, "transformers", Grade.FAULT, "make setup"),
        ({"driver_gpu": "T4"}, "GPU", Grade.NOTE, "make setup"),
        ({"driver_gpu": "T4", "torch_cuda": "13.0"}, "GPU", Grade.NOTE, "driver"),
        ({"sound_fault": "no PortAudio"}, "microphone", Grade.NOTE, "--from FILE"),
        ({"microphones": ()}, "microphone", Grade.NOTE, "plug one in"),
        ({"ffmpeg": False}, "ffmpeg", Grade.NOTE, "ffmpeg"),
        (
            {"recogniser_folder": "", "recogniser_advice": "get it"},
            "recogniser",
            Grade.FAULT,
            "get it",
        ),
        ({"storage_fault": "Permission denied"}, "storage", Grade.FAULT, "permission"),
        ({"free_bytes": 100_000_000}, "storage", Grade.FAULT, "free space"),
        ({"free_bytes": 1_000_000_000}, "storage", Grade.NOTE, "free space"),
    ],
)
def test_each_fault_is_graded_and_has_advice(changes, subject, grade, advice):
    finding = found(**changes)[subject]
    assert finding.grade is grade
    assert advice in finding.advice
    others = [f for name, f in found(**changes).items() if name != subject]
    assert all(f.grade is Grade.OK for f in others)


def test_a_gpu_and_its_memory_are_named():
    finding = found(gpu="NVIDIA H100", gpu_bytes=80 * 2**30)["GPU"]
    assert finding.what == "NVIDIA H100, 80 GiB"


def test_the_command_exits_1_for_a_fault_only(monkeypatch, capsys):
    def machine(**changes):
        monkeypatch.setattr(doctor.machine, "packages", lambda: PACKAGES)
        monkeypatch.setattr(doctor.machine, "hardware", lambda: replace(HARDWARE, microphones=()))
        monkeypatch.setattr(doctor.machine, "files", lambda _: replace(FILES, **changes))
        monkeypatch.setattr(doctor.models_around, "language", lambda *_: Language("none"))

    machine()
    assert main(["doctor"]) == 0
    assert "plug one in" in capsys.readouterr().out
    machine(storage_fault="Permission denied")
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "FAULT storage" in out
    assert "1 faults to mend" in out


SERVED = ("LM Studio at http://127.0.0.1:1234/v1: medgemma", "http://127.0.0.1:1234/v1", "medgemma")


def said(language: Language) -> list[Finding]:
    return examine(PACKAGES, HARDWARE, FILES, language)[len(examine(PACKAGES, HARDWARE, FILES)) :]


def test_without_a_language_model_nothing_is_wrong_and_what_fits_is_said():
    findings = said(Language("none", fits=("MedGemma in bfloat16 needs 10 GB",)))
    assert [f.grade for f in findings] == [Grade.OK, Grade.OK]
    assert "rules place alone" in findings[0].what
    assert findings[1].subject == "memory"


def test_a_medgemma_that_nobody_uses_is_offered_with_the_lines_to_write():
    (_, server) = said(Language("none", servers=(SERVED,)))
    assert server.grade is Grade.NOTE
    assert 'url = "http://127.0.0.1:1234/v1", model = "medgemma"' in server.advice
    (_, server) = said(Language("server", "medgemma", servers=(SERVED,)))
    assert (server.grade, server.advice) == (Grade.OK, "")
    (_, server) = said(Language("none", servers=((*SERVED[:2], ""),)))
    assert (server.grade, server.advice) == (Grade.OK, "")


def test_a_language_model_that_cannot_be_had_is_no_fault_but_is_said():
    (finding,) = said(Language("server", "http://127.0.0.1:1/v1", fault="nobody answers"))
    assert finding.grade is Grade.NOTE
    assert "nobody answers" in finding.what
    assert "rules place alone" in finding.advice


def test_dictation_that_leaves_the_machine_is_said():
    findings = said(Language("server", "medgemma", leaves="Dictation leaves this machine: x"))
    assert [f.grade for f in findings] == [Grade.OK, Grade.NOTE]
    assert "leaves this machine" in findings[1].what
