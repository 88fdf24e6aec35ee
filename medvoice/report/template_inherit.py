"""Inheritance between front matters, as plain tables before they are checked.

A child's keys replace its parent's. Sections, and fields in them, are matched by id: one that both
have takes the child's keys over the parent's and keeps its place (`after = "ID"` moves it); one
that only the child has stands behind its neighbour in the child's list (first in the list: in
front of everything, unless `after` says otherwise); `drop = true` takes the parent's away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Front = dict[str, Any]
_LISTS = ("sections", "fields")
_MOST_ENTRIES = 500


class InheritError(ValueError):
    """Front matters that do not fit together; the message says where."""


def expanded(front: Front, part: Callable[[str], Front]) -> Front:
    """A front matter whose `include` entries are replaced by the part's entries of the same kind;
    `only = ["ID", …]` takes some of them. part: name -> the part's tables; it may raise
    InheritError."""
    return {
        key: [_expanded_entry(entry, part) for entry in _included(key, value, part)]
        if key in _LISTS and isinstance(value, list)
        else value
        for key, value in front.items()
    }


def _expanded_entry(entry: Any, part: Callable[[str], Front]) -> Any:
    return expanded(entry, part) if isinstance(entry, dict) else entry


def _included(kind: str, entries: list[Any], part: Callable[[str], Front]) -> Iterator[Any]:
    for entry in entries:
        if not isinstance(entry, dict) or "include" not in entry:
            yield entry
            continue
        name = entry["include"]
        unknown = set(entry) - {"include", "only"}
        if not isinstance(name, str) or unknown:
            raise InheritError(f"an include of {kind} has the keys include and only, nothing else")
        found = part(name).get(kind)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise InheritError(f'include = "{name}": that part has no [[{kind}]]')
        if any("include" in one for one in found):
            raise InheritError(f'include = "{name}": a part includes no other part')
        only = entry.get("only")
        if only is None:
            yield from found
            continue
        by_id = {one.get("id"): one for one in found}
        missing = [wanted for wanted in only if wanted not in by_id]
        if missing:
            raise InheritError(f'include = "{name}": it has no {missing[0]}')
        yield from (by_id[wanted] for wanted in only)


def inherited(parent: Front, child: Front) -> Front:
    """The child's front matter over its parent's. Raises InheritError."""
    merged = dict(parent)
    for key, value in child.items():
        if key in _LISTS and isinstance(value, list) and isinstance(parent.get(key), list):
            merged[key] = _merged(parent[key], value, key)
        else:
            merged[key] = value
    return merged


def _merged(parents: list[Any], children: list[Any], kind: str) -> list[Any]:
    entries = [entry for entry in parents if isinstance(entry, dict)]
    if len(entries) + len(children) > _MOST_ENTRIES:
        raise InheritError(f"more than {_MOST_ENTRIES} {kind}")
    neighbour: str | None = None
    for child in children:
        if not isinstance(child, dict) or not isinstance(child.get("id"), str):
            raise InheritError(f"every one of {kind} needs an id")
        own = dict(child)
        name: str = own["id"]
        after, drop = own.pop("after", None), own.pop("drop", False)
        at = _position(entries, name)
        if drop:
            if at is None:
                raise InheritError(f'drop: there is no "{name}" among {kind}')
            entries.pop(at)
            continue
        if at is not None:
            own = inherited(entries[at], own)
            if after is None:
                entries[at] = own
                neighbour = name
                continue
            entries.pop(at)
        entries.insert(_place(entries, after, neighbour, kind), own)
        neighbour = name
    return entries


def _place(entries: list[Any], after: Any, neighbour: str | None, kind: str) -> int:
    """Where an entry is put: behind `after`, else behind its neighbour, else in front."""
    if after is not None:
        at = _position(entries, after)
        if at is None:
            raise InheritError(f'after = "{after}": there is no such entry among {kind}')
        return at + 1
    at = _position(entries, neighbour) if neighbour is not None else None
    return 0 if at is None else at + 1


def _position(entries: list[Any], name: Any) -> int | None:
    return next((n for n, entry in enumerate(entries) if entry.get("id") == name), None)
