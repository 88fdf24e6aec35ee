"""Units of measurement: the ways they are said and written."""

from __future__ import annotations


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
