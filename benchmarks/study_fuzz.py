"""Damaged DICOM files: truncated, bits flipped, stretches overwritten. Nothing may crash or hang.

    python -m benchmarks.study_fuzz                    # 10,000 inputs from pydicom's own files
    python -m benchmarks.study_fuzz --also FOLDER      # and from every DICOM file under FOLDER

Each input is one damaged file. It is loaded as a study; if it loads, the pixels of its first and
last image are read, both ways. Only StudyFolderError and StudyPixelsError may come out. Exit status
1 where anything else did, where one input took more than 30 s of this process's time, or where the
process grew by more than 1 GB.

Inputs are made by number from the seed: --only NUMBER repeats one.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pydicom

from medvoice.study.folder_error import StudyFolderError
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels
from medvoice.study.study import LoadedStudy, StudyPixelsError

MOST_SECONDS = 30.0
MOST_GROWTH = 1 << 30
LARGEST = 600_000
"""Bytes of a file to damage; larger ones only take longer."""
SEVERAL = (
    "CT_small MR_small MR_small_RLE MR_small_bigendian MR_small_implicit MR_small_jp2klossless "
    "MR_small_jpeg_ls_lossless JPEG2000 JPEGLSNearLossless_16 SC_rgb_gdcm_KY SC_rgb_jpeg_dcmtk "
    "SC_rgb_jpeg_gdcm SC_rgb_rle_16bit_2frame SC_rgb_small_odd_jpeg SC_ybr_full_422_uncompressed "
    "examples_palette examples_overlay examples_ybr_color image_dfl liver_1frame rtdose_rle "
    "J2K_pixelrep_mismatch reportsi test-SR nested_priv_SQ badVR"
).split()


@dataclass(frozen=True, slots=True)
class Outcome:
    """what: "loaded and shown", or what was refused. seconds: this process's processor time.
    waited: by the clock, with the decoder's."""

    what: str
    seconds: float
    waited: float


def bundled() -> list[bytes]:
    """pydicom's own test files: most transfer syntaxes, one and several frames, no image at all."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    return [(folder / f"{name}.dcm").read_bytes() for name in SEVERAL]


def damaged(originals: Sequence[bytes], seed: int, number: int) -> bytes:
    """Input `number`. Most damage goes into the first 3,000 bytes, where the headers are."""
    chance = random.Random(seed * 1_000_003 + number)
    data = bytearray(chance.choice(originals))
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        if not data:
            break
        reach = min(3000, len(data)) if chance.random() < 0.7 else len(data)
        at = chance.randrange(reach)
        match chance.randrange(6):
            case 0 | 1 | 2:
                data[at] ^= 1 << chance.randrange(8)
            case 3:
                length = chance.randrange(1, 64)
                data[at : at + length] = bytes([chance.choice((0, 0xFF))]) * len(
                    data[at : at + length]
                )
            case 4:  # a number or a length that is far too large
                data[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"))
            case _:  # something is missing or stands there twice
                length = chance.randrange(1, 32)
                if chance.random() < 0.5:
                    del data[at : at + length]
                else:
                    data[at:at] = data[at : at + length]
    return bytes(data)


def tried(file: Path, pixels: FilePixels) -> Outcome:
    """Whatever else than the two errors comes out is a finding: it passes through."""
    started, clock = time.process_time(), time.monotonic()
    try:
        loaded = load_study(file)
    except StudyFolderError:
        what = "refused"
    else:
        what = _read(loaded, pixels)
    return Outcome(what, time.process_time() - started, time.monotonic() - clock)


def _read(loaded: LoadedStudy, pixels: FilePixels) -> str:
    what = "loaded and shown"
    for series in loaded.study.series:
        for image in dict.fromkeys((series.slices[0], series.slices[-1])):
            try:
                values = pixels.values(image)
                colours = pixels.colours(image)
            except StudyPixelsError:
                what = "loaded, a picture refused"
            else:
                assert values.ndim == 2, values.shape
                assert colours.shape == (*values.shape, 3), colours.shape
    return what


def main() -> int:
    options = _options()
    originals = bundled()
    if options.also is not None:
        found = (file.read_bytes() for file in sorted(options.also.rglob("*.dcm")))
        originals += [data for data in found if len(data) <= LARGEST]
    numbers = range(options.first, options.first + options.inputs)
    if options.only is not None:
        numbers = range(options.only, options.only + 1)
    counted: Counter[str] = Counter()
    slowest, longest, findings = (0.0, 0), (0.0, 0), []
    pixels = FilePixels()
    before = _memory()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "damaged.dcm")
        for number in numbers:
            file.write_bytes(damaged(originals, options.seed, number))
            try:
                outcome = tried(file, pixels)
            except Exception as error:  # noqa: BLE001 - what this looks for
                findings.append(f"{number}: {type(error).__name__}: {error}")
                continue
            counted[outcome.what] += 1
            slowest = max(slowest, (outcome.seconds, number))
            longest = max(longest, (outcome.waited, number))
    pixels.close()
    growth = _memory() - before
    print(f"{sum(counted.values()):,} of {len(numbers):,} inputs from {len(originals)} files")
    for what, count in counted.most_common():
        print(f"  {what}: {count:,}")
    print(f"decoder processes ended by a picture: {pixels.decoders_ended}")
    print(f"slowest input: number {slowest[1]}, {slowest[0]:.2f} s of processor time")
    print(f"longest by the clock: number {longest[1]}, {longest[0]:.2f} s")
    print(f"this process: {before >> 20} MB at first, grew by {growth >> 20} MB at most")
    print(f"all: {time.monotonic() - started:.0f} s")
    for finding in findings:
        print(f"FINDING {finding}")
    return int(bool(findings) or slowest[0] > MOST_SECONDS or growth > MOST_GROWTH)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, metavar="NUMBER", help="to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="NUMBER")
    parser.add_argument("--also", type=Path, metavar="FOLDER")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
