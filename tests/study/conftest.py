"""Makes the helpers in tests/ importable here, and DICOM files of any header."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture
def dicom(tmp_path):
    """Writes a file: dicom("a/1.dcm", PatientID="1", …). Returns the folder of all."""
    import pydicom
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    folder = tmp_path / "study"
    folder.mkdir()

    def write(name, **attributes):
        dataset = pydicom.Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = (
            "1.2.840.10008.5.1.4.1.1.2"
        )
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        dataset.SpecificCharacterSet = "ISO_IR 192"
        known = {"PatientID": "P1", "StudyInstanceUID": "1.2.3", "Modality": "CT", **attributes}
        with pydicom.config.disable_value_validation():
            for keyword, value in known.items():
                if value is not None:
                    setattr(dataset, keyword, value)
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            dataset.save_as(path, enforce_file_format=True)
        return folder

    return write
