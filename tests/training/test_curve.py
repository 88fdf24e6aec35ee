"""What the picture of a run shows."""

from training.curve import series

LINES = [
    '{"seconds": 240, "step": 9, "skipped": 0, "heard_h": 1.5, "rate": 0.1, "ctc": 1.4, '
    '"phone": 0.0, "token": 0.0, "heldouthuman": 0.86}',
    '{"seconds": 480, "step": 19, "skipped": 1, "heard_h": 3.0, "rate": 0.1, "ctc": 1.2, '
    '"phone": 0.0, "token": 0.5, "heldouthuman": 0.84, "testnew": 0.3}',
]


def test_losses_and_word_error_rates_over_the_hours_heard() -> None:
    losses, rates = series(LINES)
    assert losses == {"ctc": [(1.5, 1.4), (3.0, 1.2)], "token": [(3.0, 0.5)]}
    assert rates == {"heldouthuman": [(1.5, 0.86), (3.0, 0.84)], "testnew": [(3.0, 0.3)]}
