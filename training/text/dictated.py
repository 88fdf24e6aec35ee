"""Dictated: turns as people dictate them, line by line (`dictated/**/*.txt`).

The grammar fills its frames at random, so it knows the words and hardly the usage. These lines were
written for this project by authors who had not seen a sentence of the test sets; half of the voice
commands (`wide/commands_short.txt`) were put together from written lists.
Notation: that of the frames without named slots (`notation.py`), marks as in print ("clear.").

    python -m training.text.dictated --count 20
"""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import dataclass
from pathlib import Path

from training.text.grammar import Sentence, spoken_form
from training.text.notation import Number, Slot, Template, parse
from training.text.spoken import articles

FOLDER = Path(__file__).parent / "dictated"
_MARKS = {
    ".": "period", ",": "comma", ":": "colon", ";": "semicolon", "?": "question mark",
}  # fmt: skip
_MARK = re.compile(r" *(?<!<th)(?<!<and)([.,:;?])")


@dataclass(frozen=True, slots=True)
class Dictated:
    """lines: parsed. choices: the inline choices of all lines, by the name of their slot."""

    lines: tuple[Template, ...]
    choices: dict[str, list[Template]]

    @classmethod
    def of_project(cls, folder: Path = FOLDER) -> Dictated:
        """Raises NotationError, quoting the line."""
        choices: dict[str, list[Template]] = {}
        lines = tuple(
            parse(with_marks(line), choices)
            for path in sorted(folder.rglob("*.txt"))
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip()
        )
        return cls(lines, choices)

    def sentence(self, rng: random.Random) -> Sentence:
        """A line, every choice as likely as the others."""
        target = self._target(rng.choice(self.lines), rng)
        return Sentence(target, spoken_form(target), -1)

    def variants(self, most: int, rng: random.Random) -> list[str]:
        """Of every line up to `most` different fillings, in any order."""
        found = [
            text
            for line in self.lines
            for text in sorted({self._target(line, rng) for _ in range(most)})
        ]
        rng.shuffle(found)
        return found

    def _target(self, line: Template, rng: random.Random) -> str:
        return " ".join(articles(" ".join(self._filled(line, rng)).split()))

    def _filled(self, line: Template, rng: random.Random) -> list[str]:
        words: list[str] = []
        for part in line:
            if isinstance(part, Slot):
                words += self._filled(rng.choice(self.choices[part.name]), rng)
            elif isinstance(part, Number):
                words.append(part.words(rng.randint(part.low, part.high)))
            elif part:
                words.append(part)
        return words


def with_marks(line: str) -> str:
    """ "clear." → "clear {period}"."""
    return _MARK.sub(lambda found: f" {{{_MARKS[found[1]]}}}", line.strip().lower())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    arguments = parser.parse_args()
    text, rng = Dictated.of_project(), random.Random(arguments.seed)
    print(f"{len(text.lines)} lines")
    for _ in range(arguments.count):
        print(text.sentence(rng).target)


if __name__ == "__main__":
    main()
