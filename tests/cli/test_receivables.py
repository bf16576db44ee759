"""`receivables` as it is typed: a day, a group, another time, and what is not known."""

from __future__ import annotations

import json

BILL = """\
identity: {name: Globex, status: client, owner: claire, address: {country: FR}}
business:
  payment: {days: 30}
  orders:
    - {ref: G1, date: 2026-08-03, status: invoiced, invoiced: 2026-08-03,
       lines: [{product: Oven, quantity: 1, unit_price: 1000}]%s}
"""
PAID = ",\n       payments: [{date: 2026-10-15, amount: 400}]"


def rows(runner, *words, **more):
    return json.loads(runner.run("receivables", "-f", "json", *words, **more).out)


def test_a_day_a_group_and_another_time(runner, monkeypatch):
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-10-01T12:00:00")
    runner.write("globex", BILL % "")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-10-16T12:00:00")
    runner.write("globex", BILL % PAID)
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    globex = ("--where", "client=globex")
    (now,) = rows(runner, *globex)
    assert (now["total"], now["days_61_90"], now["oldest"]) == (600, 600, "2026-09-02")
    assert rows(runner, *globex, "--on", "2026-10-14")[0]["total"] == 1000
    assert rows(runner, *globex, "--on", "15/10/2026")[0]["total"] == 600
    assert rows(runner, *globex, "--on", "end of Q3")[0]["total"] == 1000
    # Then no payment was known, so that nothing was told.
    assert rows(runner, *globex, "--as-of", "2026-10-02") == []
    owners = runner.run("--lang", "fr", "receivables", "--group", "commercial", "-f", "table")
    assert "claire" in owners.out
    assert "règlements connus depuis le 15/10/2026, date du premier" in owners.err
    runner.run("receivables", "--group", "city", code=2)
    runner.run("receivables", "--on", "soon", code=4)


def test_a_folder_without_payments_says_that_nothing_is_known(runner):
    runner.write("globex", BILL % "")
    told = runner.run("receivables")
    assert told.out == ""
    assert "no payment is recorded in this folder, so what is owed is not known" in told.err
    assert runner.run("orders", "--unpaid").out == ""
    settings = runner.root / "clientfile.toml"
    text = settings.read_text() if settings.exists() else ""
    settings.write_text(f"payments_since = 2026-08-01\n{text}")
    (row,) = rows(runner, "--where", "client=globex")
    assert row["total"] == 1000
    assert "payments are known from 2026-08-01 on (payments_since)" in runner.run("payments").err


def test_vat_and_due_dates_that_nothing_says_are_told(runner):
    (runner.root / "clientfile.toml").write_text(
        'payments_since = 2026-01-01\n[[vat]]\nfrom = 2014-01-01\nrate = "20%"\ncountry = "FR"\n'
    )
    runner.write("globex", (BILL % "").replace("  payment: {days: 30}\n", ""))
    runner.write("initech", (BILL % "").replace("country: FR", "country: CH"))
    told = runner.run("receivables", "--columns", "client,no_due_date,total").out.splitlines()
    assert "globex\t1200.00\t1200.00" in told
    assert "initech\t0\t1000.00" in told
    err = runner.run("orders", "--unpaid").err
    assert "no VAT on invoices of clients abroad without a rate (initech)" in err
    assert "no due date, since no terms say one (" in err
