"""The bundled model's pieces: SentencePiece unigram over words, and one piece for each spoken mark.

    python -m training.vocabulary VOCAB.json --pieces 384

VOCAB.json: list of [piece, score]. 0 = <pad> (CTC blank), 1 = </s>, 2 = <unk>, 3 = the space alone
(LasrTokenizer writes id 3 for characters it does not know).
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import tempfile
from pathlib import Path

import sentencepiece

from medvoice.adaptation.unigram import best_path
from training.corpus.shard import read_shard, shard_names
from training.text.grammar import Grammar
from training.voices.spoken import units

SPACE = "▁"
SPECIAL = ("<pad>", "</s>", "<unk>", SPACE)
MARKS = (
    "period", "comma", "colon", "semicolon", "question mark", "exclamation mark", "hyphen", "slash",
    "new line", "new paragraph", "open paren", "close paren", "open quote", "close quote",
)  # fmt: skip
_SENTENCES = 40_000


class Vocabulary:
    """Words -> ids and ids -> text."""

    def __init__(self, pieces: list[tuple[str, float]]) -> None:
        self.pieces = pieces
        self._ids = {piece: number for number, (piece, _) in enumerate(pieces)}
        self._scores = [score for _, score in pieces]
        self._longest = max(len(piece) for piece, _ in pieces)

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        return cls([(piece, float(score)) for piece, score in json.loads(path.read_text())])

    def __len__(self) -> int:
        return len(self.pieces)

    def word(self, unit: str) -> list[int]:
        """Ids of one word or mark, the best path of the unigram model. Raises KeyError for a
        character that no piece has."""
        return list(self._word(unit))

    def text(self, ids: list[int]) -> str:
        """Of ids that are collapsed and hold no blank."""
        joined = "".join(self.pieces[i][0] for i in ids if i > 2)
        return joined.replace(SPACE, " ").strip()

    @functools.lru_cache(maxsize=50_000)  # noqa: B019 - one vocabulary a process, as long as it
    def _word(self, unit: str) -> tuple[int, ...]:
        text = SPACE + unit.replace(" ", SPACE)
        if unit.startswith("{"):
            return (self._ids[text],)
        path = best_path(text, self._ids, self._scores, self._longest)
        if path is None:
            raise KeyError(f"no pieces for {unit!r}")
        return path


def train(pieces: int, seed: int) -> list[tuple[str, float]]:
    """From sentences of the grammar and the human transcripts in the shards."""
    grammar, rng = Grammar(), random.Random(seed)
    lines = [grammar.sentence(rng).target for _ in range(_SENTENCES)]
    lines += [u.target for n in shard_names() if n.startswith("human") for u in read_shard(n)]
    words = [" ".join(u for u in units(line) if not u.startswith("{")) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        text, prefix = Path(folder) / "text", Path(folder) / "model"
        text.write_text("\n".join(line for line in words if line))
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(prefix), model_type="unigram",
            vocab_size=pieces - len(SPECIAL) - len(MARKS) + 1, character_coverage=1.0,
            unk_id=0, bos_id=-1, eos_id=-1, pad_id=-1, minloglevel=2,
            required_chars="abcdefghijklmnopqrstuvwxyz'",
        )  # fmt: skip
        model = sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")
    learnt = [(model.id_to_piece(i), model.get_score(i)) for i in range(1, model.get_piece_size())]
    space = dict(learnt).get(SPACE, -10.0)
    special = [(piece, space if piece == SPACE else 0.0) for piece in SPECIAL]
    marks = [(f"{SPACE}{{{mark.replace(' ', SPACE)}}}", 0.0) for mark in MARKS]
    return special + marks + [(piece, score) for piece, score in learnt if piece != SPACE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pieces", type=int, default=384)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    pieces = train(arguments.pieces, arguments.seed)
    arguments.file.write_text(json.dumps(pieces, ensure_ascii=False) + "\n")
    print(f"{len(pieces)} pieces")


if __name__ == "__main__":
    main()
