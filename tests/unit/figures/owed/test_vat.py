"""VAT of an order: which rate, what it is taken of, where it is rounded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.figures.owed.vat import Tax, client_vat, tax_of
from clientfile.records.owed_settings import VatRate
from clientfile.records.settings import Settings

DAY, CENT = date(2026, 6, 1), D("0.01")
FRENCH = Settings(
    vat=(
        VatRate(date(2014, 1, 1), D("0.2"), "FR"),
        VatRate(date(2026, 7, 1), D("0.21"), "FR"),
        VatRate(date(2000, 1, 1), D("0.196"), "FR"),
    )
)


def tax(item, nets, *, country="FR", settings=FRENCH, day=DAY, **business):
    data = {"identity": {"address": {"country": country}}, "business": business}
    lines = [{}] * len(nets)
    return tax_of(
        {"lines": lines, **item}, list(map(D, nets)), client_vat(data, settings), day, CENT
    )


@pytest.mark.parametrize(
    ("case", "amount"),
    [
        (tax({}, ["100"]), "20"),
        (tax({}, ["100"], country=None), "20"),
        (tax({}, ["100"], day=date(2026, 7, 1)), "21"),
        (tax({}, ["100"], day=date(1999, 12, 31)), "0"),
        (tax({}, ["100"], vat_rate="5.5%"), "5.5"),
        (tax({"vat_rate": "10%"}, ["100"], vat_rate="5.5%"), "10"),
        (tax({"vat_rate": "10%", "lines": [{"vat_rate": "0%"}]}, ["100"]), "0"),
        (tax({"tax": D("7.77")}, ["100"], vat_rate="5.5%"), "7.77"),
        (tax({"tax": D(0)}, ["100"]), "0"),
        # Rounded once a rate, not a line: 3 × 0.33 × 5.5 % = 0.05445.
        (tax({"vat_rate": "5.5%"}, ["0.33"] * 3), "0.05"),
        # A credit note of the same amount has the same VAT, below zero.
        (tax({"vat_rate": "5.5%"}, ["-0.27"]), "-0.01"),
        (tax({}, ["100"], settings=Settings()), "0"),
    ],
)  # fmt: skip
def test_the_nearest_rate_counts(case, amount):
    assert case == Tax(D(amount))


@pytest.mark.parametrize(
    ("item", "nets", "amount"),
    [
        # Taxed like the goods: at the rate of all lines, be it another than the order's.
        ({"freight": D(10), "lines": [{"vat_rate": "5.5%"}]}, ["100"], "6.05"),
        # 10.00 by nets 200 : 100 is 6.67 and 3.33: 206.67 × 20 % = 41.33, 103.33 × 5.5 % = 5.68.
        ({"freight": D(10), "lines": [{}, {"vat_rate": "5.5%"}]}, ["200", "100"], "47.01"),
        # 0.10 in three equal parts: the first bears the cent that is left, 1.04 × 50 % = 0.52.
        ({"freight": D("0.10"), "lines": [{"vat_rate": "50%"}, {"vat_rate": "0%"},
          {"vat_rate": "1%"}]}, ["1", "1", "1"], "0.53"),
        # Goods that cancel out leave the freight to the order's rate.
        ({"freight": D(10), "lines": [{}, {"vat_rate": "5.5%"}]}, ["100", "-100"], "16.50"),
        ({"freight": D(10), "lines": []}, [], "2.00"),
    ],
)  # fmt: skip
def test_freight_is_taxed_like_the_goods(item, nets, amount):
    assert tax(item, nets) == Tax(D(amount))


def test_a_client_abroad_without_a_rate_is_told():
    assert tax({}, ["100"], country="CH") == Tax(D(0), is_missing=True)
    assert tax({}, ["100"], country="CH", vat_reason="export") == Tax(D(0))
    assert tax({}, ["100"], country="CH", vat_rate="0%") == Tax(D(0))
    assert tax({"lines": [{"vat_rate": "8.1%"}]}, ["100"], country="CH") == Tax(D("8.1"))
    everywhere = Settings(vat=(VatRate(date(2014, 1, 1), D("0.2")),))
    assert tax({}, ["100"], country="CH", settings=everywhere) == Tax(D(20))
