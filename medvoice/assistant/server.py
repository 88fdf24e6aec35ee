"""A language-model server as it is configured."""

from __future__ import annotations

from dataclasses import dataclass, field

from medvoice.assistant.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Server:
    """endpoint: where. model: its name there, "" for the one that it has. key: of an account, ""
    for none; never shown. key_name: the variable that it came from. timeout_s: longest wait for the
    next word."""

    endpoint: Endpoint
    model: str = ""
    key: str = field(default="", repr=False)
    key_name: str = ""
    timeout_s: float = 30.0

    @property
    def headers(self) -> dict[str, str]:
        """Of every request."""
        found = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "medvoice",
        }
        return found | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
