"""Labels: nouns with a number behind them (grade 2, stage IIIA, segment 4A, ribs 4-7).

Digits, but Roman for stages (AJCC and FIGO write them so; of kidney disease digits), and where the
house asks for it for grades and segments. Lists ("segments 2 and 3") and ranges ("grade 2-3").
"""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match, Piece, done, unglued
from medvoice.language.written_form.units import unit_at
from medvoice.lexicon.numerals import roman

_LETTERED = frozenset({"type", "category", "group", "class", "weber", "vitamin"})
_TAKES_OF = frozenset({"score", "scores"})
# Behind "four a": words that can follow a suffix but no article.
_AFTER_SUFFIX = frozenset(
    "and or is was are with for in of due based per suspicion assessment category lesion lesions "
    "node nodes endoleak endoleaks dissection fracture observation disease".split()
)
_KIDNEY = frozenset({"ckd", "kidney", "renal"})
_PRONOUN_VERBS = frozenset({"of", "that", "who", "which"})


def label(line: Line, at: int) -> Match | None:
    """Rule for a label word."""
    name = line.low(at)
    lettered = _letter(line, at, name)
    if lettered is not None:
        return lettered
    start = at + 1
    if line.low(start) == "number" or (name in _TAKES_OF and line.low(start) == "of"):
        start += 1
    if name == "level" and line.low(at - 1) in ("the", "this", "that"):
        return None
    out: list[Piece] = [unglued(p) if k else p for k, p in enumerate(line.pieces[at:start])]
    end = _numbers(line, at, start, out)
    return Match(end - at, tuple(out)) if end > start else None


def suffix(line: Line, at: int, letters: str | frozenset[str], sure: bool = False) -> str:
    """The letter of "four a" at this position in lower case, "" where it is none. letters: those
    that may stand here. sure: an article cannot, so "a" is always the letter."""
    low = line.low(at)
    if len(low) != 1 or low not in letters:
        return ""
    after = line.low(at + 1)
    article = low == "a" and not sure and not line.ends(at + 1) and after not in _AFTER_SUFFIX
    return "" if article else low


def _letter(line: Line, at: int, name: str) -> Match | None:
    """ "Category C", "type B": a single letter behind the label."""
    low = line.low(at + 1)
    if name not in _LETTERED or low not in tuple("abcdek") or line.number(at + 2) is not None:
        return None
    if low == "a" and not (line.ends(at + 2) or line.low(at + 2) in _AFTER_SUFFIX):
        return None
    return Match(2, (line.pieces[at], line.done(at + 1, at + 2, low.upper())))


def _numbers(line: Line, at: int, start: int, out: list[Piece]) -> int:
    """Numbers, ranges and lists behind the label; the position behind them, `start` for none."""
    name = line.low(at)
    end = start
    while True:
        number = line.number(end)
        if number is None or not _is_label_number(line, end, name):
            break
        letter = suffix(line, end + 1, line.tables.labels[name], sure=name.startswith("stage"))
        stop = end + 1 + bool(letter)
        text = _text(line, at, number.value, letter)
        ranged = out and len(out) > start - at and line.low(end - 1) in ("to", "through", "thru")
        if ranged and number.whole > line.whole(end - 2):
            first = out.pop(-2)
            link = out.pop()
            piece = line.done(end, stop, text)
            out.append(done([first, link, piece], f"{first.text}-{piece.text}"))
        else:
            out.append(unglued(line.done(end, stop, text)))
        end = stop
        link_end = _link(line, end)
        if link_end == end or not _goes_on(line, link_end, name):
            break
        out += [unglued(piece) for piece in line.pieces[end:link_end]]
        end = link_end
    return end


def _link(line: Line, at: int) -> int:
    """Position behind "and", "to", a comma or a slash that may lead to the next number."""
    if line.low(at) in ("and", "or", "to", "through", "thru"):
        return at + 1
    if line.mark(at) == ",":
        return at + 1 + (line.low(at + 1) in ("and", "or"))
    return at + 1 if line.mark(at) in ("/", "-") else at


def _goes_on(line: Line, at: int, name: str) -> bool:
    """Whether the number behind a link is one more label, not a count or a measurement."""
    if line.number(at) is None or not _is_label_number(line, at, name):
        return False
    if line.low(at - 1) in ("to", "through", "thru") or line.mark(at - 1) in ("/", "-"):
        return True
    # "Segments two and three" and "grade one, two lesions": a list follows a plural.
    return name.endswith("s") and name not in ("class", "series")


def _is_label_number(line: Line, at: int, name: str) -> bool:
    number = line.number(at)
    if number is None or number.value.startswith("-"):
        return False
    if number.low == "one" and line.low(at + 1) in _PRONOUN_VERBS and name != "number":
        return line.low(at + 1) == "of" and name in ("segment", "stage", "grade")
    return unit_at(line, at + 1, number.value) is None


def _text(line: Line, at: int, value: str, letter: str) -> str:
    name = line.low(at).removesuffix("s")
    house = line.settings
    romans = {
        "stage": house.roman_stages,
        "grade": house.roman_grades,
        "segment": house.roman_segments,
    }
    if romans.get(name, False) and value.isdigit() and 1 <= int(value) <= 12:
        near = {line.low(position) for position in range(at - 3, at + 6)}
        ckd = [line.low(at - step) for step in (3, 2, 1)] == ["c", "k", "d"]
        if not (name == "stage" and (ckd or near & _KIDNEY)):
            return roman(int(value)) + letter.upper()
    return value + letter.upper()
