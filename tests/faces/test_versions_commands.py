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


def test_a_merged_report_becomes_every_format(medvoice, tmp_path):
    base = made(medvoice, tmp_path, "base.json", SAID)
    told = ("--set", "accession=A1", "--set", "patient_name=Roe, Jane", "--set", "status=final")
    dictated = made(medvoice, tmp_path, "dictated.json", SAID, *told)
    typed = edit(base, tmp_path / "typed.json", "The lungs are clear.", "The lungs are hazy.")
    merged = tmp_path / "m.json"
    medvoice("merge", str(dictated), str(typed), "--base", str(base), "-o", str(merged))
    formats = ("text", "markdown", "html", "json", "docx", "pdf", "fhir", "hl7", "dicom_sr")
    for form in formats:
        out = tmp_path / f"m.{form}"
        status, _, err = medvoice("report", str(merged), "--format", form, "-o", str(out))
        assert (status, err) == (0, ""), form
        assert out.stat().st_size > 100
    assert "The lungs are hazy." in (tmp_path / "m.text").read_text()
    fhir = json.loads((tmp_path / "m.fhir").read_text())
    kinds = {entry["resource"]["resourceType"]: entry["resource"] for entry in fhir["entry"]}
    assert kinds["DiagnosticReport"]["status"] == "final"
    assert kinds["Patient"]["name"][0]["family"] == "Roe"
    assert b"Roe^Jane" in (tmp_path / "m.hl7").read_bytes()
    # JSON of it is the same report: words, times and confidences too.
    assert medvoice("diff", str(merged), str(tmp_path / "m.json"))[0] == 0
    again = json.loads((tmp_path / "m.json").read_text())
    assert again == json.loads(merged.read_text())


def test_a_finished_report_keeps_its_template_and_takes_what_is_given(medvoice, tmp_path):
    file = made(medvoice, tmp_path, "a.json", SAID, "--set", "accession=A1")
    status, out, err = medvoice(
        "report", str(file), "--template", "ct_head", "--set", "accession=B2", "--format", "hl7"
    )
    assert status == 0
    assert "--template is not used: the report is one of cxr." in err
    assert "B2" in out
    assert "A1" not in out


def test_a_broken_report_is_no_dictation(medvoice, tmp_path):
    file = made(medvoice, tmp_path, "a.json", SAID)
    file.write_text(file.read_text().replace('"fields"', '"feelds"'))
    status, out, err = medvoice("report", str(file))
    assert status != 0
    assert not out
    assert "is no report: fields: Field required" in err


def test_what_would_be_calculated_otherwise_is_told(medvoice, tmp_path):
    dictation = tmp_path / "d.txt"
    dictation.write_text("go to prostate size\n5 x 4 x 4 cm\n")
    file = tmp_path / "p.json"
    medvoice(
        "report", str(dictation), "--template", "mr_prostate", "--format", "json", "-o", str(file)
    )
    value = json.loads(file.read_text())
    calculated = [
        s for field in value["fields"] for s in field["statements"] if s["origin"] == "calculated"
    ]
    assert calculated, value
    edit(file, file, "5 x 4 x 4 cm", "6 x 4 x 4 cm")
    _, out, err = medvoice("report", str(file))
    assert calculated[0]["text"] in out
    assert "calculated anew it would be" in err
