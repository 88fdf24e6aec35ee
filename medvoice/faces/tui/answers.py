"""Answers: the pane of questions about what is loaded, told apart from what was dictated."""

from __future__ import annotations

from rich.text import Text

from medvoice.session.view import CiteView, ExchangeView, Reply, SessionView

TITLE = "Answers ([AI]: a model's words, not checked)"
HINT = 'Say "question, …" or press the key for it. "Insert that", "read that", "stop".'

MOST_AROUND = 120
"""Characters of a passage shown on either side of its best words."""


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
    return [question, _answer(one), *_below(one), *map(_cite, one.cites)]


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
        case Reply.STUDY | Reply.RECORD | Reply.DOCUMENTS:
            line = Text(f"[{one.reply.value}] ", style="bold cyan")
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
        saw = f"saw {one.saw}" if one.saw else "" if one.cites else "saw no image"
        parts = [f"by {one.model}", *filter(None, [saw]), *parts]
    return [Text("; ".join(parts), style="dim")] if parts else []


def _cite(cite: CiteView) -> Text:
    """Where it says so, and the passage with the words that say it best."""
    place = f"{cite.place}, {cite.heading}" if cite.heading else cite.place
    line = Text(f"  {place}: ", style="cyan")
    before, best, after = (" ".join(part.split(" ")).replace("\n", " ") for part in cite.text)
    line.append(before[-MOST_AROUND:], style="not cyan dim")
    line.append(best, style="not cyan")
    line.append(after[:MOST_AROUND], style="not cyan dim")
    return line
