"""The building's rules, read from the source: who imports whom, sizes, and the boundaries."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "medvoice"
FILES = sorted(PACKAGE.rglob("*.py"))

FLOORS: dict[str, set[str]] = {
    "lexicon": set(),
    "models": set(),
    "config": set(),
    "doctor": set(),
    "resources": set(),
    "worker_process": set(),
    "transformers_library": set(),
    "sealing": set(),
    "audio": {"sealing"},
    "asr": {"audio.block", "transformers_library"},
    "cluster": {"asr"},
    "language": {"lexicon"},
    "study": {"lexicon", "worker_process"},
    "report": {"lexicon"},
    "export": {"report", "study", "lexicon"},
    "evaluation": {"lexicon", "asr", "language"},
    "adaptation": {"audio", "asr", "language", "evaluation", "session", "sealing"},
    "assistant": {"report", "study", "lexicon", "transformers_library"},
    "documents": {"lexicon", "worker_process"},
    "extraction": {"documents", "assistant", "lexicon"},
    "records": {"assistant", "lexicon"},
    "retrieval": {"documents", "assistant", "lexicon"},
    "session": {
        "sealing",
        "audio",
        "asr",
        "language",
        "lexicon",
        "report",
        "study",
        "assistant",
        "export",
        "documents",
        "records",
        "retrieval",
    },
    "faces": {
        "session",
        "sealing",
        "adaptation",
        "models",
        "cluster",
        "evaluation",
        "config",
        "doctor",
        "resources",
        "extraction",
        "records",
        "retrieval",
    },
}
"""Package (or module) → what of ours it may import beside itself: "audio" is all of it,
"audio.block" that module alone."""

VALUES_SHOWN = {
    "asr.cluster_access",
    "asr.hypothesis",
    "asr.recogniser",
    "audio.block",
    "audio.devices",
    "audio.file_source",
    "audio.push_source",
    "audio.sound_file",
    "audio.source",
    "documents.document",
    "documents.picture_reader",
    "export.context",
    "export.diff",
    "export.json_reading",
    "export.missing",
    "export.names",
    "export.write",
    "language.house",
    "language.reader",
    "language.utterance",
    "language.vocabulary",
    "report.document",
    "report.guard.verdict",
    "report.template",
    "report.template_error",
    "study.headers",
}
"""Value types, protocols and errors that faces show or hand on; they make none of the parts."""

MOST_LINES = 400
MOST_ARGUMENTS = 8
LONG_STILL = {
    "real/test_page_study.py",
    "records/test_facts.py",
    "server/test_hostile.py",
    "server/test_session_record.py",
    "server/test_session_study.py",
}
"""Files of tests that were long before the rule held for tests, to be split by what they test."""

BOUNDARIES = {
    "audio/vad.py": "a frame on which the VAD fails counts as speech",
    "asr/worker.py": "the model's thread: any failure becomes a RecogniserError",
    "asr/whisper_worker.py": "Whisper's thread: any failure becomes a RecogniserError",
    "asr/loading.py": "broken files make transformers raise nearly anything",
    "cluster/replica.py": "a batch on which the encoder fails is answered 500; thrice: replaced",
    "assistant/loading.py": "broken files make transformers raise nearly anything",
    "asr/onnx_loading.py": "onnxruntime's exceptions have no class of their own",
    "study/reading.py": "a broken DICOM file makes pydicom raise nearly anything: skipped by name",
    "study/decoder_worker.py": "decoders raise nearly anything: the next decoder, or a typed fault",
    "study/pixels.py": "decoders raise nearly anything for a broken picture: a typed fault",
    "study/order_hl7.py": "a broken message makes the HL7 parser raise anything: refused",
    "study/dicomweb_requests.py": "a server's broken answer makes the parsers raise anything",
    "documents/worker.py": "PDFium, lxml and Pillow raise nearly anything: the file is refused",
    "models/export_onnx.py": "torch, transformers and onnx raise nearly anything: not exported",
    "session/assistant_thread.py": "the assistant's thread: the run stays as the rules placed it",
    "session/record_beside.py": "a record that cannot be read again: said, the dictation goes on",
    "session/shared_documents.py": "documents that cannot be indexed: said, sessions go on without",
    "session/on_screen.py": "a study that cannot be loaded: said, and the dictation goes on",
    "session/hub.py": "one session that cannot be shown: the others are, and its dictation goes on",
    "session/dictation.py": "the capture stage and the session stage: the rest is still saved",
    "assistant/guarded.py": "a backend's libraries raise nearly anything: a typed failure",
    "extraction/run.py": "one report that breaks a rule: told by name, the others are done",
    "faces/cli/main.py": "no traceback for a user",
    "faces/server/errors.py": "no traceback for a client: a 500, and its place in the log",
}
"""Files that may catch Exception, and why."""


def name_of(file: Path) -> str:
    """ "audio.block" for medvoice/audio/block.py."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, module of ours without "medvoice."), wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "medvoice":
                    yield node.lineno, alias.name.removeprefix("medvoice").lstrip(".")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            module = node.module or ""
            if module == "medvoice":
                for alias in node.names:
                    yield node.lineno, alias.name
            elif module.startswith("medvoice."):
                inner = module.removeprefix("medvoice.")
                for alias in node.names:
                    deeper = PACKAGE.joinpath(*inner.split("."), alias.name)
                    is_module = deeper.with_suffix(".py").is_file() or deeper.is_dir()
                    yield node.lineno, f"{inner}.{alias.name}" if is_module else inner


def allowed(importer: str, imported: str) -> bool:
    floor = importer.split(".")[0]
    if imported == "__version__" or imported.split(".")[0] == floor:
        return True
    may = FLOORS[floor] | (VALUES_SHOWN if floor == "faces" else set())
    return any(imported == entry or imported.startswith(entry + ".") for entry in may)


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in FILES}


def test_every_package_has_a_floor():
    tops = {name_of(file).split(".")[0] for file in FILES} - {""}
    assert tops == set(FLOORS)


def test_the_architecture_page_names_every_floor():
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = page[page.index("Who may import whom") :]
    assert {name for name in FLOORS if f"`{name}`" not in named} == set()


def test_only_the_floors_below_are_imported(trees):
    wrong = [
        f"{file.relative_to(PACKAGE.parent)}:{line}: {name_of(file)} imports {imported}"
        for file, tree in trees.items()
        if name_of(file)
        for line, imported in imports(tree)
        if not allowed(name_of(file), imported)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_rule_itself_forbids():
    assert not allowed("audio.vad", "asr.recogniser")
    assert not allowed("asr.greedy", "audio.microphone")
    assert not allowed("session.live", "faces.compose")
    assert not allowed("faces.cli.dictate", "audio.microphone")
    assert not allowed("language.reader", "config")
    assert allowed("asr.features", "audio.block")


def test_nothing_below_a_face_reads_the_environment(trees):
    wrong = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file, tree in trees.items()
        if name_of(file).split(".")[0] != "faces"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb")
    ]
    assert not wrong, wrong


def test_no_file_is_long():
    lengths = {
        str(file.relative_to(PACKAGE)): len(file.read_text(encoding="utf-8").splitlines())
        for file in FILES
    }
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


def test_no_test_file_is_long():
    tests = Path(__file__).parent
    long = {
        file.relative_to(tests).as_posix()
        for file in tests.rglob("*.py")
        if len(file.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    }
    assert long <= LONG_STILL, long - LONG_STILL


def test_no_constructor_is_wide(trees):
    wrong = []
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and constructor_arguments(node) > MOST_ARGUMENTS:
                wrong.append(f"{file.relative_to(PACKAGE)}: {node.name}")
    assert not wrong, wrong


def constructor_arguments(node: ast.ClassDef) -> int:
    """Of a written __init__; records (dataclasses, pydantic) are their fields and do not count."""
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            a = item.args
            return len(a.posonlyargs) + len(a.args) + len(a.kwonlyargs) - 1
    return 0


def test_exceptions_are_swallowed_at_boundaries_only(trees):
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    }
    assert found <= set(BOUNDARIES), found - set(BOUNDARIES)


def catches_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(
        isinstance(node, ast.Name) and node.id in ("Exception", "BaseException")
        for node in ast.walk(handler.type)
    )


def test_modules_do_nothing_when_imported(trees):
    """No call stands alone at the top of a module."""
    wrong = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    assert not wrong, wrong
