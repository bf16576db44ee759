"""`check` with the index or without it, after any edits and on any day: the same problems."""

from __future__ import annotations

import copy
import os
import random
import shutil
import sqlite3
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.cache import check, parallel
from clientfile.store.cache.check import check_folder
from clientfile.store.folder import Folder, folder_layout, open_folder
from clientfile.yamltext.emitter import emit
from tests.support.caches import cache_of
from tests.support.full_scan import every_problem

TODAY = date(2026, 11, 20)
STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
CLIENTS = "abcdef"
DAYS = st.dates(date(2025, 11, 1), date(2027, 1, 15)).map(date.isoformat)
MONEY = st.integers(-500, 90_000).map(lambda cents: Decimal(cents) / 100)
NUMBERS = st.fixed_dictionaries(
    {},
    optional={
        "siren": st.sampled_from(["732829320", "732 829 320", "552081317", "732829321"]),
        "siret": st.sampled_from(["73282932000074", "73282932000075", "55208131766522"]),
        "vat": st.sampled_from(["FR44732829320", "FR03552081317"]),
    },
)
IDENTITIES = st.fixed_dictionaries(
    {"name": st.sampled_from(["Acme", "ACMÉ", "Äöü & Co"]),
     "status": st.sampled_from(["client", "prospect"])},
    optional={"registration": NUMBERS, "group": st.sampled_from("abx"),
              "client_since": DAYS, "prospect_since": DAYS,
              "email": st.sampled_from(["a@b.example", "no address"]),
              "address": st.fixed_dictionaries({"city": st.sampled_from(["Lyon", "LYON"])})},
)  # fmt: skip
PEOPLE = st.fixed_dictionaries(
    {"last_name": st.just("Dupont")},
    optional={"came_from": st.sampled_from(["a/one", "b/one", "a/gone", "x/one", "a fair"]),
              "left": st.fixed_dictionaries({"date": DAYS},
                                            optional={"to_client": st.sampled_from("abx")}),
              "phone": st.sampled_from(["04 72 10 20 30", "?"])},
)  # fmt: skip
VISITS = st.fixed_dictionaries(
    {"date": DAYS, "kind": st.just("visit")}, optional={"with": st.just(["one"])}
)
LINE = {"product": "Oven", "quantity": Decimal(1), "unit_price": Decimal(100)}
ORDERS = st.fixed_dictionaries(
    {"date": DAYS, "lines": st.just([LINE])},
    optional={"invoiced": DAYS, "status": st.sampled_from(["invoiced", "cancelled"]),
              "payments": st.just([{"amount": Decimal(3)}])},
)  # fmt: skip
ADVANTAGES = st.fixed_dictionaries(
    {"kind": st.just("year-end-rebate")},
    optional={"rate": st.just("3%"), "amount": st.just(Decimal(365)), "from": DAYS, "until": DAYS,
              "per": st.sampled_from(["year", "once"])},
)  # fmt: skip
YEARS = st.fixed_dictionaries(
    {"year": st.integers(2025, 2027)},
    optional={"revenue": MONEY, "gross_margin": MONEY, "until": DAYS},
)


@st.composite
def records(draw) -> dict:
    data: dict = {"identity": draw(IDENTITIES)}
    people = draw(st.lists(PEOPLE, max_size=2))
    visits = draw(st.lists(VISITS, max_size=2)) if people else []
    if people:
        named = [{"id": name, **one} for name, one in zip(("one", "two"), people, strict=False)]
        data["contacts"] = {"people": named, "interactions": visits}
    orders = [{"ref": f"r{n}", **one} for n, one in enumerate(draw(st.lists(ORDERS, max_size=3)))]
    data["business"] = {"orders": orders}
    if advantages := draw(st.lists(ADVANTAGES, max_size=1)):
        data["business"]["pricing"] = {"advantages": advantages}
    if draw(st.integers(0, 5)) == 0:
        data["business"]["currency"] = draw(st.sampled_from(["USD", "GBP"]))
    years = {one["year"]: one for one in draw(st.lists(YEARS, max_size=2))}
    data["results"] = {"years": list(years.values())}
    return data


BROKEN = st.sampled_from(
    ["identity: {name: Acme}\n", "a: [\n", "", "identity:\n  name: x\n  status: client\nx: y\n",
     "identity: {name: Acme, status: client}\nbusiness:\n  credit_limit: 1.234\n"]
)  # fmt: skip
# What stands in a file: a record, a broken text, or nothing.
CONTENTS = records().map(lambda data: emit(copy.deepcopy(data), record_shape())) | BROKEN
PLACES = st.tuples(st.sampled_from(CLIENTS), st.sampled_from(["", "", "", "north"]))
ENDINGS = st.sampled_from([".yaml"] * 9 + [".yml"])
SETTINGS = st.builds(
    Settings,
    currency=st.sampled_from(["EUR", "EUR", "JPY"]),
    fiscal_year_start=st.sampled_from(
        [FiscalYearStart(1), FiscalYearStart(4, 6), FiscalYearStart(10)]
    ),
    rates=st.sampled_from([{}, {"2026": {"USD": Decimal("0.92")}}, {"2025": {"USD": Decimal(2)}}]),
)
EDITS = st.tuples(PLACES, ENDINGS, st.none() | CONTENTS)
STEPS = st.lists(st.tuples(EDITS, st.integers(-400, 60), SETTINGS), max_size=4)


def written(root: Path, edit: tuple[tuple[str, str], str, str | None]) -> None:
    (client, directory), ending, text = edit
    path = root / "records" / directory / f"{client}{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text)


def compared(root: Path, given_settings: Settings, today: date) -> None:
    folder = folder_layout(root, given_settings)
    wanted = every_problem(folder, today)
    for _ in range(2):
        assert list(check_folder(folder, today, lambda *_: None).problems) == wanted


@settings(max_examples=600 if STRESS else 30)
@given(st.lists(EDITS, max_size=5), SETTINGS, STEPS)
def test_every_problem_is_that_of_a_full_scan(first, given_settings, steps):
    root = Path(tempfile.mkdtemp())
    try:
        (root / "records").mkdir()
        (root / ".git").mkdir()
        for edit in first:
            written(root, edit)
        compared(root, given_settings, TODAY)
        for edit, days, others in steps:
            written(root, edit)
            compared(root, given_settings, TODAY + timedelta(days=days))
            compared(root, others, TODAY)
    finally:
        shutil.rmtree(root)


@given(records(), st.integers(-400, 60), st.integers(-400, 60), SETTINGS)
def test_findings_hold_for_the_days_that_they_say(data, days, others, given_settings):
    """On every day in between, found anew they are the same."""
    from clientfile.checks import warnings
    from clientfile.checks.stated import stated_findings
    from clientfile.checks.validity import validity_of_findings
    from clientfile.schema.walk import walk_places

    def found(today: date) -> list:
        stated = stated_findings("a", data, given_settings, today)
        return warnings(data, given_settings, today) + stated

    now, other = TODAY + timedelta(days=days), TODAY + timedelta(days=others)
    since, until = validity_of_findings(data, walk_places(data), found(now), given_settings, now)
    assert since <= now <= until
    for day in {min(max(other, since), until), max(since, date(2025, 1, 1)), until}:
        if day.year < 2100:
            assert found(day) == found(now)


@pytest.fixture
def cold(cold_folder) -> Folder:
    """The example folder without a cache, with a double and a reference that leads nowhere."""
    folder = open_folder(cold_folder.root)
    text = (folder.records / "lumelle.yaml").read_text()
    (folder.records / "lumelle-2.yaml").write_text(
        text.replace("identity:\n", "identity:\n  group: nobody\n", 1)
    )
    return folder


def problem_lines(folder: Folder) -> list[str]:
    return [str(problem) for problem in check_folder(folder, TODAY, lambda *_: None).problems]


def flat(folder: Folder) -> bytes:
    connection = sqlite3.connect(index_of(folder))
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    return index_of(folder).read_bytes()


def index_of(folder: Folder) -> Path:
    return cache_of(folder.root)


def test_the_examples_have_problems_of_every_kind(cold):
    assert problem_lines(cold) == [str(one) for one in every_problem(cold, TODAY)]
    codes = {one.code for one in check_folder(cold, TODAY, lambda *_: None).problems}
    assert codes >= {"double", "unknown-client"}


def test_any_byte_flipped_changes_no_problem(cold, record_property):
    wanted = problem_lines(cold)
    whole = flat(cold)
    dice = random.Random(5)
    places = dice.sample(range(len(whole)), 3000 if STRESS else 80)
    for place in places:
        hurt = bytearray(whole)
        hurt[place] ^= 1 << dice.randrange(8)
        index_of(cold).write_bytes(hurt)
        assert problem_lines(cold) == wanted, place
    record_property("guarantee", f"index: {len(places)} bytes flipped, no problem is another")


def test_a_row_that_says_something_else_is_examined_again(cold):
    wanted = problem_lines(cold)
    for change in ("text = replace(text, 'lumelle', 'nobody')", "crc = crc + 1", "text = NULL"):
        connection = sqlite3.connect(index_of(cold))
        connection.execute(f"UPDATE OR IGNORE findings SET {change}")
        connection.commit()
        connection.close()
        assert problem_lines(cold) == wanted
    connection = sqlite3.connect(index_of(cold))
    connection.execute("DELETE FROM bodies")
    connection.execute("DELETE FROM findings")
    connection.commit()
    connection.close()
    assert problem_lines(cold) == wanted


def test_what_is_known_is_not_examined_again(cold, monkeypatch):
    from clientfile.store.cache import check_record, facts

    examined: list[str] = []
    real, reading = check_record._check_record, facts.facts_of

    def noted(known, *rest):
        examined.append(known.client)
        return real(known, *rest)

    monkeypatch.setattr(check_record, "_check_record", noted)
    monkeypatch.setattr(facts, "facts_of", lambda *s: examined.append("read") or reading(*s))
    problem_lines(cold)
    assert {"read", "lumelle", "lumelle-2", "kervelec"} <= set(examined)
    examined.clear()
    problem_lines(cold)
    assert examined == []
    (cold.records / "lumelle-2.yaml").unlink()
    problem_lines(cold)
    assert examined == []


def test_a_record_that_changes_while_it_is_checked_is_told_as_it_is_then(cold, monkeypatch):
    """What was known of its first bytes isn't mixed with its new ones, and not kept as theirs."""
    path = cold.records / "lumelle-2.yaml"
    before = path.read_text()
    kept = check.refresh

    def changed(*given):
        known = kept(*given)
        path.write_text("# a line\n" + before)
        return known

    monkeypatch.setattr(check, "refresh", changed)
    at_then = problem_lines(cold)
    assert at_then == [str(one) for one in every_problem(cold, TODAY)]
    monkeypatch.setattr(check, "refresh", kept)
    path.write_text(before)
    assert problem_lines(cold) == [str(one) for one in every_problem(cold, TODAY)] != at_then


def test_a_record_that_goes_or_breaks_while_it_is_checked_stops_nothing(cold, monkeypatch):
    path = cold.records / "lumelle-2.yaml"
    kept, text = check.refresh, path.read_text()
    for spoil in (lambda: path.write_text("a: ["), path.unlink):
        path.write_text(text)

        def spoiled(*given, spoil=spoil):
            known = kept(*given)
            spoil()
            return known

        monkeypatch.setattr(check, "refresh", spoiled)
        found = [line for line in problem_lines(cold) if "lumelle-2.yaml" in line]
        assert all(line.startswith("records/lumelle-2.yaml:1:1: ") for line in found)
        monkeypatch.setattr(check, "refresh", kept)
        assert problem_lines(cold) == [str(one) for one in every_problem(cold, TODAY)]


def test_many_records_are_examined_by_several_processes(tmp_path, monkeypatch):
    from benchmarks.generate import write_folder

    count = 450 if STRESS else 90
    if not STRESS:
        monkeypatch.setattr(parallel, "MANY", 80)
        monkeypatch.setattr(parallel, "CHUNK", 20)
    write_folder(count, tmp_path)
    for path in list((tmp_path / "records").rglob("*.yaml"))[: count - 30]:
        text = path.read_text().replace("identity:\n", "identity:\n  fax: none\n", 1)
        path.write_text(text)
    folder = open_folder(tmp_path)
    far: list[tuple[int, int]] = []
    found = check_folder(folder, date(2024, 6, 1), lambda *done: far.append(done))
    assert list(found.problems) == every_problem(folder, date(2024, 6, 1))
    assert len(found.problems) > count - 30
    assert far[-1] == (count, count)
