from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.export.merge import merged
from medvoice.report.document import Origin, Report, Statement


def report(**fields):
    """report(a="1 one|2 two"): ids and texts of the statements of each field."""
    return Report(
        "cxr",
        tuple(
            (
                name,
                tuple(
                    Statement(*part.split(" ", 1), Origin.DICTATED, ()) for part in parts.split("|")
                ),
            )
            for name, parts in fields.items()
            if parts
        ),
    )


def shown(report):
    return {name: "|".join(f"{s.id} {s.text}" for s in ss) for name, ss in report.fields}


def merge(base, ours, theirs):
    found = merged(base, ours, theirs)
    return shown(found.report), [conflict.statement for conflict in found.conflicts]


BASE = report(a="1 one|2 two|3 three", b="4 four")


def test_each_side_keeps_its_changes():
    ours = report(a="1 one|2 TWO|3 three|5 five", b="4 four|6 six")
    theirs = report(a="0 zero|1 one|9 nine|2 two", b="4 FOUR")
    assert merge(BASE, ours, theirs) == (
        {"a": "0 zero|1 one|9 nine|2 TWO|5 five", "b": "4 FOUR|6 six"},
        [],
    )


def test_both_changed_keeps_both_and_says_so():
    ours, theirs = report(a="1 ONE"), report(a="1 uno")
    assert merge(report(a="1 one"), ours, theirs) == ({"a": "1 ONE|1.typed uno"}, ["1"])
    assert merge(report(a="1 one"), ours, ours) == ({"a": "1 ONE"}, [])


def test_deleted_and_changed_is_kept_and_said():
    assert merge(report(a="1 one"), Report("cxr"), report(a="1 ONE")) == ({"a": "1 ONE"}, ["1"])
    assert merge(report(a="1 one"), report(a="1 ONE"), Report("cxr")) == ({"a": "1 ONE"}, ["1"])
    assert merge(report(a="1 one"), Report("cxr"), report(a="1 one")) == ({}, [])


def test_moves():
    theirs = report(a="2 two|3 three", b="1 one|4 four")
    ours = report(a="1 ONE|2 two|3 three", b="4 four")
    assert merge(BASE, ours, theirs) == ({"a": "2 two|3 three", "b": "1 ONE|4 four"}, [])
    fields, conflicts = merge(BASE, report(a="2 two|3 three", b="4 four", c="1 one"), theirs)
    assert fields["c"] == "1 one"
    assert conflicts == ["1"]


def test_without_a_base_nothing_is_deleted():
    none = Report("cxr")
    assert merge(none, report(a="1 one|2 two"), report(a="2 two|3 three")) == (
        {"a": "1 one|2 two|3 three"},
        [],
    )
    assert merge(none, report(a="1 one"), report(a="1 uno"))[1] == ["1"]


@st.composite
def edited(draw, base):
    """The base with statements deleted, changed, added and moved."""
    fields = {name: list(statements) for name, statements in base.fields}
    for number in range(draw(st.integers(0, 4))):
        name = draw(st.sampled_from("ab"))
        row = fields.setdefault(name, [])
        action = draw(st.sampled_from(["add", "delete", "change", "move"]))
        side = draw(st.sampled_from(["x", "y"]))
        if action == "add" or not row:
            place = draw(st.integers(0, len(row)))
            row.insert(place, Statement(f"{side}{number}", f"new {side}", Origin.DICTATED, ()))
            continue
        at = draw(st.integers(0, len(row) - 1))
        if action == "change":
            row[at] = replace(row[at], text=row[at].text + side)
        elif action == "delete":
            del row[at]
        else:
            other = fields.setdefault("b" if name == "a" else "a", [])
            other.append(row.pop(at))
    names = set()
    for row in fields.values():  # an id stands once
        row[:] = [s for s in row if not (s.id in names or names.add(s.id))]
    return Report("cxr", tuple((n, tuple(row)) for n, row in fields.items() if row))


@settings(max_examples=300, deadline=None)
@given(edited(BASE), edited(BASE))
def test_no_text_is_lost_unless_a_side_deleted_or_changed_it_alone(ours, theirs):
    found = merged(BASE, ours, theirs).report
    texts = [s.text for s in found.statements()]
    before = {s.text for s in BASE.statements()}
    for side in (ours, theirs):
        for statement in side.statements():
            if statement.text not in before:
                assert statement.text in texts
    both = {s.text for s in ours.statements()} & {s.text for s in theirs.statements()}
    assert both <= set(texts)
    ids = [s.id for s in found.statements()]
    assert len(ids) == len(set(ids))
    for one in (ours, theirs):
        assert merged(one, one, one).report == merged(BASE, one, BASE).report
        table = {n: {s.id: s for s in ss} for n, ss in one.fields}
        back = {n: {s.id: s for s in ss} for n, ss in merged(BASE, BASE, one).report.fields}
        assert back == table
