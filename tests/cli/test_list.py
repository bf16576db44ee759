"""`list`: conditions on people test that person; columns of any path of the record."""

from __future__ import annotations

import json

import pytest

from tests.support.runner import CliRunner

RECORD = """\
identity:
  name: {name}
  status: client
  address:
    street: 4 quai des Lices
    postcode: "35000"
    city: {city}
  size:
    headcount: 50-99
contacts:
  people:
    - id: anne
      title: Mme
      first_name: Anne
      last_name: Le Goff
      decision:
        role: decides
      profile:
        focus: quality
        passions: [voile, orgue]
    - id: bruno
      title: M.
      last_name: Carel
      decision:
        role: influences
      profile:
        focus: price
      address:
        city: Redon
  interactions:
    - {{date: 2026-11-03, kind: visit, with: [anne]}}
    - {{date: 2026-11-04, kind: call, with: [bruno]}}
    - {{date: 2026-11-05, kind: email}}
    - date: 2026-11-06
      kind: visit
      with: [anne, bruno]
      promises:
        - {{what: Devis, to: anne, due: 2026-11-08}}
        - {{what: Plan, to: bruno, due: 2026-11-09}}
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> CliRunner:
    root = tmp_path_factory.mktemp("two")
    (root / "records").mkdir()
    (root / "clientfile.toml").write_text("")
    for client, city in (("acme", "Rennes"), ("beta", "Brest")):
        text = RECORD.format(name=client.title(), city=city)
        (root / "records" / f"{client}.yaml").write_text(text)
    return CliRunner(root)


def shown(runner: CliRunner, *words: str) -> list[str]:
    return [line.replace("\t", " ") for line in runner.run(*words, "-f", "tsv").out.splitlines()]


@pytest.mark.parametrize(
    ("where", "people"),
    [
        ("focus=quality", ["acme anne", "beta anne"]),
        ("focus!=quality", ["acme bruno", "beta bruno"]),
        ("decision.role=decides", ["acme anne", "beta anne"]),
        ("focus=price and decision.role=decides", []),
        ("passions=orgue", ["acme anne", "beta anne"]),
        ('passions=""', ["acme bruno", "beta bruno"]),
        ("people.address.city=Redon and city=Brest", ["beta bruno"]),
        ("last_name~goff and not city=Brest", ["acme anne"]),
        ("people.decision.role=Décide and address.city=rennes", ["acme anne"]),
        ("headcount>=50", ["acme anne", "acme bruno", "beta anne", "beta bruno"]),
    ],
)
def test_a_condition_on_people_tests_that_person(
    two: CliRunner, where: str, people: list[str]
) -> None:
    words = ("list", "--people", "--where", where, "--columns", "client,person")
    assert shown(two, *words) == people


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (("meetings", "--columns", "date,with"), ["2026-11-06 anne, bruno", "2026-11-03 anne"]),
        (("promises", "--columns", "what,to"), ["Devis anne"]),
        (("due", "--columns", "what,reason"), ["Devis promise"]),
    ],
)
def test_in_every_listing_with_people(two: CliRunner, words: list[str], rows: list[str]) -> None:
    """Those who were there, to whom it was promised, whom it is about: not others of the client."""
    where = "focus=quality and client=acme"
    assert shown(two, *words, "--where", where) == rows


def test_of_a_client_any_of_its_people_fulfils_it(two: CliRunner) -> None:
    assert shown(two, "list", "--where", "focus=quality", "--columns", "client") == ["acme", "beta"]
    assert shown(two, "list", "--where", "people.address.city=Rennes") == []


@pytest.mark.parametrize(
    ("where", "clients"),
    [
        # Anne is who decides and cares for quality, Bruno who influences and cares for the price.
        ("focus=quality and decision.role=decides", "acme beta"),
        ("focus=price and decision.role=decides", ""),
        ("focus=price and city=Brest and decision.role=influences", "beta"),
        ("focus!=quality and decision.role=decides", ""),
        ("(focus=quality or focus=price) and people.address.city=Redon", "acme beta"),
        ("focus=quality and people.address.city=Redon", ""),
        ("not (focus=price and decision.role=decides)", "acme beta"),
        ("not (focus=price and decision.role=influences)", ""),
        ("focus=price or decision.role=blocks", "acme beta"),
    ],
)
def test_conditions_joined_by_and_are_of_one_person(
    two: CliRunner, where: str, clients: str
) -> None:
    assert " ".join(shown(two, "list", "--where", where, "--columns", "client")) == clients


def test_of_those_who_were_there_one_must_fulfil_them(two: CliRunner) -> None:
    where = "client=acme and focus=price and decision.role=influences"
    assert shown(two, "meetings", "--where", where, "--columns", "date") == [
        "2026-11-06",
        "2026-11-04",
    ]
    where = "client=acme and focus=price and decision.role=decides"
    assert shown(two, "meetings", "--where", where, "--columns", "date") == []


def test_columns_of_any_path_for_a_mail_merge(two: CliRunner) -> None:
    columns = "title,last_name,address.street,address.postcode,address.city,people.address.city"
    out = two.run("list", "--people", "--columns", columns, "-f", "csv", "-n", "2").out
    assert out.splitlines() == [
        columns,
        "Mme,Le Goff,4 quai des Lices,35000,Rennes,",
        "M.,Carel,4 quai des Lices,35000,Rennes,Redon",
    ]
    whole = shown(two, "list", "--people", "--columns", "person,address", "-n", "1")
    assert whole == ["anne 4 quai des Lices, 35000, Rennes"]


def test_columns_in_json_and_in_order(two: CliRunner) -> None:
    columns = "client,headcount,people.last_name,identity.address,passions"
    words = ("list", "--columns", columns, "--sort", "address.city", "-n", "1", "-f", "json")
    assert json.loads(two.run(*words).out) == [
        {
            "client": "beta",
            "headcount": "50-99",
            "people.last_name": ["Le Goff", "Carel"],
            "identity.address": {
                "street": "4 quai des Lices", "postcode": "35000", "city": "Brest",
            },
            "passions": ["voile", "orgue"],
        }
    ]  # fmt: skip


def test_french_names_of_columns(two: CliRunner) -> None:
    words = ("list", "--people", "--columns", "titre,Nom,adresse.ville,Effectif", "-n", "1")
    assert json.loads(two.run(*words, "-f", "json").out) == [
        {
            "title": "Mme",
            "name": "Anne Le Goff",
            "address.city": "Rennes",
            "headcount": "50-99",
        }
    ]
    table = two.run("--lang", "fr", *words, "-f", "table").out.splitlines()
    assert table[0].split("  ")[0] == "Titre"


@pytest.mark.parametrize(
    ("option", "name", "hint"),
    [
        ("--columns", "last_nam", "did you mean last_name?"),
        ("--columns", "client,headcont", "did you mean headcount?"),
        ("--sort", "address.citi", "identity.address.city"),
    ],
)
def test_an_unknown_path_is_told_with_the_nearest(
    two: CliRunner, option: str, name: str, hint: str
) -> None:
    result = two.run("list", "--people", option, name, code=2)
    assert result.err.startswith(f"clientfile: {option}: no column and no path of a record")
    assert hint in result.err


def test_columns_that_name_none_are_refused(runner: CliRunner) -> None:
    assert "--columns names no column" in runner.run("list", "--columns", ",,", code=2).err
