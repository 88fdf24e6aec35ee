"""The process that decodes: what ends it costs one picture and nothing else."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.encaps import get_frame

from medvoice.study import decoder_process
from medvoice.study.decoder_process import DecoderProcess, DecodingFailed

BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"


@pytest.fixture
def decoder():
    process = DecoderProcess()
    yield process
    process.close()


def encoded(name):
    """(transfer syntax, options, encoded frame) of one of pydicom's files."""
    dataset = pydicom.dcmread(BUNDLED / name)
    options = {
        "rows": dataset.Rows,
        "columns": dataset.Columns,
        "samples_per_pixel": dataset.SamplesPerPixel,
        "bits_allocated": dataset.BitsAllocated,
        "bits_stored": dataset.BitsStored,
        "pixel_representation": dataset.PixelRepresentation,
        "photometric_interpretation": dataset.PhotometricInterpretation,
        "planar_configuration": dataset.get("PlanarConfiguration", 0),
    }
    return str(dataset.file_meta.TransferSyntaxUID), options, get_frame(dataset.PixelData, 0)


def test_a_picture_comes_back(decoder):
    pixels, colour = decoder.decode(*encoded("MR_small_jp2klossless.dcm"))
    expected = pydicom.dcmread(BUNDLED / "MR_small.dcm").pixel_array
    np.testing.assert_array_equal(pixels, expected)
    assert colour == "MONOCHROME2"
    assert pixels.flags.writeable


def test_a_picture_that_ends_the_process_costs_itself_alone(decoder):
    """One of some hundred damaged JPEG-LS pictures ends GDCM's process."""
    syntax, options, frame = encoded("MR_small_jpeg_ls_lossless.dcm")
    ended = 0
    rng = np.random.default_rng(4)
    for _ in range(300):
        damaged = bytearray(frame)
        for at in rng.integers(0, 200, 5):
            damaged[at] ^= 1 << int(rng.integers(8))
        try:
            decoder.decode(syntax, options, bytes(damaged))
        except DecodingFailed as error:
            ended += "ended the decoder" in str(error)
        if ended:
            break
    assert ended, "no picture ended the process: this test shows nothing any more"
    pixels, _ = decoder.decode(syntax, options, frame)
    assert pixels.shape == (64, 64)


def test_a_process_that_was_killed_is_started_again(decoder):
    picture = encoded("MR_small_RLE.dcm")
    decoder.decode(*picture)
    pid = decoder.pid
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    pixels, _ = decoder.decode(*picture)
    assert pixels.shape == (64, 64)
    assert decoder.pid != pid


def test_too_long_is_said(decoder, monkeypatch):
    """The signal that the worker's own clock sends, while a picture is with it."""
    picture = encoded("MR_small_RLE.dcm")
    decoder.decode(*picture)
    asked = decoder_process._asked

    def late(process, *arguments):
        os.kill(process.pid, signal.SIGPROF)
        return asked(process, *arguments)

    monkeypatch.setattr(decoder_process, "_asked", late)
    with pytest.raises(DecodingFailed, match="takes too long"):
        decoder.decode(*picture)


def test_modules_in_the_working_folder_are_not_taken(decoder, tmp_path, monkeypatch):
    (tmp_path / "numpy.py").write_text("raise SystemExit('taken from the working folder')")
    monkeypatch.chdir(tmp_path)
    pixels, _ = decoder.decode(*encoded("MR_small_RLE.dcm"))
    assert pixels.shape == (64, 64)


def test_no_decoder_and_broken_are_told_apart(decoder):
    with pytest.raises(DecodingFailed, match="no decoder for its compression"):
        decoder.decode(*encoded("JPEG-lossy.dcm"))
    syntax, options, frame = encoded("JPEG2000.dcm")
    with pytest.raises(DecodingFailed, match="is broken"):
        decoder.decode(syntax, options, frame[:100])


def test_more_memory_than_allowed_is_said(decoder):
    syntax, options, frame = encoded("MR_small_RLE.dcm")
    large = {**options, "rows": 60000, "columns": 60000}
    with pytest.raises(DecodingFailed, match="too much memory"):
        decoder.decode(syntax, large, frame)


def test_it_ends_when_nobody_refers_to_it():
    process = DecoderProcess()
    process.decode(*encoded("MR_small_RLE.dcm"))
    pid = process.pid
    assert pid is not None
    del process
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
