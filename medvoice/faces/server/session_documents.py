"""/v1/documents: the guidelines and other documents that the daemon's sessions ask.

Which folders those are is configured (documents.folders); no request names a file or a folder.
"""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from medvoice.session.shared_documents import SharedDocuments

SHOWN = 100
"""Files left out that are named."""


class Documents(BaseModel):
    """What questions of every session are answered from."""

    state: Literal["none", "reading", "ready", "broken"] = Field(
        description="none: no folder is configured; reading: being indexed, not asked yet"
    )
    documents: int = Field(description="that are asked")
    looked: int = Field(description="files looked at so far")
    left_out: list[str] = Field(description="files that cannot be read, and why: 100 at most")
    more: int = Field(description="left out beyond those")
    notes: list[str] = Field(description="for the user")
    message: str = Field(description="why they cannot be asked")


def document_routes(router: APIRouter, documents: SharedDocuments | None) -> None:
    """Adds it."""

    @router.get("/v1/documents", summary="Guidelines and other documents that are asked")
    def what_is_asked() -> Documents:
        if documents is None:
            return Documents(
                state="none", documents=0, looked=0, left_out=[], more=0, notes=[], message=""
            )
        now = documents.shelved
        left_out = now.contents.left_out
        return Documents(
            state=now.state,
            documents=now.contents.documents,
            looked=now.looked,
            left_out=list(left_out[:SHOWN]),
            more=max(0, len(left_out) - SHOWN),
            notes=list(now.contents.notes),
            message=now.message,
        )
