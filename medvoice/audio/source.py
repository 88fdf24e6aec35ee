"""AudioSource: where sound comes from (microphone, file, network push)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from medvoice.audio.block import Captured


class AudioSource(Protocol):
    """Yields 16 kHz mono blocks on the 16-bit grid, gaps and device states in capture order.

    Contract: blocks are contiguous (`next.start == previous.end`), starting at 0; NaN and infinite
    samples never leave a source (silenced and counted in `repaired`); `close` is idempotent, may be
    called from any thread, and makes `captured` end after what was already captured was yielded.
    """

    @property
    def name(self) -> str:
        """What the user calls it: device name or file name."""
        ...

    @property
    def repaired(self) -> int:
        """Number of non-finite samples that were replaced by 0 so far."""
        ...

    def captured(self) -> Iterator[Captured]:
        """Blocking iterator; ends at the end of the file or after `close`."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class PatientSource(Protocol):
    """A source whose peer keeps what is not taken."""

    @property
    def patient(self) -> bool:
        """Whether it is better to take its sound late than to lose it: not once it is closed."""
        ...


def patience_of(source: AudioSource) -> Callable[[], bool]:
    """Asked each time: `patient`; of any other source never."""
    return (lambda: source.patient) if isinstance(source, PatientSource) else (lambda: False)
