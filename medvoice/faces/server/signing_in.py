"""/api/sign-in, /api/sign-out: a browser shows the token once."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.errors import Problem
from medvoice.faces.server.part import Part
from medvoice.faces.server.safety.access import COOKIE, LASTS_S, cookie_of
from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.rates import too_many
from medvoice.faces.server.safety.refusing import Refused
from medvoice.faces.server.safety.token_file import LONGEST

PATH = "/api/sign-in"
WRONG = Refusal(401, "wrong_token", "This is not the daemon's token.")


class SignIn(BaseModel):
    """What a browser shows."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=LONGEST, description="the daemon's token; anything without one")


class SignedIn(BaseModel):
    """Whether a token is asked for, and whether this browser has shown it."""

    token_needed: bool = Field(description="false: everything is open to this machine's users")
    signed_in: bool = Field(description="or no token is needed")
    user: str = Field(
        default="", description="who signs here; left out: as the daemon is configured"
    )


def part(daemon: Daemon) -> Part:
    router = APIRouter(tags=["daemon"])
    access = daemon.access

    def answer(cookie: str, user: str = "") -> SignedIn:
        needed = access.needs_token
        return SignedIn(
            token_needed=needed,
            signed_in=not needed or bool(cookie and access.is_signed_in(cookie)),
            user=user,
        )

    @router.get(
        PATH, summary="Whether this browser is signed in", response_model_exclude_defaults=True
    )
    async def state(request: Request) -> SignedIn:
        return answer(cookie_of(request.headers), access.user_of(request.headers))

    @router.post(
        PATH,
        summary="Sign a browser in",
        description="Sets a cookie that scripts cannot read, for 12 hours.",
        responses={401: {"model": Problem}, 429: {"model": Problem}},
        response_model_exclude_defaults=True,
    )
    async def sign_in(shown: SignIn, request: Request, response: Response) -> SignedIn:
        if not access.needs_token:
            return answer("")
        client = request.client.host if request.client else ""
        wait = access.may_try(client)
        if wait:
            raise Refused(too_many(wait))
        if not access.is_token(shown.token):
            access.failed(client)
            raise Refused(WRONG)
        value = access.sign_in(shown.token)
        response.set_cookie(
            COOKIE,
            value,
            max_age=LASTS_S,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer(value)

    @router.post(
        "/api/sign-out", summary="Sign this browser out", response_model_exclude_defaults=True
    )
    async def sign_out(request: Request, response: Response) -> SignedIn:
        access.sign_out(cookie_of(request.headers))
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer("")

    return Part(router, open_paths=(PATH,))
