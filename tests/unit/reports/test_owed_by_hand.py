"""Everything that reports tell of what is owed agrees with the computation by hand."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from clientfile.figures.owed.since import payments_since
from clientfile.records.typed.periods import ALL, Period
from clientfile.reports.brief.brief import brief
from clientfile.reports.common.owed import load_owed, owed_by_currency
from clientfile.reports.common.single_client import SingleClientLedger
from clientfile.reports.orders import orders
from clientfile.reports.payments import payments
from clientfile.reports.receivables import by_owner, receivables
from tests.oracles.owed_by_hand import OwedByHand, aged
from tests.oracles.random_debts import TODAY, folders
from tests.support.full_scan import RecordsLedger

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
# What fails is a whole folder, which takes minutes to be made smaller: only at length.
PHASES = tuple(Phase) if STRESS else (Phase.explicit, Phase.reuse, Phase.generate)
random_debts = examples(max_examples=3000 if STRESS else 40, deadline=None, phases=PHASES)
looks = st.one_of(st.just(TODAY), st.dates(date(2025, 6, 1), date(2026, 8, 31)))


def both(folder):
    records, settings = folder
    return RecordsLedger.of(records, settings, TODAY), OwedByHand(records, settings, TODAY)


def row_of(row, keys):
    return {key: Fraction(row[key]) if key not in ("oldest",) and row[key] is not None
            and not isinstance(row[key], str) else row[key] for key in keys}  # fmt: skip


@random_debts
@given(folders(), looks)
def test_receivables_of_any_day(folder, day):
    ledger, hand = both(folder)
    table = receivables(ledger, day=day)
    wanted = hand.receivables(day)
    assert {(row["client"], row["currency"]) for row in table.rows} == set(wanted)
    for row in table.rows:
        right = wanted[row["client"], row["currency"]]
        assert row_of(row, right) == right, row["client"]
        asked = [each["date"] for each in folder[0][row["client"]]["contacts"]["interactions"]]
        last = max((each for each in asked if each <= day.isoformat()), default=None)
        assert str(row["last_reminder"] or "") == (last or "")
    owned = {}
    for client, data in folder[0].items():
        owner = data["identity"].get("owner", "(nobody)")
        for item in hand.items(client, day):
            owned.setdefault((owner, item[3]), []).append(item)
    told = {(row["owner"], row["currency"]): row for row in by_owner(ledger, day=day).rows}
    assert set(told) == set(owned)
    for key, items in owned.items():
        right = aged(items, day)
        assert row_of(told[key], right) == right


@random_debts
@given(folders())
def test_orders_list_the_open_items_of_the_total(folder):
    ledger, hand = both(folder)
    rows = orders(ledger, unpaid=True, period=ALL).rows
    whole = {(row["client"], row["ref"]): row for row in orders(ledger, period=ALL).rows}
    for client in folder[0]:
        items = hand.items(client, TODAY)
        told = [(row["ref"], row["due"], Fraction(row["unpaid"]), row["currency"])
                for row in rows if row["client"] == client]  # fmt: skip
        # A part that was paid too much shows what is open and what is too much by itself.
        assert sorted(map(str, told)) == sorted(str(item) for item in items if item[0])
        for row in (row for row in rows if row["client"] == client):
            assert row["to_pay"] - row["paid"] - row["credited"] == row["unpaid"]
        for order in folder[0][client]["business"]["orders"]:
            row = whole[client, order["ref"]]
            own = [item for item in items if item[0] == order["ref"]]
            cancelled = order.get("status") == "cancelled"
            net = sum(hand.nets(client, order))
            assert row["revenue"] == (0 if cancelled or "rebate" in order else net)
            assert row["to_pay"] == (0 if cancelled else hand.to_pay(client, order))
            known = hand.known_from(client)
            if own or (known and hand.invoice_day(order) >= known):
                assert row["unpaid"] == sum(item[2] for item in own)
                assert row["paid"] == hand.received(order, "payments", TODAY)
            else:
                assert row["unpaid"] is row["paid"] is None
    totals = {(row["client"], row["currency"]): row for row in receivables(ledger).rows}
    for (client, currency), row in totals.items():
        listed = sum(each["unpaid"] for each in rows
                     if (each["client"], each["currency"]) == (client, currency))  # fmt: skip
        money = sum(item[2] for item in hand.items(client, TODAY)
                    if item[0] == "" and item[3] == currency)  # fmt: skip
        assert Fraction(row["total"]) == Fraction(listed) + money


@random_debts
@given(folders(), st.dates(date(2025, 6, 1), TODAY), looks)
def test_payments_of_any_period(folder, first, last):
    ledger, hand = both(folder)
    first, last = min(first, last), max(first, last)
    rows = payments(ledger, period=Period(first, last, "days", "days")).rows
    told = {(row["client"], row["currency"]): row for row in rows}
    end = min(last, TODAY)
    seen = set()
    for client in folder[0]:
        codes = {hand.currency(client, order) for order in folder[0][client]["business"]["orders"]}
        for code in codes | {item[3] for item in hand.items(client, end)}:
            right = hand.payments(client, code, first, end)
            assert ((client, code) in told) == (right is not None)
            if right is not None:
                seen.add((client, code))
                assert {key: told[client, code][key] for key in right} == right
    assert set(told) == seen


@random_debts
@given(folders(), looks)
def test_summary_and_brief(folder, day):
    ledger, hand = both(folder)
    rows = owed_by_currency(load_owed(ledger), day)
    assert {
        row["currency"]: {key: row[key] for key in row if key != "currency"} for row in rows
    } == (hand.totals(day))
    owed = receivables(ledger).rows
    settings = replace(ledger.settings, payments_since=payments_since(ledger))
    for client, data in folder[0].items():
        page = brief(SingleClientLedger(client, data, settings, TODAY), None)["payment"]
        own = [row for row in owed if row["client"] == client]
        assert [row["total"] for row in page["open"]] == [row["total"] for row in own]
        assert page["payments_since"] == hand.since
