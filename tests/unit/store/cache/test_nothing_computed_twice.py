"""What the index has of a report is not worked out again, neither now nor the next day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from clientfile.records.fiscal_year import CALENDAR_YEAR
from clientfile.records.typed.periods import fiscal_year_period
from clientfile.reports.common.standings import standings
from clientfile.reports.pivot import pivot
from clientfile.reports.rank import rank
from clientfile.store.cache import cached_extracts
from clientfile.store.cache.cached_ledger import open_ledger
from clientfile.store.folder import open_folder
from tests.support.full_scan import RecordsLedger, load_all
from tests.support.reports import PLAIN

TODAY = date(2026, 11, 20)
YEAR = fiscal_year_period(2026, CALENDAR_YEAR)
REPORTS = {
    "rank": lambda ledger: rank(ledger, by="margin", period=YEAR),
    "months": lambda ledger: pivot(ledger, "revenue", period=YEAR, per="month").long,
    "product quarters": lambda ledger: (
        pivot(ledger, "margin", period=YEAR, per="quarter", group="product").long
    ),
    "salespeople": lambda ledger: pivot(ledger, "revenue", period=YEAR, group="owner").long,
    **{
        report.name: lambda ledger, report=report: report.build(ledger, period=YEAR)
        for report in PLAIN
    },
}


@pytest.fixture
def root(cold_folder) -> Path:
    """The example folder, without a cache yet."""
    return cold_folder.root


def report_rows(root: Path, name: str, today: date) -> list[dict]:
    ledger = open_ledger(open_folder(root), today, lambda *_: None)
    try:
        return list(REPORTS[name](ledger).rows)
    finally:
        ledger.close()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_told_again_works_nothing_out(root, name, monkeypatch):
    first = report_rows(root, name, TODAY)
    assert first

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(cached_extracts, "compute_extracts", refused)
    assert report_rows(root, name, TODAY) == first


def test_the_next_morning_only_what_a_day_changes_is_worked_out(root, monkeypatch):
    report_rows(root, "rank", TODAY)
    asked: list[str] = []
    make = cached_extracts.compute_extracts

    def counted(chunk, **more):
        asked.extend(client for client, _ in chunk)
        return make(chunk, **more)

    monkeypatch.setattr(cached_extracts, "compute_extracts", counted)
    report_rows(root, "rank", TODAY + timedelta(days=1))
    # Only amounts that are granted a year grow by the day.
    assert 0 < len(set(asked)) < 6


def test_the_last_twelve_months_stand_until_a_day_leaves_them(root, monkeypatch, long_form):
    """Days of two years, one after another: the same as without an index."""
    made: list[int] = []
    make = cached_extracts.compute_extracts

    def counted(chunk, **more):
        made.append(len(chunk))
        return make(chunk, **more)

    monkeypatch.setattr(cached_extracts, "compute_extracts", counted)
    folder = open_folder(root)
    records = load_all(folder).records
    days = range(0, 800, 3 if long_form else 7)
    for passed in days:
        today = date(2025, 1, 15) + timedelta(days=passed)
        ledger = open_ledger(folder, today, lambda *_: None)
        whole = RecordsLedger.of(records, folder.settings, today)
        assert standings(ledger) == standings(whole), today
        ledger.close()
    # Many days change nothing for many clients.
    most = 0.75 if long_form else 0.8
    assert sum(made) < len(days) * len(records) * most
