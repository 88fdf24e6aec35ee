"""What a cluster is started with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

PATIENT = {
    "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "60",
    "RAY_SERVE_PROXY_HEALTH_CHECK_TIMEOUT_S": "30",
    "RAY_worker_niceness": "0",
}
"""Environment of a cluster beside other programs. Serve kills its own proxy, and with it the start,
where the proxy is not up within 5 s; on a busy machine it takes longer. Ray's workers have a
niceness of 15 of their own: beside a load of 20 on two cores two replicas then were not up after
four minutes."""


@dataclass(frozen=True, slots=True)
class ReplicaSettings:
    """How one replica runs the model. folder: with the model, on every machine of the cluster.
    device, dtype, threads: as of `asr.loading.LoadSettings`, but dtype "auto" is the same on every
    machine of a kind. batch: windows computed together, at most; wait_ms: how long the first of
    them waits for others. token_digest: SHA-256 of the token that callers show, "" for none.
    loopback: the replica refuses to serve where its process can be reached from elsewhere."""

    folder: Path
    device: str = "auto"
    dtype: str = "auto"
    threads: int = 1
    batch: int = 8
    wait_ms: float = 5.0
    token_digest: str = ""
    loopback: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    """least, most: replicas; equal: no autoscaling. cores, gpus: that each reserves. busy: windows
    under way per replica above which there will be more."""

    least: int = 2
    most: int = 2
    cores: float = 1.0
    gpus: float = 0.0
    busy: float = 4.0


@dataclass(frozen=True, slots=True)
class ClusterServing:
    """host, port, certificate, key: of the HTTP address. ray: a Ray cluster that runs, "" to start
    one on this machine."""

    replica: ReplicaSettings
    scale: Scale = field(default_factory=Scale)
    host: str = "127.0.0.1"
    port: int = 8766
    certificate: str = ""
    key: str = ""
    ray: str = ""
