"""One visit with people of two clients: a record at each, which stay alike."""

from __future__ import annotations

import json

import pytest

from tests.support.runner import CliRunner

WITH_BOTH = ("add-meeting", "kervelec", "--with", "carpentreau", "--with", "gerbe/quintrec")


def log_visit(runner: CliRunner, *words: str) -> tuple[str, str]:
    """The interactions of a visit at both clients, as CLIENT/ID."""
    first, *_, last = json.loads(runner.run(*WITH_BOTH, *words, "-f", "json").out)["ids"]
    return f"kervelec/{first}", f"gerbe/{last}"


def interaction(runner: CliRunner, target: str) -> dict[str, object]:
    shown: dict[str, object] = json.loads(runner.run("show", target, "-f", "json").out)
    return shown


def visits(runner: CliRunner) -> dict[str, str]:
    """The visits of each salesperson, of some clients and of the page of all."""
    out = runner.run("owners", "--columns", "owner,visits,interactions").out
    found = {line.split("\t")[0]: line for line in out.splitlines()}
    found |= dict(
        line.split("\t")
        for line in runner.run("visits", "--columns", "client,visits").out.splitlines()
    )
    found["summary"] = str(json.loads(runner.run("summary", "-f", "json").out)["visits"]["visits"])
    return found


def test_a_visit_at_two_clients_is_one(folder: CliRunner) -> None:
    before, state = visits(folder), folder.state()[2]
    out = folder.run(*WITH_BOTH, "--summary", "Sacs", "--brought", "Guide", "--dry-run").err
    assert (
        "kervelec: visit on 2026-11-20 with helene-carpentreau, together with gerbe/armelle" in out
    )
    first, other = log_visit(
        folder, "--summary", "Sacs", "--brought", "Guide", "--promise", "Prix by friday",
        "--question", "Quand ?", "--next", "Appeler on +3d", "--purpose", "service",
    )  # fmt: skip
    logged = interaction(folder, other)
    assert logged == {
        "id": other.partition("/")[2], "date": "2026-11-20", "kind": "visit", "purpose": "service",
        "shared": first, "with": ["armelle-quintrec"], "salesperson": logged["salesperson"],
        "summary": "Sacs", "brought": ["Guide"],
    }  # fmt: skip
    after = visits(folder)
    for client in ("kervelec", "gerbe"):
        assert int(after[client]) == int(before.get(client, 0)) + 1
    assert int(after["summary"]) == int(before["summary"]) + 1
    mine = str(logged["salesperson"])
    counts = [[int(each) for each in found[mine].split("\t")[1:]] for found in (before, after)]
    assert counts[1] == [count + 1 for count in counts[0]]
    assert "0 errors, 0 warnings" in folder.run("check").err
    folder.run("undo")
    assert folder.state()[2] == state


def test_of_the_second_client_alone_it_is_a_visit(folder: CliRunner) -> None:
    columns = ("owners", "--columns", "owner,visits", "--where", "client=gerbe")
    before = folder.run(*columns).out
    log_visit(folder, "--salesperson", "claire")
    assert folder.run(*columns).out != before


@pytest.mark.parametrize("at", [0, 1], ids=["the first client", "the other"])
def test_what_changes_at_one_changes_at_both(folder: CliRunner, at: int) -> None:
    both = log_visit(folder, "--summary", "Sacs", "--promise", "Prix by friday")
    here = both[at]
    out = folder.run("set", here, "summary", "Filets", "kind", "meeting").out
    assert f", at {both[1 - at].partition('/')[0]} too" in out
    folder.run("add", here, "brought", "Guide")
    for target in both:
        logged = interaction(folder, target)
        assert (logged["summary"], logged["kind"], logged["brought"]) == (
            "Filets", "meeting", ["Guide"],
        )  # fmt: skip
    folder.run("unset", here, "summary")
    assert all("summary" not in interaction(folder, target) for target in both)
    folder.run("undo")
    assert all(interaction(folder, target)["summary"] == "Filets" for target in both)
    state = folder.state()[2]
    folder.run("remove", here)
    for target in both:
        folder.run("show", target, code=3)
    folder.run("undo")
    assert folder.state()[2] == state


def test_of_many_that_go_at_once_the_right_ones_go(folder: CliRunner) -> None:
    columns = ("meetings", "--period", "all", "--columns", "id,date,kind,summary", "--where")
    before = folder.run(*columns, "client=gerbe").out
    for summary in ("Sacs", "Filets"):
        log_visit(folder, "--summary", summary)
        folder.run("add-call", "gerbe", "--summary", f"Rien que {summary}")
    state = folder.state()[2]
    folder.run("remove", "kervelec", "contacts.interactions")
    after = folder.run(*columns, "client=gerbe").out.splitlines()
    assert sum("Rien que" in line for line in after) == 2
    assert [line for line in after if "Rien que" not in line] == before.splitlines()
    folder.run("undo")
    assert folder.state()[2] == state


def test_what_is_of_one_client_stays_there(folder: CliRunner) -> None:
    first, other = log_visit(folder)
    out = folder.run("set", first, "agreements", "Essai").out
    assert "too" not in out
    assert "agreements" not in interaction(folder, other)
    folder.run("set", other, "id", "sien1234")
    folder.run("set", first, "id", "neu12345")
    assert interaction(folder, "gerbe/sien1234")["shared"] == "kervelec/neu12345"
    assert "0 errors, 0 warnings" in folder.run("check").err


def test_a_new_id_is_taken_along_and_a_removal_refused(folder: CliRunner) -> None:
    first, other = log_visit(folder)
    folder.run("rename", "kervelec", "maison")
    assert interaction(folder, other)["shared"] == first.replace("kervelec", "maison")
    assert "gerbe.yaml" in folder.run("remove-client", "maison", code=4).err


def test_a_record_that_differs_is_told(folder: CliRunner) -> None:
    __, other = log_visit(folder, "--summary", "Sacs")
    path = next(folder.root.glob("records/**/gerbe.yaml"))
    path.write_text(path.read_text().replace("summary: Sacs", "summary: Filets"))
    assert f"{other.partition('/')[2]}.shared: " in folder.run("check").out
    assert "is the same visit and differs in: Summary" in folder.run("check").out


def test_guests_who_are_nobody_are_refused_and_an_own_person_is_none(folder: CliRunner) -> None:
    state = folder.state()[2]
    err = folder.run("add-call", "kervelec", "--with", "gerbe/nobody", code=3).err
    assert err.startswith("clientfile: gerbe: contacts.people has no 'nobody': it has armelle-")
    assert "--with-new" not in err
    folder.run("add-call", "kervelec", "--with", "nowhere/jeanne", code=3)
    assert folder.state()[2] == state
    out = folder.run("add-call", "kervelec", "--with", "kervelec/carpentreau", "-f", "json").out
    assert json.loads(out)["clients"] == ["kervelec"]


def test_a_report_names_guests_too(folder: CliRunner) -> None:
    report = "Client: kervelec\nWith: carpentreau, gerbe/quintrec\nSummary: Sacs\n"
    out = folder.run("add-call", "--report", "-", "-f", "json", stdin=report).out
    assert json.loads(out)["clients"] == ["kervelec", "gerbe"]
