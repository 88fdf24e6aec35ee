"""Text → token ids with a checkpoint's own pieces."""

from __future__ import annotations

from pathlib import Path

import pytest

from medvoice.adaptation.targets import TargetError, Targets

PIECES = [
    ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -6.0), ("▁{period}", 0.0),
    ("▁{new▁paragraph}", 0.0), ("▁no", -1.0), ("▁effusion", -2.0), ("▁e", -3.0), ("ff", -3.0),
    ("usion", -3.0), ("s", -4.0),
]  # fmt: skip


def pieces(ids: list[int] | None) -> list[str]:
    assert ids is not None
    return [PIECES[i][0] for i in ids]


def test_the_best_path_is_taken() -> None:
    assert pieces(Targets(PIECES).ids("No effusions")) == ["▁no", "▁effusion", "s"]


def test_a_marker_of_two_words_is_one_piece() -> None:
    ids = Targets(PIECES).ids("no effusion {period} {new paragraph} no")
    assert pieces(ids) == ["▁no", "▁effusion", "▁{period}", "▁{new▁paragraph}", "▁no"]


def test_a_written_mark_becomes_its_marker_where_there_is_one() -> None:
    targets = Targets(PIECES)
    assert pieces(targets.ids("no effusion.")) == ["▁no", "▁effusion", "▁{period}"]
    assert pieces(targets.ids("no, effusion")) == ["▁no", "▁effusion"]


def test_what_has_no_piece_is_refused_whole() -> None:
    assert Targets(PIECES).ids("no 3 effusion") is None


def test_control_tokens_are_never_written() -> None:
    assert Targets(PIECES).ids("</s>") is None


def test_the_bundled_tokenizer() -> None:
    folder = Path(__file__).parents[2] / "medvoice" / "models" / "bundled"
    assert Targets.of(folder).ids("no pleural effusion {period} {new paragraph} impression {colon}")


def test_a_folder_without_a_tokenizer_says_so(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"tokenizer\.json"):
        Targets.of(tmp_path)
    (tmp_path / "tokenizer.json").write_text('{"model": {"vocab": {"a": 1}}}')
    with pytest.raises(TargetError, match="unigram"):
        Targets.of(tmp_path)
