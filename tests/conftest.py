"""Shared places for tests, and the rule that CI skips nothing."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent

MAY_SKIP = ("gpu", "gated")
"""Markers of tests that need what CI cannot have."""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The test data beside the checkout; a test that needs it says so where it is missing."""
    path = REPO.parent / "shared"
    if not (path / "data").is_dir():
        pytest.skip("needs the shared test data beside the checkout (../shared)")
    return path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not any(item.get_closest_marker(name) for name in MAY_SKIP):
        _no_skip_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _no_skip_in_ci(report)
    return report


def _no_skip_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """A component test that did not run proves nothing: in CI a skip is a failure."""
    expected_failure = hasattr(report, "wasxfail")
    if os.environ.get("CI") and report.skipped and not expected_failure:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, which CI does not allow: {reason}"
