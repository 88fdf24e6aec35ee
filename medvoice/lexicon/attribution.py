"""Attribution: words which say that a statement is of another time, of another person, of a rule
or of a case that is only thought of, and words in front of what has been replaced."""

from __future__ import annotations

from functools import cache

_ELSEWHERE = """
history of | status post | s/p | prior | previous | previously | formerly | originally | outside |
known | family history | mother | father | sister | brother | earlier | past | remote |
initially | in the past | clinical suspicion | referred for | query | rule out | r/o | resected |
last year | years ago | months ago | post | evaluate for | evaluated for | evaluating for |
evaluation for | assess for | assessed for | assessing for | assessment for | look for |
looked for | looking for | correlate for | correlate with | correlation for | correlation with |
check for | screen for | screening for | limited for | nondiagnostic for | non-diagnostic for |
mimic | mimics | mimicking | simulate | simulates | simulating | resemble | resembles | resembling
"""
_THOUGHT_OF = """
if | would | should | could change | may be requested | can be requested | is considered |
are considered | is defined | are defined | are classified | is classified | criteria |
in the event | when present | unless | whether | may respond | respond to | raises the |
upstages | up to stage | for example | e.g. | cutoff | cut-off | threshold | recommended |
recommend | requires | must be | may be considered | eligibility | were larger
"""
_REPLACED = """
instead of | rather than | not | previously reported as | originally reported as | in place of |
previously stated as | formerly | previously | originally | replaces | replaced | supersedes |
corrected from | amended from | changed from | revised from | initially reported as | and not |
erroneously | incorrectly | in error | was reported as | had been reported as
"""
_CORRECTING = """
amended | amendment | corrected | correction | revised | revision | remeasured | re-measured |
re-measurement | rather than | instead of | initially | originally | in error | erroneous |
erroneously | incorrectly | supersedes | superseded | replaces | replaced | should read |
now considered | reclassified | upgraded | downgraded | previously reported | previously stated |
on review | on re-review | (was | formerly | restaged | re-evaluated | reinterpreted
"""


def _table(block: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in block.split("|"))


@cache
def elsewhere_phrases() -> tuple[str, ...]:
    """In front of what is not of this examination, is only looked for or only looked like. Lower
    case."""
    return _table(_ELSEWHERE)


@cache
def thought_of_phrases() -> tuple[str, ...]:
    """Anywhere in a sentence that states a rule or a condition and no finding."""
    return _table(_THOUGHT_OF)


@cache
def correcting_phrases() -> tuple[str, ...]:
    """They make a sentence one that corrects what stands elsewhere, wherever it stands."""
    return _table(_CORRECTING)


@cache
def replaced_phrases() -> tuple[str, ...]:
    """In front of a value that another one takes the place of."""
    return _table(_REPLACED)
