"""Which frames are decoded when: the streaming windows and the windows of the final pass.

Pure arithmetic on encoder frames, counted from the turn's start. One encoder frame is 640 samples;
frame j sees samples [640 j, 640 j + 2320), i.e. log-mel frames [4 j, 4 j + 13): two unpadded
convolutions of kernel 5 and stride 2 over frames of 400 samples every 160 (LasrEncoderSubsampling).
"""

from __future__ import annotations

from dataclasses import dataclass

FRAME = 640
"""Samples from one encoder frame to the next (40 ms)."""

SEEN = 2320
"""Samples that one encoder frame sees; a shorter clip (145 ms) has no frame."""

CENTRE = SEEN // 2
"""Samples from frame j * FRAME to the centre of what frame j sees (72.5 ms)."""

MEL_PER_FRAME = 4
MEL_SEEN = 13

SHAPE_STEP = 16
"""Windows are filled up (masked) to a multiple of so many encoder frames. torch keeps prepared
kernels and weights for every length it has seen: in bfloat16 on a CPU the four-block model grew by
540 MiB over 600 windows of any length, by 36 MiB when filled up (benchmarks/window_memory.py)."""

LONGEST_WIDE = 224
"""Encoder frames of a streaming window that stands for several: as many as a final window has."""


def frames_in(samples: int) -> int:
    """Encoder frames of a clip of so many samples."""
    return max(0, (samples - SEEN) // FRAME + 1)


def samples_for(frames: int) -> int:
    """Samples that so many encoder frames (at least 1) need."""
    return FRAME * (frames - 1) + SEEN


@dataclass(frozen=True, slots=True)
class Window:
    """Encoder frames [first, stop) are computed together; of them [keep_from, keep_to) are kept."""

    first: int
    stop: int
    keep_from: int
    keep_to: int

    @property
    def frames(self) -> int:
        """Encoder frames that this window costs."""
        return self.stop - self.first

    @property
    def mel(self) -> tuple[int, int]:
        """The log-mel frames [from, to) that it needs."""
        return MEL_PER_FRAME * self.first, MEL_PER_FRAME * (self.stop - 1) + MEL_SEEN


@dataclass(frozen=True, slots=True)
class StreamScheme:
    """Streaming windows: `left` context + `chunk` (kept) + `right` context, in frames of 40 ms.

    seam: frames behind a chunk within which the next window may take over (see stitching).
    early_from, early_step, early_to: while a turn has shown nothing yet, an extra look (tail only,
    nothing kept) is taken every `early_step` frames in [early_from, early_to), so that the first
    tail need not wait for a whole chunk. A turn starts with 0.64 s of pre-roll (16 frames), so
    nothing is to be had before `early_from`. What the defaults cost:
    benchmarks/streaming_compute.py.
    """

    left: int = 29
    chunk: int = 11
    right: int = 8
    seam: int = 4
    early_from: int = 20
    early_step: int = 4
    early_to: int = 48

    def __post_init__(self) -> None:
        _check(self.left, self.chunk, self.right, self.seam)
        if self.early_step < 1:
            raise ValueError("early_step >= 1 is needed")

    @property
    def lag(self) -> int:
        """Samples by which the kept frames may trail the sound that was fed, at most.

        TokenSettings.coverage_lag must not be less."""
        return FRAME * (self.right + self.chunk) + SEEN - FRAME

    def next(self, kept: int, frames: int) -> Window | None:
        """The next window when `kept` frames are kept and `frames` are there; None: not due."""
        if frames < kept + self.chunk + self.right:
            return None
        return self._from(kept)

    def usual(self, chunk: int) -> Window:
        """The window that keeps chunk `chunk` of the turn alone."""
        return self._from(chunk * self.chunk)

    @property
    def chunk_and_seam(self) -> int:
        """Frames behind `keep_from` of which a window is believed."""
        return self.chunk + self.seam

    def _from(self, kept: int) -> Window:
        stop = kept + self.chunk + self.right
        return Window(max(0, kept - self.left), stop, kept, kept + self.chunk)

    def wide(self, kept: int, frames: int) -> Window | None:
        """One window for all the chunks that are due, where these are several: what is taken when
        there was no time for them one by one. Its left context is what makes its length a multiple
        of SHAPE_STEP; not longer than LONGEST_WIDE."""
        most = (LONGEST_WIDE - self.left - self.right) // self.chunk
        chunks = min(most, (frames - self.right - kept) // self.chunk)
        if chunks < 2:
            return None
        stop = kept + chunks * self.chunk + self.right
        length = -(-(self.left + stop - kept) // SHAPE_STEP) * SHAPE_STEP
        return Window(max(0, stop - length), stop, kept, stop - self.right)

    def chunks(self, window: Window) -> list[tuple[int, int]]:
        """The kept frames of a window, chunk by chunk."""
        edges = range(window.keep_from, window.keep_to, self.chunk)
        return [(edge, min(edge + self.chunk, window.keep_to)) for edge in edges]

    @property
    def needs(self) -> int:
        """Frames in front of the kept ones that a window may reach back."""
        return self.left + SHAPE_STEP

    def early(self, kept: int, looked: int, frames: int) -> Window | None:
        """The extra look that is due after one that reached frame `looked`; keeps nothing.

        Where several are due only the last is taken: the ones before are stale."""
        frames = min(frames, self.early_to - 1)
        stop = self.early_from + (frames - self.early_from) // self.early_step * self.early_step
        if frames < self.early_from or stop <= looked or stop <= kept:
            return None
        return Window(max(0, kept - self.left), stop, kept, kept)


@dataclass(frozen=True, slots=True)
class FinalScheme:
    """Windows of the final pass, in frames of 40 ms: a function of the turn's length alone.

    Window i keeps [i chunk, (i + 1) chunk) and is complete once `right` more frames are there; what
    is left at the turn's end (fewer than chunk + right frames) is the last window. A turn shorter
    than chunk + right is one window: exactly the model's own offline pass. seam: as for streaming.
    """

    left: int = 80
    chunk: int = 96
    right: int = 48
    seam: int = 24

    def __post_init__(self) -> None:
        _check(self.left, self.chunk, self.right, self.seam)

    def complete(self, frames: int) -> int:
        """How many windows are complete when the turn has (at least) so many frames."""
        return max(0, (frames - self.right) // self.chunk)

    def window(self, index: int) -> Window:
        """The complete window `index`."""
        kept = index * self.chunk
        stop = kept + self.chunk
        return Window(max(0, kept - self.left), stop + self.right, kept, stop)

    def last(self, frames: int) -> Window | None:
        """The last window of a turn of exactly so many frames; None where nothing is left."""
        kept = self.complete(frames) * self.chunk
        if kept >= frames:
            return None
        return Window(max(0, kept - self.left), frames, kept, frames)

    def windows(self, frames: int) -> list[Window]:
        """All windows of a turn of so many frames."""
        last = self.last(frames)
        whole = [self.window(i) for i in range(self.complete(frames))]
        return whole if last is None else [*whole, last]


def _check(left: int, chunk: int, right: int, seam: int) -> None:
    if chunk < 1 or left < 0 or not 0 <= seam <= min(chunk, right):
        raise ValueError("chunk >= 1, left >= 0 and 0 <= seam <= chunk and right are needed")
