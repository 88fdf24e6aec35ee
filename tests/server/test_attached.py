"""medvoice dictate beside a running daemon: the daemon recognises, and nothing is lost on the way."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from live_client import LiveClient
from room import room
from scripted import dictation_wav

from medvoice.audio.file_source import FileSource
from medvoice.audio.journal_reader import JournalReader
from medvoice.faces import attached as attached_module
from medvoice.faces.attached import Attached, DaemonGoneError
from medvoice.faces.cli.main import main
from medvoice.faces.running_daemon import FILE, Address, announced, find_daemon
from medvoice.faces.unsent import Unsent
from medvoice.session.event_log import read_events
from medvoice.session.folder import all_folders
from medvoice.session.left_sound import keep_left
from medvoice.session.recovery import find_interrupted
from medvoice.session.sound_events import SoundAsked, SoundEnded, SoundStarted
from medvoice.session.sounding import SoundOut

TEXTS = ["Findings: Small right pleural effusion.", "No pneumothorax.", "The heart is normal."]


@pytest.fixture
def sound(tmp_path) -> Path:
    return dictation_wav(tmp_path / "d.wav", len(TEXTS))


def kept(root: Path) -> np.ndarray:
    (folder,) = all_folders(root)
    blocks = JournalReader(folder.journal).blocks()
    return np.concatenate([np.rint(b.samples * 32768).astype(np.int16) for b in blocks])


def test_dictate_lets_the_daemon_recognise(tmp_path, sound, monkeypatch, capsys) -> None:
    root = tmp_path / "data"
    monkeypatch.setenv("MEDVOICE_STORAGE_FOLDER", str(root))
    monkeypatch.setenv("MEDVOICE_RECOGNISER_NAME", "bundled")
    with room(TEXTS, folder=root) as house, announced(root, house.url, ""):
        status = main(["dictate", "--from", str(sound), "--pace", "fast", "--plain"])
    out, err = capsys.readouterr()
    assert status == 0, err
    assert "The daemon at" in err
    assert "Small right pleural effusion." in out
    np.testing.assert_array_equal(kept(root), soundfile.read(sound, dtype="int16")[0])
    assert "Report: " in out


def test_a_lost_connection_is_joined_again(tmp_path, sound, monkeypatch) -> None:
    root = tmp_path / "data"
    with room(TEXTS, folder=root, token="s3cret") as house:
        attached = Attached(
            Address(house.url, "s3cret", os.getpid()), FileSource(sound, "realtime"), str
        )
        sockets = []
        joined = attached._joined

        def noted():
            made = joined()
            sockets.append(made)
            return made

        monkeypatch.setattr(attached, "_joined", noted)
        attached.start("cxr")
        for cut in range(3):
            while len(sockets) <= cut or attached.view().seconds < 1.0 + cut:
                assert attached.running
            sockets[cut].socket.shutdown(2)
        attached.wait()
        assert attached.error == ""
        assert len(sockets) == 4
        assert "The heart is normal." in attached.report()
    np.testing.assert_array_equal(kept(root), soundfile.read(sound, dtype="int16")[0])


def test_what_a_daemon_that_stays_away_lacks_is_written_down(tmp_path, sound, monkeypatch) -> None:
    monkeypatch.setattr(attached_module, "AWAY_S", 0.5)
    root = tmp_path / "data"
    left = tmp_path / "left"

    def keep(pcm) -> str:
        return str(keep_left(left, pcm, "here", datetime.now()).path)

    with room(TEXTS, folder=root) as house:
        source = FileSource(sound, "realtime")
        attached = Attached(Address(house.url, "", os.getpid()), source, keep)
        attached.start("cxr")
        while attached.view().seconds < 1.0:
            assert attached.running
    attached.wait()
    assert "what it lacks is in" in attached.error
    whole = soundfile.read(sound, dtype="int16")[0]
    rest = kept(left)
    had = kept(root)
    assert len(had) + len(rest) >= len(had) > 0
    np.testing.assert_array_equal(had, whole[: len(had)])
    assert any(
        np.array_equal(rest, whole[at : at + len(rest)])
        for at in range(max(0, len(had) - 32_000), len(had) + 1)
    ), "what was handed over and what was not are the captured sound without a hole"
    (item,) = find_interrupted(left)
    assert item.unheard == len(rest)


def test_a_daemon_that_refuses_is_told(tmp_path, sound) -> None:
    with room(TEXTS, folder=tmp_path / "data") as house:
        attached = Attached(Address(house.url, "", 1), FileSource(sound, "fast"), str)
        with pytest.raises(DaemonGoneError, match="no such template"):
            attached.start("nonsense")


def test_the_file_says_where_and_is_believed_only_where_it_is_ones_own(tmp_path) -> None:
    assert find_daemon(tmp_path) is None
    with announced(tmp_path, "http://127.0.0.1:1", "t"):
        path = tmp_path / FILE
        assert path.stat().st_mode & 0o777 == 0o600
        assert find_daemon(tmp_path) == Address("http://127.0.0.1:1", "t", os.getpid())
        path.chmod(0o666)
        assert find_daemon(tmp_path) is None
        path.chmod(0o600)
    assert not path.exists()
    path.write_text('{"url": "http://127.0.0.1:1", "token": "", "pid": 4194303}')
    path.chmod(0o600)
    assert find_daemon(tmp_path) is None, "its process is gone"
    path.write_text("nonsense")
    assert find_daemon(tmp_path) is None


def test_unsent_sound_is_numbered_and_bounded_by_what_is_durable() -> None:
    unsent = Unsent()
    unsent.put(np.arange(10, dtype=np.int16))
    unsent.skip(5)
    unsent.put(np.arange(15, 20, dtype=np.int16))
    first, pcm = unsent.after(3) or (0, None)
    assert (first, list(pcm)) == (3, list(range(3, 10)))
    assert unsent.after(10)[0] == 15
    assert unsent.after(20) is None
    unsent.forget(9)
    assert unsent.held == 15
    unsent.forget(10)
    assert unsent.held == 5
    assert list(unsent.rest()) == list(range(15, 20))
    assert unsent.end == 20


def test_every_view_can_be_drawn(tmp_path, sound) -> None:
    with room(TEXTS, folder=tmp_path / "data") as house:
        attached = Attached(Address(house.url, "", 1), FileSource(sound, "fast"), str)
        attached.start("cxr")
        other = LiveClient(house.socket_url, attached.name)
        other.do("k", "add", field="findings.bones", text="No fracture.")
        attached.wait()
        view = attached.view()
        assert view.report.field("findings.bones")[0].text == "No fracture."
        assert [u.id for u in view.utterances] == [1, 2, 3]


class Speaker:
    """Notes what is played."""

    def __init__(self) -> None:
        self.played: list[np.ndarray] = []

    def play(self, samples, rate, stopped, begins) -> None:
        begins()
        self.played.append(samples)


def test_what_is_asked_for_is_played_where_the_microphone_is(tmp_path) -> None:
    texts = [TEXTS[0], "play that", TEXTS[2]]
    root, speaker = tmp_path / "data", Speaker()
    sound = dictation_wav(tmp_path / "p.wav", len(texts))
    with room(texts, folder=root) as house:
        source = FileSource(sound, "realtime")
        attached = Attached(
            Address(house.url, "", os.getpid()), source, str, SoundOut(speaker, audible=False)
        )
        attached.start("cxr")
        attached.wait()
        assert attached.error == ""
        assert "The heart is normal." in attached.report()
    [played] = speaker.played
    (folder,) = all_folders(root)
    events = read_events(folder.log).events
    [(start, end)] = next(e.spans for e in events if isinstance(e, SoundAsked))
    whole = soundfile.read(sound, dtype="float32")[0]
    np.testing.assert_array_equal(played, whole[start:end])
    told = [type(e) for e in events if isinstance(e, SoundStarted | SoundEnded)]
    assert told == [SoundStarted, SoundEnded]
