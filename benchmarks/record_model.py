"""Open questions to a record with a real, weak model: what is let through, against the raw JSON.

    python benchmarks/record_model.py GGUF [--questions N]

llama.cpp's server with that model on one core. The check here shares no code with `bearing.py`: of
an answer that was shown, every number has to stand in the raw JSON of the resources it names, and
each of these has to exist and not be void by the generator's truth.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.records.synthetic_record import TODAY, made, written
from medvoice.assistant.answering import Answer, AnswerOrigin, Question
from medvoice.assistant.backend import BackendError
from medvoice.assistant.choosing import BackendSettings, open_backend
from medvoice.records.reading import read_record
from medvoice.records.record_answerer import RecordAnswerer
from medvoice.records.record_facts import RecordFacts

QUESTIONS = (
    "Summarise her oncological history in two sentences",
    "Describe the course of her kidney disease",
    "What happened to her in 2014?",
    "Tell the story of her atrial fibrillation and its treatment",
    "Which of her conditions matter for a contrast scan?",
    "Why was warfarin given?",
    "What treatment did the breast cancer get?",
    "Describe her heart problems",
    "Which operations were on the left side?",
    "What do we know about her lungs from the reports?",
    "Who in the family had heart trouble?",
    "Describe how her blood sugar was treated",
    "What was found on the ultrasound scans over the years?",
    "Is there anything about smoking and lung disease together?",
    "What was done in the year before the pacemaker?",
    "Explain her allergies in a sentence",
    "What should a radiologist know before an MRI?",
    "Describe the infections she had",
    "What is planned for her?",
    "Which tumours run in her family?",
)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("--questions", type=int, default=len(QUESTIONS))
    parser.add_argument("--resources", type=int, default=2_000)
    parser.add_argument("--context", type=int, default=4096)
    arguments = parser.parse_args()
    bundle, truth = made(7, arguments.resources)
    text = written(bundle)
    raw = {
        f"{one['resource']['resourceType']}/{one['resource']['id']}": json.dumps(one["resource"])
        for one in json.loads(text)["entry"]
    }
    path = Path(__file__).with_name(".record.json")
    path.write_text(text, encoding="utf-8")
    try:
        facts = RecordFacts(read_record([path]))
    finally:
        path.unlink()
    import xllamacpp

    options = xllamacpp.CommonParams()
    options.model.path = str(arguments.model)
    options.n_ctx, options.n_parallel = arguments.context, 1
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = 1
    options.hostnames, options.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(options)
    backend = open_backend(
        BackendSettings(backend="server", url=server.listening_address, timeout_s=600)
    )
    answerer = RecordAnswerer(facts, backend, lambda: TODAY)
    shown, wrong, why = 0, [], Counter[str]()
    for question in QUESTIONS[: arguments.questions]:
        start = time.perf_counter()
        try:
            *_, answer = answerer.answer(Question(question), lambda: None)
        except BackendError as error:
            why[f"failed: {error}"[:70]] += 1
            continue
        assert isinstance(answer, Answer)
        print(f"{time.perf_counter() - start:5.0f} s {answer.origin}: {question}", flush=True)
        if answer.origin is not AnswerOrigin.MODEL:
            why[re.sub(r".*\((.*)\).*", r"\1", answer.text)[:70]] += 1
            continue
        shown += 1
        print(f"        {answer.text}")
        named = [one.source for one in answer.cites]
        evidence = " ".join(raw.get(ref, "") for ref in named)
        numbers = set(re.findall(r"\d+", re.sub(r"\([A-Z]\w+/.*?\)", " ", answer.text)))
        there = {one.lstrip("0") for one in re.findall(r"\d+", evidence)}
        if missing := {one for one in numbers if one.lstrip("0") not in there}:
            wrong.append(f"{question}: {sorted(missing)} in none of {named}")
        wrong += [f"{question}: {ref}" for ref in named if ref not in raw or ref in truth.void]
    print(f"{arguments.model.name}: {arguments.questions} open questions, {shown} answers shown, "
          f"{len(wrong)} of them with something that does not stand there")  # fmt: skip
    for line in wrong:
        print(f"  {line}")
    for reason, count in why.most_common():
        print(f"  {count} not shown: {reason}")
    backend.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
