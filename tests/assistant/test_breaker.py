from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.breaker import Breaker, Patience

PATIENCE = Patience(failures=3, first_s=30.0, longest_s=100.0)


def test_it_rests_after_the_third_failure_in_a_row_and_longer_each_time():
    breaker, rests = Breaker(), []
    for _ in range(6):
        breaker = breaker.failed(1000.0, PATIENCE)
        rests.append(breaker.rest_left(1000.0))
    assert rests == [0.0, 0.0, 30.0, 60.0, 100.0, 100.0]


def test_one_success_forgets_all():
    breaker = Breaker().failed(0, PATIENCE).failed(0, PATIENCE).succeeded().failed(0, PATIENCE)
    assert breaker.rest_left(0) == 0


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=2000), st.floats(-1e9, 1e9))
def test_a_rest_is_bounded_and_needs_failures_in_a_row(outcomes, now):
    breaker = Breaker()
    for failed in outcomes:
        breaker = breaker.failed(now, PATIENCE) if failed else breaker.succeeded()
    assert breaker.rest_left(now) <= PATIENCE.longest_s * (1 + 1e-6)
    in_a_row = next((i for i, failed in enumerate(reversed(outcomes)) if not failed), len(outcomes))
    assert (breaker.rest_left(now) > 0) == (in_a_row >= PATIENCE.failures)
