"""Vocabulary: words a site or a user speaks, and what is written for what is heard.

    words = ["lenvatinib"]  # for the recogniser to expect

    [[replacements]]
    say = "flare"
    write = "FLAIR"

Pure: text in, values out. Whole words only, letter case aside. A vocabulary corrects words; it may
not change what a report says: negations stay as they are, and so do sides and numbers that were
said.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from medvoice.language.markers import Token, tokens
from medvoice.language.marks import Kind
from medvoice.language.spoken import SpokenWord
from medvoice.lexicon.numerals import small_numbers, tens
from medvoice.lexicon.scopes import negation_words
from medvoice.lexicon.sides import side_words

MOST_WORDS = 12
"""Of what is said or written: longer texts are macros."""


class VocabularyError(ValueError):
    """A vocabulary cannot be used; the message names the file, the key and the fault."""


def _text(value: str) -> str:
    """Words with single spaces between them."""
    if not all(c.isprintable() for c in value):
        raise ValueError("it holds a line end or a character that cannot be printed")
    if "{" in value or "}" in value:
        raise ValueError("braces are the recogniser's marks")
    if not value.split():
        raise ValueError("it is empty")
    if len(value.split()) > MOST_WORDS:
        raise ValueError(f"more than {MOST_WORDS} words; a longer text is a macro")
    return " ".join(value.split())


def _said(value: str) -> str:
    text = _text(value)
    if any(token.kind is not Kind.WORD for token in tokens_of(text)):
        raise ValueError("a mark in it is never part of a word that was heard")
    return text


class Replacement(BaseModel):
    """say: words as heard, in written or in spoken form ("8 mm"). write: what stands for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: Annotated[str, AfterValidator(_said)]
    write: Annotated[str, AfterValidator(_text)]

    @property
    def key(self) -> str:
        return self.say.casefold()

    @model_validator(mode="after")
    def _means_the_same(self) -> Replacement:
        before, after = _kept(self.say, negation_words()), _kept(self.write, negation_words())
        if before != after:
            word = next(iter((before - after) + (after - before)))
            raise ValueError(f'the negation "{word}" may not come or go')
        before, after = _kept(self.say, side_words()), _kept(self.write, side_words())
        if before and before != after:
            raise ValueError(f'the side "{next(iter(before))}" may not change')
        if numbers_in(self.say) and numbers_in(self.say) != numbers_in(self.write):
            raise ValueError(f'the number "{numbers_in(self.say)[0]}" may not change')
        return self


class Vocabulary(BaseModel):
    """words: favoured by the recogniser. replacements: of two with one `say` none is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[Annotated[str, AfterValidator(_text)], ...] = ()
    replacements: tuple[Replacement, ...] = ()

    @model_validator(mode="after")
    def _no_circle(self) -> Vocabulary:
        by_say: dict[str, Replacement] = {}
        for one in self.replacements:
            if one.key in by_say:
                raise ValueError(f'"{one.say}" is said twice')
            by_say[one.key] = one
        for one in self.replacements:
            follow = by_say.get(one.write.casefold())
            if follow is not None and follow.write != one.write:
                raise ValueError(
                    f'"{one.say}" writes "{one.write}", for which "{follow.write}" is written'
                )
        return self

    def adding(self, say: str, write: str = "") -> Vocabulary:
        """With a replacement in place of one with the same `say`; with a word where nothing is to
        be written for it. Raises VocabularyError."""
        given = self.model_dump()
        if write:
            rest = [one for one in given["replacements"] if one["say"].casefold() != _key(say)]
            given["replacements"] = [*rest, {"say": say, "write": write}]
        elif _key(say) not in {_key(word) for word in self.words}:
            given["words"] = [*given["words"], say]
        return _validated(given, "vocabulary")

    def without(self, say: str) -> Vocabulary:
        """Without the word and the replacement of this; itself where it has neither."""
        return Vocabulary(
            words=tuple(word for word in self.words if _key(word) != _key(say)),
            replacements=tuple(one for one in self.replacements if one.key != _key(say)),
        )


def replacement(say: str, write: str) -> Replacement:
    """Raises VocabularyError."""
    try:
        return Replacement(say=say, write=write)
    except ValidationError as error:
        raise VocabularyError(_message(error)) from None


def parse_vocabulary(text: str, name: str) -> Vocabulary:
    """A file's text. name: of the file, for the message. Raises VocabularyError."""
    try:
        return _validated(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"{name}: this is not TOML: {error}") from None


def merged(vocabularies: Sequence[Vocabulary]) -> Vocabulary:
    """All of them; of two replacements with one `say` the later, and words of the last first, since
    what is nearest to the speaker is worth most. Raises VocabularyError."""
    words: dict[str, str] = {}
    replacements: dict[str, Replacement] = {}
    for one in reversed(vocabularies):
        for word in one.words:
            words.setdefault(_key(word), word)
        for replacement in one.replacements:
            replacements.setdefault(replacement.key, replacement)
    try:
        return Vocabulary(words=tuple(words.values()), replacements=tuple(replacements.values()))
    except ValidationError as error:
        raise VocabularyError(f"the vocabularies together: {_message(error)}") from None


def rendered(vocabulary: Vocabulary) -> str:
    """As TOML that `parse_vocabulary` reads back to the same."""
    lines = ["# Kept by medvoice vocabulary, which writes this file anew: comments do not stay."]
    lines.append(f"words = {_toml_list(vocabulary.words)}")
    for one in vocabulary.replacements:
        lines += ["", "[[replacements]]", f"say = {_toml(one.say)}", f"write = {_toml(one.write)}"]
    return "\n".join(lines) + "\n"


def tokens_of(text: str) -> list[Token]:
    """The reader's tokens of typed text."""
    return tokens([SpokenWord(word) for word in text.split()])


def numbers_in(text: str) -> list[int]:
    """The values of digits and of single number words, in order."""
    values = small_numbers() | tens()
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text.casefold())
    return [
        values.get(part, int(part) if part.isdecimal() else -1)
        for part in parts
        if part in values or part.isdecimal()
    ]


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _kept(text: str, known: Iterable[str]) -> Counter[str]:
    among = frozenset(known)
    return Counter(word for word in text.casefold().split() if word in among)


def _validated(given: object, name: str) -> Vocabulary:
    try:
        return Vocabulary.model_validate(given)
    except ValidationError as error:
        raise VocabularyError(f"{name}: {_message(error)}") from None


def _message(error: ValidationError) -> str:
    """The first fault: "replacements[2].say = 5: …", the second counted from 1."""
    first = error.errors()[0]
    where = ""
    for part in first["loc"]:
        where += f"[{part + 1}]" if isinstance(part, int) else ("." if where else "") + str(part)
    given = first["input"]
    value = f" = {given!r}" if where and isinstance(given, str | int | float) else ""
    message = first["msg"].removeprefix("Value error, ")
    message = message.replace("Extra inputs are not permitted", "a vocabulary has no such key")
    return (f"{where}{value}: " if where else "") + message[:1].lower() + message[1:]


def _toml(text: str) -> str:
    """A basic string; what JSON escapes TOML escapes alike, and nothing unprintable is in it."""
    return json.dumps(text, ensure_ascii=False)


def _toml_list(texts: Sequence[str]) -> str:
    if not texts:
        return "[]"
    return "[\n" + "".join(f"    {_toml(text)},\n" for text in texts) + "]"
