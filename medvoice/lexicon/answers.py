"""Answers: what stands behind "Pleural invasion:" in a form, and what it means."""

from __future__ import annotations

from functools import cache

_YES = """
yes | present | identified | positive | detected | seen | found | noted | observed | involved |
there is | confirmed | demonstrated | shown | evident | y | extensive | focal | focally present
"""
_NO = """
no | not identified | absent | negative | not detected | not seen | none | none identified |
not present | none seen | no evidence | not found | not noted | not involved | uninvolved | n |
none detected | nil | free | not observed | without
"""
_UNSURE = """
indeterminate | equivocal | suspicious | cannot be determined | cannot be excluded |
cannot be assessed | cannot be ruled out | possible | possibly | probable | uncertain |
inconclusive | suspected | questionable | not excluded | unsure | suggestive | not assessable |
cannot determine | cannot exclude | could not be determined | could not be assessed |
not definitely identified | not definite | likely | unclear | cannot be evaluated | borderline |
may be present | no definite | no definitive | no convincing | no unequivocal
"""
_NOTHING = """
not applicable | n/a | na | not reported | not stated | not performed | not done | pending |
to follow | not submitted | not requested | see comment | see note | see below | unknown |
not specified | not provided | not given | not recorded | not tested | not available | deferred |
not known | failed | insufficient
"""


def _table(block: str) -> frozenset[str]:
    return frozenset(" ".join(part.split()) for part in block.split("|"))


@cache
def yes_answers() -> frozenset[str]:
    """Lower case, as an answer begins."""
    return _table(_YES)


@cache
def no_answers() -> frozenset[str]:
    return _table(_NO)


@cache
def unsure_answers() -> frozenset[str]:
    return _table(_UNSURE)


@cache
def empty_answers() -> frozenset[str]:
    """They say that nothing is said: neither yes nor no."""
    return _table(_NOTHING)
