"""medvoice ask --documents: passages on standard output, how it came about on standard error."""

from __future__ import annotations

import pytest
from chat_server import chat_server
from retrieval.shelf import shelf

from medvoice.faces.cli.main import main


@pytest.fixture
def on(tmp_path):
    folder = shelf(tmp_path / "guidelines")
    return ["--documents", str(folder), "--set", f"documents.cache={tmp_path / 'cache'}"]


QUESTION = "When is a 7 mm solid nodule imaged again?"


def test_it_cites_file_page_and_passage(on, capsys):
    assert main(["ask", QUESTION, *on]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "Solid nodules of 6 to 8 mm are imaged again after 6 to 12 months."
    assert lines[1] == "  [1] nodules.txt, page 1, Middle size"
    assert lines[2].strip() == f"»{lines[0]}«"
    assert "3 documents, 3 of them read now" in err
    assert "word for word" in err


def test_what_they_do_not_say_is_status_1(on, capsys):
    assert main(["ask", "How is appendicitis treated?", *on]) == 1
    out, _ = capsys.readouterr()
    assert out == "Not in these documents.\n"


def test_broken_files_are_named_and_the_others_answer(on, tmp_path, capsys):
    (tmp_path / "guidelines" / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing")
    assert main(["ask", QUESTION, *on]) == 0
    assert "Left out: cut.pdf" in capsys.readouterr().err


def test_a_models_answer_is_shown_where_the_passages_bear_it(on, capsys):
    def answer(body):
        said = str(body["messages"])
        number = said[: said.index("6 to 8 mm")].count("passage number=")
        return f"They are imaged again after 6 to 12 months [{number}]."

    with chat_server(answer) as server:
        model = ["--backend", "server", "--set", f"language_model.url={server.url}"]
        assert main(["ask", QUESTION, *on, *model]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("They are imaged again after 6 to 12 months.\n  [1] nodules.txt")
    assert "Model output" in err

    with chat_server(lambda body: "They are imaged again after 3 months [1].") as server:
        model = ["--backend", "server", "--set", f"language_model.url={server.url}"]
        assert main(["ask", QUESTION, *on, *model]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Solid nodules of 6 to 8 mm")
    assert "not shown" in err


def test_documents_of_the_configuration_are_asked_beside_a_study(on, shared, capsys):
    head = str(shared / "data/dicom/ct_head_ge")
    assert main(["ask", "How many slices are there?", QUESTION, "--study", head, *on]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("26 slices in series 2.\nSolid nodules of 6 to 8 mm")


def test_nothing_to_ask_about_and_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["ask", QUESTION]) == 2
    assert "--documents" in capsys.readouterr().err
    cache = f"documents.cache={tmp_path / 'cache'}"
    assert main(["ask", QUESTION, "--documents", str(tmp_path / "no"), "--set", cache]) == 2
    assert "There are no documents" in capsys.readouterr().err
