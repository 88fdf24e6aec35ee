"""ClusterLine: HTTP to a cluster, one kept connection for each thread that asks."""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class LineError(OSError):
    """No whole answer came. certain: asking again will not help."""

    def __init__(self, message: str, certain: bool = False) -> None:
        super().__init__(message)
        self.certain = certain


class BadAddress(ValueError):
    """The address cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class ClusterLine:
    """Thread-safe. No proxy of the environment is used: sound goes where the address says."""

    def __init__(self, url: str, token: str = "", ca_file: str = "") -> None:
        """url: http on this machine, else https. ca_file: PEM of an authority to trust, "" for the
        system's. Raises BadAddress."""
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            raise BadAddress(f"{url}: the port is no port") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadAddress(f"{url}: an address such as https://asr.example:8766 is needed")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BadAddress("The cluster's address has a host and a port, and nothing secret.")
        if parts.scheme == "http" and not _is_this_machine(parts.hostname):
            raise BadAddress(
                f"{url}: what is dictated would cross the network readable by all; the cluster "
                "needs TLS (https), as docs/cluster.md says"
            )
        self._host, self._port, self._path = parts.hostname, port, parts.path.rstrip("/")
        self._tls = _tls(ca_file) if parts.scheme == "https" else None
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._own = threading.local()

    def ask(
        self,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        timeout: float,
        most: int,
    ) -> Answer:
        """body: POST, None: GET. timeout: seconds without a byte. most: bytes of the answer.

        Raises LineError."""
        connection = self._connection(timeout)
        try:
            method = "GET" if body is None else "POST"
            sent = {**self._headers, **(headers or {})}
            connection.request(method, self._path + path, body, sent)
            found = connection.getresponse()
            read = found.read(most + 1)
            if len(read) > most:
                raise LineError("the answer is too long")
            if found.will_close:
                self._drop()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, read)
        except ssl.SSLCertVerificationError as error:
            self._drop()
            raise LineError(f"its certificate is not trusted ({error.verify_message})", True) from (
                error
            )
        except LineError:
            self._drop()
            raise
        except TimeoutError as error:
            self._drop()
            raise LineError(f"no answer within {timeout:.0f} s") from error
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            raise LineError(_short(error)) from error

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        found: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if found is None:
            if self._tls is None:
                found = http.client.HTTPConnection(self._host, self._port, timeout=timeout)
            else:
                found = http.client.HTTPSConnection(
                    self._host, self._port, timeout=timeout, context=self._tls
                )
            self._own.connection = found
        elif found.sock is not None:
            found.sock.settimeout(timeout)
        return found

    def _drop(self) -> None:
        found: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if found is not None:
            found.close()
            self._own.connection = None


def _tls(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=Path(ca_file).expanduser() if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise BadAddress(f"{ca_file}: no certificates can be read from it ({error})") from None


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _short(error: Exception) -> str:
    text = getattr(error, "strerror", "") or str(error)
    return f"{type(error).__name__}: {text[:160]}" if text else type(error).__name__
