"""The memory that a command takes: a few times the bytes of a record, however large it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.guarantees.stage import Stage

HEAD = "identity:\n  name: Big\n  status: client\ncontacts:\n  people:\n"
PERSON = """\
    - id: anna-{0}
      first_name: Anna
      last_name: Leroux{0}
      function: Buyer
      mobile: "+33 6 39 98 {0}"
"""
# A forked process counts the pages of the one it was forked from: a small one stands between.
MEASURE = """\
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "clientfile", *sys.argv[1:]], capture_output=True)
if done.returncode:
    sys.exit(done.stderr.decode())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
UNIT = 1 if sys.platform == "darwin" else 1024
READ, WRITE, MOVE = (
    ("show", "big", "-f", "json"),
    ("set", "big", "phone", "02 61 91 33 01"),
    ("successor", "big/anna-10007", "Enora Tanguy", "--to", "Halles"),
)
# Bytes of memory for each byte of the record, somewhat above what is taken.
MOST = {READ: 25, WRITE: 50, MOVE: 55}


def folder_with(stage: Stage, to: Path, people: int) -> tuple[Stage, int]:
    """A folder with a record of so many people, and the bytes of the record."""
    folder = stage.copy(to)
    text = HEAD + "".join(PERSON.format(10000 + number) for number in range(people))
    (folder.root / "records" / "big.yaml").write_text(text)
    folder.git("add", "records")
    folder.git("commit", "-q", "-m", "a large record")
    return folder, len(text)


def peak(folder: Stage, words: tuple[str, ...]) -> int:
    """The most bytes of memory that a command takes."""
    command = [sys.executable, "-c", MEASURE, *words]
    done = subprocess.run(command, cwd=folder.root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return int(done.stdout) * UNIT


@pytest.mark.parametrize("words", [READ, MOVE], ids=["read", "write"])
def test_memory_grows_with_the_record_alone(stage, scratch, words):
    small, few = folder_with(stage, scratch / "small", 1000)
    large, many = folder_with(stage, scratch / "large", 4000)
    assert (peak(large, words) - peak(small, words)) / (many - few) < MOST[words]


@pytest.mark.stress
@pytest.mark.parametrize("words", MOST, ids=lambda words: words[0])
def test_the_largest_record_takes_less_than_200_megabytes(stage, scratch, words):
    folder, size = folder_with(stage, scratch / "folder", 30_000)
    assert size < 4_000_000
    assert peak(folder, words) < 200_000_000
