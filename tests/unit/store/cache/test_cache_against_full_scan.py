"""With the index or without it, after any edits, whatever becomes of its file: the same tables."""

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

from clientfile.records.cards import card_of
from clientfile.records.fiscal_year import CALENDAR_YEAR, FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, parse_period
from clientfile.reports.clients import list_clients, list_people
from clientfile.reports.common.groups import GROUPS
from clientfile.reports.common.period_parts import PER
from clientfile.reports.pivot import pivot
from clientfile.reports.products import not_bought
from clientfile.reports.rank import BY, rank
from clientfile.reports.registry import TABLES
from clientfile.reports.show import computed_results
from clientfile.reports.summary import summary
from clientfile.schema.shapes import record_shape
from clientfile.store.cache import parallel
from clientfile.store.cache.cached_ledger import CachedLedger, open_ledger
from clientfile.store.folder import Folder, folder_layout
from clientfile.yamltext.emitter import emit
from tests.support.caches import cache_of
from tests.support.full_scan import RecordsLedger, load_all
from tests.support.reports import PLAIN

TODAY = date(2026, 11, 20)
PERIODS = ("2026", "2025", "all", "2026-Q4", "last-12-months", "2027", "2026-W47")
# Each in one period at least, and most in another.
REPORTS = (*PLAIN, *PLAIN[-3:], *PLAIN[:3])
STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
DAYS = st.dates(date(2024, 11, 1), date(2027, 1, 15)).map(date.isoformat)
MONEY = st.integers(-50_000, 90_000).map(lambda cents: Decimal(cents) / 100)
LINES = st.fixed_dictionaries(
    {"product": st.sampled_from(["Oven", "Tray"]), "quantity": st.integers(-2, 9).map(Decimal),
     "unit_price": MONEY},
    optional={"unit_cost": MONEY, "discount": st.sampled_from(["5%", "10%+5%"]),
              "category": st.just("Heat"), "unit": st.just("box")},
)  # fmt: skip
PAID = st.fixed_dictionaries({"date": DAYS, "amount": MONEY})
ORDERS = st.fixed_dictionaries(
    {"date": DAYS, "lines": st.lists(LINES, min_size=1, max_size=2)},
    optional={"invoiced": DAYS, "status": st.sampled_from(["invoiced", "cancelled"]),
              "discount": st.just("2%"), "salesperson": st.just("paul"), "due": DAYS, "tax": MONEY,
              "payments": st.tuples(PAID).map(list)},
)  # fmt: skip
ADVANTAGES = st.fixed_dictionaries(
    {"kind": st.sampled_from(["year-end-rebate", "gift", "discount"])},
    optional={"rate": st.just("3%"), "above": st.just(Decimal(200)), "from": DAYS, "until": DAYS,
              "amount": st.just(Decimal("365.25")), "date": DAYS,
              "per": st.sampled_from(["year", "once"])},
)  # fmt: skip
YEARS = st.fixed_dictionaries(
    {"year": st.integers(2024, 2027)},
    optional={"revenue": MONEY, "gross_margin": MONEY, "until": DAYS, "visits": st.integers(0, 9)},
)
VISITS = st.fixed_dictionaries(
    {"date": DAYS, "kind": st.sampled_from(["visit", "call"])},
    optional={
        "competitors": st.just(["Globex"]),
        "reached": st.just(False),
        "mailing": st.just(True),
        "shared": st.sampled_from(["a/x", "b/x"]),
        "salesperson": st.sampled_from(["claire", "paul"]),
    },
)
IDENTITIES = st.fixed_dictionaries(
    {"name": st.sampled_from(["Acme", "Äöü & Co", "12"]),
     "status": st.sampled_from(["client", "prospect", "former"])},
    optional={"owner": st.just("claire"), "tags": st.lists(st.sampled_from("abc"), max_size=2),
              "former_since": DAYS, "client_since": DAYS, "prospect_since": DAYS,
              "lost_since": DAYS, "type": st.just("retailer"),
              "address": st.fixed_dictionaries({"city": st.just("Lyon")})},
)  # fmt: skip


BESIDE = st.fixed_dictionaries({}, optional={
    "purchases": MONEY.map(lambda amount: [{"year": 2025, "amount": abs(amount)}]),
    "potential": MONEY.map(lambda amount: {"amount": abs(amount)}),
    "competitors": DAYS.map(lambda day: [{"name": "Globex", "share": "20%", "seen": day}]),
    "payment": st.just({"days": 30, "end_of_month": True, "regularity": "late"}),
})  # fmt: skip
AIMS = st.fixed_dictionaries(
    {"year": st.just(2026)}, optional={"revenue": MONEY.map(abs), "visits": st.just(4)}
)


@st.composite
def records(draw) -> dict:
    data: dict = {"identity": draw(IDENTITIES)}
    orders = [{"ref": f"r{n}", **one} for n, one in enumerate(draw(st.lists(ORDERS, max_size=4)))]
    years = {one["year"]: one for one in draw(st.lists(YEARS, max_size=2))}
    business: dict = {"orders": orders} if orders else {}
    business |= draw(BESIDE)
    if advantages := draw(st.lists(ADVANTAGES, max_size=2)):
        business["pricing"] = {"advantages": advantages}
    if draw(st.integers(0, 5)) == 0:
        business["currency"] = "USD"
    if business:
        data["business"] = business
    if years:
        data["results"] = {"years": list(years.values())}
    if aims := draw(st.lists(AIMS, max_size=1)):
        data.setdefault("results", {})["targets"] = aims
    if visits := draw(st.lists(VISITS, max_size=3)):
        data["contacts"] = {"interactions": visits}
    return data


def written(root: Path, client: str, data: dict | None) -> None:
    path = root / "records" / client[:1] / f"{client}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    if data is None:
        path.unlink(missing_ok=True)
        return
    text = emit(copy.deepcopy(data), record_shape())
    path.write_text(text if client != "f" else text + "# c\nx: y\n")


def scanned(folder: Folder, today: date) -> tuple[RecordsLedger, dict, list[str]]:
    """The folder without an index: every record read whole."""
    portfolio = load_all(folder)
    cards = {name: card_of(data) for name, data in portfolio.records.items()}
    tables_now = [str(problem) for problem in portfolio.problems]
    return RecordsLedger.of(portfolio.records, folder.settings, today), cards, tables_now


def report_tables(ledger, place: int, period: Period) -> list:
    """Some of the other reports: in all the periods together, every one."""
    group, per = GROUPS[place :: len(PERIODS)], PER[place % len(PER)]
    found: list = [pivot(ledger, "margin", period=period, group=each) for each in group]
    found.append(pivot(ledger, "revenue", period=period, per=per if period.unit != "all" else ""))
    found += [
        report.build(ledger, period=period)
        for report in REPORTS[place :: len(PERIODS)]
        if report.name != "targets"
    ]
    if period.unit == "year":
        found.append(TABLES["targets"].build(ledger, period=period))
    if place == 0:
        found.append(summary(ledger, period=period))
        found += [
            not_bought(ledger, period=period, client=each) for each in list(ledger.clients())[:1]
        ]
    return found


def tables(ledger, cards, records, today: date) -> list:
    """Every report and listing that there is, in several periods."""
    found: list = []
    for place, label in enumerate(PERIODS):
        period = parse_period(label, today, ledger.settings.fiscal_year_start)
        for by in (BY[place % len(BY)], "margin"):
            table = rank(ledger, by=by, period=period, include_all=by == "orders")
            found.append((label, by, table.rows, table.notes))
        found += report_tables(ledger, place, period)
    found.append((list_clients(cards, ledger).rows, list_people(records, today).rows))
    found += [computed_results(client, ledger) for client in sorted(cards)]
    return found


def compared(root: Path, folder: Folder, today: date) -> None:
    ledger, cards, problems = scanned(folder, today)
    whole = load_all(folder).records
    wanted = tables(ledger, cards, whole, today)
    cached: CachedLedger = open_ledger(folder, today, lambda *_: None)
    assert [str(problem) for problem in cached.problems] == problems
    assert cached.cards == cards
    for tables_now, other in zip(
        tables(cached, cached.cards, cached.records(), today), wanted, strict=True
    ):
        assert tables_now == other
    assert repr(cached.records()) == repr(dict(sorted(whole.items())))
    cached.close()


STEPS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.none() | records(), st.integers(-400, 40)),
    min_size=1, max_size=3,
)  # fmt: skip
FOLDERS = st.builds(
    Settings,
    fiscal_year_start=st.sampled_from(
        [FiscalYearStart(1), FiscalYearStart(4, 6), FiscalYearStart(10)]
    ),
    targets=st.just({2026: {"claire": {"revenue": Decimal(900), "visits": Decimal(4)}}}),
    rates=st.just({"2024": {"USD": Decimal("0.9")}, "2026": {"USD": Decimal("0.92")}}),
)


@settings(max_examples=600 if STRESS else 6)
@given(st.dictionaries(st.sampled_from("abcdef"), records(), max_size=5), STEPS, FOLDERS)
def test_every_table_is_that_of_a_full_scan(first, steps, given_settings):
    root = Path(tempfile.mkdtemp())
    try:
        (root / "records").mkdir()
        (root / ".git").mkdir()
        folder = folder_layout(root, given_settings)
        for client, data in first.items():
            written(root, client, data)
        compared(root, folder, TODAY)
        for client, data, days in steps:
            written(root, client, data)
            compared(root, folder, TODAY + timedelta(days=days))
        compared(root, folder, TODAY)
    finally:
        shutil.rmtree(root)


def test_a_quarter_of_a_stated_year_is_not_that_year_so_far(tmp_path):
    """The year so far and its first quarter end on days between which nothing is named."""
    folder = folder_layout(tmp_path, Settings())
    (tmp_path / ".git").mkdir()
    written(tmp_path, "a", {
        "identity": {"name": "Acme", "status": "client"},
        "results": {"years": [{"year": 2026, "revenue": Decimal(900), "visits": 3}]},
    })  # fmt: skip
    ledger, _, _ = scanned(folder, TODAY)
    cached = open_ledger(folder, TODAY, lambda *_: None)
    for label in ("2026", "2026-Q1", "this-year", "2026-Q4"):
        period = parse_period(label, TODAY, CALENDAR_YEAR)
        assert cached.figures(period) == ledger.figures(period), label
    cached.close()


@pytest.fixture
def cold(cold_folder) -> Folder:
    """The example folder, without a cache yet."""
    from clientfile.store.folder import open_folder

    return open_folder(cold_folder.root)


def tables_now(folder: Folder) -> tuple[list, list[str]]:
    cached = open_ledger(folder, TODAY, lambda *_: None)
    period = parse_period("2026", TODAY, CALENDAR_YEAR)
    table = rank(cached, by="margin", period=period)
    listed = list_clients(cached.cards, cached)
    cached.close()
    return [table.rows, listed.rows], [str(problem) for problem in cached.problems]


def index_of(folder: Folder) -> Path:
    return cache_of(folder.root)


def flat(folder: Folder) -> bytes:
    """The index's bytes, all of them in the one file."""
    connection = sqlite3.connect(index_of(folder))
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    return index_of(folder).read_bytes()


def test_any_byte_flipped_changes_no_table(cold, record_property):
    wanted = tables_now(cold)
    whole = flat(cold)
    dice = random.Random(3)
    places = dice.sample(range(len(whole)), 3000 if STRESS else 40)
    for place in [*range(0, 100, 1 if STRESS else 9), *places]:
        hurt = bytearray(whole)
        hurt[place] ^= 1 << dice.randrange(8)
        index_of(cold).write_bytes(hurt)
        assert tables_now(cold) == wanted, place
    record_property("guarantee", f"index: {len(places)} bytes flipped, no table is another")


def test_any_length_and_no_index_change_no_table(cold):
    wanted = tables_now(cold)
    whole = flat(cold)
    for length in [0, 1, 15, 16, 99, 100, 101, 4095, 4096, 4097, len(whole) // 2, len(whole) - 1]:
        index_of(cold).write_bytes(whole[:length])
        assert tables_now(cold) == wanted, length
    index_of(cold).write_bytes(b"not an index\n" * 999)
    assert tables_now(cold) == wanted
    index_of(cold).unlink()
    assert tables_now(cold) == wanted
    index_of(cold).unlink()
    index_of(cold).mkdir()
    assert tables_now(cold) == wanted


def test_an_index_of_another_version_is_made_anew(cold):
    wanted = tables_now(cold)
    for version in (0, 99):
        connection = sqlite3.connect(index_of(cold))
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("DROP TABLE facts")
        connection.execute("CREATE TABLE facts (another TEXT)")
        connection.commit()
        connection.close()
        assert tables_now(cold) == wanted


def test_only_what_is_new_is_read(cold, monkeypatch):
    tables_now(cold)
    read: list[str] = []
    from clientfile.store.cache import facts

    real = facts.facts_of
    monkeypatch.setattr(facts, "facts_of", lambda s, x: read.append(s.decode()) or real(s, x))
    tables_now(cold)
    assert read == []
    path = cold.records / "lumelle.yaml"
    path.write_text(path.read_text() + "# a line more\n")
    tables_now(cold)
    assert [text[-14:] for text in read] == ["# a line more\n"]
    path.write_text(path.read_text().removesuffix("# a line more\n"))
    moved = cold.records / "north" / "lumelle.yaml"
    moved.parent.mkdir()
    path.rename(moved)
    tables_now(cold)
    assert len(read) == 1


def test_a_change_that_leaves_the_stamp_is_seen(cold, monkeypatch):
    """A file that was read in the instant of its last change is not trusted by its stamp."""
    import clientfile.store.cache.refresh as refresh

    path = cold.records / "lumelle.yaml"
    text = path.read_text()
    path.write_text(text.replace("Poitiers", "Limoges!"))
    stat = path.stat()
    # However slow the machine is, the file was read in the instant of its change.
    monkeypatch.setattr(refresh, "_RACY_NS", 10**12)
    first = open_ledger(cold, TODAY, lambda *_: None)
    assert first.cards["lumelle"].city == "Limoges!"
    # Without a new inode, size or time, as a coarse clock would leave it.
    path.write_text(text)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    same = f"{stat.st_size}.{stat.st_mtime_ns}.{stat.st_ctime_ns}.{stat.st_ino}"

    def stamped(folder):
        return [
            (client, path, same if client == "lumelle" else stamp, changed)
            for client, path, stamp, changed in kept(folder)
        ]

    kept = refresh.stamped_files
    monkeypatch.setattr(refresh, "stamped_files", stamped)
    second = open_ledger(cold, TODAY, lambda *_: None)
    assert second.cards["lumelle"].city == "Poitiers"


def test_a_folder_that_cannot_be_written_is_read_all_the_same(cold, monkeypatch, tmp_path):
    wanted = tables_now(cold)
    shutil.rmtree(index_of(cold).parent)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    shutil.rmtree(cold.root / ".git")
    assert tables_now(cold) == wanted
    assert list((tmp_path / "cache" / "clientfile").glob("*.sqlite"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert tables_now(cold) == wanted


def test_nobody_else_reads_the_index(cold):
    tables_now(cold)
    assert index_of(cold).stat().st_mode & 0o077 == 0


def test_two_at_once_do_not_wait_for_each_other(cold):
    wanted = tables_now(cold)
    held = sqlite3.connect(index_of(cold))
    held.execute("BEGIN IMMEDIATE")
    path = cold.records / "lumelle.yaml"
    path.write_text(path.read_text() + "# while another writes\n")
    assert tables_now(cold) == wanted
    held.rollback()
    held.close()


def test_many_records_are_read_by_several_processes(tmp_path, monkeypatch):
    """On disk and in the past, the same as by one."""
    import subprocess

    from benchmarks.generate import write_folder
    from clientfile.store.as_of import folder_as_of
    from clientfile.store.folder import open_folder

    count = 450 if STRESS else 90
    if not STRESS:
        monkeypatch.setattr(parallel, "MANY", 80)
        monkeypatch.setattr(parallel, "CHUNK", 20)
    root = tmp_path / "many"
    write_folder(count, root)
    told_of: list[tuple[int, int]] = []
    cached = open_ledger(open_folder(root), TODAY, lambda *far: told_of.append(far))
    ledger, cards, problems = scanned(open_folder(root), TODAY)
    period = parse_period("2026", TODAY, CALENDAR_YEAR)
    assert (cached.cards, list(cached.problems)) == (cards, problems)
    assert cached.figures(period) == ledger.figures(period)
    assert told_of[-1] == (count, count)
    cached.close()
    cache_of(root).unlink()
    path = next((root / "records").rglob("*.yaml"))
    path.write_text("identity: {name: Another, status: client}\n")
    subprocess.run(["git", "commit", "-qam", "another"], cwd=root, check=True)
    then, day = folder_as_of(open_folder(root), "HEAD~1", TODAY)
    past = open_ledger(then, day, lambda *_: None)
    assert past.cards == cards
    past.close()
    again = open_ledger(then, day, lambda *far: told_of.append(("read", far)))
    assert again.cards == cards
    assert told_of[-1] == (count, count)
