"""`due`: whose turn it is, by rules one by one, and against a second computation."""

from __future__ import annotations

import copy
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.records.settings import Settings
from clientfile.reports.activity import promises
from clientfile.reports.common.standings import standings
from clientfile.reports.due import due, for_the_eye, one_row_each
from tests.oracles.due_by_hand import CADENCE
from tests.oracles.due_by_hand import due as by_hand
from tests.support.full_scan import RecordsLedger

TODAY = date(2026, 11, 20)
SETTINGS = Settings(cadence=CADENCE)


def rows(records, *, today=TODAY, settings=SETTINGS, **asked):
    """What is due of these records: client, reason, person, due day, what."""
    table = due(RecordsLedger.of(records, settings, today), **asked)
    return [tuple(row[k] for k in ("client", "reason", "person", "due", "what"))
            for row in table.rows]  # fmt: skip


def one(identity=None, *, within=9999, today=TODAY, settings=SETTINGS, **contacts):
    """Reason, person and day of all that is due with one client, whenever."""
    identity = {"name": "Acme", "status": "prospect", "prospect_since": "2026-01-01",
                **(identity or {})}  # fmt: skip
    found = rows({"acme": {"identity": identity, "contacts": contacts}}, today=today,
                 settings=settings, within=within)  # fmt: skip
    return {f"{reason} {person or ''}".strip(): str(day) for _, reason, person, day, _ in found}


def met(day, *people, **more):
    return {"date": day, "kind": "visit", "with": list(people), **more}


def order(amount):
    line = {"product": "x", "quantity": Decimal(1), "unit_price": Decimal(amount)}
    return {"ref": "1", "date": "2026-10-01", "lines": [{**line, "unit_cost": Decimal(0)}]}


JEAN = {"id": "jean", "last_name": "Dupont", "cadence": 20}


def test_a_contact_is_due_so_many_days_after_the_newest_one():
    assert one(interactions=[met("2026-03-01"), met("2026-02-01")]) == {"cadence": "2026-04-15"}


@pytest.mark.parametrize(
    "more",
    [{"reached": False}, {"mailing": True}, {"purpose": "collection"}, {"date": "2026-11-21"}],
    ids=["unanswered", "a mailing", "for money", "in the future"],
)
def test_what_is_no_contact_moves_nothing(more):
    assert one(interactions=[met("2026-03-01"), {**met("2026-04-01"), **more}]) == {
        "cadence": "2026-04-15"
    }


def test_the_day_of_the_visit_is_the_day_itself_at_the_earliest():
    assert one(interactions=[met("2026-11-20")]) == {"cadence": "2027-01-04"}


@pytest.mark.parametrize(
    ("identity", "contacts", "day"),
    [
        ({"status": "prospect"}, {}, "2026-04-15"),
        ({"status": "prospect"}, {"cadence": 10}, "2026-03-11"),
        # Nothing was ever sold: class C.
        ({"status": "client"}, {}, "2026-06-29"),
        ({"status": "client"}, {"cadence": 7}, "2026-03-08"),
    ],
)
def test_the_company_s_own_cadence_comes_before_its_status_and_its_class(identity, contacts, day):
    assert one(identity, interactions=[met("2026-03-01")], **contacts)["cadence"] == day


def test_a_status_with_a_cadence_comes_before_the_class():
    settings = replace(SETTINGS, cadence={**CADENCE, "client": 5})
    found = one({"status": "client"}, interactions=[met("2026-03-01")], settings=settings)
    assert found["cadence"] == "2026-03-06"


def test_the_class_is_by_what_the_client_brings():
    def buyer(amount):
        return {
            "identity": {"name": "x", "status": "client"},
            "contacts": {"interactions": [met("2026-11-01", purpose="service")]},
            "business": {"orders": [order(amount)]},
        }  # fmt: skip

    records = {"big": buyer(800), "mid": buyer(150), "small": buyer(50)}
    days = {row[0]: row[3] for row in rows(records, within=999) if row[1] == "cadence"}
    visit = date(2026, 11, 1)
    assert {name: (day - visit).days for name, day in days.items()} == {
        "big": 30, "mid": 60, "small": 120,
    }  # fmt: skip


def test_a_client_whose_class_is_not_known_is_not_forgotten():
    record = {
        "identity": {"name": "Abroad", "status": "client"},
        "contacts": {"interactions": [met("2026-03-01", purpose="service")]},
        "business": {"currency": "SEK", "orders": [order(10)]},
    }
    found = {row[1]: str(row[3]) for row in rows({"abroad": record})}
    assert found == {"cadence": "2026-06-29", "relationship": "2026-05-30"}


def test_a_person_s_cadence_counts_contacts_with_that_person():
    found = one(people=[JEAN], interactions=[met("2026-03-01", "jean"), met("2026-03-20")])
    assert found == {"cadence": "2026-05-04", "cadence jean": "2026-03-21"}


@pytest.mark.parametrize(
    ("left", "due_too"),
    [
        ({"date": "2026-11-19"}, False),
        ({"date": "2026-11-20"}, True),
        ({"date": "2026-12-31"}, True),
        ({"to_company": "retired"}, False),
    ],
)
def test_who_left_is_not_due_from_the_next_day_on(left, due_too):
    found = one(people=[{**JEAN, "left": left}], interactions=[met("2026-03-01", "jean")])
    assert ("cadence jean" in found) is due_too


@pytest.mark.parametrize(
    ("identity", "person", "days"),
    [
        ({}, {}, ("2026-02-15", "2026-01-21")),
        ({}, {"since": "2026-06-01"}, ("2026-02-15", "2026-06-21")),
        ({}, {"since": "2019-06-01"}, ("2026-02-15", "2026-01-21")),
        # A record that was opened later than what it tells of: nobody could be met before.
        ({"opened": "2026-11-20"}, {"since": "2019-06-01"}, ("2027-01-04", "2026-12-10")),
        ({"opened": "2025-01-01"}, {}, ("2026-02-15", "2025-01-21")),
        ({"opened": "2025-01-01", "status": "client", "client_since": "2026-02-01"},
         {"since": "2026-03-01"}, ("2026-06-01", "2026-03-21")),
        ({"prospect_since": None}, {}, ("2026-11-20", "2026-11-20")),
        ({"prospect_since": None}, {"since": "2026-06-01"}, ("2026-11-20", "2026-06-21")),
        ({"status": "client", "client_since": "2026-02-01"}, {}, ("2026-06-01", "2026-01-21")),
        ({"status": "client", "client_since": "2026-02-01", "prospect_since": None}, {},
         ("2026-06-01", "2026-02-21")),
    ],
)  # fmt: skip
def test_who_was_never_met_is_due_from_when_they_came_or_today(identity, person, days):
    identity = {"prospect_since": "2026-01-01", **identity}
    record = {"identity": {"name": "Acme", "status": "prospect",
                           **{k: v for k, v in identity.items() if v}},
              "contacts": {"people": [{**JEAN, **person}]}}  # fmt: skip
    found = {row[2]: str(row[3]) for row in rows({"acme": record}, within=999)
             if row[1] == "cadence"}  # fmt: skip
    assert (found[None], found["jean"]) == days


def test_a_successor_is_new_on_the_day_the_one_before_left():
    people = [
        {"id": "rolf", "last_name": "R", "left": {"date": "2026-06-01", "successor": "jean"}},
        JEAN,
    ]
    found = one(people=people, interactions=[met("2026-05-01", "rolf")])
    assert found == {"cadence": "2026-06-15", "cadence jean": "2026-06-21"}


def test_former_and_lost_clients_are_left_alone():
    plans = {"interactions": [met("2026-01-01", promises=[{"what": "x", "due": "2026-02-01"}],
                                  next={"what": "y", "date": "2026-02-01"})],
             "people": [JEAN], "cadence": 10}  # fmt: skip
    for status in ("former", "lost"):
        assert one({"status": status}, **plans) == {}
        settings = replace(SETTINGS, cadence={**CADENCE, status: 365})
        assert one({"status": status}, settings=settings, **plans) == {"cadence": "2027-01-01"}


def test_a_snooze_holds_contacts_back_and_not_what_was_promised():
    plans = {"snoozed_until": "2026-12-01", "people": [JEAN], "interactions": [
        met("2026-01-01", "jean", next={"what": "y", "date": "2026-02-02"},
            promises=[{"what": "x", "due": "2026-02-01"}])]}  # fmt: skip
    assert one(within=0, **plans) == {"promise": "2026-02-01", "next": "2026-02-02"}
    # What comes within the days asked for is told, as of the day on which the peace ends.
    held = {"cadence": "2026-12-01", "cadence jean": "2026-12-01"}
    assert one(within=10, **plans) == {"promise": "2026-02-01", "next": "2026-02-02"}
    assert one(within=11, **plans).items() >= held.items()
    assert one(within=0, today=date(2026, 12, 1), **plans).items() >= held.items()
    assert "cadence" not in one(within=0, today=date(2026, 11, 30), **plans)


@pytest.mark.parametrize("ended", [{"done": "2026-03-02"}, {"cancelled": "2026-03-02"}])
def test_what_is_done_or_called_off_is_not_due(ended):
    promised = [{"what": "x", "due": "2026-03-01", **ended}]
    plan = {"what": "y", "date": "2026-03-01", **ended}
    found = one(interactions=[met("2026-11-01", promises=promised, next=plan)])
    assert found == {"cadence": "2026-12-16"}


def test_what_has_no_day_falls_due_a_fortnight_later_and_says_so():
    visit = met("2026-11-01", promises=[{"what": "x"}], next={"what": "y"})
    assert one(interactions=[visit]) == {
        "cadence": "2026-12-16", "promise": "2026-11-15", "next": "2026-11-15",
    }  # fmt: skip
    sooner = replace(SETTINGS, cadence={**CADENCE, "promise": 3})
    assert one(interactions=[visit], settings=sooner)["promise"] == "2026-11-04"
    acme = {"identity": {"name": "Acme", "status": "prospect"},
            "contacts": {"interactions": [visit]}}  # fmt: skip
    table = due(RecordsLedger.of({"acme": acme}, SETTINGS, TODAY))
    assert [(row["what"], row["undated"]) for row in table.rows] == [("y", True), ("x", True)]
    assert [row["what"] for row in for_the_eye(table).rows] == [
        "no day stated: y", "no day stated: x",
    ]  # fmt: skip


def test_a_promise_without_a_day_is_late_after_that_time_in_its_own_listing_too():
    visit = met("2026-11-05", promises=[{"what": "x"}, {"what": "y", "due": "2026-11-30"}])
    acme = {"identity": {"name": "Acme", "status": "client"},
            "contacts": {"interactions": [visit]}}  # fmt: skip
    listed = promises(RecordsLedger.of({"acme": acme}, SETTINGS, TODAY)).rows
    assert [(row["what"], row["due"], row["overdue"]) for row in listed] == [
        ("y", date(2026, 11, 30), False), ("x", None, True),
    ]  # fmt: skip


def test_right_after_a_first_visit_nothing_is_late():
    """Nor is a visit beside sales, which is asked for so many days after the first contact."""
    client = {"status": "client", "client_since": "2019-01-01"}
    seen = {"cadence": "2027-03-20", "relationship": "2027-02-18"}
    assert one(client, interactions=[met("2026-11-20", purpose="sale")]) == seen
    # Nothing is known of when it began.
    bare = {"identity": {"name": "Acme", "status": "client"},
            "contacts": {"interactions": [met("2026-11-20")]}}  # fmt: skip
    assert {row[1]: str(row[3]) for row in rows({"acme": bare}, within=999)} == seen


def test_a_client_never_met_is_asked_for_a_contact_alone():
    client = {"status": "client", "client_since": "2019-01-01", "opened": "2026-11-20"}
    assert one(client) == {"cadence": "2027-03-20"}


def test_of_a_client_never_met_the_end_of_a_snooze_is_the_day():
    early, late = ({"snoozed_until": day} for day in ("2026-01-10", "2026-12-01"))
    assert one(**early) == {"cadence": "2026-01-10"}
    assert one(**late) == {"cadence": "2026-12-01"}
    # Of one that was met it only holds back, as it does of a person.
    assert one(**early, interactions=[met("2026-03-01")]) == {"cadence": "2026-04-15"}
    assert one(**early, people=[JEAN])["cadence jean"] == "2026-01-21"


def test_without_its_day_a_record_was_opened_when_it_came_into_git():
    prospect = {"identity": {"name": "x", "status": "prospect", "prospect_since": "2026-01-01"}}
    opened = {"identity": {**prospect["identity"], "opened": "2026-06-01"}}
    ledger = RecordsLedger.of({"a": prospect, "b": opened}, SETTINGS, TODAY)
    asked = []

    def first_days(clients):
        asked.extend(clients)
        return dict.fromkeys(clients, date(2026, 10, 1))

    days = {row["client"]: str(row["due"])
            for row in due(ledger, within=99, first_days=first_days).rows}  # fmt: skip
    assert (days, asked) == ({"a": "2026-11-15", "b": "2026-07-16"}, ["a"])
    # The day of a clock that was ahead is none.
    ahead = due(ledger, first_days=lambda clients: dict.fromkeys(clients, date(2027, 1, 1)))
    assert {row["client"]: str(row["due"]) for row in ahead.rows}["a"] == "2026-02-15"


def test_one_row_a_client_and_person_the_most_overdue_first():
    promise = {"what": "x", "due": "2026-03-01", "to": "jean"}
    visit = met("2026-03-01", "jean", promises=[promise, {**promise, "due": "2026-04-01"}],
                next={"what": "y", "date": "2026-11-01"})  # fmt: skip
    acme = {"identity": {"name": "Acme", "status": "client"},
            "contacts": {"people": [JEAN], "interactions": [visit]}}  # fmt: skip
    table = due(RecordsLedger.of({"acme": acme}, SETTINGS, TODAY))
    assert len(table.rows) == 6
    told = [(row["reason"], row["person"], str(row["due"])) for row in one_row_each(table).rows]
    assert told == [
        ("promise +2", "jean", "2026-03-01"),
        ("relationship +2", None, "2026-05-30"),
    ]


def test_of_reasons_equally_late_what_was_promised_stands_first():
    plans = {"promises": [{"what": "x", "due": "2026-04-15"}],
             "next": {"what": "y", "date": "2026-04-15"}}  # fmt: skip
    acme = {"identity": {"name": "Acme", "status": "prospect"},
            "contacts": {"interactions": [met("2026-03-01", **plans)]}}  # fmt: skip
    [row] = one_row_each(due(RecordsLedger.of({"acme": acme}, SETTINGS, TODAY))).rows
    assert row["reason"] == "promise +2"


HEIRS = [
    {"id": "a", "last_name": "A", "left": {"date": "2026-02-01", "successor": "b"}},
    {"id": "b", "last_name": "B", "left": {"date": "2026-04-01", "successor": "c"}},
    {"id": "c", "last_name": "C", "left": {"date": "2026-12-24", "successor": "d"}},
    {"id": "d", "last_name": "D"},
    {"id": "e", "last_name": "E", "left": {"successor": "f"}},
    {"id": "f", "last_name": "F", "left": {"successor": "e"}},
    {"id": "g", "last_name": "G", "left": {"date": "2026-02-01"}},
]


@pytest.mark.parametrize(("to", "shown"), [("a", "c"), ("c", "c"), ("d", "d"), ("g", "g")])
def test_a_promise_to_who_left_is_the_last_successor_s(to, shown):
    for whose in ("ours", "theirs"):
        given_ = [{"what": "x", "due": "2026-03-01", "to": to, "whose": whose}]
        record = {"identity": {"name": "x", "status": "client"},
                  "contacts": {"people": HEIRS, "interactions": [
                      met("2026-01-05", promises=given_)]}}  # fmt: skip
        assert [row[2] for row in rows({"x": record}) if row[1] == "promise"] == [shown]
        told = promises(RecordsLedger.of({"x": record}, SETTINGS, TODAY)).rows
        assert [(row["to"], row["whose"]) for row in told] == [(shown, whose)]


def test_successors_in_a_ring_end():
    promised = [{"what": "x", "due": "2026-03-01", "to": "e"}]
    contacts = {"people": HEIRS, "interactions": [met("2026-01-05", promises=promised)]}
    record = {"identity": {"name": "x", "status": "client"}, "contacts": contacts}
    assert {row[2] for row in rows({"x": record}) if row[1] == "promise"} <= {"e", "f"}


@pytest.mark.parametrize(
    ("last", "days", "day"),
    [("2024-02-28", 1, "2024-02-29"), ("2024-02-29", 1, "2024-03-01"),
     ("2024-02-29", 366, "2025-03-01"), ("2023-02-28", 1, "2023-03-01"),
     ("2025-12-31", 1, "2026-01-01"), ("2024-01-31", 30, "2024-03-01")],
)  # fmt: skip
def test_leap_days_are_days(last, days, day):
    assert one(cadence=days, interactions=[met(last)])["cadence"] == day


def test_the_last_day_there_is():
    assert one(cadence=10**6 * 4, interactions=[met("2026-01-01")], within=99_999) == {}
    last = date.max
    assert one(today=last, interactions=[met("9999-12-30")], within=99_999) == {
        "cadence": "9999-12-31"
    }


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system sets no time zone in a run")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "America/New_York"])
def test_a_time_zone_shifts_no_day(zone, monkeypatch):
    """Days are days, not instants: also those on which a clock is put forward at midnight."""
    here = one(interactions=[met("2026-03-08"), met("2026-10-31")], people=[JEAN])
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert one(interactions=[met("2026-03-08"), met("2026-10-31")], people=[JEAN]) == here
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


# --- laws ----------------------------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 1)).map(date.isoformat)
NAMES = st.sampled_from(["ann", "bob", "cleo"])
PLANS = st.fixed_dictionaries(
    {"what": st.sampled_from(["x", "y"])}, optional={"done": DAYS, "cancelled": DAYS}
)
INTERACTIONS = st.fixed_dictionaries(
    {"date": DAYS, "kind": st.sampled_from(["visit", "call"])},
    optional={
        "with": st.lists(NAMES, unique=True, max_size=2),
        "reached": st.booleans(),
        "mailing": st.booleans(),
        "purpose": st.sampled_from(["sale", "relationship", "service", "collection"]),
        "promises": st.lists(st.builds(
            lambda plan, more: {**plan, **more}, PLANS,
            st.fixed_dictionaries({}, optional={
                "due": DAYS, "to": NAMES, "whose": st.sampled_from(["ours", "theirs"])})),
            max_size=2),
        "next": st.builds(lambda plan, more: {**plan, **more}, PLANS,
                          st.fixed_dictionaries({}, optional={"date": DAYS})),
    },
)  # fmt: skip

LINKS = st.builds("{}/{}".format, st.sampled_from(["acme", "bolt", "gone"]), NAMES)
POSTS = st.fixed_dictionaries(
    {"until": DAYS}, optional={"from": DAYS, "cadence": st.integers(1, 200)}
)


REMINDERS = st.fixed_dictionaries(
    {"what": st.sampled_from(["x", "y"]), "date": DAYS},
    optional={"every": st.just("1y"), "person": NAMES, "last_done": DAYS, "cancelled": DAYS},
)


@st.composite
def records_(draw):
    identity = draw(st.fixed_dictionaries(
        {"status": st.sampled_from(["client", "client", "prospect", "former", "lost"])},
        optional={"client_since": DAYS, "prospect_since": DAYS, "opened": DAYS,
                  "former_since": DAYS, "lost_since": DAYS}))  # fmt: skip
    people = []
    for name in draw(st.lists(NAMES, unique=True)):
        left = st.fixed_dictionaries(
            {"to_company": st.just("x")}, optional={"date": DAYS, "successor": NAMES}
        )
        more = st.fixed_dictionaries(
            {},
            optional={
                "cadence": st.integers(1, 200),
                "since": DAYS,
                "left": left,
                "past_posts": st.lists(POSTS, min_size=1, max_size=2),
                "same_as": st.lists(LINKS, min_size=1, max_size=2),
            },
        )
        people.append({"id": name, "last_name": name, **draw(more)})
    contacts = draw(st.fixed_dictionaries(
        {"interactions": st.lists(INTERACTIONS, max_size=4),
         "reminders": st.lists(REMINDERS, max_size=2)},
        optional={"cadence": st.integers(1, 400), "snoozed_until": DAYS}))  # fmt: skip
    return {"identity": {"name": "Acme", **identity}, "contacts": {"people": people, **contacts}}


FOLDERS = st.dictionaries(st.sampled_from(["acme", "bolt"]), records_(), min_size=1)
SOME_DAY = st.dates(date(2024, 6, 1), date(2027, 1, 1))


@given(FOLDERS, SOME_DAY, st.integers(0, 400))
def test_the_same_by_hand(folder, today, within):
    ledger = RecordsLedger.of(folder, SETTINGS, today)
    classes = {client: each.class_ for client, each in standings(ledger).items()}
    assert Counter(rows(folder, today=today, within=within)) == Counter(
        by_hand(folder, classes, today, within)
    )


@given(FOLDERS, SOME_DAY, st.integers(0, 400))
def test_the_most_neglected_stand_first(folder, today, within):
    late = [row["overdue_days"] for row in due(
        RecordsLedger.of(folder, SETTINGS, today), within=within).rows]  # fmt: skip
    assert late == sorted(late, reverse=True)
    assert all(days >= -within for days in late)


@given(records_(), SOME_DAY, st.integers(1, 400))
def test_it_starts_again_from_the_newest_contact_with_anyone(record, today, days):
    """Whoever was met, today: the company's own turn is so many days from now."""
    record = copy.deepcopy(record)
    record["identity"] = {"name": "Acme", "status": "client"}
    record["contacts"].pop("snoozed_until", None)
    record["contacts"]["cadence"] = days
    record["contacts"]["interactions"].append(met(today.isoformat()))
    found = rows({"acme": record}, today=today, within=days)
    own = [day for _, reason, who, day, _ in found if reason == "cadence" and who is None]
    assert own == [today + timedelta(days=days)]


@given(records_(), SOME_DAY, st.data())
def test_an_old_contact_added_late_changes_nothing(record, today, data):
    """As long as a newer one with everybody it was with, of every kind, is there."""
    people = [person["id"] for person in record["contacts"]["people"]]
    newest = today - timedelta(days=data.draw(st.integers(0, 300)))
    old = newest - timedelta(days=data.draw(st.integers(0, 500)))
    record["contacts"]["interactions"].append(met(newest.isoformat(), *people, purpose="service"))
    before = rows({"acme": record}, today=today, within=999)
    late = copy.deepcopy(record)
    place = data.draw(st.integers(0, len(late["contacts"]["interactions"])))
    company = data.draw(st.lists(st.sampled_from(people), unique=True)) if people else []
    late["contacts"]["interactions"].insert(place, met(old.isoformat(), *company))
    assert rows({"acme": late}, today=today, within=999) == before


@given(records_(), SOME_DAY, st.integers(1, 400))
def test_a_snooze_ends(record, today, days):
    """Until its last day no contact is asked for, on it all that waited is."""
    until = today + timedelta(days=days)
    plain = copy.deepcopy(record)
    plain["contacts"].pop("snoozed_until", None)
    record["contacts"]["snoozed_until"] = until.isoformat()
    contacts = ("cadence", "relationship")
    asleep = rows({"acme": record}, today=until - timedelta(days=1))
    assert not [row for row in asleep if row[1] in contacts]
    awake = rows({"acme": record}, today=until)
    as_if = rows({"acme": plain}, today=until)
    # A client that was never met is due on that day, however short a time it has been known.
    asked = [row for row in awake if row[:3] != ("acme", "cadence", None)]
    assert Counter(row[:3] for row in asked) == Counter(
        row[:3] for row in as_if if row[:3] != ("acme", "cadence", None)
    )
    assert {row[:3] for row in as_if} <= {row[:3] for row in awake}
    assert all(row[3] == until for row in awake if row[1] in contacts)


@given(FOLDERS, SOME_DAY, st.integers(0, 99))
def test_a_wider_look_holds_the_narrower_one(folder, today, within):
    near, far = (Counter(rows(folder, today=today, within=days)) for days in (within, within + 30))
    assert near <= far


def test_an_owner_is_asked_for_in_any_case():
    records = {
        name: {"identity": {"name": name, "status": "prospect", "owner": owner}}
        for name, owner in (("a", "Zoé"), ("b", "karim"))
    }
    assert [row[0] for row in rows(records, owner="zoe")] == ["a"]
    assert [row[0] for row in rows(records, owner="KARIM")] == ["b"]
    assert rows(records, owner="nobody") == []


def test_a_record_of_thousands_of_people_takes_seconds():
    """Each of 3,000 people follows another, and is looked up once, not among all the others."""
    people = [
        {"id": f"p{n}", "last_name": "X", "left": {"date": "2026-01-02", "successor": f"p{n + 1}"}}
        for n in range(3000)
    ]
    people.append({"id": "p3000", "last_name": "Last", "cadence": 20})
    began = time.process_time()
    assert one(people=people)["cadence p3000"] == "2026-01-22"
    assert time.process_time() - began < 3
