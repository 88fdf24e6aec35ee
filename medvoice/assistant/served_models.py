"""Which models a server offers, which of them is a MedGemma, and which takes images.

The list is `GET …/models`, which all of them have; what it leaves out is asked for in the server's
own way. Nothing but names is ever asked for here, and no prompt is sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from medvoice.assistant.backend import Between, Garbage, Refused
from medvoice.assistant.exchange import Reply, Request
from medvoice.assistant.server import Server
from medvoice.assistant.server_refusal import Circumstances, refusal

LM_STUDIO, OLLAMA, LLAMACPP, VLLM = "LM Studio", "Ollama", "llama.cpp", "vLLM"
OTHER = "OpenAI-compatible server"

LIST_TIMEOUT_S = 3.0
_MOST_BYTES = 4_000_000
_MOST_NAMED = 8
"""Names in one sentence."""
_MOST_DETAILED = 32
"""Models of an Ollama that are asked about one by one."""


@dataclass(frozen=True, slots=True)
class ServedModel:
    """name: what a request has to say. kind: of the server. images: takes them; None where nobody
    says. context: tokens, 0 where nobody says. loaded: None where nobody says. made_of: the
    checkpoint behind a name that somebody chose, where the server says it."""

    name: str
    kind: str = OTHER
    images: bool | None = None
    context: int = 0
    loaded: bool | None = None
    made_of: str = ""

    @property
    def label(self) -> str:
        """For people: a llama.cpp server without an alias calls its model by the file's path."""
        return self.name.replace("\\", "/").rpartition("/")[2] if _is_file(self.name) else self.name

    @property
    def medgemma(self) -> bool:
        return "medgemma" in f"{self.label} {self.made_of}".lower()


def named(name: str) -> ServedModel:
    """What a name alone says: MedGemma takes images, but for its text-only variant."""
    found = ServedModel(name)
    return replace(found, images="text" not in name.lower()) if found.medgemma else found


def listed(
    server: Server, between: Between, timeout_s: float = LIST_TIMEOUT_S
) -> tuple[ServedModel, ...]:
    """Models that can chat. Raises BackendError: Refused where the server lists none."""
    endpoint = server.endpoint
    ask = _Asking(server, between, timeout_s)
    data = _dicts(_member(ask.get(f"{endpoint.path}/models"), "data"))
    if not data and not endpoint.here:
        raise Refused(f"{endpoint.place} lists no models.")
    owners = {str(entry.get("owned_by")) for entry in data}
    if "llamacpp" in owners:
        return tuple(_of_llamacpp(entry, ask) for entry in data)
    if "vllm" in owners:
        return tuple(_of_vllm(entry) for entry in data)
    if endpoint.here:
        studio = _dicts(_member(ask.perhaps("/api/v0/models"), "data"))
        if any("type" in entry for entry in studio):
            return tuple(_of_studio(e) for e in studio if e.get("type") in ("llm", "vlm"))
        if tags := _dicts(_member(ask.perhaps("/api/tags"), "models")):
            return tuple(found for entry in tags if (found := _of_ollama(entry, ask)))
    return tuple(named(_text(entry, "id")) for entry in data if _text(entry, "id"))


def best_of(found: tuple[ServedModel, ...], wanted: str, place: str) -> ServedModel:
    """The one that is meant: by name, else the only one, else the only MedGemma. Raises Refused."""
    names = ", ".join(model.label for model in found[:_MOST_NAMED]) or "none"
    if wanted:
        for model in found:
            if wanted.lower() in _spellings(model.name):
                return model
        raise Refused(
            f'The server at {place} has no model "{wanted}"; it has: {names}. Correct '
            "language_model.model, or load it there."
        )
    medgemmas = [model for model in found if model.medgemma]
    for only in (found, medgemmas):
        if len(only) == 1:
            return only[0]
    raise Refused(
        f"Which model of the server at {place}? language_model.model names it; it has: {names}."
    )


def _is_file(name: str) -> bool:
    return name.lower().endswith(".gguf")


def _spellings(name: str) -> set[str]:
    """With and without a file's folder and ending, and Ollama's "latest"."""
    lower = name.lower()
    file = lower.replace("\\", "/").rpartition("/")[2]
    return {lower, lower.removesuffix(":latest"), file, file.removesuffix(".gguf")}


@dataclass(frozen=True, slots=True)
class _Asking:
    server: Server
    between: Between
    timeout_s: float

    def get(self, path: str, body: object = None) -> Any:
        """The JSON that comes. Raises BackendError."""
        data = None if body is None else json.dumps(body).encode("utf-8")
        request = Request(
            "GET" if data is None else "POST",
            path,
            data,
            self.timeout_s,
            self.timeout_s * 2,
            _MOST_BYTES,
            self.server.headers,
        )
        place = self.server.endpoint.place
        with Reply(self.server.endpoint, request, self.between) as reply:
            if reply.status != 200:
                about = Circumstances(place, "", False, self.server.key_name)
                raise refusal(reply.status, reply.beginning(), about)
            try:
                return json.loads(reply.all())
            except (ValueError, RecursionError):
                raise Garbage(f"What answers at {place} lists no models.") from None

    def perhaps(self, path: str, body: object = None) -> Any:
        """None where the server does not know this address."""
        try:
            return self.get(path, body)
        except (Refused, Garbage):
            return None


def _of_llamacpp(entry: dict[str, Any], ask: _Asking) -> ServedModel:
    """Newer ones say in the list what goes in, older ones in /props."""
    inputs = _member(entry.get("architecture"), "input_modalities")
    if not isinstance(inputs, list):
        vision = _member(_member(ask.perhaps("/props"), "modalities"), "vision")
        inputs = ["image"] if vision is True else []
    context = _count(entry.get("meta"), "n_ctx")
    return ServedModel(_text(entry, "id"), LLAMACPP, "image" in inputs, context, loaded=True)


def _of_vllm(entry: dict[str, Any]) -> ServedModel:
    name, made_of = _text(entry, "id"), _text(entry, "root")
    images = named(made_of or name).images
    context = _count(entry, "max_model_len")
    return ServedModel(name, VLLM, images, context, loaded=True, made_of=made_of)


def _of_studio(entry: dict[str, Any]) -> ServedModel:
    context = _count(entry, "loaded_context_length") or _count(entry, "max_context_length")
    loaded = entry.get("state") == "loaded"
    return ServedModel(_text(entry, "id"), LM_STUDIO, entry["type"] == "vlm", context, loaded)


def _of_ollama(entry: dict[str, Any], ask: _Asking) -> ServedModel | None:
    """None for one that cannot chat. The context is what Ollama was started with, which it does not
    say."""
    name = _text(entry, "model") or _text(entry, "name")
    able = _member(ask.perhaps("/api/show", {"model": name}), "capabilities")
    if not isinstance(able, list):
        return replace(named(name), kind=OLLAMA)
    return ServedModel(name, OLLAMA, "vision" in able) if "completion" in able else None


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _dicts(value: Any) -> list[dict[str, Any]]:
    """Of a list of models; of so many that one by one still ends."""
    found = value if isinstance(value, list) else []
    return [entry for entry in found if isinstance(entry, dict)][:_MOST_DETAILED]


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _count(entry: Any, name: str) -> int:
    value = _member(entry, name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
