"""What is told of a file: briefly, counted where there is much, with what is to be pasted."""

from __future__ import annotations

import tomllib

import pytest

from clientfile.errors import UsageError
from tests.support.import_planning import planned, skipped

CUSTOMERS = """
kind = "customers"
client = "Id"
[fields]
"identity.name" = "Name"
"identity.type" = { column = "Type", map = { Restaurant = "retailer" } }
"identity.size.headcount" = "Staff"
[skip]
Name = ["Total"]
"""
HEADER = "Id,Name,Type,Staff\n"


def test_of_each_kind_twenty_are_told_and_the_others_counted() -> None:
    rows = [f"c{n},C {n},,soon{n}\n" for n in range(30)] + ["a b,X,,\n"] * 3
    made = planned(HEADER + "".join(rows), CUSTOMERS)
    assert len(skipped(made)) == 33
    told = made.notes
    assert len(told) == 20 + 3 + 1
    assert told[19].startswith("line 21 skipped: identity.size.headcount: in column Staff, ")
    assert told[20].startswith("line 32 skipped: client: ")
    assert told[-1] == "and 10 more lines like line 21"


def test_rows_that_the_map_leaves_out_are_counted() -> None:
    made = planned(HEADER + "a,Total,,\nb,B,,\nc,Total,,\n", CUSTOMERS)
    assert made.notes == ["2 rows are left out by [skip] of the map"]
    assert sorted(skipped(made)) == [2, 4]


def test_texts_that_a_map_lacks_are_listed_as_they_are_pasted() -> None:
    odd = 'Caf"é \\ 1'
    rows = "a,A,Hotel,\nb,B,Restaurant,\nc,C,Hotel,\nd,D,Food truck,\n"
    rows += 'e,E,"Caf""é \\ 1",\n'
    made = planned(HEADER + rows, CUSTOMERS)
    [remark] = made.remarks
    start = "to add to the map of identity.type: "
    assert remark.startswith(start + 'Hotel = "", "Food truck" = "", ')
    pasted = tomllib.loads(f"map = {{ {remark.removeprefix(start)} }}")["map"]
    assert list(pasted) == ["Hotel", "Food truck", odd]


def test_many_texts_that_a_map_lacks_are_cut() -> None:
    made = planned(HEADER + "".join(f"c{n},C,T{n},\n" for n in range(60)), CUSTOMERS)
    assert made.remarks[0].count(' = ""') == 50
    assert made.remarks[0].endswith(", …")


def test_all_columns_that_the_file_lacks_are_told_at_once() -> None:
    with pytest.raises(UsageError) as refusal:
        planned("Id,Nom,Type\n", CUSTOMERS)
    told = str(refusal.value)
    assert "in.csv has no column 'Name'" in told
    assert "; in.csv has no column 'Staff'" in told
