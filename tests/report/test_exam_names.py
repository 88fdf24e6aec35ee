"""Templates by the names that people say for their examinations."""

from __future__ import annotations

import pytest

from medvoice.report.exam_names import ExamNames
from medvoice.report.template import load_template
from medvoice.report.template_files import Folders
from medvoice.resources import templates_folder

PACKAGED = ExamNames.of(Folders([templates_folder()]))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ct chest", "ct_chest"),
        ("chest CT", "ct_chest"),
        ("CT of the chest", "ct_chest"),
        ("CT chest without contrast", "ct_chest"),
        ("CAT scan of the thorax", "ct_chest"),
        ("c t chest", "ct_chest"),
        ("ct abdomen and pelvis", "ct_abdomen_pelvis"),
        ("abdominopelvic CT", "ct_abdomen_pelvis"),
        ("CT of the abdomen and pelvis", "ct_abdomen_pelvis"),
        ("head CT", "ct_head"),
        ("CT brain", "ct_head"),
        ("low dose chest CT", "ct_lung_screening"),
        ("lung cancer screening", "ct_lung_screening"),
        ("chest x-ray", "cxr"),
        ("chest xray", "cxr"),
        ("CXR", "cxr"),
        ("chest radiograph", "cxr"),
        ("mammogram", "mammography"),
        ("screening mammogram", "mammography"),
        ("MRI of the brain", "mr_brain"),
        ("brain MR", "mr_brain"),
        ("liver MRI", "mr_liver"),
        ("lumbar spine MRI", "mr_lumbar_spine"),
        ("MRI of the lumbosacral spine", "mr_lumbar_spine"),
        ("l spine MRI", "mr_lumbar_spine"),
        ("multiparametric MRI prostate", "mr_prostate"),
        ("abdominal ultrasound", "us_abdomen"),
        ("ultrasound of the thyroid", "us_thyroid"),
        ("thyroid sonogram", "us_thyroid"),
        ("us_thyroid", "us_thyroid"),
        ("CT chast", "ct_chest"),  # misheard
    ],
)
def test_one_template_is_meant(said, name):
    assert [one.name for one in PACKAGED.meant(said)] == [name]


def test_every_template_is_found_by_file_name_title_and_exam():
    for one in PACKAGED.templates:
        template = load_template(templates_folder() / f"{one.name}.j2")
        for said in (one.name, one.title, template.front.exam, *template.front.synonyms):
            assert [found.name for found in PACKAGED.meant(said)] == [one.name], said


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("CT", {"ct_abdomen_pelvis", "ct_chest", "ct_head", "ct_lung_screening"}),
        ("chest", {"ct_chest", "ct_lung_screening", "cxr"}),
        ("abdomen", {"ct_abdomen_pelvis", "mr_liver", "us_abdomen"}),
        ("MRI", {"mr_brain", "mr_liver", "mr_lumbar_spine", "mr_prostate"}),
        ("hospital", set()),
        ("PET CT", set()),
        ("cardiac MRI", set()),
        ("CT angiogram chest", set()),
        ("normal", set()),
        ("", set()),
    ],
)
def test_several_or_none(said, names):
    assert {one.name for one in PACKAGED.meant(said)} == names


def test_what_could_be_said_instead():
    assert {one.name for one in PACKAGED.offered("cardiac MRI")} == {
        "mr_brain", "mr_liver", "mr_lumbar_spine", "mr_prostate",
    }  # fmt: skip
    assert PACKAGED.offered("hospital") == PACKAGED.templates


def test_a_broken_file_has_no_name_and_hides_none(tmp_path):
    (tmp_path / "broken.j2").write_text("no front matter")
    names = ExamNames.of(Folders([tmp_path, templates_folder()]))
    assert names.templates == PACKAGED.templates
