"""/ and /web/: the page's files. No path of a request reaches the file system: what is served was
read when the daemon started."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.part import Part
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused

FOLDER = Path(__file__).resolve().parents[1] / "web"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""Suffix → media type; files of other suffixes are not served."""
START = "index.html"
CACHED = "no-cache"
"""Kept by the browser, and asked about each time: a new version is there at once."""
NOT_FOUND = Refusal(404, "not_found", "The page has no such file.")


@dataclass(frozen=True, slots=True)
class PageFile:
    """tag: changes with its bytes."""

    body: bytes
    kind: str
    tag: str


def page_files(folder: Path = FOLDER) -> dict[str, PageFile]:
    """Name, with "/" between folders → file. Raises OSError."""
    found = {}
    for path in sorted(folder.rglob("*")):
        kind = KINDS.get(path.suffix)
        if kind is not None and path.is_file():
            body = path.read_bytes()
            tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            found[path.relative_to(folder).as_posix()] = PageFile(body, kind, tag)
    return found


def part(daemon: Daemon) -> Part:
    files = page_files()
    router = APIRouter(include_in_schema=False)

    def served(name: str, request: Request) -> Response:
        file = files.get(name)
        if file is None:
            raise Refused(NOT_FOUND)
        headers = {"Cache-Control": CACHED, "ETag": file.tag}
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        return Response(file.body, media_type=file.kind, headers=headers)

    @router.get("/")
    async def start(request: Request) -> Response:
        return served(START, request)

    @router.get("/web/{name:path}")
    async def file(name: str, request: Request) -> Response:
        return served(name, request)

    # Nothing of a patient is in these files; whoever has no token yet signs in on the page.
    return Part(router, open_paths=("/", "/web/"))
