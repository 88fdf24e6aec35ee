"""The HTTP side of DICOMweb: one session with what may and may not be done in it."""

from __future__ import annotations

import importlib
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from medvoice.study.dicomweb_reference import DicomwebError

T = TypeVar("T")

_ATTEMPTS = 3
"""Of a request that fails or that the server is too busy for; 0.5 s and 1 s lie between them."""
_WAIT_MS = 250
_PIECE_BYTES = 1 << 20
_MOST_BYTES = 4 << 30
"""Of one answer: long multi-frame series and levels of whole slides are below."""


@dataclass(frozen=True, slots=True)
class Server:
    """url: of the DICOMweb root. credentials: "name:password", a bearer token, or "". timeout_s: to
    connect, and between two pieces of an answer. ca_file: certificates to trust beside the
    system's."""

    url: str
    credentials: str = ""
    credentials_from: str = ""
    timeout_s: float = 30.0
    ca_file: Path | None = None

    @property
    def place(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def here(self) -> bool:
        """On this machine's loopback."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


class Requests:
    """What is asked of one server. Every method raises DicomwebError. Not thread-safe."""

    def __init__(self, server: Server) -> None:
        """Raises DicomwebError where the library is missing or credentials would go out in the
        clear."""
        if server.credentials and not server.url.startswith("https:") and not server.here:
            raise DicomwebError(
                f"{server.place}: name and password would go there unencrypted. Use https://, or "
                "leave dicomweb.credentials_env empty. Nothing was sent."
            )
        self._server = server
        self._errors, self._session = _session(server)
        web = _library("dicomweb_client.web")
        try:
            self._client = web.DICOMwebClient(
                server.url, session=self._session, timeout=server.timeout_s, permissive_uid=True
            )
        except ValueError:
            raise DicomwebError("The address of the DICOMweb server cannot be used.") from None
        self._client.set_http_retry_params(
            retry=True, max_attempts=_ATTEMPTS, wait_exponential_multiplier=_WAIT_MS
        )

    def studies(self, filters: Mapping[str, str], limit: int) -> list[dict[str, Any]]:
        """QIDO-RS: studies as DICOM JSON."""
        fields = ["StudyDescription", "ModalitiesInStudy"]
        return self._asked(
            lambda: self._client.search_for_studies(
                search_filters=dict(filters), fields=fields, limit=limit
            )
        )

    def metadata(self, study: str) -> list[dict[str, Any]]:
        """WADO-RS: the headers of a study's instances as DICOM JSON."""
        return self._asked(lambda: self._client.retrieve_study_metadata(study))

    def instance(self, study: str, series: str, instance: str) -> Any:
        """WADO-RS: a pydicom dataset as it was stored, in its own transfer syntax."""
        syntaxes = (("application/dicom", "*"),)
        return self._asked(
            lambda: self._client.retrieve_instance(study, series, instance, media_types=syntaxes)
        )

    def close(self) -> None:
        self._session.close()

    def _asked(self, request: Callable[[], T]) -> T:
        place, errors = self._server.place, self._errors
        try:
            return request()
        except errors.HTTPError as error:
            raise _refused(self._server, error.response) from None
        except errors.TooManyRedirects:
            raise DicomwebError(
                f"{place} sends the request on to another address, which is not followed. If that "
                "address is right, write it down as the server's."
            ) from None
        except errors.SSLError:
            raise DicomwebError(
                f"{place}: its certificate is not trusted. If it is the hospital's own, name the "
                "file of the authority's certificate in dicomweb.ca_file."
            ) from None
        except errors.Timeout:
            raise DicomwebError(
                f"{place} did not answer within {self._server.timeout_s:g} s "
                "(dicomweb.timeout_s). What was fetched before is kept; try again."
            ) from None
        except errors.ContentDecodingError:
            raise DicomwebError(
                f"{place} sends a broken answer, or one of more than {_MOST_BYTES >> 30} GiB. It "
                "was not kept."
            ) from None
        except errors.InvalidJSONError as error:
            raise _no_dicomweb(self._server, error) from None
        except errors.RequestException:
            raise DicomwebError(
                f"{place} cannot be reached, or ended the connection. What was fetched before is "
                "kept; try again."
            ) from None
        except OSError as error:
            raise DicomwebError(
                f"{place}: the connection failed ({error.strerror or type(error).__name__})."
            ) from None
        except Exception as error:  # noqa: BLE001 - a broken answer makes the parsers raise anything
            raise _no_dicomweb(self._server, error) from None


def _no_dicomweb(server: Server, error: Exception) -> DicomwebError:
    return DicomwebError(
        f"{server.place} answers what is no DICOMweb ({type(error).__name__}). Is {server.url} the "
        "root of its DICOMweb services?"
    )


def _refused(server: Server, response: Any) -> DicomwebError:
    status = getattr(response, "status_code", 0)
    if status in (401, 403):
        had = (
            f"does not accept the credentials in ${server.credentials_from}"
            if server.credentials
            else "wants credentials: put NAME:PASSWORD or a token into an environment variable "
            "and name that in dicomweb.credentials_env"
        )
        return DicomwebError(f"{server.place} {had} (HTTP {status}).")
    if status == 404:
        return DicomwebError(
            f"{server.place} knows no such thing (HTTP 404): no such study, or {server.url} is "
            "not the root of its DICOMweb services."
        )
    return DicomwebError(f"{server.place} refuses (HTTP {status}). Its log may say why.")


def _session(server: Server) -> tuple[Any, Any]:
    """(requests' exceptions, a session): no proxy and no .netrc of the environment, no
    redirects."""
    requests = _library("requests")
    session = requests.Session()
    session.get = _bounded(session, requests.exceptions)
    session.trust_env = False
    session.max_redirects = 0
    if server.ca_file is not None:
        if not server.ca_file.is_file():
            raise DicomwebError(f"{server.ca_file}: dicomweb.ca_file is no file.")
        session.verify = str(server.ca_file)
    name, colon, password = server.credentials.partition(":")
    if colon:
        session.auth = (name.encode("utf-8"), password.encode("utf-8"))
    elif server.credentials:
        session.headers["Authorization"] = f"Bearer {server.credentials}"
    return requests.exceptions, session


def _bounded(session: Any, errors: Any) -> Callable[..., Any]:
    """The session's `get`, which reads an answer up to a bound: dicomweb-client, and requests
    below it, would take whatever comes."""
    get = session.get

    def bounded(url: str, **more: Any) -> Any:
        response = get(url, **{**more, "stream": True})
        pieces, size = [], 0
        with response:
            for piece in response.iter_content(_PIECE_BYTES):
                size += len(piece)
                if size > _MOST_BYTES:
                    raise errors.ContentDecodingError
                pieces.append(piece)
        # What requests itself sets when it has read all.
        response._content, response._content_consumed = b"".join(pieces), True
        return response

    return bounded


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise DicomwebError(
            "A study from a DICOMweb server needs dicomweb-client, which is not installed. "
            "Install it with pip install 'medvoice[dicomweb]'."
        ) from None
