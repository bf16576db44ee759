"""People as vCards: what a reader of the standard gets of them is what the record holds."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.exchange.cards.format_vcards import VERSIONS, format_vcards
from clientfile.records.edits import Data

TODAY = date(2026, 11, 1)
JEAN: Data = {
    "id": "jean-dupont",
    "title": "M.",
    "first_name": "Jean",
    "last_name": "Dupont",
    "function": "Buyer",
    "department": "Purchasing; Lyon",
    "phone": "+33 4 72 00 00 12",
    "mobile": "+33 6 12 34 56 78",
    "email": "jean@martin.example",
    "notes": "one, two; three\\\nfour",
    "social": {"linkedin": "jean-dupont-69"},
    "profile": {"habits": "Thursday mornings"},
}
MARTIN: Data = {
    "identity": {
        "name": "Martin; fils",
        "website": "https://martin.example",
        "address": {"street": "12, rue des Lices", "postcode": "01000", "city": "Bourg"},
    },
    "contacts": {"people": [JEAN]},
}


def cards(record: Data, version: str = "4", client: str = "martin") -> list[dict[str, list[str]]]:
    """The values of each card's properties, unfolded, as RFC 6350 has it; still escaped."""
    text = "".join(format_vcards([(client, record)], TODAY, version))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read: list[dict[str, list[str]]] = []
    for line in text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, value = re.match(r'((?:[^":]|"[^"]*")+):(.*)', line, re.DOTALL).groups()  # type: ignore[union-attr]
        if name == "BEGIN":
            read.append({})
        read[-1].setdefault(name, []).append(value)
    return read


def plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


def parts(value: str) -> list[str]:
    return [plain(part) for part in re.findall(r"((?:[^;\\]|\\.)*)(?:;|$)", value, re.DOTALL)]


def test_version_4_says_who_where_and_how() -> None:
    [card] = cards(MARTIN)
    assert {name: values[0] for name, values in card.items()} == {
        "BEGIN": "VCARD",
        "VERSION": "4.0",
        "UID;VALUE=text": "martin/jean-dupont",
        "KIND": "individual",
        "FN": "Jean Dupont",
        "N": "Dupont;Jean;;M.;",
        "ORG": r"Martin\; fils;Purchasing\; Lyon",
        "TITLE": "Buyer",
        "TEL;TYPE=work,voice": "+33 4 72 00 00 12",
        "TEL;TYPE=cell": "+33 6 12 34 56 78",
        "EMAIL;TYPE=work": "jean@martin.example",
        "X-SOCIALPROFILE;TYPE=linkedin": "jean-dupont-69",
        "ADR;TYPE=work": r";;12\, rue des Lices;Bourg;;01000;",
        "URL": "https://martin.example",
        "NOTE": r"one\, two\; three\\\nfour",
        "END": "VCARD",
    }


def test_version_3_has_its_own_words() -> None:
    [card] = cards(MARTIN, "3")
    assert card["VERSION"] == ["3.0"]
    assert {"UID", "TEL;TYPE=WORK,VOICE", "EMAIL;TYPE=INTERNET", "ADR;TYPE=WORK"} <= card.keys()
    assert "KIND" not in card


def test_a_persons_own_address_comes_first() -> None:
    home = {"street": "3 quai Jayr", "city": "Lyon"}
    person = {**JEAN, "address": home}
    [card] = cards({**MARTIN, "contacts": {"people": [person]}})
    assert card["ADR;TYPE=work"] == [";;3 quai Jayr;Lyon;;;"]


def test_who_has_left_has_no_card_and_who_leaves_later_has_one() -> None:
    gone = {"id": "a", "last_name": "A", "left": {"date": "2026-10-31"}}
    leaving = {"id": "b", "last_name": "B", "left": {"date": "2026-11-30"}}
    shown = cards({"contacts": {"people": [gone, leaving]}}, client="c")
    assert [card["FN"] for card in shown] == [["B"]]


CHARACTERS = st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from('\n,;:\\"')
TEXT = st.text(CHARACTERS, min_size=1)
FIELDS = st.fixed_dictionaries(dict.fromkeys(("last_name", "notes", "function", "phone"), TEXT))


@pytest.mark.parametrize("version", VERSIONS)
@given(
    st.fixed_dictionaries(dict.fromkeys(("last_name", "notes", "function", "phone"), TEXT)), TEXT
)
def test_any_text_is_read_back(version: str, fields: dict[str, Any], network: str) -> None:
    person = {"id": "x", **fields, "social": {network: "me"}}
    [card] = cards({"contacts": {"people": [person]}}, version)
    assert plain(card["NOTE"][0]) == fields["notes"]
    assert plain(card["TITLE"][0]) == fields["function"]
    assert parts(card["N"][0])[0] == fields["last_name"]
    assert [values for name, values in card.items() if name.startswith("X-SOCIAL")] == [["me"]]
