"""negspacy as a system: the benchmark's findings with their negation have to be the same.

    python -m venv v && v/bin/pip install "spacy>=3.7" negspacy
    python -m benchmarks.fidelity --negspacy v/bin/python

A blank English pipeline with a sentence splitter: no model is loaded. It knows findings and their
negation, nothing of numbers, sides and the rest: the rows of the table say so.
"""

from __future__ import annotations

import json
import sys

from benchmarks.fidelity.words import FINDINGS


def main() -> int:
    import spacy
    from negspacy.negation import Negex  # noqa: F401 - registers the pipe

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    ruler = pipeline.add_pipe("entity_ruler")
    names = sorted({*FINDINGS, *(f"{name}s" for name in FINDINGS)})
    ruler.add_patterns(
        [{"label": "F", "pattern": [{"LOWER": w} for w in name.split()]} for name in names]
    )
    pipeline.add_pipe("negex", config={"ent_types": ["F"]})

    def read(text: str) -> set[tuple[str, bool]]:
        found = pipeline(text).ents
        return {(entity.text.lower().rstrip("s"), bool(entity._.negex)) for entity in found}

    for line in sys.stdin:
        case = json.loads(line)
        same = read(" ".join(case["sources"])) == read(case["statement"])
        print(json.dumps({"faithful": same}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
