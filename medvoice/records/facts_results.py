"""Facts about results: values, their days, their ranges, and how they went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from medvoice.assistant.answering import Cite
from medvoice.lexicon.lab_tests import test_groups
from medvoice.records.concept import LOINC
from medvoice.records.facts_said import (
    SHOWN,
    About,
    Fact,
    Told,
    absent,
    capital,
    cite,
    counted,
    dated,
    joined,
    looked_through,
    newest,
    not_counted,
    oldest,
    short,
    within,
)
from medvoice.records.finding import by_name_only, is_test, label, named_so
from medvoice.records.item import Item, Kind, Reading, Standing
from medvoice.records.question_reading import Asked
from medvoice.records.question_topics import Topic
from medvoice.records.values import UNFLAGGED, out_of_range, same_unit
from medvoice.records.vocabulary import Token

_TREND = 10
"""Values that a trend is told of."""
_OFF = frozenset({"NORMAL", "HIGH", "LOW"})
_COURSE = frozenset({"RISING", "FALLING", "CHANGE"})


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A result's value that was asked for. part: the name of the component it is, "" for the
    result's own."""

    item: Item
    reading: Reading
    part: str = ""


def _result(about: About) -> Told:
    return joined(_of_test(about, token) for token in _tests(about.asked) if token is not None)


def _tests(asked: Asked) -> tuple[Token, ...]:
    """Groups as the tests they mean."""
    found: list[Token] = []
    for one in asked.of("ANALYTE", "GROUP", "OWNRESULT"):
        if one.kind == "GROUP":
            found += [Token("ANALYTE", key) for key in test_groups()[one.says][2]]
        else:
            found.append(one)
    return tuple(dict.fromkeys(found))


def values_of(about: About, token: Token) -> tuple[tuple[Value, ...], tuple[Item, ...]]:
    """Values that count, newest first; and entries of the test that hold none, or are none."""
    found: list[Value] = []
    other: list[Item] = []
    for item in about.record.of(Kind.RESULT):
        whole = is_test(item.concept, token)
        readings = [one for one in item.readings if whole or is_test(one.concept, token)]
        if not whole and not readings:
            continue
        if item.standing in (Standing.VOID, Standing.PLANNED) or not readings:
            other.append(item)
            continue
        own = item.concept.name
        found += [
            Value(item, one, "" if one.concept.name == own else one.concept.name)
            for one in readings
        ]
    return tuple(found), tuple(other)


def _of_test(about: About, token: Token) -> Told:
    asked, name = about.asked, label(token)
    values, other = values_of(about, token)
    items = tuple(dict.fromkeys(one.item for one in values))
    items, unsure = within(items, asked.days)
    other, _ = within(other, asked.days)
    kept = frozenset(items)
    values = tuple(one for one in values if one.item in kept)
    ending = " ".join(filter(None, [unsure, _without_value(other), not_counted(other)]))
    ending = f"{ending} {_coded_otherwise(about, token)}".strip()
    if not values:
        when = f" {asked.days.said}" if asked.days else ""
        every = about.record.of(Kind.RESULT)
        looked = "" if asked.days else looked_through(every, "result", "code and name")
        text = [absent(about.record, f"{name} result{when}"), looked, ending]
        return Told(" ".join(filter(None, text)))
    told = _told(about, name, token, values)
    names = dict.fromkeys(item.name for item in items)
    if len(names) > 1 and len(told.cites) > 1:
        ending = f"{ending} Recorded under several names: {'; '.join(list(names)[:5])}.".lstrip()
    gap = "\n" if "\n" in told.text else " "
    return Told(f"{told.text}{gap}{ending}".rstrip(), told.cites)


def _coded_otherwise(about: About, token: Token) -> str:
    """A sentence about results that are called so, but have the code of another test."""
    called = [one for one in about.record.of(Kind.RESULT) if named_so(one.concept, token)]
    found, _ = within(called, about.asked.days)
    if not found:
        return ""
    codes = sorted({code for one in found for code in one.concept.codes(LOINC)})
    names = "; ".join(list(dict.fromkeys(one.name for one in found))[:5])
    return (
        f"Not counted: {counted(len(found), 'result')} called so ({names}) whose LOINC code is "
        f"not known here as that of this test ({', '.join(codes[:5])})."
    )


def _told(about: About, name: str, token: Token, values: Sequence[Value]) -> Told:
    asked = about.asked
    head = capital(name)
    items = tuple(dict.fromkeys(one.item for one in values))
    if asked.tokens & _COURSE:
        return _course(head, values)
    if asked.tokens & _OFF and "PAST" in asked.tokens:
        return _ever(head, values, asked)
    if asked.tokens & {"HIGHEST", "LOWEST"}:
        return _extreme(head, values, highest="HIGHEST" in asked.tokens)
    if "HOWMANY" in asked.tokens:
        many = counted(len(items), f"{name} result")
        when = f" {asked.days.said}" if asked.days else ""
        return Told(f"The record holds {many}{when}.", _cites(items[:SHOWN]))
    if asked.most:
        shown = items[-asked.most :] if "FIRST" in asked.tokens else items[: asked.most]
        return _list(head, values, shown, len(items))
    if "PREVIOUS" in asked.tokens and "LAST" not in asked.tokens:
        shown, _ = newest(items)
        rest = tuple(one for one in items if one not in shown)
        if not rest:
            only = _one(about, head, values, shown, "")
            return Told(f"There is none before the last. {only.text}", only.cites)
        before, note = newest(rest)
        return joined(
            [
                _one(about, f"{head}, the one before the last", values, before, note),
                _one(about, "The last", values, shown, ""),
            ]
        )
    first = "FIRST" in asked.tokens
    every = asked.tokens & {"ALL", "PAST"} or (asked.days and "LAST" not in asked.tokens)
    if every and not first:
        return _list(head, values, items, len(items))
    shown, note = oldest(items) if first else newest(items)
    told = _one(about, f"{head}, {'first' if first else 'last'}", values, shown, note)
    if by_name_only(shown[0].concept, token):
        return Told(f'{told.text} Recorded as "{shown[0].name}".', told.cites)
    return told


def _one(
    about: About, head: str, values: Sequence[Value], items: Sequence[Item], note: str
) -> Told:
    """Of a panel all its parts."""
    shown = [one for one in values if one.item in items]
    text = f"{head}: {'; '.join(value_said(one) for one in shown)}."
    if about.asked.tokens & _OFF:
        text += " " + " ".join(dict.fromkeys(_judged(one) for one in shown))
    return Told(f"{text} {note}".rstrip(), _cites(items))


def _list(head: str, values: Sequence[Value], items: Sequence[Item], total: int) -> Told:
    shown = items[:SHOWN]
    lines = ["; ".join(value_said(one) for one in values if one.item is item) for item in shown]
    more = f"\n… and {total - len(shown):,} more" if total > len(shown) else ""
    text = f"{head}: {lines[0]}." if len(lines) == 1 else f"{head}:\n- " + "\n- ".join(lines)
    return Told(text + more, _cites(shown))


def value_said(one: Value, *, ref: bool = True) -> str:
    """ "1.4 mg/dL on May 4, 2023, flagged high, range 0.6 to 1.2 mg/dL (Observation/17)"."""
    reading, item = one.reading, one.item
    part = f"{one.part} " if one.part else ""
    parts = [f"{part}{short(reading.said)} {dated(item)}"]
    if reading.flag:
        parts.append(f"flagged {reading.flag}")
    if reading.range_said:
        parts.append(f"range {short(reading.range_said)}")
    if item.status:
        parts.append(item.status)
    return ", ".join(parts) + (f" ({item.ref})" if ref else "")


def _judged(one: Value) -> str:
    """What the record itself says of a value: its range, then its flag."""
    reading = one.reading
    name = f"{one.part}: " if one.part else ""
    off = out_of_range(reading)
    compared = reading.quantity is not None and (
        reading.low is not None or reading.high is not None
    )
    by_range = ""
    if compared and not (reading.quantity and reading.quantity.comparator and not off):
        way = {"high": "above", "low": "below", "": "within"}[off]
        by_range = f"{name}It is {way} the range recorded for it."
    if by_range or reading.flag:
        return by_range or f"{name}It is flagged {reading.flag}."
    return f"{name}The record gives no range and no flag for it."


def _ever(head: str, values: Sequence[Value], asked: Asked) -> Told:
    """Those that the record calls high, low, or either."""
    ways = [way for way in ("high", "low") if way.upper() in asked.tokens]
    off = [
        one
        for one in values
        if _off(one.reading)
        and (len(ways) != 1 or ways[0] in f"{one.reading.flag} {out_of_range(one.reading)}".lower())
    ]
    items = tuple(dict.fromkeys(one.item for one in off))
    what = f"{ways[0] if len(ways) == 1 else 'out of range'} by its flag or its range"
    if not off:
        return Told(f"{head}: none of {len(values)} values is {what}.")
    return _list(f"{head}, {what}", off, items, len(items))


def _extreme(head: str, values: Sequence[Value], *, highest: bool) -> Told:
    if any(one.part for one in values):
        parts = dict.fromkeys(one.part for one in values)
        return joined(
            _extreme(part or head, _renamed(values, part), highest=highest) for part in parts
        )
    exact = [one for one in values if one.reading.quantity and not one.reading.quantity.comparator]
    if not exact:
        return Told(f"{head}: no value that can be compared is recorded.")
    told, cites = [], []
    rest = list(exact)
    while rest:
        alike = [one for one in rest if _comparable(rest[0], one)]
        rest = [one for one in rest if one not in alike]
        best = (max if highest else min)(map(_number, alike))
        shown = [one for one in alike if _number(one) == best]
        told.append("; ".join(map(value_said, shown)))
        cites += [one.item for one in shown]
    way = "highest" if highest else "lowest"
    left = len(values) - len(exact)
    note = f" {left} more cannot be compared as numbers." if left else ""
    return Told(f"{head}, {way} of {len(exact)}: {'; '.join(told)}.{note}", _cites(cites))


def _course(head: str, values: Sequence[Value]) -> Told:
    """Oldest first. Values in another unit than the last one are not compared."""
    if any(one.part for one in values):
        parts = dict.fromkeys(one.part for one in values)
        return joined(_course(part or head, _renamed(values, part)) for part in parts)
    usable = [
        one
        for one in values
        if one.reading.quantity and not one.reading.quantity.comparator and one.item.when
    ]
    if len(usable) < 2:
        shown = values[:1]
        return Told(
            f"{head}: with {counted(len(usable), 'dated number')} no course can be told. "
            f"{'; '.join(map(value_said, shown))}.",
            _cites([one.item for one in shown]),
        )
    alike = [one for one in usable if _comparable(usable[0], one)][:_TREND]
    numbers = [_number(one) for one in reversed(alike)]
    lines = "\n- ".join(value_said(one) for one in reversed(alike))
    notes = []
    if len(usable) > len(alike):
        notes.append(f"{len(usable) - len(alike)} more are older or in another unit.")
    if len(values) > len(usable):
        notes.append(f"{len(values) - len(usable)} more cannot be compared.")
    text = f"{head}: {_direction(numbers)} Oldest first:\n- {lines}"
    return Told("\n".join([text, *notes]), _cites([one.item for one in reversed(alike)]))


def _renamed(values: Sequence[Value], part: str) -> list[Value]:
    return [Value(one.item, one.reading) for one in values if one.part == part]


def _direction(numbers: Sequence[Decimal]) -> str:
    """numbers: oldest first, two at least."""
    steps = [b - a for a, b in pairwise(numbers)]
    way = _sign(steps[-1])
    run = 1 + next(
        (at for at, step in enumerate(reversed(steps)) if _sign(step) != way), len(steps)
    )
    if run == len(numbers) == 2:
        return f"{_WAYS[way]} from the one before to the last."
    if run > 2 or run == len(numbers):
        said = f"{_WAYS[way]} over the last {run} values"
        return f"{said}, each {_STEPS[way]} the one before." if way else f"{said}."
    return f"up and down; the last is {_STEPS[way]} the one before."


_WAYS = {1: "rising", -1: "falling", 0: "unchanged"}
_STEPS = {1: "higher than", -1: "lower than", 0: "the same as"}


def _sign(step: Decimal) -> int:
    return (step > 0) - (step < 0)


def _comparable(one: Value, other: Value) -> bool:
    a, b = one.reading.quantity, other.reading.quantity
    return a is not None and b is not None and same_unit(a, b)


def _number(one: Value) -> Decimal:
    assert one.reading.quantity is not None
    return one.reading.quantity.value


def _without_value(items: Sequence[Item]) -> str:
    waiting = len([one for one in items if one.standing is not Standing.VOID])
    return f"{counted(waiting, 'more result')} without a value." if waiting else ""


def _cites(items: Sequence[Item]) -> tuple[Cite, ...]:
    return tuple(map(cite, dict.fromkeys(items)))


def _results(about: About) -> Told:
    """The last of each test; those alone that are out of range or flagged, where that is asked."""
    asked = about.asked
    every = [one for one in about.record.of(Kind.RESULT) if one.readings]
    counting = [one for one in every if one.standing not in (Standing.VOID, Standing.PLANNED)]
    items, unsure = within(counting, asked.days)
    when = f" {asked.days.said}" if asked.days else ""
    if "HOWMANY" in asked.tokens:
        return Told(f"The record holds {counted(len(items), 'result')}{when}. {unsure}".rstrip())
    last: dict[str, Item] = {}
    for one in items:
        last.setdefault(one.name, one)
    shown = list(last.values())
    if "NORMAL" in asked.tokens:
        shown = [one for one in shown if any(map(_off, one.readings))]
        what = "last result that is flagged or out of its range"
        head = "Last results that are flagged or out of their range"
    else:
        what, head = "result with a value", "Last result of each test"
    if asked.most:
        shown = shown[: asked.most]
    if not shown:
        return Told(f"{absent(about.record, what + when)} {unsure}".rstrip())
    lines = [
        f"{one.name}: "
        + "; ".join(
            value_said(Value(one, r, "" if r.concept.name == one.concept.name else r.concept.name))
            for r in one.readings
        )
        for one in shown[:SHOWN]
    ]
    more = f"\n… and {len(shown) - SHOWN} more tests" if len(shown) > SHOWN else ""
    return Told(f"{head}{when}:\n- " + "\n- ".join(lines) + more, _cites(shown[:SHOWN]))


def _off(reading: Reading) -> bool:
    return reading.flag.lower() not in UNFLAGGED or bool(out_of_range(reading))


RESULT_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {Topic.RESULT: _result, Topic.RESULTS: _results}
)
