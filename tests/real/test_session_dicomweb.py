"""A daemon's session with a study from a DICOMweb server: a real Orthanc with its plugin."""

from __future__ import annotations

import io

import httpx
import numpy as np
import pytest
from live_client import LiveClient
from orthanc import Archive
from PIL import Image
from room import room
from studies_shown import ORDER, write_ct, write_prior


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    running = Archive(tmp_path_factory.mktemp("orthanc"), ("OrthancDicomWeb",))
    folder = tmp_path_factory.mktemp("studies")
    for one in (write_ct(folder / "now"), write_prior(folder / "older")):
        for file in sorted(one.iterdir()):
            running.store(file)
    yield running
    running.stop()


def test_by_its_accession_number_with_prior_and_order(archive, tmp_path):
    server = {"url": f"{archive.url}/dicom-web"}
    with (
        room(folder=tmp_path / "data", dicomweb=server) as house,
        httpx.Client(base_url=house.url, trust_env=False, timeout=60) as client,
    ):
        assert client.get("/v1/studies").json()["dicomweb"] is True
        wanted = {"study": {"study": "dicomweb:accession=A-7", "order": ORDER}}
        name = client.post("/v1/sessions", json=wanted).json()["name"]
        face = LiveClient(house.socket_url, name)
        face.until(lambda: face.cells.get("screen", {}).get("state") == "ready")
        # It may be known a moment after the study is shown.
        face.until(lambda: face.cells["screen"]["about"].get("reason") == "Cough for three weeks")
        cell = face.cells["screen"]
        study = client.get(f"/v1/sessions/{name}/study").json()
        assert [one["date"] for one in study["studies"]] == ["2024-03-01", "2023-02-15"]
        path = f"/v1/sessions/{name}/study/{cell['shown']}/pictures"
        for which in (0, 1):
            png = client.get(f"{path}/{which}/0/3").content
            assert np.asarray(Image.open(io.BytesIO(png))).std() > 20
        # Another address is not asked, whatever it is.
        other = {"study": f"dicomweb:{archive.url}/dicom-web/studies/1.2.3"}
        refused = client.put(f"/v1/sessions/{name}/study", json=other)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "no_study")
        face.close()


def test_a_server_that_does_not_answer_costs_the_study_alone(tmp_path):
    server = {"url": "http://127.0.0.1:9/dicom-web", "timeout_s": 2}
    with (
        room(folder=tmp_path / "data", dicomweb=server) as house,
        httpx.Client(base_url=house.url, trust_env=False, timeout=60) as client,
    ):
        wanted = {"study": {"study": "dicomweb:accession=A-7"}}
        name = client.post("/v1/sessions", json=wanted).json()["name"]
        face = LiveClient(house.socket_url, name)
        face.until(lambda: face.cells.get("screen", {}).get("state") == "broken")
        assert face.cells["screen"]["message"]
        done = face.do("k", "add", field="findings.bones", text="Fine.")
        assert done["outcome"] == "done"
        face.close()
