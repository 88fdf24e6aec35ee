"""What a template fills in by itself: merge fields, calculations and computed categories.

All of it is a function of the dictated statements and the study's values, made anew for every
rendering and kept nowhere: it changes only when the speaker changes what it is made of, and it is
marked by its origin. A field into which something was dictated is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from medvoice.lexicon.scopes import negation_words
from medvoice.lexicon.terms import folded
from medvoice.report.assessments.system import Computed, FeatureValue, Kind
from medvoice.report.assessments.systems import system
from medvoice.report.calculators import Formula, calculate
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.measured import Measured, measured
from medvoice.report.template_fields import FieldSpec, FrontMatter, SectionSpec
from medvoice.report.template_merge import merged
from medvoice.report.template_normals import split
from medvoice.report.template_values import Assessment, Calculation

# A sentence with one of these is not taken for a pick unless it is the pick word for word.
_UNSURE = negation_words() | frozenset(
    "or versus vs possible possibly probable probably likely may might could cannot questionable "
    "suspected equivocal uncertain if previously former".split()
)
_FACTORS = {"mm": 1.0, "cm": 0.1}


def completed(front: FrontMatter, values: Mapping[str, str], report: Report) -> Report:
    """The report with its computed statements, ids "c.FIELD" and "m.FIELD"; the same report where
    there are none. values: merge name -> text of the study."""
    added: dict[str, Statement] = {}
    for section in front.sections:
        for spec in section.all_fields():
            field = f"{section.id}.{spec.id}"
            if report.field(field):
                continue
            statement = _merge(field, spec, values) or _computed(section, spec, report)
            if statement is not None:
                added[field] = statement
    if not added:
        return report
    fields = dict(report.fields) | {name: (statement,) for name, statement in added.items()}
    return replace(report, fields=tuple(fields.items()))


def category_of(section: SectionSpec, assessment: Assessment, report: Report) -> Computed | None:
    """The category that the system computes from the section's fields; None where it computes
    none or lacks a feature."""
    rules = system(assessment.system)
    if rules.compute is None or not assessment.inputs:
        return None
    given = {
        feature: _feature_values(section, assessment, feature, field, report)
        for feature, field in assessment.inputs.items()
    }
    given = {feature: values for feature, values in given.items() if values}
    needed = [name for name, feature in rules.features.items() if feature.needed]
    return rules.compute(given) if all(name in given for name in needed) else None


def stated_categories(spec: FieldSpec, text: str) -> tuple[str, ...]:
    """Categories that a field for one states, by the system's name or by its pick list; those that
    the system does not have, too. () for a field without a system."""
    if spec.assessment is None:
        return ()
    found = system(spec.assessment.system).stated(text, alone=True)
    return found or tuple(name.upper() for name in picked(spec, text))


def field_text(section: SectionSpec, field: str, report: Report) -> str:
    """The statements of a field as one text."""
    return " ".join(statement.text for statement in report.field(f"{section.id}.{field}"))


def picked(spec: FieldSpec, text: str) -> tuple[str, ...]:
    """Names of the choices that a text takes, in order: () where it takes none for certain, or more
    than one of a list that allows one. A sentence that is no choice word for word must hold no
    negation and no doubt: "no punctate foci" takes nothing, "likely solid" neither."""
    found: list[str] = []
    for sentence in split(text):
        words = folded(sentence)
        whole = [choice.name for choice in spec.choices if words in choice.spoken()]
        found += whole or ([] if _UNSURE.intersection(words) else _held(spec, words))
    names = tuple(dict.fromkeys(found))
    return names if spec.several or len(names) == 1 else ()


def _held(spec: FieldSpec, words: tuple[str, ...]) -> list[str]:
    """Choices whose words are in the sentence, longest first, none inside another."""
    left = list(words)
    ways = sorted(
        ((way, choice) for choice in spec.choices for way in choice.spoken()),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[int, str] = {}
    for way, choice in ways:
        for at in range(len(left) - len(way) + 1):
            if tuple(left[at : at + len(way)]) == way:
                left[at : at + len(way)] = [""] * len(way)
                found[at] = choice.name
    return [name for _, name in sorted(found.items())]


def the_measurement(spec: FieldSpec, text: str) -> Measured | None:
    """The one measurement of a field, with as many axes as the field declares where there is such
    a one; None where there is none or more than one ("22 mm, previously 18 mm"): nothing is
    computed from a guess."""
    axes = spec.measure.axes if spec.measure is not None else 1
    found = measured(text, spec.measure.unit if spec.measure is not None else "")
    fitting = [one for one in found if len(one.values) == axes] or list(found)
    return fitting[0] if len(fitting) == 1 else None


def _merge(field: str, spec: FieldSpec, values: Mapping[str, str]) -> Statement | None:
    text = merged(spec.merge, values) if spec.merge else ""
    if not text:
        return None
    return Statement(f"m.{field}", text, Origin.STUDY, (), "from the study")


def _computed(section: SectionSpec, spec: FieldSpec, report: Report) -> Statement | None:
    if spec.calculate is not None:
        return _calculated(section, spec, spec.calculate, report)
    if spec.assessment is None:
        return None
    found = category_of(section, spec.assessment, report)
    if found is None:
        return None
    rules = system(spec.assessment.system)
    reason = f"{rules.name} {rules.version}: {found.why}"
    text = rules.category(found.category).text
    return Statement(f"c.{section.id}.{spec.id}", text, Origin.CALCULATED, (), reason)


def _calculated(
    section: SectionSpec, spec: FieldSpec, calculation: Calculation, report: Report
) -> Statement | None:
    given: list[Measured] = []
    for field in calculation.of:
        source = next(one for one in section.fields if one.id == field)
        found = the_measurement(source, field_text(section, field, report))
        if found is None:
            return None
        given.append(found)
    value = calculate(calculation.formula, given)
    if value is None:
        return None
    written = _written(calculation, value)
    text = calculation.text.replace("{value}", written)
    inputs = "; ".join(_shown(one) for one in given)
    reason = f"{calculation.formula.value} of {inputs}"
    return Statement(f"c.{section.id}.{spec.id}", text, Origin.CALCULATED, (), reason)


def _written(calculation: Calculation, value: float) -> str:
    if calculation.formula is Formula.PERCENT_CHANGE:
        return f"{value:+.{calculation.decimals}f}%"
    if calculation.formula is Formula.ELLIPSOID:
        return f"{value:.{calculation.decimals}f} {calculation.unit or 'mL'}"
    unit = calculation.unit or "mm"
    return f"{value * _FACTORS.get(unit, 1.0):.{calculation.decimals}f} {unit}"


def _shown(one: Measured) -> str:
    return " x ".join(f"{value:g}" for value in one.values) + f" {one.unit}"


def _feature_values(
    section: SectionSpec, assessment: Assessment, feature: str, field: str, report: Report
) -> tuple[FeatureValue, ...]:
    """What a field says of a feature; () where it says nothing that the system can take."""
    rule = system(assessment.system).features[feature]
    spec = next(one for one in section.fields if one.id == field)
    text = field_text(section, field, report)
    if rule.kind is Kind.LENGTH:
        found = the_measurement(spec, text)
        lengths = found.millimetres() if found is not None else None
        # The systems take one diameter; of several axes it is the mean for Lung-RADS and the
        # longest for LI-RADS.
        if not lengths:
            return ()
        mean = assessment.system == "lung-rads"
        return (sum(lengths) / len(lengths) if mean else max(lengths),)
    if spec.assessment is not None:
        return stated_categories(spec, text)[:1]
    return tuple(name for name in picked(spec, text) if name in rule.values)
