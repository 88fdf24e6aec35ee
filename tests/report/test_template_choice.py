"""The template that an examination gets without being told."""

from __future__ import annotations

import pytest

from medvoice.report.exam_names import ExamNames
from medvoice.report.template_choice import Examined, template_for
from medvoice.report.template_files import Folders
from medvoice.resources import templates_folder

PACKAGED = ExamNames.of(Folders([templates_folder()]))

TABLE = [
    # modality, requested procedure, study description, body part, template
    ("CT", "", "HEAD", "HEAD", "ct_head"),
    ("CT", "", "CT HEAD W/O CONTRAST", "", "ct_head"),
    ("CT", "CT Brain without IV contrast", "", "", "ct_head"),
    ("CT", "", "Head^ROUTINE (Adult)", "HEAD", "ct_head"),
    ("CT", "", "", "BRAIN", "ct_head"),
    ("CT", "", "CT THORAX W CONTRAST", "CHEST", "ct_chest"),
    ("CT", "", "CT ANGIO CHEST PE PROTOCOL", "CHEST", "ct_chest"),
    ("CT", "CT chest for lung cancer staging", "", "", "ct_chest"),
    ("CT", "", "Thorax^1_Thorax_Routine", "CHEST", "ct_chest"),
    ("CT", "", "CT CHEST LOW DOSE LUNG SCREENING", "CHEST", "ct_lung_screening"),
    ("CT", "LDCT lung cancer screening", "CT CHEST", "CHEST", "ct_lung_screening"),
    ("CT", "", "CT ABDOMEN PELVIS W IV CONTRAST", "ABDOMEN", "ct_abdomen_pelvis"),
    ("CT", "", "CT ABD/PELV WITH CONTRAST", "", "ct_abdomen_pelvis"),
    ("CT", "", "Abdomen and pelvis", "", "ct_abdomen_pelvis"),
    ("CT", "", "CT ABDOMEN", "ABDOMEN", "ct_abdomen_pelvis"),
    ("CT", "", "CT CHEST ABDOMEN PELVIS", "CHEST", ""),
    ("CT", "", "CT HEAD AND NECK ANGIO", "HEAD", ""),
    ("CT", "", "CT CERVICAL SPINE", "CSPINE", ""),
    ("CT", "", "CT KNEE LEFT", "KNEE", ""),
    ("CT", "", "Pancreas", "PANCREAS", ""),
    ("CT", "", "", "", ""),
    ("CR", "", "CHEST", "CHEST", "cxr"),
    ("DX", "", "XR CHEST PA AND LATERAL", "", "cxr"),
    ("DX", "Chest X-ray 2 views", "", "CHEST", "cxr"),
    ("CR", "", "Portable chest", "", "cxr"),
    ("CR", "", "", "CHEST", "cxr"),
    ("CR", "", "CHEST AP ERECT", "", "cxr"),
    ("CT", "", "CT AP W CONTRAST", "", "ct_abdomen_pelvis"),
    ("CT", "", "CT CAP", "", ""),
    ("DX", "", "", "THORAX", "cxr"),
    ("CR", "", "Non-ossifying fibroma of distal tibia", "EXTREMITY", ""),
    ("DX", "", "XR ABDOMEN KUB", "ABDOMEN", ""),
    ("DX", "", "XR LUMBAR SPINE 2 VIEWS", "LSPINE", ""),
    ("DX", "", "RIBS LEFT", "", ""),
    ("MR", "", "MRI BRAIN W WO CONTRAST", "BRAIN", "mr_brain"),
    ("MR", "", "Brain^Stroke", "HEAD", "mr_brain"),
    ("MR", "", "MRI LUMBAR SPINE WITHOUT", "LSPINE", "mr_lumbar_spine"),
    ("MR", "", "", "LSPINE", "mr_lumbar_spine"),
    ("MR", "", "L-SPINE", "", "mr_lumbar_spine"),
    ("MR", "", "MRI PROSTATE MULTIPARAMETRIC", "PELVIS", "mr_prostate"),
    ("MR", "", "MR LIVER WITH EOVIST", "ABDOMEN", "mr_liver"),
    ("MR", "", "MRI CERVICAL SPINE", "CSPINE", ""),
    ("MR", "", "MRI BRAIN AND LUMBAR SPINE", "BRAIN", ""),
    ("MR", "", "MRI KNEE RIGHT", "KNEE", ""),
    ("MR", "", "Hanke_Stadler^0024_transrep", "", ""),
    ("MR", "", "MRI PELVIS", "PELVIS", ""),
    ("US", "", "US THYROID", "NECK", "us_thyroid"),
    ("US", "", "US ABDOMEN COMPLETE", "ABDOMEN", "us_abdomen"),
    ("US", "Ultrasound of the abdomen, limited", "", "", "us_abdomen"),
    ("US", "", "US PELVIS TRANSVAGINAL", "PELVIS", ""),
    ("US", "", "OB ULTRASOUND", "", ""),
    ("MG", "", "MAMMOGRAM SCREENING BILATERAL", "BREAST", "mammography"),
    ("MG", "", "", "BREAST", "mammography"),
    ("NM", "", "Whole Body Bone", "WHOLE BODY", ""),
    ("PT", "", "PET CT CHEST", "CHEST", ""),
    ("SM", "", "", "", ""),
    ("", "", "CT HEAD", "HEAD", ""),
]  # fmt: skip


@pytest.mark.parametrize(("modality", "procedure", "description", "body_part", "template"), TABLE)
def test_table(modality, procedure, description, body_part, template):
    examined = Examined(modality, (procedure, description), body_part)
    choice = template_for(examined, PACKAGED)
    assert choice.name == template, choice.reason
    assert choice.reason.endswith(".")
    assert modality in choice.reason


def test_two_that_fit_alike_are_named_and_none_is_taken():
    doubled = ExamNames([*PACKAGED.templates, *PACKAGED.templates])
    choice = template_for(Examined("CT", ("CT HEAD",)), doubled)
    assert choice.name == ""
    assert "ct_head and ct_head fit" in choice.reason
