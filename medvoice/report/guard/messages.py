"""Messages: who tells whom ("I notified Dr. Lee", "I was notified by Dr. Lee")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medvoice.report.guard.persons import pronoun
from medvoice.report.guard.words import Class, Word, up_to

SPEAKER = "speaker"
_TELLING = frozenset("notification call page alert contact".split())
_SPEAKERS = frozenset("i we me us".split())
_BE = frozenset("is are was were be been".split())
_NAMED = frozenset({Class.OTHER, Class.PLACE})
_MESSAGES = frozenset("result impression report".split())
_STOPS = frozenset("of about by at on in with via regarding".split())


def told(clause: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Teller and told one, words as compared; the one who dictates where nobody else is named."""
    for at, word in enumerate(clause):
        if word.text not in _TELLING or not _is_verb(word):
            continue
        ahead, behind = clause[:at], clause[at + 1 :]
        by = next((i for i, w in enumerate(behind) if w.text == "by"), len(behind))
        agent = _people(_up_to_stop(behind[by + 1 :]))
        if any(w.text in _BE for w in ahead[-2:]):
            to = behind[1:] if behind[:1] and behind[0].text == "to" else ()
            told_ones = _people(_up_to_stop(to)) or _people(ahead)
            pairs = [(one, other) for one in agent or [SPEAKER] for other in told_ones]
        else:
            told_ones = _people(_up_to_stop(behind))
            if not told_ones and not _MESSAGES.intersection(w.text for w in ahead):
                told_ones = [SPEAKER]  # "the nurse called"
            pairs = [(one, other) for one in _people(ahead) or [SPEAKER] for other in told_ones]
        yield from ((one, other) for one, other in pairs if one != other)


def _is_verb(word: Word) -> bool:
    """A verb, or a phrase that is compared as one ("informed", "made aware of")."""
    return word.spelled.endswith("ed") or (
        not word.spelled and word.text in ("notification", "call")
    )


def _up_to_stop(words: Sequence[Word]) -> Sequence[Word]:
    return up_to(words, lambda word: word.text in _STOPS)


def _people(words: Sequence[Word]) -> list[str]:
    found = [pronoun(w) or w.text for w in words if w.kind in _NAMED or pronoun(w)]
    return [SPEAKER] if any(word.text in _SPEAKERS for word in words) else found
