"""An Orthanc of a test's own on loopback ports: archive, DICOMweb server, worklist."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

PATH = "/usr/bin:/usr/sbin:/usr/local/bin"
PLUGINS = Path("/usr/share/orthanc/plugins")


def tool(name: str) -> str:
    """A program of a Debian package; the test is skipped without it."""
    found = shutil.which(name, path=PATH)
    if found is None:
        pytest.skip(f"needs {name} (tools/debian.py lists its Debian package)")
    return found


def plugin(name: str) -> str:
    path = PLUGINS / f"lib{name}.so"
    if not path.exists():
        pytest.skip(f"needs {path} (tools/debian.py lists its Debian package)")
    return str(path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Archive:
    """Runs until `stop`. more: settings of Orthanc."""

    def __init__(self, folder: Path, plugins: tuple[str, ...] = (), **more: Any) -> None:
        self.http, self.dicom = free_port(), free_port()
        self.folder = folder
        settings = {
            "Name": "test", "StorageDirectory": str(folder), "IndexDirectory": str(folder),
            "HttpPort": self.http, "DicomPort": self.dicom, "DicomAet": "ARCHIVE",
            "RemoteAccessAllowed": False, "AuthenticationEnabled": False,
            "Plugins": [plugin(name) for name in plugins],
            "HttpBindAddresses": ["127.0.0.1"], "DicomServerEnabled": True,
            "DicomAlwaysAllowStore": True, "DicomCheckCalledAet": False, **more,
        }  # fmt: skip
        file = folder / "orthanc.json"
        file.write_text(json.dumps(settings))
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            [tool("Orthanc"), str(file)], stdout=self._log, stderr=self._log
        )
        for _ in range(1200):
            try:
                self.get("/system")
                return
            except urllib.error.HTTPError:
                return  # it wants a password
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
                if self._process.poll() is not None:
                    break
        self.stop()
        raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=60) as answer:
            return bytes(answer.read())

    def store(self, file: Path) -> None:
        request = urllib.request.Request(f"{self.url}/instances", data=file.read_bytes())
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._log.close()
