"""The two runs differ in nothing but human speech."""

from pathlib import Path

from training.human_effect import commands


def test_the_runs_differ_in_human_speech_alone() -> None:
    both = commands(Path("runs"), ["--seconds", "60", "--seed", "3"])
    without = both["without"]
    assert without[-2:] == ["--leave-out", "human"]
    assert [c.replace("without", "with") for c in without[:-2]] == both["with"]
