"""The record of a session's patient, and the documents of the daemon: given, compared, asked, kept,
gone; and what a hostile client can send in their place."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import httpx
import pytest
import soundfile
from dictations import until
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_client import LiveClient
from record_of_doe import ALLERGY, bundle, creatinine, doe, patient, roe
from retrieval.shelf import shelf
from room import room
from scripted import dictation_wav
from studies_shown import ORDER, write_ct

from medvoice.assistant.answering import Question
from medvoice.report.document import Origin
from medvoice.sealing.vault import Vault, new_vault, opened, write_vault
from medvoice.session import record_beside
from medvoice.session.encrypting import encrypt
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder
from medvoice.session.kept_record import RecordGoneError, kept
from medvoice.session.shared_documents import SharedDocuments
from medvoice.session.state import replay

FHIR = {"Content-Type": "application/fhir+json"}
QUESTION = "what was the last creatinine"


class Asked:
    """REST and one face of one session. new: as of POST /v1/sessions; name: one that goes on."""

    def __init__(self, house, name="", **new):
        self.house = house
        self.client = httpx.Client(base_url=house.url, trust_env=False, timeout=60)
        self.name = name or self("POST", "/v1/sessions", 201, json=new)["name"]
        self.of = f"/v1/sessions/{self.name}"
        self.face = LiveClient(house.socket_url, self.name)
        self.asked = 0

    def __call__(self, method, path, status=200, **more):
        answer = self.client.request(method, path, **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def give(self, data, status=200, **query):
        return self("PUT", f"{self.of}/record", status, content=data, headers=FHIR, params=query)

    def cell(self, state):
        self.face.until(lambda: self.face.cells.get("record", {}).get("state") == state)
        return self.face.cells["record"]

    def ask(self, text=QUESTION):
        """The cell of its answer."""
        numbers = [n for n in self.face.cells if n.startswith("question/")]
        at = f"question/{len(numbers) + 1}"
        self.asked += 1
        done = self.face.do(f"q{self.asked}{self.name}", "ask", text=text)
        assert done["outcome"] == "done", done
        self.face.until(lambda: self.face.cells.get(at, {}).get("reply", "coming") != "coming")
        return self.face.cells[at]

    @property
    def folder(self):
        root = self.house.daemon.settings.storage.folder
        return SessionFolder(root / "sessions" / self.name, self.house.daemon.keys)

    @property
    def files(self):
        return sorted(one.name for one in self.folder.path.glob("record-*"))

    def close(self):
        self.face.close()
        self.client.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    root = tmp_path_factory.mktemp("archive")
    write_ct(root / "doe", 3)
    return root


@pytest.fixture(scope="module")
def house(archive, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    guidelines = shelf(tmp_path_factory.mktemp("guidelines"))
    documents = {"folders": [str(guidelines)], "cache": str(tmp_path_factory.mktemp("cache"))}
    with room(
        folder=folder, studies={"roots": [str(archive)]}, documents=documents, sessions=100
    ) as made:
        until_read(made)
        yield made


def until_read(house):
    until(lambda: documents_of(house)["state"] != "reading", 60)
    return documents_of(house)


def documents_of(house):
    return httpx.get(f"{house.url}/v1/documents", trust_env=False, timeout=30).json()


@pytest.fixture
def begun(house):
    made = []

    def begin(where=house, **new):
        made.append(Asked(where, **new))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def about_doe(house):
    answer = httpx.get(f"{house.url}/v1/studies", trust_env=False, timeout=60)
    return {"study": {"study": answer.json()["studies"][0]["id"]}}


def vault_in(root) -> Vault:
    """From now on the data folder is encrypted."""
    vault = new_vault("file", b"k" * 32, "a vault")
    write_vault(root, vault)
    return opened(vault, [("file", b"k" * 32)])


def loaded(session):
    session.face.until(lambda: session.face.cells.get("screen", {}).get("state") == "ready")
    return session


def test_the_record_of_the_studys_patient_answers_with_its_resources(begun, house):
    session = loaded(begun(**about_doe(house)))
    given = session.give(doe())
    assert (given["state"], given["message"], given["choices"]) == ("ready", "", [])
    assert given["patient"]["name"] == "Doe Jane"
    cell = session.ask()
    assert (cell["reply"], cell["model"]) == ("record", "")
    assert "1.3 mg/dL" in cell["text"]
    assert [one["place"] for one in cell["cites"]] == ["Observation/crea"]
    assert session.ask("how many slices are there")["reply"] == "study data"
    cell = session.ask("what does the guideline say about metformin at an eGFR of 25")
    assert cell["reply"] == "documents"
    assert cell["cites"][0]["place"] == "metformin.txt, page 1"
    assert cell["cites"][0]["text"][1] in cell["text"]


def test_insert_that_says_where_it_comes_from(begun, house):
    session = loaded(begun(**about_doe(house)))
    session.give(doe())
    session.ask()
    assert session.face.do("in", "command", name="insert answer")["outcome"] == "done"
    session.face.until(lambda: "1.3 mg/dL" in json.dumps(fields(session)))
    (statement,) = [s for s in replay(events(session)).report.statements() if "1.3" in s.text]
    assert statement.origin is Origin.CITED
    assert "Observation/crea" in statement.reason


def fields(session):
    return [v for k, v in session.face.cells.items() if k.startswith("field/")]


def events(session):
    return read_events(session.folder.log).events


def test_another_patients_record_is_asked_about_and_answers_nothing_until_then(begun, house):
    session = loaded(begun(**about_doe(house)))
    given = session.give(roe())
    assert given["state"] == "asked"
    assert {"what": "patient name", "record": "Roe^Rita^", "study": "Doe^Jane"} in [
        {**one, "record": one["record"].rstrip("^") + "^"} for one in given["differences"]
    ]
    assert session.files == [], "nothing was kept"
    cell = session.ask()
    assert cell["reply"] == "declined"
    assert "another patient" in cell["text"]
    assert "9.9" not in json.dumps(session.face.cells)
    answer = {"number": given["number"], "answer": "nothing"}
    assert session("POST", f"{session.of}/record/answer", json=answer)["state"] == "none"
    assert session("POST", f"{session.of}/record/answer", 409, json=answer)["error"]["code"] == (
        "not_asked"
    )
    assert replay(events(session)).record is None


def test_what_is_taken_all_the_same_is_in_the_log_and_beside_each_answer(begun, house):
    session = loaded(begun(**about_doe(house)))
    number = session.give(bundle(patient(born="1970-02-01"), creatinine("2.2")))["number"]
    answer = {"number": number, "answer": "anyway"}
    shown = session("POST", f"{session.of}/record/answer", json=answer)
    assert shown["state"] == "ready"
    cell = session.ask()
    assert "2.2 mg/dL" in cell["text"]
    assert "not of the study" not in cell["text"], "what is inserted is the value alone"
    assert any("date of birth differs" in note for note in cell["notes"])
    assert replay(events(session)).record.anyway == ("date of birth",)


def test_a_study_that_comes_later_is_compared_too(begun, house):
    session = begun()
    given = session.give(roe())
    assert given["state"] == "ready"
    assert "look whose record it is" in given["message"]
    assert "9.9" in session.ask()["text"]
    session("PUT", f"{session.of}/study", 202, json={**about_doe(house)["study"], "choose": False})
    asked = session.cell("asked")
    assert {one["what"] for one in asked["differences"]} >= {"patient name", "date of birth"}
    assert session.ask()["reply"] == "declined"
    answer = {"number": asked["number"], "answer": "nothing"}
    assert session("POST", f"{session.of}/record/answer", json=answer)["state"] == "none"
    assert session.files == []


def test_an_order_is_compared_as_a_study_is(begun):
    session = begun(study={"order": ORDER})
    session.face.until(lambda: session.face.cells.get("screen", {}).get("about", {}).get("patient"))
    assert session.give(roe())["state"] == "asked"
    assert session.give(doe())["state"] == "ready"
    unnamed = session.give(bundle(creatinine("1.0")))
    assert unnamed["state"] == "asked"
    assert "not known" in unnamed["message"]
    assert "stays until then" in unnamed["message"]
    assert "1.3 mg/dL" in session.ask()["text"]


def test_it_is_there_again_when_the_session_goes_on(begun, house):
    session = loaded(begun(**about_doe(house)))
    session.give(doe("1.4"))
    (name,) = session.files
    mode = stat.S_IMODE((session.folder.path / name).stat().st_mode)
    assert mode == 0o600
    session("POST", f"{session.of}/close", json={})
    again = begun(name=session.name)
    again.cell("ready")
    assert "1.4 mg/dL" in again.ask()["text"]
    again("POST", f"{again.of}/close", json={})
    again("DELETE", again.of, 204)
    assert not again.folder.path.exists()


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_one_that_cannot_be_had_again_is_said(begun, house, harm):
    session = begun()
    session.give(doe())
    session("POST", f"{session.of}/close", json={})
    path = session.folder.path / session.files[0]
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(doe("7.7"))
    again = begun(name=session.name)
    assert harm in again.cell("broken")["message"]
    assert again.ask()["reply"] == "declined"
    assert again.give(doe("1.5"))["state"] == "ready"
    assert "1.5 mg/dL" in again.ask()["text"]


def test_it_is_sealed_where_the_data_folder_is_encrypted(tmp_path):
    keys = vault_in(tmp_path)
    with room(folder=tmp_path, keys=keys) as house:
        session = Asked(house)
        session.give(doe())
        (name,) = session.files
        assert name.endswith(".json.sealed")
        assert b"Creatinine" not in (session.folder.path / name).read_bytes()
        session("POST", f"{session.of}/close", json={})
        session.close()
        session = Asked(house, name=session.name)
        session.cell("ready")
        assert "1.3 mg/dL" in session.ask()["text"]
        session.close()


def test_it_is_there_after_a_crash_too(begun, house, tmp_path):
    session = loaded(begun(**about_doe(house)))
    session.give(doe("1.6"))
    # What kill -9 leaves: the folder as it is in the middle of the dictation.
    copied = tmp_path / "data" / "sessions" / session.name
    shutil.copytree(session.folder.path, copied)
    roots = {"roots": [str(one) for one in house.daemon.settings.studies.roots]}
    with room(folder=tmp_path / "data", studies=roots) as other:
        again = Asked(other, name=session.name)
        again.cell("ready")
        assert "1.6 mg/dL" in again.ask()["text"]
        again.close()


def test_a_session_that_is_encrypted_later_has_its_record_encrypted(tmp_path):
    with room(folder=tmp_path) as house:
        session = Asked(house)
        session.give(doe())
        session("POST", f"{session.of}/close", json={})
        session.close()
    keys = vault_in(tmp_path)
    folder = SessionFolder(tmp_path / "sessions" / session.name)
    assert encrypt(folder, keys)
    (file,) = folder.path.glob("record-*")
    assert file.name.endswith(".json.sealed")
    digest = file.name.removeprefix("record-").removesuffix(".json.sealed")
    assert kept(SessionFolder(folder.path, keys), digest) == doe()
    with pytest.raises(RecordGoneError, match="decrypted"):
        kept(folder, digest)


def test_another_one_takes_its_place_and_it_can_be_taken_away(begun):
    session = begun()
    session.give(doe())
    first = session.files
    session.give(doe("1.9"))
    assert session.files != first
    assert len(session.files) == 1
    assert "1.9" in session.ask()["text"]
    assert session("DELETE", f"{session.of}/record")["state"] == "none"
    assert session.files == []
    assert session.ask()["reply"] == "declined"
    assert len(replay(events(session)).exchanges) == 2


def test_what_a_crash_left_is_erased(begun, house):
    session = begun()
    session("POST", f"{session.of}/close", json={})
    (session.folder.path / f"record-{'0' * 64}.json").write_bytes(doe())
    again = begun(name=session.name)
    until(lambda: not again.files)


def test_whose_record_of_several(begun):
    session = begun()
    other = {**patient("Roe", "Rita"), "id": "rita"}
    both = bundle(patient(), other, creatinine("1.3"))
    error = session.give(both, 400)["error"]
    assert error["code"] == "several_patients"
    assert "Patient/rita" in error["message"]
    assert session.give(both, patient="jane")["patient"]["name"] == "Doe Jane"
    session("POST", f"{session.of}/close", json={})


def test_ndjson_and_a_list_are_taken(begun):
    session = begun()
    lines = "\n".join(json.dumps(one) for one in (patient(), creatinine("1.3"), ALLERGY))
    assert session.give(lines.encode())["said"] == "a record (2 entries)"
    assert session.give(f"[{doe().decode()}]".encode())["said"] == "a record (2 entries)"


def test_a_spoken_question_is_answered_from_the_record(tmp_path):
    said = ["Question, what was the last creatinine?", "No pneumothorax."]
    sound = soundfile.read(dictation_wav(tmp_path / "d.wav", 2), dtype="int16")[0]
    with room(said, folder=tmp_path / "data") as house:
        session = Asked(house)
        session.give(doe())
        session.face.begin("s1")
        session.face.send(sound, 0, len(sound))
        session.face.until(
            lambda: session.face.cells.get("question/1", {}).get("reply") == "record"
        )
        session.face.until(lambda: "pneumothorax" in json.dumps(fields(session)))
        assert "creatinine" not in json.dumps(fields(session)).lower()
        session.close()


def test_a_large_record_is_not_asked_on_the_sessions_thread(begun, monkeypatch):
    monkeypatch.setattr(record_beside, "MOST_AT_ONCE", 1)
    session = begun()
    session.give(doe())
    cell = session.ask()
    assert (cell["reply"], "1.3 mg/dL" in cell["text"]) == ("record", True)
    given = record_beside.RecordBeside(session.folder, lambda do: do())
    given.begin(lambda _: None, lambda: replay(events(session)))
    assert given.known(QUESTION) is None
    link = given.link(None)
    assert link.takes(Question(QUESTION), lambda: None)
    assert "1.3 mg/dL" in list(link.answerer.answer(Question(QUESTION), lambda: None))[-1].text


def test_documents_are_indexed_once_and_never_named_by_a_request(house, begun):
    found = documents_of(house)
    assert (found["state"], found["documents"], found["left_out"]) == ("ready", 3, [])
    session = begun()
    session.face.until(lambda: "documents" in session.face.cells)
    assert session.face.cells["documents"]["documents"] == 3
    assert "guidelines" not in json.dumps(found)
    document = httpx.get(f"{house.url}/openapi.json", trust_env=False, timeout=60).json()
    assert set(document["paths"]["/v1/documents"]) == {"get"}
    assert "parameters" not in document["paths"]["/v1/documents"]["get"]


def test_documents_that_are_being_read_hold_no_question_up(tmp_path):
    documents = SharedDocuments([shelf(tmp_path / "guidelines")], tmp_path / "cache")
    link = documents.link(None)
    about_them = Question("what does the guideline say about metformin")
    assert link.takes(about_them, lambda: None)
    assert not link.takes(Question("is there a nodule"), lambda: None)
    (_, answer) = link.answerer.answer(about_them, lambda: None)
    assert "still being read" in answer.text
    documents.start()
    until(lambda: documents.shelved.state != "reading", 60)
    (_, answer) = link.answerer.answer(about_them, lambda: None)
    assert answer.cites[0].source == "metformin.txt"
    documents.close()


def test_folders_that_are_not_there_are_said_without_their_path(tmp_path):
    gone = tmp_path / "nowhere" / "guidelines"
    cache = str(tmp_path / "cache")
    with room(folder=tmp_path / "d", documents={"folders": [str(gone)], "cache": cache}) as house:
        found = until_read(house)
        assert found["state"] == "broken"
        assert str(tmp_path) not in json.dumps(found)
        session = Asked(house)
        cell = session.ask("what does the guideline say about metformin")
        assert (cell["reply"], "no documents" in cell["text"]) == ("declined", True)
        session.close()


def test_a_new_file_is_found_when_the_next_dictation_begins(tmp_path):
    now = [0.0]
    documents = SharedDocuments(
        [shelf(tmp_path / "guidelines")], tmp_path / "cache", lambda: now[0]
    )
    documents.start()
    until(lambda: documents.shelved.state == "ready")
    until(lambda: documents._again_at > now[0])  # that look is over
    (tmp_path / "guidelines" / "new.txt").write_text("Contrast is warmed to 37 degrees.")
    documents.look_again()
    assert not documents._wanted.is_set(), "not so soon again"
    assert documents.shelved.contents.documents == 3
    now[0] = 1000.0
    documents.look_again()
    until(lambda: documents.shelved.contents.documents == 4, 60)
    documents.close()


BAD = [
    (b"", "no_record"),
    (b"{", "no_record"),
    (b"\xff\xfe\x00", "no_record"),
    (b"<Bundle/>", "no_record"),
    (b"[]", "no_record"),
    (b"null", "no_record"),
    (b'{"resourceType": "Bundle", "entry": 7}', "no_record"),
    (b'{"resourceType": "../../etc/passwd"}', "no_record"),
    (b"[" * 3_000_000, "no_record"),
    (b'{"a":' * 400_000, "no_record"),
    (b'{"resourceType": "Bundle", "fhirVersion": "1.0.2", "entry": []}', "no_record"),
    (b'{"resourceType":"Patient","resourceType":"Observation"}', "no_record"),
    (b'{"resourceType":"Patient","multipleBirthInteger":1e99999999}', "no_record"),
]


@pytest.mark.parametrize(("body", "code"), BAD)
def test_what_is_no_record_is_refused_and_changes_nothing(begun, body, code):
    session = begun()
    session.give(doe())
    error = session.give(body, 400)["error"]
    assert error["code"] == code
    assert "Traceback" not in error["message"]
    assert "passwd" not in error["message"]
    assert session("GET", f"{session.of}/record")["state"] == "ready"
    assert len(session.files) == 1


def test_a_record_that_is_too_large_is_refused(begun, tmp_path):
    with room(folder=tmp_path, record_mb=1) as house:
        session = Asked(house)
        big = bundle(patient(), creatinine("1.3")) + b" " * (1 << 20)
        answer = session.client.put(f"{session.of}/record", content=big, headers=FHIR)
        assert answer.status_code == 413
        pieces = (b" " * 65_536 for _ in range(17))
        answer = session.client.put(f"{session.of}/record", content=pieces, headers=FHIR)
        assert answer.status_code == 413
        packed = {**FHIR, "Content-Encoding": "gzip"}
        answer = session.client.put(f"{session.of}/record", content=b"x", headers=packed)
        assert answer.status_code == 415
        assert session.files == []
        other = session.client.put(f"{session.of}/study", content=big, headers=FHIR)
        assert other.status_code == 413, "that path alone takes more"
        session.close()


@pytest.mark.parametrize("name", ["../../etc", "%2e%2e", "20200101-000000-abcd", "x" * 100])
def test_no_path_and_no_strange_session(house, name):
    for method in ("PUT", "GET", "DELETE"):
        answer = httpx.request(
            method, f"{house.url}/v1/sessions/{name}/record", trust_env=False, timeout=30
        )
        assert answer.status_code in (400, 404, 422), answer.text


def test_token_and_origin_are_asked_for(tmp_path):
    with room(folder=tmp_path, token="t" * 32) as house:
        head = {"Authorization": f"Bearer {'t' * 32}", "Origin": "https://evil.example"}
        for method, path in (("PUT", "/v1/sessions/x/record"), ("GET", "/v1/documents")):
            assert (
                httpx.request(method, house.url + path, trust_env=False, timeout=60).status_code
                == 401
            )
            answer = httpx.request(
                method, house.url + path, headers=head, trust_env=False, timeout=60
            )
            assert answer.status_code == 403


def test_nothing_of_it_is_in_the_log_of_the_daemon(begun, house, caplog):
    session = loaded(begun(**about_doe(house)))
    session.give(roe())
    session.give(doe())
    session.ask()
    for word in ("Doe", "Roe", "Rita", "P-1", "Creatinine", "crea"):
        assert word not in caplog.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["Patient", "Bundle", "Observation", "Patient/jane", "final", "2024"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["resourceType", "id", "subject", "reference", "name", "family", "given",
            "birthDate", "entry", "resource", "code", "text", "coding", "valueQuantity", "value",
            "status", "identifier", "contained", "meta"]) | st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    with room(folder=tmp_path_factory.mktemp("f"), requests_per_minute=1_000_000) as house:
        session = Asked(house)
        yield session
        session.close()


@settings(
    max_examples=150, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(kind=st.sampled_from(["Patient", "Observation", "Bundle", "Condition"]), body=JSON)
def test_whatever_is_given_it_is_a_record_or_a_clear_refusal(target, kind, body):
    body = {**body, "resourceType": kind} if isinstance(body, dict) else body
    answer = target.client.put(f"{target.of}/record", content=json.dumps(body), headers=FHIR)
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 400:
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert target("GET", f"{target.of}/record")["state"] in ("none", "ready")


def test_half_a_character_harms_neither_log_nor_page(begun):
    session = begun()
    half = doe().replace(b"Creatinine", b"Creatinine\\ud800").replace(b"Doe", b"Doe\\udfff")
    assert session.give(half)["patient"]["name"] == "Doe\ufffd Jane"
    assert "Creatinine\ufffd" in session.ask()["text"]
    session("POST", f"{session.of}/close", json={})
    assert "Creatinine\ufffd" in str(replay(events(session)).exchanges[0])


def test_a_disk_that_is_full_attaches_nothing(begun, monkeypatch):
    session = begun()

    chmod, refused = os.fchmod, []

    def full(handle, mode):
        """For the record alone: the session writes its own files meanwhile."""
        name = Path(os.readlink(f"/proc/self/fd/{handle}")).name
        if "record" in name:
            refused.append(name)
            raise OSError(28, "No space left on device")
        chmod(handle, mode)

    monkeypatch.setattr(os, "fchmod", full)
    assert session.give(doe(), 507)["error"]["code"] == "storage"
    assert refused
    monkeypatch.undo()
    assert session("GET", f"{session.of}/record")["state"] == "none"
    assert session.files == []
