"""Which decoders end the process on damaged pictures, and how long they take over one.

    python -m benchmarks.study_decoders                  # 1,500 damaged pictures for each decoder
    python -m benchmarks.study_decoders --pictures 300

Damages an encoded picture (bits flipped, most in its first 200 bytes; three in ten are cut, too),
gives it to one decoder through pydicom, in a child process, and goes on with the next one after a
crash. This is why medvoice decodes in a process of its own (medvoice/study/decoder_worker.py), and
in which order it asks.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import resource
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

import pydicom
from pydicom.encaps import encapsulate, get_frame
from pydicom.pixels.decoders.base import get_decoder

MEMORY = 3 << 30
"""Address space of a child in bytes."""
PAIRS = (
    ("MR_small_jpeg_ls_lossless", "gdcm"),
    ("SC_rgb_jpeg_gdcm", "gdcm"),
    ("SC_rgb_jpeg_dcmtk", "gdcm"),
    ("SC_rgb_jpeg_dcmtk", "pillow"),
    ("MR_small_jp2klossless", "gdcm"),
    ("MR_small_jp2klossless", "pillow"),
    ("MR_small_jp2klossless", "pylibjpeg"),
    ("MR_small_RLE", "pydicom"),
)
"""One of pydicom's own test files (JPEG-LS, lossless JPEG, JPEG, JPEG 2000, RLE), and a decoder
that takes it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pictures", type=int, default=1500)
    pictures = parser.parse_args().pictures
    print(f"{pictures:,} damaged pictures each")
    print("| file | decoder | ended the process | decoded | refused | slowest, s |")
    print("|---|---|---|---|---|---|")
    for name, plugin in PAIRS:
        ended, outcomes, slowest = measured(name, plugin, pictures)
        refused = sum(outcomes.values()) - outcomes["decoded"]
        print(
            f"| {name} | {plugin} | {ended} | {outcomes['decoded']} | {refused} | {slowest:.2f} |",
            flush=True,
        )
    return 0


def measured(name: str, plugin: str, pictures: int) -> tuple[int, Counter[str], float]:
    """(pictures that ended the process, what became of the others, the slowest one's seconds)."""
    file = Path(pydicom.__file__).parent / "data" / "test_files" / f"{name}.dcm"
    dataset = pydicom.dcmread(file)
    ended, outcomes, slowest, number = 0, Counter[str](), 0.0, 0
    while number < pictures:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            _child(dataset, plugin, range(number, pictures), writing)
        os.close(writing)
        with os.fdopen(reading) as lines:
            for line in lines:
                text, outcome, seconds = line.split()
                number = int(text) + 1
                outcomes[outcome] += 1
                slowest = max(slowest, float(seconds))
        if os.waitpid(pid, 0)[1]:
            ended += 1
            number += 1
    return ended, outcomes, slowest


def _child(dataset: pydicom.Dataset, plugin: str, numbers: range, writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    frame = get_frame(dataset.PixelData, 0, number_of_frames=1)
    for number in numbers:
        started = time.process_time()
        outcome = _decoded(dataset, plugin, _damaged(frame, number))
        line = f"{number} {outcome} {time.process_time() - started:.3f}\n"
        os.write(writing, line.encode())
    os._exit(0)


def _damaged(frame: bytes, number: int) -> bytes:
    chance = random.Random(number)
    data = bytearray(frame)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    for _ in range(chance.choice((1, 2, 5, 20))):
        if data:
            reach = min(200, len(data)) if chance.random() < 0.6 else len(data)
            data[chance.randrange(reach)] ^= 1 << chance.randrange(8)
    return bytes(data + b"\0" * (len(data) % 2))


def _decoded(dataset: pydicom.Dataset, plugin: str, frame: bytes) -> str:
    try:
        get_decoder(dataset.file_meta.TransferSyntaxUID).as_array(
            encapsulate([frame]),
            index=0,
            decoding_plugin=plugin,
            rows=dataset.Rows,
            columns=dataset.Columns,
            samples_per_pixel=dataset.SamplesPerPixel,
            bits_allocated=dataset.BitsAllocated,
            bits_stored=dataset.BitsStored,
            pixel_representation=dataset.PixelRepresentation,
            photometric_interpretation=dataset.PhotometricInterpretation,
            planar_configuration=dataset.get("PlanarConfiguration", 0),
            number_of_frames=1,
        )
    except BaseException:  # noqa: BLE001 - the child has no other task
        return "refused"
    return "decoded"


if __name__ == "__main__":
    sys.exit(main())
