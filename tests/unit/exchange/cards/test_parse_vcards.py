"""vCards of real programs: every name, number and address is in its column, or told."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.exchange.cards.cards_table import CARD_COLUMNS, CARD_MAP, cards_table
from clientfile.exchange.cards.content_lines import MOST_SIGNS, parse_content_lines
from clientfile.exchange.cards.parse_vcards import AddressCard, parse_vcards
from clientfile.exchange.cards.recognize import is_vcard
from clientfile.exchange.tables.mapping import parse_map
from clientfile.schema.shapes import record_shape
from tests.support.paths import DATA

CARDS = DATA / "vcards"
FILES = sorted(CARDS.glob("*.vcf"))
EXPECTED = CARDS / "cards.txt"
CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\n%s\r\nEND:VCARD\r\n"


def one_card(*lines: str, encoding: str = "utf-8") -> AddressCard:
    [card] = parse_vcards(CARD % "\r\n".join(lines).encode(encoding)).cards
    return card


def described(file: Path) -> str:
    """The cards of a file as text: a line for each column, and for what has no place."""
    lines = [f"== {file.name}"]
    for card in parse_vcards(file.read_bytes()).cards:
        lines.append(f"-- line {card.line}: {card.name}")
        lines += [f"{column}: {text!r}" for column, text in card.cells.items()]
        lines += [f"no place: {text}" for text in card.left_out]
        lines += [f"others: {', '.join(card.others)}"] if card.others else []
    return "\n".join(lines) + "\n"


def test_all_cards_are_read_as_the_table_has_them() -> None:
    text = "".join(described(file) for file in FILES)
    if os.environ.get("WRITE_CARDS"):
        EXPECTED.write_text(text)
    assert text == EXPECTED.read_text()


def test_no_name_number_or_address_of_any_card_is_lost() -> None:
    for file in FILES:
        data = file.read_bytes()
        cards = parse_vcards(data).cards
        kept = "\n".join(
            " ".join([*card.cells.values(), *card.companies, *map(str, card.left_out)])
            for card in cards
        )
        for line in parse_content_lines(data):
            if line.name in ("N", "TEL", "EMAIL", "ADR", "ORG", "TITLE", "ROLE", "NICKNAME"):
                # A country is there by its code.
                text = " ".join(line.parts[:6]) if line.name == "ADR" else line.text
                words = re.findall(r"\w+", text.replace("tel:", "").replace(";ext=", " "))
                assert [word for word in words if word not in kept] == [], (file.name, line)


def test_every_file_is_known_by_how_it_begins() -> None:
    assert all(is_vcard(file.read_bytes()) for file in FILES)
    assert is_vcard("\ufeff begin:vcard\n".encode())
    assert is_vcard("BEGIN:VCARD".encode("utf-16"))
    assert not is_vcard(b"Name;City\n")
    assert not is_vcard(b"")


def test_the_map_of_cards_names_their_columns() -> None:
    assert set(parse_map(CARD_MAP, record_shape()).columns) < set(CARD_COLUMNS)


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        ("TEL;WORK;VOICE;CELL:1", "mobile", "1"),
        ("TEL;TYPE=work;TYPE=fax:1", "fax", "1"),
        ('TEL;VALUE=uri;TYPE="work,voice":tel:+33-1;ext=12', "phone", "+33-1 ext. 12"),
        ("TEL;TYPE=HOME:1", "phone", "1"),
        ("item1.TEL:1\r\nitem1.X-ABLabel:_$!<AssistantPhone>!$_", "assistant_phone", "1"),
        ("EMAIL:a@x.be\r\nEMAIL;PREF=1:MAILTO:b@x.be", "email", "b@x.be, a@x.be"),
        ("ADR:;Bât. C;12 rue X;Lyon;;69003;FR", "street2", "Bât. C"),
        ("ADR;TYPE=work:BP 12;;;Lyon;;69003;FR", "street", "BP 12"),
        ("ADR;TYPE=work:;;1 rue X;Lyon;;69003;fr", "country", "FR"),
        ("N:de la Tour;Jean,Paul;;M.;", "first_name", "Jean, Paul"),
        ("FN:Mme Jeanne Petit", "last_name", "Petit"),
        ("ORG:Martin\\, Fils;Achats;Sud", "department", "Achats, Sud"),
        ("NOTE:a\\nb\\\\c\\;d", "notes", "a\nb\\c;d"),
        ("NOTE;ENCODING=QUOTED-PRINTABLE:caf=C3=A9=\r\n =3D=0D=0Ab", "notes", "café =\nb"),
        ("NOTE;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:caf=E9", "notes", "café"),
    ],
)
def test_a_line_goes_to_its_column(line: str, column: str, text: str) -> None:
    assert one_card(line).cells[column] == text


def test_bytes_of_another_character_set_are_read_as_the_line_says() -> None:
    assert one_card("N;CHARSET=ISO-8859-15:Œuf;Zoé", encoding="iso-8859-15").cells == {
        "last_name": "Œuf",
        "first_name": "Zoé",
    }
    assert one_card("N:Müller;Zoé", encoding="cp1252").cells["last_name"] == "Müller"


def test_companies_agents_and_cut_files_are_recognized() -> None:
    assert one_card("FN:Martin", "ORG:Martin").is_company
    assert one_card("N:Martin;;;;", "X-ABShowAs:COMPANY").is_company
    assert one_card("KIND:org", "FN:Martin").is_company
    agent = one_card("N:Petit;Jo", "AGENT:", "BEGIN:VCARD", "N:Other;A", "TEL:1", "END:VCARD")
    assert agent.cells == {"last_name": "Petit", "first_name": "Jo"}
    book = parse_vcards(CARD % b"N:Petit" + b"BEGIN:VCARD\nN:Cut;Off\nTEL:1")
    assert [card.name for card in book.cards] == ["Petit"]
    assert book.cut_at == 5


def test_a_broken_line_costs_no_more_than_itself() -> None:
    card = one_card('TEL;TYPE="work:1', "N:Petit", "no line at all", "PHOTO;ENCODING=b:%%%", " %")
    assert card.cells == {"last_name": "Petit"}
    assert [str(text) for text in card.left_out] == [
        "TEL on line 3, which can't be read",
        "line 5, which can't be read",
    ]
    assert card.others == ("PHOTO",)


def test_hostile_lines_take_no_longer_than_others() -> None:
    start = time.process_time()
    for line in (
        b"TEL;a" + b",=" * 30_000 + b'"',
        b"TEL" + b";a=b" * 20_000 + b":1",
        b"NOTE:" + b"\\," * 2_000_000,
        b"NOTE:" + b"\r\n " * 100_000,
        b"NOTE;QUOTED-PRINTABLE:" + b"=\r\n" * 100_000,
        b"PHOTO:" + b"\r\n AAAA" * 100_000,
        b"\r" * 100_000,
    ):
        assert len(parse_vcards(CARD % line).cards) == 1
    assert time.process_time() - start < 10
    assert str(one_card("NOTE:" + "a" * MOST_SIGNS).left_out[0]).startswith("NOTE on line 3")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_within_a_card_are_read_without_a_failure(inner: bytes) -> None:
    parse_vcards(CARD % inner)
    parse_vcards(inner)


def test_people_go_to_the_client_of_their_company_or_domain() -> None:
    records = {
        "martin": {"identity": {"name": "Martin & Fils SARL", "website": "www.martin.example"}},
        "gerbe": {
            "identity": {"name": "La Gerbe"},
            "contacts": {"people": [{"id": "jo", "last_name": "Petit", "email": "jo@gerbe.be"}]},
        },
        "twice": {"identity": {"name": "Two", "email": "a@two.example"}},
        "again": {"identity": {"name": "Two", "email": "b@two.example"}},
    }
    lines = {
        "a": "N:A\r\nORG:S.A.R.L. Martin et fils",
        "b": "N:B\r\nEMAIL:b@mail.martin.example",
        "c": "N:C\r\nORG:Unknown\r\nEMAIL:c@gerbe.be",
        "d": "N:D\r\nORG:Two\r\nEMAIL:d@martin.example",
        "e": "N:E\r\nEMAIL:e@gmail.com",
        "f": "N:F\r\nUID:gerbe/jo",
        "g": "FN:Martin\r\nORG:Martin",
    }
    book = parse_vcards(b"".join(CARD % line.encode() for line in lines.values()))
    found = cards_table(book, "x.vcf", records)
    rows = [(row.cells["last_name"], row.cells["client"]) for row in found.table.rows]
    assert rows == [("A", "martin"), ("B", "martin"), ("C", "gerbe"), ("F", "gerbe")]
    assert found.table.rows[3].cells["person"] == "jo"
    assert [str(remark) for remark in found.remarks] == [
        "no client for 2 people, by company or e-mail domain: D (Two), E",
        "1 card is of a company, not of a person: Martin",
    ]
