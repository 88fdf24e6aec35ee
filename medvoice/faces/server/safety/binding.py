"""Where the daemon may listen: loopback; elsewhere with a token and TLS, or it does not start."""

from __future__ import annotations

import ssl
from pathlib import Path

from medvoice.faces.server.safety.host_check import is_loopback
from medvoice.faces.server.safety.token_file import MAKE


class UnsafeAddress(ValueError):
    """It would be open to others; the message says what is missing."""


def check_binding(
    host: str, token: str, certificate: str, key: str, section: str = "server"
) -> None:
    """certificate, key: files, "" for none. section: of the configuration, for messages. Raises
    UnsafeAddress."""
    if bool(certificate) != bool(key):
        both = f"{section}.tls_certificate and {section}.tls_key"
        raise UnsafeAddress(f"{both} come together; set both")
    if certificate:
        _check_tls(certificate, key)
    if is_loopback(host):
        return
    if not token:
        raise UnsafeAddress(
            f"{host} is reachable from other machines, which needs a token: {MAKE}, and set "
            f"{section}.token_file"
        )
    if not certificate:
        raise UnsafeAddress(
            f"{host} is reachable from other machines, which needs TLS: set "
            f"{section}.tls_certificate and {section}.tls_key"
        )


def _check_tls(certificate: str, key: str) -> None:
    key_file = Path(key).expanduser()
    try:
        if key_file.stat().st_mode & 0o007:
            raise UnsafeAddress(f"{key_file}: every user can read it; chmod 600 {key_file}")
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            Path(certificate).expanduser(),
            key_file,
            password=lambda: "",  # else it asks at the terminal
        )
    except ssl.SSLError as error:
        raise UnsafeAddress(
            f"{certificate}, {key_file}: no certificate and key that belong together "
            f"({error.reason or error})"
        ) from None
    except OSError as error:
        raise UnsafeAddress(f"{certificate}, {key_file}: {error.strerror}") from None
