"""What `add-order --credit-of` and `--rebate` make of a record, and what they refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from clientfile.changes.credit_notes import CreditRequest, add_credit_note
from clientfile.changes.orders import OrderRequest, add_order
from clientfile.errors import InvalidError, NoSuchItemError
from clientfile.records.edits import Data, apply_edits
from clientfile.records.owed_settings import VatRate
from clientfile.records.settings import Settings
from clientfile.records.typed.parse import RecordCurrencies

TODAY = date(2026, 11, 28)
EUR = RecordCurrencies("EUR", "EUR")
EURO = Settings()
TILES = {
    "product": "Tile",
    "quantity": D(10),
    "unit": "box",
    "unit_price": D(50),
    "unit_cost": D(30),
}
GROUT = {"product": "Grout", "quantity": D(5), "unit_price": D(20), "discount": "10%"}
INVOICE = {
    "ref": "A1", "date": "2026-10-01", "invoice": "F26-7", "salesperson": "karim",
    "discount": "2%", "freight": D(12), "tax": D("120.46"), "lines": [TILES, GROUT],
}  # fmt: skip


def record(*orders, status="client", **pricing):
    business = {"orders": list(orders), "pricing": pricing}
    return {"identity": {"name": "Acme", "status": status}, "business": business}


def credited(data, *lines, credit_of="", settings=EURO, **fields):
    """The credit note that is added, and what is said of it."""
    request = CreditRequest(
        {"date": "2026-11-20", **fields}, lines, credit_of, f"Rebate {fields.get('rebate')}"
    )
    change = add_credit_note("acme", data, request, settings, TODAY, lambda: "k3f9")
    edits = change.records["acme"]
    assert isinstance(edits, list)
    after: Data = apply_edits(data, edits)
    said = [str(text).replace(".00 EUR", " EUR") for text in change.details]
    return after["business"]["orders"][-1], said


def refused(data, *lines, **fields):
    with pytest.raises(InvalidError) as error:
        credited(data, *lines, **fields)
    return str(error.value)


def test_an_invoice_is_credited_whole():
    note, said = credited(record(INVOICE), credit_of="f26-7")
    assert note == {
        "ref": "20261120-k3f9", "discount": "2%", "salesperson": "karim", "date": "2026-11-20",
        "credit_of": "A1", "freight": D(-12), "tax": D("-120.46"),
        "lines": [{**TILES, "quantity": D(-10)}, {**GROUT, "quantity": D(-5)}],
    }  # fmt: skip
    # 490 + 88.20 + 12 + 120.46
    assert said == ["with freight and VAT: -710.66 EUR", "0 EUR are open of order A1"]


def test_lines_are_credited_at_the_prices_of_the_invoice():
    note, said = credited(
        record(INVOICE), {"product": "tile", "quantity": D(2)}, credit_of="A1", notes="broken"
    )
    assert note["lines"] == [{**TILES, "product": "tile", "quantity": D(-2)}]
    # 98.00 of the 590.20 without VAT: 98 × 120.46 ÷ 590.20 = 20.00…
    assert (note["tax"], note["notes"], "freight" in note) == (D("-20.00"), "broken", False)
    assert said[-1] == "592.66 EUR are open of order A1"


def test_more_credit_than_was_invoiced_is_told():
    note, __ = credited(record(INVOICE), {"product": "tile", "quantity": D(2)}, credit_of="A1")
    __, said = credited(record(INVOICE, {**note, "ref": "C1"}), credit_of="A1")
    # 98.00 and its VAT
    assert said[1:] == ["0 EUR are open of order A1", "that is 118 EUR more than was invoiced"]
    cancelled = {**note, "ref": "C1", "status": "cancelled"}
    assert len(credited(record(INVOICE, cancelled), credit_of="A1")[1]) == 2


def test_the_rate_of_vat_is_that_of_the_invoice():
    rates = (VatRate(date(2014, 1, 1), D("0.20")), VatRate(date(2026, 11, 1), D("0.055")))
    invoice = {"ref": "A1", "date": "2026-10-01", "lines": [TILES]}
    old = credited(record(invoice), credit_of="A1", settings=Settings(vat=rates))
    assert (old[0]["vat_rate"], old[1][0]) == ("20%", "with freight and VAT: -600 EUR")
    new = {**invoice, "date": "2026-11-02"}
    assert "vat_rate" not in credited(record(new), credit_of="A1", settings=Settings(vat=rates))[0]
    own = {**invoice, "vat_rate": "10%"}
    note, __ = credited(record(own), credit_of="A1", settings=Settings(vat=rates))
    assert note["vat_rate"] == "10%"


def test_amounts_need_no_minus_and_keep_theirs():
    allowance = {"product": "Allowance", "quantity": D(1), "unit_price": D(30)}
    for line in (allowance, {**allowance, "quantity": D(-1)}, {**allowance, "unit_price": D(-30)}):
        note, __ = credited(record(INVOICE), line, credit_of="A1", tax=D(6), freight=D(-2))
        (only,) = note["lines"]
        assert only["quantity"] * only["unit_price"] == -30
        assert (note["tax"], note["freight"]) == (D(-6), D(-2))


def test_what_is_credited_beyond_the_invoice_is_to_the_clients_credit():
    paid = {**INVOICE, "payments": [{"date": "2026-10-20", "amount": D("700")}]}
    __, said = credited(record(paid), credit_of="A1")
    assert said[1:] == ["0 EUR are open of order A1", "700 EUR is to the client's credit"]


def test_what_can_not_be_credited():
    assert "is not invoiced" in refused(
        record({"ref": "A1", "date": "2026-10-01", "status": "ordered", "lines": [TILES]}),
        credit_of="A1",
    )
    assert "is not invoiced" in refused(record({**INVOICE, "status": "cancelled"}), credit_of="A1")
    note = {"ref": "C1", "date": "2026-10-01", "lines": [{**TILES, "quantity": D(-1)}]}
    assert "is a credit note itself" in refused(record(note), credit_of="C1")
    assert "A1 is in EUR" in refused(record(INVOICE), credit_of="A1", currency="USD")
    with pytest.raises(NoSuchItemError):
        credited(record(INVOICE), credit_of="A2")


REBATES = [{"kind": "year-end-rebate", "rate": "3%"}]


def test_what_is_left_of_a_year_is_credited():
    sold = {"ref": "A0", "date": "2025-10-01", "lines": [TILES]}
    data = record(sold, advantages=REBATES)
    note, said = credited(data, rebate=2025, tax=D(3))
    assert note["lines"] == [
        {"product": "Rebate 2025", "quantity": D(-1), "unit_price": D("15.00")}
    ]
    assert (note["rebate"], note["tax"]) == (2025, D(-3))
    assert said == ["with freight and VAT: -18 EUR", "18 EUR is to the client's credit"]
    assert "nothing is left to credit" in refused(
        record(sold, note, advantages=REBATES), rebate=2025
    )
    # Tied to an invoice, it is still the rebate that is credited, not the invoice.
    note, __ = credited(record(sold, INVOICE, advantages=REBATES), rebate=2025, credit_of="A1")
    assert [line["unit_price"] for line in note["lines"]] == [D("15.00")]
    assert not {"discount", "salesperson"} & note.keys()
    line = {"product": "RFA", "quantity": D(1), "unit_price": D(12)}
    assert credited(data, line, rebate=2025)[0]["lines"] == [{**line, "quantity": D(-1)}]


def test_a_credit_note_makes_no_prospect_a_client():
    fields = {"date": "2026-11-20"}
    for line, count in (({**TILES, "quantity": D(-1)}, 1), (TILES, 3)):
        change = add_order(
            "acme", record(status="prospect"), OrderRequest(fields, [line]), EUR, lambda: "k3f9"
        )
        assert len(list(change.records["acme"])) == count
