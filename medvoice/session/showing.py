"""A session that does not run, shown as if it did: its cells from its log alone."""

from __future__ import annotations

from collections.abc import Callable

from medvoice.report.template import Template
from medvoice.session.cells import Cells, Table
from medvoice.session.live import Live
from medvoice.session.memory import Memory
from medvoice.session.on_screen import screen_cell
from medvoice.session.state import SessionState


def cells_of(state: SessionState, template: Callable[[str], Template]) -> Table:
    """As of a running one, with its mode ended. Raises TemplateError."""
    live = Live(state.recogniser, state.source, 0.0)
    live.ended()
    view = live.view(state, 0, Memory.from_json(state.context).router.field)
    table = Cells(template).table(state, view)
    table["figures"] = {"first_tail": None, "final": None, "lag": 0.0, "written_s": 0.0}
    table |= {"storage": "disk", "faces": 0, "microphone": None}
    table["screen"] = screen_cell(state)
    return table
