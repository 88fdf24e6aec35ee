"""The same resource several times (a history, two exports): which of them holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from medvoice.records.fhir_files import Resource
from medvoice.records.json_values import at, text
from medvoice.records.record_error import RecordError
from medvoice.records.when import when

_SERVER = re.compile(r"https?://", re.IGNORECASE)


def newest(resources: Sequence[Resource]) -> tuple[tuple[Resource, ...], tuple[str, ...]]:
    """Each resource once, in the order of their first places, and sentences about those of which
    nobody can say which version holds: they are left out. Raises RecordError where two servers
    use one id: that is two resources, perhaps of two patients."""
    found: dict[str, list[Resource]] = {}
    for one in resources:
        found.setdefault(one.ref, []).append(one)
    kept, notes = [], []
    for ref, same in found.items():
        if len({_address(one) for one in same} - {""}) > 1:
            raise RecordError(
                f"{ref[-80:]} is there from several servers, as different resources. Records of "
                "several patients are never mixed; read each server's files by themselves."
            )
        chosen = same[0] if all(one.body == same[0].body for one in same) else _last(same)
        if chosen is None:
            notes.append(f"{ref} is there in versions that differ, and none says that it is newer.")
        else:
            kept.append(chosen)
    return tuple(kept), tuple(notes)


def _address(one: Resource) -> str:
    """Where its server keeps it, whatever the version; "" where its bundle does not say."""
    url = one.url.partition("/_history/")[0].rstrip("/")
    return url.lower() if _SERVER.match(url) else ""


def _last(same: Sequence[Resource]) -> Resource | None:
    """By version number or by the time of its last change, where every one has it."""
    numbers = [text(one.body, "meta", "versionId") for one in same]
    if all(number.isascii() and number.isdecimal() for number in numbers):
        return _only(same, [int(number[:18]) for number in numbers])
    moments = [_changed(one) for one in same]
    if all(moments):
        return _only(same, [moment.timestamp() for moment in moments if moment is not None])
    return None


def _changed(one: Resource) -> datetime | None:
    moment = when(at(one.body, "meta", "lastUpdated"))
    return moment.instant if moment is not None else None


def _only(same: Sequence[Resource], keys: Sequence[float]) -> Resource | None:
    best = [one for one, key in zip(same, keys, strict=True) if key == max(keys)]
    return best[0] if all(one.body == best[0].body for one in best) else None
