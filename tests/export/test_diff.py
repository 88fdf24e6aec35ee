from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from reports import reports

from medvoice.export.diff import Kind, differences
from medvoice.report.document import Origin, Placement, Report, Statement


def report(**fields):
    return Report(
        "cxr",
        tuple(
            (name, tuple(Statement(i, t, Origin.DICTATED, ()) for i, t in statements))
            for name, statements in fields.items()
        ),
    )


def kinds(before, after):
    return [(c.kind, (c.after or c.before).id, c.field) for c in differences(before, after)]


def test_each_kind():
    before = report(a=[("1", "one"), ("2", "two"), ("3", "three")], b=[("4", "four")])
    after = report(a=[("2", "two"), ("3", "THREE"), ("5", "five")], b=[("4", "four"), ("1", "one")])
    assert kinds(before, after) == [
        (Kind.CHANGED, "3", "a"),
        (Kind.ADDED, "5", "a"),
        (Kind.MOVED, "1", "b"),
    ]
    assert kinds(after, before) == [
        (Kind.MOVED, "1", "a"),
        (Kind.CHANGED, "3", "a"),
        (Kind.REMOVED, "5", "a"),
    ]


def test_one_sentence_moved_is_one_change():
    before = report(a=[(str(n), str(n)) for n in range(6)])
    after = report(a=[(n, n) for n in "120345"])
    assert kinds(before, after) == [(Kind.MOVED, "0", "a")]


@settings(max_examples=40, deadline=None)
@given(reports(), st.randoms())
def test_equal_reports_and_single_edits(before, random):
    assert differences(before, before) == ()
    statements = before.statements()
    if not statements:
        return
    gone = random.choice(statements)
    after = before.without(frozenset({gone.id}))
    assert [(c.kind, c.before) for c in differences(before, after)] == [(Kind.REMOVED, gone)]
    new = replace(gone, text=gone.text + "!")
    field = next(name for name, s in before.fields if gone in s)
    edited = replace(
        before,
        fields=tuple(
            (n, tuple(new if s.id == new.id else s for s in ss)) for n, ss in before.fields
        ),
    )
    (change,) = differences(before, edited)
    assert (change.kind, change.field, change.before, change.after) == (
        Kind.CHANGED, field, gone, new,
    )  # fmt: skip
    assert differences(after, after.placed(Placement(field, gone)))[0].kind is Kind.ADDED
