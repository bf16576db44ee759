"""How cells are read: numbers, dates, percentages, amounts, and what is asked for or refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from clientfile.errors import UsageError
from tests.support.import_planning import Records, applied, only, planned, skipped

TOP = 'kind = "customers"\nclient = { column = "Id", lower = true }\n'
NAME = '[fields]\n"identity.name" = "Id"\n'


def one(path: str, cell: str, source: str = '"C"', top: str = "", currency: str = "EUR") -> Any:
    """The value that a cell gives at a path, or the sentence of why it gives none."""
    quoted = cell.replace('"', '""')
    toml = TOP + top + NAME + f'"{path}" = {source}\n'
    made = planned(f'Id\tC\nacme\t"{quoted}"\n', toml, currency=currency)
    if skipped(made):
        return skipped(made)[2]
    value: Any = applied(made)["acme"]
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else value
    return value


AREA = "identity.operations.storage_m2"
SINCE = "identity.client_since"
POTENTIAL = "business.potential.amount"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", "12"),
        ("-3.50", "-3.50"),
        ("12,5", "12.5"),
        ("1 250,5", "1250.5"),
        ("1\u202f250\u00a0000", "1250000"),
        ("1'250.5", "1250.5"),
        ("1,250.75", "1250.75"),
        ("1.250,75", "1250.75"),
        ("1.250.000", "1250000"),
        ("0,125", "0.125"),
        ("−5", "-5"),
    ],
)
def test_a_number_is_read_as_it_proves_to_be_written(cell: str, value: str) -> None:
    toml = """
        kind = "results"
        client = "Id"
        [fields]
        "results.years.year" = { value = 2025 }
        "results.years.revenue" = "C"
    """
    records: Records = {"a": {"identity": {"name": "A", "status": "client"}}}
    after = applied(planned(f"Id;C\na;{cell}\n", toml, records, currency="KWD"), records)
    revenue = after["a"]["results"]["years"][0]["revenue"]
    assert str(revenue) == value


@pytest.mark.parametrize("cell", ["1,250", "1.250"])
def test_a_number_that_could_be_two_is_asked_for(cell: str) -> None:
    with pytest.raises(UsageError, match=r"line 2 \(column C\).* say decimal = "):
        one(AREA, cell)
    assert one(AREA, cell, top='decimal = ","\n') == Decimal("1.250" if "," in cell else "1250")
    assert one(AREA, cell, top='decimal = "."\n') == Decimal("1.250" if "." in cell else "1250")


def test_both_decimal_signs_in_one_file_are_asked_for() -> None:
    with pytest.raises(UsageError, match=r"\"1.5\" on line 2 and \"2,5\" on line 3: say decimal"):
        planned("Id;C\na;1.5\nb;2,5\n", TOP + NAME + f'"{AREA}" = "C"')


@pytest.mark.parametrize(
    "cell",
    ["1e3", "0x1F", "1_000", ".5", "5.", "--1", "12 34", "(12)", "ten", "1 2,5", "5 m2", "½"],
)
def test_what_is_no_number_is_told(cell: str) -> None:
    told = one(AREA, cell, top='decimal = ","\n')
    assert "column C" in told
    assert "is no number: write figures alone, with ',' for decimals" in told


def test_more_than_18_digits_are_told() -> None:
    assert "more than 18 digits" in one(AREA, "1" * 19)


@pytest.mark.parametrize(
    ("cell", "value"), [("48", 48), ("50.0", 50), ("1 200", 1200), ("50-99", "50-99")]
)
def test_whole_numbers_and_ranges(cell: str, value: Any) -> None:
    read = one("identity.size.headcount", cell)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    "cell", ["50 à 99", "50 a 99", "50 to 99", "50 bis 99", "50–99", "50 - 99", "50..99"]
)
def test_a_range_in_other_signs_is_the_range_that_it_is(cell: str) -> None:
    assert one("identity.size.headcount", cell) == "50-99"
    assert "range" not in one(AREA, cell)


def test_what_may_be_no_range_is_told_as_one_is_to_be_written() -> None:
    told = one("identity.size.headcount", "50/99")
    assert told.endswith('"50/99" is no number: write 50-99 for a range')


def test_a_whole_number_with_decimals_is_told() -> None:
    assert "is no whole number" in one("identity.size.headcount", "48.5")


@pytest.mark.parametrize("cell", ["1250 €", "€1250", "1250 EUR", "EUR 1250", "1 250,00 €"])
def test_an_amount_in_its_own_currency(cell: str) -> None:
    assert one(POTENTIAL, cell) == Decimal(1250)


@pytest.mark.parametrize("cell", ["$1250", "1250 USD", "EUR 1250 €"])
def test_an_amount_in_another_currency_is_told(cell: str) -> None:
    assert "is not in EUR" in one(POTENTIAL, cell)


def test_the_rows_own_currency_is_that_of_its_amounts() -> None:
    toml = TOP + NAME + f'"{POTENTIAL}" = "P"\n"business.currency" = "Cur"\n'
    made = planned("Id,P,Cur\na,100 CHF,CHF\nb,100 CHF,EUR\nc,1.5,JPY\n", toml)
    assert applied(made)["a"]["business"]["potential"]["amount"] == 100
    assert "is not in EUR" in skipped(made)[3]
    assert "more than 0 decimals for JPY" in skipped(made)[4]


def test_more_decimals_than_the_currency_has_are_told_unless_they_are_zeros() -> None:
    assert "more than 2 decimals" in one(POTENTIAL, "1.2345")
    assert one(POTENTIAL, "31.5000") == Decimal("31.50")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-03-01", "2024-03-01"),
        ("2024/3/1", "2024-03-01"),
        ("2024-03-01 10:22:00", "2024-03-01"),
        ("2024-03-01T10:22:00.000Z", "2024-03-01"),
        ("31/12/2024", "2024-12-31"),
        ("31.12.2024", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("05/05/2024", "2024-05-05"),
    ],
)
def test_a_date_is_read_as_it_proves_to_be_written(cell: str, value: str) -> None:
    assert one(SINCE, cell) == value


def test_a_date_that_could_be_two_is_asked_for() -> None:
    with pytest.raises(UsageError, match=r"\"03/04/2024\" on line 2 .* say dates = \"dmy\" or"):
        one(SINCE, "03/04/2024")
    assert one(SINCE, "03/04/2024", top='dates = "dmy"\n') == "2024-04-03"
    assert one(SINCE, "03/04/2024", top='dates = "mdy"\n') == "2024-03-04"
    assert "year first" in one(SINCE, "03/04/2024", top='dates = "ymd"\n')


def test_one_date_proves_the_order_of_the_others() -> None:
    made = planned("Id,C\na,03/04/2024\nb,31/12/2024\n", TOP + NAME + f'"{SINCE}" = "C"')
    assert applied(made)["a"]["identity"]["client_since"] == "2024-04-03"
    assert made.format.dates == "dmy"


def test_both_orders_in_one_file_are_asked_for() -> None:
    with pytest.raises(UsageError, match="day and month in both orders"):
        planned("Id,C\na,12/31/2024\nb,31/12/2024\n", TOP + NAME + f'"{SINCE}" = "C"')


@pytest.mark.parametrize("cell", ["2024-02-30", "31/02/2024", "soon", "2024-13-01"])
def test_what_is_no_date_is_told(cell: str) -> None:
    assert "is no da" in one(SINCE, cell, top='dates = "dmy"\n')


def order(cell: str, source: str) -> Any:
    toml = f"""
        kind = "orders"
        client = "Id"
        [fields]
        "business.orders.ref" = "Id"
        "business.orders.date" = {{ value = 2026-01-02 }}
        "business.orders.discount" = {source}
    """
    records: Records = {"a": {"identity": {"name": "A", "status": "client"}}}
    made = planned(f"Id;C\na;{cell}\n", toml, records)
    if skipped(made):
        return skipped(made)[2]
    return applied(made, records)["a"]["business"]["orders"][0].get("discount")


@pytest.mark.parametrize(
    ("cell", "source", "value"),
    [
        ("0.15", '{ column = "C", as = "fraction" }', "15%"),
        ("0,025", '{ column = "C", as = "fraction" }', "2.5%"),
        ("0.0", '{ column = "C", as = "fraction" }', None),
        ("15%", '{ column = "C", as = "fraction" }', "15%"),
        ("15", '{ column = "C", as = "percent" }', "15%"),
        ("2,5 %", '"C"', "2.5%"),
        ("10% + 5%", '"C"', "10%+5%"),
        ("10,50%", '"C"', "10.5%"),
        ("100%", '"C"', "100%"),
    ],
)
def test_percentages(cell: str, source: str, value: str | None) -> None:
    assert order(cell, source) == value


@pytest.mark.parametrize(
    ("cell", "source", "why"),
    [
        ("0.15", '"C"', "has no %"),
        ("15", '{ column = "C", as = "fraction" }', "is no percentage from 0% to 100%"),
        ("-5%", '"C"', "is no percentage"),
        ("x%", '"C"', "is no number"),
        ("0.1500000059", '{ column = "C", as = "fraction" }', "more than 6 decimals"),
    ],
)
def test_what_is_no_percentage_is_told(cell: str, source: str, why: str) -> None:
    assert why in order(cell, source)


@pytest.mark.parametrize(
    ("path", "cell", "source", "value"),
    [
        ("identity.address.postcode", "05021", '"C"', "05021"),
        ("identity.address.country", "NO", '"C"', "NO"),
        ("identity.tags", "organic", '"C"', ["organic"]),
        ("identity.x-erp", "7", '"C"', "7"),
        ("identity.status", "P", '{ column = "C", map = { P = "prospect" } }', "prospect"),
        ("identity.status", "", '{ column = "C", map = { "" = "lost" } }', "lost"),
        ("identity.address.city", "n/a", '{ column = "C", map = { "n/a" = "" } }', None),
        ("business.payment.end_of_month", "O", '{ column = "C", map = { O = true } }', True),
        ("identity.notes", "North", '{ template = "{C} / {C}" }', "North / North"),
        ("identity.notes", "", '{ template = "{C} / {C}" }', None),
        ("identity.notes", "x (y)", "{ column = \"C\", match = '\\((.*)\\)' }", "y"),
        ("identity.email", "A@B.example", '{ column = "C", lower = true }', "a@b.example"),
        ("identity.group", "Groupe Été", '{ column = "C", slug = true }', "groupe-ete"),
        ("business.payment.days", "", "{ value = 30 }", 30),
    ],
)
def test_sources(path: str, cell: str, source: str, value: Any) -> None:
    assert one(path, cell, source) == value


@pytest.mark.parametrize(
    ("path", "cell", "source", "why"),
    [
        ("identity.address.country", "Narnia", '"C"', "nor a code of ISO 3166-1"),
        ("identity.address.country", "Mars", '{ column = "C", map = { X = "FR" } }', "in its map"),
        (
            "identity.status",
            "Clint",
            '"C"',
            "is none of prospect, client, former, lost: add a map",
        ),
        ("business.payment.end_of_month", "si", '"C"', "is not true or false"),
        ("identity.group", "Groupe", '"C"', "say lower = true or slug = true"),
        ("identity.group", "—", '{ column = "C", slug = true }', "no id can be made of"),
        ("identity.notes", "a\x07b", '"C"', "a control character"),
        ("identity.notes", "abc", "{ column = \"C\", match = '(x)' }", "does not match"),
        ("identity.notes", "a" * 1001, "{ column = \"C\", match = '(a)' }", "too many to match"),
    ],
)
def test_what_can_not_be_mapped_is_told(path: str, cell: str, source: str, why: str) -> None:
    told = one(path, cell, source)
    assert told.startswith(f"{path}: ")
    assert why in told


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    toml = TOP + NAME + f'"{SINCE}" = "C"\n"identity.status" = "S"'
    made = planned("Id,C,S\nacme,soon,nice\n", toml)
    assert "identity.client_since: " in only(made).why
    assert "; identity.status: " in only(made).why
