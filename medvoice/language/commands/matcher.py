"""Matcher: is this phrase a command, and why (not)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from medvoice.language.commands.grammar import NAMED_KINDS, OPEN_KINDS, Command, Grammar, Phrase
from medvoice.language.commands.heard import HeardWord, heard, without_closing
from medvoice.language.commands.near import distance
from medvoice.language.commands.phrases import SlotSpec, spoken
from medvoice.language.commands.slots import Names, Slot, SlotFiller
from medvoice.language.spoken import SpokenWord

AWAKE = frozenset(["awake"])
# "wak up": a phrase of up to eight letters may differ in one, a longer one in two. "go to sleep"
# is never taken by likeness, and nothing is while awake.
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Situation:
    """contexts: where the session is (see grammar.toml). names: what named slots may hold.
    whole: the phrase is the whole utterance."""

    contexts: frozenset[str] = AWAKE
    names: Names = field(default_factory=Names)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """command: None for dictation. slots: as filled. reason: why, in words. hint: a command was
    nearly said; worth showing ("" for none)."""

    command: Command | None
    slots: tuple[Slot, ...] = ()
    reason: str = ""
    hint: str = ""

    @property
    def name(self) -> str:
        return self.command.name if self.command is not None else ""

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)


class Matcher:
    """Tables built once; `decide` keeps nothing."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._index: dict[str, list[Phrase]] = {}
        self._fixed: dict[str, str] = {}
        for phrase in sorted(grammar.phrases, key=_rank):
            first = phrase.variant[0]
            self._index.setdefault(first if isinstance(first, str) else "", []).append(phrase)
            if not phrase.slots and len(phrase.variant) > 1:
                self._fixed[spoken(phrase.variant)] = phrase.command.name
        self._longest = max(len(text.split()) for text in self._fixed)

    def decide(self, words: Sequence[SpokenWord], situation: Situation | None = None) -> Decision:
        """One phrase: words between two pauses, or a whole utterance."""
        where = situation or Situation()
        said = heard(words)
        bare = without_closing(said)
        filler = SlotFiller(self._grammar.lists, where.names)
        for phrase in self._candidates(said, where.contexts):
            for tried in dict.fromkeys((said, bare)):
                slots = _fill(phrase, tried, filler)
                if slots is not None:
                    return Decision(phrase.command, slots, _reason(phrase, slots, where))
        if "asleep" in where.contexts:
            return self._asleep(bare, where)
        hint = self._hint(bare, where.contexts)
        return Decision(None, (), hint or self._inside(bare) or "no command is said so", hint)

    def _candidates(self, words: Sequence[HeardWord], contexts: frozenset[str]) -> list[Phrase]:
        if not words:
            return []
        found = [*self._index.get("", ()), *self._index.get(words[0].text, ())]
        return [phrase for phrase in found if not contexts.isdisjoint(phrase.command.when)]

    def _asleep(self, words: Sequence[HeardWord], where: Situation) -> Decision:
        text = " ".join(word.text for word in words)
        if where.whole and not any(word.mark for word in words):
            for phrase in self._grammar.phrases:
                if "asleep" in phrase.command.when and _nearly(text, phrase):
                    meant = spoken(phrase.variant)
                    return Decision(phrase.command, (), f'the whole utterance is nearly "{meant}"')
        return Decision(None, (), "asleep: only a whole utterance can wake it")

    def _inside(self, words: Sequence[HeardWord]) -> str:
        """Whether a command's words stand among others."""
        texts = [word.text for word in words]
        for at in range(len(texts)):
            for count in range(min(self._longest, len(texts) - at), 1, -1):
                text = " ".join(texts[at : at + count])
                if text in self._fixed:
                    return f'"{text}" is said inside other words, with no pause around it'
        return ""

    def _hint(self, words: Sequence[HeardWord], contexts: frozenset[str]) -> str:
        """A phrase whose words fit but whose last slot names nothing that is known."""
        texts = [word.text for word in words]
        for phrase in self._candidates(words, contexts):
            *before, last = phrase.variant
            fits = len(before) > 1 and texts[: len(before)] == before
            named = isinstance(last, SlotSpec) and last.kind not in OPEN_KINDS
            if fits and named and isinstance(last, SlotSpec) and len(texts) > len(before):
                rest = " ".join(texts[len(before) :])
                kind = "field or section" if last.kind == "place" else last.kind
                return f'taken as dictation: no {kind} is called "{rest}"'
        return ""


def shifted(slots: Sequence[Slot], by: int) -> tuple[Slot, ...]:
    """The slots of a phrase that begins at word `by` of its turn."""
    return tuple(replace(slot, first=slot.first + by, last=slot.last + by) for slot in slots)


def _rank(phrase: Phrase) -> tuple[int, int]:
    """More words of its own first, then closed slots before open ones."""
    own = sum(isinstance(element, str) for element in phrase.variant)
    return -own, sum(slot.kind in OPEN_KINDS for slot in phrase.slots)


def _fill(
    phrase: Phrase, words: Sequence[HeardWord], filler: SlotFiller
) -> tuple[Slot, ...] | None:
    """The slots when the whole of the words is this phrase, else None."""

    def go(element: int, at: int) -> tuple[Slot, ...] | None:
        if element == len(phrase.variant):
            return () if at == len(words) else None
        wanted = phrase.variant[element]
        if isinstance(wanted, str):
            if at < len(words) and words[at].text == wanted and not words[at].mark:
                return go(element + 1, at + 1)
            return None
        if at >= len(words):
            return None
        for end, value in filler.takes(wanted.kind, words, at):
            rest = go(element + 1, end)
            if rest is not None:
                text = " ".join(word.text for word in words[at:end])
                span = (words[at].first, words[end - 1].last)
                return (Slot(wanted.name, wanted.kind, value, text, *span), *rest)
        return None

    return go(0, 0)


def _reason(phrase: Phrase, slots: Sequence[Slot], where: Situation) -> str:
    how = "the whole utterance is" if where.whole else "a phrase between two pauses is"
    guessed = next(
        (s for s in slots if s.kind in NAMED_KINDS and s.kind in where.names.tables
         and where.names.exact(s.kind, s.text) is None),
        None,
    )  # fmt: skip
    near = f', "{guessed.text}" being near to one name alone' if guessed is not None else ""
    return f'{how} "{spoken(phrase.variant)}"{near}'


def _nearly(text: str, phrase: Phrase) -> bool:
    if phrase.slots or text in phrase.command.never_near:
        return False
    heard_letters, meant = text.replace(" ", ""), spoken(phrase.variant).replace(" ", "")
    most = 1 if len(meant) <= _SHORT else 2
    return distance(heard_letters, meant, most) <= most
