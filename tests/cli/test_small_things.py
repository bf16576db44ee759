"""Whose an order is, small prices, imports of `clients`, and what is asked before a removal."""

from __future__ import annotations

from tests.support.typist import play


def test_an_order_belongs_to_the_owner_of_its_client_whoever_types_it(runner):
    runner.run("set", "acme", "owner", "ines")
    runner.run("add-order", "acme", "--ref", "O1", "--line", "x; 1 @ 0,045")
    runner.run("add-order", "acme", "--ref", "O2", "--line", "x; 1 @ 10", "--salesperson", "paul")
    typed = '{"ref": "O3", "salesperson": "paul", "lines": [{"product": "x", "quantity": 1, %s}]}'
    runner.run("add-order", "acme", "--json", "-", stdin=typed % '"unit_price": 1')
    rows = runner.run("orders", "acme", "--columns", "ref,salesperson").out.splitlines()
    assert {"O1\tines", "O2\tpaul", "O3\tpaul"} <= set(rows)
    assert "unit_price: 0.045" in runner.text("acme")


def test_clients_are_imported_as_customers(runner):
    (runner.root / "m.toml").write_text(
        'kind = "clients"\nclient = "Id"\n[fields]\n"identity.name" = "Name"\n'
        '"identity.status" = { value = "client" }\n'
    )
    (runner.root / "c.csv").write_text("Id,Name\nglobex,Globex\n")
    runner.run("import", "clients", "c.csv", "--map", "m.toml")
    assert runner.run("list", "globex", "--columns", "name").out == "Globex\n"


def test_a_client_with_figures_is_removed_after_a_question(folder):
    shown = play(
        folder.root,
        """\
$ clientfile remove-client brionnel
? brionnel has figures (orders: 2, stated years: 0). Remove it? [y/N]: >
""",
    )
    assert "removed" not in shown
    assert folder.record("brionnel").exists()


def test_without_a_terminal_nothing_is_asked(runner):
    runner.run("add-order", "acme", "--ref", "O1", "--line", "x; 1 @ 10")
    runner.run("remove-client", "acme")


def test_a_status_takes_its_day_along(runner):
    runner.run("new", "Globex", "--status", "prospect")
    runner.run("set", "globex", "status", "client")
    assert "client_since: 2026-11-20" in runner.text("globex")
    runner.run("set", "globex", "status", "lost", "lost_since", "2026-11-19")
    assert "lost_since: 2026-11-19" in runner.text("globex")
