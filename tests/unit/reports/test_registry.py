"""What belongs to a report beside its function: whatever is forgotten is named here.

Its row in docs/schemas/reports.schema.json is held by cli/journeys/test_json_of_reports.py, its
screen by cli/journeys/test_screens_of_reports.py, its keys in docs/commands.md by test_docs.py.
"""

from __future__ import annotations

import importlib.util
import re

import pytest

from clientfile.cli import GROUPS
from clientfile.commands import rank
from clientfile.console import options, pivots
from clientfile.language import Message
from clientfile.output.table import Column
from clientfile.reports.common import groups, period_parts
from clientfile.reports.rank import BY
from clientfile.reports.registry import LISTINGS, REPORTS, TABLES
from tests.support.paths import ROOT

COMMANDS = [report for report in REPORTS if report.help]


def test_a_name_stands_once():
    names = [report.name for report in (*REPORTS, *LISTINGS)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("report", [*REPORTS, *LISTINGS], ids=lambda report: report.name)
def test_a_report_has_its_function_and_columns(report):
    assert callable(report.load_function())
    if report.columns:
        columns = report.load_columns()
        assert all(isinstance(column, Column) for column in columns)
        keys = [column.key for column in columns]
        assert len(keys) == len(set(keys))
        # Of a pivot the rows may be clients under another key.
        assert report.of_clients == ("client" in keys) or not report.help


@pytest.mark.parametrize("report", COMMANDS, ids=lambda report: report.name)
def test_a_report_has_a_command_of_its_own(report):
    module = report.name.replace("-", "_")
    command = importlib.util.find_spec(f"clientfile.commands.{module}")
    assert command, f"report {report.name} has no command in clientfile/commands/{module}.py"
    assert report.name in GROUPS["Reports"]


@pytest.mark.parametrize("report", TABLES.values(), ids=TABLES)
def test_a_variant_is_one_of_a_command(report):
    assert report.command in {each.name for each in (*REPORTS, *LISTINGS)}


@pytest.mark.parametrize("report", TABLES.values(), ids=TABLES)
def test_columns_have_headings_in_every_language(report):
    untitled = [c.key for c in report.load_columns() if not isinstance(c.heading, Message)]
    assert untitled == [], f"{report.name} lacks a heading of these columns, in _()"


@pytest.mark.parametrize("report", COMMANDS, ids=lambda report: report.name)
def test_a_report_stands_in_the_tables_of_the_docs(report):
    page = (ROOT / "docs" / "reports.md").read_text()
    top = page.partition("## What they share")[0]
    assert f"`{report.name}`" in top, f"{report.name} has no row in docs/reports.md, at its top"
    assert f'picture("{report.name}"' in page, f"{report.name} has no example in docs/reports.md"
    picked = page.partition("What is picked:")[2].partition("<!--")[0]
    assert f"`{report.name}`" in picked, f'{report.name} is not in "What is picked" of the page'


@pytest.mark.parametrize("report", COMMANDS, ids=lambda report: report.name)
def test_a_report_is_told_to_its_users(report):
    text = (ROOT / "CHANGELOG.md").read_text()
    assert f"`{report.name}`" in text, f"{report.name} has no line in CHANGELOG.md"


@pytest.mark.parametrize("report", COMMANDS, ids=lambda report: report.name)
def test_a_report_has_a_section_in_the_docs(report):
    page = (ROOT / "docs" / "reports.md").read_text()
    titles = re.findall(r"^## (.+)$", page, re.MULTILINE)
    named = {word for title in titles for word in title.split(" and ")}
    assert report.name in named, f"report {report.name} has no section in docs/reports.md"


def test_options_offer_the_words_that_reports_take():
    assert rank.KEYS == BY
    assert tuple(groups.GROUPS) == pivots.GROUPS
    assert tuple(period_parts.PER) == options.PARTS
