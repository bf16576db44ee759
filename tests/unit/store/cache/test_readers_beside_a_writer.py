"""Reports that run while a record is being changed: none fails, and none is stale afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.support.runner import CliRunner

REPORTS = (["rank", "--by", "revenue", "-f", "json"], ["list", "-f", "json"])


@pytest.fixture
def root(cold_folder) -> Path:
    """The example folder, without a cache yet."""
    return cold_folder.root


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clientfile", *words],
        cwd=root, capture_output=True, text=True, timeout=120, env=dict(os.environ),
    )  # fmt: skip


def test_no_error_beside_a_writer_and_no_stale_answer_after_it(root, long_form, record_property):
    edits, readers_at_once = (200, 4) if long_form else (2, 2)
    ended = threading.Event()
    answers: list[list[subprocess.CompletedProcess[str]]] = [[] for _ in range(readers_at_once)]
    last: list[list[str]] = [[] for _ in range(readers_at_once)]

    def read(number: int) -> None:
        while not ended.is_set():
            answers[number].append(run(root, *REPORTS[number % 2]))
        last[number] = [run(root, *report).stdout for report in REPORTS]

    readers = [threading.Thread(target=read, args=(number,)) for number in range(readers_at_once)]
    for reader in readers:
        reader.start()
    try:
        for edit in range(edits):
            words = ("--on", "2026-03-02", "--line", f"Oven ; {edit + 1} @ 1000.25")
            done = run(root, "add-order", "kervelec", "--ref", f"E-{edit}", *words)
            assert done.returncode == 0, done.stderr
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    told = [answer for each in answers for answer in each]
    assert [answer.stderr for answer in told if answer.returncode != 0] == []
    assert not any("fault" in answer.stderr for answer in told)
    for path in (root / ".git" / "clientfile").glob("index-*.sqlite*"):
        path.unlink()
    true = [CliRunner(root).run(*report).out for report in REPORTS]
    assert last == [true] * readers_at_once
    assert len({answer.stdout for answer in told}) > 2, "the readers saw nothing of the edits"
    record_property("guarantee", f"{len(told)} reports beside {edits} edits: no error, none stale")
