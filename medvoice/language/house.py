"""House: all that a site and its user have settled about how words are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from medvoice.language.vocabulary import Replacement
from medvoice.language.written_form.settings import WrittenFormSettings


@dataclass(frozen=True, slots=True)
class House:
    """written_form: conventions for numbers, units and the like. replacements: what is written for
    what is heard."""

    written_form: WrittenFormSettings = field(default_factory=WrittenFormSettings)
    replacements: tuple[Replacement, ...] = ()
