"""What json, csv and tsv hold: docs/schemas/reports.schema.json, held against real outputs.

The schema is the contract; a table of reports/registry.py that it lacks is named here.
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import jsonschema
import pytest

from clientfile.reports.registry import TABLES
from tests.support.paths import ROOT

SCHEMA = json.loads((ROOT / "docs" / "schemas" / "reports.schema.json").read_text())

SHORT = "rank client name value share class previous_rank"
PERIODS = ("", "2024", "2025", "2026-Q1", "2026-07", "last-12-months", "all", "2027")

NAMES = (*TABLES, "check")
"""Every table, by its command line."""
VARIANTS = {
    **{name: [name] for name in NAMES},
    "find": ["find kervelec", "find prix"],
    "meetings": ["meetings", "meetings kervelec"],
    "promises": ["promises", "promises --all"],
    "questions": ["questions", "questions --all"],
    "due": ["due", "due --within 9999d"],
    "orders": ["orders", "orders --unpaid", "orders vaudrenne"],
    "rank": [f"rank --all --by {by}" for by in (
        "revenue", "margin", "margin-rate", "growth", "orders", "revenue-per-visit",
        "margin-per-visit", "share-of-wallet", "potential-gap")],
    "revenue": ["revenue", "revenue --group owner --per quarter", "revenue --group sector"],
    "margin": ["margin --group product", "margin --group tag --per month",
               "margin --group client --per year"],
    "products --prices": ["products --prices", "products --client boterdael"],
    "products --not-bought": ["products --not-bought kervelec"],
    "prospects": ["prospects", "prospects --per quarter"],
    "margin --explain": ["margin --explain zellweg", "margin --explain boterdael",
                         "margin --explain thornwick", "margin --explain lumelle"],
    "brief": [f"brief {client}" for client in (
        "kervelec", "niederfeld", "lumelle", "aubrenac", "thornwick", "vaudrenne", "gerbe",
        "brionnel", "boterdael", "zellweg", "ibarmendi", "sarvagne")],
    "summary": ["summary", "summary --where owner=karim"],
}  # fmt: skip
UNDATED = {"check", "brief", *(n for n, report in TABLES.items() if not report.default_period)}
PAGES = ("margin --explain", "summary", "brief")

# A record with an error, warnings of several kinds, and a client abroad without a country.
WRONG = """\
identity: {name: Wrong, status: clint, registration: {siren: "123456789"}}
"""


def valid(command: str, value: object) -> None:
    """Hold a value against the schema of a command's output."""
    schema = {"$ref": f"#/$defs/{quote(command)}", "$defs": SCHEMA["$defs"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def keys_of(command: str) -> list[str]:
    """The keys that the schema gives a row of a command."""
    return list(SCHEMA["$defs"][f"{command}-row"]["properties"])


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(VARIANTS) == {*NAMES, *PAGES}
    assert set(PAGES) <= set(SCHEMA["$defs"])


@pytest.mark.parametrize("report", TABLES.values(), ids=TABLES)
def test_a_report_has_its_columns_in_the_schema(report):
    assert f"{report.name}-row" in SCHEMA["$defs"], (
        f"report {report.name} has no schema in docs/schemas/reports.schema.json: run make docs"
    )
    columns = [column.key for column in report.load_columns()]
    assert keys_of(report.name) == columns, "run make docs; a key is never taken away"


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("command", VARIANTS)
def test_what_is_printed_is_valid_and_has_every_key_in_order(examples, command, period):
    if period and command in UNDATED:
        return
    for words in VARIANTS[command]:
        span = ["--period", period] if period else []
        if command == "targets" and period in ("2026-Q1", "2026-07", "last-12-months", "all"):
            assert "targets are a year's" in examples.run("targets", *span, code=2).err
            continue
        told = json.loads(examples.run(*words.split(), *span, "-f", "json").out)
        valid(command, told)
        if command not in PAGES:
            assert all(list(row) == keys_of(command) for row in told)


def test_problems_are_valid_too(folder):
    folder.record("wrong").write_text(WRONG)
    told = json.loads(folder.run("check", "-f", "json", code=1).out)
    assert {row["severity"] for row in told} >= {"error"}
    valid("check", told)


@pytest.mark.parametrize("command", TABLES)
def test_tsv_has_the_same_keys_in_that_order(examples, command):
    words = VARIANTS[command][0].split()
    header = examples.run(*words, "--header", "-f", "tsv").out.split("\n")[0].split("\t")
    shown = {"rank": SHORT.split(), "duplicates": keys_of("duplicates")[1:]}
    wanted = shown.get(command) or keys_of(command)
    assert header == wanted


def test_a_wrong_row_is_not_valid(examples):
    told = json.loads(examples.run("loyalty", "-f", "json").out)
    for spoiled in ({"state": "gone"}, {"client": "A B"}, {"more": 1}, {"revenue": "12"}):
        with pytest.raises(jsonschema.ValidationError):
            valid("loyalty", [{**told[0], **spoiled}])


def test_the_documented_keys_are_those_of_the_schema():
    page = (ROOT / "docs" / "commands.md").read_text()
    rows = re.findall(r"^\| (`[^|]+`(?:, `[^|]+`)*) \| ([a-z0-9_, ]+) \|$", page, re.MULTILINE)
    told = {
        command: keys.split(", ")
        for names, keys in rows
        for command in re.findall(r"`([^`]+)`", names)
    }
    for command in NAMES:
        assert told[command] == keys_of(command), command
