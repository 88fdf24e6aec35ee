"""draw: SessionView → what the terminal shows. Pure: no clock, no device, no state."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from medvoice.faces.tui.answers import TITLE, answer_lines, is_shown
from medvoice.faces.tui.form import Form, FormField, just_filled
from medvoice.faces.tui.hands import KeyHelp
from medvoice.faces.tui.lines import Lines
from medvoice.report.document import Origin, Report, Statement
from medvoice.session.view import Figures, Mode, SessionView, UtteranceView, WarningView

WIDE = 100
"""Columns from which transcript and report stand side by side."""

SMALL = 18
"""Rows below which only the transcript is shown: two panels would hold nothing."""

METER_FLOOR_DB = -60.0
METER_CELLS = 20
CLIPPING_DB = -3.0
LOUD_DB = -12.0

TALL = 24
"""Rows from which answers have a pane of their own in a narrow terminal, and keys a line."""

HELP = 'Say "show commands", "scratch that", "go to sleep", "wake up".  Ctrl-C ends and saves.'
DISCLAIMER = "Research tool, not a cleared medical device: check every word before you use it."

_MODE_STYLE = {
    Mode.STARTING: "black on white",
    Mode.LISTENING: "black on green",
    Mode.SPEAKING: "white on blue",
    Mode.ASLEEP: "black on yellow",
    Mode.PLAYING: "white on magenta",
    Mode.DICTATION_ONLY: "black on cyan",
    Mode.COMMANDS_ONLY: "black on magenta",
    Mode.ASKING: "bold black on yellow",
    Mode.MICROPHONE_LOST: "white on red",
    Mode.MICROPHONE_OFF: "black on white",
    Mode.ENDED: "black on white",
}


def draw(
    view: SessionView, form: Form, width: int, height: int, keys: Sequence[KeyHelp] = ()
) -> RenderableType:
    """The whole screen at width x height character cells. keys: that the view reads."""
    layout = Layout()
    bottom = (5 if height >= 20 else 4) + (bool(keys) and height >= TALL)
    layout.split_column(
        Layout(_head(view, width), name="head", size=2),
        Layout(name="body"),
        Layout(_foot(view, keys, height), name="foot", size=bottom),
    )
    heard = transcript_lines(view)
    if is_shown(view) and (height < SMALL or (width < WIDE and height < TALL)):
        heard = [*heard, *answer_lines(view)]  # no room for a pane: the newest stands last
    transcript = Layout(_panel(Lines(heard), "Heard"), name="transcript")
    answers = Layout(_panel(Lines(answer_lines(view)), TITLE), name="answers", visible=False)
    lines, focus = report_lines(view, form)
    report = Layout(_panel(Lines(lines, focus), form.title), name="report")
    if height < SMALL:
        layout["body"].update(transcript)
        return layout
    answers.visible = is_shown(view) and (width >= WIDE or height >= TALL)
    if not view.exchanges:
        answers.size = 4  # the hint
    transcript.ratio, answers.ratio, report.ratio = 2, 2, 3
    if width >= WIDE:
        left = Layout(name="left")
        left.split_column(transcript, answers)
        report.ratio = 1
        layout["body"].split_row(left, report)
    else:
        layout["body"].split_column(transcript, answers, report)
    return layout


def _panel(lines: Lines, title: str) -> Panel:
    return Panel(lines, title=title, border_style="dim", padding=(0, 1))


def transcript_lines(view: SessionView) -> list[Text]:
    """Final turns in bold; of the open turn, stable words plain and the tail dim and italic."""
    lines = [_utterance(utterance) for utterance in view.utterances]
    if view.stable or view.tail:
        open_turn = Text(" ".join(word.text for word in view.stable))
        if view.stable and view.tail:
            open_turn.append(" ")
        open_turn.append(" ".join(word.text for word in view.tail), style="dim italic")
        lines.append(open_turn)
    return lines or [Text("Nothing heard yet.", style="dim")]


def report_lines(view: SessionView, form: Form) -> tuple[list[Text], int]:
    """The report field by field, and the index of the line to keep in sight."""
    fresh = just_filled(view.report)
    lines: list[Text] = []
    focus = 0
    section = ""
    for field in form.fields:
        statements = view.report.field(field.id)
        if not field.alone and field.section != section:
            lines.append(Text(field.section.upper(), style="bold"))
        section = field.section
        lines.append(_field(field, statements, field.id in fresh, field.id == view.current_field))
        lines += [_warning(one) for one in view.warnings if one.field == field.id]
        if field.id in fresh or (not fresh and field.id == view.current_field):
            focus = len(lines) - 1
    known = {field.id for field in form.fields}
    for name, statements in view.report.fields:
        if name not in known:  # a report begun with another template: nothing may be invisible
            lines.append(_field(FormField(name, "", name, False, True), statements, False, False))
            lines += [_warning(one) for one in view.warnings if one.field == name]
    shown = known | {name for name, _ in view.report.fields}
    lines += [_warning(one) for one in view.warnings if one.field not in shown]
    return lines, focus


def meter(level: float) -> Text:
    """A bar for a level in dBFS: green, yellow when loud, red when close to clipping."""
    share = min(1.0, max(0.0, (level - METER_FLOOR_DB) / -METER_FLOOR_DB))
    cells = round(share * METER_CELLS)
    colour = "red" if level > CLIPPING_DB else "yellow" if level > LOUD_DB else "green"
    bar = Text("█" * cells, style=colour)
    bar.append("·" * (METER_CELLS - cells), style="dim")
    return bar


def figures_line(figures: Figures) -> str:
    """Latency and lag, "-" where nothing was measured yet."""
    parts = [
        f"first words {_ms(figures.first_tail)}",
        f"final text {_ms(figures.final)}",
        f"lag {_ms(figures.lag)}",
        f"on disk {figures.written_s:.1f} s",
    ]
    if figures.real_time_factor is not None:
        parts.append(f"computing {figures.real_time_factor:.2f} s per s")
    return "  ".join(parts)


def clock(seconds: float) -> str:
    """ "3:07", or "1:02:45" from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def unfilled(form: Form, report: Report) -> list[str]:
    """Labels of required fields without a statement."""
    return [f.label for f in form.fields if f.required and not report.field(f.id)]


def _head(view: SessionView, width: int) -> RenderableType:
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(no_wrap=True)
    row.add_column(no_wrap=True)
    row.add_column(no_wrap=True, justify="right", ratio=1)
    state = Text(f" {view.mode.value.upper():^15} ", style=f"bold {_MODE_STYLE[view.mode]}")
    level = meter(view.level)
    level.append(f" {max(view.level, METER_FLOOR_DB):4.0f} dB")
    row.add_row(state, level, Text(clock(view.seconds), style="bold"))
    parts = (view.source, view.recogniser, view.assistant, view.study)
    names = Text(" → ".join(filter(None, parts)), "dim")
    names.truncate(width, overflow="ellipsis")
    return Group(row, names)


def _foot(view: SessionView, keys: Sequence[KeyHelp], height: int) -> RenderableType:
    notice = Text(view.notices[-1], style="bold yellow") if view.notices else Text("")
    notice.truncate(10_000)
    lines = [notice, Text(figures_line(view.figures), style="cyan")]
    pressed = "  ".join(f"{key.key} {key.does}" for key in keys)
    if not keys:
        lines.append(Text(HELP))
    elif height >= TALL:
        lines += [Text(HELP), Text(f"Keys: {pressed}")]
    else:
        lines.append(Text(f"Keys: {pressed}.  Ctrl-C ends and saves."))
    lines.append(Text(DISCLAIMER, style="dim"))
    return Lines(lines)


def _warning(warning: WarningView) -> Text:
    """Under the field that it is about."""
    return Text(f"    ! {warning.check}: {warning.message}", style="red")


def _utterance(utterance: UtteranceView) -> Text:
    """A command stands in the text in brackets already ("[wake up]"): it is only coloured."""
    if utterance.scratched:
        return Text(utterance.text, style="dim strike")
    style = "dim" if utterance.asleep else "bold"
    text = Text(utterance.text, style=style)
    if utterance.command:
        text.highlight_words([f"[{utterance.command}]"], style="not dim bold magenta")
    elif utterance.asleep:
        text.append("  (asleep: not in the report)", style="dim italic")
    if utterance.answer:
        text.append(f"\n{utterance.answer}", style="not bold magenta")
    return text


def _field(field: FormField, statements: tuple[Statement, ...], fresh: bool, current: bool) -> Text:
    indent = "" if field.alone else "  "
    pointer = "▸ " if current else indent
    label = field.label.upper() if field.alone else field.label
    line = Text(pointer)
    line.append(f"{label}: ", style="bold" if field.alone or current else "")
    if not statements:
        line.append("[ ]" if field.required else "-", style="red" if field.required else "dim")
        return line
    for number, statement in enumerate(statements):
        line.append(" " if number else "")
        line.append(statement.text, style=_statement_style(statement, fresh))
        if statement.origin is Origin.MODEL:
            line.append(" [AI]", style="bold yellow")
        if statement.margin is not None:
            line.append(f" [model {statement.margin:.1f}]", style="dim")
    return line


def _statement_style(statement: Statement, fresh: bool) -> str:
    if statement.origin is Origin.MODEL:
        return "italic yellow"
    if statement.origin in (Origin.CALCULATED, Origin.STUDY, Origin.CITED):
        return "italic cyan"
    return "black on green" if fresh else ""


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} ms"
