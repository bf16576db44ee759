"""Maps and files of any kind at all: a plan, or a refusal with a sentence."""

from __future__ import annotations

import contextlib
import copy
import csv
import io
import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.errors import ClientfileError
from tests.support.import_planning import Records, applied, planned

FOLDER: Records = {
    "acme": {
        "identity": {"name": "Acme", "status": "client", "x-a": {"k": "v"}},
        "contacts": {"people": [{"id": "b", "last_name": "B", "social": {"x": "1"}}]},
        "business": {
            "orders": [
                {
                    "ref": "1",
                    "date": "2026-01-01",
                    "lines": [{"product": "P", "quantity": 1, "unit_price": 2}],
                }
            ]
        },
    },
    "globex": {"identity": {"name": "Globex", "status": "client", "x-a": ["v"]}},
}
KINDS = {
    "customers": {"identity.name": '"b"'},
    "contacts": {"contacts.people.id": '"b"'},
    "orders": {"business.orders.ref": '"b"'},
    "results": {"results.years.year": '"c"'},
}
PATHS = {
    "customers": ["identity.status", "identity.tags", "identity.x-a", "identity.size.headcount",
                  "identity.client_since", "identity.group", "business.potential.amount",
                  "business.currency", "business.payment.end_of_month", "contacts.people.phone"],
    "contacts": ["contacts.people.last_name", "contacts.people.social.x",
                 "contacts.people.replaces", "contacts.people.came_from",
                 "contacts.people.cadence", "contacts.people.decision.limit"],
    "orders": ["business.orders.date", "business.orders.discount", "business.orders.freight",
               "business.orders.payments.amount", "business.orders.x-a"],
    "results": ["results.years.revenue", "results.years.until", "results.years.visits"],
}  # fmt: skip
SOURCES = [
    '"a"', '"b"', '"c"', '{column="a",slug=true}', '{column="c",as="percent"}',
    '{column="b",map={"x"="FR",""="client"}}', '{template="{a} {b}"}', '{value="x"}',
    '{value=5}', '{column="b",match="([[a]|.)"}', "{value=2026-01-01}",
]  # fmt: skip
SCALARS = [
    "true", "nan", "-inf", "1e999999999", "0.1", "2026-01-01", "10:00:00",
    "1979-05-27T00:32:00.999999-07:00", f"0x{'f' * 5000}", "9" * 30, "[]", "{}",
]  # fmt: skip
WORDS = st.sampled_from(["", "a", "{a}", "(", "[[a](x)", "percent", "é", "\x07", "utf-7", "hz"])
TEXTS = WORDS | st.text(max_size=4)
KEYS = st.sampled_from(["column", "value", "template", "map", "match", "as", "lower", "slug"])
TOPS = ["kind", "encoding", "delimiter", "decimal", "dates", "client", "fields", "skip"]

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"


def toml_text(text: str) -> str:
    plain = {*map(chr, range(32, 127))} - {'"', "\\"}
    written = [sign if sign in plain else rf"\U{ord(sign):08x}" for sign in text]
    return f'"{"".join(written)}"'


def table(entries: dict[str, str]) -> str:
    return "{" + ", ".join(f"{toml_text(key)} = {value}" for key, value in entries.items()) + "}"


VALUES = st.recursive(
    st.one_of(TEXTS.map(toml_text), st.integers().map(str), st.sampled_from(SCALARS)),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda values: f"[{', '.join(values)}]")
        | st.dictionaries(KEYS | TEXTS, inner, max_size=3).map(table)
    ),
    max_leaves=5,
)


@st.composite
def maps(draw: Any, odd: bool) -> str:
    kind = draw(st.sampled_from(sorted(KINDS)))
    sources = st.sampled_from(SOURCES)
    fields = draw(st.dictionaries(st.sampled_from(PATHS[kind]), sources, max_size=4))
    top = {"kind": f'"{kind}"', "client": '{column="a",slug=true}', "decimal": '","'}
    if odd:
        fields |= draw(st.dictionaries(TEXTS | st.sampled_from(PATHS[kind]), VALUES, max_size=2))
    top["fields"] = table({**KINDS[kind], **fields})
    if odd:
        top |= draw(st.dictionaries(st.sampled_from(TOPS), VALUES, max_size=1))
    return "\n".join(f"{key} = {value}" for key, value in top.items())


CELLS = st.text(max_size=4) | st.sampled_from(
    [
        *["acme", "globex", "1", "12", "5%", "2026-01-01", "1,25", "9" * 30, "€", "#", "a/b", "b"],
        *["x\r\ny", "con", "2025", "31/12/2025", "client", "1 250,50 €", "\ud800"],
    ]
)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5)


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b", "c"], *rows])
    return text.getvalue().encode("utf-8", "surrogatepass")


@settings(max_examples=2000 if STRESS else 100, deadline=None)
@given(maps(odd=True), ROWS)
def test_no_map_raises_anything_but_a_refusal(toml: str, rows: list[list[str]]) -> None:
    with contextlib.suppress(ClientfileError):
        assert planned(written(rows), toml, copy.deepcopy(FOLDER)).format.encoding


@settings(max_examples=2000 if STRESS else 100, deadline=None)
@given(maps(odd=False), ROWS)
def test_whatever_the_map_a_second_import_changes_nothing(toml: str, rows: list[list[str]]) -> None:
    before = copy.deepcopy(FOLDER)
    try:
        made = planned(written(rows), toml, before)
    except ClientfileError:
        return
    assert before == FOLDER
    told = [line for outcome in made.outcomes for line in outcome.lines]
    assert len(told) == len(set(told))
    assert planned(written(rows), toml, applied(made, before)).changes == {}
