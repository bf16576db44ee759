"""Ids of names that are alike, long, or in another script: each free, doubles told."""

from __future__ import annotations

import pytest

LONG = "Société Coopérative Agricole Interdépartementale des Producteurs de Céréales de la Vallée"


@pytest.mark.parametrize(
    "names",
    [
        ["Хлебный Дом", "東京製菓", "Αρτοποιείο Ήλιος"],
        ["山田製菓", "佐藤製菓", "한국제과", "مخبز النور"],
        ["!!!", "—", "…"],
        [f"{LONG} Nord", f"{LONG} Sud", f"{LONG} Est"],
        ["Café Noir", "CAFE-NOIR", "café noir !"],
    ],
)
def test_every_client_and_every_person_of_a_name_gets_an_id(runner, names):
    for name in names:
        runner.run("new", name, "--status", "client")
        runner.run("add-contact", "acme", name)
    clients = runner.run("list", "--columns", "name").out.splitlines()
    assert set(names) <= set(clients)
    people = runner.run("list", "--people", "--where", "client=acme", "--columns", "name").out
    assert set(names) <= set(people.splitlines())
    runner.run("check")


def test_a_double_of_a_client_is_told(runner):
    runner.run("new", "Globex")
    result = runner.run("new", "GLOBEX")
    assert result.out.startswith("globex-2: opened GLOBEX [")
    told = "globex is called Globex too: if that is the same, take this back: clientfile undo\n"
    assert result.err == told
    result = runner.run("new", "Globéx", "-f", "json")
    assert '"clients": ["globex-3"]' in result.out
    runner.run("new", "Globex", "--id", "globex", code=4)


def test_a_double_of_a_person_is_told(runner):
    result = runner.run("add-contact", "acme", "Jean DUPONT")
    assert "(jean-dupont-2)" in result.out
    assert result.err.startswith("jean-dupont is called Jean Dupont too: ")
    runner.run("undo")
    runner.run("add-contact", "acme", "Jean Dupont", "--id", "jean-dupont", code=4)


def test_a_person_is_listed_by_the_id_that_a_name_in_another_script_got(runner):
    runner.run("add-contact", "acme", "Ольга Иванова")
    listed = runner.run("list", "--people", "olga", "--columns", "person").out
    assert listed == "olga-ivanova\n"


MAP = """
kind = "customers"
client = {{ column = "Name", slug = true }}
[fields]
"identity.name" = "Name"
"identity.status" = {{ value = "client" }}
"""


@pytest.mark.parametrize("names", [[f"{LONG} Nord", f"{LONG} Sud"], ["東京製菓", "東京制菓"]])
def test_an_import_tells_names_apart_that_make_one_id_and_finds_them_again(runner, names):
    (runner.root / "m.toml").write_text(MAP.format())
    (runner.root / "c.csv").write_text("Name\n" + "\n".join(names) + "\n", encoding="utf-8")
    runner.run("new", names[1], "--status", "client")
    runner.run("import", "customers", "c.csv", "--map", "m.toml")
    after = runner.run("list", "--columns", "client,name").out
    assert sorted(after.splitlines())[-3:] == after.splitlines()[-3:]
    assert [name in after for name in names] == [True, True]
    assert "nothing to change" in runner.run("import", "customers", "c.csv", "--map", "m.toml").out
