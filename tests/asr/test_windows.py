"""The window schemes: every frame is kept exactly once, and nothing is asked for too early."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from medvoice.asr.windows import SEEN, FinalScheme, StreamScheme, frames_in
from medvoice.audio.turn_settings import TokenSettings, samples_of

sizes = st.integers(0, 30)
finals = st.builds(FinalScheme, left=sizes, chunk=st.integers(1, 40), right=sizes, seam=st.just(0))
streams = st.builds(
    StreamScheme, left=sizes, chunk=st.integers(1, 20), right=sizes, seam=st.just(0)
)


@given(scheme=finals, frames=st.integers(0, 400))
def test_final_windows_keep_every_frame_once(scheme, frames) -> None:
    windows = scheme.windows(frames)
    kept = [frame for w in windows for frame in range(w.keep_from, w.keep_to)]
    assert kept == list(range(frames))
    for w in windows:
        assert 0 <= w.first <= w.keep_from < w.keep_to <= w.stop <= frames
        assert w.first == 0 or w.keep_from - w.first == scheme.left
        assert w.stop == frames or w.stop - w.keep_to == scheme.right


@given(scheme=finals, frames=st.integers(0, 400), more=st.integers(0, 400))
def test_complete_final_windows_stay_as_they_are(scheme, frames, more) -> None:
    complete = scheme.complete(frames)
    assert scheme.windows(frames + more)[:complete] == scheme.windows(frames)[:complete]


@given(scheme=finals, frames=st.integers(1, 400))
def test_a_short_turn_is_one_window_with_all_of_it(scheme, frames) -> None:
    if frames < scheme.chunk + scheme.right:
        (window,) = scheme.windows(frames)
        assert (window.first, window.stop) == (0, frames)


@given(scheme=streams, samples=st.integers(0, 200_000))
def test_streaming_keeps_every_frame_once_and_trails_by_no_more_than_it_says(
    scheme, samples
) -> None:
    kept = 0
    while (window := scheme.next(kept, frames_in(samples))) is not None:
        assert (window.keep_from, window.keep_to) == (kept, kept + scheme.chunk)
        assert 0 <= window.first <= kept
        assert window.stop <= frames_in(samples)
        kept = window.keep_to
    assert samples - 640 * kept <= scheme.lag


@given(scheme=streams, kept=sizes, looked=sizes, frames=st.integers(0, 60))
def test_extra_looks_see_only_what_is_there_and_only_once(scheme, kept, looked, frames) -> None:
    window = scheme.early(kept, looked, frames)
    if window is not None:
        assert window.keep_from == window.keep_to == kept < window.stop <= frames
        assert window.stop > looked
        assert scheme.early(kept, window.stop, frames) is None


def test_default_lag_is_within_what_the_turn_machine_grants() -> None:
    assert StreamScheme().lag <= samples_of(TokenSettings().coverage_lag)


def test_frames_are_those_of_two_unpadded_convolutions() -> None:
    for samples in range(0, 8000, 53):
        mel = max(0, (samples - 400) // 160 + 1)
        once = torch.nn.Conv1d(1, 1, 5, 2)
        expected = once(once(torch.zeros(1, 1, mel))).shape[-1] if mel >= 13 else 0
        assert frames_in(samples) == expected
    assert frames_in(SEEN - 1) == 0
    assert frames_in(SEEN) == 1
