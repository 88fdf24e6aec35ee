"""Language-model servers on this machine: who listens at the usual ports, and what they offer.

Only loopback is looked at, only for a moment, and only lists of models are asked for. Nothing that
is found is used: a person writes it into the configuration.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from medvoice.assistant.backend import BackendError
from medvoice.assistant.endpoint import Endpoint
from medvoice.assistant.served_models import ServedModel, listed
from medvoice.assistant.server import Server

PORTS = (1234, 11434, 8080, 8000)
"""LM Studio, Ollama, llama.cpp and vLLM, as they are set by their makers. Other programs like these
ports, too: what is found is told by its answer, never by its port."""

TIMEOUT_S = 1.0
"""For each answer. A port where nobody listens refuses at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """kind: what it is. url: for language_model.url. models: that can chat."""

    kind: str
    url: str
    models: tuple[ServedModel, ...]


def find_servers(ports: Sequence[int] = PORTS, timeout_s: float = TIMEOUT_S) -> tuple[Found, ...]:
    """In the order of the ports; what does not answer as a language-model server is left out."""
    with ThreadPoolExecutor(max_workers=max(1, len(ports))) as pool:
        found = pool.map(lambda port: _at(port, timeout_s), ports)
        return tuple(one for one in found if one is not None)


def describe(server: Server, timeout_s: float = TIMEOUT_S) -> Found:
    """The configured server. Raises BackendError."""
    models = listed(server, lambda: None, timeout_s)
    return Found(_kind(models), server.endpoint.url, models)


def _at(port: int, timeout_s: float) -> Found | None:
    endpoint = Endpoint.of(f"http://127.0.0.1:{port}")
    try:
        found = describe(Server(endpoint), timeout_s)
    except BackendError:
        return None
    return found if found.models else None


def _kind(models: Sequence[ServedModel]) -> str:
    return models[0].kind if models else "server without models"
