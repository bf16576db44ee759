"""Many writers at once, and a hand editor among them: each edit is in the log and in the data."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clientfile.store.folder import open_folder
from tests.support.full_scan import load_all


@pytest.fixture
def folder(stage, scratch):
    made = stage.copy(scratch / "writers")
    for number in range(8):
        record = f"identity:\n  name: Client {number}\n  status: client\n# end\n"
        (made.root / "records" / f"c{number}.yaml").write_text(record)
    made.git("add", "-A")
    made.git("commit", "-qm", "eight more")
    return made


def all_at_once(
    folder, writers: int, edits: int, words: Callable[[int, int], list[str]]
) -> list[subprocess.CompletedProcess[str]]:
    """Every writer's edits, one after another, the writers side by side."""

    def writer(number: int) -> list[subprocess.CompletedProcess[str]]:
        return [
            subprocess.run(
                [sys.executable, "-m", "clientfile", *words(number, edit)],
                cwd=folder.root, capture_output=True, text=True, timeout=300,
                env={**os.environ, "CLIENTFILE_WAIT": "240"},
            )
            for edit in range(edits)
        ]  # fmt: skip

    with ThreadPoolExecutor(writers) as pool:
        return [done for each in pool.map(writer, range(writers)) for done in each]


def summaries(folder) -> list[str]:
    """The summaries of all visits that the records hold."""
    records = load_all(open_folder(folder.root)).records
    return sorted(
        visit["summary"]
        for data in records.values()
        for visit in data.get("contacts", {}).get("interactions", [])
        if "summary" in visit
    )


def logged(folder) -> int:
    return folder.git("log", "--format=%s", "--grep=^Clientfile-Command: add-meeting").count("\n")


@pytest.mark.parametrize("records", [1, 8])
@pytest.mark.timeout(1500)
def test_each_edit_is_in_the_log_and_in_the_data(folder, records, long_form, record_property):
    writers, edits = (8, 25) if long_form else (3, 2)

    def words(writer: int, edit: int) -> list[str]:
        return ["add-meeting", f"c{writer % records}", "--summary", f"{writer}.{edit}"]

    done = all_at_once(folder, writers, edits, words)
    assert [each.stderr for each in done if each.returncode] == []
    wanted = sorted(f"{writer}.{edit}" for writer in range(writers) for edit in range(edits))
    assert summaries(folder) == wanted
    assert logged(folder) == len(wanted)
    assert folder.git("status", "--porcelain") == ""
    folder.git("fsck", "--strict")
    told = f"{logged(folder)} of {len(wanted)} in the log and in the data"
    record_property("guarantee", f"writers: {writers} at once on {records} records: {told}")


def hand_edits(path: Path, until: Callable[[], bool], rounds: random.Random) -> int:
    """Somebody who saves a line more at any time, as editors do: by renaming or by overwriting."""
    saved = 0
    while not until():
        text = path.read_text()
        if text.endswith("# end\n"):
            text = text.removesuffix("# end\n") + f"# by hand {saved}\n# end\n"
            if rounds.random() < 0.5:
                beside = path.with_name(".beside")
                beside.write_text(text)
                beside.replace(path)
            else:
                path.write_text(text)
            saved += 1
        time.sleep(rounds.uniform(0.02, 0.2))
    return saved


@pytest.mark.timeout(1500)
def test_a_hand_editor_among_the_writers(folder, long_form, record_property):
    """What a verb says is done is in the record or in its history; the hand's last text stands, or
    is kept where the message says.
    """
    writers, edits = (8, 25) if long_form else (2, 2)
    path = folder.root / "records" / "c0.yaml"
    finished: list[bool] = []

    def words(writer: int, edit: int) -> list[str]:
        return ["add-meeting", "c0", "--include-edits", "--summary", f"{writer}.{edit}"]

    with ThreadPoolExecutor(1) as pool:
        hand = pool.submit(hand_edits, path, lambda: bool(finished), random.Random(7))
        done = all_at_once(folder, writers, edits, words)
        finished.append(True)
        saved = hand.result()
    landed = [each for each in done if each.returncode == 0]
    refused = [each for each in done if each.returncode]
    assert all(each.returncode in (4, 5) for each in refused), [each.stderr for each in refused]
    assert not [each for each in done if "Traceback" in each.stderr]
    # A hand that saves an older text over a newer one takes lines out of the file, not of history.
    for each in landed:
        commit = re.search(r"\[([0-9a-f]+)\]", each.stdout)
        assert commit is not None
        said = f'summary: "{each.args[-1]}"'
        assert said in folder.git("show", f"{commit[1]}:records/c0.yaml")
    assert logged(folder) == len(landed)
    folder.git("fsck", "--strict")
    hands = set(re.findall(r"# by hand (\d+)\n", path.read_text()))
    kept = "".join(p.read_text() for p in (folder.root / ".git/clientfile").glob("kept/*"))
    assert str(saved - 1) in hands or f"# by hand {saved - 1}\n" in kept
    record_property("guarantee", f"hand editor: {saved} saves among {len(done)} edits, "
                    f"{len(landed)} landed, {len(refused)} refused, 0 lost")  # fmt: skip
