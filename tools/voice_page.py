"""Write the tables of docs/voice.md from the grammar of commands: python tools/voice_page.py"""

from __future__ import annotations

from pathlib import Path

from medvoice.language.commands.grammar import Command, load_grammar

FILE = Path(__file__).resolve().parent.parent / "docs" / "voice.md"
BEGIN = "<!-- begin: made by tools/voice_page.py from medvoice/language/commands/grammar.toml -->"
END = "<!-- end -->"


def tables() -> str:
    """The generated part: a table for each group."""
    grammar = load_grammar()
    parts: list[str] = []
    for group in dict.fromkeys(command.group for command in grammar.commands):
        parts += [f"### {group}", "", "| say | what it does |", "|---|---|"]
        parts += [_row(command) for command in grammar.commands if command.group == group]
        parts.append("")
    parts += ["### Words that a list takes", ""]
    for kind in ("format", "last", "side", "unit"):
        parts.append(f"- `<{kind}>`: {', '.join(grammar.lists[kind])}")
    return "\n".join(parts)


def _row(command: Command) -> str:
    said = "<br>".join(f"`{phrase}`" for phrase in command.say).replace("|", "\\|")
    notes = [command.help]
    if command.when == ("choosing",):
        notes.append("Only while a list is shown.")
    elif command.when == ("undone",):
        notes.append("Only right after an undo.")
    elif "asleep" in command.when:
        notes.append("Heard while asleep.")
    elif "confirming" in command.when:
        notes.append("Only when something was asked.")
    elif command.when == ("playing",):
        notes.append("Only while sound is played.")
    elif command.when == ("final",):
        notes.append("Only when the report is final.")
    if command.confirm:
        notes.append("Asks for a yes.")
    if command.not_ready:
        notes.append(f'**Not yet**: recognised, and answered with "{command.not_ready}".')
    return f"| {said} | {' '.join(notes)} |"


def page(old: str) -> str:
    """The page with its generated part made anew."""
    before, _, rest = old.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


if __name__ == "__main__":
    FILE.write_text(page(FILE.read_text(encoding="utf-8")), encoding="utf-8")
    print(FILE)
