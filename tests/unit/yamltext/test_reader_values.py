"""How a value is read: the schema says what it is, YAML's guesses never do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clientfile.records.problems import Finding
from tests.support.small_shapes import codes_of, data_of, reading_of

TRAPS = [
    "01000", "08000", "NO", "no", "y", "14:30", "+33612345678", "1_000", "2024-02-30", "~", "null",
    "=", "0x1F", "1e3", ".inf", "0o17", "1,000", "true", "2026-11-20", "10%+5%", "12", "-", "...",
    "🙂", "\ufdd0", "\U0001fffe", "a\u2028b", "\u00a0a", "\u200b", "a\u200db", "e\u0301", "日本",
]  # fmt: skip


@pytest.mark.parametrize("text", [trap for trap in TRAPS if trap not in ("-",)])
@pytest.mark.parametrize("path", [("identity", "name"), ("identity", "x-own"), ("x-own", "a")])
def test_a_plain_scalar_under_text_is_text(text, path):
    assert data_of(f"{path[0]}:\n  {path[1]}: {text}\n") == {path[0]: {path[1]: text}}


@pytest.mark.parametrize("text", ["01000", "~", "NO", "2026-11-20", "12", "null"])
@pytest.mark.parametrize("form", ["'{}'", '"{}"', "|-\n    {}", ">-\n    {}"])
def test_so_is_a_quoted_or_block_one(text, form):
    written = form.format(text)
    assert data_of(f"identity:\n  name: {written}\n") == {"identity": {"name": text}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-3", -3), ("0", 0), ("08", 8), ("9" * 18, int("9" * 18)),
        ("1_000", "1_000"), ("0x1F", "0x1F"), ("1e3", "1e3"), ("3.0", "3.0"), ("+5", "+5"),
        ("9" * 19, "9" * 19), ("'12'", "12"), ("50-99", "50-99"), ("true", "true"),
        ("1:30", "1:30"), ("١٢", "١٢"), ("twelve", "twelve"),
    ],
)  # fmt: skip
def test_an_integer(text, value):
    read = data_of(f"contacts: {{cadence: {text}}}\n")["contacts"]["cadence"]
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", Decimal(12)), ("-3.50", Decimal("-3.50")), ("0.1", Decimal("0.1")),
        (".5", ".5"), ("5.", "5."), ("1e3", "1e3"), (".inf", ".inf"), (".nan", ".nan"),
        ("1,5", "1,5"), ('"12"', "12"), ("1234567890.123456789", "1234567890.123456789"),
    ],
)  # fmt: skip
def test_a_number(text, value):
    read = data_of(f"business:\n  payment:\n    limit: {text}\n")["business"]["payment"]["limit"]
    assert (type(read), str(read)) == (type(value), str(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("False", False), ("TRUE", True), ("yes", "yes"), ("'true'", "true"),
     ("on", "on"), ("1", "1")],
)  # fmt: skip
def test_a_boolean(text, value):
    read = data_of(f"business: {{payment: {{end_of_month: {text}}}}}\n")
    assert read["business"]["payment"]["end_of_month"] is value or read == {
        "business": {"payment": {"end_of_month": value}}
    }


@pytest.mark.parametrize("empty", ["", "~", "null", "Null", "NULL", '""', "''"])
@pytest.mark.parametrize("key", ["cadence", "people", "x-none"])
def test_an_empty_value_is_absent(empty, key):
    absent = key != "x-none" or empty in ("", '""', "''")
    data = data_of(f"contacts:\n  {key}: {empty}\n")
    assert data == {"contacts": {} if absent else {key: empty}}


def test_an_empty_text_is_absent():
    assert data_of("identity: {name: , status: '', phone: ~}\n") == {"identity": {"phone": "~"}}


def test_a_scalar_stands_for_a_list_of_one():
    assert data_of("identity:\n  tags: NO\n") == {"identity": {"tags": ["NO"]}}
    assert data_of("identity:\n  tags: '~'\n") == {"identity": {"tags": ["~"]}}
    assert data_of("identity:\n  tags: ~\n") == {"identity": {}}


def test_an_empty_item_is_left_out_and_reported():
    reading = reading_of("identity:\n  tags:\n  - a\n  -\n  - ''\n  - ~\n")
    assert reading.data == {"identity": {"tags": ["a", "~"]}}
    assert [(problem.line, problem.severity) for problem in reading.problems] == [
        (4, "warning"),
        (5, "warning"),
    ]
    assert reading.place(("identity", "tags", 1)) == (6, 5)
    assert reading.sound


@pytest.mark.parametrize(
    "text", ["", "\n", "# only a comment\n", "---\n", "--- # c\n...\n", "~\n", "%YAML 1.2\n---\n"]
)
def test_a_record_without_content_is_empty_data(text):
    assert data_of(text) == {}


def test_structure_where_text_is_due_stays_for_the_schema_to_tell():
    assert data_of("identity: {name: {a: [b]}}\n") == {"identity": {"name": {"a": ["b"]}}}
    assert data_of("identity: text\n") == {"identity": "text"}


def test_line_ends_and_byte_order_mark():
    reading = reading_of(b"\xef\xbb\xbfidentity:\r\n  notes: |\r\n    a\r\n    b\r\n")
    assert reading.bom
    assert reading.data == {"identity": {"notes": "a\nb\n"}}
    assert reading.place(("identity", "notes")) == (2, 3)


def test_a_line_separator_ends_no_comment():
    assert data_of("identity: {name: A} # x \u2028status: client\n") == {"identity": {"name": "A"}}
    reading = reading_of("identity:\n  name: a\u2028b\n  status: client\n")
    assert reading.data == {"identity": {"name": "a\u2028b", "status": "client"}}
    assert reading.place(("identity", "status")) == (3, 3)


def test_places():
    text = "# c\nidentity:\n  tags: [a, bé, c]\ncontacts:\n  people:\n  -  id: x\n     phone: 1\n"
    reading = reading_of(text)
    assert reading.place(()) == (1, 1)
    assert reading.place(("identity",)) == (2, 1)
    assert reading.place(("identity", "tags", 2)) == (3, 17)
    assert reading.place(("contacts", "people", 0)) == (6, 6)
    assert reading.place(("contacts", "people", 0, "phone")) == (7, 6)
    assert reading.place(("contacts", "people", 0, "email", "x")) == (6, 6)
    assert reading.place(("contacts", "people", 3, "email")) == (5, 3)
    assert reading.place(("business", "currency")) == (1, 1)


def test_a_finding_gets_its_place():
    reading = reading_of("identity:\n  name: A\n")
    finding = Finding(("identity", "name"), "short", "too short", "warning")
    problem = reading.problem(finding, "identity.name")
    assert str(problem) == "records/acme.yaml:2:3: warning: identity.name: too short"
    assert problem.code == "short"


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("name: Client #12 wants", 'name: "Client #12 wants"'),
        ("tags: red #1", 'tags: "red #1"'),
        ("name: #12 wants", 'name: "#12 wants"'),
        ("tags: [a #b\n    ]", "quote the whole text"),
    ],
)
def test_a_text_cut_by_a_comment_is_reported(line, advice):
    problems = reading_of(f"identity:\n  {line}\n").problems
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("cut-by-comment", "warning")
    ]
    assert advice in problems[0].message


@pytest.mark.parametrize(
    "line", ["name: Client # 12", "name: 'Client' #12", "name: a#b", "name: # to ask", "name: a #"]
)
def test_a_comment_is_a_comment(line):
    assert codes_of(f"identity:\n  {line}\n") == []


def test_a_number_is_cut_by_no_comment():
    assert codes_of("contacts:\n  cadence: 12 #x\n") == []
