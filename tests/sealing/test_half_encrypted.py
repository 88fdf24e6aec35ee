"""A session whose encrypting was stopped: deleted, and converted again."""

from __future__ import annotations

import os

import pytest
from dictations import TURNS, run_dictation, spoken

from medvoice.sealing.erasing import Medium
from medvoice.session import deleting, encrypting
from medvoice.session.deleting import delete_locked
from medvoice.session.encrypting import encrypt
from medvoice.session.folder import SessionFolder
from medvoice.session.saving import kept_beside, save_beside


@pytest.mark.parametrize("converted", ["key only", "sound"])
def test_deleting_half_encrypted_says_so_and_overwrites_what_is_plain(
    tmp_path, vault, monkeypatch, converted
) -> None:
    folder = SessionFolder(run_dictation(tmp_path / "data", spoken(*TURNS[:1])).folder.path, vault)

    def stopped(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(encrypting, "_journal" if converted == "key only" else "_log", stopped)
    with pytest.raises(OSError, match="space"):
        encrypt(folder, vault)
    assert folder.log.sealed
    overwritten = []

    def noted(path, *, overwrite):
        overwritten.append((path.name, overwrite))
        path.unlink()

    monkeypatch.setattr(deleting, "erase", noted)
    monkeypatch.setattr(deleting, "medium_of", lambda _: Medium("ext4", False))
    said = delete_locked(folder, "by hand").said
    assert "key was destroyed" not in said
    assert "Not all of it was encrypted" in said
    plain = {"events.jsonl", "report.txt"} | ({"audio.mvj"} if converted == "key only" else set())
    assert overwritten[0] == ("key.json", True)
    assert dict(overwritten[1:]) == dict.fromkeys(plain, True)


def test_converting_again_keeps_a_report_that_was_sealed_later(tmp_path, vault) -> None:
    folder = SessionFolder(run_dictation(tmp_path / "data", spoken(*TURNS[:1])).folder.path, vault)
    plain = folder.path / "report.txt"
    encrypt(folder, vault)
    save_beside(folder, "report.txt", b"newer")
    for when, kept in ((-10, b"newer"), (10, b"older, but written last")):
        plain.write_bytes(b"older, but written last")
        at = folder.report.stat().st_mtime + when
        os.utime(plain, (at, at))
        assert encrypt(folder, vault)
        assert not plain.exists()
        assert kept_beside(folder, "report.txt") == kept
