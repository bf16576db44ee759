"""What an import says of itself: its commit, its notes and its table, without a terminal."""

from __future__ import annotations

from clientfile.exchange.tables.apply import ApplyResult
from clientfile.exchange.tables.file_format import FileFormat
from clientfile.exchange.tables.import_plan import ImportPlan, import_change
from clientfile.records.change import NewRecord
from clientfile.reports.import_plan import import_plan

FORMAT = FileFormat("utf-8", ";", "", "dmy")
RESULTS = (
    ApplyResult((2,), "acme", "created", ("identity.name",), ((2, "order 7: a line stays"),)),
    ApplyResult((3,), None, "skipped", (), ((3, "client: the cell is empty"),)),
)
PLAN = ImportPlan(RESULTS, {"acme": NewRecord({"identity": {"name": "Acme"}})}, FORMAT)


def test_the_commit_counts_what_happens_and_names_the_file():
    change = import_change("customers", "fair.csv", PLAN)
    assert change.subject == "import customers from fair.csv: 1 created, 1 skipped"
    assert change.done == "customers from fair.csv: 1 created, 1 skipped"
    assert change.records == PLAN.changes


def test_an_import_of_nothing_says_so():
    change = import_change("orders", "none.csv", ImportPlan((), {}, FORMAT))
    assert change.done == "orders from none.csv: nothing"


def test_a_file_name_that_is_no_text_or_has_lines_stands_in_one_line():
    change = import_change("customers", "a\nb\udcff.csv", PLAN)
    assert change.subject.startswith("import customers from a b?.csv:")


def test_notes_come_in_the_order_of_lines():
    assert PLAN.notes == [
        "line 2: order 7: a line stays",
        "line 3 skipped: client: the cell is empty",
    ]


def test_the_format_is_described_without_what_no_cell_needs():
    assert FORMAT.description == "encoding utf-8, delimiter ';', dates dmy"
    full = FileFormat("cp1252", "\t", ",", "")
    assert full.description == "encoding cp1252, delimiter '\\t', decimal ','"


def test_the_table_has_a_row_for_each_result():
    table = import_plan(RESULTS)
    assert [column.key for column in table.columns] == ["line", "client", "action", "fields", "why"]
    assert table.rows[0]["fields"] == ["identity.name"]
    assert table.rows[1]["why"] == "client: the cell is empty"
