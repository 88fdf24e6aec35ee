"""Debian packages that medvoice uses, and installing them where that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class DebianPackage:
    """name: in Debian and Ubuntu. why: what does not work without it."""

    name: str
    why: str


FOR_USE = (
    DebianPackage("libportaudio2", "the microphone (files work without it)"),
    DebianPackage("ffmpeg", "sound files that libsndfile cannot open (m4a, wma, video)"),
    DebianPackage("espeak-ng", "reading the report aloud (it is shown without)"),
    DebianPackage("fonts-dejavu-core", "Greek, Cyrillic and signs in PDFs (Latin works without)"),
    DebianPackage("fonts-droid-fallback", "Chinese, Japanese and Korean in PDFs"),
    DebianPackage(
        "tesseract-ocr", "text of scans and photographs (a model with images reads them too)"
    ),
)
FOR_TESTS = (
    DebianPackage("pulseaudio", "the virtual microphone of the tests"),
    DebianPackage("pulseaudio-utils", "playing into the virtual microphone"),
    DebianPackage("libasound2-plugins", "ALSA's way to the virtual microphone"),
    DebianPackage("flite", "test speech with known word times"),
    DebianPackage("dcmtk", "dsrdump, a judge of DICOM SR files"),
    DebianPackage("dicom3tools", "dciodvfy, a stricter judge of DICOM files"),
    DebianPackage("orthanc", "a DICOM archive that the tests start on their own and store into"),
    DebianPackage("orthanc-dicomweb", "its DICOMweb server"),
    DebianPackage("iproute2", "a network namespace with loopback alone"),
    DebianPackage("openssl", "certificates for the tests of TLS"),
    DebianPackage("systemd", "systemd-analyze, a judge of the service unit"),
    DebianPackage("chromium", "the browser in which the web page is tested"),
    DebianPackage("chromium-driver", "the tests' hand on that browser"),
    DebianPackage("poppler-utils", "pdftotext and pdftoppm, which read PDFs back"),
)


def missing(packages: tuple[DebianPackage, ...]) -> list[DebianPackage]:
    """Those that dpkg does not know as installed."""
    return [package for package in packages if not _installed(package.name)]


def install(packages: list[DebianPackage]) -> list[DebianPackage]:
    """Install with apt-get as root or through sudo without a password; returns what is still
    missing. Never asks a question."""
    prefix = _privilege()
    if not packages or prefix is None:
        return packages
    names = [package.name for package in packages]
    print("Installing Debian packages: " + " ".join(names), flush=True)
    environment = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    _run([*environment, *quiet, "update"])
    _run([*environment, *quiet, "install", "-y", "--no-install-recommends", *names])
    return missing(tuple(packages))


def is_debian() -> bool:
    return bool(shutil.which("dpkg-query") and shutil.which("apt-get"))


def _installed(name: str) -> bool:
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", name],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() == "installed"


def _privilege() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo where it asks for nothing, else None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run(["sudo", "-n", "true"], quiet=True) == 0:
        return ["sudo", "-n"]
    return None


def _run(command: list[str], quiet: bool = False) -> int:
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=sink
    ).returncode
