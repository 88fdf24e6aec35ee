"""A microphone is looked for while something plays, through PortAudio: nothing breaks, and what was
playing is heard to its end."""

from __future__ import annotations

import subprocess
import sys

from pulse import VirtualMicrophone

CHILD = """
import threading
import numpy as np
from medvoice.audio.portaudio import input_devices
from medvoice.audio.portaudio_output import PortAudioLoudspeaker

begun, ended, begins = threading.Event(), threading.Event(), []

def begin():
    begins.append(1)
    begun.set()

def play():
    sound = np.zeros(2 * 16_000, np.float32)
    PortAudioLoudspeaker().play(sound, 16_000, lambda: False, begin)
    ended.set()

player = threading.Thread(target=play)
player.start()
assert begun.wait(30)
for _ in range(8):
    assert input_devices(rescan=True)
assert not ended.is_set(), "nothing was looked for while it played"
player.join(60)
print("heard", len(begins))
"""


def test_devices_are_looked_for_while_a_tone_plays(virtual_microphone: VirtualMicrophone) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", CHILD],
        env=virtual_microphone.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == ["heard", "1"]
