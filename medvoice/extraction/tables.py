"""Tables: the rows of a run as CSV, JSON or Parquet, written row by row."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from medvoice.extraction.extractor import Column

FORMATS = ("csv", "json", "parquet")
_NAMED_UNITS = {"%": "pct"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROW_GROUP = 1_000
_SPAN = ("page", "start", "end", "quote", "by")


class TableError(Exception):
    """The table cannot be written; the message says what to do."""


def check(form: str) -> None:
    """Whether the format can be written here, before anything is read. Raises TableError."""
    if form == "parquet":
        _pyarrow()


def write(
    path: Path,
    form: str,
    columns: Sequence[Column],
    entries: Iterable[Mapping[str, Any]],
    *,
    spans: bool,
) -> int:
    """The whole table, in place of what was there only when it is complete. entries: of a journal.
    spans: with the place and the words of every value (JSON and Parquet always have them). Readable
    by its owner only: it holds words of reports. Returns the number of rows. Raises TableError,
    OSError."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            rows = {"csv": _csv, "json": _json, "parquet": _parquet}[form](
                file, columns, entries, spans
            )
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(path.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return rows


def headers(columns: Sequence[Column], *, spans: bool) -> list[str]:
    """Names of the table's columns."""
    names = ["source", "record"]
    for column in columns:
        name = named(column)
        names.append(name)
        if column.signs:
            names.append(f"{column.name}_sign")
        if spans:
            names += [f"{column.name}_{part}" for part in _SPAN]
    return [*names, "by_model", "unverified", "not_taken", "notes"]


def named(column: Column) -> str:
    """ "tumor_size_mm"."""
    return (
        f"{column.name}_{_NAMED_UNITS.get(column.unit, column.unit)}"
        if column.unit
        else column.name
    )


def cells(
    entry: Mapping[str, Any], row: Mapping[str, Any], columns: Sequence[Column], spans: bool
) -> list[Any]:
    """One row, None where nothing is said."""
    found: list[Any] = [entry["source"], entry["record"]]
    values: Mapping[str, list[Mapping[str, Any]]] = row["values"]
    for column in columns:
        said = values.get(column.name, [])
        first = said[0] if said else None
        if column.many:
            found.append("; ".join(_shown(one["value"]) for one in said) or None)
        else:
            found.append(first["value"] if first else None)
        if column.signs:
            found.append(first["sign"] or None if first else None)
        if spans:
            found += [first[part] if first else None for part in _SPAN]
    by_model = [name for name, said in values.items() if any(v["by"] == "model" for v in said)]
    unverified = [_unverified(name, said) for name, said in values.items()]
    refused = [f"{one['field']}: {one['why']}" for one in row["refused"]]
    return [
        *found,
        "; ".join(by_model) or None,
        "; ".join(filter(None, unverified)) or None,
        "; ".join(refused) or None,
        "; ".join(entry["notes"]) or None,
    ]


def _unverified(name: str, said: Sequence[Mapping[str, Any]]) -> str:
    """ "" where all of it is verified."""
    if all(one["verified"] for one in said):
        return ""
    why = next((one["caution"] for one in said if one.get("caution")), "")
    return f"{name}: {why}" if why else name


def harmless(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _rows(
    entries: Iterable[Mapping[str, Any]], columns: Sequence[Column], spans: bool
) -> Iterator[list[Any]]:
    for entry in entries:
        for at, row in enumerate(_with_notes(entry)):
            # What there is to say of a report stands in its first row.
            yield cells(entry if not at else {**entry, "notes": []}, row, columns, spans)


def _with_notes(entry: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Its rows; an empty one where there is none but something to say of the report."""
    rows: Sequence[Mapping[str, Any]] = entry["rows"]
    return rows or ([{"values": {}, "refused": []}] if entry["notes"] else [])


def _csv(
    file: IO[bytes], columns: Sequence[Column], entries: Iterable[Mapping[str, Any]], spans: bool
) -> int:
    count = 0
    with _text(file) as text:
        writer = csv.writer(text)
        writer.writerow(headers(columns, spans=spans))
        for row in _rows(entries, columns, spans):
            writer.writerow([_csv_cell(cell) for cell in row])
            count += 1
    return count


def _csv_cell(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, float | bool):
        return _shown(cell)  # a number: -2.3 is no formula
    return harmless(cell)


def _shown(value: Any) -> str:
    """23.0 as "23"."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


@contextmanager
def _text(file: IO[bytes]) -> Iterator[IO[str]]:
    import io

    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield text
        text.flush()
    finally:
        text.detach()


def _json(
    file: IO[bytes], columns: Sequence[Column], entries: Iterable[Mapping[str, Any]], spans: bool
) -> int:
    count = 0
    file.write(b"[")
    for entry in entries:
        for row in _with_notes(entry):
            shown = {
                "source": entry["source"],
                "record": entry["record"],
                "values": {
                    column.name: said if column.many else said[0]
                    for column in columns
                    if (said := row["values"].get(column.name))
                },
                "not_taken": row["refused"],
                "notes": entry["notes"],
            }
            data = json.dumps(shown, ensure_ascii=False)
            file.write((",\n" if count else "\n").encode() + data.encode("utf-8"))
            count += 1
    file.write(b"\n]\n")
    return count


def _parquet(
    file: IO[bytes], columns: Sequence[Column], entries: Iterable[Mapping[str, Any]], spans: bool
) -> int:
    arrow = _pyarrow()
    import pyarrow.parquet

    fields = [("source", arrow.string()), ("record", arrow.string())]
    for column in columns:
        number = column.kind == "number" and not column.many
        fields.append((named(column), arrow.float64() if number else arrow.string()))
        if column.signs:
            fields.append((f"{column.name}_sign", arrow.string()))
        fields += [
            (f"{column.name}_{part}", arrow.string() if part in ("quote", "by") else arrow.int64())
            for part in _SPAN
        ]
    fields += [(name, arrow.string()) for name in ("by_model", "unverified", "not_taken", "notes")]
    schema = arrow.schema(fields)
    count = 0
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        group: list[list[Any]] = []
        for row in _rows(entries, columns, True):
            group.append(row)
            count += 1
            if len(group) == _ROW_GROUP:
                writer.write_table(_arrow(arrow, schema, group))
                group = []
        if group or not count:
            writer.write_table(_arrow(arrow, schema, group))
    return count


def _arrow(arrow: Any, schema: Any, rows: list[list[Any]]) -> Any:
    arrays = []
    for at, one in enumerate(schema):
        column = [row[at] for row in rows]
        if one.type == arrow.string():
            column = [None if cell is None else str(cell) for cell in column]
        arrays.append(arrow.array(column, type=one.type))
    return arrow.Table.from_arrays(arrays, schema=schema)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise TableError(
            'Parquet needs pyarrow: pip install "medvoice[tables]". CSV and JSON need nothing.'
        ) from error
    return pyarrow
