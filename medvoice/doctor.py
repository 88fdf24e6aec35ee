"""What is wrong with this machine for medvoice, and what to do about it. Pure: facts → findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NEEDED_BYTES = 200_000_000
"""An hour of sound is 115 MB; with less free than this, a dictation may not fit."""
WISHED_BYTES = 2_000_000_000


class Grade(StrEnum):
    OK = "ok"
    NOTE = "note"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """advice: what to do, "" where nothing is wrong. Only a FAULT keeps the main job from going."""

    grade: Grade
    subject: str
    what: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Packages:
    """Versions, "" where it is not installed; a fault is why it does not import, "" if it does."""

    python: tuple[int, int]
    torch: str
    torch_fault: str
    torch_cuda: str
    transformers: str
    transformers_fault: str
    torchaudio: str
    torchaudio_fault: str


@dataclass(frozen=True, slots=True)
class Hardware:
    """gpu: name, as torch sees it. gpu_bytes: its memory. driver_gpu: name, as the driver sees it.
    sound_fault: why there are no microphones. microphones: names. ffmpeg: it is there."""

    gpu: str
    gpu_bytes: int
    driver_gpu: str
    sound_fault: str
    microphones: tuple[str, ...]
    ffmpeg: bool


@dataclass(frozen=True, slots=True)
class Files:
    """recogniser: name of the configured one. recogniser_folder: "" where it is not here.
    recogniser_advice: how to get it. storage: folder of the dictations. storage_fault: why nothing
    can be written there. free_bytes: on that disk. decoder: what searches the recogniser's output,
    "" for its own way."""

    recogniser: str
    recogniser_folder: str
    recogniser_advice: str
    storage: str
    storage_fault: str
    free_bytes: int
    decoder: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """The language model that may help with the report. backend: "none", "transformers", "server".
    what: model, and where. fault: why it cannot be had. leaves: the warning that dictation leaves
    this machine. servers: found here, (line, url, name of its MedGemma or ""). fits: lines."""

    backend: str
    what: str = ""
    fault: str = ""
    leaves: str = ""
    servers: tuple[tuple[str, str, str], ...] = ()
    fits: tuple[str, ...] = ()


def examine(
    packages: Packages, hardware: Hardware, files: Files, language: Language | None = None
) -> list[Finding]:
    """Everything worth saying, in the order in which it should be mended."""
    return [
        _python(packages),
        *_torch(packages),
        _gpu(packages, hardware),
        *_sound(hardware),
        _recogniser(files),
        *_storage(files),
        *(_language(language) if language is not None else ()),
    ]


def _python(p: Packages) -> Finding:
    name = f"{p.python[0]}.{p.python[1]}"
    if p.python < (3, 11):
        return Finding(Grade.FAULT, "Python", f"{name} is too old", "install Python 3.11 or newer")
    if p.python >= (3, 14):
        return Finding(
            Grade.NOTE,
            "Python",
            f"{name}: loading MedASR was seen to crash on 3.14",
            "if it does: PYTHON=/usr/bin/python3.12 make setup",
        )
    return Finding(Grade.OK, "Python", name)


def _torch(p: Packages) -> list[Finding]:
    found = []
    build = f"built for CUDA {p.torch_cuda}" if p.torch_cuda else "CPU build"
    if p.torch_fault:
        advice = "make setup installs it (or: pip install medvoice)"
        found.append(Finding(Grade.FAULT, "torch", p.torch_fault, advice))
    else:
        found.append(Finding(Grade.OK, "torch", f"{p.torch}, {build}"))
    broken = bool(p.torchaudio and p.torchaudio_fault)
    if broken:
        found.append(
            Finding(
                Grade.FAULT,
                "torchaudio",
                f"{p.torchaudio} does not load beside this torch ({build}), and takes transformers "
                f"down with it: {p.torchaudio_fault}",
                "pip uninstall torchaudio (medvoice works without it)",
            )
        )
    if p.transformers_fault:
        advice = "see torchaudio above" if broken else "make setup installs it"
        found.append(Finding(Grade.FAULT, "transformers", p.transformers_fault, advice))
    else:
        found.append(Finding(Grade.OK, "transformers", p.transformers))
    return found


def _gpu(p: Packages, h: Hardware) -> Finding:
    if h.gpu:
        return Finding(Grade.OK, "GPU", f"{h.gpu}, {h.gpu_bytes / 2**30:.0f} GiB")
    if h.driver_gpu and not p.torch_cuda:
        return Finding(
            Grade.NOTE,
            "GPU",
            f"{h.driver_gpu} is there, but torch is a CPU build",
            "to use it: rm -r .venv && make setup",
        )
    if h.driver_gpu:
        return Finding(
            Grade.NOTE,
            "GPU",
            f"{h.driver_gpu} is there, but torch for CUDA {p.torch_cuda} cannot use it",
            "its driver may be older than that CUDA: update it, and see nvidia-smi",
        )
    return Finding(Grade.OK, "GPU", "none: recognition runs on the CPU")


def _sound(h: Hardware) -> list[Finding]:
    found = []
    if h.sound_fault:
        advice = "files can be used all the same (--from FILE, medvoice transcribe)"
        found.append(Finding(Grade.NOTE, "microphone", h.sound_fault, advice))
    elif not h.microphones:
        found.append(
            Finding(
                Grade.NOTE,
                "microphone",
                "none found",
                "plug one in, or start the sound server; files can be used without",
            )
        )
    else:
        found.append(Finding(Grade.OK, "microphone", ", ".join(h.microphones)))
    if not h.ffmpeg:
        found.append(
            Finding(
                Grade.NOTE,
                "ffmpeg",
                "not found: m4a, mp4, aac and wma cannot be read (WAV, FLAC, Ogg and MP3 can)",
                "apt install ffmpeg",
            )
        )
    return found


def _recogniser(f: Files) -> Finding:
    if f.recogniser_folder:
        decoder = f", decoder {f.decoder}" if f.decoder else ""
        what = f"{f.recogniser}{decoder}, in {f.recogniser_folder}"
        return Finding(Grade.OK, "recogniser", what)
    what = f"{f.recogniser} is not on this machine"
    return Finding(Grade.FAULT, "recogniser", what, f.recogniser_advice)


def _storage(f: Files) -> list[Finding]:
    if f.storage_fault:
        return [
            Finding(
                Grade.FAULT,
                "storage",
                f"{f.storage}: {f.storage_fault}",
                "give its owner write permission, or choose another folder: storage.folder in the "
                "configuration",
            )
        ]
    room = f"{f.storage}, {f.free_bytes / 1e9:.1f} GB free"
    hours = f"room for {f.free_bytes / 115e6:.0f} h of sound"
    if f.free_bytes < NEEDED_BYTES:
        return [Finding(Grade.FAULT, "storage", f"{room}: too little", "free space on that disk")]
    if f.free_bytes < WISHED_BYTES:
        return [Finding(Grade.NOTE, "storage", f"{room}: {hours}", "free space on that disk soon")]
    return [Finding(Grade.OK, "storage", room)]


def _language(language: Language) -> list[Finding]:
    """No fault of a language model keeps a dictation from going: the rules place alone."""
    subject = "assistant"
    found = []
    if language.backend == "none":
        found.append(Finding(Grade.OK, subject, "no language model: the rules place alone"))
    elif language.fault:
        advice = "until then the rules place alone"
        found.append(Finding(Grade.NOTE, subject, f"{language.what}: {language.fault}", advice))
    else:
        found.append(Finding(Grade.OK, subject, f"{language.what}, by {language.backend}"))
    if language.leaves:
        advice = "language_model.backend or language_model.url in the configuration change that"
        found.append(Finding(Grade.NOTE, subject, language.leaves, advice))
    for line, url, medgemma in language.servers:
        unused = language.backend == "none" and medgemma
        advice = (
            'to use it, in the configuration: [language_model] backend = "server", '
            f'url = "{url}", model = "{medgemma}"'
        )
        grade = Grade.NOTE if unused else Grade.OK
        found.append(Finding(grade, "server", line, advice if unused else ""))
    return found + [Finding(Grade.OK, "memory", line) for line in language.fits]
