"""The token: from an environment variable or a file; a command line is seen by every user."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

SHORTEST = 24
"""Characters: `openssl rand -hex 16` gives 32; what is shorter can be guessed."""

LONGEST = 1024
MOST_USERS = 256

MAKE = "make one with: (umask 077; openssl rand -hex 32 > FILE)"


class TokenError(ValueError):
    """The token cannot be used; the message says why and what to do, and never repeats it."""


def read_token(
    variable: str, file: str, environment: Mapping[str, str], section: str = "server"
) -> str:
    """The token, "" where neither is configured. section: of the configuration, for messages.
    Raises TokenError."""
    if variable and file:
        raise TokenError(f"{section}.token_env and {section}.token_file are both set; set one")
    if variable:
        if variable not in environment:
            raise TokenError(f"{section}.token_env names {variable}, which is not set")
        return _checked(environment[variable].strip(), f"the variable {variable}")
    if file:
        return _checked(_read(Path(file).expanduser()), file)
    return ""


def read_users(file: str) -> dict[str, str]:
    """Tokens of single users → their names: a line each, the token, a space, the name. {} where no
    file is configured. Raises TokenError."""
    users: dict[str, str] = {}
    lines = _read(Path(file).expanduser(), MOST_USERS * LONGEST).splitlines() if file else []
    for number, line in enumerate(lines, 1):
        token, _, name = line.strip().partition(" ")
        if not token or token.startswith("#"):
            continue
        place = f"{file}, line {number}"
        if _checked(token, place) in users:
            raise TokenError(f"{place}: another user has this token")
        if not name.strip().isprintable() or not name.strip():
            raise TokenError(f"{place}: a name stands behind the token: it signs reports")
        users[token] = name.strip()
    return users


def _read(path: Path, most: int = LONGEST) -> str:
    try:
        with path.open("rb") as opened:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o007:
                raise TokenError(f"{path}: every user can read it; chmod 600 {path}")
            return opened.read(most + 1).decode("utf-8").strip()
    except OSError as error:
        raise TokenError(f"{path}: the token cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TokenError(f"{path}: this is no text; {MAKE}") from None


def _checked(token: str, place: str) -> str:
    if not SHORTEST <= len(token) <= LONGEST:
        raise TokenError(
            f"{place}: a token has {SHORTEST} to {LONGEST} characters, this has {len(token)}; "
            + MAKE
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise TokenError(f"{place}: a token is one word of ASCII; {MAKE}")
    return token
