"""Records from the cache are those that a full scan reads."""

import shutil
from pathlib import Path

from clientfile.store.cache.cached_records import load_cached_records
from clientfile.store.folder import open_folder
from clientfile.store.load import load_all


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
            cached = load_cached_records(folder)
            assert repr(cached.data) == repr(dict(sorted(scanned.records.items()))), time
            assert list(cached.broken) == list(scanned.broken), time
