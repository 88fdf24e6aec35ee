"""Test helper, run as a program: records from the default microphone with medvoice's Microphone.

    python recorder.py OUT.npy

Prints one line per event ("open", "sound 480", "gap 960 123 reason", …). Standard input: "stall N"
takes no sound for N seconds, "stop" (or the end of it) ends the recording and writes OUT.npy.
"""

from __future__ import annotations

import sys
import threading
import time

import numpy as np

from medvoice.audio.block import AudioBlock, AudioGap, SourceState
from medvoice.audio.microphone import Microphone


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    microphone = Microphone()
    stall = [0.0]

    def obey() -> None:
        for line in sys.stdin:
            command, _, value = line.strip().partition(" ")
            if command == "stall":
                stall[0] = float(value)
            else:
                break
        microphone.close()

    threading.Thread(target=obey, daemon=True).start()
    parts = [np.zeros(0, np.float32)]
    for item in microphone.captured():
        match item:
            case AudioBlock():
                parts.append(item.samples)
                _say(f"sound {item.end}")
            case AudioGap():
                _say(f"gap {item.at} {item.missing} {item.reason}")
            case SourceState():
                _say(f"{item.state} {item.device}")
        if stall[0]:
            _say("stalled")
            time.sleep(stall[0])
            stall[0] = 0.0
            _say("stall over")
    np.save(sys.argv[1], np.concatenate(parts))


if __name__ == "__main__":
    main()
