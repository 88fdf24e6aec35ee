"""Decodes compressed pictures in a process of its own: `serve` is its whole life.

The libraries that know medicine's codecs are written in C and C++; of 1,500 damaged JPEG-LS
pictures 24 ended the process that decoded them with GDCM, and of as many JPEG 2000 ones some took
5 s (`benchmarks/study_decoders.py`). None of that may reach a process that holds a dictation.

A request is a line of JSON (transfer syntax, pydicom's options, bytes that follow) and the encoded
frame; an answer a line of JSON (dtype, shape, bytes that follow; or a fault) and the pixels. The
process takes no more than its memory and its seconds, and ends when its input ends.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import sys
import warnings
from typing import Any, BinaryIO

MOST_SECONDS = 20.0
"""Processor time for one frame; a mammogram of 4,000 × 5,000 needs about 3."""
MOST_MEMORY = 6 << 30
"""Address space in bytes. A picture of 256 million samples needs 2 GB twice."""


_ORDER = ("pylibjpeg", "pillow", "gdcm", "pydicom")
"""The library that is told apart best from a broken picture first: openjpeg and Pillow were ended
by none of 1,500 damaged pictures, GDCM by six to 55."""


def serve() -> None:
    """Answers requests on standard input until it ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not stand among the answers.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    while line := requests.readline():
        request = json.loads(line)
        frame = requests.read(request["bytes"])
        # The signal's own action ends the process, even inside a library.
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        _answer(answers, request, frame)
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answer(answers: BinaryIO, request: dict[str, Any], frame: bytes) -> None:
    try:
        pixels, colour = decoded(request["syntax"], request["options"], frame)
    except (Exception, MemoryError) as error:  # noqa: BLE001 - decoders raise nearly anything
        fault = {"fault": type(error).__name__, "said": str(error)[-200:]}
        answers.write(json.dumps(fault).encode() + b"\n")
        answers.flush()
        return
    head = {
        "dtype": pixels.dtype.str,
        "shape": pixels.shape,
        "bytes": pixels.nbytes,
        "colour": colour,
    }
    answers.write(json.dumps(head).encode() + b"\n")
    answers.write(memoryview(pixels).cast("B") if pixels.size else b"")
    answers.flush()


class NoDecoder(Exception):
    """None of the libraries here knows this compression."""


def decoded(syntax: str, options: dict[str, Any], frame: bytes) -> tuple[Any, str]:
    """(rows x columns or rows x columns x samples; the photometric interpretation it now has).
    Raises NoDecoder; nearly anything for a broken frame."""
    import numpy as np
    from pydicom.encaps import encapsulate
    from pydicom.pixels.decoders.base import get_decoder

    try:
        decoder = get_decoder(syntax)
    except NotImplementedError as error:
        raise NoDecoder(syntax) from error
    even = encapsulate([frame if len(frame) % 2 == 0 else frame + b"\0"])
    known = decoder.available_plugins
    fault: Exception = NoDecoder(syntax)
    for plugin in (*(one for one in _ORDER if one in known), *sorted(set(known) - set(_ORDER))):
        try:
            pixels, meta = decoder.as_array(
                even, index=0, decoding_plugin=plugin, **{**options, "number_of_frames": 1}
            )
        except NotImplementedError:  # not this kind of it
            continue
        except (Exception, MemoryError) as error:  # noqa: BLE001 - the next one may know better
            fault = _own(error)
        else:
            return np.ascontiguousarray(pixels), str(meta["photometric_interpretation"])
    raise fault


def _own(error: BaseException) -> Exception:
    """pydicom hides in a text what a library said."""
    said = str(error)
    if "12-bit" in said or "not support" in said:
        return NoDecoder(said)
    if isinstance(error, MemoryError) or "MemoryError" in said or "allocate" in said:
        return MemoryError(said)
    return error if isinstance(error, Exception) else ValueError(said)
