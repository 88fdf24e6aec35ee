"""medvoice audit verify."""

from __future__ import annotations

from pathlib import Path


def test_a_changed_log_is_found(medvoice, scripted, sound, tmp_path) -> None:
    root = tmp_path / "data"
    scripted(["Small right pleural effusion.", "No pneumothorax."])
    at = ("--set", f"storage.folder={root}")
    status, _, err = medvoice("dictate", "--from", str(sound(2)), "--pace", "fast", "--plain", *at)
    assert status == 0, err
    status, out, err = medvoice("audit", "verify", *at)
    assert status == 0, err
    assert "unchanged" in out
    head = out.split("Head: ")[1].strip()
    assert medvoice("audit", "verify", "--head", head, *at)[0] == 0
    assert medvoice("audit", "verify", "--head", "0" * 64, *at)[0] != 0
    log: Path = next((root / "sessions").glob("*/events.jsonl"))
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-1]))
    status, out, err = medvoice("audit", "verify", *at)
    assert status == 1
    assert "1 lines at the end of its log are gone" in err
    status, _, err = medvoice("audit", "verify", "nothing", *at)
    assert status != 0
    assert "No dictation is called nothing" in err
