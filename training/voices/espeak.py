"""espeak-ng speech with phone and word times, through its C library (Debian libespeak-ng1)."""

from __future__ import annotations

import ctypes
import random

import numpy as np

from training.text.grammar import spoken_form
from training.voices.spoken import PHONES, Spoken, Timed, regroup

_ACCENTS = ("en-us", "en-us", "en-gb-x-rp", "en-gb-scotland")
_TIMBRES = (
    "m1 m2 m3 m4 m5 m6 m7 f1 f2 f3 f4 f5 adam linda steph max rob klatt2 michael ed"
).split()
VOICES = [f"{accent}+{timbre}" for accent in _ACCENTS for timbre in _TIMBRES]
_WORD_EVENT, _PHONEME_EVENT = 1, 7
_RATE, _PITCH, _RANGE = 1, 3, 4  # espeak_PARAMETER
# espeak's phoneme names -> flite's.
_PHONES = {
    "@": "ax", "I": "ih", "I2": "ih", "i@": "iy", "E": "eh", "D": "dh", "a": "ae", "oU": "ow",
    "0": "aa", "i:": "iy", "aI": "ay", "V": "ah", "3": "er", "eI": "ey", "i": "iy", "a#": "ax",
    "@L": "l", "u:": "uw", "@2": "ax", "S": "sh", "A@": "aa", "e@": "eh", "j": "y", "t#": "t",
    "T": "th", "I#": "ih", "N": "ng", "h": "hh", "r-": "r", "O@": "ao", "o@": "ao", "Z": "zh",
    "dZ": "jh", "tS": "ch", "3:": "er", "i@3": "iy", "U": "uh", "aU": "aw", "OI": "oy",
    "aa": "ae", "O:": "ao", "aI2": "ay", "A:": "aa", "VR": "er", "t2": "t", "U@": "uh", "@5": "ax",
    "aI3": "ay", "IR": "ih", "O2": "ao", "aI@": "ay", "?": "t", "n-": "n",
}  # fmt: skip


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """Speaks target texts. One at a time in a process (the library has one global voice)."""

    def __init__(self) -> None:
        """Raises OSError where the library is missing."""
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self._library.espeak_Initialize(2, 0, None, 1)  # synchronous, phoneme events
        self._pcm: list[np.ndarray] = []
        self._events: list[tuple[int, int, int, float, str]] = []
        self._callback = _CALLBACK(self._take)  # kept: C holds no reference
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, target: str, rng: random.Random) -> tuple[str, Spoken] | None:
        """(voice, speech) in a random voice, rate and pitch; None where the times do not fit."""
        voice = rng.choice(VOICES)
        self._pcm.clear()
        self._events.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        self._library.espeak_SetParameter(_RATE, rng.randint(140, 220), 0)
        self._library.espeak_SetParameter(_PITCH, rng.randint(25, 75), 0)
        self._library.espeak_SetParameter(_RANGE, rng.randint(30, 70), 0)
        text = spoken_form(target)
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, 0, 0, 1, None, None)
        samples = np.concatenate(self._pcm).astype(np.float32) / np.float32(32768)
        phones, words = _timings(self._events, text, len(samples) / self.rate)
        grouped = regroup(target, words)
        if grouped is None:
            return None
        return f"espeak-{voice}", Spoken(samples, self.rate, grouped, phones)

    def _take(self, pcm, count, events) -> int:
        if pcm and count > 0:
            self._pcm.append(np.ctypeslib.as_array(pcm, (count,)).copy())
        index = 0
        while events[index].type != 0:
            event = events[index]
            name = ""
            if event.type == _PHONEME_EVENT:
                name = bytes(event.id.string).decode("utf-8", "ignore")
            at = event.audio_position / 1000
            self._events.append((event.type, event.text_position, event.length, at, name))
            index += 1
        return 0


def _timings(events, text: str, duration: float) -> tuple[list[Timed], list[Timed]]:
    """(phones, spoken words). A merged word event ("in the") is split by letters."""
    heard = [(name, at) for kind, _, _, at, name in events if kind == _PHONEME_EVENT]
    ends = [at for _, at in heard[1:]] + [duration]
    phones: list[Timed] = []
    for (name, at), end in zip(heard, ends, strict=True):
        phone = "pau" if name.startswith("_") else _PHONES.get(name, name)
        if phone in PHONES:
            phones.append((phone, at, end))
    begins = [(text[p - 1 : p - 1 + n], at) for kind, p, n, at, _ in events if kind == _WORD_EVENT]
    stops = [at for _, at in begins[1:]] + [duration]
    words: list[Timed] = []
    for (name, at), stop in zip(begins, stops, strict=True):
        last = [end for phone, start, end in phones if phone != "pau" and at <= start < stop]
        words.append((name, at, last[-1] if last else stop))
    return phones, _split_merged(text, words)


def _split_merged(text: str, heard: list[Timed]) -> list[Timed]:
    wanted = text.split()
    found: list[Timed] = []
    at = 0
    for index, (_, start, end) in enumerate(heard):
        following = heard[index + 1][0] if index + 1 < len(heard) else None
        group = wanted[at : at + 1]
        at += 1
        while at < len(wanted) and wanted[at] != following:
            group.append(wanted[at])
            at += 1
        letters = sum(map(len, group)) or 1
        begin = start
        for word in group:
            stop = begin + (end - start) * len(word) / letters
            found.append((word, begin, stop))
            begin = stop
    return found
