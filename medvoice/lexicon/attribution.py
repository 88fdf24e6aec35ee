"""Attribution: words which say that a statement is of another time, of another person, of a rule
or of a case that is only thought of, and words in front of what has been replaced."""

from __future__ import annotations

from functools import cache

_ELSEWHERE = """
history of | status post | s/p | prior | previous | previously | formerly | originally | outside |
known | family history | mother | father | sister | brother | earlier | past | remote |
initially | in the past | resected | last year | years ago | months ago | post | limited for |
nondiagnostic for | non-diagnostic for | mimic | mimics | mimicking | simulate | simulates |
simulating | resemble | resembles | resembling
"""
_LOOKED_FOR = """
clinical suspicion | referred for | query | rule out | r/o | evaluate for | evaluated for |
evaluating for | evaluation for | assess for | assessed for | assessing for | assessment for |
look for | looked for | looking for | correlate for | correlate with | correlation for |
correlation with | check for | screen for | screening for
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

_UNREAL = """
family mother father sister brother maternal paternal fetal fetus donor history known prior old
healed chronic remote resolved removal resection rule query evaluation assess differential consider
mimick mimic artifact would hypothetical doubtful should outside exclude suspect past former earlier
"""
_CONDITIONAL = "if unless whether"
_STILL = "after recurrence recurrent residual persistence new"


def _table(block: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in block.split("|"))


@cache
def elsewhere_phrases() -> tuple[str, ...]:
    """In front of what is not of this examination, is only looked for or only looked like. Lower
    case."""
    return (*_table(_ELSEWHERE), *_table(_LOOKED_FOR))


@cache
def looked_for_phrases() -> tuple[str, ...]:
    """In front of what is only asked after."""
    return _table(_LOOKED_FOR)


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


@cache
def unreal_words() -> frozenset[str]:
    """As the guard compares words: a finding beside them is another person's, was before, or is
    only thought of; without them it is the patient's, of today and there."""
    return frozenset(_UNREAL.split())


@cache
def conditional_words() -> frozenset[str]:
    """They make all of their sentence depend on something."""
    return frozenset(_CONDITIONAL.split())


@cache
def still_there_words() -> frozenset[str]:
    """Beside what was taken out, they say that something is there all the same."""
    return frozenset(_STILL.split())
