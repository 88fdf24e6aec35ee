"""The n-gram: ARPA's back-off rule, our own file, and KenLM's answers on the same model."""

import math
import random

import numpy as np
import pytest

from medvoice.asr.kenlm_model import KenLmModel
from medvoice.asr.ngram import NGram, NGramError, lm_word, read_arpa, write
from training.ngram import Recipe, estimate

PIECES = ["<pad>", "▁no", "▁lung", "s", "▁of▁the", "▁a"]
ARPA = """
\\data\\
ngram 1=8
ngram 2=5
ngram 3=2

\\1-grams:
-2.0\t<unk>
-99\t<s>\t-0.30
-1.1\t</s>
-0.9\t▁#no\t-0.20
-0.7\t▁#lung\t-0.40
-0.8\t▁s\t-0.10
-1.3\t▁#of#the\t0
-1.2\t▁#a

\\2-grams:
-0.2\t<s> ▁#no\t-0.15
-0.3\t▁#no ▁#lung\t-0.05
-0.1\t▁#lung ▁s\t-0.25
-0.6\t▁s ▁#of#the
-0.5\t▁s ▁#a

\\3-grams:
-0.05\t<s> ▁#no ▁#lung
-0.02\t▁#no ▁#lung ▁s

\\end\\
"""


@pytest.fixture
def arpa(tmp_path):
    file = tmp_path / "model.arpa"
    file.write_text(ARPA, encoding="utf-8")
    return file


def scores(model, tokens):
    state, found = model.start(), []
    for token in tokens:
        state, score = model.score(state, token)
        found.append(score / math.log(10))
    return found


def test_pieces_are_spelled_as_medasrs_model_does() -> None:
    assert [lm_word(piece) for piece in ("▁the", "s", "▁of▁the")] == ["▁#the", "▁s", "▁#of#the"]


def test_the_back_off_rule(arpa) -> None:
    model = NGram.of(read_arpa(arpa, PIECES))
    assert scores(model, [1, 2, 3]) == pytest.approx([-0.2, -0.05, -0.02])
    # "s a" is known, "lung s" backs off from "no lung s", "a a" backs off to one piece.
    assert scores(model, [2, 3, 5, 5]) == pytest.approx([-0.3 - 0.7, -0.1, -0.25 - 0.5, -1.2])
    assert scores(model, [0])[0] < -6, "a piece that it does not know"


def test_kenlm_gives_the_same(arpa) -> None:
    pytest.importorskip("flashlight.lib.text.decoder.kenlm")
    ours, theirs = NGram.of(read_arpa(arpa, PIECES)), KenLmModel(arpa, PIECES)
    rng = random.Random(3)
    for _ in range(50):
        text = [rng.randrange(1, len(PIECES)) for _ in range(12)]
        assert scores(ours, text) == pytest.approx(scores(theirs, text), abs=1e-5)


def test_our_file_keeps_a_small_model_exactly(arpa, tmp_path) -> None:
    levels = read_arpa(arpa, PIECES)
    write(tmp_path / "model.npz", levels, PIECES)
    text = [random.Random(1).randrange(1, len(PIECES)) for _ in range(40)]
    read = NGram.read(tmp_path / "model.npz", PIECES)
    assert scores(read, text) == scores(NGram.of(levels), text)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"\\data\\\nngram 1=2\n"])
def test_broken_files_are_refused(tmp_path, content) -> None:
    for name, read in (
        ("a.npz", lambda f: NGram.read(f, PIECES)),
        ("a.arpa", lambda f: read_arpa(f, PIECES)),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NGramError):
            read(tmp_path / name)


def test_a_file_with_other_arrays_is_refused(arpa, tmp_path) -> None:
    write(tmp_path / "model.npz", read_arpa(arpa, PIECES), PIECES)
    fingerprint = np.load(tmp_path / "model.npz")["pieces"]
    table = np.zeros(256, np.float32)
    codes = np.zeros(3, np.uint8)
    for counts, tokens in (([2], [1, 2, 3]), ([0, 3], [1, 2, 3]), ([3], [1, 2])):
        np.savez(
            tmp_path / "x.npz", counts=np.array(counts, np.uint16), logp_table=table, logp=codes,
            tokens=np.array(tokens, np.uint16), backoff_table=table, backoff=codes,
            pieces=fingerprint,
        )  # fmt: skip
        with pytest.raises(NGramError, match="arrays"):
            NGram.read(tmp_path / "x.npz", PIECES)


def test_a_model_for_other_pieces_is_refused(arpa, tmp_path) -> None:
    write(tmp_path / "model.npz", read_arpa(arpa, PIECES), PIECES)
    with pytest.raises(NGramError, match="other pieces"):
        NGram.read(tmp_path / "model.npz", [*PIECES[:-1], "▁an"])


def test_arpa_text_that_is_cut_is_refused(arpa) -> None:
    arpa.write_text(arpa.read_text(encoding="utf-8")[:-60], encoding="utf-8")
    with pytest.raises(NGramError):
        read_arpa(arpa, PIECES)


def test_an_estimate_sums_to_one_in_every_context() -> None:
    """Over all pieces but the control ones, those that the text lacks (7, 8) too."""
    rng = random.Random(5)
    text = [[rng.choice([3, 4, 5, 6, 4, 5]) for _ in range(9)] for _ in range(300)]
    for least in ((0, 1, 1), (0, 1, 3, 5)):
        model = NGram.of(estimate(text, 9, Recipe(least)))
        for _ in range(50):
            state = model.start()
            for token in rng.choices(range(3, 9), k=rng.randrange(6)):
                state, _ = model.score(state, token)
            total = sum(math.exp(model.score(state, token)[1]) for token in range(3, 9))
            assert total == pytest.approx(1.0, abs=1e-4)


def test_frequent_text_is_likelier_than_rare_text() -> None:
    model = NGram.of(estimate([[4, 5, 6]] * 50 + [[4, 6, 5]] * 5, 9, Recipe((0, 1, 1))))
    assert (
        sum(scores(model, [4, 5, 6]))
        > sum(scores(model, [4, 6, 5]))
        > sum(scores(model, [6, 6, 6]))
    )
