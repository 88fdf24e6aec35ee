"""Groups: the parts of a sentence whose words belong together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from medvoice.lexicon.meaning import implied_organs
from medvoice.report.guard.words import Class, Word

_SPLITS = frozenset("and or nor but however with without while whereas although which".split())
_BARE = frozenset({Class.PLACE, Class.SIDE, Class.LEVEL})
_OF_BEFORE = frozenset({Class.CHANGE, Class.NUMBER, Class.DATE, Class.REFERENCE, Class.DOUBT})
_SILENT = frozenset({Class.SMALL, Class.MARK})
_TELLS = frozenset({Class.SIDE, Class.SEVERITY, Class.NUMBER, Class.CHANGE})
_BOTH = ("left", "right")
_STATES = frozenset("unchanged normal clear intact patent position size".split())
_MEMBERS = frozenset({Class.OTHER, Class.PLACE, Class.SIDE})
_LONGEST_MEMBER = 2

Groups = list[list[Word]]


def grouped(words: list[Word]) -> Groups:
    """Parts between the words that join clauses; what says nothing is left out."""
    found: Groups = [[]]
    for word in words:
        if word.text in _SPLITS or word.text == ",":
            found.append([])
        elif word.kind not in _SILENT:
            found[-1].append(word)
    kept: Groups = []
    for group in _sided([group for group in found if group]):
        if kept and all(word.kind in _OF_BEFORE for word in group):
            kept[-1] += group  # "effusion, unchanged"
        else:
            kept.append(group)
    return kept


def _sided(groups: Groups) -> Groups:
    """ "Bilateral" as left and right; nothing where each side is told apart behind it ("bilateral
    effusions, moderate on the right and mild on the left")."""
    each = [
        {word.text for word in group}
        for group in groups
        if all(word.kind in _TELLS for word in group)
    ]
    told = all(any(side in words and len(words) > 1 for words in each) for side in _BOTH)
    found = []
    for group in groups:
        words: list[Word] = []
        for word in group:
            if word.text != "bilateral":
                words.append(word)
            elif not told:
                words += [replace(word, text=side) for side in _BOTH]
        found.append(words)
    return [group for group in found if group]


def without_implied(groups: Groups) -> Groups:
    """Without the organs that a finding can only be of ("the bones are osteopenic"), where nothing
    else is said of them."""
    implied = implied_organs()
    findings = [word.text for group in groups for word in group if word.kind is Class.OTHER]
    whole = bool(findings) and all(text in implied for text in findings)
    found = []
    for group in groups:
        own = [word.text for word in group if word.kind is Class.OTHER]
        # A part without a finding is told by the others ("Left kidney: no hydronephrosis").
        bare = all(word.kind in _BARE for word in group)
        near = (own or (findings if bare else [])) if whole else []
        gone = frozenset[str]().union(*(implied[text] for text in near))
        if any(word.text.endswith(" ml") for word in group):
            gone |= {"volume"}  # what a number of mL is
        found.append([w for w in group if w.kind is not Class.PLACE or w.text not in gone])
    return [group for group in found if group]


def joined(groups: Groups) -> Groups:
    """The parts of a list of places ("liver, spleen and kidneys are normal") go with the parts on
    both sides that say something of them; a place at the end of a list that is denied, with all of
    the list ("no aneurysm or dissection of the aorta")."""
    bare = [all(word.kind in _BARE for word in group) for group in groups]
    if not all(bare):  # "a cyst, and the right ovary is not seen" denies an organ alone
        bare = [
            places and not all(word.denied for word in group)
            for places, group in zip(bare, groups, strict=True)
        ]
    if all(bare):
        return [[word for group in groups for word in group]]
    found: Groups = []
    for at in range(len(groups)):
        if bare[at]:
            continue
        before, after = at, at + 1
        while before > 0 and bare[before - 1]:
            before -= 1
        while after < len(groups) and bare[after]:
            after += 1
        group = groups[at]
        found.append(group)
        said = [word for word in group if word.kind not in _BARE]
        found += [places + said for places in groups[before:at] + groups[at + 1 : after]]
    return found + list(_shared(groups, bare))


def of_one_state(words: list[Word]) -> Groups:
    """The members of a list that a sentence says one thing of, which only says how they are ("the
    lines and tubes are unchanged in position", "no change in the position of the lines and tubes"),
    each with it. A severity or a finding is not shared out: "small effusion and pneumothorax"."""
    parts: Groups = [[]]
    last = ""
    for word in words:
        if word.text in ("and", ","):
            parts.append([])
            last = word.text
        elif word.kind is not Class.SMALL:
            parts[-1].append(word)
    members = [[word for word in part if word.text not in _STATES] for part in parts]
    states = [[word for word in part if word.text in _STATES] for part in parts]
    said = [state for state in states if state]
    if (
        last != "and"
        or len(said) != 1
        or not all(0 < len(member) <= _LONGEST_MEMBER for member in members)
    ):
        return []
    if any(w.denied or w.kind not in _MEMBERS for member in members for w in member):
        return []
    return _sided([[*member, *said[0]] for member in members])


def lent(groups: Groups) -> Groups:
    """What parts of a denied list may lend each other: "no lytic or sclerotic lesion" denies lytic
    lesions, "no renal calculus or mass" renal masses. Only allowed, never asked for: "no fracture
    or large mass" may be read either way. A side is not lent."""
    found: Groups = []
    for one, other in pairwise(groups):
        if len(one) == 1 < len(other) and one[0].denied and other[-1].denied:
            found.append([one[0], other[-1]])
        if len(other) == 1 < len(one) and other[0].denied and one[0].kind is Class.PLACE:
            found.append([one[0], other[0]])
    return found


def _shared(groups: Groups, bare: list[bool]) -> Iterator[list[Word]]:
    """Runs of denied parts without a place, and the place before or behind all of them."""
    run: Groups = []
    for at, group in enumerate(groups):
        if bare[at]:
            continue
        places = [word for word in group if word.kind in _BARE]
        if not any(word.denied for word in group):
            run = []
            continue
        if not places:
            ahead = at - len(run) - 1
            run.append(group)
            if ahead >= 0 and bare[ahead] and len(run) > 1:
                yield [*groups[ahead], *group]  # "Aorta: no aneurysm or dissection"
            continue
        last = [word.kind in _BARE for word in group]
        if run and last == sorted(last):  # behind the finding, not before it
            for earlier in run:
                yield [*earlier, *places]
        run = []
