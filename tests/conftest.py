"""What every test runs under: no user's git, no user's home, no network, Hypothesis's profiles."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "stress", max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

_OURS = ("GIT_", "CLIENTFILE_", "LC_", "LANG", "NO_COLOR", "VISUAL", "EDITOR", "XDG_")


@pytest.fixture(autouse=True, scope="session")
def _a_home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Claire Martin\n\temail = claire@example.com\n"
        "[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(_OURS):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_AUTHOR_DATE", "2026-11-20T10:00:00+01:00")
        patch.setenv("GIT_COMMITTER_DATE", "2026-11-20T10:00:00+01:00")
        patch.setenv("CLIENTFILE_TODAY", "2026-11-20")
        yield


@pytest.fixture(scope="session")
def long_form() -> bool:
    """Whether everything is tried, or a sample."""
    return os.environ.get("HYPOTHESIS_PROFILE") == "stress"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The counts of the guarantees that were put to the test: see docs/guarantees.md."""
    told = [
        value
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", [])
        if name == "guarantee" and report.when == "call"
    ]
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "guarantees" in r.nodeid]
    if skipped:
        told.append(f"{len(skipped)} tests were skipped: strace is not installed")
    if told:
        terminalreporter.section("guarantees")
        for line in sorted(told):
            terminalreporter.write_line(str(line))
