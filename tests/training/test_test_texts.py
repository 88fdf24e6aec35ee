"""No sentence of the test sets is trained on."""

from training.corpus.test_texts import TestTexts


def test_a_sentence_is_found_whatever_stands_beside_it():
    texts = TestTexts(["findings {colon} the lung bases are clear {period}"])
    assert texts.has("no effusion {period} the lung bases are clear {comma} today") is False
    assert texts.has("no effusion {period} the lung bases are clear {period}")
    assert texts.has("the lung {comma} bases are clear")


def test_short_phrases_are_free():
    assert not TestTexts(["no pneumothorax {period}"]).has("no pneumothorax {period}")


def test_the_repository_has_test_texts():
    texts = TestTexts.of_repository()
    assert len(texts) > 100
    assert texts.has("there is no evidence of right heart strain {period}")
