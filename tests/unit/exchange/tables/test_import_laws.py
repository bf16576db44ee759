"""What holds for any file: clear refusals, nothing lost, and a second import that does nothing."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.errors import ClientfileError
from clientfile.schema.validate import structure_findings
from tests.support.import_planning import Records, applied, planned

CLIENTS = ("acme", "globex")
MAPS = {
    "customers": """
        kind = "customers"
        client = { column = "a", slug = true }
        [fields]
        "identity.name" = "b"
        "identity.client_since" = "c"
        "identity.size.headcount" = "d"
        "contacts.people.last_name" = "e"
        "contacts.people.decision.limit" = "f"
    """,
    "orders": """
        kind = "orders"
        client = "a"
        [fields]
        "business.orders.ref" = "b"
        "business.orders.date" = "c"
        "business.orders.discount" = "f"
        "business.orders.lines.product" = "b"
        "business.orders.lines.quantity" = "d"
        "business.orders.lines.unit_price" = "e"
    """,
    "results": """
        kind = "results"
        client = "a"
        [fields]
        "results.years.year" = "d"
        "results.years.revenue" = "e"
        "results.years.until" = "c"
    """,
    "payments": """
        kind = "payments"
        client = "a"
        [fields]
        "business.orders.ref" = "b"
        "business.orders.payments.date" = "c"
        "business.orders.payments.amount" = "d"
    """,
    "interactions": """
        kind = "interactions"
        client = "a"
        [fields]
        "contacts.interactions.date" = "c"
        "contacts.interactions.kind" = { value = "call" }
        "contacts.interactions.with" = "b"
        "contacts.interactions.summary" = "d"
        "contacts.interactions.promises.what" = "e"
    """,
    "contacts": """
        kind = "contacts"
        open = "prospect"
        [fields]
        "identity.name" = "a"
        "identity.phone" = "b"
        "contacts.people.last_name" = "c"
        "contacts.people.email" = "d"
    """,
}
KNOWN = [
    *["x@acme.example", "Globex", "y@globex.example", "Acme Ltd"],
    *["acme", "globex", "1", "2", "3.5", "1,5", "1.250", "-2", "5%", "10%+5%", "2026-01-05"],
    *["31/12/2025", "03/04/2025", "1€", "Flour", "2025", "50-99", "\x07", ""],
]
CELLS = st.one_of(st.sampled_from(KNOWN), st.text(max_size=6))
ROWS = st.lists(st.lists(CELLS, min_size=5, max_size=7), max_size=6)

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([list("abcdef"), *rows])
    return text.getvalue().encode("utf-8", "replace")


def folder() -> Records:
    return {each: {"identity": {"name": each, "status": "client"}} for each in CLIENTS}


def invoiced() -> Records:
    """The folder with two orders, which have the same ref."""
    line = {"product": "Flour", "quantity": Decimal(2), "unit_price": Decimal(5)}
    orders = [{"ref": "1", "date": "2026-01-05", "lines": [line]}]
    return {each: {**data, "business": {"orders": orders}} for each, data in folder().items()}


@settings(max_examples=2000 if STRESS else 60, deadline=None)
@given(
    st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace"))
)
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    for toml in MAPS.values():
        for start in (b"", b"a,b,c,d,e,f\n"):
            with contextlib.suppress(ClientfileError):
                assert planned(start + data, toml, folder()).format.encoding


@settings(max_examples=2000 if STRESS else 60, deadline=None)
@given(ROWS, st.sampled_from(sorted(MAPS)))
def test_every_row_is_told_once_and_a_second_import_does_nothing(
    rows: list[list[str]], kind: str
) -> None:
    before = invoiced()
    try:
        made = planned(written(rows), MAPS[kind], before)
    except ClientfileError:
        return
    told = [line for outcome in made.outcomes for line in outcome.lines]
    assert len(told) == len(set(told)) == sum(any(c.strip() for c in row) for row in rows)
    after = applied(made, before)
    assert [structure_findings(data) for data in after.values()] == [[]] * len(after)
    again = planned(written(rows), MAPS[kind], after)
    assert again.changes == {}
    assert {outcome.action for outcome in again.outcomes} <= {"unchanged", "skipped"}


AMOUNTS = st.decimals(min_value=-999, max_value=999, places=2)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(CLIENTS), AMOUNTS, AMOUNTS), max_size=12)
)
def test_lines_add_up_to_the_file(lines: list[tuple[int, str, Decimal, Decimal]]) -> None:
    rows = [
        [client, f"{client}-{ref}", "2026-01-05", f"{quantity}", f"{price}", ""]
        for ref, client, quantity, price in lines
    ]
    after = applied(planned(written(rows), MAPS["orders"], folder()), folder())
    imported = [
        line["quantity"] * line["unit_price"]
        for data in after.values()
        for order in data.get("business", {"orders": []})["orders"]
        for line in order["lines"]
    ]
    assert len(imported) == len(lines)
    assert sum(imported) == sum(quantity * price for _, _, quantity, price in lines)
