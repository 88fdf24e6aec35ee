"""Test helper: typed text through reader, router and export."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from medvoice.export.text import text
from medvoice.language.reader import Dialect, Reader, ReaderSettings, typed
from medvoice.language.utterance import Heading, Utterance
from medvoice.report.context import RouterContext
from medvoice.report.dictated import Dictated, DictatedHeading, DictatedSentence
from medvoice.report.document import Report
from medvoice.report.routing import Router
from medvoice.report.template import Template, Templates

ROOT = Path(__file__).parents[1]
TEMPLATES = Templates([ROOT / "templates"])
GOLDEN = ROOT / "tests" / "data" / "golden"


@dataclass(frozen=True)
class Dictation:
    utterances: tuple[Utterance, ...]
    report: Report
    template: Template

    @property
    def text(self) -> str:
        return text(self.report, self.template)


def dictated(utterance: Utterance) -> list[Dictated]:
    return [
        DictatedHeading(item.text, item.span.first, item.span.last, item.certain)
        if isinstance(item, Heading)
        else DictatedSentence(
            item.text, item.span.first, item.span.last, item.breaks_before, item.open
        )
        for item in utterance.items
    ]


def dictate(turns: list[str], template_name: str, dialect: Dialect) -> Dictation:
    """Turns of typed text to a report."""
    template = TEMPLATES.load(template_name)
    reader = Reader(ReaderSettings(dialect, template.spoken_names()))
    router = Router(template)
    report, context, carried = Report(template_name), RouterContext(), None
    utterances = []
    for number, turn in enumerate(turns, 1):
        utterance = reader.read(typed(turn), carried)
        placements, context = router.place(number, dictated(utterance), context)
        for placement in placements:
            report = report.placed(placement)
        carried = utterance.carried
        utterances.append(utterance)
    return Dictation(tuple(utterances), report, template)


def read_golden(path: Path) -> tuple[str, Dialect, list[str]]:
    """A golden dictation: "template: NAME" and "dialect: NAME" lines, then one turn a line."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines() if not line.startswith("#"))
    turns = [line for line in body.splitlines() if line.strip()]
    return settings["template"], Dialect(settings["dialect"]), turns


if __name__ == "__main__":  # prints a golden dictation's report, to look at
    name, spoken, said = read_golden(Path(sys.argv[1]))
    result = dictate(said, name, spoken)
    sys.stdout.write(result.text)
    for _, statements in result.report.fields:
        for statement in statements:
            sys.stderr.write(f"{statement.id}\t{statement.reason}\t{statement.text}\n")
