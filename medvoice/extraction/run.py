"""A run: report after report through an extractor into a journal, and from there into a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from medvoice.documents.reading import Unread
from medvoice.extraction.extractor import Extractor
from medvoice.extraction.journal import Journal
from medvoice.extraction.records import Record
from medvoice.extraction.value import Row, Value

_MOST_FAULTS = 1_000
"""Messages kept; all are counted and told."""


@dataclass(slots=True)
class Tally:
    """before: reports that an earlier run had done and that are among those given now. done: by
    this run. twice: given again. empty: without a row. unanswered: of those done, without the
    answer of the model that was asked. seen: keys of the reports given."""

    before: int = 0
    done: int = 0
    twice: int = 0
    failed: int = 0
    empty: int = 0
    unanswered: int = 0
    values: int = 0
    by_model: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def run(
    records: Iterable[Record | Unread],
    extractor: Extractor,
    journal: Journal,
    tick: Callable[[Tally], None],
    fault: Callable[[str], None],
) -> Tally:
    """tick: told after every report. fault: told what could not be read; the others are done."""
    tally = Tally()
    for record in records:
        if isinstance(record, Unread):
            _failed(tally, record.why, fault)
        elif record.key in tally.seen:
            tally.twice += 1
        elif not journal.holds(record.key):
            tally.seen.add(record.key)
            _one(record, extractor, journal, tally, fault)
        else:
            tally.seen.add(record.key)
            tally.before += 1
        tick(tally)
    journal.sync()
    return tally


def _one(
    record: Record,
    extractor: Extractor,
    journal: Journal,
    tally: Tally,
    fault: Callable[[str], None],
) -> None:
    where = f"{record.source}: {record.name}" if record.name else record.source
    try:
        extracted = extractor.extract(record.document)
    except Exception as error:  # noqa: BLE001 - one report: told by name, the others are done
        # The message of an error of the program may hold the report's text.
        known = str(error) if type(error).__module__.startswith("medvoice.") else ""
        _failed(
            tally, f"{where}: {known or type(error).__name__ + ' (a fault of medvoice)'}", fault
        )
        return
    rows = [as_json(row, record) for row in extracted.rows]
    journal.add(
        record.key,
        {
            "source": record.source,
            "record": record.name,
            "rows": rows,
            "notes": list(extracted.notes),
        },
        again=bool(extracted.unanswered),
    )
    if extracted.unanswered:
        tally.unanswered += 1
        fault(f"{where}: by rules alone: {extracted.unanswered}")
    tally.done += 1
    tally.empty += not rows
    for row in extracted.rows:
        values = list(_values(row))
        tally.values += len(values)
        tally.by_model += sum(value.by_model for value in values)
        tally.refused += len(row.refused)


def _failed(tally: Tally, why: str, fault: Callable[[str], None]) -> None:
    tally.failed += 1
    if len(tally.faults) < _MOST_FAULTS:
        tally.faults.append(why)
    fault(why)


def _values(row: Row) -> Iterator[Value]:
    yield from row.values.values()
    for more in row.further.values():
        yield from more


def as_json(row: Row, record: Record) -> dict[str, Any]:
    """Spans are those of the file's page, also where a report is a part of one."""
    return {
        "values": {
            name: [_as_json(v, record) for v in (value, *row.further.get(name, ()))]
            for name, value in row.values.items()
        },
        "refused": [{"field": one.field, "text": one.text, "why": one.why} for one in row.refused],
    }


def _as_json(value: Value, record: Record) -> dict[str, Any]:
    offset = record.offsets.get(value.span.page, 0)
    more = [
        [span.page, *(at + record.offsets.get(span.page, 0) for at in (span.start, span.end))]
        for span in value.continued
    ]
    return {
        "value": value.value,
        "unit": value.unit,
        "sign": value.sign,
        "page": value.span.page,
        "start": value.span.start + offset,
        "end": value.span.end + offset,
        "quote": value.text,
        "by": "model" if value.by_model else "rules",
        "verified": value.verified,
        **({"continued": more} if more else {}),
        **({"caution": value.caution} if value.caution else {}),
    }
