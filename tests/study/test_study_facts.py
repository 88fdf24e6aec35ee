"""Questions that headers answer: exactly, in many wordings; and none about the pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.study.facts_said import About
from medvoice.study.loading import load_study
from medvoice.study.question_reading import Asked
from medvoice.study.question_topics import FALLBACKS, TOPICS, Topic
from medvoice.study.question_words import PLANES, WORDS
from medvoice.study.study import Kind, LoadedStudy, Series, Slice, Study
from medvoice.study.study_facts import FACTS, answer_from_headers
from medvoice.study.study_headers import StudyHeaders

DATA = Path(__file__).parents[1] / "data" / "study"
STUDIES = ("ct_head_ge", "mr_brain_t1", "cr_tibia_RG3_J2KI.dcm", "us_US1_J2KR.dcm")


def lines(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


TABLE = [line.split("\t") for line in lines("header_questions.tsv")]


@pytest.fixture(scope="module")
def studies(shared):
    found = {}

    def load(name: str) -> LoadedStudy:
        if name not in found:
            folder = shared / "data" if name.startswith("cxr/") else shared / "data" / "dicom"
            found[name] = load_study(folder / name)
        return found[name]

    return load


@pytest.mark.parametrize(("study", "question", "expected"), TABLE)
def test_table(studies, study, question, expected):
    answer = answer_from_headers(question, studies(study))
    assert answer is not None
    assert [part for part in expected.split(" & ") if part not in answer] == [], answer


def test_the_table_is_large():
    assert len(TABLE) >= 60
    assert len({study for study, _, _ in TABLE}) >= 8


def test_no_clinical_question_is_taken(studies):
    questions = lines("clinical_questions.txt")
    assert len(questions) >= 40
    head, brain = studies("ct_head_ge"), studies("mr_brain_t1")
    with_prior = replace(head, priors=(brain.study,))
    taken = {
        question: answer
        for question in questions
        for loaded in (with_prior, SEVERAL, *map(studies, STUDIES))
        if (answer := answer_from_headers(question, loaded)) is not None
    }
    assert taken == {}


def test_usual_wordings_are_taken(studies):
    head = studies("ct_head_ge")
    missed = [q for q in lines("header_wordings.txt") if answer_from_headers(q, head) is None]
    assert missed == []


def test_every_topic_is_asked_for_and_answered():
    assert set(FACTS) == set(Topic) == set(TOPICS) | set(FALLBACKS)


def test_no_phrase_means_two_things():
    tables = (*WORDS.values(), *PLANES.values())
    phrases = [part.strip() for text in tables for part in text.split(",")]
    assert {one for one in phrases if phrases.count(one) > 1} == set()


def test_tokens_of_patterns_exist():
    known = set(WORDS) | {"MOD", "PLANEWORD", "NAMED", "NUMBERED", "SLICENUMBER", "number"}
    used = {
        token.strip("+-")
        for text in (*TOPICS.values(), *FALLBACKS.values())
        for token in text.replace(",", " ").replace("+", " ").replace("-", " ").split()
    }
    assert used - known == set()


@pytest.mark.parametrize("question", ["", "?", "   ", "é ü 漢字", "what " * 200, "\x00\x1b[31m"])
def test_nothing_is_asked(studies, question):
    assert answer_from_headers(question, studies("ct_head_ge")) is None


def study(moment=None, modality="CT", description="", series=(), **texts) -> Study:
    texts = {"Modality": modality, "StudyDescription": description, **texts}
    known = {key: text for key, text in texts.items() if text}
    return Study(StudyHeaders(f"1.{moment}", known, moment, modality, (), 1), tuple(series))


def series(
    number, description="", images=3, modality="CT", thickness=None, kind=Kind.IMAGES, **texts
):
    slices = tuple(Slice(Path("x"), 0, n, 64, 64, thickness=thickness) for n in range(images))
    return Series(f"2.{number}", kind, modality, description, number, slices, texts)


NOW = study(datetime(2024, 3, 31, 9, 5), series=[series(1, thickness=2.0)])
LAST = study(date(2024, 2, 29), "CT", "CT chest", [series(1, images=7, thickness=5.0)])
OLD_FILM = study(date(2022, 3, 30), "CR", "Chest", [series(1, images=2, modality="CR")])
OLDEST = study(date(2019, 1, 1), "CT", "CT chest", [series(1, images=9, thickness=8.0)])
ALL = LoadedStudy(NOW, (LAST, OLD_FILM, OLDEST))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("are there any priors", "3 prior studies & February 29, 2024 & January 1, 2019"),
        ("is there a prior CT", "2 prior studies & CT of February 29, 2024"),
        ("is there a previous chest x-ray", "1 prior study & CR of March 30, 2022"),
        ("do we have a previous CT of the chest", "2 prior studies"),
        ("when was the last chest CT", "February 29, 2024"),
        ("is there a prior MRI", "No prior MR is loaded & CT of February 29, 2024"),
        ("when was the last CT", "February 29, 2024"),
        ("when was the previous radiograph", "March 30, 2022"),
        ("what is the date of the oldest prior", "January 1, 2019"),
        ("how long ago was the last CT", "31 days (1 month) before"),
        ("how many days since the previous x-ray", "732 days (2 years) before"),
        ("interval to the oldest prior", "1,916 days (5 years and 2 months) before"),
        ("how many slices does the prior have", "CT of February 29, 2024 & 7 images"),
        ("slice thickness of the prior CT", "5 mm"),
        ("how many studies are loaded", "1 study is loaded & 3 priors"),
        ("what time was this scan", "09:05"),
    ],
)  # fmt: skip
def test_priors(question, expected):
    answer = answer_from_headers(question, ALL)
    assert answer is not None
    assert [part for part in expected.split(" & ") if part not in answer] == [], answer


def test_a_study_without_a_date_has_no_interval():
    answer = answer_from_headers("how long since the prior", replace(ALL, study=study()))
    assert answer == (
        "The headers do not say when the study on screen was made, so no interval can be told."
    )


CONTRAST = [
    ({"ContrastBolusAgent": "Iohexol 350"}, "Contrast agent in the headers: Iohexol 350."),
    (
        {"ContrastBolusAgent": "OMNIPAQUE", "ContrastBolusVolume": "95.0"},
        "Contrast agent in the headers: OMNIPAQUE, 95 mL.",
    ),
    ({"ContrastBolusAgent": "NONE"}, "The headers' field for the contrast agent says: NONE."),
    ({"ContrastBolusVolume": "80"}, "The headers name no contrast agent, but say: ContrastBolusVolume 80."),
    ({}, "The headers do not say whether contrast was given."),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "expected"), CONTRAST)
def test_contrast(texts, expected):
    loaded = LoadedStudy(study(series=[series(1, **texts)]))
    assert answer_from_headers("was contrast given?", loaded) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, "OMNIPAQUE. The headers do not say how contrast was given, if it was."),
        ({"ContrastBolusRoute": "IV"}, "OMNIPAQUE. Contrast route: IV."),
    ],
)
def test_an_agent_is_no_answer_to_the_way_it_was_given(texts, expected):
    loaded = LoadedStudy(study(series=[series(1, ContrastBolusAgent="OMNIPAQUE", **texts)]))
    answer = answer_from_headers("was oral contrast given?", loaded)
    assert answer == f"Contrast agent in the headers: {expected}"


def test_a_prior_of_another_region_is_not_the_one_that_is_asked_for():
    def prior(description):
        headers = study(date(2023, 5, 6), Modality="CT", StudyDescription=description).headers
        return LoadedStudy(study(), (Study(replace(headers, modality="CT"), ()),))

    there = answer_from_headers("when was the last chest CT?", prior("CT ABDOMEN"))
    assert there == "No prior chest CT is loaded; there is CT of May 6, 2023 (CT ABDOMEN)."
    assert answer_from_headers("is there a prior chest CT?", prior("CT ABDOMEN")) == there
    silent = answer_from_headers("when was the last chest CT?", prior("FOLLOW UP"))
    assert silent is not None
    assert "Date of the study: May 6, 2023." in silent
    several = answer_from_headers("when was the last chest CT?", prior("CT CHEST ABDOMEN"))
    assert several is not None
    assert "Date of the study: May 6, 2023." in several


def test_a_description_is_no_statement_about_contrast():
    loaded = LoadedStudy(study(series=[series(1, "T1 POST GD")]))
    assert answer_from_headers("was contrast given?", loaded) == (
        "The headers do not say whether contrast was given. Descriptions that mention it: "
        "T1 POST GD."
    )


SEVERAL = LoadedStudy(
    study(
        series=[
            series(1, "Scout", 2, kind=Kind.LOCALISER),
            series(2, "Lung", 300, thickness=1.0, KVP="120", CTDIvol="7.25"),
            series(3, "Soft tissue", 60, thickness=5.0, KVP="120", CTDIvol="7.25"),
            series(4, "T2 FLAIR", 24, modality="MR", EchoTime="92.5", RepetitionTime="9000"),
        ]
    )
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many series", "4 series"),
        ("how many images", "386 images in all"),
        ("how many images in series 3", "60 images in series 3 (Soft tissue)."),
        ("slice thickness of the lung series", "Slice thickness: 1 mm."),
        ("thickness of the soft tissue images", "Slice thickness: 5 mm."),
        ("slice thickness of series two and three", "series 2 (Lung): 1 mm; series 3 (Soft tissue): 5 mm"),
        ("echo time of the FLAIR", "Echo time: 92.5 ms."),
        ("TE of the T2", "Echo time: 92.5 ms."),
        ("kVp of the CT", "Tube voltage: 120 kV."),
        ("what is the CTDIvol of the CT", "CTDIvol: 7.25 mGy."),
        ("which series has the thinnest slices", "1 mm, in series 2 (Lung)"),
        ("is there a localizer series", "Series 1 (Scout)"),
        ("how many slices does the ultrasound have", "There is no such series (US)"),
        ("thickness of series 9", "There is no such series (9)"),
        ("what is series 4", "Series 4 (T2 FLAIR): MR, 24 images."),
    ],
)  # fmt: skip
def test_series_are_told_apart(question, expected):
    answer = answer_from_headers(question, SEVERAL)
    assert answer is not None
    assert expected in answer


@pytest.mark.parametrize("question", ["how much lung is aerated", "is the lung normal", "lung?"])
def test_a_series_named_for_an_organ_makes_no_question_a_headers(question):
    assert answer_from_headers(question, SEVERAL) is None


def test_values_that_differ_are_all_said():
    one = replace(
        series(1, WindowCenter="40"),
        varying={"WindowCenter": ("40", "35")},
        texts={"WindowWidth": "400"},
    )
    answer = answer_from_headers("window?", LoadedStudy(study(series=[one])))
    assert answer == "Window in the headers: center 40 and 35, width 400."


@pytest.mark.parametrize(
    ("born", "said", "on", "expected"),
    [
        ("19790408", "", date(2004, 4, 7), "24 years (born April 8, 1979)."),
        ("19790408", "025Y", date(2004, 4, 8), "25 years (born April 8, 1979)."),
        ("20240101", "", date(2024, 11, 2), "10 months"),
        ("20240101", "003D", date(2024, 1, 4), "3 days (born January 1, 2024)."),
        ("", "006M", date(2024, 1, 4), "Age at the study: 6 months."),
        ("", "62", None, "Age at the study: 62."),
        ("19790408", "030Y", date(2004, 4, 8), "the header's own age field says 30 years."),
        ("19790408", "", None, "Born April 8, 1979; the headers do not say when the study was made"),
    ],
)  # fmt: skip
def test_age(born, said, on, expected):
    loaded = LoadedStudy(study(on, PatientBirthDate=born, PatientAge=said))
    answer = answer_from_headers("how old is the patient", loaded)
    assert answer is not None
    assert expected in answer


WORD_LIST = sorted(
    {
        word
        for text in (*WORDS.values(), *PLANES.values())
        for word in text.replace(",", " ").split()
    }
    | {"ct", "mri", "series", "2", "twelve", "chest", "lung", "the", "of", "flair", "lesion", "is"}
)
ODD = LoadedStudy(
    study(
        date(1, 1, 1),
        modality="",
        series=[
            series(None, "\\", 0),
            series(7, "x" * 300, 1, WindowCenter="a\\b", WindowWidth="1", KVP="nan", CTDIvol="1e999"),
        ],
        PatientBirthDate="99999999",
        PatientAge="-1Y",
        PatientWeight="heavy",
    ),
    (study(None, modality=""), study(date(9999, 12, 31))),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORD_LIST), min_size=1, max_size=8).map(" ".join))
def test_any_words_about_any_study_give_an_answer_or_none(question):
    for loaded in (SEVERAL, ODD, ALL, LoadedStudy(study())):
        answer = answer_from_headers(question, loaded)
        assert answer is None or answer.strip()


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_answers_about_odd_studies(topic):
    for loaded in (SEVERAL, ODD, ALL):
        about = About(Asked((topic,)), loaded, loaded.study, loaded.study.series)
        assert FACTS[topic](about).strip()
