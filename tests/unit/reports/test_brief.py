"""`brief`: what it holds of a record, against the reports and against a reading by hand."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.figures.prices import last_prices
from clientfile.language import translate
from clientfile.output.terminal import width
from clientfile.records.client import client_of
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, last_12_months
from clientfile.reports.brief.brief import brief
from clientfile.reports.brief.document import Item, Section, markdown_lines, terminal_lines
from clientfile.reports.brief.gaps import gap_text
from clientfile.reports.brief.sections import brief_sections, brief_title
from clientfile.reports.common.single_client import SingleClientLedger
from clientfile.reports.orders import orders
from clientfile.reports.payments import payments
from clientfile.reports.wallet import wallet
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import find_folder
from tests.oracles.ledger_by_hand import half_away
from tests.support.full_scan import RecordsLedger, load_all
from tests.support.paths import EXAMPLES

TODAY = date(2026, 11, 20)
FOLDER = find_folder(EXAMPLES)
RECORDS = load_all(FOLDER).records
EXAMPLES = RecordsLedger.of(RECORDS, FOLDER.settings, TODAY)


def brief_of(contacts=None, *, those=(), today=TODAY, business=None, identity=None, changes=()):
    """The brief of a client with these chapters."""
    identity = {"name": "Acme", "status": "client", **(identity or {})}
    data = {"identity": identity, "contacts": contacts or {}, "business": business or {}}
    return brief(
        SingleClientLedger("acme", data, Settings(), today), "B", attendees=those, changes=changes
    )


def talk(day, kind="visit", **more):
    return {"date": day, "kind": kind, "with": [], **more}


# --- contacts ------------------------------------------------------------------------------------


def test_the_last_visit_is_the_newest_one_at_which_somebody_was_met():
    told = brief_of({"interactions": [
        talk("2026-10-01", id="last"), talk("2026-09-01"), talk("2026-10-20", "call"),
        talk("2026-10-05", reached=False), talk("2026-12-01"), talk("2026-10-01", "email"),
    ]})  # fmt: skip
    assert told["last_visit"]["id"] == "last"
    assert [(each["date"], each["kind"]) for each in told["since"]] == [
        ("2026-10-20", "call"), ("2026-10-05", "visit"), ("2026-10-01", "email"),
    ]  # fmt: skip


def test_without_a_visit_all_is_told_that_was_said():
    told = brief_of({"interactions": [talk("2026-09-01", "call"), talk("2026-10-01", "email")]})
    assert told["last_visit"] is None
    assert [each["date"] for each in told["since"]] == ["2026-10-01", "2026-09-01"]
    assert "visit" in [gap["what"] for gap in told["unknown"]]


PEOPLE = [
    {"id": "uma", "last_name": "Uma", "decision": {"role": "uses"}, "cadence": 30},
    {"id": "dan", "last_name": "Dan", "decision": {"role": "decides"},
     "assistant": {"person": "bea"}},
    {"id": "bea", "last_name": "Bea", "decision": {"role": "blocks"}, "mobile": "06"},
    {"id": "old", "last_name": "Old", "left": {"date": "2026-11-19", "successor": "dan"}},
    {"id": "going", "last_name": "Going", "left": {"date": "2026-11-20"}},
]  # fmt: skip


def test_the_people_are_those_there_whoever_decides_first():
    told = brief_of({"people": PEOPLE})
    assert [each["person"] for each in told["people"]] == ["dan", "uma", "bea", "going"]
    assert [(each["person"], each["successor_name"]) for each in told["gone"]] == [("old", "Dan")]
    assert told["people"][0]["assistant"] == {
        "person": "bea", "name": "Bea", "phone": "06", "email": None, "notes": None,
    }  # fmt: skip


def test_only_those_one_meets_as_they_were_named():
    told = brief_of({"people": PEOPLE}, those=["bea", "dan", "bea"])
    assert [each["person"] for each in told["people"]] == ["bea", "dan"]
    assert [(gap["what"], gap["person"]) for gap in told["unknown"] if gap["person"]] == [
        ("phone of", "dan")
    ]
    # Who decides and how often one calls is asked of all who are there.
    assert not {"decider", "cadence", "people"} & {gap["what"] for gap in told["unknown"]}


def test_promises_are_shown_against_successors_and_late_ones_marked():
    given_ = [{"what": "x", "to": "old", "due": "2026-11-19"},
              {"what": "y", "whose": "theirs", "due": "2026-11-20"},
              {"what": "z", "due": "2026-11-01", "done": "2026-11-02"}]  # fmt: skip
    told = brief_of({"people": PEOPLE, "interactions": [talk("2026-10-01", promises=given_)]})
    assert [(each["what"], each["whose"], each["to_name"], each["overdue"])
            for each in told["promises"]] == [("x", "ours", "Dan", True),
                                              ("y", "theirs", None, False)]  # fmt: skip


def test_questions_are_the_open_ones_and_those_answered_since_the_last_visit():
    asked = [{"what": "open"}, {"what": "new", "answered": "2026-10-01"},
             {"what": "old", "answered": "2026-09-30"}]  # fmt: skip
    told = brief_of({"interactions": [talk("2026-08-01", questions=asked), talk("2026-10-01")]})
    assert [each["what"] for each in told["questions"]] == ["open", "new"]


def test_what_is_planned_next_by_its_day():
    plans = [
        {"what": "later", "date": "2026-12-01"},
        {"what": "some day"},
        {"what": "late", "date": "2026-11-19"},
        {"what": "y", "done": "2026-11-01"},
    ]
    told = brief_of({"interactions": [talk("2026-10-01", next=plan) for plan in plans]})
    assert [(each["what"], each["overdue"]) for each in told["next"]] == [
        ("late", True), ("later", False), ("some day", True),
    ]  # fmt: skip


@pytest.mark.parametrize(("said_on", "line"), [
    ("2026-11-05", "x (LATE: no date was stated)"), ("2026-11-06", "x"),
])  # fmt: skip
def test_what_has_no_day_is_late_after_those_of_a_promise(said_on, line):
    page = brief_of({"interactions": [talk(said_on, promises=[{"what": "x"}], next={"what": "x"})]})
    items = {each.title: each.items for each in brief_sections(page, record_shape(), "en")}
    assert [items["Promises"][0].text, items["Next"][0].text] == [line, line]


def test_what_changed_is_handed_in():
    changes = [
        {"date": "2026-11-20", "item": "dan", "field": "phone", "before": None, "after": "06"},
        {"date": "2026-11-19", "item": None, "field": "tags", "before": ["a"], "after": ["a", "b"]},
        {"date": "2026-11-18", "item": "dan", "field": "fax", "before": "07", "after": None},
    ]
    told = brief_of(changes=changes)
    assert told["changes"] == changes
    page = brief_sections(told, record_shape(), "en")
    [section] = [each for each in page if each.title == "Changed in the record"]
    assert section.items == [
        Item("2026-11-20 dan.phone 06"),
        Item("2026-11-19 tags a → a, b"),
        Item("2026-11-18 dan.fax 07 → (nothing)"),
    ]


# --- business ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("advantage", "granted"),
    [
        ({}, True),
        ({"from": "2026-11-20"}, True),
        ({"from": "2026-11-21"}, False),
        ({"until": "2026-11-20"}, True),
        ({"until": "2026-11-19"}, False),
        ({"date": "2026-01-02"}, True),
        ({"date": "2025-11-18"}, False),
        ({"date": "2026-11-21"}, False),
    ],
)
def test_advantages_are_those_in_force(advantage, granted):
    entry = {"kind": "gift", "amount": Decimal(10), **advantage}
    told = brief_of(business={"pricing": {"advantages": [entry]}})
    assert told["advantages"] == ([entry] if granted else [])


@pytest.mark.parametrize("client", sorted(RECORDS))
def test_figures_are_those_of_the_reports(client):
    """Of the examples: orders, payments and wallet, each as its report has it for the folder."""
    one = SingleClientLedger(client, RECORDS[client], FOLDER.settings, TODAY)
    told = brief(one, None)
    taken = [
        row for row in orders(EXAMPLES, client=client, period=ALL).rows if row["date"] <= TODAY
    ]
    assert told["orders_in_all"] == len(taken)
    ordered = RECORDS[client].get("business", {}).get("orders", [])
    refunds = {each["ref"]: each.get("rebate") for each in ordered}
    assert {each["ref"]: each.pop("rebate") for each in told["orders"]}.items() <= refunds.items()
    assert told["orders"] == [
        {key: value for key, value in row.items() if key != "client"} for row in taken[:5]
    ]
    habit = {row["client"]: row for row in payments(EXAMPLES, period=last_12_months(TODAY)).rows}
    for key in ("days_to_pay", "days_late", "regularity", "unpaid", "overdue"):
        assert told["payment"][key] == habit.get(client, {}).get(key)
    shares = {row["client"]: row for row in wallet(EXAMPLES, period=ALL).rows}
    for key in ("purchases", "potential", "gap", "share"):
        assert told["wallet"][key] == shares.get(client, {}).get(key)


DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 1)).map(date.isoformat)
LINES = st.fixed_dictionaries(
    {
        "product": st.sampled_from(["oven", "tray"]),
        "quantity": st.integers(-3, 5).filter(bool).map(Decimal),
        "unit_price": st.integers(0, 10**6).map(lambda cents: Decimal(cents) / 100),
    },
    optional={"unit": st.just("box"), "discount": st.sampled_from(["5%", "10%+2.5%"])},
)
PAYMENTS = st.lists(
    st.fixed_dictionaries(
        {"date": DAYS, "amount": st.integers(-9999, 99999).map(lambda c: Decimal(c) / 100)}
    ),
    max_size=2,
)
CENTS = st.integers(0, 9999).map(lambda cents: Decimal(cents) / 100)
ORDERS = st.lists(
    st.fixed_dictionaries(
        {"date": DAYS, "lines": st.lists(LINES, max_size=3)},
        optional={
            "invoiced": DAYS, "discount": st.just("3%"), "payments": PAYMENTS, "freight": CENTS,
            "tax": CENTS, "due": DAYS, "salesperson": st.just("paul"),
            "status": st.sampled_from(["ordered", "cancelled"]),
        },
    ),
    max_size=5,
)  # fmt: skip


def numbered(found):
    return [{"ref": f"R{place}", **order} for place, order in enumerate(found)]


def left(text):
    rest = Fraction(1)
    for one in (text or "0%").split("+"):
        rest *= 1 - Fraction(one.strip("%")) / 100
    return rest


def cents(amount):
    size = int(abs(amount) * 100 + Fraction(1, 2))
    return Fraction(size if amount >= 0 else -size, 100)


def order_net(order):
    rest = left(order.get("discount"))
    nets = (
        Fraction(line["quantity"]) * Fraction(line["unit_price"]) * left(line.get("discount"))
        for line in order["lines"]
    )
    return sum(half_away(net * rest) for net in nets)


@given(ORDERS)
def test_last_prices_by_hand(found):
    found = numbered(found)
    client = client_of("x", {"identity": {"name": "x", "status": "client"},
                             "business": {"orders": found}})  # fmt: skip
    wanted = {}
    for day, _, order in sorted(
        (order.get("invoiced", order["date"]), order["ref"], order) for order in found
    ):
        if order.get("status") != "cancelled" and day <= TODAY.isoformat():
            if order_net(order) < 0:
                continue
            for line in order["lines"]:
                if line["quantity"] > 0 and line["unit_price"] >= 0:
                    rest = left(line.get("discount")) * left(order.get("discount"))
                    wanted[line["product"], line.get("unit")] = (day, line["unit_price"], rest)
    prices = last_prices(client, TODAY, "EUR")
    assert {(each.product, each.unit): (each.date.isoformat(), each.price, left(each.discount))
            for each in prices} == wanted  # fmt: skip
    assert [each.date for each in prices] == sorted((p.date for p in prices), reverse=True)


# --- the page ------------------------------------------------------------------------------------


def pages():
    for client in sorted(RECORDS):
        told = brief(SingleClientLedger(client, RECORDS[client], FOLDER.settings, TODAY), "A")
        for language in ("en", "fr"):
            yield brief_title(told, language), brief_sections(told, record_shape(), language)


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_the_page_obeys_the_width(columns):
    for title, sections in pages():
        assert max(width(line) for line in terminal_lines(title, sections, columns)) <= columns


def test_both_layouts_have_the_same_words():
    def bare(lines):
        return "".join("".join(lines).lower().split()).translate({ord(c): None for c in "-*\\#:"})

    for title, sections in pages():
        on_paper = bare(markdown_lines(title, sections))
        assert bare(terminal_lines(title, sections, 70)) == on_paper


def test_an_amount_is_not_torn_apart():
    lines = terminal_lines("", [Section("x", [Item("a" * 20 + " 40\u202f000,00\u00a0EUR")])], 36)
    assert list(lines)[-1].strip() == "40\u202f000,00\u00a0EUR"


HOSTILE = st.text(
    st.characters() | st.sampled_from("\r\n\t\x1b\u202e\u2028\ud800é漢🎂*_#[]|<>`1.-+ "),
    max_size=60,
)
UNSAFE = {"Cc", "Cf", "Zl", "Zp", "Cs"}


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.integers(30, 100))
def test_nothing_reaches_a_terminal_raw(title, label, text, under, columns):
    sections = [Section(title, [Item(text, "Label"), Item(under, label[:20], (text,))])]
    for lines in (terminal_lines(title, sections, columns), markdown_lines(title, sections)):
        assert not [c for line in lines for c in line if unicodedata.category(c) in UNSAFE]


@given(HOSTILE, st.integers(40, 100))
def test_whatever_is_written_stays_within_its_columns(text, columns):
    lines = list(
        terminal_lines(text, [Section("x", [Item(text), Item(text, "y", (text,))])], columns)
    )
    assert max(map(width, lines)) <= columns


@given(HOSTILE)
def test_markdown_reads_a_record_s_text_as_text(text):
    """An entry is one line, and nothing of it is a mark of Markdown's."""
    lines = list(markdown_lines("x", [Section("y", [Item(text)])]))
    assert len(lines) == 5
    shown = lines[-1].removeprefix("- ")
    bare = shown.replace("\\\\", "")
    assert not [c for place, c in enumerate(bare)
                if c in "`*_[]<>|#~" and bare[place - 1 : place] != "\\"]  # fmt: skip


@pytest.mark.parametrize(
    ("gap", "english", "french"),
    [
        ({"what": "decider"}, "who decides", "qui décide"),
        ({"what": "power of", "name": "Élise"}, "what Élise decides", "ce que décide Élise"),
        (
            {"what": "costs", "count": 1, "of": 1},
            "the cost of 1 of 1 line sold in twelve months: no margin there",
            "le coût\u00a0: 1 ligne sur 1 vendue en douze mois est sans marge",
        ),
        (
            {"what": "costs", "count": 2, "of": 1200},
            "the cost of 2 of 1200 lines sold in twelve months: no margin there",
            "le coût\u00a0: 2 sur 1200 lignes vendues en douze mois sont sans marge",
        ),
    ],
)
def test_a_gap_in_both_languages(gap, english, french):
    text = gap_text({"name": None, **gap})
    assert text == english
    assert translate(text, "fr") == french
