"""A client's currency, and those of its orders: what is typed, refused and printed."""

from __future__ import annotations

RECORD = """\
identity: {name: Globex, status: client}
business:
  currency: CHF
  orders:
    - ref: R-1
      date: 2026-01-05
      lines: [{product: Oven, quantity: 1, unit_price: 100, unit_cost: 40}]
    - ref: R-2
      date: 2026-01-06
      currency: USD
      lines: [{product: Oven, quantity: 1, unit_price: 100, unit_cost: 40}]
"""


def start(runner):
    runner.write("globex", RECORD)
    settings = runner.root / "clientfile.toml"
    settings.write_text("[rates.2026]\nCHF = 1.05\nUSD = 0.9\n[rates.2026-01-06]\nUSD = 0.91\n")
    runner.run("save")


def test_a_currency_is_not_changed_under_its_orders(runner):
    start(runner)
    for words in (("set", "globex", "business.currency", "USD"),
                  ("unset", "globex", "business.currency")):  # fmt: skip
        result = runner.run(*words, code=4)
        assert "order R-1 are in CHF and would be read as" in result.err
        assert "R-2" not in result.err
    record = runner.root / "records" / "globex.yaml"
    record.write_text(RECORD.replace("currency: CHF", "currency: GBP"))
    assert "would be read as GBP" in runner.run("save", "globex", code=4).err
    record.write_text(RECORD)
    done = runner.run("set", "globex", "business.currency", "USD", "--orders-in", "CHF")
    assert "1 order or payment on account is in CHF" in done.out + done.err
    assert "currency: CHF\n" in record.read_text()
    runner.run("undo")
    assert record.read_text() == RECORD


def test_what_is_sold_in_several_currencies_is_converted_by_the_day(runner):
    start(runner)
    ours = ("--where", "client=globex", "-f", "tsv", "--columns")
    rows = runner.run("rank", "--period", "2026", *ours, "revenue").out
    assert rows == "196.00\n"  # 105 + 91
    orders = runner.run("orders", *ours, "ref,revenue,currency").out
    assert orders == "R-2\t100.00\tUSD\nR-1\t100.00\tCHF\n"
    shown = runner.run("show", "globex").out
    assert "R-1: 100.00 CHF" in shown
    assert "R-2: 100.00 USD" in shown
    page = runner.run("margin", "--explain", "globex", "--period", "2026").out
    assert "at 0.91 EUR for one USD" in page


def test_an_order_is_taken_in_a_currency_of_its_own(runner):
    start(runner)
    done = runner.run("add-order", "globex", "--currency", "GBP", "--ref", "R-3", "--on",
                      "2026-02-02", "--line", "Oven ; 2 @ £ 30")  # fmt: skip
    assert "60.00 GBP" in done.out
    wrong = runner.run("add-order", "globex", "--ref", "R-4", "--line", "Oven ; 2 @ £ 30", code=4)
    assert "in CHF" in wrong.err
    runner.run("set", "globex/R-3", "freight", "3 GBP")
    assert "in GBP" in runner.run("set", "globex/R-3", "freight", "3 CHF", code=4).err
    like = runner.run("add-order", "globex", "--like", "R-3", "--ref", "R-5", "--on", "2026-02-03")
    assert "60.00 GBP" in like.out
    refused = runner.run("add-order", "globex", "--like", "R-3", "--currency", "USD", code=4)
    assert "R-3 is in GBP" in refused.err


def test_cents_of_conversion_stand_apart_from_years_that_are_only_stated(runner):
    prices = ("0.05", "0.05", "0.05")
    orders = "".join(
        f"    - {{ref: R-{n}, date: 2026-0{n}-05, lines: [{{product: P, quantity: 1, "
        f"unit_price: {price}, unit_cost: 0}}]}}\n"
        for n, price in enumerate(prices, 1)
    )
    runner.write("globex", "identity: {name: Globex, status: client}\n"
                 f"business:\n  currency: CHF\n  orders:\n{orders}")  # fmt: skip
    runner.write("initech", "identity: {name: Initech, status: client}\n"
                 "results: {years: [{year: 2025, revenue: 500}]}\n")  # fmt: skip
    settings = runner.root / "clientfile.toml"
    settings.write_text("[rates.2026]\nCHF = 0.915\n")
    ours = ("--where", "client=globex or client=initech", "--group", "client")
    words = ("revenue", "--period", "2026", "--per", "month", *ours, "-f", "tsv")
    rows = [line.split("\t")[:3] for line in runner.run(*words).out.splitlines()]
    # 0.15 × 0.915 = 0.14, and three months of 0.05 each.
    assert ["globex", "(conversion)", "-0.01"] in rows
    assert [value for *__, value in rows if value.strip("0.")] == ["0.05"] * 3 + ["-0.01"]
    stated = runner.run(*[word.replace("2026", "2025") for word in words]).out
    assert "initech\t(not by month)\t500" in stated
    assert "(conversion)" not in stated
    shown = runner.run(*words[:-1], "table").out
    assert "(conversion)" in shown.splitlines()[0]


def test_an_import_changes_no_currency_under_the_amounts_of_a_client(runner):
    start(runner)
    runner.write("beta", RECORD.replace("Globex", "Beta").replace("  currency: CHF\n", "", 1))
    runner.write("gamma", "identity: {name: Gamma, status: client}\n")
    (runner.root / "map.toml").write_text(
        'kind = "customers"\ndelimiter = ";"\nclient = "client"\n'
        '[fields]\n"business.currency" = "currency"\n'
    )
    (runner.root / "them.csv").write_text("client;currency\nbeta;CHF\ngamma;CHF\n")
    done = runner.run("import", "customers", "them.csv", "--map", "map.toml")
    assert "line 2 skipped: business.currency: the amounts of order R-1 are in EUR" in done.err
    assert "currency: CHF" in runner.text("gamma")
    assert "currency: CHF" not in runner.text("beta")


def test_orders_are_imported_in_the_currency_that_each_row_names(runner):
    start(runner)
    (runner.root / "map.toml").write_text(
        'kind = "orders"\ndelimiter = ";"\ndecimal = ","\nclient = "client"\n[fields]\n'
        '"business.orders.lines.unit_price" = "price"\n"business.orders.currency" = "currency"\n'
        '"business.orders.ref" = "ref"\n"business.orders.date" = "date"\n'
        '"business.orders.lines.product" = "product"\n"business.orders.lines.quantity" = "number"\n'
    )
    (runner.root / "orders.csv").write_text(
        "client;ref;date;product;number;price;currency\n"
        'globex;I-1;2026-02-02;Tray;2;"1 250,50 $";USD\n'
        "globex;I-2;2026-02-03;Tray;1;10;\n"
        "globex;I-3;2026-02-03;Tray;1;10 $;GBP\n"
    )
    done = runner.run("import", "orders", "orders.csv", "--map", "map.toml")
    assert "line 4 skipped" in done.err
    assert "is not in GBP" in done.err
    orders = runner.run("orders", "--where", "client=globex and ref~I-", "-f", "tsv", "--columns",
                        "ref,revenue,currency").out  # fmt: skip
    assert orders == "I-2\t10.00\tCHF\nI-1\t2501.00\tUSD\n"
