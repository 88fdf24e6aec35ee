"""What README.md and docs/ say to type: code lines, the commands in them, code words, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conftest import REPO

PAGES = (REPO / "README.md", *sorted((REPO / "docs").rglob("*.md")))
PACKAGES = ("adaptation", "benchmarks", "medvoice", "tests", "tools", "training")
"""Python of the checkout, as `python -m` or a path names it."""

_WRAPPERS = {"nice": 2, "chrt": 2, "time": 0, "exec": 0, "sudo": 0}
"""Programs that run another one, with how many words of their own come before it."""
_SEPARATORS = re.compile(r"[|&;()<>\n]+")
_ASSIGNMENT = re.compile(r"[A-Z_]+=")
_OPTIONAL = re.compile(r"(?:^|(?<=\s))\[([^]|]*)(?:\|[^]]*)?\]")
"""[--to FOLDER] and [init|remove], of which the first is taken."""
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Code:
    """A line of a code block (block), or the text between two backticks; line: its number."""

    page: Path
    line: int
    text: str
    block: bool

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(REPO)}:{self.line}"


@dataclass(frozen=True, slots=True)
class Command:
    """words: the program and its arguments, without what the shell takes for itself."""

    code: Code
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.code.place}: {' '.join(self.words)}"


def code_of(page: Path) -> Iterator[Code]:
    """The code of a page; lines of a block that end in a backslash are one."""
    fenced = block = False
    begun: tuple[int, str] | None = None
    prose: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
            prose.append("")
            continue
        blank = not line.strip()
        block = fenced or (
            not blank
            and line.startswith("    ")
            and (block or not prose[-1:] or not prose[-1].strip())
        )
        prose.append("" if block else line)
        if not block:
            continue
        first, text = begun or (number, "")
        text += line.strip()
        if text.endswith("\\"):
            begun = (first, text[:-1])
            continue
        begun = None
        yield Code(page, first, text, True)
    yield from _spans(page, "\n".join(prose))


def _spans(page: Path, prose: str) -> Iterator[Code]:
    for paragraph in re.finditer(r"(?:[^\n]+\n?)+", prose):
        for span in _SPAN.finditer(paragraph[0]):
            line = prose.count("\n", 0, paragraph.start() + span.start()) + 1
            yield Code(page, line, " ".join(span[2].split()), False)


def commands_of(code: Code) -> Iterator[Command]:
    """Each command of a line of code, whatever its program."""
    try:
        words = _words(_OPTIONAL.sub(r" \1 ", code.text))
    except ValueError:  # an apostrophe: an answer that is shown, not a command
        return
    part: list[str] = []
    target = False
    for word in [*words, ";"]:
        if _SEPARATORS.fullmatch(word):
            target = ">" in word or "<" in word
            if not target:
                if found := _bare(part):
                    yield Command(code, tuple(found))
                part = []
        elif target:
            target = False  # the file of a redirection
        else:
            part.append(word)


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer)


def _bare(words: list[str]) -> list[str]:
    """Without prompt, assignments and programs that only start it; without marks of omission."""
    words = [word for word in words if word not in ("$", "…", "...")]
    while words:
        if _ASSIGNMENT.match(words[0]):
            words = words[1:]
        elif words[0] in _WRAPPERS:
            words = words[1 + _WRAPPERS[words[0]] :]
        else:
            break
    return words


ALL_CODE = tuple(code for page in PAGES for code in code_of(page))
ALL_COMMANDS = tuple(command for code in ALL_CODE for command in commands_of(code))
