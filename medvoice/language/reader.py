"""The reader: spoken words of one turn, in any of three dialects, to an Utterance.

What stays true: the spans of the items follow each other and cover every word that is not only a
mark; no word is dropped but recognisers' control tokens ("</s>") and a stray bracket at the start;
text already in written form comes out as it went in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from medvoice.language.headings import HeadingNames
from medvoice.language.list_starts import ListStart, list_starts
from medvoice.language.markers import Token, tokens
from medvoice.language.marks import Kind
from medvoice.language.replacing import Replaced, Replacer
from medvoice.language.spoken import SpokenWord
from medvoice.language.spoken_marks import read_spoken_marks
from medvoice.language.utterance import Carried, Heading, Sentence, Span, Utterance
from medvoice.language.vocabulary import Replacement
from medvoice.language.wording import Wording, is_enumerator
from medvoice.language.written_form.pipeline import WrittenForm
from medvoice.language.written_form.settings import WrittenFormSettings
from medvoice.lexicon.writing import continuing_starts, list_numbers, unfinished_endings


class Dialect(StrEnum):
    """How a recogniser writes punctuation that was spoken. It is the recogniser's property, given
    by the caller and never guessed from a sentence: with MARKERS (MedASR, the bundled model) the
    plain words "colon" and "period" stay words; with WORDS (Whisper, typed text) they are marks
    unless their neighbours make them nouns. Markers in braces and tags are read in both."""

    MARKERS = "markers"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """headings: names of the template's sections and fields, beside the usual sections'.
    pause_s: a heading without a mark counts when this much silence follows it, seconds.
    written_form: the house's conventions of writing numbers, units and the like. replacements: what
    is written for what is heard."""

    dialect: Dialect = Dialect.WORDS
    headings: tuple[str, ...] = ()
    pause_s: float = 0.5
    written_form: WrittenFormSettings = field(default_factory=WrittenFormSettings)
    replacements: tuple[Replacement, ...] = ()


class Reader:
    """Tables built once; `read` keeps nothing from turn to turn."""

    def __init__(self, settings: ReaderSettings) -> None:
        self._settings = settings
        self._names = HeadingNames(settings.headings)
        self._wording = Wording()
        self._written_form = WrittenForm(settings.written_form)
        self._replacer = Replacer(settings.replacements)

    def read(
        self,
        words: Sequence[SpokenWord],
        before: Carried | None = None,
        as_heard: bool = False,
    ) -> Utterance:
        """One turn. before: what the turn before it left (`Utterance.carried`). as_heard: nothing
        is replaced."""
        found, replaced = self._rewritten(self._marked(tokens(words)), as_heard)
        turn = _Turn(words, found, self._names, self._wording, self._settings.pause_s)
        turn.breaks = before.breaks if before is not None else 0
        turn.continues = before is not None and _continues(before, found)
        turn.starts = list_starts(found, self._names, before.open_text if before else "")
        turn.run()
        items = tuple(turn.items)
        return Utterance(items, written(items), _carried(items, turn.breaks, before), replaced)

    def _rewritten(
        self, found: list[Token], as_heard: bool
    ) -> tuple[list[Token], tuple[Replaced, ...]]:
        """In written form. Replaced before it, where `say` is as it was heard, and behind it, where
        `say` is as it was written ("8 mm", as corrections have it)."""
        if as_heard:
            return self._written_form.rewrite(found), ()
        found, heard = self._replacer.apply(found)
        found = self._written_form.rewrite(self._marked(found) if heard else found)
        found, seen = self._replacer.apply(found)
        if seen:
            found = self._marked(found)
        return found, tuple(sorted((*heard, *seen), key=lambda one: one.first))

    def _marked(self, found: list[Token]) -> list[Token]:
        """With spoken names of marks as marks. Asked again of what the vocabulary writes: its words
        are read as if they had been said, and so the written text is read alike again."""
        if self._settings.dialect is Dialect.WORDS:
            found = read_spoken_marks(found)
        return _one_mark_each(found)


def read(
    words: Sequence[SpokenWord],
    settings: ReaderSettings | None = None,
    before: Carried | None = None,
) -> Utterance:
    """`Reader(settings).read(words, before)`, for a single turn."""
    return Reader(settings or ReaderSettings()).read(words, before)


def written(items: Sequence[Heading | Sentence]) -> str:
    """The written form of items, also of several utterances' items in a row."""
    out = ""
    for item in items:
        gap = ("", " ") if item.breaks_before == 0 else ("", "\n" * item.breaks_before)
        out += gap[bool(out)] + item.text + (":" if isinstance(item, Heading) else "")
    return out


def typed(text: str) -> tuple[SpokenWord, ...]:
    """Typed text as words; its line ends become markers, which both dialects read."""
    marked = "\n".join(line.strip() for line in text.strip().splitlines())
    while "\n\n\n" in marked:
        marked = marked.replace("\n\n\n", "\n\n")
    marked = marked.replace("\n\n", " {new_paragraph} ").replace("\n", " {new_line} ")
    return tuple(SpokenWord(word) for word in marked.split())


def _one_mark_each(found: Sequence[Token]) -> list[Token]:
    """Marks in a row made one ("effusion. {period}"): the last dictated, else the last typed."""
    out: list[Token] = []
    for token in found:
        last = out[-1] if out else None
        if (
            last is not None
            and token.kind in (Kind.STOP, Kind.PAUSE)
            and last.kind in (Kind.STOP, Kind.PAUSE, Kind.BREAK)
        ):
            # Behind a break it is the recogniser's own mark ("New paragraph."); a dictated one
            # has no words to close either.
            stays = last.kind is Kind.BREAK or (last.dictated and not token.dictated)
            kept = last if stays else token
            out[-1] = replace(kept, first=last.first, last=token.last)
        elif last is not None and token.kind is last.kind is Kind.BREAK:
            text = max(last.text, token.text, key=len)
            out[-1] = replace(last, text=text, last=token.last)
        else:
            out.append(token)
    return out


def _carried(items: Sequence[Heading | Sentence], breaks: int, before: Carried | None) -> Carried:
    if not items:
        return Carried(before.open_text if before is not None and not breaks else "", breaks)
    last = items[-1]
    unfinished = isinstance(last, Sentence) and last.open and not breaks
    return Carried(last.text if unfinished else "", breaks)


def _continues(before: Carried, found: Sequence[Token]) -> bool:
    """Whether a turn goes on with the sentence that the turn before left open."""
    if before.goes_on and found:
        return True
    if not before.open_text or before.breaks or not found:
        return False
    end = before.open_text.split()[-1].lower()
    return (
        end.endswith((",", ":", ";", "-", "/", "("))
        or end in unfinished_endings()
        or found[0].text.lower() in continuing_starts()
    )


@dataclass(slots=True)
class _Turn:
    """The state of reading one turn. `covered`: spoken words already in an item's span."""

    words: Sequence[SpokenWord]
    found: Sequence[Token]
    names: HeadingNames
    wording: Wording
    pause_s: float
    breaks: int = 0
    continues: bool = False
    covered: int = 0
    items: list[Heading | Sentence] = field(default_factory=list)
    open: list[Token] = field(default_factory=list)
    starts: dict[int, ListStart] = field(default_factory=dict)

    def run(self) -> None:
        at = 0
        while at < len(self.found):
            at = self._step(at)
        if self._has_words():
            self._close(ended=True)
        if self.items:
            last = self.items[-1]
            self.items[-1] = replace(last, span=Span(last.span.first, len(self.words)))

    def _step(self, at: int) -> int:
        """Take the token at this position; the position to go on with."""
        token = self.found[at]
        if at in self.starts:
            return self._list_start(at)
        if not self._has_words():
            taken = self._under(at) or self._enumerator(at)
            if taken:
                return at + taken
        match token.kind:
            case Kind.TAG:
                return self._tag(at)
            case Kind.BREAK:
                if self._has_words():
                    self._close()
                self.breaks = max(self.breaks, len(token.text))
            case Kind.STOP:
                if self._has_words():
                    self.open.append(token)
                    follow = self._token(at + 1)
                    if follow is not None and follow.kind is Kind.CLOSE:
                        self.open.append(follow)
                        at += 1
                    self._close()
            case Kind.PAUSE:
                if self._has_words() and not (token.text == ":" and self._colon_heading()):
                    self.open.append(token)
            case _:
                self.open.append(token)
                if token.kind is Kind.WORD and self._ends_flow(at) and self._alone():
                    self._heading(self.open)
        return at + 1

    # Headings

    def _colon_heading(self) -> bool:
        texts = self._texts()
        if texts is None:
            return False
        if self.names.exact(texts):
            self._heading(self.open)
        elif self.names.near(texts):
            self._heading(self.open, certain=False)
        else:
            count = self.names.at_end(texts)
            if not count:
                return False
            name = self.open[-count:]
            del self.open[-count:]
            self._close()
            self._heading(name)
        return True

    def _alone(self) -> bool:
        texts = self._texts()
        return texts is not None and self.names.alone(texts)

    def _ends_flow(self, at: int) -> bool:
        """Whether the turn or the flow of speech ends behind this token."""
        if at + 1 == len(self.found):
            return True
        here = self.words[self.found[at].last - 1]
        after = self.words[self.found[at + 1].first]
        return here.end > 0 and after.start - here.end >= self.pause_s

    def _under(self, at: int) -> int:
        """ "Under lungs …" at the start of a sentence: how many tokens are heading."""
        if self.found[at].text.lower() != "under" or self.found[at].kind is not Kind.WORD:
            return 0
        texts: list[str] = []
        for token in self.found[at + 1 : at + 8]:
            if token.kind is not Kind.WORD:
                break
            texts.append(token.text)
        count = self.names.at_start(texts)
        follow = self._token(at + 1 + count)
        if not count or (follow is not None and follow.text.lower() == "of"):
            return 0
        self._heading(self.found[at + 1 : at + 1 + count])
        marked = follow is not None and follow.kind in (Kind.STOP, Kind.PAUSE)
        return 1 + count + marked

    def _tag(self, at: int) -> int:
        token, follow = self.found[at], self._token(at + 1)
        colon = follow is not None and follow.text == ":"
        marked = follow is not None and follow.kind in (Kind.STOP, Kind.PAUSE)
        name = token.text.split()
        if self._has_words():
            texts = self._texts() or [""]
            border = self.names.border_after(texts[-1])
            if not (colon or (self.names.exact(name) and border)):
                self.open.append(token)
                return at + 1
            self._close()
        self._heading([token], certain=colon)
        return at + 1 + marked

    def _heading(self, name: Sequence[Token], certain: bool = True) -> None:
        text, tokens_ = self.wording.sentence(name, capital=True)
        span = self._span(name[-1].last)
        self.items.append(Heading(text, span, certain, self._taken_breaks(), tokens_))
        self.open = []
        self.continues = False

    # Sentences

    def _enumerator(self, at: int) -> int:
        """ "One {period} Acute PE": a list number is no sentence but the start of one."""
        start = at + (self.found[at].text.lower() == "number")
        number, follow = self._token(start), self._token(start + 1)
        if number is None or follow is None or follow.text != ".":
            return 0
        digits = list_numbers().get(number.text.lower(), number.text)
        if number.kind is not Kind.WORD or not is_enumerator(digits + "."):
            return 0
        self.open.append(Token(Kind.WORD, digits + ".", self.found[at].first, follow.last))
        if self._token(start + 2) is None:
            self._close()
        return start + 2 - at

    def _list_start(self, at: int) -> int:
        """ "Number two" in the flow of speech; what stands before it is a sentence."""
        if self._has_words():
            self._close()
        end = at + self.starts[at].tokens
        said = self.found[at:end]
        self.open.append(Token(Kind.WORD, self.starts[at].text, said[0].first, said[-1].last))
        self.continues = False
        if end == len(self.found):
            self._close()
        return end

    def _close(self, ended: bool = False) -> None:
        """The open tokens as a sentence, or as a heading where they are a name alone."""
        tokens_, self.open = self.open, []
        stop = tokens_[-1].kind in (Kind.STOP, Kind.CLOSE)
        core = [token for token in tokens_ if token.kind is not Kind.STOP]
        if all(token.kind is Kind.WORD for token in core) and self.names.alone(
            [token.text for token in core]
        ):
            self._heading(core)
            self.items[-1] = replace(
                self.items[-1], span=Span(self.items[-1].span.first, self._span_end(tokens_))
            )
            return
        capital = not self.continues
        text, written_tokens = self.wording.sentence(tokens_, capital)
        closed = stop or is_enumerator(text)
        span = self._span(tokens_[-1].last)
        self.items.append(
            Sentence(text, span, self._taken_breaks(), ended and not closed, written_tokens)
        )
        self.continues = False

    # Small parts

    def _token(self, at: int) -> Token | None:
        return self.found[at] if at < len(self.found) else None

    def _has_words(self) -> bool:
        return any(token.kind in (Kind.WORD, Kind.TAG) for token in self.open)

    def _texts(self) -> list[str] | None:
        """The open words, None where a mark stands between them."""
        if any(token.kind is not Kind.WORD for token in self.open):
            return None
        return [token.text for token in self.open]

    def _span(self, last: int) -> Span:
        first = self.covered
        self.covered = max(first, last)
        return Span(first, self.covered)

    def _span_end(self, taken: Sequence[Token]) -> int:
        self.covered = max(self.covered, taken[-1].last)
        return self.covered

    def _taken_breaks(self) -> int:
        taken, self.breaks = self.breaks, 0
        return taken
