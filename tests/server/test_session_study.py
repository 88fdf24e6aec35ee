"""The study of a daemon's session: named by id, loaded beside the dictation, asked about, shown."""

from __future__ import annotations

import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_client import LiveClient
from PIL import Image
from room import room
from scripted import dictation_wav
from studies_shown import BONE, ORDER, write_ct, write_prior

from medvoice.assistant.levels import Level
from medvoice.assistant.turnstile import Turnstile
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder
from medvoice.session.language_model import LanguageModel
from medvoice.session.state import replay

sys.path.append(str(Path(__file__).parents[1] / "assistant"))

from seeing_backend import SeeingBackend


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The configured folder."""
    root = tmp_path_factory.mktemp("archive")
    write_ct(root / "doe" / "now")
    write_prior(root / "older")
    write_ct(
        root / "roe", 3, study="1.9", PatientID="P-2", PatientName="Roe^Rita", AccessionNumber="B-1"
    )
    write_ct(
        root / "view", 1, study="1.8", Modality="CR", ImagePositionPatient=None,
        ImageOrientationPatient=None, AccessionNumber="C-1",
        SOPClassUID="1.2.840.10008.5.1.4.1.1.1",
    )  # fmt: skip
    (root / "empty").mkdir()
    (root / "text.txt").write_text("no image")
    (root / ".hidden").mkdir()
    return root


@pytest.fixture
def house(archive, tmp_path):
    with room(
        ["Findings: no pneumothorax."], folder=tmp_path, studies={"roots": [str(archive)]}
    ) as opened:
        yield opened


class Faced:
    """REST and one face of one session."""

    def __init__(self, house, **new):
        self.house = house
        self.client = httpx.Client(base_url=house.url, trust_env=False, timeout=30)
        self.name = self("POST", "/v1/sessions", 201, json=new)["name"]
        self.face = LiveClient(house.socket_url, self.name)

    def __call__(self, method, path, status=200, **more):
        answer = self.client.request(method, path, **more)
        assert answer.status_code == status, answer.text
        kind = answer.headers.get("content-type", "")
        return answer.json() if kind == "application/json" else answer

    def until(self, state, **about):
        """The cell `screen`, once its study is so and its patient or order, which the dictation has
        from the study, says this: a cell may have the one a moment before the other."""

        def there():
            cell = self.face.cells.get("screen", {})
            return cell.get("state") == state and about.items() <= cell["about"].items()

        self.face.until(there)
        return self.face.cells["screen"]

    @property
    def of(self):
        return f"/v1/sessions/{self.name}"

    @property
    def log(self):
        root = self.house.daemon.settings.storage.folder
        return SessionFolder(root / "sessions" / self.name)

    def close(self):
        self.face.close()
        self.client.close()


@pytest.fixture
def begun(house):
    made = []

    def begin(**new):
        made.append(Faced(house, **new))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def listed(house, find=""):
    answer = httpx.get(
        f"{house.url}/v1/studies", params={"find": find}, trust_env=False, timeout=30
    )
    return answer.json()


def id_of(house, name):
    return next(one["id"] for one in listed(house)["studies"] if one["name"] == name)


def test_the_folders_are_listed_by_id_and_never_by_path(house, archive):
    found = listed(house)
    assert {one["name"] for one in found["studies"]} == {
        "doe",
        "older",
        "roe",
        "view",
        "empty",
        "text.txt",
    }
    assert (found["folders"], found["dicomweb"], found["more"]) == (1, False, 0)
    doe = next(one for one in found["studies"] if one["name"] == "doe")
    assert doe["patient"] == "Doe Jane"
    assert (doe["modality"], doe["date"], doe["description"]) == ("CT", "2024-03-01", "CT chest")
    assert str(archive) not in json.dumps(found)
    assert [one["name"] for one in listed(house, "rita ct")["studies"]] == ["roe"]


def test_a_session_is_made_with_its_study(begun, house):
    session = begun(study={"study": id_of(house, "doe"), "prior": id_of(house, "older")})
    cell = session.until("ready", patient="Doe Jane", id="P-1", accession="A-7")
    session.face.until(lambda: session.face.cells["session"]["template"] == "ct_chest")
    session.face.until(lambda: "CT" in session.face.cells["study"])
    study = session("GET", f"{session.of}/study")
    assert study["number"] == cell["number"]
    assert [one["date"] for one in study["studies"]] == ["2024-03-01", "2023-02-15"]
    (series,) = study["studies"][0]["series"]
    assert (series["slices"], series["plane"], series["aspect"]) == (12, "axial", 1.0)


def test_its_headers_are_the_reports(begun, house):
    """Merge fields, exports; and long after, from the log alone."""
    session = begun(study={"study": id_of(house, "doe"), "order": ORDER})
    session.until("ready")
    text = session("GET", f"{session.of}/report?format=text").text
    assert "Cough for three weeks" in text
    exported = session("GET", f"{session.of}/report?format=json")
    assert "P-1" in json.dumps(exported)
    session("POST", f"{session.of}/close", json={})
    again = session("GET", f"{session.of}/report?format=json")
    assert "P-1" in json.dumps(again)
    assert "Cough for three weeks" in session("GET", f"{session.of}/report?format=text").text
    state = replay(read_events(session.log.log).events)
    assert state.attached.context["accession"] == "A-7"
    assert session("GET", session.of)["cells"]["screen"]["about"]["patient"] == "Doe Jane"


def test_a_template_that_was_named_stays(begun, house):
    session = begun(template="cxr", study={"study": id_of(house, "doe")})
    session.until("ready")
    assert session.face.cells["session"]["template"] == "cxr"


def test_an_order_of_another_patient_is_asked_about_and_attached_to_nothing(begun, house):
    session = begun(study={"study": id_of(house, "roe"), "order": ORDER})
    cell = session.until("asked")
    assert {"what": "patient ID", "order": "P-1", "study": "P-2"} in cell["differences"]
    assert cell["about"] == {}
    assert session.face.cells["study"] == ""
    session("GET", f"{session.of}/study", 404)
    refused = session(
        "POST", f"{session.of}/study/answer", 409, json={"number": 99, "answer": "anyway"}
    )
    assert refused["error"]["code"] == "not_asked"
    session(
        "POST",
        f"{session.of}/study/answer",
        202,
        json={"number": cell["number"], "answer": "without order"},
    )
    session.until("ready", id="P-2")
    assert "Cough" not in session("GET", f"{session.of}/report?format=text").text


def test_attached_anyway_where_somebody_says_so(begun, house):
    session = begun(study={"study": id_of(house, "roe"), "order": ORDER})
    number = session.until("asked")["number"]
    done = session.face.do("k1", "study answer", number=number, answer="anyway")
    assert done["outcome"] == "done"
    session.until("ready", id="P-1")  # the order counts then


def test_the_dictation_asks_too_and_its_yes_attaches(begun, house):
    session = begun(study={"study": id_of(house, "roe"), "order": ORDER})
    session.until("asked")
    session.face.until(lambda: session.face.cells["session"] and session.face.cells.get("asked"))
    assert "P-2" in str(session.face.cells["asked"])
    session.face.do("k1", "command", name="yes")
    session.until("ready", id="P-1")


def test_an_order_that_says_too_little_is_asked_about(begun, house):
    session = begun(
        study={"study": id_of(house, "doe"), "order": {"patient": {}, "indication": "Pain"}}
    )
    cell = session.until("asked")
    assert (cell["differences"], "Too little" in cell["message"]) == ([], True)
    session.face.do("k1", "study answer", number=cell["number"], answer="anyway")
    session.until("ready", reason="Pain")


def test_of_several_orders_none_is_guessed(begun, house):
    hl7 = (
        "MSH|^~\\&|RIS|HOSP|MV|RAD|20240301||OMI^O23^OMI_O23|1|P|2.5.1\rPID|1||P-1^^^^MR||Doe^Jane\r"
        "ORC|NW|PL-5\rOBR|1|PL-5||1^CT chest\rIPC|X-1\rORC|NW|PL-6\rOBR|2|PL-6||2^CT head\rIPC|X-2\r"
    )
    session = begun(study={"study": id_of(house, "doe"), "hl7": hl7})
    cell = session.until("asked")
    assert "None of the 2 orders" in cell["message"]
    assert cell["choices"] == ["without order", "nothing"]
    answered = session.face.do("k1", "study answer", number=cell["number"], answer="anyway")
    assert answered["outcome"] == "refused"
    session.face.do("k2", "study answer", number=cell["number"], answer="without order")
    session.until("ready", accession="A-7")


def test_an_order_that_the_dictation_began_with_counts_where_somebody_says_so(begun, house):
    session = begun(study={"order": ORDER})
    session.face.until(lambda: session.face.cells.get("screen", {}).get("about"))
    session.face.do("k1", "study", study=id_of(house, "roe"))
    number = session.until("asked")["number"]
    session.face.do("k2", "study answer", number=number, answer="anyway")
    session.until("ready", reason="Cough for three weeks")


def test_nothing_is_an_answer_too(begun, house):
    session = begun(study={"study": id_of(house, "roe"), "order": ORDER})
    number = session.until("asked")["number"]
    session.face.do("k1", "study answer", number=number, answer="nothing")
    assert session.until("none")["about"] == {}


def test_an_order_alone_and_then_its_study(begun, house):
    session = begun(study={"order": ORDER})
    session.face.until(lambda: session.face.cells.get("screen", {}).get("about"))
    session.until("none")  # the dictation has it a moment before its screen has read that
    assert "Cough" in session("GET", f"{session.of}/report?format=text").text
    session.face.do("k1", "study", study=id_of(house, "roe"))
    cell = session.until("asked")
    assert "patient ID" in [one["what"] for one in cell["differences"]]
    session.face.do("k2", "study", study=id_of(house, "doe"))
    session.until("ready", reason="Cough for three weeks")


def test_a_study_joins_a_dictation_under_way_and_no_other_takes_its_place(begun, house):
    session = begun(template="ct_chest")
    session.face.do("k1", "add", field="findings.lungs_pleura", text="No nodule.")
    first = session.face.do("k2", "study", study=id_of(house, "doe"))
    session.until("ready")
    assert session.face.do("k2", "study", study=id_of(house, "doe")) == first, "once for its key"
    session.face.do("k3", "study", study=id_of(house, "roe"))
    cell = session.until("broken")
    assert "about another study" in cell["message"]
    assert cell["about"]["id"] == "P-1"


def test_the_study_is_there_again_when_the_session_goes_on(begun, house, archive):
    session = begun(study={"study": id_of(house, "doe")})
    session.until("ready")
    session("POST", f"{session.of}/close", json={})
    session.face.close()
    session("POST", f"{session.of}/open", json={})
    session.face = LiveClient(house.socket_url, session.name)
    session.until("ready", patient="Doe Jane")
    assert session("GET", f"{session.of}/study")["studies"][0]["uid"] == "1.2.3"


def test_what_the_headers_say_is_answered_and_the_rest_says_why_not(begun, house):
    session = begun()
    refused = session.face.do("q0", "ask", text="how many slices are there")
    assert refused["outcome"] == "refused"
    session.face.do("k", "study", study=id_of(house, "doe"))
    session.until("ready")
    session.face.do("q1", "ask", text="how many slices are there")
    session.face.until(
        lambda: session.face.cells.get("question/1", {}).get("reply") == "study data"
    )
    assert "12" in session.face.cells["question/1"]["text"]
    session.face.do("q2", "ask", text="is there a nodule")
    session.face.until(lambda: session.face.cells.get("question/2", {}).get("reply") == "declined")
    assert "no language model" in session.face.cells["question/2"]["text"]


def picture(session, index=0, study=0, series=0, status=200, headers=None, **query):
    number = session.face.cells["screen"]["number"]
    path = f"{session.of}/study/{number}/pictures/{study}/{series}/{index}"
    return session("GET", path, status, params=query, headers=headers or {})


def grey(answer):
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("L"))


def test_slices_come_as_png_in_the_window_that_is_wanted(begun, house):
    session = begun(study={"study": id_of(house, "doe"), "prior": id_of(house, "older")})
    session.until("ready")
    usual = picture(session)
    assert usual.headers["content-type"] == "image/png"
    assert usual.headers["cache-control"] == "no-store"
    assert usual.headers["x-medvoice-window"] == "40 400"
    assert grey(usual).shape == (96, 96)
    body, nodule = grey(usual)[48, 48], grey(usual).max()
    assert (int(body), int(nodule)) == (102, 255), "0 HU in 40/400, and more than the window's end"
    by_hand = picture(session, centre=BONE, width=2)
    assert set(np.unique(grey(by_hand))) <= {0, 128}
    assert picture(session, window="lung").headers["x-medvoice-window"] == "-600 1500"
    small = grey(picture(session, size=64))
    assert small.shape == (64, 64)
    assert not np.array_equal(grey(picture(session, 0)), grey(picture(session, 11)))
    assert grey(picture(session, 7, study=1)).shape == (96, 96)
    tag = usual.headers["etag"]
    assert picture(session, status=304, headers={"If-None-Match": tag}).content == b""


@pytest.mark.parametrize(
    ("where", "query", "status", "code"),
    [
        ("0/0/12", "", 404, "no_picture"),
        ("2/0/0", "", 404, "no_picture"),
        ("0/9/0", "", 404, "no_picture"),
        ("0/0/0", "?window=../../etc/passwd", 404, "no_picture"),
        ("0/0/0", "?window=soft", 404, "no_picture"),
        ("0/0/0", "?centre=3", 404, "no_picture"),
        ("0/0/0", "?centre=nan&width=3", 422, None),
        ("0/0/0", "?size=100000", 422, None),
        ("0/0/-1", "", 422, None),
        ("0/0/..%2f..%2fetc%2fpasswd", "", 400, "bad_path"),
        ("0/0/%2e%2e", "", 400, "bad_path"),
    ],
)  # fmt: skip
def test_no_other_picture_can_be_had(begun, house, where, query, status, code):
    session = begun(study={"study": id_of(house, "doe")})
    number = session.until("ready")["number"]
    answer = session.client.get(f"{session.of}/study/{number}/pictures/{where}{query}")
    assert answer.status_code == status, answer.text
    if code:
        assert answer.json()["error"]["code"] == code
    other = session.client.get(f"{session.of}/study/{number + 1}/pictures/0/0/0")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "other_study")


def test_many_pictures_at_once_are_bounded(begun, house):
    session = begun(study={"study": id_of(house, "doe")})
    number = session.until("ready")["number"]

    def ask(at):
        path = f"{session.of}/study/{number}/pictures/0/0/{at % 12}?centre={at}&width=400"
        return session.client.get(path).status_code

    with ThreadPoolExecutor(40) as pool:
        found = list(pool.map(ask, range(300)))
    assert set(found) <= {200, 503}
    assert found.count(200) > 50
    assert picture(session).status_code == 200


def test_prior_and_present_are_matched_by_place(begun, house):
    session = begun(study={"study": id_of(house, "doe"), "prior": id_of(house, "older")})
    number = session.until("ready")["number"]
    found = session("GET", f"{session.of}/study/{number}/match/0/0/1/0")
    # 5 mm against 7.5 mm from the same start: 0, 5, 10 … → 0, 7.5, 7.5 …
    assert found["slices"][:4] == [0, 1, 1, 2]
    assert found["why"] == ""


@pytest.mark.parametrize(
    "given",
    [
        {"study": "../../etc"},
        {"study": "/etc"},
        {"study": "0" * 24},
        {"study": "https://evil.example/studies/1.2.3"},
        {"study": "dicomweb:https://evil.example/studies/1.2.3"},
        {"study": "dicomweb:accession=*"},
        {"study": "dicomweb:accession=A1"},
        {"prior": "f" * 24},
        {"order": {"patient": {}, "file": "/etc/passwd"}},
        {"order": ORDER, "hl7": "MSH|x"},
        {"hl7": "no message"},
        {"worklist": "/etc/passwd"},
        {"path": "/etc"},
        {},
    ],
)
def test_what_names_no_study_is_refused_before_anything_is_begun(house, given):
    with httpx.Client(base_url=house.url, trust_env=False, timeout=60) as client:
        before = len(client.get("/v1/sessions").json())
        answer = client.post("/v1/sessions", json={"study": given})
        if given.get("study") == "dicomweb:accession=A1":  # no server is configured: said on screen
            assert answer.status_code == 201
            name = answer.json()["name"]
            face = LiveClient(house.socket_url, name)
            face.until(lambda: face.cells.get("screen", {}).get("state") == "broken")
            assert "No DICOMweb server" in face.cells["screen"]["message"]
            face.close()
            return
        assert 400 <= answer.status_code < 500, answer.text
        assert "/etc" not in answer.text
        assert len(client.get("/v1/sessions").json()) == before


@pytest.mark.parametrize("name", ["empty", "text.txt"])
def test_what_holds_no_image_is_said_without_its_path(begun, house, archive, name):
    session = begun(study={"study": id_of(house, name)})
    message = session.until("broken")["message"]
    assert message.startswith("The study")
    assert str(archive) not in message
    assert session.face.do("k", "add", field="findings.bones", text="Fine.")["outcome"] == "done"


def test_links_lead_nowhere(tmp_path, archive):
    """Out of the folder: not listed, and left out of what is loaded."""
    secret = write_ct(tmp_path / "secret", 2, study="1.7")
    root = tmp_path / "root"
    write_ct(root / "mine", 2)
    (root / "out").symlink_to(secret)
    (root / "mine" / "zz.dcm").symlink_to(secret / "000.dcm")
    (root / "mine" / "sub").symlink_to(secret)
    (root / "circle").symlink_to(root / "circle")
    with room(folder=tmp_path / "data", studies={"roots": [str(root)]}) as house:
        assert [one["name"] for one in listed(house)["studies"]] == ["mine"]
        session = Faced(house, study={"study": id_of(house, "mine")})
        session.until("ready")
        study = session("GET", f"{session.of}/study")
        assert sum(s["slices"] for one in study["studies"] for s in one["series"]) == 2
        assert any("link" in note for note in study["notes"])
        session.close()


def test_without_folders_there_is_nothing_to_open(tmp_path):
    with room(folder=tmp_path) as house:
        assert listed(house) == {"studies": [], "more": 0, "folders": 0, "dicomweb": False}
        answer = httpx.post(
            f"{house.url}/v1/sessions",
            json={"study": {"study": "a" * 24}},
            trust_env=False,
            timeout=60,
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_study")


def test_a_token_and_an_origin_are_asked_for_here_too(archive, tmp_path):
    with room(folder=tmp_path, token="t" * 32, studies={"roots": [str(archive)]}) as house:
        for path in (
            "/v1/studies",
            "/v1/sessions/x/study",
            "/v1/sessions/x/study/1/pictures/0/0/0",
        ):
            assert httpx.get(house.url + path, trust_env=False, timeout=60).status_code == 401
            bad = {"Authorization": f"Bearer {'t' * 32}", "Origin": "https://evil.example"}
            assert (
                httpx.get(house.url + path, headers=bad, trust_env=False, timeout=60).status_code
                == 403
            )


def test_a_session_that_has_ended_shows_no_pictures(begun, house):
    session = begun(study={"study": id_of(house, "doe")})
    number = session.until("ready")["number"]
    session("POST", f"{session.of}/close", json={})
    answer = session("GET", f"{session.of}/study/{number}/pictures/0/0/0", 409)
    assert answer["error"]["code"] == "session_not_open"


def test_nothing_of_the_patient_is_in_the_log_of_the_daemon(begun, house, caplog):
    session = begun(study={"study": id_of(house, "roe"), "order": ORDER})
    session.until("asked")
    picture_less = session("GET", f"{session.of}/study", 404)
    assert picture_less["error"]["code"] == "no_study"
    for word in ("Doe", "Roe", "P-1", "P-2", "Cough"):
        assert word not in caplog.text


def test_a_spoken_question_is_answered_and_no_word_of_it_is_in_the_report(archive, tmp_path):
    said = ["Question, how many slices are there?", "No pneumothorax."]
    sound = soundfile.read(dictation_wav(tmp_path / "d.wav", 2), dtype="int16")[0]
    with room(said, folder=tmp_path / "data", studies={"roots": [str(archive)]}) as house:
        session = Faced(house, study={"study": id_of(house, "doe")})
        session.until("ready")
        session.face.begin("s1")
        session.face.send(sound, 0, len(sound))
        session.face.until(lambda: "question/1" in session.face.cells)
        session.face.until(lambda: session.face.cells["question/1"]["reply"] == "study data")
        assert "12" in session.face.cells["question/1"]["text"]
        session.face.until(lambda: "pneumothorax" in json.dumps(session.face.cells))
        fields = [v for k, v in session.face.cells.items() if k.startswith("field/")]
        assert "slices" not in json.dumps(fields)
        session.close()


def test_an_answer_says_which_images_it_saw_and_where_its_boxes_are(archive, tmp_path):
    boxes = '```json\n[{"box_2d": [400, 300, 600, 500], "label": "nodule"}]\n```'
    model = LanguageModel(SeeingBackend(lambda _: boxes), Level.VERBATIM, Turnstile())
    with room(folder=tmp_path, studies={"roots": [str(archive)]}, model=model) as house:
        session = Faced(house, study={"study": id_of(house, "view")})
        session.until("ready")
        session.face.do("q", "ask", text="where is the nodule")
        session.face.until(lambda: session.face.cells.get("question/1", {}).get("reply") == "model")
        cell = session.face.cells["question/1"]
        (image,) = cell["images"]
        assert {k: image[k] for k in ("study", "series", "part", "index")} == {
            "study": "1.8", "series": "1.8.1", "part": 1, "index": 0,
        }  # fmt: skip
        (box,) = cell["boxes"]
        assert (box["label"], box["image"]) == ("nodule", 0)
        assert [box[k] for k in ("top", "left", "bottom", "right")] == pytest.approx(
            [38.4, 28.8, 57.6, 48.0], abs=0.2
        )
        session.close()


@pytest.fixture(scope="module")
def ready(archive):
    """One study for many requests: (client, its pictures' path)."""
    with room(studies={"roots": [str(archive)]}, requests_per_minute=1_000_000) as house:
        session = Faced(house, study={"study": id_of(house, "doe"), "prior": id_of(house, "older")})
        number = session.until("ready")["number"]
        yield session, number
        session.close()


NUMBERS = st.one_of(
    st.integers(-3, 20), st.integers(), st.sampled_from(["..", "%2e%2e", "0x1", "1.0", "", "%00"])
)
QUERY = st.dictionaries(
    st.sampled_from(["window", "centre", "width", "size", "path", "study"]),
    st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.sampled_from(["lung", "64", "1e400", "-1"])),
    max_size=4,
)  # fmt: skip


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(numbers=st.tuples(NUMBERS, NUMBERS, NUMBERS), query=QUERY)
def test_whatever_numbers_are_asked_for_the_answer_is_a_picture_or_a_clear_refusal(
    ready, numbers, query
):
    session, number = ready
    path = f"{session.of}/study/{number}/pictures/" + "/".join(map(str, numbers))
    answer = session.client.get(path, params=query)
    if "/pictures/" not in answer.request.url.path:
        return  # the client itself resolves ".."
    if answer.status_code == 200:
        assert answer.headers["content-type"] == "image/png"
        assert max(grey(answer).shape) <= 96
    else:
        assert answer.status_code in (307, 400, 404, 422), answer.text
        if answer.status_code != 307:
            assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
            assert "Traceback" not in answer.text
