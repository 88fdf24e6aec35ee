"""What can be said of language models without opening one: which servers run on this machine, what
the configured one is, and what fits into the memory. For doctor and models; sends no prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.backend import BackendError
from medvoice.assistant.choosing import DEFAULT_MODEL, SERVER, BackendSettings, server_of
from medvoice.assistant.discovery import Found, describe, find_servers
from medvoice.assistant.memory_plan import (
    MEDGEMMA_4B,
    MEDGEMMA_27B,
    STUDY_TOKENS,
    Format,
    Memory,
    Plan,
    Shape,
    Wanted,
    gb,
    plan,
)
from medvoice.assistant.served_models import ServedModel, best_of

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """One server. line: what it is and has. medgemma: name of its MedGemma, "" for none."""

    url: str
    line: str
    medgemma: str


def servers_here() -> tuple[Listed, ...]:
    """On loopback, at the usual ports; a second at most."""
    return tuple(_listed(found) for found in find_servers())


def configured(settings: Mapping[str, Any], key: str) -> tuple[str, str, str]:
    """settings: fields of BackendSettings. (what runs, why it does not or "", the warning that
    dictation leaves this machine or "")."""
    chosen = BackendSettings(**settings, key=key)
    if chosen.backend != SERVER:
        return (chosen.model or DEFAULT_MODEL, "", "")
    try:
        server = server_of(chosen)
    except BackendError as error:
        return ("server", str(error), "")
    where, warning = server.endpoint.url, server.endpoint.warning
    try:
        models = describe(server).models
        model = best_of(models, server.model, server.endpoint.place)
    except BackendError as error:
        return (where, str(error), warning)
    return (f"{_described(model)} at {where} ({model.kind})", "", warning)


def fits(
    memory_name: str, room: int, formats: Sequence[str], more: Sequence[str] = ()
) -> tuple[str, ...]:
    """Lines about MedGemma beside MedASR; about the 27B only where it can be had. room: bytes.
    formats: that can be loaded here, best first. more: that could, with other packages."""
    memory = Memory(memory_name, room)
    can, could = _formats(formats), _formats([*formats, *more])
    lines = [_fit(memory, MEDGEMMA_4B, can, could)]
    if isinstance(plan(memory, Wanted(MEDGEMMA_27B), could), Plan):
        lines.append(_fit(memory, MEDGEMMA_27B, can, could))
    return tuple(lines)


def _fit(memory: Memory, shape: Shape, can: tuple[Format, ...], could: tuple[Format, ...]) -> str:
    found = plan(memory, Wanted(shape), could)
    if not isinstance(found, Plan):
        return found.sentence.replace(" It was not loaded.", "")
    study = plan(memory, Wanted(shape, format=found.format, tokens=STUDY_TOKENS))
    verdict = "fits" if isinstance(study, Plan) else "does NOT fit"
    lacking = "" if found.format in can else ", with the packages bitsandbytes and accelerate"
    return (
        f"{shape.name} beside MedASR fits in {found.format}{lacking}: {gb(found.needed)} of "
        f"{gb(memory.room)} ({memory.name}); with a CT of 85 slices {gb(study.needed)}, which "
        f"{verdict}"
    )


def _formats(names: Sequence[str]) -> tuple[Format, ...]:
    return tuple(Format(name) for name in names)


def _listed(found: Found) -> Listed:
    named = ", ".join(_described(model) for model in found.models[:_MOST_NAMED])
    more = len(found.models) - _MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    medgemma = next((model.name for model in found.models if model.medgemma), "")
    return Listed(found.url, f"{found.kind} at {found.url}: {named}{rest}", medgemma)


def _described(model: ServedModel) -> str:
    images = {True: "takes images", False: "text only", None: ""}[model.images]
    context = f"context {model.context}" if model.context else ""
    idle = "not loaded" if model.loaded is False else ""
    facts = ["MedGemma" if model.medgemma else "", images, context, idle]
    said = ", ".join(fact for fact in facts if fact)
    return f"{model.label} ({said})" if said else model.label
