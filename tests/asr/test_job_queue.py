"""Which job comes next, over random arrivals, on a clock that the test turns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medvoice.asr.job_queue import EARLY_S, Job, JobQueue

KINDS = ["final", "early", "partial", "want final", "want partial", "behind", "replace", "take"]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def job(early=False, behind=False, alike=None):
    return Job(behind=behind, early=early, alike=alike)


def drained(queue, most=1):
    """All that waits, in the order and the groups in which it is taken."""
    taken = []
    while any(queue.waiting):
        taken.append(queue.take(lambda _: most))
    return taken


def test_an_early_final_comes_behind_the_partials_of_the_next_moments_and_no_later_ones() -> None:
    clock = Clock()
    queue = JobQueue(clock=clock)
    early = queue.submit_final(job(early=True))
    clock.now = EARLY_S - 0.01
    before = queue.submit_partial(job())
    clock.now = EARLY_S + 0.01
    after = queue.submit_partial(job())
    assert drained(queue) == [[before], [early], [after]]


def test_what_somebody_waits_for_comes_first_oldest_first_finals_before_partials() -> None:
    clock = Clock()
    queue = JobQueue(clock=clock)
    partials = [queue.submit_partial(job()) for _ in range(3)]
    early = [queue.submit_final(job(early=True)) for _ in range(3)]
    final = queue.submit_final(job())
    partials[1].want()
    early[1].want()
    expected = [early[1], final, partials[1], partials[0], partials[2], early[0], early[2]]
    assert drained(queue) == [[one] for one in expected]


def test_a_newer_partial_takes_the_place_of_a_stale_one_and_only_while_that_waits() -> None:
    queue = JobQueue()
    stale, other, newer = queue.submit_partial(job()), queue.submit_partial(job()), job()
    assert queue.replace_partial(stale, newer)
    assert stale.done
    assert queue.dropped == 1
    assert not queue.replace_partial(stale, job()), "it does not wait any more"
    assert drained(queue) == [[newer], [other]]
    assert not queue.replace_partial(newer, job()), "it was taken"
    assert queue.dropped == 1


def test_only_partials_that_are_alike_are_taken_together() -> None:
    queue = JobQueue()
    a = [queue.submit_partial(job(alike=48)) for _ in range(2)]
    b = queue.submit_partial(job(alike=64))
    a += [queue.submit_partial(job(alike=48)) for _ in range(3)]
    gone = a[2]
    gone.cancel()
    finals = [queue.submit_final(job(alike=48)) for _ in range(2)]
    taken = drained(queue, most=3)
    assert taken == [[finals[0]], [finals[1]], [a[0], a[1], a[3]], [b], [a[4]]]
    assert gone.done


@given(
    steps=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 30)), max_size=60),
    most=st.integers(1, 4),
)
def test_nothing_is_lost_and_nothing_waits_without_end(steps, most) -> None:
    """Whatever comes when: each job is taken once or was replaced; those that somebody waits for
    in front; of the others none is overtaken by what is due after it, but for a batch's."""
    clock = Clock()
    queue = JobQueue(clock=clock)
    waiting: list[Job] = []
    replaced = made = taken_in_all = 0

    def take() -> None:
        nonlocal taken_in_all
        group = queue.take(lambda _: most)
        assert 1 <= len(group) <= most
        first = group[0]
        live = [one for one in waiting if not one.behind]
        wanted = [one for one in live if one.wanted and one.final] or [
            one for one in live if one.wanted
        ]
        if wanted:
            assert first is wanted[0], "oldest first"
        elif live:
            assert first.due == min(one.due for one in live)
        else:
            assert first is waiting[0]
        assert len(group) == 1 or not any(one.final or one.behind for one in group)
        assert len({one.alike for one in group}) == 1
        for one in group:
            waiting.remove(one)
        taken_in_all += len(group)

    for kind, number in steps:
        clock.now += number / 100
        new = job(early=kind == "early", behind=kind == "behind", alike=number % 2)
        partials = [one for one in waiting if not one.final and not one.behind]
        finals = [one for one in waiting if one.final]
        if kind in ("final", "early"):
            waiting.append(queue.submit_final(new))
        elif kind in ("partial", "behind"):
            waiting.append(queue.submit_partial(new))
        elif kind == "want final" and finals:
            finals[number % len(finals)].want()
        elif kind == "want partial" and partials:
            partials[number % len(partials)].want()
        elif kind == "replace" and partials:
            stale = partials[number % len(partials)]
            assert queue.replace_partial(stale, new)
            new.wanted = stale.wanted
            waiting[waiting.index(stale)] = new
            replaced += 1
        elif kind == "take" and waiting:
            take()
        made = taken_in_all + len(waiting)
    while waiting:
        take()
    assert taken_in_all == made
    assert queue.dropped == replaced
    assert queue.waiting == (0, 0, 0)
