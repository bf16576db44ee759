"""`payments_since`, `[[vat]]` and `[terms]` of clientfile.toml, right and wrong."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.errors import InvalidError
from clientfile.records.owed_settings import METHODS, VatRate
from clientfile.records.settings import settings_from_table
from clientfile.schema.shapes import record_shape
from clientfile.store.new_settings import new_settings


def settings(text):
    return settings_from_table(tomllib.loads(text, parse_float=D))


def test_what_may_be_set():
    read = settings("""
        payments_since = 2026-01-01
        [terms]
        days = 45
        end_of_month = true
        method = "transfer"
        [[vat]]
        from = 2014-01-01
        rate = "20%"
        country = "FR"
        [[vat]]
        from = "2015-01-01"
        rate = 5.5
    """)
    assert read.payments_since == date(2026, 1, 1)
    assert read.terms == {"days": 45, "end_of_month": True, "method": "transfer"}
    assert read.vat == (VatRate(date(2014, 1, 1), D("0.2"), "FR"),
                        VatRate(date(2015, 1, 1), D("0.055")))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('payments_since = "January"', "payments_since is 'January': write a day, such as"),
        ("payments_since = 2026-01-01T08:00:00", "write a day"),
        ("vat = 20", "vat is 20: write each rate below a line [[vat]]"),
        ('[[vat]]\nrate = "20%"', "vat.from is missing: write a day"),
        ("[[vat]]\nfrom = 2026-01-01", "vat.rate is missing: write a percentage"),
        ("[[vat]]\nfrom = 2026-01-01\nrate = 0.2", "vat.rate is 0.2: write a percentage"),
        ("[[vat]]\nfrom = 2026-01-01\nrate = 120", "write a percentage"),
        ("[[vat]]\nfrom = 2026-01-01\nrate = true", "vat.rate is true: write a percentage"),
        ('[[vat]]\nfrom = 2026-01-01\nrate = 20\ncountry = "France"', "two capital letters"),
        ("[[vat]]\nfrom = 2026-01-01\nrates = 20", "vat.rates is no setting: did you mean rate"),
        ("terms = 30", "terms is 30: it is a table"),
        ("[terms]\ndays = -1", "terms.days is -1: write a number of days"),
        ("[terms]\ndays = 30.5", "terms.days is 30.5: write a number of days"),
        ("[terms]\non_day = 32", "from 1 to 31"),
        ('[terms]\nend_of_month = "yes"', "write true or false"),
        ('[terms]\ndays_from = "month"', "month-end"),
        ('[terms]\nmethod = "wire"', "terms.method is 'wire'"),
        ("[terms]\ndelay = 30", "terms.delay is no setting"),
        ('[terms]\ndays_from = "month-end"\nend_of_month = true', "no end_of_month beside them"),
    ],
)
def test_what_is_wrong_is_told(text, told):
    with pytest.raises(InvalidError) as error:
        settings(text)
    assert told in str(error.value)


def test_the_methods_are_those_of_the_record():
    payment = record_shape().child("business").child("payment")
    assert payment.child("method").choices == METHODS


def test_of_a_newer_folder_unknown_keys_are_left():
    assert settings('format = "1.9"\n[terms]\ndelay = 30\n').terms == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_init_explains_is_right_where_it_stands(language):
    lines = [line.removeprefix("# ") for line in new_settings("records", language).splitlines()[1:]]
    read = settings("\n".join(lines))
    assert read.payments_since == date(2026, 1, 1)
    assert read.vat == (VatRate(date(2014, 1, 1), D("0.2"), "FR"),)
    assert (read.terms, set(read.rates), set(read.team)) == ({"days": 30}, {"2026"}, {"claire"})
