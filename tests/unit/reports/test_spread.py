"""`due --spread`: who gets a day, which one, and that nobody is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.records.settings import Settings
from clientfile.reports.due import due
from clientfile.reports.spread import spread
from tests.support.full_scan import RecordsLedger

# A Friday.
TODAY = date(2026, 11, 20)


def client(value=0, **more):
    order = {"ref": "1", "date": "2026-10-01", "lines": [
        {"product": "x", "quantity": Decimal(1), "unit_price": Decimal(value),
         "unit_cost": Decimal(0)}]}  # fmt: skip
    identity = {"name": "x", "status": "client", "opened": "2026-11-20", **more.pop("identity", {})}
    return {
        "identity": identity,
        "contacts": more,
        "business": {"orders": [order] if value else []},
    }


def laid(records, today=TODAY, **options):
    table = spread(RecordsLedger.of(records, Settings(), today), **options)
    return [(str(row["day"]), row["client"]) for row in table.rows]


def met(day):
    return {"interactions": [{"date": day, "kind": "visit", "purpose": "service"}]}


def test_the_best_come_first_over_the_working_days():
    records = {"low": client(10), "none": client(), "high": client(900), "mid": client(300)}
    # Friday, Monday, Tuesday and Wednesday.
    assert laid(records, days=6) == [
        ("2026-11-20", "high"), ("2026-11-23", "mid"),
        ("2026-11-24", "low"), ("2026-11-25", "none"),
    ]  # fmt: skip


def test_few_are_laid_over_all_of_the_days_and_many_fill_each():
    two = {"a": client(2), "b": client(1)}
    assert laid(two, days=30) == [("2026-11-20", "a"), ("2026-12-04", "b")]
    many = {f"c{number:02}": client() for number in range(10)}
    assert list(Counter(day for day, _ in laid(many, days=7)).values()) == [2, 2, 2, 2, 2]


def test_each_salesperson_has_days_of_their_own():
    records = {f"{owner}{n}": client(identity={"owner": owner}) for owner in "ab" for n in "12"}
    assert laid(records, days=14) == [
        ("2026-11-20", "a1"), ("2026-11-20", "b1"), ("2026-11-27", "a2"), ("2026-11-27", "b2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (client(), True),
        (client(**met("2026-11-19")), False),
        (client(**met("2026-01-19")), True),
        # A day of its own already: that of an earlier spread.
        (client(snoozed_until="2026-11-21"), False),
        (client(snoozed_until="2026-11-20"), True),
        (client(**met("2026-01-19"), snoozed_until="2026-12-21"), False),
        (client(identity={"status": "former"}), False),
        (client(identity={"status": "lost", "lost_since": "2026-01-01"}), False),
    ],
)
def test_who_is_due_or_was_never_met_gets_a_day(record, expected):
    assert bool(laid({"a": record})) is expected


def test_without_a_working_day_nobody_is_laid():
    assert laid({"a": client()}, today=date(2026, 11, 21), days=2) == []
    assert laid({"a": client()}, today=date.max) == [(str(date.max), "a")]


RECORDS = st.dictionaries(
    st.sampled_from([f"c{number}" for number in range(9)]),
    st.builds(
        lambda value, owner, status, contacts: client(
            value, identity={"owner": owner, "status": status}, **contacts
        ),
        st.integers(0, 3),
        st.sampled_from("ab"),
        st.sampled_from(["client", "prospect", "former"]),
        st.sampled_from(
            [{}, met("2026-01-05"), met("2026-11-18"), {"snoozed_until": "2026-12-01"}]
        ),
    ),
    min_size=1,
)


@given(RECORDS, st.integers(0, 12), st.integers(4, 40))
def test_once_they_have_their_days_each_is_due_on_it_and_nothing_is_laid_again(
    records, later, days
):
    today = TODAY + timedelta(days=later)
    plan = {name: day for day, name in laid(records, today, days=days)}
    settings = Settings()
    before = {row["client"] for row in _contacts(records, settings, today)}
    for name, day in plan.items():
        records[name]["contacts"]["snoozed_until"] = day
    due_now = {row["client"] for row in _contacts(records, settings, today)}
    assert due_now == {name for name, day in plan.items() if day == today.isoformat()}
    assert before <= set(plan)
    assert {name for _, name in laid(records, today, days=days)} <= due_now
    for name, day in plan.items():
        on_its_day = _contacts(records, settings, date.fromisoformat(day))
        assert (name, date.fromisoformat(day), 0) in {
            (row["client"], row["due"], row["overdue_days"]) for row in on_its_day
        }


def _contacts(records, settings, today):
    """The rows of `due` that ask for a contact."""
    table = due(RecordsLedger.of(records, replace(settings), today))
    return [row for row in table.rows if row["reason"] in ("cadence", "relationship")]
