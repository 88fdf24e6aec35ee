"""LiveComposer: composes with a template that follows its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from medvoice.report.template import Template, Templates
from medvoice.report.template_live import LiveTemplate
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import ReadingRecord, WordRecord
from medvoice.session.events import Event
from medvoice.session.state import SessionState

_MOST_NOTICES = 5


class LiveComposer:
    """Implements session.Composer. Before each turn it takes the template as its files say it then;
    a turn is never composed with two of them. `template` and `notices` may be read from any
    thread."""

    def __init__(
        self,
        templates: Templates,
        template: Template,
        make: Callable[[Template], ReportComposer],
    ) -> None:
        """template: as it was loaded, with what is known of its study. make: a composer for a
        template; composers keep nothing from turn to turn. Raises TemplateError."""
        self._live = LiveTemplate(templates, template.name)
        self._live.study(template.examination, template.values)
        self._make = make
        self._composer = make(self._live.template)
        self.notices: tuple[str, ...] = ()

    @property
    def template(self) -> Template:
        return self._live.template

    def compose(
        self,
        state: SessionState,
        span: tuple[int, int],
        words: tuple[WordRecord, ...],
        readings: tuple[ReadingRecord, ...] = (),
    ) -> Iterable[Event]:
        """As ReportComposer.compose."""
        reload = self._live.current()
        if reload.notice:
            self.notices = (*self.notices, reload.notice)[-_MOST_NOTICES:]
        if reload.notice and not reload.broken:
            self._composer = self._make(reload.template)
        return self._composer.compose(state, span, words, readings)

    def field(self, state: SessionState) -> str:
        return self._composer.field(state)
