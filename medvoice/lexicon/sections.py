"""Sections of a radiology report: the names they are spoken by."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.lexicon.terms import folded


@dataclass(frozen=True, slots=True)
class SectionKind:
    """id: as templates use it. names: spoken names. stands_in: where its text goes in a template
    that lacks this section ("" = nowhere in particular)."""

    id: str
    names: tuple[str, ...]
    stands_in: str = ""


def section_kinds() -> tuple[SectionKind, ...]:
    """The usual sections, in report order."""
    return (
        SectionKind("exam", ("exam", "examination", "exam type", "study", "procedure")),
        SectionKind(
            "indication",
            (
                "indication",
                "indications",
                "history",
                "clinical history",
                "clinical information",
                "clinical indication",
                "reason for exam",
                "reason for study",
                "reason for examination",
            ),
        ),
        SectionKind("technique", ("technique", "protocol")),
        SectionKind(
            "comparison",
            ("comparison", "comparisons", "comparison study", "prior studies", "priors"),
        ),
        SectionKind("findings", ("findings", "finding")),
        SectionKind(
            "impression",
            ("impression", "impressions", "conclusion", "conclusions", "opinion", "assessment"),
        ),
        SectionKind(
            "recommendation",
            ("recommendation", "recommendations", "plan"),
            stands_in="impression",
        ),
        SectionKind("diagnosis", ("diagnosis", "diagnoses"), stands_in="impression"),
        SectionKind("communication", ("communication", "critical results"), stands_in="impression"),
        SectionKind("addendum", ("addendum",)),
    )


def section_names() -> tuple[str, ...]:
    return tuple(name for kind in section_kinds() for name in kind.names)


def kind_of(name: str) -> SectionKind | None:
    """The kind that a spoken name stands for, None for an unknown one."""
    words = folded(name)
    for kind in section_kinds():
        if any(folded(known) == words for known in kind.names):
            return kind
    return None
