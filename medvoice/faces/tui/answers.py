"""Answers: the pane of questions about the loaded study, told apart from what was dictated."""

from __future__ import annotations

from rich.text import Text

from medvoice.session.view import ExchangeView, Reply, SessionView

TITLE = "Answers ([AI]: a model's words, not checked)"
HINT = 'Say "question, …" or press the key for it. "Insert that", "read that", "stop".'


def is_shown(view: SessionView) -> bool:
    return bool(view.study or view.exchanges)


def answer_lines(view: SessionView) -> list[Text]:
    """Each question with its answer, where it comes from and what the model saw; newest last."""
    lines = [line for one in view.exchanges for line in _lines(one)]
    return lines or [Text(HINT, style="dim")]


def answer_text(one: ExchangeView) -> list[str]:
    """Of an exchange that has ended, without its question; for plain lines."""
    return [line.plain for line in _lines(one)[1:]]


def _lines(one: ExchangeView) -> list[Text]:
    question = Text(f"{one.number}. {one.question}", style="bold")
    if one.inserted:
        question.append("  (inserted)", style="not bold green")
    return [question, _answer(one), *_below(one)]


def _answer(one: ExchangeView) -> Text:
    text = " ".join(one.text.split(" "))
    match one.reply:
        case Reply.COMING:
            line = Text("[AI] ", style="bold yellow") if text else Text()
            line.append(text, style="italic yellow")
            line.append(" …" if text else "…", style="bold yellow")
            return line
        case Reply.MODEL:
            line = Text("[AI] ", style="bold yellow")
            line.append(text, style="not bold italic yellow")
            return line
        case Reply.STUDY:
            line = Text("[study data] ", style="bold cyan")
            line.append(text, style="not bold cyan")
            return line
        case Reply.DECLINED:
            return Text(f"No answer: {text}", style="dim")
        case Reply.MISSING:
            line = Text(f"{text} " if text else "", style="dim italic")
            line.append(f"({one.why})", style="not italic dim")
            return line


def _below(one: ExchangeView) -> list[Text]:
    """Where it comes from, and what there is to say about it, in one line."""
    parts = [*one.notes]
    if one.reply is Reply.MODEL:
        parts = [f"by {one.model}", f"saw {one.saw}" if one.saw else "saw no image", *parts]
    return [Text("; ".join(parts), style="dim")] if parts else []
