"""Test helper: cells that are hard to come by in a test: what a model, an accident or somebody hostile brings."""

from __future__ import annotations

from typing import Any

from page_cells import exchange, statement

LUNGS, HEART, IMPRESSION = "findings.lungs_pleura", "findings.heart_mediastinum", "impression.text"


def warning(field: str, check: str, message: str, statement: str = "") -> dict[str, str]:
    return {"field": field, "statement": statement, "check": check, "message": message}


WARNED: dict[str, Any] = {
    f"field__{LUNGS}": [
        statement(1, "4 mm nodule in the right upper lobe.", unsure=["four"], said="four millimeter nodule in the right upper lobe"),
        statement(2, "Moderate left pleural effusion."),
    ],
    f"field__{IMPRESSION}": [statement(3, "1. Moderate right pleural effusion.", breaks_before=1), statement(4, "2. 6 mm nodule.", breaks_before=1)],
    "warnings": [
        warning("findings", "examined", "the spleen is not seen on a chest radiograph"),
        warning(LUNGS, "sides", 'the nodule is "right" here and "left" in the comparison', "u1.1"),
        warning(IMPRESSION, "sides", '"right pleural effusion", but the findings say "left"', "u3.1"),
        warning(IMPRESSION, "sizes", "6 mm here, 4 mm in the findings", "u4.1"),
        warning("comparison.text", "required", "Comparison is empty"),
        warning("findings.bones", "required", "Bones and soft tissues is empty"),
    ],
    "current": IMPRESSION,
}  # fmt: skip

DRAFTED: dict[str, Any] = {
    "field__exam.text": [statement(1, "Chest radiograph, two views.", "study", audio=False)],
    f"field__{LUNGS}": [
        statement(2, "Small right pleural effusion."),
        statement(3, "No pneumothorax.", "normal text", audio=False),
        statement(4, "Findings as discussed with the ward.", "macro", audio=False),
    ],
    f"field__{HEART}": [statement(5, "Cardiothoracic ratio 0.52.", "calculated", audio=False), statement(6, "Typed sentence.", "typed", audio=False)],
    f"field__{IMPRESSION}": [
        statement(7, "1. Small right pleural effusion.", "model", audio=False, breaks_before=1),
        statement(8, "2. No pneumothorax.", "model", audio=False, breaks_before=1),
    ],
    "utterance__1": {
        "id": 1, "text": "Findings: Small right pleural effusion. No nodule.", "command": "", "scratched": False, "asleep": False,
        "answer": "", "words": [["findings", 0.9, 0, 1], ["small", 0.9, 1, 2], ["nodule", 0.3, 2, 3]],
    },
    "utterance__2": {"id": 2, "text": "The heart is large.", "command": "", "scratched": True, "asleep": False, "answer": "", "words": []},
    "utterance__3": {"id": 3, "text": "could you close the door", "command": "", "scratched": False, "asleep": True, "answer": "", "words": []},
    "utterance__4": {"id": 4, "text": "[draft impression]", "command": "draft impression", "scratched": False, "asleep": False, "answer": "2 sentences drafted", "words": []},
    "aside": [{"utterance": 1, "words": "yes I am coming", "why": "heard unsurely"}],
    "warnings": [],
    "live": {"stable": "follow up chest radiograph in six weeks is recommended to document the", "tail": "resolution of"},
    "current": IMPRESSION,
}  # fmt: skip

SEEN = [{"study": "1.2", "series": "1.2.1", "part": 1, "index": 3, "said": "slice 4 of 24"}]
ANSWERS: dict[str, Any] = {
    "question__1": exchange(1, "is there a nodule in the right upper lobe", "model", "Yes: a solid nodule of about 6 mm in the posterior segment.",
        model="medgemma-4b-it", saw="20 of 24 slices, lung window", images=SEEN, notes=["A size that a model gives is no measurement."]),
    "question__2": exchange(2, "how many slices are there", "study data", "24 slices in 1 series."),
    "question__3": exchange(3, "what was the last creatinine", "record", "1.4 mg/dL on 2024-02-27 (high).", inserted=True),
    "question__4": exchange(4, "when is a 6 mm solid nodule followed up", "documents", "CT at 6 to 12 months, then consider CT at 18 to 24 months.",
        cites=[{"place": "nodules.pdf, page 3", "heading": "Single solid nodule", "text": ["For nodules of 6 to 8 mm, ", "CT at 6–12 months", ", then consider CT at 18–24 months."]}]),
    "question__5": exchange(5, "should she have surgery", "declined", "That is the treating physicians’ decision."),
    "question__6": exchange(6, "what does the MR of 2019 show", "missing", "No such study is loaded.", why="no study of that day"),
    "question__7": exchange(7, "compare the nodule with the prior", "coming", "In the prior the nodule"),
    "mode": "your question",
}  # fmt: skip

NOTICES: dict[str, Any] = {
    "notices": [
        "The disk is full: sound is kept in memory (up to 30 minutes) and written when there is space again. Free some space.",
        "Nothing was captured for 2.4 s: the microphone was lost.",
        "The language model does not answer; sentences are placed by the rules. Dictation goes on.",
    ],
    "aside": [{"utterance": 1, "words": "can you hand me the other phone", "why": "heard unsurely"}],
    "storage": "memory",
    "figures": {"first_tail": 300, "final": 2800, "lag": 5400, "written_s": 40},
}  # fmt: skip

WORD = "pneumonoultramicroscopicsilicovolcanoconiosis" * 6
LONG: dict[str, Any] = {
    f"field__{LUNGS}": [statement(at, f"Sentence {at} of a very long report that goes on about the lungs and the pleura.") for at in range(1, 120)],
    f"field__{HEART}": [statement(200, WORD), statement(201, "short.")],
    f"field__{IMPRESSION}": [statement(300 + at, f"{at}. {WORD[:80]} and more of it.", breaks_before=1) for at in range(1, 12)],
    "warnings": [warning(IMPRESSION, "sides", f"“{WORD}” is not in the findings", "u301.1"), warning("findings", "examined", WORD)],
    "question__1": exchange(1, WORD, "model", f"{WORD} {WORD}", model=WORD),
    "utterance__1": {"id": 1, "text": WORD, "command": "", "scratched": False, "asleep": False, "answer": "", "words": []},
    "live": {"stable": "right " * 150, "tail": WORD},
    "notices": [WORD],
    "asked": {"command": "use template", "question": "choose", "options": [f"{at} {WORD[:90]}" for at in range(9)]},
    "screen": {"state": "none", "number": 0, "shown": 0, "message": "", "progress": None, "differences": [], "choices": [],
        "about": {"patient": WORD[:64], "id": "1" * 64, "procedure": WORD[:64], "reason": "cough " * 60, "referrer": WORD[:64]}},
    "session": {"name": "x", "template": "cxr", "title": WORD[:120], "created": "", "recogniser": WORD, "source": "", "assistant": "", "author": WORD},
    "current": IMPRESSION,
}  # fmt: skip

LOADING: dict[str, Any] = {
    "state": "loading", "number": 9, "shown": 0, "message": "", "progress": [31, 120], "differences": [], "choices": [], "about": {},
}  # fmt: skip

MARKUP = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'><b>bold</b>"
BACKWARDS = "\u202eright lobe\u202c left \u2066isolated"
STACKED = "n" + "\u0300\u0301\u0302\u0303" * 40 + "o effusion"
HOSTILE: dict[str, Any] = {
    f"field__{LUNGS}": [statement(1, MARKUP), statement(2, BACKWARDS), statement(3, "No pneumothorax."), statement(4, STACKED)],
    f"field__{HEART}": [statement(5, "`${window.hacked = 1}` {{7*7}} {% raw %} &lt;b&gt; \u0007\u0000 \U0001f9d1‍⚕️", unsure=[MARKUP])],
    "warnings": [warning(LUNGS, "sides", MARKUP, "u1.1"), warning("findings", "examined", BACKWARDS)],
    "question__1": exchange(1, MARKUP, "documents", BACKWARDS, why=STACKED, cites=[{"place": MARKUP, "heading": BACKWARDS, "text": ["a ", MARKUP, " b"]}]),
    "utterance__1": {"id": 1, "text": MARKUP, "command": "", "scratched": False, "asleep": False, "answer": MARKUP, "words": []},
    "live": {"stable": MARKUP, "tail": BACKWARDS},
    "notices": [MARKUP, BACKWARDS],
    "aside": [{"utterance": 1, "words": MARKUP, "why": BACKWARDS}],
    "screen": {"state": "none", "number": 0, "shown": 0, "message": "", "progress": None, "differences": [], "choices": [],
        "about": {"patient": MARKUP, "id": BACKWARDS, "procedure": STACKED}},
    "session": {"name": "x", "template": "cxr", "title": MARKUP, "created": "", "recogniser": BACKWARDS, "source": "", "assistant": "", "author": MARKUP},
    "asked": {"command": MARKUP, "question": "choose", "options": [BACKWARDS, MARKUP]},
}  # fmt: skip
