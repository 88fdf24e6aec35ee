"""Units of measurement: the ways they are said and written."""

from __future__ import annotations

from dataclasses import dataclass


def unit_spellings() -> dict[str, str]:
    """Lower-case spelling, singular and plural, American and British -> symbol."""
    names = {
        "mm": "millimeter millimetre",
        "cm": "centimeter centimetre",
        "ml": "milliliter millilitre",
        "mg": "milligram",
        "kg": "kilogram",
        "mgy": "milligray",
        "hu": "hounsfield-unit",
        "%": "percent",
        "°": "degree",
    }
    table = {symbol: symbol for symbol in names}
    for symbol, spellings in names.items():
        for name in spellings.split():
            table |= {name: symbol, f"{name}s": symbol}
    return table


@dataclass(frozen=True, slots=True)
class Unit:
    """symbol: as written behind a number. tight: without a space ("50%", "3T"). kind: what it
    measures; time and word units keep their words ("6 weeks", "90 degrees")."""

    symbol: str
    kind: str = "measure"
    tight: bool = False


_SYMBOLS = {
    "mm": "millimeter millimetre",
    "cm": "centimeter centimetre",
    "m": "meter metre",
    "mL": "milliliter millilitre",
    "dL": "deciliter decilitre",
    "L": "liter litre",
    "mcg": "microgram",
    "mg": "milligram",
    "g": "gram",
    "kg": "kilogram",
    "mGy": "milligray",
    "mSv": "millisievert",
    "mCi": "millicurie",
    "MBq": "megabecquerel",
    "GBq": "gigabecquerel",
    "kV": "kilovolt",
    "kVp": "kilovolt-peak",
    "mA": "milliampere milliamp",
    "mAs": "milliampere-second milliamp-second",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "ms": "millisecond",
    "HU": "hounsfield-unit hounsfield",
    "mmol": "millimole",
    "mmHg": "millimeter-of-mercury millimetre-of-mercury",
    "cm2": "square-centimeter centimeter-squared",
    "mm2": "square-millimeter millimeter-squared",
    "cm3": "cubic-centimeter",
    "mm3": "cubic-millimeter",
    "kPa": "kilopascal",
    "ppm": "part-per-million",
    "mGy-cm": "milligray-centimeter",
}
_LETTERS = "mm cm ml cc mg kg hu mgy msv mci mbq kvp mas mmhg khz mhz ms mcg ppm kg".split()
_CASED = {symbol.lower(): symbol for symbol in _SYMBOLS} | {"cc": "cc"}
_PER = {"second": "s", "minute": "min", "hour": "h", "kilogram": "kg", "deciliter": "dL"}
_PER_MORE = {"milliliter": "mL", "liter": "L", "kg": "kg", "ml": "mL", "sec": "s", "second": "s"}
_WRITTEN_RATES = ("mg/dL", "mg/mL", "mL/min", "mL/s", "cm/s", "m/s", "mmol/L", "mmol/kg", "mg/kg")
_TIME = "second minute hour day week month year".split()
_WORDS = "degree pound inch beat".split()


def units() -> dict[tuple[str, ...], Unit]:
    """Lower-case words of a unit as said behind a number -> Unit. Compounds with "per" are not
    here: `per_units` are what may follow it. Symbols count as said units too, written or spelled
    ("mm", "m m"), but not "m", "g", "s", "l" and "in", which are words and letters elsewhere."""
    table: dict[tuple[str, ...], Unit] = {}
    for symbol, spellings in _SYMBOLS.items():
        for said in spellings.split():
            for words in _singular_and_plural(said):
                table[words] = Unit(symbol)
    for letters in _LETTERS:
        unit = Unit(_CASED[letters])
        table[(letters,)] = unit
        table[tuple(letters)] = unit
    for symbol in ("cm2", "mm2", "cm3", "mm3", "mmhg", "mgy-cm", "mm2/s"):
        table[(symbol,)] = Unit(_CASED.get(symbol, symbol))
    for symbol in _WRITTEN_RATES:
        table[(symbol.lower(),)] = Unit(symbol)
    for word in ("percent", "%"):
        table[(word,)] = Unit("%", "percent", tight=True)
    table[("per", "cent")] = Unit("%", "percent", tight=True)
    for word in ("tesla", "teslas"):
        table[(word,)] = Unit("T", tight=True)
    table[("times",)] = Unit("times", "word")
    for kind, words_ in (("time", _TIME), ("word", _WORDS)):
        for word in words_:
            for one in (word, "inches" if word == "inch" else f"{word}s"):
                table[(one,)] = Unit(one, kind)
    return table


def per_units() -> dict[str, str]:
    """What may follow "per", lower case -> symbol behind the slash."""
    return _PER | _PER_MORE


def _singular_and_plural(said: str) -> list[tuple[str, ...]]:
    """ "hounsfield-unit" -> its words, and with the plural where English puts it."""
    parts = said.split("-")
    at = 0 if "of" in parts or "squared" in parts or "per" in parts else len(parts) - 1
    plural = [*parts]
    if parts[at] not in ("hertz", "hounsfield"):
        plural[at] += "s"
    return [tuple(parts), tuple(plural)]
