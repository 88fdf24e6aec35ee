"""Studies from a DICOMweb server, against a real Orthanc with its DICOMweb plugin."""

from __future__ import annotations

import os
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pydicom
import pytest
from orthanc import Archive, free_port, tool

from medvoice.session.study_source import StudyServer, located
from medvoice.study import dicomweb_requests
from medvoice.study.dicomweb import Cache, fetch
from medvoice.study.dicomweb_reference import DicomwebError, Reference, reference_of
from medvoice.study.dicomweb_requests import Server
from medvoice.study.loading import load_study

CT_UID = "1.2.826.0.1.3680043.9.4245.1760717064491086528325869788156915668"


def quiet(done: int, of: int) -> None:
    pass


@pytest.fixture(scope="module")
def archive(tmp_path_factory, shared):
    running = Archive(tmp_path_factory.mktemp("orthanc"), ("OrthancDicomWeb",))
    for file in sorted((shared / "data" / "dicom").rglob("*.dcm")):
        running.store(file)
    yield running
    running.stop()


@pytest.fixture
def server(archive) -> Server:
    return Server(f"{archive.url}/dicom-web")


@pytest.fixture
def cache(tmp_path) -> Cache:
    return Cache(tmp_path / "cache" / "dicomweb")


def test_the_26_slices_come_back_as_they_are(server, cache, shared):
    seen = []
    fetched = fetch(server, Reference("", study=CT_UID), cache, lambda *at: seen.append(at))
    assert seen == [(done, 26) for done in range(27)]
    there = load_study(fetched.folder, uid=fetched.study)
    here = load_study(shared / "data" / "dicom" / "ct_head_ge")
    (one,), (other,) = there.study.series, here.study.series
    assert one.geometry == other.geometry
    assert [s.plane for s in one.slices] == [s.plane for s in other.slices]
    assert [s.thickness for s in one.slices] == [s.thickness for s in other.slices]
    assert (one.texts, one.varying) == (other.texts, other.varying)
    pixels = [pydicom.dcmread(s.path).PixelData for s in (one.slices[0], other.slices[0])]
    assert pixels[0] == pixels[1]


def test_only_the_user_may_look_into_the_cache(server, cache):
    folder = fetch(server, Reference("", study=CT_UID), cache, quiet).folder
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_dir()}
    assert modes | {stat.S_IMODE(cache.folder.stat().st_mode)} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.dcm")} == {0o600}


def test_what_is_there_is_not_fetched_again(server, cache):
    folder = fetch(server, Reference("", study=CT_UID), cache, quiet).folder
    files = sorted(folder.rglob("*.dcm"))
    files[3].unlink()
    (folder / "study" / "1.2.3.dcm").write_bytes(b"of an older fetching")
    before = {path: path.stat().st_mtime_ns for path in files if path != files[3]}
    fetch(server, Reference("", study=CT_UID), cache, quiet)
    assert sorted(folder.rglob("*.dcm")) == files
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_compressed_study_stays_as_it_was_stored(server, cache, shared):
    fetched = fetch(server, Reference("", accession="FUJI95706"), cache, quiet)
    (file,) = fetched.folder.rglob("*.dcm")
    here = pydicom.dcmread(shared / "data" / "dicom" / "cr_tibia_RG3_J2KI.dcm")
    there = pydicom.dcmread(file)
    assert there.file_meta.TransferSyntaxUID == here.file_meta.TransferSyntaxUID
    assert there.PixelData == here.PixelData


@pytest.fixture
def serial(archive, shared, tmp_path):
    """Four studies of one patient, one of another whose ID differs in case only."""
    source = shared / "data" / "dicom" / "ct_pancreas_0001_slice.dcm"
    for patient, day, modality in (
        ("Serial-1", "20240105", "CT"), ("Serial-1", "20231201", "CR"),
        ("Serial-1", "20220301", "CT"), ("Serial-1", "", "CT"), ("SERIAL-1", "20230101", "CT"),
    ):  # fmt: skip
        dataset = pydicom.dcmread(source)
        dataset.PatientID, dataset.StudyDate, dataset.Modality = patient, day, modality
        number = f"{day or 9}{len(patient)}{int(patient.isupper())}"
        dataset.StudyInstanceUID = f"1.2.3.{number}"
        dataset.SeriesInstanceUID = f"1.2.4.{number}"
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"1.2.5.{number}"
        path = tmp_path / f"{number}.dcm"
        dataset.save_as(path)
        archive.store(path)


def test_priors_come_with_the_study(server, tmp_path, serial):
    def loaded(priors: int):
        fetched = fetch(server, reference, Cache(tmp_path / "c", priors=priors), quiet)
        return load_study(fetched.folder, uid=fetched.study)

    reference = Reference("", study="1.2.3.2024010580")
    dates = [one.headers.text("StudyDate") for one in loaded(3).priors]
    assert dates == ["20231201", "20220301"]  # not the undated one, not the other patient's
    assert (
        "on the server: 2, of which fetched: 1"
        in fetch(server, reference, Cache(tmp_path), quiet).notes[0]
    )
    one = loaded(1)
    assert [prior.headers.text("StudyDate") for prior in one.priors] == ["20220301"]  # a CT first
    assert loaded(0).priors == ()


def test_a_prior_without_images_is_passed_over(server, cache, archive, shared, tmp_path):
    report = pydicom.dcmread(shared / "data" / "dicom" / "sr_test-SR.dcm")
    image = pydicom.dcmread(shared / "data" / "dicom" / "ct_pancreas_0001_slice.dcm")
    for number, (dataset, day) in enumerate(
        ((image, "20240105"), (report, "20230105"), (image, "20220105"))
    ):
        dataset.PatientID, dataset.StudyDate = "Mixed-1", day
        dataset.StudyInstanceUID, dataset.SeriesInstanceUID = f"1.2.6.{number}", f"1.2.7.{number}"
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"1.2.8.{number}"
        dataset.save_as(tmp_path / "one.dcm")
        archive.store(tmp_path / "one.dcm")
    fetched = fetch(server, Reference("", study="1.2.6.0"), cache, quiet)
    loaded = load_study(fetched.folder, uid=fetched.study)
    assert [one.headers.uid for one in loaded.priors] == ["1.2.6.2"]


def test_a_patient_means_the_newest_study_only_where_one_is(server, cache, serial):
    fetched = fetch(server, Reference("", patient="Serial-1"), cache, quiet)
    assert fetched.study == "1.2.3.2024010580"
    with pytest.raises(DicomwebError, match="has no such study"):
        fetch(server, Reference("", patient="sErIaL-1"), cache, quiet)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Reference("", accession="NO-SUCH"), "has no such study"),
        (Reference("", study="1.9.9.9"), "has no such study"),
        (Reference("", study="1.2.276.0.7230010.3.1.4.2139363186.7819.982086466.2"), "no image"),
    ],
)
def test_nothing_to_fetch_is_said(server, cache, wanted, says):
    with pytest.raises(DicomwebError, match=says):
        fetch(server, wanted, cache, quiet)


def test_the_wrong_root_is_said(archive, cache):
    wrong = Server(f"{archive.url}/nothing")
    with pytest.raises(DicomwebError, match="not the root of its DICOMweb services"):
        fetch(wrong, Reference("", study=CT_UID), cache, quiet)


def test_stopping_keeps_what_was_fetched(server, cache):
    class Stop(Exception):
        pass

    def stop(done: int, of: int) -> None:
        if done == 5:
            raise Stop

    with pytest.raises(Stop):
        fetch(server, Reference("", study=CT_UID), cache, stop)
    assert len(list(cache.folder.rglob("*.dcm"))) >= 5  # and what was on its way
    assert not list(cache.folder.rglob("*.part"))


def test_old_studies_are_cleared_and_nothing_else(server, tmp_path):
    cache = Cache(tmp_path, keep_days=0.0)
    mine = tmp_path / "notes"
    mine.mkdir()
    first = fetch(server, Reference("", accession="FUJI95706"), cache, quiet).folder
    second = fetch(server, Reference("", accession="16387a"), cache, quiet).folder
    assert not first.exists()
    assert second.is_dir()
    assert mine.is_dir()


def test_credentials(tmp_path):
    folder = tmp_path / "orthanc"
    folder.mkdir()
    locked = Archive(
        folder,
        ("OrthancDicomWeb",),
        AuthenticationEnabled=True,
        RegisteredUsers={"reader": "s3cret:ü"},
    )
    try:
        wanted, cache = Reference("", study="1.2.3"), Cache(tmp_path / "cache")
        root = f"{locked.url}/dicom-web"
        with pytest.raises(DicomwebError, match=r"wants credentials.*dicomweb\.credentials_env"):
            fetch(Server(root), wanted, cache, quiet)
        with pytest.raises(DicomwebError, match=r"does not accept the credentials in \$PACS") as no:
            fetch(Server(root, "reader:wrong-one", "PACS"), wanted, cache, quiet)
        assert "wrong-one" not in str(no.value)
        with pytest.raises(DicomwebError, match="has no such study"):
            fetch(Server(root, "reader:s3cret:ü", "PACS"), wanted, cache, quiet)
    finally:
        locked.stop()


def test_nobody_listens(cache):
    server = Server(f"http://127.0.0.1:{free_port()}/dicom-web")
    with pytest.raises(DicomwebError, match="cannot be reached"):
        fetch(server, Reference("", study=CT_UID), cache, quiet)


class Answering:
    """A server that answers everything with the same bytes, or with nothing at all."""

    def __init__(self, answer: bytes | None, tls: tuple[Path, Path] | None = None) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._answer = answer
        self._tls: ssl.SSLContext | None = None
        if tls is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*tls)
        self._held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._held.append(connection)
            if self._answer is None:
                continue
            try:
                if self._tls is not None:
                    connection = self._tls.wrap_socket(connection, server_side=True)
                connection.recv(65536)
                connection.sendall(self._answer)
                connection.close()
            except OSError:  # the other side does not trust us, or has heard enough
                continue

    def close(self) -> None:
        self._socket.close()
        for connection in self._held:
            connection.close()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "did not answer within 0.5 s"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n<html", "DICOMweb"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/dicom+json\r\nContent-Length: 2\r\n\r\n[{", "DICOMweb"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n", "not followed"),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "refuses .HTTP 500"),
        (b"garbage", "cannot be reached, or ended"),
    ],
)  # fmt: skip
def test_strange_servers(cache, answer, says):
    strange = Answering(answer)
    try:
        # Where there is an answer, a busy machine has its time to read it.
        server = Server(strange.url, timeout_s=0.5 if answer is None else 60.0)
        begun = time.monotonic()
        with pytest.raises(DicomwebError, match=says):
            fetch(server, reference_of("dicomweb:accession=A1"), cache, quiet)
        assert time.monotonic() - begun < 20
    finally:
        strange.close()


def test_an_answer_without_an_end_is_not_taken(cache, monkeypatch):
    monkeypatch.setattr(dicomweb_requests, "_MOST_BYTES", 1000)
    body = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/dicom+json\r\nContent-Length: 2000\r\n\r\n"
    )
    endless = Answering(body + b"x" * 2000)
    try:
        with pytest.raises(DicomwebError, match="sends a broken answer"):
            fetch(Server(endless.url), reference_of("dicomweb:accession=A1"), cache, quiet)
    finally:
        endless.close()


def test_certificates_are_checked(cache, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    strange = Answering(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", (certificate, key))
    url = strange.url.replace("http:", "https:")
    try:
        with pytest.raises(DicomwebError, match=r"not trusted.*dicomweb\.ca_file"):
            fetch(Server(url), Reference("", study="1.2"), cache, quiet)
        with pytest.raises(DicomwebError, match="HTTP 500"):
            fetch(Server(url, ca_file=certificate), Reference("", study="1.2"), cache, quiet)
        with pytest.raises(DicomwebError, match="ca_file is no file"):
            fetch(Server(url, ca_file=tmp_path / "no"), Reference("", study="1.2"), cache, quiet)
    finally:
        strange.close()


def test_no_password_goes_out_in_the_clear(cache):
    server = Server("http://192.0.2.1/dicom-web", "reader:secret", "PACS")
    with pytest.raises(DicomwebError, match="unencrypted") as refused:
        fetch(server, Reference("", study=CT_UID), cache, quiet)
    assert "secret" not in str(refused.value)
    assert not Path(cache.folder).exists()


def run(*argv: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "medvoice.faces.cli.main", *argv],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **(env or {})},
    )
    return done.returncode, done.stdout, done.stderr


def test_report_takes_a_study_on_the_server(archive, tmp_path):
    dictation = tmp_path / "d.txt"
    dictation.write_text("Findings: no acute fracture. Impression: normal.")
    settings = {
        "MEDVOICE_STORAGE_FOLDER": str(tmp_path / "data"),
        "MEDVOICE_DICOMWEB_URL": f"{archive.url}/dicom-web/",
    }
    status, out, err = run(
        "report", str(dictation), "--template", "cxr", "--study", "dicomweb:accession=FUJI95706",
        env=settings,
    )  # fmt: skip
    assert status == 0, err
    assert "Accession: FUJI95706" in out
    assert "Fetching 1 images" in err
    whole = f"{archive.url}/dicom-web/studies/{CT_UID}"
    status, out, err = run("report", str(dictation), "--study", whole, env=settings)
    assert status == 0, err
    assert "Patient ID: QMNx85rKkkg" in out
    status, out, err = run(
        "report", str(dictation), "--study", "dicomweb:accession=X", env=settings
    )
    assert (status, out) == (1, "")
    assert "has no such study" in err
    assert "Traceback" not in err


def test_another_server_gets_no_secret_of_the_configured_one(archive, tmp_path):
    server = StudyServer(tmp_path, "https://pacs.example", "reader:secret", "PACS")
    elsewhere = f"{archive.url}/dicom-web/studies/{CT_UID}"
    assert located(elsewhere, server, quiet).uid == CT_UID


def test_ask_and_study_take_it_too(archive, tmp_path):
    settings = {
        "MEDVOICE_STORAGE_FOLDER": str(tmp_path / "data"),
        "MEDVOICE_DICOMWEB_URL": f"{archive.url}/dicom-web",
    }
    name = f"dicomweb:study={CT_UID}"
    status, out, err = run("ask", "how thick are the slices?", "--study", name, env=settings)
    assert status == 0, err
    assert out == "Slice thickness: 4 mm (14 slices) and 7 mm (12 slices).\n"
    status, out, err = run("study", "info", name, env=settings)
    assert status == 0, err
    assert "26 slices" in out
    status, _, err = run("study", "show", name, "-o", str(tmp_path / "s.png"), env=settings)
    assert status == 0, err
    assert (tmp_path / "s.png").stat().st_size > 10_000
