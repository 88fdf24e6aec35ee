"""Headers without an end are given up within bounds."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from study_files import ramp, write_slice

from medvoice.study import bounded_file, dicom_file
from medvoice.study.bounded_file import BoundedFile, HeadersTooLong
from medvoice.study.folder_error import StudyFolderError
from medvoice.study.loading import load_study


def read_on(bounded, times):
    for _ in range(times):
        bounded.read(8)
        bounded.read(6)


def test_it_reads_what_the_file_reads():
    content = bytes(range(256)) * 4
    bounded = BoundedFile(BytesIO(content))
    assert (bounded.read(10), bounded.tell(), bounded.seek(3), bounded.read()) == (
        content[:10], 10, 3, content[3:],
    )  # fmt: skip
    assert bounded.read(5) == b""


def test_too_many_bytes(monkeypatch):
    monkeypatch.setattr(bounded_file, "_MOST_BYTES", 100)
    bounded = BoundedFile(BytesIO(bytes(1000)))
    bounded.read(60)
    with pytest.raises(HeadersTooLong, match="too large"):
        bounded.read(60)


def test_too_long(monkeypatch):
    monkeypatch.setattr(bounded_file, "_MOST_SECONDS", 0.0)
    bounded = BoundedFile(BytesIO(b"x" * 100_000))
    with pytest.raises(HeadersTooLong, match="takes too long"):
        read_on(bounded, 3000)


def test_zeros_in_a_row_are_no_headers_but_zeros_among_values_are():
    bounded = BoundedFile(BytesIO((b"tag     " + bytes(8)) * 900))
    read_on(bounded, 500)
    bounded = BoundedFile(BytesIO(bytes(8000)))
    with pytest.raises(HeadersTooLong, match="zeros where its headers should be"):
        read_on(bounded, 100)


def test_a_deflated_file_that_grows_without_bound_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(dicom_file, "_MOST_INFLATED", 1 << 20)
    content = write_slice(tmp_path / "a.dcm", (0, 0, 0), 1, ramp()).read_bytes()
    plain, deflated = b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99"
    start = 144 + int.from_bytes(content[140:144], "little")
    at = content.index(plain)
    meta = content[: at - 2] + b"\x16\0" + deflated + content[at + len(plain) : start]
    meta = meta[:140] + (start - 144 + 2).to_bytes(4, "little") + meta[144:]
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(content[start:] + bytes(2 << 20)) + packer.flush()
    (tmp_path / "a.dcm").write_bytes(meta + packed)
    with pytest.raises(StudyFolderError, match=r"a\.dcm: deflated, and larger than 1 GB"):
        load_study(tmp_path / "a.dcm")
