"""What a person types for a field, and what JSON holds, as the record keeps it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientfile.errors import InvalidValueError, UsageError
from clientfile.records.jsonvalues import from_json
from clientfile.records.paths import resolve, shape_at
from clientfile.records.typed.parse import RecordCurrencies, parse_text
from clientfile.schema.shapes import record_shape

TODAY = date(2026, 11, 20)  # a Friday


def typed(address: str, text: str, currency: str = "EUR"):
    data = {
        "contacts": {"people": [{"id": "p"}], "interactions": [{"id": "i"}]},
        "business": {"orders": [{"ref": "o", "lines": [{"product": "x"}]}]},
    }
    path = resolve(address, data, record_shape())
    return parse_text(
        text,
        shape_at(record_shape(), path),
        TODAY,
        RecordCurrencies(currency, currency),
        str(path[-1]),
    )


@pytest.mark.parametrize(
    ("address", "text", "value"),
    [
        ("identity.client_since", "hier", "2026-11-19"),
        ("orders.o.invoiced", "monday", "2026-11-16"),
        ("orders.o.due", "monday", "2026-11-23"),
        ("contacts.snoozed_until", "friday", "2026-11-27"),
        ("orders.o.discount", "2,5 % + 1%", "2.5%+1%"),
        ("potential.amount", "1 250,50 €", Decimal("1250.50")),
        ("operations.storage_m2", "1200,5", Decimal("1200.5")),
        ("size.headcount", "40", 40),
        ("size.headcount", "20-49", "20-49"),
        ("payment.days", "45", 45),
        ("payment.end_of_month", "oui", True),
        ("purchasing.tender", "no", False),
        ("identity.status", "Client", "client"),
        ("identity.tags", "key account", ["key account"]),
        ("identity.address.postcode", " 01000 ", "01000"),
        ("x-mine", "12", "12"),
    ],
)
def test_a_value_as_typed(address, text, value):
    assert typed(address, text) == value
    assert type(typed(address, text)) is type(value)


@pytest.mark.parametrize(
    ("address", "text", "message"),
    [
        ("identity.client_since", "30/02/2026", "28 days"),
        ("orders.o.discount", "5", "5%"),
        ("potential.amount", "1,250", "1,250"),
        ("potential.amount", "100 USD", "USD"),
        ("payment.days", "4.5", "whole number"),
        ("payment.end_of_month", "perhaps", "yes or no"),
        ("identity.status", "prospet", "did you mean prospect"),
    ],
)
def test_a_value_that_is_none_is_refused(address, text, message):
    with pytest.raises(InvalidValueError, match=message):
        typed(address, text)


def test_a_part_with_several_values_takes_no_single_one():
    with pytest.raises(UsageError, match="several values"):
        typed("identity.address", "Lyon")


def test_json_is_read_as_the_record_keeps_it():
    values = {
        "identity": {"name": "Acme", "tags": "one", "notes": None, "size": {"headcount": 40}},
        "business": {"potential": {"amount": 12}, "x-mine": [1, True, Decimal("0.5")]},
    }
    assert from_json(values, record_shape()) == {
        "identity": {"name": "Acme", "tags": ["one"], "size": {"headcount": 40}},
        "business": {"potential": {"amount": Decimal(12)}, "x-mine": ["1", "true", "0.5"]},
    }
    amount = from_json(values, record_shape())["business"]["potential"]["amount"]
    assert type(amount) is Decimal
