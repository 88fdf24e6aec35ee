"""Access: who may come in: the token, and the browsers that showed it once.

A page cannot put a header on a WebSocket or on <audio>, so a browser shows the token once and gets
a cookie that scripts cannot read. The token itself is kept as a digest, compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

from medvoice.faces.server.safety.incoming import Incoming, Refusal
from medvoice.faces.server.safety.rates import Rate, too_many

COOKIE = "medvoice"
LASTS_S = 12 * 3600
"""Seconds that a browser stays signed in: a working day."""
BROWSERS = 256
"""Signed in at once; the oldest goes first."""
WRONG_PER_MINUTE, WRONG_AT_ONCE = 10, 10
"""Wrong tokens of one address."""

REFUSED = Refusal(
    401,
    "no_token",
    'The daemon wants its token: send "Authorization: Bearer TOKEN", or sign in on the page.',
    {"WWW-Authenticate": "Bearer"},
)


class Access:
    """Used by the event loop alone."""

    def __init__(
        self,
        token: str = "",
        clock: Callable[[], float] = time.monotonic,
        users: Mapping[str, str] | None = None,
    ) -> None:
        """token: "" where none is asked for. users: tokens of their own → who signs."""
        names = dict(users or {}) | ({token: ""} if token else {})
        self._tokens = {_digest(one): name for one, name in names.items()}
        self._clock = clock
        # digest → when it ends, and whose it is
        self._browsers: OrderedDict[bytes, tuple[float, str]] = OrderedDict()
        self._wrong = Rate(WRONG_PER_MINUTE, WRONG_AT_ONCE, clock)

    @property
    def needs_token(self) -> bool:
        return bool(self._tokens)

    def is_token(self, text: str) -> bool:
        """Constant time. False where no token is set."""
        return self._user(text) is not None

    def _user(self, token: str) -> str | None:
        """None for a wrong token. All are compared, whichever it is."""
        shown, found = _digest(token), None
        for known, name in self._tokens.items():
            if hmac.compare_digest(shown, known):
                found = name
        return found

    def user_of(self, headers: Headers) -> str:
        """Who has come in: the name of their own token, "" for the common one."""
        browser = self._browsers.get(_digest(cookie_of(headers)))
        if browser is not None and self._clock() < browser[0]:
            return browser[1]
        return self._user(bearer_of(headers)) or ""

    def sign_in(self, token: str = "") -> str:
        """A new browser's cookie. token: a right one, whose browser it is."""
        self._forget_ended()
        value = secrets.token_urlsafe(32)
        self._browsers[_digest(value)] = (self._clock() + LASTS_S, self._user(token) or "")
        if len(self._browsers) > BROWSERS:
            self._browsers.popitem(last=False)
        return value

    def sign_out(self, cookie: str) -> None:
        self._browsers.pop(_digest(cookie), None)

    def is_signed_in(self, cookie: str) -> bool:
        browser = self._browsers.get(_digest(cookie))
        return browser is not None and self._clock() < browser[0]

    def may_try(self, client: str) -> float:
        """Seconds until this address may show a token again; 0: now."""
        return self._wrong.wait(client)

    def failed(self, client: str) -> None:
        """A wrong token came from this address."""
        self._wrong.take(client)

    def _forget_ended(self) -> None:
        now = self._clock()
        while self._browsers and next(iter(self._browsers.values()))[0] <= now:
            self._browsers.popitem(last=False)


class TokenCheck:
    """See `Guard`."""

    def __init__(self, access: Access, open_paths: Iterable[str] = ()) -> None:
        """open_paths: that need no token; one that ends in "/" stands for all below it."""
        self._access = access
        self._open = frozenset(open_paths)

    def check(self, incoming: Incoming) -> Refusal | None:
        if not self._access.needs_token or self._is_open(incoming):
            return None
        wait = self._access.may_try(incoming.client)
        if wait:
            return too_many(wait)
        cookie = cookie_of(incoming.headers)
        if cookie and self._access.is_signed_in(cookie):
            return None
        shown = bearer_of(incoming.headers)
        if shown and self._access.is_token(shown):
            return None
        if shown:
            self._access.failed(incoming.client)
        return REFUSED

    def _is_open(self, incoming: Incoming) -> bool:
        path = incoming.path
        return path in self._open or any(
            prefix.endswith("/") and prefix != "/" and path.startswith(prefix)
            for prefix in self._open
        )


def bearer_of(headers: Headers) -> str:
    """The token of "Authorization: Bearer …", "" without one."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def cookie_of(headers: Headers) -> str:
    """The value of our cookie, "" without one."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
