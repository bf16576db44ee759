"""What a map says of all cells: what is empty, control characters, centuries, rounding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import UsageError
from clientfile.records.typed.words import form_of
from clientfile.schema.files import country_names
from clientfile.schema.shapes import record_shape
from tests.support.import_planning import applied, planned, skipped

FIELDS = """
kind = "customers"
client = "Id"
[fields]
"identity.name" = "Name"
"identity.client_since" = "Since"
"identity.size.headcount" = "Staff"
"identity.address.country" = "Country"
"business.potential.amount" = "Potential"
"""
HEADER = "Id;Name;Since;Staff;Country;Potential\n"


def one(cells: str, settings: str = "") -> dict[str, Any]:
    made = planned(HEADER + f"acme;Acme;{cells}\n", settings + FIELDS)
    assert not skipped(made), skipped(made)
    return applied(made)["acme"]


def fault(cells: str, settings: str = "") -> str:
    return skipped(planned(HEADER + f"acme;Acme;{cells}\n", settings + FIELDS))[2]


def test_texts_for_nothing_are_empty_cells() -> None:
    settings = 'null = ["NULL", "N/A"]\n'
    acme = one("NULL;N/A;NULL;NULL", settings)
    assert acme == {"identity": {"name": "Acme", "status": "client"}}
    assert "is no date" in fault("NULL;;;")


def test_control_characters_are_told_with_their_place_or_taken_out() -> None:
    made = planned(HEADER + "acme;Ac\x07me\x1b;;;;\n", FIELDS)
    assert "a control character, U+0007 at place 3" in skipped(made)[2]
    made = planned(HEADER + "acme;Ac\x07me\x1b;;;;\n", "clean = true\n" + FIELDS)
    assert applied(made)["acme"]["identity"]["name"] == "Acme"
    assert made.remarks == ("2 control characters are taken out, the first on line 2",)


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        ("dmy", "31/12/24", "2024-12-31"),
        ("mdy", "12/31/24", "2024-12-31"),
        ("ymd", "24-12-31", "2024-12-31"),
        ("dmy", "05.01.07", "2007-01-05"),
        ("dmy", "05/01/1998", "1998-01-05"),
    ],
)
def test_years_of_two_digits(order: str, text: str, day: str) -> None:
    settings = f'dates = "{order}"\ncentury = 2000\n'
    assert one(f"{text};;;", settings)["identity"]["client_since"] == day


def test_a_century_is_asked_for_and_needs_the_order_of_dates() -> None:
    assert "say century = 2000 in the map" in fault("31/12/24;;;")
    with pytest.raises(UsageError, match="century needs dates"):
        planned(HEADER, "century = 2000\n" + FIELDS)
    with pytest.raises(UsageError, match="century must be 1900, 2000"):
        planned(HEADER, 'dates = "dmy"\ncentury = 20\n' + FIELDS)
    made = one("31/12/76;;;", 'dates = "dmy"\ncentury = 1900\n')
    assert made["identity"]["client_since"] == "1976-12-31"


@given(cents=st.integers(0, 10**9), thousandths=st.integers(0, 9))
def test_amounts_are_rounded_half_up_on_request(cents: int, thousandths: int) -> None:
    digits = f"{cents // 100}.{cents % 100:02}{thousandths}"
    acme = one(f";;;{digits}", 'decimal = "."\nround = "half-up"\n')
    # By hand, in whole cents.
    expected = cents + (1 if thousandths >= 5 else 0)
    assert acme["business"]["potential"]["amount"] * 100 == expected


def test_without_rounding_more_decimals_are_told() -> None:
    assert "has more than 2 decimals for EUR" in fault(";;;1.005", 'decimal = "."\n')
    with pytest.raises(UsageError, match="round must be 'half-up'"):
        planned(HEADER, 'round = "down"\n' + FIELDS)


@pytest.mark.parametrize(
    "text", ["20 à 49", "20 to 49", "20-49", "20–49", "20 … 49", "20..49", "de 20 à 49 salariés"]
)
def test_ranges_in_words(text: str) -> None:
    assert one(f";{text};;")["identity"]["size"]["headcount"] == "20-49"


@pytest.mark.parametrize("text", ["49 à 20", "20/49", "20 ou plus", "20 à"])
def test_what_is_no_range_is_told(text: str) -> None:
    assert "is no number" in fault(f";{text};;")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("France", "FR"),
        ("ALLEMAGNE", "DE"),
        ("Germany", "DE"),
        ("Etats-Unis", "US"),
        ("UK", "GB"),
        ("Pays-Bas", "NL"),
        ("Côte d'Ivoire", "CI"),
        ("République tchèque", "CZ"),
        ("Suisse", "CH"),
        ("FR", "FR"),
    ],
)
def test_countries_by_name(text: str, code: str) -> None:
    assert one(f";;{text};")["identity"]["address"]["country"] == code


def test_what_is_no_country_is_told() -> None:
    assert "is no country in English or French" in fault(";;Freedonia;")


def test_every_country_has_names_and_no_name_is_of_two() -> None:
    shape = record_shape().child("identity").child("address").child("country")
    names = country_names()
    assert set(names.values()) == set(shape.choices)
    codes = [code for code in shape.choices if names.get(form_of(code), code) != code]
    # `IS` is Iceland's code, and no name of another country reads as a code.
    assert codes == []


def test_exact_numbers_stay_exact_beside_rounding() -> None:
    acme = one(";;;1250.50", 'decimal = "."\nround = "half-up"\n')
    assert acme["business"]["potential"]["amount"] == Decimal("1250.50")
