"""A client's currency is changed only where no amount is then read as of another one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clientfile.checks.currency_change import currency_findings

D = Decimal


def a_record(currency=None, **parts):
    business = {**({"currency": currency} if currency else {}), **parts.pop("business", {})}
    return {"identity": {"name": "Acme", "status": "client"}, "business": business, **parts}


def an_order(ref="R-1", price="12.50", **fields):
    line = {"product": "Oven", "quantity": D(1), "unit_price": D(price), "unit_cost": D(9)}
    return {"ref": ref, "date": "2026-01-02", "lines": [line], **fields}


def faults(before, after):
    return [finding.message for finding in currency_findings(before, after, "EUR")]


PAID = [{"date": "2026-02-02", "amount": D(5)}]


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"orders": [an_order()]}, "order R-1"),
        ({"orders": [an_order(), an_order("R-2")]}, "orders R-1, R-2"),
        ({"orders": [{"ref": "R-3", "date": "2026-01-02", "payments": PAID}]}, "order R-3"),
        ({"orders": [an_order(price="0", freight=D(3))]}, "order R-1"),
        ({"pricing": {"advantages": [{"kind": "gift", "amount": D(150)}]}},
         "business.pricing.advantages.amount"),
        ({"pricing": {"advantages": [{"kind": "year-end-rebate", "rate": "1%", "above": D(9)}]}},
         "business.pricing.advantages.above"),
        ({"potential": {"amount": D(9)}, "purchases": [{"year": 2026, "amount": D(7)}]},
         "business.potential.amount, business.purchases.amount"),
    ],
)  # fmt: skip
def test_amounts_that_would_be_of_another_currency_are_named(parts, named):
    before, after = a_record("CHF", business=parts), a_record("USD", business=parts)
    assert any(named in fault and "USD" in fault for fault in faults(before, after))
    # Taken away, the currency is the folder's.
    assert any(named in fault for fault in faults(before, a_record(business=parts)))
    assert faults(a_record("EUR", business=parts), a_record(business=parts)) == []


def test_one_field_and_several_have_sentences_of_their_own():
    one = {"potential": {"amount": D(9)}}
    two = {**one, "purchases": [{"year": 2026, "amount": D(7)}]}
    for parts, words in ((one, "take it away first"), (two, "take them away first")):
        before, after = a_record("CHF", business=parts), a_record("USD", business=parts)
        assert words in faults(before, after)[0]


def test_what_is_told_apart_or_changed_with_it_is_in_no_way():
    before = a_record("CHF", business={"orders": [an_order()], "potential": {"amount": D(9)}})
    apart = {"orders": [an_order(currency="CHF")], "potential": {"amount": D(10)}}
    assert faults(before, a_record("USD", business=apart)) == []
    converted = {"orders": [an_order(price="13.10")], "potential": {"amount": D(10)}}
    assert faults(before, a_record("USD", business=converted)) == []
    new = {"orders": [an_order("R-2")]}
    assert faults(before, a_record("USD", business=new)) == []


@pytest.mark.parametrize(
    "parts",
    [
        {"orders": [an_order(currency="GBP")]},
        {"orders": [{"ref": "R-1", "date": "2026-01-02"}]},
        {"on_account": [{"id": "abc", "date": "2026-01-02", "amount": D(5), "currency": "GBP"}]},
        {"products": [{"product": "Oven", "quantity": D(3)}]},
    ],
)
def test_a_record_without_amounts_of_its_currency_may_change_it(parts):
    assert faults(a_record("CHF", business=parts), a_record("USD", business=parts)) == []
