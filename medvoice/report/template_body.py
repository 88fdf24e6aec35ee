"""The body of a template: a small, bounded part of jinja2.

jinja2's sandbox keeps a template away from Python; it does not bound time or memory. So the body is
also checked before it runs: only the constructs below, no arithmetic that grows, loops at most two
deep and only over the template's own lists. What is left cannot run long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import SandboxedEnvironment

from medvoice.report.template_error import TemplateError

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Call,
    nodes.Keyword, nodes.If, nodes.For, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Concat, nodes.List, nodes.Tuple,
    nodes.Getattr,
)  # fmt: skip
_FILTERS = frozenset({"upper", "lower", "title", "capitalize", "trim", "length", "first", "last"})
_LOOP_DEPTH = 2
_LONGEST_LIST = 100
_MOST_OUTPUT = 1_000_000  # characters; a long report has some ten thousand
_ADVICE = (
    "A body may use section(), field(), heading(), title, exam, sections, if, for and plain text"
)


class Body:
    """A checked body, ready to render."""

    def __init__(self, path: Path, source: str, first_line: int) -> None:
        """first_line: line of the file on which the body starts, 1-based, for messages. Raises
        TemplateError for a syntax error and for what the sandbox forbids."""
        self._path = path
        self._offset = first_line - 1
        self._environment = SandboxedEnvironment(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
        )
        self._environment.globals.clear()
        try:
            self._tree = self._environment.parse(source)
            self._check(self._tree, depth=0)
            self._template = self._environment.from_string(source)
        except TemplateSyntaxError as error:
            line = error.lineno + self._offset
            raise TemplateError(
                path, f"line {line}: {error.message}", "Correct the template's body"
            ) from error
        except RecursionError as error:
            raise self._unsafe("is nested too deep") from error

    def render(self, names: dict[str, object | Callable[..., str]]) -> list[str]:
        """The text in pieces: what a call in `{{ }}` returned is one of them, as the same object.
        names: what the body may use. Raises TemplateError."""
        out: list[str] = []
        size = 0
        try:
            for part in self._template.generate(**names):
                out.append(part)
                size += len(part)
                if size > _MOST_OUTPUT:
                    raise TemplateError(self._path, "prints too much", "Shorten the body")
        except SecurityError as error:
            raise self._unsafe(str(error)) from error
        except UndefinedError as error:
            known = ", ".join(sorted(names))
            raise TemplateError(self._path, str(error), f"The body knows {known}") from error
        except (TemplateRuntimeError, TypeError, ValueError, RecursionError) as error:
            raise TemplateError(self._path, str(error), _ADVICE) from error
        return out

    def calls(self) -> tuple[tuple[str, str, int], ...]:
        """Function, first argument and line of the file of every call with a fixed name."""
        return tuple(
            (call.node.name, str(call.args[0].value), call.lineno + self._offset)
            for call in self._tree.find_all(nodes.Call)
            if isinstance(call.node, nodes.Name)
            and call.args
            and isinstance(call.args[0], nodes.Const)
        )

    def constant_ifs(self) -> tuple[tuple[int, bool], ...]:
        """Line and value of conditions that are no conditions."""
        return tuple(
            (one.lineno + self._offset, bool(one.test.value))
            for one in self._tree.find_all(nodes.If)
            if isinstance(one.test, nodes.Const)
        )

    def literals(self) -> tuple[tuple[int, str], ...]:
        """Line and text of what the body prints as it stands, a line each."""
        return tuple(
            (data.lineno + self._offset + number, line)
            for data in self._tree.find_all(nodes.TemplateData)
            for number, line in enumerate(data.data.splitlines())
            if line.strip()
        )

    def _check(self, node: nodes.Node, depth: int) -> None:
        if not isinstance(node, _ALLOWED):
            raise self._unsafe(f'"{type(node).__name__.lower()}" is not allowed', node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise self._unsafe(f'filter "{node.name}" is not allowed', node.lineno)
        if isinstance(node, nodes.Getattr) and not _on_loop(node):
            raise self._unsafe(f'".{node.attr}" leaves the sandbox', node.lineno)
        if isinstance(node, nodes.List | nodes.Tuple) and len(node.items) > _LONGEST_LIST:
            raise self._unsafe("the list is too long", node.lineno)
        if isinstance(node, nodes.For):
            depth += 1
            if depth > _LOOP_DEPTH or node.recursive:
                raise self._unsafe("loops are nested too deep", node.lineno)
            if not isinstance(node.iter, nodes.Name | nodes.Call | nodes.List | nodes.Tuple):
                raise self._unsafe("a loop may only run over a list", node.lineno)
        for child in _children(node):
            self._check(child, depth)

    def _unsafe(self, fault: str, line: int | None = None) -> TemplateError:
        where = f"line {line + self._offset}: " if line is not None else ""
        return TemplateError(self._path, f"{where}{fault}", _ADVICE)


def _on_loop(node: nodes.Getattr) -> bool:
    """loop.first, loop.last, loop.index: all that a layout needs of attributes."""
    return (
        isinstance(node.node, nodes.Name)
        and node.node.name == "loop"
        and node.attr in {"first", "last", "index"}
    )


def _children(node: nodes.Node) -> Iterator[nodes.Node]:
    return node.iter_child_nodes()
