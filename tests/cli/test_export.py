"""`export`: the folder as files, which `import records` reads back to the same records."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import pytest

from clientfile.console import session
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.reader import read
from tests.support.paths import DATA
from tests.support.runner import CliRunner

calamine = pytest.importorskip("python_calamine")


def records_of(folder: CliRunner) -> dict[str, object]:
    return {
        path.stem: read(path.read_bytes(), record_shape(), file="").data
        for path in folder.root.glob("**/*.yaml")
    }


DEEP = "[" * 400 + "1" + "]" * 400


def open_folder(root: Path) -> CliRunner:
    folder = CliRunner(root)
    root.mkdir()
    folder.run("init")
    return folder


def test_what_is_exported_comes_back_the_same(examples, tmp_path):
    for words in (["csv", "a"], ["csv", "b", "--for-spreadsheet"], ["json", "c.json"]):
        path = tmp_path / words[1]
        examples.run("--lang", "fr", "export", words[0], str(path), *words[2:])
        folder = open_folder(tmp_path / f"{path.stem}-folder")
        folder.run("import", "records", str(path))
        assert records_of(folder) == records_of(examples), words
        again = folder.run("import", "records", str(path))
        assert again.out == "nothing to change\n"
        exported = [json.loads(each.run("export", "json").out) for each in (folder, examples)]
        assert exported[0] == exported[1]


def write(path: Path, *lines: str) -> str:
    text = "".join(f"{line}\n" for line in lines)
    path.write_bytes(text.encode("latin-1" if "\xe9" in text else "utf-8"))
    return str(path)


def test_files_that_are_there_are_left_alone(runner, tmp_path):
    tables = tmp_path / "tables"
    runner.run("export", "csv", str(tables))
    write(tables / "lines.csv", "mine")
    refusal = runner.run("export", "csv", str(tables), code=2)
    assert "folder.csv is there already: write over it by --over" in refusal.err
    assert (tables / "lines.csv").read_text() == "mine\n"
    runner.run("export", "csv", str(tables), "--over")
    assert "Oven" in (tables / "lines.csv").read_text()
    assert [path.name for path in tables.iterdir() if path.suffix != ".csv"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["csv"], "name a folder for them"),
        (["xml"], "write one of"),
        (["json", "--for-spreadsheet"], "of csv: leave it out"),
        (["json", "--over"], "--over is of files"),
    ],
)
def test_what_says_nothing_together_is_refused(runner, words, said):
    assert said in runner.run("export", *words, code=2).err


def test_a_disk_that_refuses_is_said(runner, tmp_path):
    refusal = runner.run("export", "json", str(tmp_path / "none" / "deep" / "a.json"), code=5)
    assert "can't write" in refusal.err


def test_only_the_clients_that_match(examples, tmp_path):
    chosen = json.loads(examples.run("export", "json", "--where", "owner=claire").out)
    listed = examples.run("list", "--where", "owner=claire", "-f", "ids").out.split()
    assert sorted(chosen["clients"]) == sorted(listed)
    examples.run("export", "json", "--where", "owner=nobody", code=3)


def test_one_table_is_joined_with_the_record(runner, tmp_path):
    table = write(
        tmp_path / "people.csv",
        "client,contacts.people.id,contacts.people.function,contacts.people.email",
        "acme,jean-dupont,Head of purchasing,jd@acme.example",
    )
    result = runner.run("import", "records", table)
    assert result.out.startswith("records from people.csv: 1 changed")
    assert "first_name: Jean" in runner.text("acme")
    assert "jd@acme.example" in runner.text("acme")
    assert "nothing to change" in runner.run("import", "records", table).out


def test_no_line_of_an_order_is_lost_and_none_doubled(runner, tmp_path):
    path = tmp_path / "tables"
    runner.run("export", "csv", str(path))
    lines = path / "lines.csv"
    corrected = lines.read_text().replace("1250.50", "1200")
    before = runner.text("acme")
    result = runner.run("import", "records", write(lines, corrected.rstrip()))
    assert result.out == "nothing to change\n"
    assert "acme: business.orders.CMD-1042.lines has other items in the file" in result.err
    more = corrected.splitlines()
    write(lines, *more[:1], more[1].replace("1200", "1250.50"), more[1].replace("Oven", "Rack"))
    runner.run("import", "records", str(lines))
    assert runner.text("acme").count("product:") == before.count("product:") + 1


def test_every_fault_is_said_and_nothing_imported(runner, tmp_path):
    table = write(
        tmp_path / "lines.csv",
        "client,business.orders,business.orders.lines.product,business.orders.lines.quantity",
        "acme,CMD-1042,Oven,two",
        'acme,CMD-1042,Oven,"1,5"',
        ",CMD-1042,Oven,1",
        "acme,,Oven,1",
        "acme,CMD-1042,Oven",
        "ACME!,CMD-1042,Oven,1",
    )
    before = runner.state()
    refusal = runner.run("import", "records", table, code=4).err
    for line, said in {
        "lines.csv:2": "'two' is no number",
        "lines.csv:3": "'1,5' is no number",
        "lines.csv:4": "names no client",
        "lines.csv:5": "has no '' in orders.csv",
        "lines.csv:6": "3 cells under 4 columns",
    }.items():
        assert [row for row in refusal.splitlines() if line in row and said in row], (line, refusal)
    assert "'ACME!' can't be a client's id" in refusal
    assert runner.state() == before


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("a.csv", "name,city\nA,B\n", 4, "the first column is not called client"),
        ("a.csv", "client,identity.nam\na,B\n", 4, "identity.nam is no path of a record"),
        ("a.csv", 'client,identity.name\na,"B\n', 4, "is a quote left open?"),
        ("a.json", '{"clients": 1}', 4, "this is no export"),
        ("a.json", '{"clients": {"a": {"identity": 1}}}', 4, "a: identity: expected"),
        ("a.json", '{"currency": "USD", "clients": {}}', 4, "its amounts are in USD"),
        ("a.json", '{"format": "9.0", "clients": {}}', 4, "a newer clientfile wrote it"),
        ("a.json", "{", 4, "this is no JSON"),
        ("a.json", f'{{"clients": {{"a": {{"x-a": {DEEP}}}}}}}', 4, "nested too deeply"),
        ("a.csv", f'client,x-a\na,"{DEEP}"\n', 4, "nested too deeply"),
        ("a.csv", "client,identity.name,identity.name\na,B,C\n", 4, "identity.name stands twice"),
        ("a.csv", "client" + ",x-a" * 5000, 4, "5,001 columns: a table has 4,000 at most"),
        ("a.csv", "client,identity.name\na,B\0C\n", 4, "U+0000 cannot stand in a record"),
        ("a.csv", "client,identity.name\na,\xe9\n", 4, "save it as CSV UTF-8"),
        ("a.json", '{"clients": {"new": {"identity": {"city": "x"}}}}', 4, "new"),
    ],
)
def test_what_is_no_export_is_refused(runner, tmp_path, name, text, code, said):
    before = runner.state()
    assert said in runner.run("import", "records", write(tmp_path / name, text), code=code).err
    assert runner.state() == before


def test_a_folder_without_tables_and_a_map_are_refused(runner, tmp_path):
    assert "has no table of an export" in runner.run("import", "records", str(tmp_path), code=2).err
    words = ["import", "records", str(tmp_path), "--map", "a.toml"]
    assert "an export needs no map" in runner.run(*words, code=2).err
    assert "can't read" in runner.run("import", "records", str(tmp_path / "none"), code=2).err


def test_a_workbook_has_a_sheet_for_each_table(examples, tmp_path):
    examples.run("export", "xlsx", str(tmp_path / "all.xlsx"))
    content = (tmp_path / "all.xlsx").read_bytes()
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    examples.run("export", "csv", str(tmp_path / "all"))
    assert sorted(book.sheet_names) == sorted(path.stem for path in (tmp_path / "all").iterdir())
    people = book.get_sheet_by_name("orders").to_python()
    dates = [row[people[0].index("business.orders.date")] for row in people[1:]]
    assert {type(day) for day in dates} == {datetime.date}
    lines = book.get_sheet_by_name("lines").to_python()
    prices = [row[lines[0].index("business.orders.lines.unit_price")] for row in lines[1:]]
    assert {type(price) for price in prices} == {float}


def test_nothing_binary_is_written_onto_a_terminal(examples, monkeypatch):
    monkeypatch.setattr(session.Session, "on_terminal", True)
    refusal = examples.run("export", "xlsx", code=2)
    assert "add > FILE.xlsx" in refusal.err
    assert refusal.out == ""


def test_people_are_an_address_book(runner, tmp_path):
    runner.run("export", "vcard", str(tmp_path / "people.vcf"))
    text = (tmp_path / "people.vcf").read_bytes().decode()
    assert text.count("BEGIN:VCARD\r\nVERSION:4.0\r\nUID;VALUE=text:acme/") == 2
    assert "VERSION:3.0" in runner.run("export", "vcard", "--vcard", "3").out
    assert "write one of 4, 3" in runner.run("export", "vcard", "--vcard", "2", code=2).err


def test_what_is_planned_is_a_calendar_that_due_replaces(runner):
    calendar = runner.run("export", "ics").out
    assert "send the catalogue" in calendar.replace("\r\n ", "")
    uids = {line for line in calendar.splitlines() if line.startswith("UID")}
    due = runner.run("due", "--within", "9999d", "-f", "ics").out.splitlines()
    assert uids == {line for line in due if line.startswith("UID") and ".promise." in line}
    assert "BEGIN:VEVENT" not in runner.run("export", "ics", "--where", "status=lost", code=3).out


def test_no_text_of_a_record_acts_on_a_terminal(runner, monkeypatch):
    monkeypatch.setattr(session.Session, "on_terminal", True)
    runner.run("set", "acme/jean-dupont", "notes", "turned \u202e round")
    for fmt in ("json", "vcard", "ics"):
        assert "\u202e" not in runner.run("export", fmt).out


def test_every_key_of_a_record_comes_back(runner, tmp_path):
    runner.write("martin", (DATA / "positive" / "every-key.yaml").read_text("utf-8"))
    for client, people in {
        "groupement-sud": "",
        "globex": "marie-curie",
        "initech": "marie-curie",
    }.items():
        person = f"contacts: {{people: [{{id: {people}, last_name: Curie}}]}}\n" if people else ""
        runner.write(client, f"identity: {{name: {client}, status: prospect}}\n{person}")
    runner.run("export", "csv", str(tmp_path / "tables"))
    runner.run("export", "json", str(tmp_path / "all.json"))
    for name in ("tables", "all.json"):
        folder = open_folder(tmp_path / f"from-{name}")
        folder.run("import", "records", str(tmp_path / name))
        assert records_of(folder) == records_of(runner), name
