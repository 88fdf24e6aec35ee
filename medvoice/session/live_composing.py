"""LiveComposer: composes with a template that follows its files, and the report's choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from medvoice.report.template import Template, Templates
from medvoice.report.template_live import LiveTemplate
from medvoice.session.attached_study import NOTHING_KNOWN, StudyAttached, facts_of
from medvoice.session.attaching import why_not
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import ReadingRecord, WordRecord
from medvoice.session.events import Event
from medvoice.session.intents import AttachStudy, Intent
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState

_MOST_NOTICES = 5


class LiveComposer:
    """Implements session.Composer. Before each turn it takes the report's template as its files say
    it then; a turn is begun with one of them. `template_of` and `notices` may be used from any
    thread."""

    def __init__(
        self,
        templates: Templates,
        template: Template,
        make: Callable[[Template, Shelf], ReportComposer],
        attached: StudyAttached | None = None,
    ) -> None:
        """template: as it was loaded, with what is known of its study. make: a composer for a
        template; composers keep nothing from turn to turn. attached: the study of a dictation that
        goes on. Raises TemplateError."""
        self._templates = templates
        self._make = make
        self._attached = attached
        self.notices: tuple[str, ...] = ()
        self._follow(template)

    @property
    def template(self) -> Template:
        """That the last turn was composed with."""
        return self._live.template

    def template_of(self, name: str) -> Template:
        """The template of a report, by its name there. Raises TemplateError."""
        return self._live.template if name in ("", self._name) else self._shelf.load(name)

    def compose(
        self,
        state: SessionState,
        span: tuple[int, int],
        words: tuple[WordRecord, ...],
        readings: tuple[ReadingRecord, ...] = (),
    ) -> Iterable[Event]:
        """As ReportComposer.compose."""
        self._catch_up(state)
        return self._composer.compose(state, span, words, readings)

    def by_hand(self, state: SessionState, intent: Intent) -> Iterable[Event]:
        """As ReportComposer.by_hand."""
        self._catch_up(state)
        if isinstance(intent, AttachStudy) and not why_not(state, intent.event):
            self._about(intent.event)  # the template that it chooses carries over what it fills in
        return self._composer.by_hand(state, intent)

    def field(self, state: SessionState) -> str:
        return self._composer.field(state)

    def _catch_up(self, state: SessionState) -> None:
        if state.attached is not self._attached:
            self._about(state.attached)
        if state.report.template not in ("", self._name):
            self._follow(self._shelf.load(state.report.template))
        reload = self._live.current()
        if reload.notice:
            self.notices = (*self.notices, reload.notice)[-_MOST_NOTICES:]
        if reload.notice and not reload.broken:
            self._renew(reload.template)

    def _about(self, event: StudyAttached | None) -> None:
        """Every template from now on knows this study."""
        self._attached = event
        facts = facts_of(event) if event is not None else NOTHING_KNOWN
        self._live.study(facts.examination, facts.values)
        self._renew(self._live.template)

    def _follow(self, template: Template) -> None:
        self._live = LiveTemplate(self._templates, template.name)
        self._live.study(template.examination, template.values)
        self._name = template.name
        self._renew(self._live.template)

    def _renew(self, template: Template) -> None:
        self._shelf = Shelf(self._templates, template)
        self._composer = self._make(template, self._shelf)
