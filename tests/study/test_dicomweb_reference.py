"""Names of studies on a DICOMweb server."""

from __future__ import annotations

import pytest

from medvoice.study.dicomweb_reference import DicomwebError, Reference, is_reference, reference_of


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("dicomweb:accession=A 12/3", Reference("", accession="A 12/3")),
        ("dicomweb:AccessionNumber=A1", Reference("", accession="A1")),
        ("DICOMweb:study=1.2.3", Reference("", study="1.2.3")),
        ("dicomweb:patient=P-1&accession=A1", Reference("", accession="A1", patient="P-1")),
        ("https://pacs/dicom-web/studies/1.2.3", Reference("https://pacs/dicom-web", study="1.2.3")),
        ("https://pacs:8443/x/y/studies/1.2/series/9", Reference("https://pacs:8443/x/y", study="1.2")),
        ("https://pacs/rs/studies?00080050=A1", Reference("https://pacs/rs", accession="A1")),
        ("http://127.0.0.1/rs/?PatientID=7", Reference("http://127.0.0.1/rs", patient="7")),
        ("dicomweb:https://pacs/rs/studies/1.2", Reference("https://pacs/rs", study="1.2")),
    ],
)  # fmt: skip
def test_reference(text, reference):
    assert is_reference(text)
    assert reference_of(text) == reference


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dicomweb:", "Which study is not said"),
        ("dicomweb:accession=", "Which study is not said"),
        ("dicomweb:colour=red", "colour does not say which study"),
        ("dicomweb:accession=A*", "stands for others"),
        ("dicomweb:patient=?", "stands for others"),
        ("dicomweb:study=../../etc", "no study instance UID"),
        ("https://pacs/rs/studies/..%2f..", "no study instance UID"),
        ("https://pacs/rs", "Which study is not said"),
        ("https://reader:secret@pacs/rs/studies/1.2", "does not belong in the address"),
        ("https:///studies/1.2", "names no study on a server"),
        ("https://pacs/rs/studies/1.2#x", "#"),
    ],
)
def test_what_is_no_reference_says_why(text, says):
    with pytest.raises(DicomwebError, match=says) as refused:
        reference_of(text)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("text", ["/data/dicomweb", "study", "C:/x", "dicom", "httpsfolder"])
def test_folders_are_no_references(text):
    assert not is_reference(text)
