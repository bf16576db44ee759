"""What people type is understood wherever it is typed: dates, money, percentages, names, numbers.

Today is Friday 20 November 2026.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

import pytest

PAST = {
    "2026-11-17": "2026-11-17",
    "17/11/2026": "2026-11-17",
    "17.11.2026": "2026-11-17",
    "17/11": "2026-11-17",
    "-3d": "2026-11-17",
    "-1w": "2026-11-13",
    "-1m": "2026-10-20",
    "today": "2026-11-20",
    "yesterday": "2026-11-19",
    "hier": "2026-11-19",
    "Aujourd’hui": "2026-11-20",
    "avant-hier": "2026-11-18",
    "lundi": "2026-11-16",
    "Monday": "2026-11-16",
    "vendredi": "2026-11-20",
}
FUTURE = {
    "2026-12-04": "2026-12-04",
    "04/12/2026": "2026-12-04",
    "4.12.2026": "2026-12-04",
    "4/12": "2026-12-04",
    "+2w": "2026-12-04",
    "tomorrow": "2026-11-21",
    "demain": "2026-11-21",
    "après-demain": "2026-11-22",
    "lundi": "2026-11-23",
    "monday": "2026-11-23",
    "vendredi": "2026-11-27",
}
# Each command with a date in it: where the record has it.
HAPPENED = {
    "add-meeting --on": (["add-meeting", "acme", "--on", "{}"], "contacts.interactions.-1.date"),
    "add-call --on": (["add-call", "acme", "--on", "{}"], "contacts.interactions.-1.date"),
    "add-order --on": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2", "--on", "{}"], "business.orders.-1.date",
    ),
    "add-order --invoiced": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2", "--on", "-2m", "--invoiced", "{}"],
        "business.orders.-1.invoiced",
    ),
    "add-order --delivered": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2", "--on", "-2m", "--delivered", "{}"],
        "business.orders.-1.delivered",
    ),
    "pay --on": (["pay", "acme/CMD-1042", "--on", "{}"], "business.orders.0.payments.0.date"),
    "done --on": (
        ["done", "acme/p2q3r4s5", "--on", "{}"], "contacts.interactions.0.promises.0.done",
    ),
    "add-contact --since": (
        ["add-contact", "acme", "Paul Martin", "--since", "{}"], "contacts.people.-1.since",
    ),
    "successor --on": (["successor", "acme/dupont", "--on", "{}"], "contacts.people.0.left.date"),
    "lose --on": (["lose", "acme", "--on", "{}"], "identity.former_since"),
    "set": (["set", "acme", "identity.client_since", "--", "{}"], "identity.client_since"),
    "set-result --until": (
        ["set-result", "acme", "2026", "--revenue", "1", "--until", "{}"], "results.years.0.until",
    ),
}  # fmt: skip
TO_COME = {
    "snooze --until": (["snooze", "acme", "--until", "{}"], "contacts.snoozed_until"),
    "add-order --due": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2", "--due", "{}"], "business.orders.-1.due",
    ),
    "add-meeting --next": (
        ["add-meeting", "acme", "--next", "call on {}"], "contacts.interactions.-1.next.date",
    ),
    "add-meeting --promise": (
        ["add-meeting", "acme", "--promise", "an offer by {}"],
        "contacts.interactions.-1.promises.0.due",
    ),
    "add-meeting --promise, in French": (
        ["add-meeting", "acme", "--promise", "un devis pour le {}"],
        "contacts.interactions.-1.promises.0.due",
    ),
    "add-call --their-promise": (
        ["add-call", "acme", "--their-promise", "une réponse avant {}"],
        "contacts.interactions.-1.promises.0.due",
    ),
}  # fmt: skip


def held(runner, client: str, path: str):
    """What the record has there, typed."""
    value = json.loads(runner.run("show", client, "-f", "json").out, parse_float=str)
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def typed(runner, words: list[str], text: str, path: str):
    """What the record has once `text` stands for {} in the command; all else is taken back."""
    runner.run(*(word.replace("{}", text) for word in words))
    try:
        return held(runner, "acme", path)
    finally:
        runner.git("reset", "-q", "--hard", "HEAD~1")


def some(texts: dict[str, str], case: str, cases: Iterable[str], long: bool, each: int = 2):
    """The texts to type in a case: all; in the short form so many, others in the next case.

    Among the cases together each text is typed at least once.
    """
    told, order = [*texts.items()], [*cases]
    if long:
        return told
    assert each * len(order) >= len(told)
    first = order.index(case) * each
    return [told[place % len(told)] for place in range(first, first + each)]


@pytest.mark.parametrize("case", HAPPENED)
def test_a_day_that_was(runner, case, long_form):
    words, path = HAPPENED[case]
    for text, day in some(PAST, case, HAPPENED, long_form):
        assert typed(runner, words, text, path) == day, text


@pytest.mark.parametrize("case", TO_COME)
def test_a_day_to_come(runner, case, long_form):
    words, path = TO_COME[case]
    for text, day in some(FUTURE, case, TO_COME, long_form):
        assert typed(runner, words, text, path) == day, text


@pytest.mark.parametrize("case", [*HAPPENED, *TO_COME])
def test_a_day_in_no_calendar_is_refused(runner, case):
    words, _ = (HAPPENED | TO_COME)[case]
    before = runner.state()
    result = runner.run(*(word.replace("{}", "31/02/2026") for word in words), code=4)
    assert "31/02/2026" in result.err
    assert runner.state() == before


def test_days_to_look_from(runner):
    runner.run("set", "acme", "phone", "1", GIT_AUTHOR_DATE="2026-11-18T10:00:00+01:00")
    for text in ("-3d", "mardi", "17/11", "2026-11-18", "18.11.2026", "avant-hier"):
        fields = runner.run("history", "acme", "--since", text, "--columns", "field").out.split()
        assert "identity.phone" in fields, text
    ranges = (("01/10", "hier"), ("2026-10-01", "today"), ("-2m", "lundi"))
    for first, last in ranges:
        words = ["meetings", "acme", "--from", first, "--to", last, "-f", "json"]
        assert len(json.loads(runner.run(*words).out)) == 1, (first, last)
    within = runner.run("due", "--within", "2w", "--columns", "client").out.split()
    assert set(within) == {"acme"}
    # The folder has its first commit today.
    assert "acme" in runner.run("list", "--as-of", "aujourd'hui").out
    for where in ("last_contact<-30d", "last_contact<=01/10/2026", "last_contact<hier"):
        assert runner.run("list", "--where", where, "-f", "ids").out == "acme\n", where


MONEY = {
    "1250": "1250",
    "1250.50": "1250.5",
    "1250,50": "1250.5",
    "1 250,50": "1250.5",
    "1\u202f250,50 €": "1250.5",
    "1250,50 EUR": "1250.5",
    "€1250.50": "1250.5",
    "12 345 678": "12345678",
}
AMOUNTS = {
    "pay": (["pay", "acme/CMD-1042", "{}"], "business.orders.0.payments.0.amount"),
    "add-order --line @": (
        ["add-order", "acme", "--line", "Oven ; 1 @ {}"], "business.orders.-1.lines.0.unit_price",
    ),
    "add-order --line cost": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2 ; cost {}"],
        "business.orders.-1.lines.0.unit_cost",
    ),
    "add-order --freight": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2", "--freight", "{}"],
        "business.orders.-1.freight",
    ),
    "add-order --tax": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2", "--tax", "{}"], "business.orders.-1.tax",
    ),
    **{
        f"set-result --{key}": (
            ["set-result", "acme", "2025", f"--{key}", "{}"],
            f"results.years.0.{key.replace('-', '_')}",
        )
        for key in ("revenue", "gross-margin", "cost", "advantages")
    },
    "add-contact --decision-limit": (
        ["add-contact", "acme", "Paul Martin", "--decision-limit", "{}"],
        "contacts.people.-1.decision.limit",
    ),
    "set": (["set", "acme", "potential.amount", "{}"], "business.potential.amount"),
    "add": (
        ["add", "acme", "business.pricing.advantages", "kind=gift", "amount={}"],
        "business.pricing.advantages.0.amount",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", AMOUNTS)
def test_money_as_it_is_written(runner, case, long_form):
    words, path = AMOUNTS[case]
    for text, amount in some(MONEY, case, AMOUNTS, long_form):
        if case == "pay" and text == "12 345 678":
            continue
        assert Decimal(typed(runner, words, text, path)) == Decimal(amount), text
    before = runner.state()
    for refused in ("1,250", "12,345,678", "about 12", "1250 USD"):
        assert runner.run(*(word.replace("{}", refused) for word in words), code=4).err, refused
    assert runner.state() == before


PERCENTAGES = {"5%": "5%", "5 %": "5%", "2,5 %": "2.5%", "2.5%": "2.5%", "10%+5%": "10%+5%",
               "10 % + 2,5 %": "10%+2.5%"}  # fmt: skip
SHARES = {
    "add-order --discount": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2", "--discount", "{}"],
        "business.orders.-1.discount",
    ),
    "add-order --line": (
        ["add-order", "acme", "--line", "Oven ; 1 @ 2 ; -{}"],
        "business.orders.-1.lines.0.discount",
    ),
    "add": (
        ["add", "acme", "business.pricing.advantages", "kind=year-end-rebate", "rate={}"],
        "business.pricing.advantages.0.rate",
    ),
    "set": (["set", "acme/CMD-1042", "discount", "{}"], "business.orders.0.discount"),
}  # fmt: skip


@pytest.mark.parametrize("case", SHARES)
def test_percentages_as_they_are_written(runner, case, long_form):
    words, path = SHARES[case]
    for text, share in some(PERCENTAGES, case, SHARES, long_form, 3):
        if "rate" not in path or "+" not in text:
            assert typed(runner, words, text, path) == share, text


# --- who is meant ---------------------------------------------------------------------------------

PEOPLE = """\
identity: {name: Pâtisserie Œuvrard & Fils, status: client, phone: "04 72 00 00 01"}
contacts:
  people:
    - {id: marie-leger, first_name: Marie, last_name: Léger, function: Responsable des achats,
       phone: "+33 4 72 00 00 12", mobile: "06.12.34.56.78", email: M.Leger@oeuvrard.example,
       assistant: {name: Zoé, phone: 0033472000014, email: zoe@oeuvrard.example}}
    - {id: paul-leger, first_name: Paul, last_name: Léger, function: Chef,
       left: {date: 2025-03-01, phone: "+41 22 700 00 00", email: paul@elsewhere.example}}
    - {id: anne-zorn, last_name: Zorn, phone: "04 72 00 00 12", department: Achats}
"""


@pytest.fixture
def bakery(runner):
    runner.write("oeuvrard", PEOPLE)
    return runner


MARIES = ("06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "+33612345678", "0033612345678",
          "06.12.34.56.78", "06-12-34-56-78", "(06) 12 34 56 78", "m.leger@oeuvrard.example",
          "M.LEGER@OEUVRARD.EXAMPLE", "04 72 00 00 14", "+33472000014",
          "ZOE@oeuvrard.example")  # fmt: skip


@pytest.mark.parametrize("number", MARIES)
def test_a_number_or_an_address_finds_its_person(bakery, number, long_form):
    rows = bakery.run("list", "--people", number, "--columns", "client,person").out
    assert rows == "oeuvrard\tmarie-leger\n"
    assert bakery.run("list", number, "-f", "ids").out == "oeuvrard\n"
    assert bakery.run("show", number).out.startswith("Pâtisserie Œuvrard")
    assert bakery.run("show", f"oeuvrard/{number}").out.startswith("Marie Léger (marie-leger)")
    told = json.loads(bakery.run("brief", number, "--with", number, "-f", "json").out)
    assert [each["person"] for each in told["people"]] == ["marie-leger"]
    person, met = "contacts.people.0.function", "contacts.interactions.-1.with"
    writing = [
        (["set", f"oeuvrard/{number}", "function", "Directrice"], person, "Directrice"),
        (["add-meeting", "oeuvrard", "--with", number], met, ["marie-leger"]),
        (["add-call", f"oeuvrard/{number}"], met, ["marie-leger"]),
    ]
    for words, path, value in writing if long_form else [writing[MARIES.index(number) % 3]]:
        bakery.run(*words)
        assert held(bakery, "oeuvrard", path) == value


def test_a_number_that_two_have_is_told_with_both(bakery):
    rows = bakery.run("list", "--people", "0472000012", "--columns", "person").out
    assert rows.split() == ["marie-leger", "anne-zorn"]
    result = bakery.run("show", "oeuvrard/0472000012", code=3)
    assert "marie-leger, anne-zorn" in result.err


def test_who_left_is_found_by_the_new_number(bakery):
    rows = bakery.run("list", "--people", "022 700 00 00", "--columns", "person,left").out
    assert rows == "paul-leger\t2025-03-01\n"
    assert bakery.run("show", "oeuvrard/paul@elsewhere.example").out.startswith("Paul Léger")


def test_a_part_of_a_number_narrows_a_list_and_names_nobody(bakery):
    for part in ("12 34 56", "0612", "5678"):
        rows = bakery.run("list", "--people", part, "--columns", "person").out
        assert rows == "marie-leger\n"
        assert bakery.run("list", part, "-f", "ids").out == "oeuvrard\n"
    bakery.run("show", "12 34 56", code=3)


@pytest.mark.parametrize("number", ["06 12 34 56 79", "nobody@oeuvrard.example"])
def test_a_number_of_nobody_finds_nobody(bakery, number):
    assert bakery.run("list", "--people", number).out == ""
    assert bakery.run("list", number).out == ""
    bakery.run("show", number, code=3)
    assert "marie-leger" in bakery.run("show", f"oeuvrard/{number}", code=3).err


@pytest.mark.parametrize(
    ("where", "people"),
    [
        ("mobile=0612345678", "marie-leger"),
        ("mobile='+33 6 12 34 56 78'", "marie-leger"),
        ("mobile~'06 12'", "marie-leger"),
        ("mobile~5678", "marie-leger"),
        ("phone~'04.72.00.00.12'", "marie-leger anne-zorn"),
        ("phone='04 72 00 00 12'", "marie-leger anne-zorn"),
        ("phone!=0472000012", "paul-leger"),
        ("phone=''", "paul-leger"),
        ("phone!=''", "marie-leger anne-zorn"),
        ("phone~x", ""),
        ("phone=04", ""),
        ("email=m.leger@oeuvrard.example", "marie-leger"),
        ("contacts.people.assistant.phone=0472000014", "marie-leger"),
        ("identity.phone=+33472000001", "marie-leger paul-leger anne-zorn"),
    ],
)
def test_numbers_are_compared_as_numbers(bakery, where, people):
    where = f"client=oeuvrard and {where}"
    rows = bakery.run("list", "--people", "--where", where, "--columns", "person").out
    assert rows.split() == people.split()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("leger", "marie-leger paul-leger"),
        ("LÉGER", "marie-leger paul-leger"),
        ("mar leg", "marie-leger"),
        ("achats", "marie-leger anne-zorn"),
        ("zorn achats", "anne-zorn"),
        ("chef", "paul-leger"),
        ("buyer", "jean-dupont"),
        ("nobody", ""),
    ],
)
def test_people_are_listed_by_part_of_what_they_are(bakery, text, people):
    rows = bakery.run("list", "--people", *text.split(), "--columns", "person").out
    assert sorted(rows.split()) == sorted(people.split())


@pytest.mark.parametrize("text", ["oeuvrard", "œuvrard", "patisserie", "PÂT FILS", "ouvr", "euvr"])
def test_a_client_is_found_by_part_of_its_name(bakery, text):
    if text == "ouvr":
        bakery.run("show", text, code=3)
        return
    assert bakery.run("list", *text.split(), "-f", "ids").out == "oeuvrard\n"
    for words in (["show"], ["brief"], ["meetings"], ["orders"], ["history"], ["check"],
                  ["margin", "--explain"]):  # fmt: skip
        bakery.run(*words, text)
    bakery.run("set", text, "phone", "04 72 00 00 02")
    bakery.run("snooze", text, "--until", "demain")
    bakery.run("add-meeting", f"{text}/zorn")
    assert held(bakery, "oeuvrard", "contacts.interactions.-1.with") == ["anne-zorn"]


def test_listing_by_a_text_keeps_the_other_options(bakery):
    assert bakery.run("list", "acme", "--where", "status=prospect", "-f", "ids").out == ""
    words = ["list", "--people", "e", "--sort", "name", "--reverse", "-n", "1", "-f", "json"]
    assert len(json.loads(bakery.run(*words).out)) == 1
