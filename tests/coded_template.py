"""Test helper: a template whose pick lists have codes of several schemes, and a report of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from medvoice.report.document import Origin, Report, Source, Statement
from medvoice.report.template import Template, load_template

_SOURCE = """+++
title = "CT chest"
exam = "CT chest"
modality = "CT"
body_part = "chest"
unplaced = "findings.other"

[[sections]]
id = "findings"
name = "Findings"

[[sections.fields]]
id = "density"
name = "Nodule density"
code = ["RADELEMENT", "RDE1717", "Nodule composition"]
choices = [
  {text = "Solid.", say = ["solid nodule"], code = [["RADLEX", "RID5741", "solid"], ["RADELEMENT", "RDE1717.1", "solid"]]},
  {text = "Ground glass.", code = ["SCT", "50196008", "Ground glass"]},
]

[[sections.fields]]
id = "edge"
name = "Edge"
choices = [{text = "Spiculated.", code = ["LOCAL LIST", "spiculated-and-irregular-edge", ""]}, "Smooth."]

[[sections.fields]]
id = "other"
name = "Other"
+++
{{ section("findings") }}
"""


def coded_template() -> Template:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coded.j2"
        path.write_text(_SOURCE)
        return load_template(path)


def coded_report(density: str, edge: str = "", origin: Origin = Origin.DICTATED) -> Report:
    """The fields' texts; "" for an empty one."""
    report = Report("coded")
    for name, text in (("density", density), ("edge", edge)):
        if text:
            statement = Statement(f"p-{name}", text, origin, (Source(1, 0, 1),))
            report = Report("coded", (*report.fields, (f"findings.{name}", (statement,))))
    return report
