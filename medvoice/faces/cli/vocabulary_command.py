"""medvoice vocabulary: the words of the site and of the user, and corrections that are kept."""

from __future__ import annotations

import argparse
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.faces.cli.options import setting, storage_option
from medvoice.language.vocabulary import Vocabulary
from medvoice.session.corrections import corrections_of, numbered
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder, all_folders
from medvoice.session.state import replay
from medvoice.session.vocabulary_files import (
    keep_vocabulary,
    open_vocabulary,
    personal_vocabulary,
    read_vocabulary,
)

HELP = "words to expect and what to write for what is heard; keep corrections of a dictation"

_ACTIONS = (
    "list (default). add SAY WRITE: write this for that; add WORD: a word to expect. "
    "remove SAY or WORD. learn [SESSION] [NUMBER …]: the corrections of a dictation (else of the "
    "newest) that can be kept; with numbers, or --all, keep them"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", nargs="?", choices=("list", "add", "remove", "learn"), help=_ACTIONS
    )
    parser.add_argument("words", nargs="*", metavar="WORDS", help="of the action")
    parser.add_argument("--all", action="store_true", help="learn: keep all that can be kept")
    setting(parser, "--profile", key="vocabulary.profile", metavar="NAME", help="whose vocabulary")
    storage_option(parser)


def run(context: Context, arguments: argparse.Namespace) -> int:
    words: list[str] = arguments.words
    match arguments.action:
        case "add":
            _count(words, 1, 2, "add SAY WRITE, or add WORD")
            _changed(context, _own(context).adding(*words))
        case "remove":
            _count(words, 1, 1, "remove SAY")
            _remove(context, words[0])
        case "learn":
            _learn(context, words, arguments.all)
        case _:
            _count(words, 0, 0, "list")
            _list(context)
    return 0


def _list(context: Context) -> None:
    settings = context.settings.vocabulary
    open_vocabulary(settings.files, settings.personal)  # faults of all together
    for path in settings.files:
        _print(context, path, read_vocabulary(path))
    _print(context, settings.personal, _own(context))


def _print(context: Context, path: Path, vocabulary: Vocabulary) -> None:
    context.print(f"{path}" + ("" if path.exists() else " (not there yet; it is optional)"))
    for word in vocabulary.words:
        context.print(f"  {word}")
    for one in vocabulary.replacements:
        context.print(f"  {one.say} → {one.write}")


def _remove(context: Context, say: str) -> None:
    own = _own(context)
    less = own.without(say)
    if less == own:
        path = context.settings.vocabulary.personal
        raise CommandError(f'"{say}" is not in {path}.', "Nothing was changed.")
    _changed(context, less)


def _learn(context: Context, words: list[str], everything: bool) -> None:
    folder = _session(context, words.pop(0) if words and not words[0].isdecimal() else "")
    settings = context.settings.vocabulary
    kept = corrections_of(
        replay(read_events(folder.log).events),
        open_vocabulary(settings.files, settings.personal),
    )
    for why in kept.refused:
        context.note(f"Not for a vocabulary: {why}")
    count = len(kept.offered)
    wrong = [word for word in words if not word.isdecimal() or not 1 <= int(word) <= count]
    if wrong:
        fault = f"{wrong[0]} is not the number of a correction of {folder.name} (it has {count})."
        raise CommandError(fault, "Nothing was kept.", status=USAGE)
    chosen = range(1, count + 1) if everything else sorted({int(word) for word in words})
    if not count:
        context.print(f"{folder.name}: no correction to keep.")
    elif not chosen:
        for line in numbered(kept.offered):
            context.print(line)
        context.print(f"To keep some: medvoice vocabulary learn {folder.name} NUMBER … (or --all)")
    else:
        own = _own(context)
        for number in chosen:
            one = kept.offered[number - 1]
            own = own.adding(one.say, one.write)
            context.print(f"Kept: {one.say} → {one.write}")
        _changed(context, own)


def _session(context: Context, name: str) -> SessionFolder:
    root = context.settings.storage.folder
    folders = [one for one in all_folders(root, context.vault()) if one.events.exists()]
    chosen = [one for one in folders if name in ("", one.name)]
    if not chosen:
        newest = ", ".join(one.name for one in folders[-5:]) or "none"
        wanted = f"called {name} " if name else ""
        raise CommandError(f"No dictation {wanted}in {root}.", advice=f"Newest: {newest}.")
    return chosen[-1]


def _own(context: Context) -> Vocabulary:
    return personal_vocabulary(context.settings.vocabulary.personal)


def _changed(context: Context, own: Vocabulary) -> None:
    """Write the file, if it goes with the site's. Raises VocabularyError, ExportError."""
    settings = context.settings.vocabulary
    open_vocabulary(settings.files, own)
    keep_vocabulary(settings.personal, own)
    context.note(f"Vocabulary: {settings.personal}")


def _count(words: list[str], least: int, most: int, usage: str) -> None:
    if not least <= len(words) <= most:
        raise CommandError(
            f"Write it as: medvoice vocabulary {usage}",
            "Nothing was changed.",
            'Several words go into quotation marks: "grate eye".',
            USAGE,
        )
