"""Scopes: the words that begin and end a negation, and those that only look like it."""

from __future__ import annotations


def negation_words() -> frozenset[str]:
    """Single lower-case words; losing or inventing one flips a finding."""
    return frozenset("no not without none negative absent nor neither never denies".split())


def denying_words() -> frozenset[str]:
    """What follows one of them, up to a word that ends it, is not there. "absent" is not among
    them: it follows what it denies, and "absent flow void" is a finding."""
    return frozenset("no not without none negative nor neither never free".split())


def ending_words() -> frozenset[str]:
    """Words (and the semicolon) at which a negation or a "normal" ends."""
    return frozenset("but however except although though while apart other ; : which".split())


def turning_words() -> frozenset[str]:
    """What stands behind one of them may take back, or add to, what stands before ("no, but …")."""
    return frozenset(
        "but however although though yet nevertheless nonetheless albeit whereas while".split()
    )


def not_denying_words() -> frozenset[str]:
    """Singular words that, up to three words behind "no" or "not", make it deny something else than
    a finding: "no change in the effusion", "cannot be excluded"."""
    return frozenset(
        "change changed increase decrease excluded exclude longer worse larger smaller growth "
        "progression interval only certain increased decreased progressed".split()
    )


def unseen_words() -> frozenset[str]:
    """Behind "not": what stands before it is not there ("an effusion is not seen")."""
    return frozenset(
        "seen identified visualized present evident appreciated visible found demonstrated "
        "detected noted observed shown depicted".split()
    )


def gone_words() -> frozenset[str]:
    """What stands before or, with "of", behind them was there and is no more."""
    return frozenset("resolved removed removal resolution longer resorbed extubation".split())


def old_words() -> frozenset[str]:
    """They say that something is not of today; "acute" does not speak of it."""
    return frozenset("old healed chronic remote prior previous healing longstanding".split())


def benign_words() -> frozenset[str]:
    """They say that something is harmless; "suspicious" does not speak of it."""
    return frozenset("benign calcified old healed chronic remote degenerative".split())
