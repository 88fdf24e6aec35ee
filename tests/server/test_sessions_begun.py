"""POST /v1/sessions: all or nothing, and an honest reason."""

from __future__ import annotations

import httpx
from room import room
from studies_shown import write_ct

from medvoice.session.study_loads import LoadsFullError, StudyLoads


def test_a_study_that_cannot_be_loaded_now_leaves_no_session(tmp_path, monkeypatch) -> None:
    write_ct(tmp_path / "archive" / "now", 1)
    begun = []

    def full(self: StudyLoads, load: object) -> None:
        begun.append(load)
        raise LoadsFullError("too many studies are being loaded")

    monkeypatch.setattr(StudyLoads, "submit", full)
    roots = [str(tmp_path / "archive")]
    kept = tmp_path / "kept"
    with (
        room(folder=kept, studies={"roots": roots}) as house,
        httpx.Client(base_url=house.url, trust_env=False, timeout=30) as client,
    ):
        study = client.get("/v1/studies").json()["studies"][0]["id"]
        answer = client.post("/v1/sessions", json={"study": {"study": study}})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "studies_busy")
        assert len(begun) == 1
        assert client.get("/v1/sessions").json() == []
        assert list((kept / "sessions").iterdir()) == []
        assert client.post("/v1/sessions", json={}).status_code == 201


def test_a_folder_that_was_encrypted_meanwhile_is_said_to_be(tmp_path) -> None:
    with (
        room(folder=tmp_path) as house,
        httpx.Client(base_url=house.url, trust_env=False, timeout=30) as client,
    ):
        (tmp_path / "vault.json").write_text("{}")
        answer = client.post("/v1/sessions", json={})
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (503, "encryption")
        assert "encrypted since the daemon began" in error["message"]
        assert str(tmp_path) not in answer.text
        assert client.get("/v1/sessions").json() == []
