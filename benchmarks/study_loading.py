"""Loading a long series: time and memory against the number of slices.

    python -m benchmarks.study_loading                    # 250, 500, 1,000 and 2,000 slices
    python -m benchmarks.study_loading --slices 1000 4000

Writes CT slices of 512 x 512 (explicit little endian, 0.5 MB each) and an enhanced object of as
many frames, loads each in a process of its own, then reads the pixels of every slice one after
another. "load" is load_study, headers only; "memory" is how much the process grew while loading;
"pixels" is the time for one slice; "while reading" how much more it grew.

Exit status 1 where the time or the memory for a slice at the largest number is more than twice that
at the smallest, or where reading all pixels grew the process by more than 100 MB.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian

SIDE = 512
AXIAL = [1, 0, 0, 0, 1, 0]
MOST_READING = 100 << 20


def main() -> int:
    options = _options()
    if options.child:
        print(json.dumps(_measured(Path(options.child))))
        return 0
    failed = False
    for kind, write in (("files", _write_files), ("one enhanced object", _write_enhanced)):
        print(f"{kind}, {SIDE} x {SIDE}:")
        found = []
        for count in options.slices:
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder), count)
                command = [sys.executable, "-m", "benchmarks.study_loading", "--child", folder]
                answer = subprocess.run(command, capture_output=True, check=True).stdout
            one = json.loads(answer)
            assert one["slices"] == count, one
            found.append(one)
            load, pixels = (one[what] / count * 1e3 for what in ("load", "pixels"))
            print(
                f"  {count:5,} slices: load {one['load']:6.2f} s ({load:.2f} ms a slice), memory "
                f"{one['memory'] / 1e6:6.1f} MB ({one['memory'] / count / 1e3:.1f} kB a slice), "
                f"pixels {pixels:.2f} ms a slice, while reading {one['reading'] / 1e6:.1f} MB"
            )
        first, last = found[0], found[-1]
        for what in ("load", "memory", "pixels"):
            each = [one[what] / one["slices"] for one in (first, last)]
            failed |= each[1] > 2 * each[0]
        failed |= last["reading"] > MOST_READING
    return int(failed)


def _measured(folder: Path) -> dict[str, float]:
    from medvoice.study.loading import load_study
    from medvoice.study.pixels import FilePixels

    load_study(_warm(folder))  # the libraries' own start is none of a slice's cost
    before, started = _memory(), time.process_time()
    loaded = load_study(folder)
    load, memory = time.process_time() - started, _memory() - before
    [series] = loaded.study.series
    pixels = FilePixels()
    pixels.values(series.slices[0])
    before, started = _memory(), time.process_time()
    for image in series.slices:
        pixels.values(image)
    return {
        "slices": len(series.slices),
        "load": load,
        "memory": memory,
        "pixels": time.process_time() - started,
        "reading": _memory() - before,
    }


def _warm(folder: Path) -> Path:
    beside = folder / "warm"
    beside.mkdir()
    _write_files(beside, 2)
    moved = folder.parent / f"{folder.name}-warm"
    beside.rename(moved)
    return moved


def _memory() -> int:
    """Resident bytes now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise OSError("the system does not say how much memory is in use")


def _write_files(folder: Path, count: int) -> None:
    rng = np.random.default_rng(1)
    data = rng.integers(-1000, 1000, (SIDE, SIDE), dtype=np.int16).tobytes()
    dataset = _dataset()
    dataset.ImageOrientationPatient = AXIAL
    dataset.PixelSpacing = [0.7, 0.7]
    dataset.SliceThickness = 1
    dataset.PixelData = data
    for index in rng.permutation(count):
        dataset.InstanceNumber = int(index) + 1
        dataset.ImagePositionPatient = [0, 0, float(index)]
        dataset.SOPInstanceUID = f"1.2.3.4.{index + 1}"
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.save_as(folder / f"{index:05}.dcm", enforce_file_format=True)


def _write_enhanced(folder: Path, count: int) -> None:
    dataset = _dataset()
    dataset.NumberOfFrames = count
    shared, own = Dataset(), []
    shared.PixelMeasuresSequence = Items([_item(PixelSpacing=[0.7, 0.7], SliceThickness=1)])
    shared.PlaneOrientationSequence = Items([_item(ImageOrientationPatient=AXIAL)])
    for index in range(count):
        group = Dataset()
        group.PlanePositionSequence = Items([_item(ImagePositionPatient=[0, 0, index])])
        group.FrameContentSequence = Items([_item(DimensionIndexValues=[1, index + 1])])
        own.append(group)
    dataset.SharedFunctionalGroupsSequence = Items([shared])
    dataset.PerFrameFunctionalGroupsSequence = Items(own)
    dataset.PixelData = b""
    path = folder / "enhanced.dcm"
    plane = np.zeros((SIDE, SIDE), np.int16).tobytes()
    dataset.PixelData = plane * count
    dataset.save_as(path, enforce_file_format=True)


def _dataset() -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = pydicom.uid.CTImageStorage
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    dataset.PatientID, dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "P", "1.2", "1.2.3"
    dataset.Modality, dataset.StudyDate, dataset.SeriesDescription = "CT", "20260101", "thin"
    dataset.Rows = dataset.Columns = SIDE
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation = 15, 1
    dataset.RescaleSlope, dataset.RescaleIntercept = 1, -1024
    return dataset


def _item(**attributes: object) -> Dataset:
    item = Dataset()
    for keyword, value in attributes.items():
        setattr(item, keyword, value)
    return item


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--slices", type=int, nargs="+", default=[250, 500, 1000, 2000])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
