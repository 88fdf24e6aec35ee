"""/v1/templates and /v1/commands: what a dictation can be begun with, and what can be said."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter
from pydantic import BaseModel, Field

from medvoice.faces.compose import macros_of, templates_of
from medvoice.faces.server.daemon import Daemon
from medvoice.faces.server.part import Part
from medvoice.report.template_error import TemplateError
from medvoice.session.commands_said import said_commands


class TemplateInfo(BaseModel):
    """A report template."""

    name: str = Field(description="as `POST /v1/sessions` takes it")
    title: str
    fields: int


class CommandInfo(BaseModel):
    """A voice command."""

    name: str = Field(description="as an intent names it")
    group: str
    help: str
    say: list[str] = Field(description='"(a|b)" one of these; "[x]" may be left out; "<x>" words')
    takes: list[str] = Field(description="slots of some way of saying it")


def part(daemon: Daemon) -> Part:
    router = APIRouter(tags=["sessions"])

    @router.get("/v1/templates", summary="The report templates")
    def templates() -> list[TemplateInfo]:
        folder = templates_of(daemon.settings)
        found = []
        for name in folder.names():
            try:
                one = folder.load(name)
            except TemplateError:  # `medvoice templates check` says what is wrong with it
                continue
            found.append(
                TemplateInfo(name=name, title=one.front.title, fields=len(one.field_ids()))
            )
        return found

    @cache
    def known() -> list[CommandInfo]:
        return [
            CommandInfo(
                name=one.name, group=one.group, help=one.help, say=list(one.say),
                takes=list(one.takes),
            )
            for one in said_commands(macros_of(daemon.settings))
        ]  # fmt: skip

    @router.get("/v1/commands", summary="The voice commands")
    def commands() -> list[CommandInfo]:
        return known()

    return Part(router)
