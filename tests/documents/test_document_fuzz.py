"""Some hundred damaged documents (`benchmarks/document_fuzz.py` does 10,000)."""

from __future__ import annotations

from benchmarks.document_fuzz import LIMITS, MOST_SECONDS, damaged, originals, outcome
from medvoice.documents.reading import DocumentReader


def test_damaged_documents_are_read_or_refused(tmp_path):
    files = originals()
    path = tmp_path / "damaged"
    with DocumentReader(LIMITS) as reader:
        for data in files:
            path.write_bytes(data)
            outcome(reader, path)
        found = []
        for number in range(300):
            path.write_bytes(damaged(files, 77, number))
            found.append(outcome(reader, path))
    assert {one.what for one in found} == {"read", "refused"}
    assert max(one.waited for one in found) < MOST_SECONDS
