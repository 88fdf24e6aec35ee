"""Promises of the whole building, read from its source: no state in modules, no text in logs.

Sizes, boundaries and who may import whom are in `test_floors`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "medvoice"
FILES = sorted(PACKAGE.rglob("*.py"))

CHANGING = frozenset(
    "append extend insert remove pop popitem clear update setdefault add discard sort reverse "
    "appendleft popleft put put_nowait".split()
)
"""Methods that change what they are called on."""
STATEFUL = frozenset(
    "Lock RLock Event Condition Semaphore Queue SimpleQueue deque defaultdict Counter OrderedDict "
    "WeakValueDictionary WeakKeyDictionary WeakSet Thread Random default_rng count".split()
)
"""What is made to be changed; none is made when a module is imported."""
LOGGED = frozenset("debug info warning error exception critical".split())
TOLD = frozenset(
    "text words said sentence statement transcript utterance dictated report patient mrn "
    "accession identifier answer question passage".split()
)
"""Names of values that hold dictated words, names or identifiers."""
OWN_WORDS = {
    "asr/decoding.py": "our own sentence on the word list and the language model's file",
    "audio/microphone.py": "PortAudio's words on a device",
    "session/shared_documents.py": "our own sentence on the index, folders by their names alone",
}
"""Files that may log a message made elsewhere, and what it is."""
TRACEBACK = {"faces/server/errors.py": "its formatter gives places and classes without messages"}
"""Files that may log an exception with its traceback."""


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {
        file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in FILES
    }


def at_top(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names that a module binds, with their values."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
        elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            yield node.target.id, node.value


def may_change(value: ast.expr) -> bool:
    """Not a constant, a tuple of them, or what a call to a function of ours returns frozen."""
    calls = {"list", "dict", "set", "bytearray"}
    shows = isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp)
    return shows or isinstance(value, ast.SetComp) or bool(calls.intersection(calls_to(value)))


def changed_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names of which something is changed within a function, unless the function binds them."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            own = bound(function)
            for node in ast.walk(function):
                for name in _changed(node):
                    if name not in own:
                        yield name, node.lineno if hasattr(node, "lineno") else function.lineno


def bound(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Parameters and local names, those of functions within it as well."""
    names = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    stored = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    return names | {node.id for node in stored if isinstance(node.ctx, ast.Store)}


def _changed(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in CHANGING and isinstance(node.func.value, ast.Name):
            yield node.func.value.id
    elif isinstance(node, ast.Subscript):
        written = isinstance(node.ctx, ast.Store | ast.Del)
        if written and isinstance(node.value, ast.Name):
            yield node.value.id


def calls_to(node: ast.expr) -> Iterator[str]:
    """Names of what an expression calls when it is evaluated, not what its lambdas call later."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.Call):
        function = node.func
        yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from calls_to(child)


def test_no_module_keeps_state(trees):
    wrong = []
    for name, tree in trees.items():
        made = {bound_name for bound_name, value in at_top(tree) if may_change(value)}
        wrong += [
            f"{name}: {bound_name} is made to be changed"
            for bound_name, value in at_top(tree)
            if STATEFUL.intersection(calls_to(value))
        ]
        wrong += [
            f"{name}:{line}: changes {changed} of its module"
            for changed, line in (changed_names(tree) if made else ())
            if changed in made
        ]
        wrong += [
            f"{name}: global {', '.join(node.names)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Global)
        ]
    assert not wrong, "\n".join(wrong)


def log_calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            logs = node.func.attr in LOGGED and is_log(node.func.value)
            if logs:
                yield node


def is_log(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        function = node.func
        return (
            function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        ) == "getLogger"
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return last.strip("_") in ("log", "logger", "logging")


def faults(call: ast.Call) -> Iterator[str]:
    """What a log call may not do: a message that is made, and values that hold what was said."""
    message, *more = call.args or [ast.Constant("")]
    if not isinstance(message, ast.Constant) or more:
        yield "its message is no constant"
    for keyword in call.keywords:
        if keyword.arg == "exc_info" or (keyword.arg or "") == "stack_info":
            yield "it logs a traceback"
        elif keyword.arg == "extra":
            if not isinstance(keyword.value, ast.Dict):
                yield "its values are not named where it stands"
            yield from told(keyword.value)


def told(values: ast.expr) -> Iterator[str]:
    for node in ast.walk(values):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        counted = isinstance(values, ast.Dict) and name in TOLD
        if counted and not counts(values, node):
            yield f"it logs {name}"
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("str", "repr"):
            yield "it logs words that were made elsewhere"
        if isinstance(node, ast.JoinedStr):
            yield "it logs an f-string"


def counts(values: ast.expr, wanted: ast.AST) -> bool:
    """Whether a value stands within len(…): how many, not which."""
    return any(
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "len"
        and any(inner is wanted for inner in ast.walk(node))
        for node in ast.walk(values)
    )


def test_logs_hold_no_text(trees):
    found = {
        f"{name}:{call.lineno}: {fault}"
        for name, tree in trees.items()
        for call in log_calls(tree)
        for fault in faults(call)
        if not (name in OWN_WORDS and fault != "it logs a traceback")
        and not (name in TRACEBACK and fault == "it logs a traceback")
    }
    assert not found, "\n".join(sorted(found))
    assert sum(1 for tree in trees.values() for _ in log_calls(tree)) > 20


@pytest.mark.parametrize(
    "line",
    [
        'log.info(f"said {text}")',
        'log.info("said %s", text)',
        'log.info("said " + text)',
        'log.warning("said", extra={"what": utterance.text})',
        'log.warning("said", extra={"what": str(error)})',
        'log.error("failed", exc_info=True)',
        'logging.getLogger(__name__).error("said", extra=values)',
    ],
)
def test_the_rule_finds_text_in_a_log(line):
    (call,) = log_calls(ast.parse(line))
    assert list(faults(call))


@pytest.mark.parametrize(
    "line",
    ['log.info("said", extra={"words": len(words)})', 'log.info("a turn", extra={"at": at})'],
)
def test_the_rule_lets_numbers_pass(line):
    (call,) = log_calls(ast.parse(line))
    assert not list(faults(call))


@pytest.mark.parametrize(
    "module",
    [
        "SEEN = []\ndef f(x):\n    SEEN.append(x)",
        "SEEN = {}\ndef f(x):\n    SEEN[x] = 1",
        "import threading\nLOCK = threading.Lock()",
        "N = 0\ndef f():\n    global N\n    N += 1",
    ],
)
def test_the_rule_finds_state(module):
    with pytest.raises(AssertionError):
        test_no_module_keeps_state({"module.py": ast.parse(module)})


def test_the_rule_lets_tables_pass():
    table = "TABLE = {'a': 1}\ndef f():\n    TABLE = []\n    TABLE.append(1)\n    return TABLE"
    test_no_module_keeps_state({"module.py": ast.parse(table)})
