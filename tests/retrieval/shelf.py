"""Test helper: a few guidelines in a folder, with overlapping matters."""

from __future__ import annotations

from pathlib import Path

METFORMIN = """METFORMIN AND CONTRAST

Normal kidney function

With an eGFR of 30 mL/min/1.73 m² or more metformin is taken as usual before and after
intravenous contrast. No blood test is required afterwards.

Severely reduced kidney function

If the eGFR is below 30, metformin is withheld from the time of injection. It is started
again after 48 hours, provided that the creatinine is stable.
\fGadolinium

Metformin is not interrupted for gadolinium-based agents.
"""
NODULES = """Solid pulmonary nodules

Small nodules

A solid nodule under 6 mm needs no follow-up in a person at low risk.

Middle size

Solid nodules of 6 to 8 mm are imaged again after 6 to 12 months.

Large nodules

Above 8 mm the choice lies between CT at three months, PET-CT and tissue sampling.
"""
EMBOLISM = """<html><head><title>Suspected pulmonary embolism</title></head><body>
<h1>Suspected pulmonary embolism</h1>
<h2>D-dimer</h2><p>An age-adjusted limit is used from 50 years on: age times 10 in micrograms per
litre.</p>
<h2>CT angiography</h2><p>60 mL of contrast at 4 mL/s. Breath is held in mid-inspiration.</p>
<h2>Pregnancy</h2><p>A perfusion scan with half the usual activity is preferred when the chest
radiograph is clear.</p></body></html>
"""


def shelf(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "metformin.txt").write_text(METFORMIN, encoding="utf-8")
    (folder / "nodules.txt").write_text(NODULES, encoding="utf-8")
    (folder / "embolism.html").write_text(EMBOLISM, encoding="utf-8")
    return folder
