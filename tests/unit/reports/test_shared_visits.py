"""A visit with people of several clients counts at each, and once where clients are added up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clientfile.figures.ledger import SelectedLedger
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period
from clientfile.reports.common.values import sum_shared
from clientfile.reports.owners import owners
from clientfile.reports.summary import summary
from clientfile.reports.targets import targets
from clientfile.reports.visits import visits
from tests.support.full_scan import RecordsLedger

TODAY = date(2026, 11, 20)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), "2026", "year")
CLIENTS = ("acme", "globex", "hooli")

# Who was visited, by whom, and whether at the client's; each on a day of its own.
talks = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CLIENTS), min_size=1, unique=True),
        st.sampled_from(("claire", "karim")),
        st.sampled_from(("visit", "visit", "call")),
    ),
    max_size=8,
)


def records_of(all_talks: Collection[tuple[list[str], str, str]]) -> dict[str, Any]:
    records: dict[str, Any] = {
        client: {
            "identity": {"name": client, "status": "client", "owner": "claire"},
            "contacts": {"interactions": []},
        }
        for client in CLIENTS
    }
    for number, (clients, seller, kind) in enumerate(all_talks):
        day = (date(2026, 3, 1) + timedelta(number)).isoformat()
        for client in clients:
            fields = {"id": f"t{number}", "date": day, "kind": kind, "salesperson": seller}
            shared = {} if client == clients[0] else {"shared": f"{clients[0]}/t{number}"}
            records[client]["contacts"]["interactions"].append(fields | shared)
    return records


def ledger_of(records: Mapping[str, Any], **settings: Any) -> RecordsLedger:
    return RecordsLedger.of(records, Settings(**settings), TODAY)


@given(talks, st.sets(st.sampled_from(CLIENTS), min_size=1))
def test_of_any_clients_each_visit_counts_once(
    all_talks: list[tuple[list[str], str, str]], chosen: set[str]
) -> None:
    whole = ledger_of(records_of(all_talks))
    ledger = SelectedLedger(whole, chosen)
    theirs = [talk for talk in all_talks if chosen & set(talk[0])]
    rows = {row["owner"]: row for row in owners(ledger, period=YEAR).rows}
    for seller in ("claire", "karim"):
        mine = [kind for _, who, kind in theirs if who == seller]
        row = rows.get(seller, {"visits": 0, "interactions": 0})
        assert (row["visits"], row["interactions"]) == (mine.count("visit"), len(mine))
    page, _ = summary(ledger, period=YEAR)
    assert page["visits"]["visits"] == [kind for *_, kind in theirs].count("visit")
    for row in visits(ledger, period=YEAR).rows:
        at_it = [kind for clients, _, kind in all_talks if row["client"] in clients]
        assert row["visits"] == at_it.count("visit")


def test_a_target_of_visits_is_reached_by_one() -> None:
    records = records_of([(["acme", "globex"], "claire", "visit")])
    ledger = ledger_of(records, targets={2026: {"claire": {"visits": 10}}})
    (row,) = targets(ledger, period=YEAR).rows
    assert row["actual"] == 1


def test_on_a_day_with_a_visit_of_its_own_a_client_counts_apart() -> None:
    records = records_of([(["acme", "globex"], "claire", "visit")])
    own = {"date": "2026-03-01", "kind": "visit", "salesperson": "claire"}
    records["globex"]["contacts"]["interactions"].append(own)
    assert summary(ledger_of(records), period=YEAR)[0]["visits"]["visits"] == 2


def test_one_that_is_not_known_is_not_known_in_the_sum() -> None:
    assert sum_shared({"acme": 2, "globex": None}, {"acme": [], "globex": ["acme/x"]}) is None
    assert sum_shared({}, {}) == 0
    # Two of them with a third one, which is not among them.
    assert sum_shared({"b": 1, "c": 1}, {"b": ["a/x"], "c": ["a/x"]}) == 1
