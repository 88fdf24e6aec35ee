"""The vocabulary through the command line: what it changes, where that shows, how it is undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medvoice.session.event_log import read_events
from medvoice.session.folder import all_folders

SITE = 'words = ["lenvatinib"]\n[[replacements]]\nsay = "flare"\nwrite = "FLAIR"\n'
FAST = ("--pace", "fast", "--set", "audio.vad=webrtc")


@pytest.fixture
def site(home: Path) -> Path:
    """A site's vocabulary, and a configuration that names it."""
    (home / "site.toml").write_text(SITE)
    (home / "config.toml").write_text('[vocabulary]\nfiles = ["site.toml"]\n')
    return home / "config.toml"


def own(home: Path, text: str, profile: str = "default") -> None:
    folder = home / "XDG_DATA_HOME" / "medvoice" / "vocabulary"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{profile}.toml").write_text(text)


def said(medvoice, monkeypatch, text: str, *options: str) -> list[dict]:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    status, out, err = medvoice("language", *options)
    assert status == 0, err
    return [json.loads(line) for line in out.splitlines()]


def test_language_shows_what_it_changes(medvoice, monkeypatch, home, site) -> None:
    own(home, '[[replacements]]\nsay = "grate eye"\nwrite = "GRE"\n')
    config = ("--config", str(site))
    first, literal, slot = said(
        medvoice,
        monkeypatch,
        "the flare and grate eye images period\nliteral flare\nreplace flare with grate eye\n",
        *config,
    )
    assert first["written"] == "The FLAIR and GRE images."
    assert first["replaced"] == [
        {"words": [1, 2], "spoken": "flare", "written": "FLAIR"},
        {"words": [3, 5], "spoken": "grate eye", "written": "GRE"},
    ]
    assert {"text": "GRE", "words": [3, 5], "spoken": "grate eye"} in first["spans"]
    assert literal["outcome"] == "done"
    assert slot["slots"] == {"target": "FLAIR", "new": "GRE"}
    other = said(medvoice, monkeypatch, "flare grate eye", *config, "--set", "vocabulary.profile=b")
    assert other[0]["written"] == "FLAIR grate eye"


def test_a_dictation_hears_with_it_writes_by_it_and_says_so(
    medvoice, scripted, sound, home, site
) -> None:
    own(home, 'words = ["Prof. Novak"]\n')
    recogniser = scripted(
        ["[FINDINGS] {colon} flare signal {period}", "more flare {period}", "undo", "literal flare"]
    )
    status, out, err = medvoice("dictate", "--config", str(site), "--from", str(sound(4)), *FAST)
    assert status == 0, err
    assert recogniser.terms[:2] == ("Prof. Novak", "lenvatinib")
    assert len(recogniser.terms) > 2
    (folder,) = all_folders(home / "XDG_DATA_HOME" / "medvoice")
    report = folder.report.read_text()
    assert "FLAIR signal." in report
    assert "ore FLAIR" not in report
    assert "lare" in report.replace("FLAIR", "")
    assert "vocabulary: flare → FLAIR" in out
    heard = [e for e in read_events(folder.events).events if e.kind == "utterance"]
    words = heard[0].words[heard[0].replaced[0].first : heard[0].replaced[0].last]
    assert [word.text for word in words] == ["flare"]
    _, log, _ = medvoice("log")
    assert "(vocabulary: flare → FLAIR)" in log


def test_report_and_transcribe_write_by_it(medvoice, scripted, sound, home, site) -> None:
    (home / "said.txt").write_text("findings: the flare is bright.\n")
    _, out, _ = medvoice("report", "--config", str(site), "said.txt")
    assert "FLAIR is bright" in out
    recogniser = scripted(["the flare is bright {period}"])
    status, out, err = medvoice(
        "transcribe", "--config", str(site), str(sound(1)), "--set", "audio.vad=webrtc"
    )
    assert (status, out.strip()) == (0, "The FLAIR is bright."), err
    assert recogniser.terms == ("lenvatinib",)


def test_a_bad_file_names_file_key_and_fault(medvoice, home, site) -> None:
    (home / "said.txt").write_text("findings: normal.\n")
    own(home, '[[replacements]]\nsay = "left"\nwrite = "right"\n')
    status, _, err = medvoice("report", "--config", str(site), "said.txt")
    assert status == 2
    assert 'default.toml: replacements[1]: the side "left" may not change' in err
    (home / "site.toml").unlink()
    status, _, err = medvoice("report", "--config", str(site), "said.txt")
    assert status == 2
    assert "site.toml: cannot be read: No such file" in err
    status, _, err = medvoice("report", "said.txt", "--set", "vocabulary.profile=../x")
    assert status == 2
    assert "vocabulary.profile" in err


def test_corrections_are_offered_kept_and_stick(medvoice, scripted, sound, home) -> None:
    texts = [
        "[FINDINGS] {colon} the grate eye images show a 6 mm nodule on the left {period}",
        "replace grate eye with GRE",
        "replace 6 mm with 8 mm",
        "replace left with right",
        "replace nodule with mass",
        "replace images with imaging",
        "undo",
    ]
    scripted(texts)
    status, out, err = medvoice("dictate", "--from", str(sound(len(texts))), *FAST)
    assert status == 0, err
    (folder,) = all_folders(home / "XDG_DATA_HOME" / "medvoice")
    assert "1. grate eye → GRE" in err
    assert "2." not in err
    assert f"medvoice vocabulary learn {folder.name} --all" in err

    status, out, err = medvoice("vocabulary", "learn")
    assert out.splitlines()[0].strip() == "1. grate eye → GRE"
    assert "6 mm → 8 mm: the number" in err
    assert "left → right: the side" in err
    assert "nodule → mass: other words" in err
    assert "imaging" not in out + err  # undone
    assert "→" not in medvoice("vocabulary")[1]  # nothing was kept yet

    assert medvoice("vocabulary", "learn", folder.name, "2")[0] == 2
    status, out, _ = medvoice("vocabulary", "learn", folder.name, "1")
    assert (status, out) == (0, "Kept: grate eye → GRE\n")
    assert "no correction to keep" in medvoice("vocabulary", "learn", "--all")[1]

    scripted(["the grate eye images {period}"])
    status, out, _ = medvoice("transcribe", str(sound(1)), "--set", "audio.vad=webrtc")
    assert out.strip() == "The GRE images."


def test_the_file_is_managed(medvoice, home, site) -> None:
    path = home / "XDG_DATA_HOME" / "medvoice" / "vocabulary" / "default.toml"
    assert medvoice("vocabulary", "add", "grate eye", "GRE")[0] == 0
    assert medvoice("vocabulary", "add", "dotatate")[0] == 0
    assert medvoice("vocabulary", "add", "hila", "Hila", "--profile", "b")[0] == 0
    _, out, _ = medvoice("vocabulary", "--config", str(site))
    assert out.splitlines() == [
        "site.toml", "  lenvatinib", "  flare → FLAIR", str(path), "  dotatate", "  grate eye → GRE"
    ]  # fmt: skip
    before = path.read_bytes()
    for wrong in (
        ("add", "left", "right"),
        ("add", "bee", "flare", "--config", str(site)),  # the site writes FLAIR for it
        ("add",),
        ("remove", "nothing"),
        ("learn",),
    ):
        status, _, err = medvoice("vocabulary", *wrong)
        assert status in (1, 2), wrong
        assert "fault of the program" not in err
        assert path.read_bytes() == before
    path.write_text("# mine\n" + path.read_text())
    assert medvoice("vocabulary", "remove", "Grate Eye")[0] == 0
    assert "GRE" not in path.read_text()
    assert "# mine" in path.with_name("default.toml.before").read_text()
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "b.toml", "default.toml", "default.toml.before"
    ]  # fmt: skip
