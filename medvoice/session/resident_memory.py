"""Resident memory of a daemon that runs for weeks: what a dictation used goes back to the system.

Every session has threads of its own, and glibc keeps what each of them freed for the next one:
after 60 dictations 200 MiB were free and not given back, and the daemon grew by 4 MiB a dictation
(`python -m benchmarks.soak`). What one session leaves for the garbage collector (its search trees
have cycles) would wait for the next full collection.
"""

from __future__ import annotations

import ctypes
import gc


def settle() -> None:
    """Once, when all that stays for good is loaded: the collector need not look at it again. A full
    collection looks at the 700,000 objects of the libraries otherwise, some 0.3 s in which no other
    thread runs."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """After a session. Elsewhere than under glibc only the collector runs."""
    gc.collect()
    trim = _trim()
    if trim is not None:
        trim(0)


def _trim() -> ctypes._NamedFuncPointer | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # no glibc
        return None
