"""[dicomweb], [studies] and [orders]: where studies and their orders come from (docs/study.md)."""

from __future__ import annotations

from pydantic import Field

from medvoice.config.section import Section, UserPath


class DicomwebSettings(Section):
    """A DICOMweb server, from which studies are fetched (docs/study.md)."""

    url: str = Field(default="", description="root of its services, such as https://pacs/dicom-web")
    credentials_env: str = Field(
        default="",
        pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$",
        description="environment variable with NAME:PASSWORD or a token (its name, not the secret)",
    )
    timeout_s: float = Field(
        default=30.0, ge=1.0, le=600.0, description="longest wait for the server's next bytes"
    )
    ca_file: str = Field(
        default="", description="file of a certificate authority to trust; empty: the usual ones"
    )
    keep_days: float = Field(
        default=1.0,
        ge=0.0,
        le=365.0,
        description="fetched studies not used for so long are deleted",
    )
    priors: int = Field(default=1, ge=0, le=20, description="older studies fetched with a study")


class StudySettings(Section):
    """Studies that the daemon may show (docs/study.md)."""

    roots: tuple[UserPath, ...] = Field(
        default=(), description="folders whose studies a page may open: an entry each, by its id"
    )


class OrderSettings(Section):
    """Where orders come from (docs/study.md)."""

    source: str = Field(
        default="",
        description="looked at with every study: a folder that the RIS writes into, or worklist:",
    )
    worklist_host: str = Field(default="", description="host of a DICOM Modality Worklist")
    worklist_port: int = Field(default=104, ge=1, le=65535, description="its port")
    worklist_called: str = Field(
        default="ANY-SCP", min_length=1, max_length=16, description="its AE title"
    )
    worklist_calling: str = Field(
        default="MEDVOICE", min_length=1, max_length=16, description="our AE title"
    )
    timeout_s: float = Field(
        default=20.0, ge=1.0, le=600.0, description="longest wait for the worklist"
    )
