"""The house's conventions of written form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrittenFormSettings:
    """Frozen; the defaults are what US reports mostly do; each rule says why.

    times_sign: between dimensions, "x" or "×". numerals_from: counts of things below this stay
    words ("two lesions", "12 lesions"); measurements, durations, scores and levels always take
    digits. rib_digits: "7th rib" for "seventh rib"; other ordinals below tenth stay words.
    roman_stages, roman_grades, roman_segments: "stage IIIA", "grade II", "segment IVA" in place
    of digits. full_discs: "L4-L5", else "L4-5". slash_out_of: "8/10" for "eight out of ten".
    homophones: "a to millimeter nodule" is read as "2 mm" where no other reading is English."""

    times_sign: str = "x"
    numerals_from: int = 10
    rib_digits: bool = True
    roman_stages: bool = True
    roman_grades: bool = False
    roman_segments: bool = False
    full_discs: bool = True
    slash_out_of: bool = False
    homophones: bool = True
