"""Products with a number in their name: contrast agents ("Omnipaque 350") and isotopes ("I-131").

A list of what is sold decides, not arithmetic: "Omnipaque three fifty" is 350 mgI/mL and neither
3:50 nor a dose; a number that no product has stays as said.
"""

from __future__ import annotations

from medvoice.language.written_form.fractions import joined_number
from medvoice.language.written_form.pieces import Line, Match, unglued
from medvoice.language.written_form.units import unit_at


def contrast_agent(line: Line, at: int) -> Match | None:
    """Rule for an agent's name."""
    known = line.tables.products.concentrations.get(line.low(at), frozenset())
    name = line.pieces[at]
    written = line.done(at, at + 1, name.tokens[0].text.capitalize())
    taken, text = _concentration(line, at + 1, known)
    if not taken:
        return Match(1, (written,))
    return Match(1 + taken, (written, unglued(line.done(at + 1, at + 1 + taken, text))))


def isotope(line: Line, at: int) -> Match | None:
    """Rule for elements and their symbols, spelled or not ("t c ninety nine m")."""
    end = at + 1
    entry = line.tables.products.isotopes.get(line.low(at))
    spelled = line.tables.products.isotopes.get(line.low(at) + line.low(at + 1))
    if len(line.low(at)) == 1 and len(line.low(at + 1)) == 1 and spelled is not None:
        entry, end = spelled, at + 2
    if entry is None:
        return None
    name, masses = entry
    end += line.hyphen(end)
    taken, mass = joined_number(line, end)
    if not taken or unit_at(line, end + taken) is not None:
        return None
    if line.low(end + taken) == "m" and f"{mass}m" in masses:
        taken, mass = taken + 1, f"{mass}m"
    if mass not in masses:
        return None
    stop = end + taken
    return Match(stop - at, (line.done(at, stop, f"{name}-{mass}"),))


def covid(line: Line, at: int) -> Match | None:
    """Rule for "covid": COVID-19."""
    if line.whole(at + 1) != 19:
        return None
    return Match(2, (line.done(at, at + 2, "COVID-19"),))


def _concentration(line: Line, at: int, known: frozenset[int]) -> tuple[int, str]:
    for taken, text in (joined_number(line, at), (1, _digits(line, at))):
        if text.isdigit() and int(text) in known and unit_at(line, at + taken) is None:
            return taken, text
    # Written beside each other by a recogniser ("3 50").
    parts = _digits(line, at), _digits(line, at + 1)
    if all(parts) and int("".join(parts)) in known and unit_at(line, at + 2) is None:
        return 2, "".join(parts)
    return 0, ""


def _digits(line: Line, at: int) -> str:
    number = line.number(at)
    return number.value if number is not None and number.value.isdigit() else ""
