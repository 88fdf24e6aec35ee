"""The sample dictations that come with medvoice, as samples/index.toml lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

INDEX = "index.toml"


class SampleError(Exception):
    """The message names what is wrong and what there is."""


@dataclass(frozen=True, slots=True)
class Sample:
    """sound: FLAC. seconds: its length. voice: of the synthesiser that spoke it."""

    name: str
    sound: Path
    template: str
    voice: str
    seconds: float

    @property
    def expected_report(self) -> Path:
        """The report that it should give; may not be there."""
        return self.sound.with_name(f"{self.name}.report.txt")


def samples_in(folder: Path) -> list[Sample]:
    """Shortest first. Raises SampleError."""
    index = folder / INDEX
    try:
        tables = tomllib.loads(index.read_text(encoding="utf-8"))
        found = [
            Sample(
                name,
                folder / f"{name}.flac",
                str(table["template"]),
                str(table["voice"]),
                float(table["seconds"]),
            )
            for name, table in tables.items()
        ]
    except FileNotFoundError:
        raise SampleError(f"{index}: the samples are not part of this installation.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SampleError(f"{index}: cannot be read ({error}).") from error
    return sorted(found, key=lambda sample: sample.seconds)


def chosen(samples: Sequence[Sample], names: Sequence[str]) -> list[Sample]:
    """Those of these names in this order; all for no names. Raises SampleError."""
    known = {sample.name: sample for sample in samples}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SampleError(
            f"No sample is called {', '.join(unknown)}; there are: {', '.join(known)}."
        )
    return [known[name] for name in names] if names else list(samples)
