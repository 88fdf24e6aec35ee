"""Contrast agents with their concentrations, and radioactive isotopes.

Concentrations are mgI/mL as sold; iodine contents after PMC3976916, table 1, and the makers'
ranges. The number behind a name is no dose.
"""

from __future__ import annotations


def concentrations() -> dict[str, frozenset[int]]:
    """Lower-case product -> numbers it is sold with."""
    return {
        "omnipaque": frozenset({140, 180, 240, 300, 350}),
        "isovue": frozenset({200, 250, 300, 370}),
        "visipaque": frozenset({270, 320}),
        "optiray": frozenset({240, 300, 320, 350}),
        "ultravist": frozenset({150, 240, 300, 370}),
        "iomeron": frozenset({150, 200, 250, 300, 350, 400}),
        "xenetix": frozenset({250, 300, 350}),
        "oxilan": frozenset({300, 350}),
        "imeron": frozenset({150, 250, 300, 350, 400}),
        "accupaque": frozenset({240, 300, 350}),
        "solutrast": frozenset({200, 250, 300, 370}),
        "hexabrix": frozenset({320}),
        "conray": frozenset({30, 43, 60}),
        "cystografin": frozenset(),
    }


def agents() -> frozenset[str]:
    """Lower-case names of agents, with or without concentrations: all are proper names."""
    other = (
        "gadavist gadovist dotarem clariscan prohance multihance eovist primovist elucirem "
        "vueway magnevist omniscan ablavar feraheme definity lumason optison sonovue "
        "gastrografin gastroview readi-cat volumen lexiscan"
    )
    return frozenset(other.split()) | frozenset(concentrations())


def isotopes() -> dict[str, tuple[str, frozenset[str]]]:
    """Lower-case element or its spelled symbol -> (as written, mass numbers in use)."""
    table = {
        "f": ("F", "18"),
        "fluorine": ("fluorine", "18"),
        "tc": ("Tc", "99 99m"),
        "technetium": ("technetium", "99 99m"),
        "i": ("I", "123 124 125 131"),
        "iodine": ("iodine", "123 124 125 131"),
        "ga": ("Ga", "67 68"),
        "gallium": ("gallium", "67 68"),
        "indium": ("indium", "111"),
        "tl": ("Tl", "201"),
        "thallium": ("thallium", "201"),
        "xe": ("Xe", "133"),
        "xenon": ("xenon", "133"),
        "rb": ("Rb", "82"),
        "rubidium": ("rubidium", "82"),
        "lu": ("Lu", "177"),
        "lutetium": ("lutetium", "177"),
        "cu": ("Cu", "64"),
        "copper": ("copper", "64"),
        "y": ("Y", "90"),
        "yttrium": ("yttrium", "90"),
        "radium": ("radium", "223"),
        "strontium": ("strontium", "89"),
        "carbon": ("carbon", "11"),
        "nitrogen": ("nitrogen", "13"),
        "krypton": ("krypton", "81m"),
    }
    return {name: (text, frozenset(masses.split())) for name, (text, masses) in table.items()}
