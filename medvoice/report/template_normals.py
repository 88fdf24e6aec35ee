"""Normal text: atomic sentences, each with what it denies or affirms."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from medvoice.report.template_conditions import Condition

# A full stop and a capital: normal text has no abbreviations with a full stop inside.
_BETWEEN = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9])")


class NormalSentence(BaseModel):
    """One sentence that says one thing is normal, so that a finding takes out no more than it must.

    denies: findings whose presence contradicts it, beyond those that it names itself ("No
    pneumothorax." needs none). affirms: regions of `medvoice.lexicon.anatomy` (else plain organ
    names) that it calls normal as a whole: any abnormality of theirs contradicts it. when: only for
    such examinations; here unknown counts as no, because nothing may be called normal that may not
    be there."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: str = Field(min_length=1)
    denies: tuple[str, ...] = Field(default=(), strict=False)
    affirms: tuple[str, ...] = Field(default=(), strict=False)
    when: Condition = Condition()


def sentences(value: Any) -> Any:
    """Front matter's `normal` as a list: a text is cut into its sentences, a list's members are
    texts of one sentence each or tables of NormalSentence."""
    if isinstance(value, str):
        return [{"text": text} for text in split(value)]
    if isinstance(value, list | tuple):
        return [{"text": item} if isinstance(item, str) else item for item in value]
    return value


def split(text: str) -> list[str]:
    """A text's sentences; "" gives none."""
    return [part for part in _BETWEEN.split(text.strip()) if part]
