"""Which backend runs, from the settings: none, a server, or the model in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from medvoice.assistant.backend import Backend, Refused
from medvoice.assistant.endpoint import BadAddress, Endpoint
from medvoice.assistant.guarded import Guarded
from medvoice.assistant.memory_plan import STUDY_TOKENS, TURN_TOKENS, Format
from medvoice.assistant.no_backend import NoBackend
from medvoice.assistant.openai_backend import OpenAIBackend
from medvoice.assistant.server import Server
from medvoice.assistant.vertex_backend import VertexBackend
from medvoice.assistant.vertex_request import RAW_PREDICT

NONE, TRANSFORMERS, SERVER = "none", "transformers", "server"

DEFAULT_MODEL = "google/medgemma-1.5-4b-it"
"""Of the backend in this process, where none is named."""


@dataclass(frozen=True, slots=True)
class BackendSettings:
    """backend: "none", "transformers" or "server". model: a folder or hub id, or a name at the
    server; "" for MedGemma, or for the server's only model. url: of the server. key: of an account
    there, key_name: the variable that it came from. timeout_s: longest wait for a server's next
    word. device: "auto", "cpu" or "cuda". quantisation: "auto" or a `Format`. speech: bytes that a
    recogniser will still take on the same memory. study: the images of one are read, too. threads:
    of the CPU, 0 for torch's own choice."""

    backend: str = NONE
    model: str = ""
    url: str = ""
    key: str = field(default="", repr=False)
    key_name: str = ""
    timeout_s: float = 30.0
    device: Literal["auto", "cpu", "cuda"] = "auto"
    quantisation: str = "auto"
    speech: int = 0
    study: bool = False
    threads: int = 0

    @property
    def warning(self) -> str:
        """What a face must show before anything is dictated; "" where all stays on this machine."""
        if self.backend != SERVER or not self.url:
            return ""
        return server_of(self).endpoint.warning


def open_backend(settings: BackendSettings) -> Backend:
    """Guarded: whatever fails later fails as a BackendError, and rests when it keeps failing.

    A server is connected to at the first request; the model in this process is loaded here, which
    takes seconds to minutes. Raises BackendError."""
    match settings.backend:
        case "server":
            server = server_of(settings)
            vertex = server.endpoint.path.endswith(RAW_PREDICT)
            return Guarded(VertexBackend(server) if vertex else OpenAIBackend(server))
        case "transformers":
            return Guarded(_loaded(settings))
        case _:
            return NoBackend()


def server_of(settings: BackendSettings) -> Server:
    """Raises Refused: no address, or one that is none."""
    if not settings.url:
        raise Refused(
            'language_model.backend is "server", but language_model.url names none. medvoice '
            "doctor lists the servers that run on this machine; none is used unasked."
        )
    try:
        endpoint = Endpoint.of(settings.url)
    except BadAddress as error:
        raise Refused(f"language_model.url: {error}.") from error
    if settings.key_name and not settings.key:
        raise Refused(
            f"language_model.api_key_env names {settings.key_name}, but no such variable is set."
        )
    if not settings.key.isascii() or not settings.key.isprintable():
        raise Refused(f"{settings.key_name} holds no key: it has letters that no key can have.")
    return Server(endpoint, settings.model, settings.key, settings.key_name, settings.timeout_s)


def _loaded(settings: BackendSettings) -> Backend:
    from medvoice.assistant.loading import LoadSettings, load_backend  # late: torch, seconds

    load = LoadSettings(
        device=settings.device,
        format=None if settings.quantisation == "auto" else Format(settings.quantisation),
        threads=settings.threads,
        speech=settings.speech,
        tokens=STUDY_TOKENS if settings.study else TURN_TOKENS,
    )
    return load_backend(settings.model or DEFAULT_MODEL, load)
