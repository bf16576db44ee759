"""`due -f ics`: held against RFC 5545 by the library and by a small reading of our own."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from clientfile.reports.agenda import calendar_entries
from clientfile.reports.ical import calendar_text
from tests.support.paths import DATA

TODAY = date(2026, 11, 20)
STAMP = datetime(2026, 11, 20, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """The content lines of a calendar file, by RFC 5545, section 3.1, and what holds of them."""
    assert text.endswith("\r\n")
    physical = text.split("\r\n")[:-1]
    assert all(line and "\r" not in line and "\n" not in line for line in physical)
    assert all(len(line.encode()) <= 75 for line in physical)
    lines: list[str] = []
    for line in physical:
        if line[0] in " \t":
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert all(re.match(r"[A-Z-]+(;[A-Z-]+=[^:;,\"]+)*:", line) for line in lines)
    assert not [c for line in lines for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs")]
    return lines


def events(text: str) -> list[dict[str, str]]:
    """The events, property by property; each property once, as RFC 5545, 3.6.1 wants it."""
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines[1].startswith("PRODID:")
    assert lines[2:5] == ["VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    found: list[dict[str, str]] = []
    for line in lines[5:-1]:
        name, value = line.split(":", 1)
        if name == "BEGIN":
            assert value == "VEVENT"
            found.append({})
        elif name == "END":
            assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= set(found[-1])
        else:
            assert name not in found[-1]
            found[-1][name] = value
    uids = [event["UID"] for event in found]
    assert len(set(uids)) == len(uids)
    return found


def plain(text: str) -> str:
    """A TEXT value without its escapes (3.3.11)."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", text)
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), text)


def test_a_row_is_a_whole_day(examples):
    result = examples.run("due", "--within", "30d", "-f", "ics")
    rows = examples.run("due", "--within", "30d", "--columns", "client,due,reason").out.splitlines()
    assert result.err == ""
    made = events(result.out)
    assert len(made) == len(rows)
    for event, row in zip(made, rows, strict=True):
        client, due, reason = row.split("\t")
        day = max(date.fromisoformat(due), TODAY)
        assert event["DTSTART;VALUE=DATE"] == f"{day:%Y%m%d}"
        assert event["DTEND;VALUE=DATE"] == f"{day + timedelta(days=1):%Y%m%d}"
        assert event["DTSTAMP"] == "20261120T000000Z"
        assert event["TRANSP"] == "TRANSPARENT"
        assert event["UID"].startswith(f"{client}.{reason}")
        assert event["UID"].endswith("@clientfile")
        assert f"clientfile brief {client}" in plain(event["DESCRIPTION"])


def test_the_library_reads_the_same(examples):
    out = examples.run("due", "-f", "ics").out
    calendar = Calendar.from_ical(out)
    assert calendar.errors == []
    for event, own in zip(calendar.walk("VEVENT"), events(out), strict=True):
        assert event.errors == []
        assert str(event["SUMMARY"]) == plain(own["SUMMARY"])
        assert str(event["DESCRIPTION"]) == plain(own["DESCRIPTION"])
        assert type(event.start) is date
        assert event.end - event.start == timedelta(days=1)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_file(examples, language):
    out = examples.run("due", "-f", "ics", "-n", "5", CLIENTFILE_LANG=language).out
    shown = (DATA / "pages" / f"due-calendar_{language}.txt").read_text()
    assert out.replace("\r\n", "\n") == shown


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Contact Maison Kervelec", "Contact Hélène Carpentreau (Maison Kervelec)",
                "See Thornwick Bakery Imports, with nothing to sell",
                "Promised to Jutta Hallenreuth (Bäckerring Niederfeld): "
                "Food-contact certificates in German",
                "Expected of Biscuiterie Vaudrenne: Prévision par trimestre",
                "Maison Kervelec: Rappeler Hélène pour les sacs de Noël"]),
        ("fr", ["Contacter Maison Kervelec", "Contacter Hélène Carpentreau (Maison Kervelec)",
                "Voir Thornwick Bakery Imports, sans rien à vendre",
                "Promis à Jutta Hallenreuth (Bäckerring Niederfeld) : "
                "Food-contact certificates in German",
                "Promis par Biscuiterie Vaudrenne : Prévision par trimestre",
                "Maison Kervelec : Rappeler Hélène pour les sacs de Noël"]),
    ],
)  # fmt: skip
def test_in_plain_words(folder, language, told):
    toml = folder.root / "clientfile.toml"
    toml.write_text(toml.read_text().replace('"en"', f'"{language}"'))
    summaries = [plain(each["SUMMARY"]) for each in events(folder.run("due", "-f", "ics").out)]
    assert set(told) <= set(summaries)


def test_two_files_of_one_day_are_the_same_and_later_ones_replace(examples):
    first = examples.run("due", "-f", "ics").out
    assert examples.run("due", "-f", "ics").out == first
    later = examples.run("due", "-f", "ics", CLIENTFILE_TODAY="2026-11-27").out
    before = {event["UID"]: event for event in events(first)}
    after = {event["UID"]: event for event in events(later)}
    assert set(before) < set(after)
    for uid, event in before.items():
        assert int(after[uid]["SEQUENCE"]) > int(event["SEQUENCE"])
        assert after[uid]["DTSTAMP"] > event["DTSTAMP"]
        assert after[uid]["SUMMARY"] == event["SUMMARY"]


def test_by_the_clock_the_stamp_is_an_instant(examples, monkeypatch):
    monkeypatch.delenv("CLIENTFILE_TODAY")
    before = datetime.now(UTC).replace(microsecond=0)
    made = events(examples.run("due", "--within", "99999d", "-f", "ics", "-n", "1").out)
    stamp = datetime.strptime(made[0]["DTSTAMP"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert before <= stamp <= datetime.now(UTC)


def test_a_kept_cadence_moves_its_own_event(runner):
    uid = "acme.cadence.jean-dupont@clientfile"
    days = []
    for words in ([], ["add-meeting", "acme/jean-dupont", "--on", "2026-11-19"]):
        if words:
            runner.run(*words)
        made = {e["UID"]: e for e in events(runner.run("due", "--within", "90d", "-f", "ics").out)}
        days.append(made[uid]["DTSTART;VALUE=DATE"])
    assert days == ["20261120", "20261219"]


def test_nothing_due_is_an_empty_calendar(runner):
    result = runner.run("due", "--owner", "nobody", "-f", "ics")
    assert events(result.out) == []
    assert result.err == "Nothing to show.\n"


def test_a_calendar_has_rows_and_no_columns(examples):
    assert (
        "leave --columns out" in examples.run("due", "-f", "ics", "--columns", "client", code=2).err
    )
    assert len(events(examples.run("due", "-f", "ics", "-n", "2").out)) == 2
    own = events(examples.run("due", "-f", "ics", "--where", "reason=promise").out)
    assert {event["CATEGORIES"] for event in own} == {"promise"}
    assert examples.run("list", "-f", "ics", code=2).out == ""


def test_promises_by_hand_without_ids_are_told_apart(runner):
    twice = ", ".join(["{what: send it, due: 2026-01-02}"] * 2)
    runner.write(
        "hand",
        f"""\
identity: {{name: By Hand, status: prospect}}
contacts:
  interactions:
    - {{date: 2026-01-01, kind: call, promises: [{twice}, {{what: else, due: 2026-01-02}}]}}
""",
    )
    uids = [e["UID"] for e in events(runner.run("due", "-f", "ics", "--where", "client=hand").out)]
    promised = [uid for uid in uids if ".promise." in uid]
    assert len(set(promised)) == len(promised) == 3


HOSTILE = st.text(st.characters() | st.sampled_from('\r\n\t\x1b\u202e\u2028\\,;:"\ud800é漢🎂'))
ROWS = st.lists(
    st.fixed_dictionaries({
        "client": st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True),
        "name": HOSTILE, "owner": st.none() | HOSTILE,
        "person": st.none() | st.just("jean"), "person_name": st.none() | HOSTILE,
        "class": st.none() | st.sampled_from("ABC"),
        "reason": st.sampled_from(["promise", "next"]),
        "last_contact": st.none() | st.dates(), "last_relationship": st.none() | st.dates(),
        "due": st.dates(), "overdue_days": st.integers(-999, 999),
        "what": HOSTILE, "id": st.none(), "whose": st.sampled_from(["ours", "theirs"]),
        "undated": st.booleans(), "nobody_after": st.booleans(),
    }),
    max_size=4,
)  # fmt: skip


@given(ROWS, st.sampled_from(["en", "fr"]))
def test_whatever_a_record_holds_is_folded_and_escaped(rows, language):
    made = calendar_entries(rows, TODAY, language)
    text = calendar_text(made, STAMP)
    told = events(text)
    assert [plain(event["SUMMARY"]) for event in told] == [entry.summary for entry in made]
    read = Calendar.from_ical(text).walk("VEVENT")
    assert [str(event["DESCRIPTION"]) for event in read] == [entry.description for entry in made]


def test_a_spread_is_shown_then_written_and_taken_back_at_once(runner):
    for name in ("Bolt", "Cray", "Dune"):
        runner.run("new", name, "--owner", "claire")
    before = runner.run("due", "--within", "99d").out
    shown = runner.run("due", "--spread", "2w", "--owner", "claire", "--columns", "day,client")
    assert shown.out == "2026-11-20\tbolt\n2026-11-25\tcray\n2026-11-30\tdune\n"
    assert shown.err == "nothing is written: --apply does, and undo takes it back\n"
    commits = len(runner.git("log", "--format=%h").splitlines())
    words = ("due", "--spread", "2w", "--owner", "claire", "--apply")
    assert runner.run(*words).out.startswith(
        "3 clients laid over the days from 2026-11-20 to 2026-11-30 ["
    )
    assert len(runner.git("log", "--format=%h").splitlines()) == commits + 1
    laid = runner.run("due", "--within", "99d", "--owner", "claire", "--columns", "client,due").out
    assert laid == "bolt\t2026-11-20\ncray\t2026-11-25\ndune\t2026-11-30\n"
    assert runner.run(*words, CLIENTFILE_TODAY="2026-11-19").err == (
        "nothing is due, and who was never met has a day\n"
    )
    runner.run("undo")
    assert runner.run("due", "--within", "99d").out == before


def test_only_the_rows_that_are_asked_for_are_laid(runner):
    for name in ("Bolt", "Cray"):
        runner.run("new", name)
    where = ("--where", "client=cray")
    runner.run("due", "--spread", "30d", "--apply", *where)
    assert "snoozed_until" in runner.text("cray")
    assert "snoozed_until" not in runner.text("bolt")


@pytest.mark.parametrize(
    "words",
    [["--apply"], ["--spread", "30d", "--within", "3d"], ["--spread", "soon"], ["--spread", "0d"],
     ["--spread", "30d", "-f", "ics"], ["--spread", "30d", "--as-of", "HEAD"]],
)  # fmt: skip
def test_a_spread_by_itself(runner, words):
    before = runner.state()
    runner.run("due", *words, code=2)
    assert runner.state() == before


def test_a_spread_over_a_weekend_alone_is_refused(runner):
    runner.run("new", "Bolt")
    saturday = {"CLIENTFILE_TODAY": "2026-11-21"}
    told = runner.run("due", "--spread", "2d", "--apply", code=2, **saturday).err
    assert "no working day" in told
    assert runner.run("due", "--spread", "3d", **saturday).out.startswith("2026-11-23\t")
