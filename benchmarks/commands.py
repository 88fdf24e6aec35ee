"""Voice commands: none in dictated reports, every variant recognised, what humans say.

    python benchmarks/commands.py                       # ../shared/data/reports
    python benchmarks/commands.py --reports FOLDER --failures 50

1. Every sentence of the report collections is dictated, whole and as every fragment between two
   possible pauses (every run of its words), to a session in each of its ordinary contexts: a
   command is a false one. Field names are those of all packaged templates together. Hints ("no
   field is called …") place the words as dictation; they are counted apart.
2. Every variant of the grammar, in four ways of writing: ours with {period}, MedASR's, Whisper's
   prose ("Next field."), and bare words; as a whole utterance, and between two pauses inside one.
3. The doctors' lines to a virtual scribe (acibench_virtscribe): what they say to a machine, and
   what of it we know. Sentences of the lines are classified by the matcher; those that name the
   machine's work in words of the list MACHINE are printed for a reader to judge.
4. While asleep: sentences that wake it.
5. Process time from a spoken line to its events, by the length of the report.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from written_form import REPORTS, sentences

from medvoice.language.commands.grammar import Grammar, Phrase, load_grammar
from medvoice.language.commands.matcher import AWAKE, Matcher, Situation
from medvoice.language.commands.phrases import SlotSpec
from medvoice.language.commands.slots import Names
from medvoice.language.commands.splitting import split_commands
from medvoice.language.reader import Dialect, typed
from medvoice.language.spoken import SpokenWord
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.lines import LineReader

FINAL = Situation(frozenset(["awake", "final"]))
MACHINE = re.compile(
    r"\b(template|macro|default|dictat|transcri|my (?:general|normal)|insert|scratch|strike|"
    r"delete|note|document|record|dragon|computer|scribe|order|show|pull up|look at|open)\w*",
    re.IGNORECASE,
)
EXAMPLES = {
    "text": "pleural effusion",
    "question": "is there a nodule",
    "letters": "a c e",
    "template": "ct chest",
    "place": "impression",
    "section": "findings",
    "choice": "left",
}


def names() -> Names:
    templates = Templates([templates_folder()])
    places = {n: n for name in templates.names() for n in templates.load(name).spoken_names()}
    known = {name.replace("_", " "): name for name in templates.names()}
    return Names.of({"place": places, "template": known})


def fragments(words: tuple[SpokenWord, ...]) -> Iterator[tuple[SpokenWord, ...]]:
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            yield words[first:last]


def false_commands(matcher: Matcher, texts: list[str], known: Names, failures: int) -> int:
    seen: set[str] = set()
    wrong: list[str] = []
    hints: list[str] = []
    began = time.perf_counter()
    for text in texts:
        for words in fragments(typed(text)):
            said = " ".join(word.text for word in words)
            if said in seen:
                continue
            seen.add(said)
            for contexts in (AWAKE, FINAL.contexts):
                decision = matcher.decide(words, Situation(contexts, known, whole=False))
                if decision.command is not None:
                    wrong.append(f"{decision.name}: {said}")
                elif decision.hint and contexts is AWAKE:
                    hints.append(said)
    seconds = time.perf_counter() - began
    each = 1000 * seconds / (2 * len(seen))
    print(f"sentences {len(texts)}, different fragments {len(seen)} ({each:.2f} ms a decision)")
    print(f"false commands: {len(wrong)}")
    for line in wrong[:failures]:
        print("  ", line)
    print(f"dictation with a hint: {len(hints)}")
    for line in hints[:failures]:
        print("  ", line)
    return len(wrong)


def example(phrase: Phrase, grammar: Grammar) -> list[str]:
    words: list[str] = []
    for element in phrase.variant:
        if isinstance(element, SlotSpec):
            kind = element.kind
            listed = next(iter(grammar.lists.get(kind, {})), "")
            words += EXAMPLES.get(kind, listed).split()
        else:
            words.append(element)
    return words


def ways_of_writing(words: list[str]) -> dict[str, str]:
    said = " ".join(words)
    return {
        "bare words": said,
        "ours, {period}": said + " {period}",
        "MedASR": said.replace("impression", "[IMPRESSION]").replace("findings", "[FINDINGS]"),
        "Whisper's prose": said[:1].upper() + said[1:] + ".",
        "Whisper's comma": said[:1].upper() + said[1:] + ",",
    }


def between(said: str) -> list[SpokenWord]:
    """The phrase between two pauses of 0.6 s, dictation on both sides."""
    words: list[SpokenWord] = []
    at = 0.1
    for part in ("no effusion {period}", said, "the heart is normal"):
        for word in part.split():
            words.append(SpokenWord(word, at, at + 0.2))
            at += 0.25
        at += 0.6
    return words


def recognised(matcher: Matcher, grammar: Grammar, known: Names, failures: int) -> int:
    missed: list[str] = []
    count: Counter[str] = Counter()
    tables = {**known.tables, "choice": {("left",): "1"}}
    for phrase in grammar.phrases:
        for context in phrase.command.when:
            where = Situation(
                AWAKE | {context} if context != "asleep" else frozenset([context]), Names(tables)
            )
            for way, said in ways_of_writing(example(phrase, grammar)).items():
                count[way] += 1
                decision = matcher.decide(typed(said), where)
                if decision.name != phrase.command.name:
                    missed.append(f"{way}: {said} -> {decision.name or decision.reason}")
                split = split_commands(between(said), matcher, where)
                if [run.command for run in split.runs] != ["", phrase.command.name, ""]:
                    missed.append(f"{way}, between pauses: {said}")
    print(f"variants: {len(grammar.phrases)}; said: {dict(count)}; each also between two pauses")
    print(f"not recognised: {len(missed)}")
    for line in missed[:failures]:
        print("  ", line)
    return len(missed)


def to_the_scribe(matcher: Matcher, known: Names, folder: Path) -> None:
    found: Counter[str] = Counter()
    listed: list[str] = []
    for path in sorted((folder / "acibench_virtscribe").glob("*.dialogue.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            speaker, _, said = line.partition("]")
            if "doctor" not in speaker:
                continue
            for sentence in re.split(r"(?<=[.?!])\s+", said.strip()):
                decision = matcher.decide(typed(sentence), Situation(AWAKE, known))
                found[decision.name or "dictation"] += 1
                if decision.command is not None or MACHINE.search(sentence):
                    what = decision.name or "dictation"
                    listed.append(f"{path.name[:5]} {what}: {sentence[:110]}")
    print("sentences of the doctors:", dict(found))
    for line in listed:
        print("  ", line)


def woken(matcher: Matcher, texts: list[str]) -> int:
    asleep = Situation(frozenset(["asleep"]))
    wrong = [text for text in texts if matcher.decide(typed(text), asleep).command is not None]
    pieces = {
        " ".join(word.text for word in words) for text in texts for words in fragments(typed(text))
    }
    parts = [p for p in sorted(pieces) if matcher.decide(typed(p), asleep).command is not None]
    print(
        f"asleep: of {len(texts)} sentences {len(wrong)} wake it, of {len(pieces)} fragments said"
    )
    print(f"as whole utterances {len(parts)}: {parts[:10]}")
    return len(wrong)


def cost() -> None:
    reader = LineReader(Templates([templates_folder()]).load("ct_chest"), Dialect.WORDS)
    for number in range(1, 701):
        reader.read(f"there is a {number % 9 + 1} millimeter nodule in the right upper lobe period")
        if number not in (50, 100, 350, 700):
            continue
        words = sum(len(s.text.split()) for s in reader.state.report.statements())
        began = time.process_time()
        for _ in range(10):
            reader.read("no pleural effusion period")
            reader.read("scratch that")
        spent = 1000 * (time.process_time() - began) / 20
        print(f"{words} words in the report: {spent:.2f} ms a line (dictation, scratch that)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--failures", type=int, default=20)
    options = parser.parse_args()
    grammar = load_grammar()
    matcher, known = Matcher(grammar), names()
    texts = sentences(options.reports)
    print("# Dictated reports")
    wrong = false_commands(matcher, texts, known, options.failures)
    print("\n# The grammar")
    wrong += recognised(matcher, grammar, known, options.failures)
    print("\n# Said to a virtual scribe")
    to_the_scribe(matcher, known, options.reports)
    print("\n# Asleep")
    wrong += woken(matcher, texts)
    print("\n# Cost")
    cost()
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
