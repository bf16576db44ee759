"""Orders as they are typed, what is paid of them, and years as accounting states them."""

from __future__ import annotations

import pytest

from clientfile.errors import InvalidValueError
from clientfile.records.order_lines import parse_line
from clientfile.records.typed.parse import RecordCurrencies

EUR = RecordCurrencies("EUR", "EUR")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("Oven ; 2 @ 1250", {"quantity": "2", "unit_price": "1250"}),
        ("Oven;2 pcs@1 250,50 €;-5%;cost 800",
         {"quantity": "2", "unit": "pcs", "unit_price": "1250.50", "discount": "5%",
          "unit_cost": "800"}),
        ("Flour T65 ; 1 000 kg @ 0,85 ; -10%+5% ; famille Farines",
         {"quantity": "1000", "unit": "kg", "unit_price": "0.85", "discount": "10%+5%",
          "category": "Farines"}),
        ("Oven ; -1 @ 1250", {"quantity": "-1", "unit_price": "1250"}),
        ("Oven ; 3", {"quantity": "3"}),
        ("Oven ; @ 12", {"unit_price": "12"}),
        ("Oven ; 1 @ 12 ; vat 5,5 %", {"quantity": "1", "unit_price": "12", "vat_rate": "5.5%"}),
        ("Four ; -5% ; TVA: 20%", {"discount": "5%", "vat_rate": "20%"}),
        ("Oven", {}),
        ("Tiles ; 3m² @ 2", {"quantity": "3", "unit": "m²", "unit_price": "2"}),
        ("Oil ; 10kg @ 2", {"quantity": "10", "unit": "kg", "unit_price": "2"}),
        ("Four à sole ; 2,5 % ; 1 pièce @ 10", {"discount": "2.5%", "quantity": "1",
                                               "unit": "pièce", "unit_price": "10"}),
    ],
)  # fmt: skip
def test_a_line_as_typed(typed, fields):
    line = parse_line(typed, EUR)
    assert line.pop("product") == typed.partition(";")[0].strip()
    assert {key: str(value) for key, value in line.items()} == fields


@pytest.mark.parametrize(
    "typed",
    ["", ";2 @ 3", "O ; 1'000 @ 5", "O ; 1e3 @ 5", "O ; 0x1F @ 5", "O ; 2½ @ 5", "O ; 2/3 @ 5",
     "O ; 10-12 @ 5", "O ; 1_000 @ 5", "O ; 1’000 @ 5", "Oven ; many", "Oven ; 2 @ 1,250",
     "Oven ; 2 @ 10 USD", "Oven ; 2 ; 3",
     "Oven ; cost ten", "Oven ; vat 20", "Oven ; vat 5% ; vat 5%", "Oven ; -105%",
     "Oven ; cost 3 CHF", "Oven ; 2 @"],
)  # fmt: skip
def test_what_is_no_line_is_refused(typed):
    with pytest.raises(InvalidValueError):
        parse_line(typed, EUR)


def test_an_order_with_its_own_rate_of_vat_and_instalments(runner):
    words = ("add-order", "acme", "--ref", "A1", "--line", "Oven ; 1 @ 100 ; vat 10%")
    runner.run(
        *words, "--vat-rate", "20%", "--instalment", "yesterday ; 30 %",
        "--instalment", "fin janvier ; 50,50",
    )  # fmt: skip
    lines = [line[1:].strip() for line in runner.changed_lines()]
    assert {"vat_rate: 20%", "vat_rate: 10%"} <= {*lines}
    start = lines.index("instalments:")
    assert lines[start + 1 : start + 5] == [
        "- due: 2026-11-19", "rate: 30%", "- due: 2027-01-31", "amount: 50.50",
    ]  # fmt: skip
    assert "110.00" in runner.run("orders", "acme", "--columns", "ref,to_pay").out
    for wrong in ("yesterday", "; 30%", "30 ; yesterday", "yesterday ; -5", "yesterday ; 130%"):
        runner.run(*words, "--instalment", wrong, code=4)


def test_an_order_makes_a_prospect_a_client(runner, monkeypatch):
    suffixes = iter(["k3f9", "k3f9", "m2xa"])
    monkeypatch.setattr("clientfile.store.user.random_suffix", lambda: next(suffixes))
    runner.run("new", "Globex")
    line = "Oven ; 2 @ 1250,50 ; -5%"
    words = ("add-order", "globex", "--on", "yesterday", "--line", line)
    result = runner.run(*words, CLIENTFILE_ME="claire")
    assert result.out.startswith("globex: order 20261119-k3f9 of 2026-11-19, 1 line, 2375.95 EUR [")
    assert "globex was a prospect, and is a client from 2026-11-19 on" in result.err
    assert runner.changed_lines() == [
        "-  status: prospect", "+  status: client", "+  client_since: 2026-11-19", "+",
        "+business:", "+  orders:", "+    - ref: 20261119-k3f9", "+      date: 2026-11-19",
        "+      salesperson: claire", "+      lines:", "+        - product: Oven",
        "+          quantity: 2", "+          unit_price: 1250.50", "+          discount: 5%",
    ]  # fmt: skip
    runner.run("add-order", "globex", "--on", "yesterday", "--line", "Oven ; 1 @ 10")
    assert "ref: 20261119-m2xa" in runner.text("globex")
    runner.run("undo")
    runner.run("undo", "HEAD~2")
    assert "status: prospect" in runner.text("globex")


def test_an_order_like_an_earlier_one(runner):
    runner.run("add-order", "acme", "--ref", "A1", "--like", "cmd-1042", "--line", "oven ; 3")
    assert "A1\n    date: 2026-11-20" in runner.text("acme")
    assert "quantity: 3\n      unit_price: 1250.50\n      unit_cost: 800" in runner.text("acme")
    runner.run("add-order", "acme", "--ref", "A2", "--like", "A1")
    assert runner.text("acme").count("quantity: 3") == 2
    runner.run("add-order", "acme", "--ref", "A2", "--like", "A1", code=4)
    runner.run("add-order", "acme", "--like", "B7", code=3)
    result = runner.run("add-order", "acme", "--line", "Mixer ; 2", code=4)
    assert "the line of 'Mixer' tells no price" in result.err
    runner.run("add-order", "acme", code=4)
    runner.run("add-order", "acme", "--json", "-", stdin='{"lines": [{"quantity": 1}]}', code=4)
    runner.run("add-order", "acme", "--json", "-", stdin='{"lines": "x"}', code=4)


def test_who_was_lost_may_order_again(runner):
    runner.run("lose", "acme", "--reason", "bought out")
    assert runner.changed_lines() == [
        "-    status: client", "+    status: former", "+    former_since: 2026-11-20",
        "+    lost_reason: bought out",
    ]  # fmt: skip
    assert runner.run("lose", "acme", "--reason", "bought out").out == "nothing to change\n"
    runner.run("lose", "acme", "--on", "2026-11-05", code=4)
    runner.run("lose", "acme", "--reason", "price", code=4)
    result = runner.run("add-order", "acme", "--line", "Oven ; 1 @ 10")
    assert "acme is recorded as former" in result.err
    earlier = runner.run("add-order", "acme", "--on", "2026-11-19", "--line", "Oven ; 1 @ 10")
    assert "former" not in earlier.err
    runner.run("new", "Globex")
    runner.run("lose", "globex", "--on", "yesterday")
    assert "+  lost_since: 2026-11-19" in runner.changed_lines()


def test_payments(runner):
    runner.run("set", "acme/CMD-1042", "tax", "500,20")
    result = runner.run("pay", "acme/CMD-1042", "1 000", "--on", "2026-10-01")
    assert result.out.startswith("acme: 1000 EUR of order CMD-1042 paid on 2026-10-01 [")
    assert "2001.20 EUR are left to pay" in result.err
    result = runner.run("pay", "acme/CMD-1042")
    assert "the order is paid" in result.err
    assert "paid already (3001.20 EUR)" in runner.run("pay", "acme/CMD-1042", code=4).err
    runner.run("pay", "acme/CMD-1042", "1,50", code=4)
    runner.run("pay", "acme/CMD-1042", "10 USD", code=4)
    runner.run("pay", "acme/CMD-1043", code=3)
    runner.run("pay", "acme", code=2)


def test_what_is_paid_too_much_is_kept_and_used(runner):
    runner.run("set", "acme/CMD-1042", "invoice", "F26-7")
    result = runner.run("pay", "acme/F26-7", "2 600", "--credit", "--on", "2026-10-01")
    assert "99.00 EUR is kept on account" in result.err
    lines = runner.changed_lines()
    assert lines[-4] == "+  on_account:"
    assert lines[-2:] == ["+    date: 2026-10-01", "+    amount: 99.00"]
    runner.run("add-order", "acme", "--ref", "A2", "--line", "Oven ; 1 @ 100")
    result = runner.run("pay", "acme/A2", "--from-credit")
    assert "1 EUR are left to pay" in result.err.replace(".00", "")
    assert "on_account" not in runner.text("acme")
    assert "amount: 99.00" in runner.text("acme")
    runner.run("pay", "acme/A2", "--from-credit", code=4)
    runner.run("pay", "acme/A2", "--close", "écart", "--on", "2026-11-02")
    lines = [line[1:].strip() for line in runner.changed_lines()]
    assert lines[-4:] == ["settled:", "- date: 2026-11-02", "amount: 1.00", "reason: difference"]
    runner.run("undo")
    assert "settled" not in runner.text("acme")
    runner.run("undo", "HEAD~2")
    assert "on_account" in runner.text("acme")


def test_what_comes_back_is_credited(runner):
    words = ("add-order", "acme", "--credit-of", "cmd-1042")
    result = runner.run(*words, "--ref", "AV1", "--line", "Oven ; 1")
    assert result.out.startswith("acme: order AV1 of 2026-11-20, 1 line, -1250.50 EUR [")
    assert "1250.50 EUR are open of order CMD-1042" in result.err
    assert "quantity: -1\n" in runner.text("acme")
    assert "1250.50 EUR of order CMD-1042 paid" in runner.run("pay", "acme/CMD-1042").out
    # The invoice is paid: what is credited beyond is to the client's credit, and paid back.
    runner.run(*words, "--ref", "AV2", "--line", "Oven ; 1")
    assert runner.run("pay", "acme/AV2").out.startswith("acme: -1250.50 EUR of order AV2 paid")
    runner.run(*words, "--like", "CMD-1042", code=2)
    runner.run("add-order", "acme", "--credit-of", "AV1", code=4)
    runner.run("add-order", "acme", "--rebate", "2025", code=4)
    runner.run("remove", "acme", "business.orders.CMD-1042", code=4)
    rows = runner.run("orders", "acme", "--columns", "ref,revenue").out.splitlines()
    assert [row.split("\t")[1] for row in rows] == ["-1250.50", "-1250.50", "2501.00"]


def test_a_payment_of_a_client_is_shared_out_where_the_user_says_so(runner):
    result = runner.run("pay", "acme", "2 600", code=2)
    assert "CMD-1042: 2501.00 EUR of 2501.00 EUR open" in result.err
    assert "say --yes, or name the order: pay acme/REF AMOUNT" in result.err
    assert "payments" not in runner.text("acme")
    result = runner.run("pay", "acme", "2 600", "--yes", "--on", "2026-10-01")
    assert result.out.startswith("acme: 2600.00 EUR paid on 2026-10-01: CMD-1042 [")
    assert "amount: 99.00" in runner.text("acme")
    assert "amount: 20" in runner.run("pay", "acme", "20", "--dry-run").out


@pytest.mark.parametrize(
    "words",
    [
        ("acme/CMD-1042", "5", "--credit", "--close", "loss"),
        ("acme/CMD-1042", "--from-credit", "--credit"),
        ("acme/CMD-1042", "--from-credit", "--on", "yesterday"),
        ("acme", "5", "--from-credit"),
        ("acme", "5", "--close", "loss"),
    ],
)
def test_options_of_a_payment_that_exclude_one_another(runner, words):
    runner.run("pay", *words, code=2)


def test_a_year_is_stated(runner):
    runner.run("set-result", "acme", "2025", "--revenue", "48 250,30", "--visits", "3")
    assert runner.changed_lines()[-4:] == [
        "+    years:", "+    - year: 2025", "+      revenue: 48250.30", "+      visits: 3"
    ]  # fmt: skip
    runner.run("set-result", "acme", "2025", "--gross-margin", "12000", "--visits", "4")
    assert runner.changed_lines() == [
        "-      visits: 3",
        "+      gross_margin: 12000",
        "+      visits: 4",
    ]
    runner.run("set-result", "acme", "2025", code=2)
    runner.run("set-result", "acme", "MMXX", "--visits", "1", code=4)
    runner.run("set-result", "acme", "2025", "--revenue", "10,001", code=4)
