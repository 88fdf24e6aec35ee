"""The daemon's sessions in a data folder with a vault: cut off, gone on, listed, deleted."""

from __future__ import annotations

import numpy as np
from dictations import TURNS, spoken
from hubs import RATE, Face, hub_of, send_of, sound

from medvoice.audio.journal_reader import JournalReader
from medvoice.session.event_log import read_events
from medvoice.session.sounding import journal_pcm
from medvoice.session.verifying import verify

TRUTH = spoken(*TURNS)
WORDS = [w.text for w in TRUTH.words]


def test_a_session_goes_on_in_its_encrypted_files(tmp_path, vault) -> None:
    root = tmp_path / "data"
    hub = hub_of(root, TRUTH, keys=vault)
    running = hub.create()
    face = Face(hub, running)
    running.feed.begin("s1", RATE, face.owner)
    half = len(TRUTH.sound) // 2
    send_of(TRUTH, running, 0, half)
    hub.stop()

    hub = hub_of(root, TRUTH, keys=vault)
    try:
        [(listed, _)] = hub.all()
        assert (listed.fault, listed.statements > 0) == ("", True)
        again = hub.open(running.name)
        face = Face(hub, again)
        progress = again.feed.begin("s1", RATE, face.owner)
        assert progress.have == half, "what is in the journal need not be sent again"
        send_of(TRUTH, again, half, len(TRUTH.sound))
        again.feed.end("s1", len(TRUTH.sound))
        face.until(lambda cells: len(face.heard) >= len(WORDS) - 1)
        hub.close(again.name)
    finally:
        hub.stop()
    np.testing.assert_array_equal(sound(again), TRUTH.sound)
    reader = JournalReader(again.folder.sound)
    assert len(list(reader.items())) > 0
    assert (reader.sealed, reader.missing_records, reader.damaged_bytes) == (True, 0, 0)
    assert read_events(again.folder.log).sealed
    pcm = journal_pcm(again.folder.sound, ((1000, 9000),))
    assert pcm == (TRUTH.sound[1000:9000] * 32768).astype("<i2").tobytes()
    assert verify(root, (), vault).faults == 0
