"""From words to the rendered report nothing disappears, whatever is said."""

from __future__ import annotations

import re
from collections import Counter

import dictating
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.export.markdown import markdown
from medvoice.language.reader import Dialect
from medvoice.language.utterance import Heading
from medvoice.report.context import RouterContext
from medvoice.report.routing import Router

SAID = """{period}|{period}|{period}|{comma}|{colon}|{new paragraph}|{next} line}|findings {colon}|liver
impression {colon}|recommendation {colon}|[FINDINGS]|[PLAN]|[DIAGNOSES]|lungs {colon}|heart {colon}
plan|brain {colon}|foo {colon}|no effusion|the liver is normal|midline shift|zebra|it measures 4 mm
gallstones|{unknown}|in the|right lower lobe|one {period}|impression|aorta|addendum {colon}|sinuses
ventricles {colon}|ct chest|line}|with contrast|the heart|fracture|and""".replace("\n", "|")
ROUTERS = {name: Router(dictating.TEMPLATES.load(name)) for name in dictating.TEMPLATES.names()}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[a-z]+", text.lower()))


@pytest.mark.parametrize("name", sorted(ROUTERS))
def test_every_word_is_visible(name):
    router = ROUTERS[name]

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.lists(st.lists(st.sampled_from(SAID.split("|")), max_size=10), max_size=4))
    def check(turns):
        said = [" ".join(turn) for turn in turns]
        result = dictating.dictate(said, name, Dialect.MARKERS)
        expected: Counter[str] = Counter()
        for utterance in result.utterances:
            for item in utterance.items:
                target = router.resolve(item.text) if isinstance(item, Heading) else None
                if target is None or target.keep_words:
                    expected += words(item.text)
        stated = sum((words(s.text) for s in result.report.statements()), Counter())
        assert stated == expected
        assert not expected - words(result.text)
        assert not expected - words(markdown(result.report, result.template))
        assert all(len(line) <= 80 for line in result.text.splitlines())
        assert {field for field, _ in result.report.fields} <= set(result.template.field_ids())

    check()


def test_context_is_a_plain_value():
    context = RouterContext("findings", "findings.lungs_pleura", spoken=True, filled=2, open=True)
    assert RouterContext.from_dict(context.to_dict()) == context
