"""Random folders with all that may be owed: invoices, deposits, credits, money on account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from clientfile.records.owed_settings import VatRate
from clientfile.records.settings import Settings
from tests.oracles.random_folders import decimals, mapping

TODAY = date(2026, 6, 30)
days = st.dates(date(2025, 5, 1), date(2026, 8, 31)).map(date.isoformat)
whole = st.integers(1, 900).map(Decimal)
rates = st.sampled_from(["0%", "5.5%", "10%", "20%"])
lines = mapping(
    {"product": st.just("Oven"), "quantity": st.sampled_from([1, 3, -1]).map(Decimal),
     "unit_price": decimals(0, 200, 2)},
    discount=st.sampled_from(["10%", "10%+5%"]), vat_rate=rates,
)  # fmt: skip
money = mapping({"date": days, "amount": whole})
paid = st.one_of(
    money,
    money,
    mapping({"amount": whole}),
    mapping({"date": days, "amount": whole.map(lambda n: -n)}),
)
instalments = st.one_of(
    mapping({"amount": whole}, due=days),
    mapping({"rate": st.sampled_from(["30%", "33.3%", "50%"])}, due=days),
)  # fmt: skip
orders = mapping(
    {"date": days, "lines": st.lists(lines, min_size=1, max_size=3)},
    invoiced=days, invoice=st.just("F1"), due=days, vat_rate=rates, discount=st.just("2%"),
    status=st.sampled_from(["invoiced", "invoiced", "ordered", "delivered", "cancelled"]),
    freight=whole, tax=st.integers(0, 40).map(Decimal),
    instalments=st.one_of(
        st.lists(instalments, min_size=1, max_size=3),
        st.lists(mapping({"due": days, "rate": st.just("50%")}), min_size=2, max_size=2),
    ),
    payments=st.lists(paid, min_size=1, max_size=3),
    settled=st.lists(
        mapping({"date": days, "amount": st.integers(-30, 30).map(Decimal)}), max_size=1
    ),
    currency=st.sampled_from(["USD", "JPY"]),
)  # fmt: skip
delays = mapping(
    {}, days=st.sampled_from([0, 30, 45, 60]), end_of_month=st.booleans(),
    on_day=st.sampled_from([5, 10, 31]), days_from=st.sampled_from(["invoice", "month-end"]),
    method=st.sampled_from(["transfer", "prepayment"]),
)  # fmt: skip
on_account = mapping({"date": days, "amount": st.integers(-50, 200).map(Decimal)},
                     currency=st.just("USD"))  # fmt: skip


@st.composite
def accounts(draw, *, pays):
    """The record of a client, with payments or without any."""
    found = draw(st.lists(orders, max_size=4))
    for place, order in enumerate(found):
        order["ref"] = f"R{place}"
        if not pays:
            order.pop("payments", None)
        if place and draw(st.integers(0, 2)) == 0:
            # A credit note, tied to an earlier order or to none.
            order["lines"] = [{"product": "Oven", "quantity": Decimal(-1),
                               "unit_price": draw(decimals(1, 300, 2))}]  # fmt: skip
            if draw(st.booleans()):
                order["credit_of"] = f"R{draw(st.integers(0, place))}"
            if draw(st.booleans()):
                order["rebate"] = 2025
    business = {"orders": found, "payment": draw(delays), **draw(mapping({}, vat_rate=rates))}
    business |= draw(mapping({}, currency=st.sampled_from(["JPY", "CHF"])))
    if pays:
        business["on_account"] = draw(st.lists(on_account, max_size=2))
    country = draw(mapping({}, country=st.sampled_from(["FR", "BE"])))
    calls = draw(st.lists(days, max_size=2))
    return {
        "identity": {"name": "A", "status": "client", "address": country,
                     **draw(mapping({}, owner=st.sampled_from(["claire", "zoe"])))},
        "business": business,
        "contacts": {"interactions": [{"date": day, "kind": "call", "purpose": "collection"}
                                      for day in calls]},
    }  # fmt: skip


VAT = (
    VatRate(date(2014, 1, 1), Decimal("0.2"), "FR"),
    VatRate(date(2026, 1, 1), Decimal("0.21"), "FR"),
    VatRate(date(2025, 9, 1), Decimal("0.06"), "BE"),
)
settings = st.builds(
    Settings,
    payments_since=st.sampled_from([None, None, date(2025, 7, 1), date(2026, 1, 1)]),
    vat=st.sampled_from([(), VAT]),
    terms=st.one_of(st.just({}), delays),
)


@st.composite
def folders(draw):
    """Up to three clients, all of whom pay, or some, or none; settings; a day to look from."""
    some = draw(st.sampled_from(["all", "none", "some"]))
    records = {
        f"c{place}": draw(accounts(pays=some == "all" or (some == "some" and place == 1)))
        for place in range(draw(st.integers(1, 3)))
    }
    return records, draw(settings)
