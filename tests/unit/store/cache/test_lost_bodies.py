"""A record that changes while a report reads it: its new text is not taken for the old one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from clientfile.errors import StateError
from clientfile.records.fiscal_year import CALENDAR_YEAR
from clientfile.records.typed.periods import fiscal_year_period
from clientfile.reports.rank import rank
from clientfile.store.cache.cached_ledger import CachedLedger, open_ledger
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.folder import open_folder


def open_without_data(runner) -> CachedLedger:
    """The ledger of a folder whose cache has lost the records' data."""
    folder = open_folder(runner.root)
    open_ledger(folder, date(2026, 11, 20), lambda *_: None).close()
    with closing(sqlite3.connect(cache_path(folder))) as connection:
        connection.execute("DELETE FROM bodies")
        connection.commit()
    return open_ledger(folder, date(2026, 11, 20), lambda *_: None)


def test_figures_of_a_newer_text_are_not_kept_as_those_of_the_old(runner):
    old = runner.text("acme")
    expected = runner.run("rank", "--period", "2026").out
    runner.record("acme").write_text(f"{old}# another blob\n")
    ledger = open_without_data(runner)
    runner.record("acme").write_text(old.replace("1250.50", "9999"))
    with pytest.raises(StateError, match="acme was changed while it was read"):
        rank(ledger, by="revenue", period=fiscal_year_period(2026, CALENDAR_YEAR))
    ledger.close()
    runner.record("acme").write_text(f"{old}# another blob\n")
    assert runner.run("rank", "--period", "2026").out == expected
