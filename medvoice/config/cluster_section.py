"""[cluster]: the recogniser's encoder on other machines, from both sides (docs/cluster.md)."""

from __future__ import annotations

from pydantic import Field, model_validator

from medvoice.config.section import Section


class ClusterSettings(Section):
    """The recogniser's encoder on other machines (docs/cluster.md)."""

    url: str = Field(
        default="",
        description="of `medvoice cluster`, which computes for this program; empty: computed here",
    )
    token_env: str = Field(
        default="",
        pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$",
        description="environment variable with the cluster's token (its name, not it)",
    )
    token_file: str = Field(default="", description="file with it, readable by you alone")
    ca_file: str = Field(
        default="", description="file of a certificate authority to trust; empty: the usual ones"
    )
    timeout_s: float = Field(
        default=5.0, ge=0.5, le=600.0, description="a call without a byte for so long is repeated"
    )
    patience_s: float = Field(
        default=30.0,
        ge=1.0,
        le=3600.0,
        description="a window without an answer for so long is given up; its sound is kept",
    )
    at_once: int = Field(default=4, ge=1, le=64, description="calls of this program at once")
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="medvoice cluster: address to listen on; not loopback: a token and TLS files",
    )
    port: int = Field(default=8766, ge=1, le=65_535, description="medvoice cluster: port")
    tls_certificate: str = Field(default="", description="medvoice cluster: PEM file")
    tls_key: str = Field(default="", description="medvoice cluster: PEM file, readable by you")
    replicas: int = Field(default=2, ge=1, le=1000, description="medvoice cluster: copies")
    most_replicas: int = Field(
        default=0, ge=0, le=1000, description="medvoice cluster: copies, at most; 0: no more"
    )
    busy: float = Field(
        default=4.0,
        gt=0.0,
        le=1000.0,
        description="medvoice cluster: windows per copy above which there will be more copies",
    )
    cores: float = Field(
        default=1.0, gt=0.0, le=1024.0, description="medvoice cluster: cores reserved per copy"
    )
    gpus: float = Field(
        default=0.0,
        ge=0.0,
        le=64.0,
        description="medvoice cluster: GPUs reserved per copy; a part: they share one",
    )
    batch: int = Field(
        default=8, ge=1, le=256, description="medvoice cluster: windows computed together"
    )
    batch_wait_ms: float = Field(
        default=5.0, ge=0.0, le=1000.0, description="medvoice cluster: wait for others, in ms"
    )
    ray: str = Field(
        default="",
        description="medvoice cluster: address of a Ray cluster that runs; empty: one is started",
    )

    @model_validator(mode="after")
    def _most_is_not_less(self) -> ClusterSettings:
        if 0 < self.most_replicas < self.replicas:
            raise ValueError("most_replicas is less than replicas")
        return self
