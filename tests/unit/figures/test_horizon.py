"""All time is told as the fiscal years that have figures, from the first one to the last."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from clientfile.figures.horizon import horizon_of
from clientfile.figures.results import figures_of
from clientfile.records.client import client_of
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, Horizon, fiscal_year_period
from clientfile.reports.common.notes import period_note
from clientfile.reports.pivot import pivot
from tests.support.full_scan import RecordsLedger
from tests.unit.figures.test_against_ledger_by_hand import STRESS, days, folders, records

TODAY = date(2026, 11, 23)
D = Decimal
UK = Settings(fiscal_year_start=FiscalYearStart(4, 6))


EARLY = {"date": "2024-04-20", "amount": D(2), "reason": "early-payment"}


def sold(day):
    line = {"product": "Oven", "quantity": D(1), "unit_price": D(100), "unit_cost": D(60)}
    return {"ref": f"R-{day}", "date": day, "lines": [line]}


def a_folder(*, orders=(), today=TODAY, folder=UK, **chapters):
    identity = {"name": "Acme", "status": "client", "client_since": "2019-01-01"}
    business = {"orders": [sold(day) for day in orders], **chapters.pop("business", {})}
    data = {"acme": {"identity": identity, "business": business, **chapters}}
    return RecordsLedger.of(data, folder, today)


def granted(**entry):
    return {"business": {"pricing": {"advantages": [{"kind": "gift", "amount": D(12), **entry}]}}}


@pytest.mark.parametrize(
    ("ledger", "note"),
    [
        (a_folder(orders=["2024-04-05", "2026-06-06"]),
         "period all: from 2023-04-06 to 2026-11-23"),
        (a_folder(orders=["2024-04-05", "2025-04-06"]),
         "period all: from 2023-04-06 to 2026-04-05, the last year with figures"),
        (a_folder(orders=["2024-04-05", "2027-06-06"]),
         "period all: from 2023-04-06 to 2024-04-05, the last year with figures"),
        (a_folder(results={"years": [{"year": 2022, "revenue": D(1)}]}),
         "period all: from 2021-04-06 to 2022-04-05, the last year with figures"),
        (a_folder(contacts={"interactions": [{"date": "2025-01-01", "kind": "visit"}]}),
         "period all: from 2024-04-06 to 2025-04-05, the last year with figures"),
        (a_folder(contacts={"interactions": [{"date": "2025-01-01", "kind": "call"}]}),
         "period all: to 2026-11-23"),
        (a_folder(**granted(date="2020-05-05")),
         "period all: from 2020-04-06 to 2021-04-05, the last year with figures"),
        (a_folder(**granted(**{"from": "2020-05-05"})),
         "period all: from 2020-04-06 to 2026-11-23"),
        (a_folder(**granted(until="2020-05-05")),
         "period all: from 2018-04-06 to 2021-04-05, the last year with figures"),
        (a_folder(business={"orders": [sold("2024-04-05") | {"settled": [EARLY]}]}),
         "period all: from 2023-04-06 to 2025-04-05, the last year with figures"),
        (a_folder(), "period all: to 2026-11-23"),
    ],
)  # fmt: skip
def test_all_time_begins_with_the_first_year_with_figures_and_ends_with_the_last(ledger, note):
    assert period_note(horizon_of(ledger), TODAY) == note


def test_no_part_of_all_time_is_before_or_after_the_years_with_figures():
    ledger = a_folder(orders=["2021-05-05", "2023-05-05"])
    rows = pivot(ledger, "revenue", period=horizon_of(ledger), per="year").long.rows
    assert [(row["period"], row["value"]) for row in rows] == [
        ("2022", 100), ("2023", 0), ("2024", 100)
    ]  # fmt: skip


@settings(max_examples=500 if STRESS else 25, deadline=None)
@given(records(), folders, days)
def test_no_figure_is_outside_of_the_horizon(data, folder, today):
    ledger, client = RecordsLedger.of({"acme": data}, folder, today), client_of("acme", data)
    horizon = horizon_of(ledger)
    assert (horizon.start, horizon.end) == (ALL.start, ALL.end)
    for year in range(2015, 2030):
        period = fiscal_year_period(year, folder.fiscal_year_start)
        inside = isinstance(horizon, Horizon) and horizon.first <= period.start <= horizon.last
        if not inside:
            figures = figures_of(client, period, folder, today)
            assert (figures.parts, figures.visits or 0) == ((), 0), year
