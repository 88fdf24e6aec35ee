"""Facts about language models on and around this machine, for doctor and models. Loads nothing."""

from __future__ import annotations

import os
from importlib.util import find_spec

from medvoice.config import Settings
from medvoice.doctor import Hardware, Language
from medvoice.models.catalogue import MEDGEMMA, known
from medvoice.models.store import installed
from medvoice.session.model_servers import Listed, configured, fits, servers_here


def language(settings: Settings, hardware: Hardware) -> Language:
    """Asks servers on loopback, and the configured one, for their models: some seconds at most."""
    chosen = settings.language_model
    what, fault, leaves = "", "", ""
    if chosen.backend != "none":
        what, fault, leaves = configured(
            {
                "backend": chosen.backend,
                "model": model_named(settings),
                "url": chosen.url,
                "key_name": chosen.api_key_env,
            },
            os.environ.get(chosen.api_key_env, "") if chosen.api_key_env else "",
        )
    return Language(
        chosen.backend,
        what,
        fault,
        leaves,
        tuple((s.line, s.url, s.medgemma) for s in servers_here()),
        memory(hardware),
    )


def model_named(settings: Settings) -> str:
    """What language_model.model means: for the model in this process, nothing is the MedGemma that
    `medvoice models pull` put on this machine, where it did."""
    chosen = settings.language_model
    if chosen.backend != "transformers" or chosen.model not in ("", MEDGEMMA):
        return chosen.model
    makers = known(MEDGEMMA)
    folder = installed(makers) if makers is not None else None
    return "" if folder is None else str(folder)


def memory(hardware: Hardware) -> tuple[str, ...]:
    """What fits beside MedASR, into the card or else into RAM."""
    bits = ("int8", "int4")
    if hardware.gpu:
        if find_spec("bitsandbytes") is not None and find_spec("accelerate") is not None:
            return fits(hardware.gpu, hardware.gpu_bytes, ("bfloat16", *bits))
        return fits(hardware.gpu, hardware.gpu_bytes, ("bfloat16",), more=bits)
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return fits("this machine's RAM; slow without a card", pages, ("bfloat16",))


def found() -> tuple[Listed, ...]:
    """Servers on this machine."""
    return servers_here()
