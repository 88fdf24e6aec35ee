"""One answerer of several: the first that takes the question, and who answers what nobody takes."""

from __future__ import annotations

import pytest
from scripted_answerer import ScriptedAnswerer

from medvoice.assistant.answering import Answer, AnswerOrigin, Cite, Question
from medvoice.session.answer_chain import AnswerChain, Link, first_known
from medvoice.session.asked_about import questions_about
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.exchanges import answer_given, answer_of, told
from medvoice.session.question_events import AnswerGiven


def go():
    pass


def link(name, takes):
    answerer = ScriptedAnswerer(lambda question: f"From {name}.", name)
    return Link(answerer, lambda question, between: takes in question.text)


def text_of(chain, question):
    return [one.text for one in chain.answer(Question(question), go)][-1]


def test_the_first_that_takes_it_answers_and_the_last_what_nobody_takes():
    links = [link("record", "potassium"), link("documents", "guideline"), link("model", "never")]
    chain = AnswerChain(links)
    assert text_of(chain, "What is the potassium in the guideline?") == "From record."
    assert text_of(chain, "What does the guideline say?") == "From documents."
    assert text_of(chain, "Is there a nodule?") == "From model."
    assert [len(one.answerer.asked) for one in links] == [1, 1, 1]
    assert chain.name == "model"
    chain.prepare(go)
    assert [one.answerer.prepared for one in links] == [1, 1, 1]


def test_what_is_known_comes_from_the_first_that_knows_it():
    def say(words, text):
        answer = Answer(text, AnswerOrigin.RECORD)
        return lambda asked: answer if words in asked else None

    known = first_known([say("age", "54"), say("a", "any")])
    assert known("age?").text == "54"
    assert known("what?").text == "any"
    assert known("who?") is None


class Loaded:
    def __init__(self, said):
        self.said, self.closed = said, False

    def known(self, text):
        return Answer(self.said, AnswerOrigin.RECORD) if self.said in text else None

    def link(self, backend):
        return link(self.said, self.said)

    def close(self):
        self.closed = True


def test_record_before_documents():
    asked = questions_about(None, [Loaded("record"), Loaded("documents")], None)
    assert asked.said == "record; documents"
    assert asked.known("documents").text == "documents"
    assert text_of(asked.answerer, "documents") == "From documents."
    assert text_of(asked.answerer, "something") == "From documents."
    assert questions_about(None, [], None) is None


def test_an_answer_with_its_places_comes_back_from_the_log(tmp_path):
    cite = Cite("contrast.pdf", 3, "One. Two. Three.", "Metformin", 5, 9)
    answer = Answer("Two.", AnswerOrigin.DOCUMENTS, cites=(cite, cite))
    log = EventLog(tmp_path / "events.log")
    log.append(answer_given(1, "some model", answer))
    log.close()
    (event,) = read_events(tmp_path / "events.log").events
    assert isinstance(event, AnswerGiven)
    assert answer_of(event) == answer
    assert event.model == ""
    assert told(event) == "Two. [documents, cites contrast.pdf, page 3]"


def test_what_moves_the_cursor_is_gone_and_the_best_words_stay_marked():
    cite = Cite("a\x1b[2J.pdf", 1, "\x1bOne. T\x1bwo.", "", 6, 11)
    event = answer_given(1, "", Answer("Two.", AnswerOrigin.DOCUMENTS, cites=(cite,)))
    (kept,) = event.cites
    assert kept.source == "a[2J.pdf"
    assert kept.text[kept.start : kept.end] == "Two."


@pytest.mark.parametrize("origin", ["study data", "model", "declined"])
def test_logs_of_before_stay_readable(origin):
    line = {"kind": "answer given", "number": 1, "model": "m", "text": "t", "origin": origin}
    assert AnswerGiven.model_validate(line).cites == ()
