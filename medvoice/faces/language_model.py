"""The configured language model for a command."""

from __future__ import annotations

import os
from collections.abc import Callable

from medvoice.config import Settings
from medvoice.faces.models_around import model_named
from medvoice.session.language_model import Opened, open_language_model


def language_model_of(
    settings: Settings, say: Callable[[str], None], *, about_study: bool = False
) -> Opened:
    """say: told what takes long, and what runs. about_study: memory is planned for its images."""
    chosen = settings.language_model
    if chosen.backend == "transformers":
        say("Loading the language model")
    opened = open_language_model(
        {
            "backend": chosen.backend,
            "model": model_named(settings),
            "url": chosen.url,
            "key_name": chosen.api_key_env,
            "timeout_s": chosen.timeout_s,
            "device": chosen.device,
            "quantisation": chosen.quantisation,
            "study": about_study,
        },
        chosen.level,
        os.environ.get(chosen.api_key_env, "") if chosen.api_key_env else "",
    )
    if opened.model is not None:
        say(f"Language model: {opened.model.backend.name}, level {chosen.level}")
    return opened
