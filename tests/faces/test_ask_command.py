"""medvoice ask: questions about real studies, with and without a model."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from chat_server import chat_server

from medvoice.assistant.boxes_drawn import COLOURS
from medvoice.faces.cli.main import main

BOX = '[{"box_2d": [100, 200, 300, 400], "label": "right clavicle"}]'


@pytest.fixture
def film(shared):
    return str(shared / "data/dicom/cr_chest_siim_6904.dcm")


@pytest.fixture
def head(shared):
    return str(shared / "data/dicom/ct_head_ge")


def on(server) -> list[str]:
    return ["--backend", "server", "--set", f"language_model.url={server.url}"]


def test_the_studys_own_data_answer_without_a_model(head, capsys):
    assert main(["ask", "How many slices are there?", "--study", head]) == 0
    out, err = capsys.readouterr()
    assert out == "26 slices in series 2.\n"
    assert "no model was asked" in err


def test_what_needs_a_model_is_declined_without_one(head, capsys):
    assert main(["ask", "Is there blood?", "--study", head]) == 1
    out, _ = capsys.readouterr()
    assert "no language model that takes images is configured" in out


def test_a_place_is_streamed_and_drawn(film, tmp_path, capsys):
    from PIL import Image

    with chat_server(
        lambda body: f"Up on the left of the image. Final Answer: ```json{BOX}```"
    ) as one:
        picture = tmp_path / "boxes.png"
        arguments = [
            "ask",
            "Where is the right clavicle?",
            "--study",
            film,
            "--boxes",
            str(picture),
        ]
        assert main([*arguments, *on(one)]) == 0
    out, err = capsys.readouterr()
    assert out == "Up on the left of the image.\n"
    assert "Model output (medgemma-1.5-4b-it at 127.0.0.1" in err
    assert "not checked" in err
    drawn = np.asarray(Image.open(picture))
    assert drawn.shape == (1024, 1024, 3)
    assert (drawn[round(0.1 * 1024) - 1, 250:400] == COLOURS[0]).all()
    assert (drawn[150:300, round(0.4 * 1024)] == COLOURS[0]).all()


def test_a_server_gets_the_slices_as_pictures_in_the_makers_order(head, capsys):
    import pydicom
    from assistant import makers
    from PIL import Image

    with chat_server(lambda body: "No blood.") as one:
        assert main(["ask", "Is there blood?", "On which side?", "--study", head, *on(one)]) == 0
    (_, _, first), (_, _, second) = one.asked
    assert capsys.readouterr().out == "No blood.\nNo blood.\n"
    content = first["messages"][0]["content"]
    pictures = [part for part in content if part["type"] == "image_url"]
    assert len(pictures) == 26
    labels = [p["text"] for p in content if p["type"] == "text" and p["text"].startswith("SLICE")]
    assert labels == [f"SLICE {n}" for n in range(1, 27)]
    assert "You are analyzing a contiguous block of CT slices from the head." in content[0]["text"]
    from pathlib import Path

    files = [pydicom.dcmread(file) for file in Path(head).glob("*.dcm")]
    files.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    for part, file in zip(pictures, files, strict=True):
        data = base64.b64decode(part["image_url"]["url"].partition(",")[2])
        hu = file.pixel_array.astype(float) * float(file.RescaleSlope) + float(
            file.RescaleIntercept
        )
        np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(data))), makers.ct_rgb(hu))
    assert [m["role"] for m in second["messages"]] == ["user", "assistant", "user"]
    assert second["messages"][1]["content"] == "No blood."


def test_a_pair_of_radiographs(shared, capsys):
    folder = shared / "data/cxr/serial"
    then, now = folder / "p206_16747_1_1.jpg", folder / "p206_16747_3_1.jpg"
    with chat_server(lambda body: "More on the left.") as one:
        arguments = ["ask", "What has changed?", "--study", str(now), "--prior", str(then)]
        assert main([*arguments, *on(one)]) == 0
    (_, _, asked) = one.asked[0]
    content = asked["messages"][-1]["content"]
    assert [part["type"] for part in content[:2]] == ["image_url", "image_url"]
    assert content[-1]["text"].endswith("What has changed?")
    assert content[-1]["text"].startswith("The first image is the earlier one")
    assert capsys.readouterr().out == "More on the left.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--study", "nowhere"], "nowhere"),
        (["--study", "{film}", "--boxes", "x.txt"], "must end in .png"),
        (["--study", "{film}", "--boxes", "no/such/folder/x.png"], "no/such/folder"),
    ],
)
def test_what_cannot_be_asked_is_said(film, arguments, said, capsys):
    arguments = [one.format(film=film) for one in arguments]
    assert main(["ask", "Is there blood?", *arguments]) != 0
    assert said in capsys.readouterr().err


def test_a_server_that_is_not_there(film, capsys):
    arguments = ["--backend", "server", "--set", "language_model.url=http://127.0.0.1:9/v1"]
    assert main(["ask", "Is there a pneumothorax?", "--study", film, *arguments]) == 1
    err = capsys.readouterr().err
    assert "127.0.0.1:9" in err
    assert "fault of the program" not in err
    assert main(["ask", "How many images are there?", "--study", film, *arguments]) == 0


def test_an_endpoint_on_vertex_gets_addresses_and_no_pixels(head, monkeypatch, capsys):
    monkeypatch.setenv("STORE", "store-token")
    with chat_server(lambda body: "No blood.") as one:
        path = "/v1/projects/p/locations/r/endpoints/7:rawPredict"
        server = ["--backend", "server", "--set", f"language_model.url={one.url}{path}"]
        store = ["--set", "dicomweb.url=https://pacs.example/dicom-web"]
        secret = ["--set", "dicomweb.credentials_env=STORE"]
        assert main(["ask", "Is there blood?", "--study", head, *server, *store, *secret]) == 0
    (where, _, body) = one.asked[0]
    assert where == path
    image = body["messages"][0]["content"][1]["image_dicom"]
    assert len(image["dicom_source"]) == 26
    assert all(
        s.startswith("https://pacs.example/dicom-web/studies/") for s in image["dicom_source"]
    )
    assert image["access_credential"] == "store-token"
    assert "image_url" not in str(body)
    assert capsys.readouterr().out == "No blood.\n"


def test_another_servers_study_gets_none_of_the_configured_ones_token():
    from pathlib import Path

    from medvoice.session.questioning import dicomweb_of
    from medvoice.session.study_source import StudyServer

    own = StudyServer(Path(), "https://pacs.example/dicom-web/", "token")
    assert dicomweb_of("dicomweb:accession=1", own).credential == "token"
    assert dicomweb_of("folder", own).url == "https://pacs.example/dicom-web"
    other = dicomweb_of("https://other.example/rs/studies/1.2.3", own)
    assert other.url == "https://other.example/rs"
    assert other.credential == ""
    named = StudyServer(Path(), "https://pacs.example/dicom-web", "name:password")
    assert dicomweb_of("folder", named).credential == ""
