"""What every test runs under: no user's git, no user's home, no network, Hypothesis's profiles;
and the client folders that tests share.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.caches import copy_folder
from tests.support.paths import EXAMPLES
from tests.support.runner import ACME, CliRunner

settings.register_profile(
    "quick", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest tests come first, so that none of them is left over at the end of a run.

    Those marked `stress` are left to `make stress`.
    """
    if os.environ.get("HYPOTHESIS_PROFILE") != "stress":
        long_ones = [item for item in items if item.get_closest_marker("stress")]
        config.hook.pytest_deselected(items=long_ones)
        items[:] = [item for item in items if item not in long_ones]
    items.sort(key=lambda item: "tests/guarantees/" not in item.nodeid)


def pytest_collection_finish() -> None:
    """What has been imported stays: the garbage collector passes over it from now on, here and in
    the processes that are forked, and looks for garbage less often.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _slimmed(root: Path) -> Path:
    """A repository of few files, since every copy has them all: no sample hooks, objects packed."""
    for sample in (root / ".git" / "hooks").glob("*.sample"):
        sample.unlink()
    CliRunner(root).git("repack", "-adq")
    for directory in (root / ".git" / "objects").glob("??"):
        with contextlib.suppress(OSError):
            directory.rmdir()
    return root


@pytest.fixture(scope="session")
def examples(_a_home_of_its_own: None, tmp_path_factory: pytest.TempPathFactory) -> CliRunner:
    """examples/ in a repository of their own, the cache warm: one a session, for reading."""
    root = tmp_path_factory.mktemp("session") / "examples"
    shutil.copytree(EXAMPLES, root, ignore=shutil.ignore_patterns(".git"))
    runner = CliRunner(root)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "the examples"]):
        runner.git(*words)
    _slimmed(root)
    # What has changed in this very instant, the cache would not trust.
    time.sleep(0.06)
    for words in (["list"], ["rank"], ["check"]):
        runner.run(*words)
    return runner


@pytest.fixture
def folder(tmp_path: Path, examples: CliRunner) -> CliRunner:
    """A copy of examples/ to write in, under git, the cache warm."""
    root = tmp_path / "examples"
    copy_folder(examples.root, root)
    return CliRunner(root)


@pytest.fixture
def cold_folder(folder: CliRunner) -> CliRunner:
    """The same without a cache."""
    shutil.rmtree(folder.root / ".git" / "clientfile")
    return folder


@pytest.fixture(scope="session")
def new_folder(_a_home_of_its_own: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder made by `init`, with one client and two people: one a session, to be copied."""
    root = tmp_path_factory.mktemp("session") / "clients"
    CliRunner(root.parent).run("init", str(root))
    CliRunner(root).write("acme", ACME)
    return _slimmed(root)


@pytest.fixture
def runner(tmp_path: Path, new_folder: Path) -> CliRunner:
    """The command line in a copy of that folder, to write in."""
    root = tmp_path / "clients"
    shutil.copytree(new_folder, root)
    return CliRunner(root)


@pytest.fixture(scope="session")
def long_form() -> bool:
    """Whether everything is tried, or a sample."""
    return os.environ.get("HYPOTHESIS_PROFILE") == "stress"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The counts of the guarantees that were put to the test: see docs/guarantees.md."""
    lines = [
        value
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", [])
        if name == "guarantee" and report.when == "call"
    ]
    if figures := _figures_of_schedules(terminalreporter):
        lines.append(f"schedules of a firm, tests/guarantees/test_schedules.py: {figures}")
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "guarantees" in r.nodeid]
    if skipped:
        lines.append(f"{len(skipped)} tests were skipped: strace is not installed")
    if lines:
        terminalreporter.section("guarantees")
        for line in sorted(lines):
            terminalreporter.write_line(str(line))


def _figures_of_schedules(terminalreporter: pytest.TerminalReporter) -> str:
    """The counts of all schedules that were played, whether they were right or not."""
    totals: dict[str, int] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, counts in getattr(report, "user_properties", []):
                if name == "schedules" and report.when == "call":
                    for key, count in counts.items():
                        totals[key] = totals.get(key, 0) + count
    return "; ".join(f"{key} {count}" for key, count in totals.items())
