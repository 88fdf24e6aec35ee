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
                print(f"sound {item.end}", flush=True)
            case AudioGap():
                print(f"gap {item.at} {item.missing} {item.reason}", flush=True)
            case SourceState():
                print(f"{item.state} {item.device}", flush=True)
        if stall[0]:
            print("stalled", flush=True)
            time.sleep(stall[0])
            stall[0] = 0.0
            print("stall over", flush=True)
    np.save(sys.argv[1], np.concatenate(parts))


if __name__ == "__main__":
    main()
