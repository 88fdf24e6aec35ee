"""Benches: what reads, places and does, made for one template; another where the report has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.commands.grammar import Grammar, load_grammar
from medvoice.language.commands.macros import Macro, with_macros
from medvoice.language.commands.matcher import Matcher
from medvoice.language.commands.slots import Names
from medvoice.language.commands.wake_words import with_wake_words
from medvoice.language.house import House
from medvoice.language.reader import Dialect
from medvoice.lexicon.sections import section_names
from medvoice.report.normals import Normals
from medvoice.report.routing import Router
from medvoice.report.template import Template
from medvoice.report.template_error import TemplateError
from medvoice.session.commanding import Commander
from medvoice.session.desk import Desk
from medvoice.session.hooks import Hooks
from medvoice.session.placing import Placer
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState
from medvoice.session.writing import Writer


@dataclass(frozen=True, slots=True)
class Bench:
    """names: of the template's fields and sections, for the matcher."""

    desk: Desk
    commander: Commander
    names: Names


class Benches:
    """One for each template that a report has had; the first is made at once."""

    def __init__(
        self,
        shelf: Shelf,
        template: Template,
        dialect: Dialect,
        macros: Sequence[Macro] = (),
        hooks: Hooks | None = None,
        house: House | None = None,
    ) -> None:
        """template: of the first. Raises GrammarError for macros or wake words that cannot be
        said."""
        self._shelf = shelf
        self._dialect = dialect
        self._macros = {macro.name: macro for macro in macros}
        self._hooks = hooks or Hooks()
        self._house = house
        grammar = load_grammar()
        if self._hooks.wake_words:
            grammar = with_wake_words(grammar, self._hooks.wake_words)
        self.grammar: Grammar = with_macros(grammar, tuple(macros))
        self.matcher = Matcher(self.grammar)
        self.first = self._made(template)
        self._made_for = {template.name: self.first}

    def of(self, state: SessionState) -> Bench:
        """For the report's template; the first where that one is not on the shelf."""
        name = state.report.template
        if name not in self._made_for:
            self._made_for[name] = self._other(name)
        return self._made_for[name]

    def _other(self, name: str) -> Bench:
        try:
            return self._made(self._shelf.load(name)) if name else self.first
        except TemplateError:  # a report that was begun elsewhere; what it holds is kept
            return self.first

    def _made(self, template: Template) -> Bench:
        router = Router(template)
        writer = Writer(self._dialect, template.spoken_names(), self._house)
        normals = self._hooks.normals or Normals(template)
        placer = Placer(router, writer, normals)
        desk = Desk(
            template,
            router,
            writer,
            placer,
            normals,
            self._hooks.picks,
            self._macros,
            self._shelf,
            self._hooks.checks_off,
        )
        return Bench(desk, Commander(desk, self.grammar), _names(template, router))


def _names(template: Template, router: Router) -> Names:
    """Names of the template's fields and sections, and those that mean the same."""
    spoken = dict.fromkeys([*template.spoken_names(), *section_names()])
    return Names.of({"place": {n: n for n in spoken if router.resolve(n) is not None}})
