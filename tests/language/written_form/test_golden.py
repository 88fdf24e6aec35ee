"""The golden table (tests/data/written_form/golden.tsv): every pair of every dialect."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from medvoice.language.reader import Dialect, Reader, ReaderSettings, typed

TABLE = Path(__file__).parents[2] / "data" / "written_form" / "golden.tsv"
ROWS = [
    line.split("\t")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
COLUMNS = {"markers": Dialect.MARKERS, "medasr": Dialect.MARKERS, "words": Dialect.WORDS}
READERS = {dialect: Reader(ReaderSettings(dialect)) for dialect in Dialect}
PAIRS = [
    pytest.param(dialect, said, row[4].replace("\\n", "\n"), id=f"{row[0]}-{name}-{said[:40]}")
    for row in ROWS
    for name, dialect, said in zip(COLUMNS, COLUMNS.values(), row[1:4], strict=True)
    if said
]


@pytest.mark.parametrize(("dialect", "said", "written"), PAIRS)
def test_pair(dialect, said, written):
    assert READERS[dialect].read(typed(said)).text == written


@pytest.mark.parametrize("dialect", list(Dialect))
@pytest.mark.parametrize("written", sorted({row[4].replace("\\n", "\n") for row in ROWS}))
def test_written_text_comes_out_as_it_went_in(dialect, written):
    assert READERS[dialect].read(typed(written)).text == written


def test_table_is_as_large_as_promised():
    assert len(ROWS) >= 600
    assert sum(all(row[1:4]) for row in ROWS) >= 150
    assert min(Counter(row[0] for row in ROWS).values()) >= 5
