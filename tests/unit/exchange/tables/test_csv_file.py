"""Bytes of a file → rows with their lines."""

from __future__ import annotations

import pytest

from clientfile.errors import InvalidError, UsageError
from clientfile.exchange.tables.csv_file import parse_table
from clientfile.exchange.tables.source_table import SourceTable


def read(data: bytes | str, **told: str) -> SourceTable:
    return parse_table(data if isinstance(data, bytes) else data.encode(), name="in.csv", **told)


def cells(table: SourceTable) -> list[tuple[int, list[str]]]:
    return [(row.line, list(row.cells.values())) for row in table.rows]


@pytest.mark.parametrize(
    ("text", "sign"),
    [("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b\n1|2\n", "|")],
)
def test_the_delimiter_is_found(text: str, sign: str) -> None:
    table = read(text)
    assert table.delimiter == sign
    assert cells(table) == [(2, ["1", "2"])]


def test_a_delimiter_is_known_by_the_columns_that_the_map_names() -> None:
    table = parse_table(b"Nom, prenom;Code\nx;1\n", name="in.csv", columns=["Code"])
    assert table.header == ("Nom, prenom", "Code")


def test_two_delimiters_that_fit_are_asked_for() -> None:
    with pytest.raises(UsageError, match=r"say delimiter = \",\" or \";\""):
        read("Nom, prenom;Code\nx;1\n")


def test_excels_sep_line_tells_the_delimiter_and_counts_as_a_line() -> None:
    assert cells(read("sep=;\r\na,b;c\r\n1;2\r\n")) == [(3, ["1", "2"])]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_at_the_start_tells_the_encoding(encoding: str) -> None:
    table = read("é;b\nà;2\n".encode(encoding))
    assert table.header == ("é", "b")
    assert cells(table) == [(2, ["à", "2"])]


def test_a_mark_against_what_the_map_says_is_refused() -> None:
    with pytest.raises(InvalidError, match="mark of utf-8, but the map says cp1252: take"):
        read("a;b\n".encode("utf-8-sig"), encoding="cp1252")


def test_an_encoding_that_is_told() -> None:
    assert cells(read("a;b\n1 €;é\n".encode("cp1252"), encoding="cp1252")) == [(2, ["1 €", "é"])]


def test_bytes_that_are_not_utf_8_are_refused_with_their_line_and_what_to_say() -> None:
    with pytest.raises(InvalidError, match=r"in\.csv:3: byte 0xE9 .* encoding = \"cp1252\""):
        read("a;b\n1;2\né;3\n".encode("cp1252"))


NO_ENCODINGS = ["nonsense", "rot13", "base64", "a\0b", "idna", "undefined", "unicode_escape"]


@pytest.mark.parametrize("encoding", NO_ENCODINGS)
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(InvalidError, match="encoding"):
        read(b"a;b\n\xe9;2\n", encoding=encoding)


def test_half_a_character_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidError, match=r"in\.csv:2: half a character"):
        read(b"a,b\n1,+2AA-\n", encoding="utf-7")


def test_a_nul_byte_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidError, match=r"in\.csv:2: a NUL byte"):
        read("a,b\n1,\0\n")


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , \n"])
def test_a_file_without_a_header_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidError, match="no header"):
        read(data)


def test_a_row_is_told_by_its_first_line_whatever_the_line_ends() -> None:
    table = read('a,b\r\n1,"x\r\ny"\n\n2,"u\nv\nw"\r3,z\n')
    assert cells(table) == [(2, ["1", "x\ny"]), (5, ["2", "u\nv\nw"]), (8, ["3", "z"])]


def test_blank_rows_are_nothing_and_blanks_around_cells_are_cut_off() -> None:
    assert cells(read("\na , b\n,\n Val2 ,\u00a0x\n")) == [(4, ["Val2", "x"])]


def test_a_row_with_too_few_or_too_many_cells_is_at_fault() -> None:
    rows = read("a,b,c\n1,2\n1,2,3,4\n1,2,3,\n").rows
    why = "cells under 3 columns: quote a cell that holds the delimiter"
    assert [row.fault for row in rows] == [f"2 {why}", f"4 {why}", ""]


@pytest.mark.parametrize("text", ['a,b\n1,"x\n2,y\n', 'a,b\n1,"x"y\n'])
def test_a_quote_left_open_is_refused_and_swallows_no_rows(text: str) -> None:
    with pytest.raises(InvalidError, match=r"in\.csv:2: .*is a quote left open\?"):
        read(text)
