"""Writing: an answer that a model makes of passages, let through only where they say it.

The model is shown nothing but the question and the passages. Each of its sentences has to name the
passages that it rests on, they have to be among those that it was shown, and its facts have to be
theirs: else the passages are shown in its place.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from medvoice.assistant.answering import Cite
from medvoice.assistant.backend import Ask, Backend, Between, Conversation, Message
from medvoice.assistant.cited_facts import other_facts
from medvoice.assistant.code_fences import prose
from medvoice.assistant.fencing import defused
from medvoice.assistant.prompting import texts
from medvoice.lexicon.scopes import negation_words
from medvoice.retrieval.drug_names import drug_names
from medvoice.retrieval.measures import Measure, measures
from medvoice.retrieval.passages import sentences_of
from medvoice.retrieval.terms import content, light_terms, terms

MOST_TOKENS = 400
NOWHERE = "NOT IN THESE DOCUMENTS"
_OWN_WORDS = 0.25
"""Share of a sentence's telling words that may be the model's own ("patients", "repeated")."""
_MARK = re.compile(r"\s*[\[(]\s*(?:passages?\s*)?(\d+(?:\s*(?:,|;|and|&|\]\s*\[)\s*\d+)*)\s*[\])]")
_NEGATIONS = negation_words() | frozenset("cannot avoid avoided withhold withheld".split())


@dataclass(frozen=True, slots=True)
class Written:
    """text: without the marks, "" where it is not shown. cites: those that it rests on. refused:
    why it is not shown, half a sentence. silent: the model found no answer in the passages."""

    text: str
    cites: tuple[Cite, ...]
    refused: str = ""
    silent: bool = False


def written(
    backend: Backend, question: str, passages: Sequence[Cite], between: Between
) -> Generator[str, None, Written]:
    """Nothing is yielded before it was checked: an unchecked dose is on no screen. Raises
    BackendError."""
    prompt = texts("documents")
    shown = "\n".join(
        str(prompt["passage"]).format(
            number=number, heading=_attribute(one.heading), text=defused(one.text)
        )
        for number, one in enumerate(passages, 1)
    )
    query = str(prompt["query"]).strip("\n")
    turn = Message.of("user", query.format(passages=shown, question=defused(question)))
    ask = Ask(Conversation(str(prompt["system"]).strip("\n")), turn)
    raw = "".join(backend.write(ask, schema=None, limit=MOST_TOKENS, copies=shown, between=between))
    answer = checked(raw, question, passages)
    if answer.text:
        yield answer.text
    return answer


def checked(raw: str, question: str, passages: Sequence[Cite]) -> Written:
    """What of a model's text may be shown: all of it or nothing."""
    text = prose(raw).strip()
    if NOWHERE in text.upper():
        return Written("", (), silent=True)
    shown: list[str] = []
    used: dict[int, Cite] = {}
    for sentence, numbers in _sentences(text):
        if not numbers:
            return Written("", (), "one of its sentences names no passage")
        if any(not 1 <= number <= len(passages) for number in numbers):
            return Written("", (), "it names a passage that does not exist")
        cited = [passages[number - 1] for number in numbers]
        wrong = _unsaid(sentence, question, cited)
        if wrong:
            return Written("", (), wrong)
        shown.append(sentence)
        used |= {number: passages[number - 1] for number in numbers}
    if not shown:
        return Written("", (), "it held no sentence")
    return Written(" ".join(shown), tuple(used[number] for number in sorted(used)))


def _sentences(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Each with the numbers that stand in it or right behind it."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for part in sentences_of(re.sub(r"([.!?])(\s*\[\d[^\]]*\])+", _before_mark, text)):
        numbers = tuple(
            int(number) for match in _MARK.finditer(part) for number in re.findall(r"\d+", match[1])
        )
        words = _MARK.sub("", part).strip()
        if words:
            found.append((words, numbers))
    return found


def _before_mark(match: re.Match[str]) -> str:
    """ "… 48 hours. [2]" → "… 48 hours [2].\""""
    return f"{match[0][1:]}{match[1]}"


def _unsaid(sentence: str, question: str, cited: Sequence[Cite]) -> str:
    """What the passages do not say of a sentence, half a sentence; "" where they say it."""
    sources = [said for one in cited for said in (one.heading, one.text) if said]
    there = [measure for source in sources for measure in measures(source)]
    for measure in measures(sentence):
        if not any(_same(measure, one) for one in there):
            return "a number in it is not in the passage that it names"
    named = drug_names(sentence) - {name for source in sources for name in drug_names(source)}
    if named:
        return "a drug in it is not in the passage that it names"
    if _flipped(sentence, sources):
        return "it says of something that it is not so, or the other way round"
    facts = other_facts(sources, sentence)
    if facts:
        return f"its facts are not those of the passage ({facts[0].split(':')[0]})"
    known = {term.text for source in (*sources, question) for term in terms(source)}
    telling = [t.text for t in content(terms(sentence)) if t.text not in light_terms()]
    own = [term for term in telling if term not in known]
    if len(own) > _OWN_WORDS * len(telling):
        return "it says more than the passage that it names"
    return ""


def _same(one: Measure, other: Measure) -> bool:
    """A bound stays a bound: "below 30" is not "30"."""
    return (one.low, one.high, one.unit) == (other.low, other.high, other.unit)


def _flipped(sentence: str, sources: Sequence[str]) -> bool:
    """Whether it denies what the sentences nearest to it do not, or the other way round."""
    about = {term.text for term in content(terms(sentence))}
    said = [part for source in sources for part in sentences_of(source)]
    if not about or not said:
        return False
    shares = [
        (len(about & {term.text for term in terms(part)}) / len(about), part) for part in said
    ]
    most = max(share for share, _ in shares)
    nearest = [part for share, part in shares if share >= 0.75 * most]
    denies = _denies(sentence)
    return all(_denies(part) != denies for part in nearest)


def _denies(text: str) -> bool:
    words = re.findall(r"[a-z]+(?:n['’]t)?", text.lower())
    return any(word in _NEGATIONS or word.endswith(("n't", "n’t")) for word in words)


def _attribute(text: str) -> str:
    return defused(text).replace('"', "'")
