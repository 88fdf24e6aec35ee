"""Open questions to a record with a real, weak model: what is let through, against the raw JSON.

    python benchmarks/record_model.py MODEL [--questions 5] [--resources 150] [--state FILE]

MODEL: a GGUF file (llama.cpp's server, one core) or a folder of transformers' (in this process).
The check here shares no code with `bearing.py`: of an answer that was shown, every number has to
stand in the raw JSON of the resources it names, and each of these has to exist and not be void by
the generator's truth. A question that takes longer than --seconds is given up. With --state, what
is done stands in a file, and a run that was stopped goes on behind it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.records.synthetic_record import TODAY, made, written
from medvoice.assistant.answering import Answer, AnswerOrigin, Question
from medvoice.assistant.backend import Backend, BackendError, Stopped
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


@dataclass(frozen=True, slots=True)
class Done:
    """why: of an answer that was not shown. wrong: what an answer that was shown says, and is not
    there."""

    question: str
    seconds: float
    text: str = ""
    why: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(slots=True)
class Clock:
    """What a backend calls between its steps; it stops one that takes too long."""

    seconds: float
    begun: float = field(default_factory=time.perf_counter)

    @property
    def passed(self) -> float:
        return time.perf_counter() - self.begun

    def check(self) -> None:
        if self.passed > self.seconds:
            raise Stopped


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--questions", type=int, default=5, help=f"of {len(QUESTIONS)}")
    parser.add_argument("--resources", type=int, default=150)
    parser.add_argument("--context", type=int, default=4096)
    parser.add_argument("--seconds", type=float, default=600, help="of one question, at most")
    parser.add_argument("--state", type=Path, help="JSON lines of what is done")
    given = parser.parse_args()
    bundle, truth = made(7, given.resources)
    text = written(bundle)
    raw = {
        f"{one['resource']['resourceType']}/{one['resource']['id']}": json.dumps(one["resource"])
        for one in json.loads(text)["entry"]
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "record.json")
        path.write_text(text, encoding="utf-8")
        facts = RecordFacts(read_record([path]))
    done = {one.question: one for one in _kept(given.state)}
    asked = QUESTIONS[: given.questions]
    with _backend(given.model, given.context) as backend:
        answerer = RecordAnswerer(facts, backend, lambda: TODAY)
        for number, question in enumerate(asked, 1):
            if question not in done:
                done[question] = _asked(answerer, question, given.seconds, raw, truth.void)
                _keep(given.state, done[question])
            one = done[question]
            print(f"{number}/{len(asked)} {one.seconds:5.0f} s {question}", flush=True)
            print(f"        {one.text or f'not shown: {one.why}'}", flush=True)
    return _told(given.model.name, [done[question] for question in asked])


def _asked(
    answerer: RecordAnswerer,
    question: str,
    seconds: float,
    raw: Mapping[str, str],
    void: Container[str],
) -> Done:
    clock = Clock(seconds)
    try:
        *_, answer = answerer.answer(Question(question), clock.check)
    except Stopped:
        return Done(question, clock.passed, why="given up: too slow")
    except BackendError as error:
        return Done(question, clock.passed, why=f"failed: {error}"[:90])
    assert isinstance(answer, Answer)
    if answer.origin is not AnswerOrigin.MODEL:
        why = re.sub(r".*\((.*)\).*", r"\1", answer.text)[:90]
        return Done(question, clock.passed, why=why)
    named = [one.source for one in answer.cites]
    evidence = " ".join(raw.get(ref, "") for ref in named)
    numbers = set(re.findall(r"\d+", re.sub(r"\([A-Z]\w+/.*?\)", " ", answer.text)))
    there = {one.lstrip("0") for one in re.findall(r"\d+", evidence)}
    missing = {one for one in numbers if one.lstrip("0") not in there}
    wrong = [f"{sorted(missing)} in none of {named}"] if missing else []
    wrong += [ref for ref in named if ref not in raw or ref in void]
    return Done(question, clock.passed, answer.text, wrong=tuple(wrong))


def _told(name: str, done: Sequence[Done]) -> int:
    shown = [one for one in done if one.text]
    wrong = [one for one in shown if one.wrong]
    print(f"{name}: {len(done)} open questions, {len(shown)} answers shown, "
          f"{len(wrong)} of them with something that does not stand there")  # fmt: skip
    for one in wrong:
        print(f"  {one.question}: {'; '.join(one.wrong)}")
    for reason, count in Counter(one.why for one in done if one.why).most_common():
        print(f"  {count} not shown: {reason}")
    return int(bool(wrong))


def _kept(state: Path | None) -> Iterator[Done]:
    if state is None or not state.exists():
        return
    for line in state.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        yield Done(**{**one, "wrong": tuple(one["wrong"])})


def _keep(state: Path | None, one: Done) -> None:
    if state is not None:
        with state.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one)) + "\n")


@contextmanager
def _backend(model: Path, context: int) -> Iterator[Backend]:
    if model.is_dir():
        backend = open_backend(
            BackendSettings("transformers", model=str(model), device="cpu", threads=1)
        )
        try:
            yield backend
        finally:
            backend.close()
        return
    import xllamacpp

    options = xllamacpp.CommonParams()
    options.model.path = str(model)
    options.n_ctx, options.n_parallel = context, 1
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = 1
    options.hostnames, options.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(options)
    backend = open_backend(BackendSettings("server", url=server.listening_address, timeout_s=600))
    try:
        yield backend
    finally:
        backend.close()
        del server  # stops it


if __name__ == "__main__":
    sys.exit(main())
