"""No restart of PortAudio under an open stream."""

from __future__ import annotations

import threading

from medvoice.audio.sound_system import SoundSystem


def test_a_recording_is_never_interrupted():
    system = SoundSystem()
    with system.recording(), system.restarting(60) as alone:
        assert not alone
        assert not system.restart_wanted


def test_who_plays_is_asked_to_let_go_and_waited_for():
    system = SoundSystem()
    begun, order = threading.Event(), []

    def play() -> None:
        with system.playing():
            begun.set()
            while not system.restart_wanted:
                pass
            order.append("let go")
        with system.playing():
            order.append("plays again")

    player = threading.Thread(target=play)
    player.start()
    begun.wait()
    with system.restarting(60) as alone:
        assert alone
        order.append("restarted")
    player.join()
    assert order == ["let go", "restarted", "plays again"]
    assert not system.restart_wanted


def test_who_does_not_let_go_is_not_waited_for_without_end():
    system = SoundSystem()
    with system.playing(), system.restarting(0.01) as alone:
        assert not alone
    with system.restarting(0.01) as alone:
        assert alone


def test_nobody_begins_during_a_restart_and_two_do_not_run_at_once():
    system = SoundSystem()
    running, most, lock = [0], [0], threading.Lock()
    inside = [0]

    def restart() -> None:
        for _ in range(200):
            with system.restarting(60) as alone:
                if alone:
                    with lock:
                        running[0] += 1
                        most[0] = max(most[0], running[0] + inside[0])
                    with lock:
                        running[0] -= 1

    def use() -> None:
        for _ in range(200):
            with system.recording():
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], 1 + running[0])
                with lock:
                    inside[0] -= 1

    threads = [threading.Thread(target=f) for f in (restart, restart, use)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1
