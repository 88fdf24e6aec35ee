"""Memory: what router and reader carry from turn to turn, as the events keep it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from medvoice.language.utterance import Carried
from medvoice.report.context import RouterContext


@dataclass(frozen=True, slots=True)
class Memory:
    """router: where dictation goes. carried: the sentence left open."""

    router: RouterContext = field(default_factory=RouterContext)
    carried: Carried = field(default_factory=Carried)

    def to_json(self) -> str:
        """For an event's `context`."""
        return json.dumps(self.router.to_dict() | {"carried": asdict(self.carried)})

    @classmethod
    def from_json(cls, text: str) -> Memory:
        """From `to_json`; "" is an empty memory. Logs of format 1 have the router's part alone."""
        values = json.loads(text) if text else {}
        carried = values.pop("carried", {})
        return cls(RouterContext.from_dict(values), Carried(**carried))
