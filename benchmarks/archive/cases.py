"""The truth of a synthetic resection: what its report says, field by field, before it is worded."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from types import ModuleType

FINDINGS = ("pleural_invasion", "lymphovascular_invasion", "stas")
PATTERNED = ("adenocarcinoma",)
UNGRADED = ("adenocarcinoma_in_situ", "minimally_invasive_adenocarcinoma")
SMALL_N = ("small_cell_carcinoma", "typical_carcinoid", "atypical_carcinoid")

Truth = dict[str, object]


@dataclass
class Case:
    """says: field -> truth (numbers in mm, "<1" with its sign). gross_mm: the size before fixation,
    which is not the size reported. original: field -> what an addendum later corrects."""

    says: Truth
    gross_mm: float
    original: Truth = field(default_factory=dict)


def drawn(rng: random.Random, words: ModuleType) -> Case:
    procedure = rng.choice(list(words.ANSWERS["procedure"]))
    site = rng.choice(list(words.ANSWERS["site"]))
    side = (
        "right"
        if site == "middle_lobe" or procedure == "bilobectomy"
        else rng.choice(("left", "right"))
    )
    histology = rng.choice(list(words.ANSWERS["histology"]))
    size = float(rng.randint(4, 88))
    examined = rng.randint(2, 31)
    positive = rng.choice((0, 0, 0, rng.randint(1, min(examined, 6))))
    pleura = state(rng)
    t = t_of(histology, size, pleura)
    n = "pN0" if positive == 0 else rng.choice(("pN1", "pN2"))
    says: Truth = {
        "procedure": procedure,
        "laterality": side,
        "site": site,
        "tumor_size": size,
        "focality": "multifocal" if rng.random() < 0.1 else "unifocal",
        "histology": histology,
        "pleural_invasion": pleura,
        "lymphovascular_invasion": state(rng),
        "stas": state(rng),
        "margin_involvement": rng.choices(("absent", "present", "uncertain"), (86, 10, 4))[0],
        "nodes_examined": float(examined),
        "nodes_positive": float(positive),
        "pt": t,
        "pn": n,
        "stage": stage_of(t, n),
        "accession": f"S{rng.randint(18, 25)}-{rng.randint(1000, 99999)}",
        "signed": f"20{rng.randint(18, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
    }
    if says["margin_involvement"] == "absent":
        says["margin_distance"] = float(rng.randint(1, 60))
    if histology in PATTERNED:
        says["pattern"] = rng.choice(list(words.ANSWERS["pattern"]))
        if rng.random() < 0.3:
            says["invasive_size"] = float(max(1, int(size * rng.uniform(0.3, 0.9))))
    if histology not in UNGRADED + SMALL_N and "carcinoid" not in histology:
        says["grade"] = rng.choice(list(words.ANSWERS["grade"]))
    if rng.random() < 0.6:
        says["pdl1"] = rng.choice(("<1", "1", "5", "10", "30", "60", "90", ">95"))
        says["egfr_mutation"] = rng.choices(("absent", "present", "uncertain"), (70, 25, 5))[0]
        says["alk"] = rng.choices(("absent", "present", "uncertain"), (85, 10, 5))[0]
    return Case(says, round(size * rng.uniform(0.8, 1.3) + 1))


def state(rng: random.Random) -> str:
    return rng.choices(("absent", "present", "uncertain"), (64, 30, 6))[0]


def t_of(histology: str, size: float, pleura: str) -> str:
    if histology == "adenocarcinoma_in_situ":
        return "pTis"
    if histology == "minimally_invasive_adenocarcinoma":
        return "pT1mi"
    if size <= 30:
        small = "pT1a" if size <= 10 else "pT1b" if size <= 20 else "pT1c"
        return "pT2a" if pleura == "present" else small
    return "pT2a" if size <= 40 else "pT2b" if size <= 50 else "pT3" if size <= 70 else "pT4"


def stage_of(t: str, n: str) -> str:
    if t == "pTis":
        return "0"
    early = {"pT1mi": "IA1", "pT1a": "IA1", "pT1b": "IA2", "pT1c": "IA3", "pT2a": "IB"}
    if n == "pN0":
        return early.get(t, {"pT2b": "IIA", "pT3": "IIB"}.get(t, "IIIA"))
    if n == "pN1":
        return "IIIA" if t in ("pT3", "pT4") else "IIB"
    return "IIIB" if t in ("pT3", "pT4") else "IIIA"
