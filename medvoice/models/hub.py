"""The Hugging Face hub (or a mirror of it) over HTTPS: what a repository holds, and its files.

Only what fetching needs: the listing of one revision with sizes and checksums, and a file from any
byte on. The standard library does it, so that it works before anything else is installed.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import IO, Any

from pydantic import BaseModel, Field, ValidationError

TIMEOUT_S = 30.0
"""Without a byte for so long the connection counts as dead."""

PUBLIC = "https://huggingface.co"


class HubError(Exception):
    """The hub did not give it. The message says why."""


class NeedsAccess(HubError):
    """Terms must be accepted, or a token is missing (HTTP 401, 403)."""


class NotThere(HubError):
    """No such repository, revision or file (HTTP 404)."""


class Interrupted(HubError):
    """The hub cannot be reached, or the connection broke: trying again may help."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """path: in the repository. sha256: "" where the hub names none (small files); then git_sha1,
    git's own checksum of the file, is named."""

    path: str
    size: int
    sha256: str
    git_sha1: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What one revision holds. revision: the commit, 40 hex digits."""

    revision: str
    files: tuple[RemoteFile, ...]


class _Lfs(BaseModel):
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class _Sibling(BaseModel):
    rfilename: str
    size: int = Field(ge=0)
    blob_id: str = Field(default="", alias="blobId")
    lfs: _Lfs | None = None


class _Repository(BaseModel):
    sha: str = Field(pattern=r"^[0-9a-f]{40}$")
    siblings: list[_Sibling]


@dataclass(frozen=True, slots=True)
class Hub:
    """endpoint: https://huggingface.co or a mirror. token: of the user's account, "" for none."""

    endpoint: str = PUBLIC
    token: str = ""

    def listing(self, repository: str, revision: str = "main") -> Listing:
        """revision: a branch or a commit. Raises HubError."""
        address = f"{self.endpoint}/api/models/{repository}/revision/{_quoted(revision)}?blobs=true"
        with self._open(address) as answer:
            try:
                found = _Repository.model_validate(json.loads(answer.read()))
            except (ValidationError, ValueError) as error:
                raise HubError(f"{self.endpoint} gave no listing of {repository}.") from error
            except (OSError, http.client.HTTPException) as error:
                raise _broken(error) from error
        return Listing(found.sha, tuple(_file(sibling) for sibling in found.siblings))

    def open(self, repository: str, revision: str, path: str, start: int) -> tuple[IO[bytes], int]:
        """The file from byte `start` on, and the byte at which the answer really starts: 0 where
        the server cannot resume. Raises HubError."""
        address = f"{self.endpoint}/{repository}/resolve/{revision}/{_quoted(path)}"
        answer = self._open(address, {"Range": f"bytes={start}-"} if start else {})
        if answer.status != http.client.PARTIAL_CONTENT:
            return answer, 0
        offered = str(answer.headers.get("Content-Range", ""))
        if not offered.startswith(f"bytes {start}-"):
            answer.close()
            raise HubError(f"{self.endpoint} gave another part of {path} than was asked for.")
        return answer, start

    def _open(self, address: str, headers: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(address, headers=headers or {})
        request.add_header("User-Agent", "medvoice")
        request.add_header("Accept-Encoding", "identity")  # checksums are of the bytes as they are
        if self.token:
            request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        try:
            return urllib.request.build_opener(_Redirects).open(request, timeout=TIMEOUT_S)
        except urllib.error.HTTPError as error:
            raise _refused(error, address) from error
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise _broken(error) from error


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Files come from other hosts, which must not see the token; a renamed repository stays on the
    same one, which must."""

    def redirect_request(self, req: Any, *args: Any) -> Any:
        onward = super().redirect_request(req, *args)
        token = req.unredirected_hdrs.get("Authorization")
        if onward is not None and token and _origin(onward.full_url) == _origin(req.full_url):
            onward.add_unredirected_header("Authorization", token)
        return onward


def _origin(address: str) -> tuple[str, str]:
    parts = urllib.parse.urlsplit(address)
    return parts.scheme, parts.netloc


def _quoted(path: str) -> str:
    return urllib.parse.quote(path, safe="/")


def _file(sibling: _Sibling) -> RemoteFile:
    sha256 = sibling.lfs.sha256 if sibling.lfs else ""
    # For a file in LFS the blob is only the pointer to it.
    return RemoteFile(sibling.rfilename, sibling.size, sha256, "" if sha256 else sibling.blob_id)


def _refused(error: urllib.error.HTTPError, address: str) -> HubError:
    what = str(error.headers.get("X-Error-Message") or error.reason)
    error.close()
    # The hub says "401" of a repository that does not exist, too, so as not to tell which do.
    missing = error.headers.get("X-Error-Code") in ("RepoNotFound", "RevisionNotFound")
    if error.code in (401, 403) and not missing:
        return NeedsAccess(f"the hub gives it only to those who accepted its terms ({what})")
    if error.code in (401, 404) or missing:
        return NotThere(f"the hub has no {address.partition('://')[2].partition('/')[2]}")
    if error.code == 429 or error.code >= 500:
        return Interrupted(f"the hub is busy or down (HTTP {error.code})")
    return HubError(f"the hub refused it (HTTP {error.code}: {what})")


def _broken(error: Exception) -> Interrupted:
    reason = getattr(error, "reason", None) or error
    return Interrupted(f"the connection failed ({reason or type(error).__name__})")
