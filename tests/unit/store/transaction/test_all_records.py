"""Records from the cache are those that a full scan reads."""

import shutil
from pathlib import Path

from clientfile.store.folder import open_folder
from clientfile.store.transaction.all_records import open_all_records
from tests.support.full_scan import load_all


def test_records_from_the_cache_are_those_on_the_disk(tmp_path: Path):
    root = tmp_path / "examples"
    shutil.copytree(Path(__file__).parents[4] / "examples", root)
    (root / ".git").mkdir()
    folder = open_folder(root)
    first = next(folder.records.rglob("*.yaml"))
    for text in (first.read_text(), "identity: [", first.read_text() + "\n# a comment\n"):
        first.write_text(text)
        scanned = load_all(folder)
        for time in ("first", "second"):
            with open_all_records(folder) as cached:
                some = next(iter(scanned.records))
                assert cached[some] == scanned.records[some], "one record is decoded alone"
                assert repr(dict(cached.items())) == repr(dict(sorted(scanned.records.items())))
                assert list(cached.broken) == list(scanned.broken), time
