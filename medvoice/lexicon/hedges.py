"""Hedges: words that leave it open whether what they stand beside is so."""

from __future__ import annotations

from functools import cache

from medvoice.lexicon.attribution import looked_for_phrases
from medvoice.lexicon.meaning import same_phrases

_DOUBTS = frozenset(
    "possible likely not-excluded suspicious questionable suggestive unlikely equivocal "
    "indeterminate versus".split()
)
_MORE = """
favor | favors | favored | suspect | suspicion | concerning | indefinite | equivocal for |
indeterminate for | differential | presumed | cannot exclude | not exclude | query | maybe |
perhaps | provisionally | appears | compatible | questioned | low likelihood | low probability |
low suspicion | insufficient evidence | little evidence | limited evidence
"""
_OF_RECORDS = """
uncertain | unclear | unconfirmed | provisional | provisionally | not confirmed | not proven |
not certain | to be confirmed | working diagnosis | presumptive | tentative | could | may | might |
consistent with | differential diagnosis | cannot rule out | can't rule out | not ruled out |
not been ruled out | not been excluded | not excluded | to exclude | to rule out | concern |
considered | consider | risk of | at risk for | thought to be | believed to be | in case of |
in keeping with | if | unless | whether | worried about | worry about | afraid of | fear of |
feared | doubtful | weak | inconclusive | in doubt | definite | definitely | less likely |
more likely | suspects | suggests | probably | potentially | hypothesized | hypothetical |
to be excluded | be ruled out | remains open | remains possible | awaiting confirmation
"""


def _table(block: str) -> frozenset[str]:
    return frozenset(" ".join(part.split()) for part in block.split("|"))


@cache
def hedging_phrases() -> frozenset[str]:
    """Lower case; they cast doubt on the words behind them."""
    known = {phrase for phrase, same in same_phrases().items() if same in _DOUBTS}
    return frozenset(one.replace("-", " ") for one in known | _DOUBTS | _table(_MORE))


@cache
def leaving_open_phrases() -> frozenset[str]:
    """These, and all others beside which the text of a record states nothing, wherever they
    stand."""
    return hedging_phrases() | _table(_OF_RECORDS) | frozenset(looked_for_phrases())
