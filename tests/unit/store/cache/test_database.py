"""The index does not grow for ever."""

from __future__ import annotations

from pathlib import Path

from clientfile.store.cache import database as module
from clientfile.store.cache.database import Database


def test_figures_of_too_many_periods_are_forgotten_and_nothing_else(tmp_path: Path, monkeypatch):
    store = Database(tmp_path / "index.sqlite")
    store.put_facts([("mark:blob", "card", b"body")])
    for day in range(400):
        store.put_figures(f"span {day}", [("mark:blob", "x" * 400)])
    store.prune(1)
    assert list(store.figures("mark", "span 7")) == [("blob", "x" * 400)]
    monkeypatch.setattr(module, "_MOST_BYTES", 100_000)
    store.prune(1)
    assert list(store.figures("mark", "span 7")) == []
    assert store.cards("mark") == {"blob": "card"}
    # What was freed is used again, and is no reason to forget once more.
    store.put_figures("span 7", [("mark:blob", "y")])
    store.prune(1)
    assert list(store.figures("mark", "span 7")) == [("blob", "y")]
    store.close()
