"""The guard's one-sided mode on real reports: their findings as sources, their own impression as
the draft. A radiologist wrote both: what is refused is what an impression adds, or a false alarm.

    python -m benchmarks.impressions           # counts
    python -m benchmarks.impressions --show    # with the words, on the screen alone
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from benchmarks.fidelity.__main__ import REPORTS
from benchmarks.fidelity.texts import real
from medvoice.report.guard.verdict import faithful


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.impressions")
    parser.add_argument("--reports", type=Path, default=REPORTS)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    parts = {text.name: text for text in real(asked.reports)}
    refused: Counter[str] = Counter()
    omitted = whole = statements = passed = 0
    for name, text in parts.items():
        findings = parts.get(name.replace("IMPRESSION", "FINDINGS"))
        if not name.endswith("IMPRESSION") or findings is None or not findings.sentences:
            continue
        whole += 1
        verdict = faithful(findings.sentences, " ".join(text.sentences), one_sided=True)
        omitted += len(verdict.omitted)
        refused.update({str(d.kind) for d in verdict.differences if "critical" in str(d.kind)})
        for sentence in text.sentences:
            statements += 1
            one = faithful(findings.sentences, sentence, one_sided=True)
            kinds = {str(d.kind) for d in one.differences if "critical" not in str(d.kind)}
            passed += not kinds
            refused.update(kinds)
            if asked.show and kinds:
                print(f"{name}: {sentence}\n   {[str(d) for d in one.differences]}")
        if asked.show and any("critical" in str(d.kind) for d in verdict.differences):
            print(f"{name}: {[str(d) for d in verdict.differences if 'critical' in str(d.kind)]}")
    left_out = omitted / max(whole, 1)
    print(f"{whole} reports, {statements} sentences of impressions, {passed} pass")
    print(f"{left_out:.1f} facts of the findings listed as left out, a report")
    for kind, count in refused.most_common():
        print(f"{kind}: {count}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
