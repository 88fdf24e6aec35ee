"""Lets Python programs read given arguments with their own parsers, and stops each before it works.

A JSON list of commands on standard input; on standard output {command: [refusal, its options]}.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import runpy
import sys
from pathlib import Path

READ = argparse.ArgumentParser.parse_args


class ParsedError(BaseException):
    """The arguments were taken; nothing of the program catches this."""


def judged(words: list[str]) -> tuple[str, list[str]]:
    """(what the program says against its arguments, or "", its options)."""
    module = words[2] if words[1] == "-m" else ""
    arguments = words[3:] if module else words[2:]
    file = _file(module) if module else Path(words[1]).resolve()
    if file is None or not file.is_file():
        return "there is no such program", []
    if "parse_args(" not in file.read_text(encoding="utf-8"):
        return ("it takes no arguments" if arguments else ""), []  # and would start to work
    options: list[str] = []

    def parse_args(self: argparse.ArgumentParser, args: object = None, namespace: object = None):
        options.extend(name for name in self._option_string_actions if name.startswith("--"))
        READ(self, arguments)
        raise ParsedError

    argparse.ArgumentParser.parse_args = parse_args  # type: ignore[method-assign, assignment]
    path, argv = list(sys.path), list(sys.argv)
    sys.path[0] = str(Path.cwd()) if module else str(file.parent)
    sys.argv = [str(file), *arguments]
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            if module:
                runpy.run_module(module, run_name="__main__")
            else:
                runpy.run_path(str(file), run_name="__main__")
    except ParsedError:
        return "", options
    except Exception as error:  # noqa: BLE001 - whatever a program does is its test's failure
        return f"{type(error).__name__}: {error}", options
    except SystemExit as ended:
        return (said.getvalue() if ended.code else ""), options
    finally:
        sys.path[:], sys.argv = path, argv
    return "it ended without looking at its arguments", options


def _file(module: str) -> Path | None:
    with contextlib.suppress(ModuleNotFoundError):
        spec = importlib.util.find_spec(module)
        if spec and spec.submodule_search_locations:
            spec = importlib.util.find_spec(module + ".__main__")
        if spec and spec.origin:
            return Path(spec.origin)
    return None


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    answers = {" ".join(words): judged(words) for words in json.load(sys.stdin)}
    json.dump(answers, sys.stdout)
