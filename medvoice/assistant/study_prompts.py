"""A study's pictures and a question about them as a conversation, in the form of the makers' own
notebooks (prompts/study.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from medvoice.assistant.answering import AnswerOrigin, Exchange, Question
from medvoice.assistant.backend import Conversation, Image, Message, Part, Text
from medvoice.assistant.fencing import RULE, defused, fenced
from medvoice.assistant.picture import Picture
from medvoice.assistant.prompting import texts
from medvoice.assistant.recipes import Recipe
from medvoice.assistant.square import Square

MOST_HISTORY = 6
"""Exchanges that a follow-up keeps: a conversation at the screen, not a chronicle."""
_LONGEST_REGION = 40
_REGION = re.compile(r"[^A-Za-z ]+")

_SECTIONS = {
    Recipe.CT_VOLUME: "ct_volume",
    Recipe.MR_VOLUME: "mr_volume",
    Recipe.OTHER_VOLUME: "other_volume",
    Recipe.RADIOGRAPH: "radiograph",
    Recipe.LONGITUDINAL: "longitudinal",
    Recipe.WHOLE_SLIDE: "whole_slide",
    Recipe.PICTURES: "pictures",
}


class StudyPrompt:
    """For one set of pictures."""

    def __init__(self, recipe: Recipe, pictures: Sequence[Part], about: str, room: int) -> None:
        """pictures: with what stands between them. about: as in `ModelImages`. room: characters
        that earlier exchanges may take, and again that the report may."""
        self._recipe, self._pictures, self._about = recipe, pictures, about
        self._room = room
        self._texts = texts("study")
        self._section: dict[str, Any] = self._texts[_SECTIONS[recipe]]

    @cached_property
    def fixed(self) -> Conversation:
        """Instruction and pictures, the same for every question: what is read beforehand."""
        return Conversation(self._section.get("system", ""), (Message("user", self._parts()),))

    def turn(self, question: Question) -> Message:
        return Message.of("user", self._query(question.text) + self._report(question.report))

    def history(self, before: Sequence[Exchange]) -> tuple[Message, ...]:
        """The last exchanges for which there is room, as this conversation would have had them.
        What was declined said nothing; what headers say is anybody's text, and may be a name."""
        kept = [one for one in before if one.answer.origin is AnswerOrigin.MODEL]
        messages: list[Message] = []
        left = self._room
        for one in reversed(kept[-MOST_HISTORY:]):
            asked, said = self._query(one.question), one.answer.text or "-"
            left -= len(asked) + len(said)
            if left < 0:
                break
            messages = [Message.of("user", asked), Message.of("assistant", said), *messages]
        return tuple(messages)

    def cuts(self, report: str) -> bool:
        """Whether the report is longer than what goes along."""
        return len(report.strip()) > self._room

    def location(self, thing: str) -> Message:
        """Behind `marked`: where the thing is, as boxes."""
        query = str(self._texts["localisation"]["query"]).strip("\n")
        return Message.of("user", query.format(thing=thing))

    def _parts(self) -> tuple[Part, ...]:
        return (*self._instruction(), *self._pictures)

    def _instruction(self) -> Iterator[Part]:
        instruction = self._section.get("instruction", "")
        if instruction:
            yield Text(instruction.format(region=self._region()))

    def _region(self) -> str:
        """From the headers, which anybody may have written: letters only."""
        region = _REGION.sub(" ", self._about).strip()[:_LONGEST_REGION]
        if not region:
            return str(self._section["region"])
        return region if self._recipe is Recipe.WHOLE_SLIDE else f"the {region}"

    def _query(self, question: str) -> str:
        return str(self._section["query"]).format(question=question.strip())

    def _report(self, report: str) -> str:
        if not report.strip():
            return ""
        said = fenced(report.strip()[: self._room])
        return str(self._texts["report"]).format(report=said, rule=RULE)


def marked(picture: Picture) -> Conversation:
    """One picture, padded to a square, for the question where something is: no instruction before
    it, and nothing but it."""
    rows, columns = picture.rgb.shape[:2]
    padded = Square(rows, columns).padded(picture.rgb)
    return Conversation("", (Message("user", (Image(padded),)),))


def said_safely(text: str) -> str:
    """What a question names, inside a prompt's own sentence."""
    return defused(" ".join(text.split()))


def labelled(pictures: Sequence[Picture]) -> Iterator[Part]:
    """Each with its label behind it."""
    for picture in pictures:
        yield Image(picture.rgb)
        if picture.label:
            yield Text(picture.label)
