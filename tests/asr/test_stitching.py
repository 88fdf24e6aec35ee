"""A token that two windows put one frame apart is neither lost nor doubled at the seam."""

import numpy as np
import pytest

from medvoice.asr.stitching import NOTHING, joined, seam
from medvoice.asr.windows import Window


def logits(ids):
    return np.eye(4, dtype=np.float32)[ids]


def stitched(first, second):
    """Windows of 8 frames that keep 4; the second starts at frame 0 as well, keeps from 4 on."""
    kept, ahead = joined(NOTHING, logits(first), Window(0, 8, 0, 4), 3, 0)
    rest, _ = joined(ahead, logits(second), Window(0, 8, 4, 8), 0, 0)
    return np.concatenate([kept, rest]).argmax(1).tolist()


def test_a_token_that_moves_forward_over_the_seam_is_not_lost() -> None:
    assert stitched([0, 0, 0, 0, 2, 0, 0, 0], [0, 0, 0, 2, 0, 0, 0, 0]) == [0, 0, 0, 0, 2, 0, 0, 0]


def test_a_token_that_moves_back_over_the_seam_is_not_doubled() -> None:
    assert stitched([0, 0, 2, 0, 0, 0, 0, 0], [0, 0, 0, 0, 2, 0, 0, 0]).count(2) == 1
    assert stitched([0, 0, 0, 2, 0, 0, 0, 0], [0, 0, 0, 0, 2, 0, 0, 0]).count(2) == 1


def test_a_token_said_twice_survives() -> None:
    said = [0, 2, 0, 0, 2, 0, 2, 0]
    assert stitched(said, said) == said


@pytest.mark.parametrize(
    ("old", "new", "taken"),
    [([0, 1], [0, 1], 0), ([1, 0], [0, 0], 1), ([1, 2], [2, 2], 1), ([1, 1], [2, 2], 0)],
)
def test_where_the_seam_lies(old, new, taken) -> None:
    assert seam(logits(old), logits(new), 0) == taken
