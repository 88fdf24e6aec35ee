"""ClusterAccess: where a cluster is, and how long one waits for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClusterAccess:
    """url: of `medvoice cluster`. ca_file: see ClusterLine. timeout_s: seconds without a byte after
    which a call is asked again. patience_s: seconds after which a window is given up. at_once:
    windows of this daemon under way together."""

    url: str
    token: str = ""
    ca_file: str = ""
    timeout_s: float = 5.0
    patience_s: float = 30.0
    at_once: int = 4
