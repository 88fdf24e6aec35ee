from __future__ import annotations

import json
import os

SAID = "findings colon the lungs are clear period impression colon normal chest period\n"


def made(medvoice, tmp_path, name, text, *more):
    dictation = tmp_path / "d.txt"
    dictation.write_text(text)
    file = tmp_path / name
    status, _, err = medvoice(
        "report", str(dictation), "--template", "cxr", "--format", "json", "-o", str(file), *more
    )
    assert status == 0, err
    return file


def edit(file, target, old, new):
    value = file.read_text(encoding="utf-8")
    assert old in value
    target.write_text(value.replace(old, new), encoding="utf-8")
    return target


def test_diff_says_what_changed(medvoice, tmp_path):
    before = made(medvoice, tmp_path, "a.json", SAID)
    assert medvoice("diff", str(before), str(before)) == (0, "", "")
    after = made(medvoice, tmp_path, "b.json", SAID, "--set", "status=final")
    edit(after, after, "The lungs are clear.", "The lungs are hazy.")
    status, out, _ = medvoice("diff", str(before), str(after))
    assert status == 1
    assert "changed  status\n  - draft\n  + final\n" in out
    assert "  - The lungs are clear.  (dictated)\n  + The lungs are hazy.  (dictated)\n" in out
    _, out, _ = medvoice("diff", str(before), str(after), "--json")
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["study", "changed"]


def test_merge_loses_neither(medvoice, tmp_path):
    base = made(medvoice, tmp_path, "a.json", SAID)
    dictated = made(medvoice, tmp_path, "b.json", SAID + "Follow up in 6 weeks period\n")
    typed = edit(base, tmp_path / "c.json", "Normal chest.", "Normal chest radiograph.")
    out = tmp_path / "m.json"
    status, _, err = medvoice(
        "merge", str(dictated), str(typed), "--base", str(base), "-o", str(out)
    )
    assert (status, err) == (0, "")
    texts = [s["text"] for f in json.loads(out.read_text())["fields"] for s in f["statements"]]
    assert "Normal chest radiograph." in texts
    assert "Normal chest." not in texts
    assert any("6 weeks" in text for text in texts)
    words = [s["words"] for f in json.loads(out.read_text())["fields"]
             for o in f["statements"] for s in o["sources"]]  # fmt: skip
    assert any("follow up in" in text.lower() for text in words)
    other = edit(base, tmp_path / "d.json", "Normal chest.", "Chest is normal.")
    status, merged, err = medvoice("merge", str(other), str(typed), "--base", str(base))
    assert status == 1
    assert "both are kept" in err
    assert "Chest is normal." in merged
    assert "Normal chest radiograph." in merged


def test_what_is_no_report_is_said(medvoice, tmp_path):
    good = made(medvoice, tmp_path, "a.json", SAID)
    for content in ("{", "[]", '{"format": "other"}', "\u00e9"):
        bad = tmp_path / "bad.json"
        bad.write_bytes(content.encode("latin-1"))
        status, out, err = medvoice("diff", str(good), str(bad))
        assert status != 0
        assert out == ""
        assert "bad.json" in err
        assert "Traceback" not in err
    value = json.loads(good.read_text())
    full = next(f for f in value["fields"] if f["statements"])
    full["statements"] *= 2
    bad.write_text(json.dumps(value))
    assert "stands 2 times" in medvoice("merge", str(good), str(bad))[2]


def test_hand_off_never_replaces_and_appears_whole(medvoice, tmp_path):
    dictation = tmp_path / "d.txt"
    dictation.write_text(SAID)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    command = ("report", str(dictation), "--template", "cxr", "--format", "hl7",
               "--hand-off", str(inbox), "--set", "accession=A1")  # fmt: skip
    for _ in range(2):
        status, out, err = medvoice(*command)
        assert status == 0, err
        assert out == ""
    names = sorted(os.listdir(inbox))
    assert names == ["A1_cxr-1.hl7", "A1_cxr.hl7"]
    assert all((inbox / name).read_bytes().startswith(b"MSH|") for name in names)
    status, _, err = medvoice(*command, "-o", "{status}.txt")
    assert status == 0, err
    assert "draft.txt" in os.listdir(inbox)
    status, _, err = medvoice(*command[:-3], str(tmp_path / "no"))
    assert status == 2
    assert "no folder" in err
