"""What benchmarks/samples_wer.py counts as lost."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

from medvoice.export.text import text
from medvoice.language.reader import Dialect
from medvoice.report.template import Templates
from medvoice.session.reporting import report_from_text

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
TEMPLATES = Templates([ROOT / "templates"])
INDEX = tomllib.loads((SAMPLES / "index.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location(
        "samples_wer", ROOT / "benchmarks" / "samples_wer.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look there
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def dictated(name):
    template = TEMPLATES.load(INDEX[name]["template"])
    words = (SAMPLES / f"{name}.words.txt").read_text(encoding="utf-8")
    return report_from_text(words, template, Dialect.MARKERS), template


@pytest.mark.parametrize("name", sorted(INDEX))
def test_of_a_perfect_hearing_nothing_is_lost_and_each_loss_is_seen(benchmark, name):
    state, template = dictated(name)
    sentences = benchmark.dictated_sentences(state, template)
    report = text(state.report, template)
    said = sum(line.count("{period}") for line in (SAMPLES / f"{name}.words.txt").open())
    numbers = sum(
        len(statement.text) > 2 and statement.text[0].isdigit() and statement.text[1] == "."
        for statement in state.report.statements()
    )
    scratched = 1 if name == "ct_chest_long" else 0
    assert len(sentences) == said - numbers - scratched
    assert benchmark.lost(sentences, report) == ()
    plain = " ".join(report.split())
    for sentence in set(sentences):
        without = plain.replace(sentence, "")
        if without != plain:
            assert sentence in benchmark.lost(sentences, without)


def test_what_was_scratched_or_said_asleep_is_not_expected(benchmark):
    assert "left upper lobe" not in " ".join(
        benchmark.dictated_sentences(*dictated("ct_chest_long"))
    )
    assert "call you" not in " ".join(benchmark.dictated_sentences(*dictated("cxr_portable")))
