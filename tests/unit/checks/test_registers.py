import pytest

from clientfile.checks.registers import (
    ape_fault,
    normalize_number,
    siren_fault,
    siret_fault,
    vat_fault,
)


@pytest.mark.parametrize("text", ["732829320", "732 829 320", "552.100.554", "356000000"])
def test_sirens_that_can_be_right(text: str) -> None:
    assert siren_fault(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("732829321", "check digit"),
        ("73282932", "has 9 digits"),
        ("73282932A", "has 9 digits"),
        ("", "has 9 digits"),
        ("٧٣٢٨٢٩٣٢٠", "has 9 digits"),
    ],
)
def test_sirens_that_are_none(text: str, why: str) -> None:
    assert why in str(siren_fault(text))


@pytest.mark.parametrize(
    "text",
    [
        "732 829 320 00074",
        "73282932000074",
        "35600000000048",
        "35600000009075",
        "356 000 000 49837",
    ],
)
def test_sirets_that_can_be_right_with_those_of_la_poste(text: str) -> None:
    assert siret_fault(text) is None


@pytest.mark.parametrize("text", ["73282932000075", "35600000009076", "732829320", "x"])
def test_sirets_that_are_none(text: str) -> None:
    assert "is no SIRET" in str(siret_fault(text))


@pytest.mark.parametrize(
    "text",
    [
        "FR44732829320",
        "FR 44 732 829 320",
        "DE136695976",
        "EL094259216",
        "ATU13585627",
        "BE0428759497",
        "GB980780684",
        "XI980780684",
        "CHE-107.787.577 TVA",
        "NO995525828MVA",
        "US123",
    ],
)
def test_vat_numbers_that_can_be_right_or_whose_rule_is_missing(text: str) -> None:
    assert vat_fault(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FR45732829320", "that FR gives out"),
        ("DE136695977", "that DE gives out"),
        ("GB980780685", "that GB gives out"),
        ("732829320", "two letters of its country"),
        ("", "two letters of its country"),
    ],
)
def test_vat_numbers_that_are_none(text: str, why: str) -> None:
    assert why in str(vat_fault(text))


@pytest.mark.parametrize("text", ["46.71Z", "4671Z", "01.11Z", "99.00Z", "10.71C"])
def test_codes_of_naf_rev_2(text: str) -> None:
    assert ape_fault(text) is None


def test_a_code_that_is_not_in_naf_rev_2_may_be_a_newer_one() -> None:
    message = "47.99Z is not in NAF rev. 2 (fine if it is a NAF 2025 code)"
    assert ape_fault("4799Z") == message


@pytest.mark.parametrize("text", ["4671", "46.7", "Z4671", "46.71z", "46 71Z", "", "４６.71Z"])
def test_what_is_no_ape_code_at_all(text: str) -> None:
    assert "four digits and a letter" in str(ape_fault(text))


def test_numbers_are_compared_without_what_stands_between_digits() -> None:
    assert normalize_number("fr 44-732.829_320") == "FR44732829320"
