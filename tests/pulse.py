"""Test helper: a microphone without hardware. A private PulseAudio daemon in user space whose
microphone hears what is played into it; PortAudio sees it as ALSA's `pulse` and `default`.

Needs the Debian packages pulseaudio, pulseaudio-utils and libasound2-plugins (`make setup`)."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

NEEDED = ("pulseaudio", "pactl", "paplay")


class VirtualMicrophone:
    """Environment for child processes: `environment`. Use as a context manager."""

    def __init__(self, folder: Path | None = None) -> None:
        """folder: private and short of path (a socket's name is 107 bytes at most); made here and
        deleted if not given. Raises RuntimeError when a program is missing or nothing starts."""
        lacking = [name for name in NEEDED if shutil.which(name) is None]
        if lacking:
            raise RuntimeError(f"not installed: {', '.join(lacking)} (run `make setup`)")
        self._own = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="mv-pulse-"))
        self.folder.chmod(0o700)
        (self.folder / ".asoundrc").write_text(
            "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
        )
        self.environment = {
            **os.environ,
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "PULSE_RUNTIME_PATH": str(self.folder / "pulse"),
            "PULSE_SERVER": f"unix:{self.folder}/native",
            "PULSE_SINK": "vm",
            "PULSE_SOURCE": "vmic",
        }
        self._log = (self.folder / "pulseaudio.log").open("wb")
        # No autospawn and no system bus: nothing outside this folder is touched.
        self._daemon = subprocess.Popen(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disable-shm=yes",
                "-L",
                f"module-native-protocol-unix socket={self.folder}/native auth-anonymous=1",
            ],
            env=self.environment,
            stdout=self._log,
            stderr=self._log,
        )
        self._modules: list[str] = []
        try:
            self._wait_for_server()
            self.plug()
        except BaseException:
            self.close()
            raise

    def plug(self) -> None:
        """The microphone is there (again)."""
        self._load("module-null-sink", "sink_name=vm", "rate=16000", "channels=1")
        self._load("module-remap-source", "master=vm.monitor", "source_name=vmic")

    def pull(self) -> None:
        """The microphone goes away, as if unplugged. The sink goes too: PulseAudio would move the
        recording to its monitor, and nobody would notice a loss."""
        while self._modules:
            self._pactl("unload-module", self._modules.pop())

    def play(self, path: Path) -> None:
        """Play a sound file into the microphone; returns when it was played."""
        subprocess.run(
            ["paplay", "--device=vm", str(path)], env=self.environment, check=True, timeout=120
        )

    def start_playing(self, path: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["paplay", "--device=vm", str(path)], env=self.environment)

    def log(self) -> str:
        return (self.folder / "pulseaudio.log").read_text(errors="replace")

    def close(self) -> None:
        if self._daemon.poll() is None:
            self._daemon.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._daemon.wait(30)
            if self._daemon.poll() is None:
                self._daemon.kill()
                self._daemon.wait(30)
        self._log.close()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> VirtualMicrophone:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _load(self, *module: str) -> None:
        self._modules.append(self._pactl("load-module", *module).strip())

    def _pactl(self, *words: str) -> str:
        answer = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, timeout=60
        )
        if answer.returncode:
            raise RuntimeError(f"pactl {' '.join(words)}: {answer.stderr.strip()}\n{self.log()}")
        return answer.stdout

    def _wait_for_server(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and self._daemon.poll() is None:
            with contextlib.suppress(RuntimeError):
                self._pactl("info")
                return
            time.sleep(0.1)
        raise RuntimeError(f"the PulseAudio daemon did not start:\n{self.log()}")
