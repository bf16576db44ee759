"""What is refused: one clear sentence, the exit code of the contract, and nothing changed."""

from __future__ import annotations

import pytest

# words, exit code, what the message must hold
REFUSED = {
    "unknown client": (["add-meeting", "acmme"], 3, "did you mean acme?"),
    "unknown client, nothing near": (["show", "zzzzzz"], 3, "no client fits 'zzzzzz'"),
    "ambiguous client": (["add-meeting", "globex"], 3, "globex-nord, globex-sud"),
    "unknown person": (["add-meeting", "acme", "--with", "dupond"], 3, "jean-dupont"),
    "unknown order": (["add-meeting", "acme", "--order", "CMD-1043"], 3, "CMD-1042"),
    "impossible date": (["add-meeting", "acme", "--on", "31/02/2026"], 4, "28 days"),
    "a word that is no date": (["add-meeting", "acme", "--on", "someday"], 4, '"someday"'),
    "impossible date in a promise": (
        ["add-meeting", "acme", "--promise", "x by 31/02/2026"], 4, "28 days",
    ),
    "promise without a text": (
        ["add-meeting", "acme", "--promise", "by friday"], 4, "a promise needs a text",
    ),
    "question without a text": (["add-meeting", "acme", "--question", " "], 4, "needs a text"),
    "unknown kind": (["add-meeting", "acme", "--kind", "sitting"], 4, "visit"),
    "wrong currency": (
        ["set", "acme", "potential.amount", "1000 USD"], 4, "is in USD, but this amount is in EUR",
    ),
    "no currency": (["set", "acme", "business.currency", "EURO"], 4, "EUR"),
    "ambiguous amount": (["set", "acme", "potential.amount", "1,250"], 4, "1,250"),
    "too many cents": (["set", "acme", "potential.amount", "10.005"], 4, "more decimals"),
    "a status that is none": (["set", "acme", "identity.status", "klient"], 4, "client"),
    "an unknown field": (["set", "acme", "identity.phome", "1"], 2, "phone"),
    "an unknown item": (["set", "acme/CMD-1043", "notes", "x"], 3, "CMD-1043"),
    "a field without a value": (["set", "acme", "identity.city"], 2, "a field and a value"),
    "someone twice": (
        ["add-contact", "acme", "Jean Dupont", "--id", "jean-dupont"],
        4,
        "already has 'jean-dupont'",
    ),
    "nobody": (["add-contact", "acme"], 4, "needs a name"),
    "a client twice": (["new", "Acme", "--id", "acme"], 4, "already in the folder"),
    "an id that is none": (["new", "X", "--id", "Big Corp"], 4, "can't be a client's id"),
    "a client without a name": (["new"], 2, "needs a name"),
    "no person to succeed": (["successor", "acme", "Marie Curie"], 2, "names no person"),
    "unknown destination": (
        ["successor", "acme/dupont", "--to-client", "acmee"], 3, "did you mean acme?",
    ),
    "staying without a post": (["successor", "acme/dupont", "--stays"], 2, "--to-function"),
    "an unknown option": (["rank", "--bye", "margin"], 2, "--by"),
    "an unknown command": (["rnk"], 2, "rank"),
    "an unknown measure": (["rank", "--by", "marje"], 2, "margin"),
    "an unknown period": (["rank", "--period", "2026-Q5"], 2, "2026-Q5"),
    "an unknown format": (["rank", "-f", "ods"], 2, "csv"),
    "an unknown column": (["rank", "--columns", "clent"], 2, "client"),
    "a broken condition": (["list", "--where", "owner=="], 2, "owner=="),
    "a folder that is none": (["-C", "nowhere", "list"], 2, "nowhere is no folder"),
    "a table that is not there": (["import", "customers", "x.csv"], 2, "x.csv"),
    "a map that is not there": (
        ["import", "customers", "clientfile.toml", "--map", "m.toml"],
        2,
        "m.toml",
    ),
}  # fmt: skip


@pytest.fixture
def busy(runner):
    for name in ("globex-nord", "globex-sud"):
        runner.write(name, f"identity: {{name: {name.title()}, status: prospect}}\n")
    return runner


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_and_changes_nothing(busy, case):
    words, code, told = REFUSED[case]
    before = busy.state()
    result = busy.run(*words, code=code)
    assert told in result.err
    assert result.out == ""
    assert busy.state() == before


def test_an_invalid_record_is_told_with_its_place(runner):
    runner.write("acme", "identity:\n  name: Acme\n  status: klient\n")
    before = runner.state()
    result = runner.run("add-meeting", "acme", code=4)
    assert "records/acme.yaml:3:3: identity.status:" in result.err
    assert runner.state() == before


def test_a_reference_to_a_client_that_is_not_there_is_refused(runner):
    before = runner.state()
    result = runner.run("set", "acme", "identity.group", "globex", code=4)
    assert "identity.group" in result.err
    assert runner.state() == before


def test_without_an_identity_git_refuses_with_the_two_commands(runner, tmp_path):
    before = runner.state()
    empty = tmp_path / "empty"
    empty.mkdir()
    result = runner.run("add-meeting", "acme", code=5, HOME=str(empty))
    assert "git config --global user.name" in result.err
    assert "git config --global user.email" in result.err
    assert runner.state() == before


def test_a_merge_in_progress_waits_to_be_finished(runner):
    runner.git("branch", "other")
    runner.write("acme", runner.record("acme").read_text().replace("Acme  Industries", "Acme Sud"))
    runner.git("switch", "-q", "other")
    runner.write("acme", runner.record("acme").read_text().replace("Acme  Industries", "Acme Nord"))
    with pytest.raises(Exception, match="merge"):
        runner.git("merge", "main")
    before = runner.state()
    result = runner.run("add-meeting", "acme", code=5)
    assert "a merge is in progress: settle its conflicts (clientfile resolve)" in result.err
    assert "then finish it (git merge --continue)" in result.err
    assert runner.state() == before


def test_a_detached_head_would_lose_the_commit(runner):
    runner.git("checkout", "-q", "--detach")
    before = runner.state()
    assert "git switch main" in runner.run("add-meeting", "acme", code=5).err
    assert runner.state() == before


def test_a_folder_that_is_not_under_git(tmp_path):
    from tests.support.runner import CliRunner

    runner = CliRunner(tmp_path)
    (tmp_path / "acme.yaml").write_text("identity: {name: Acme, status: client}\n")
    result = runner.run("add-meeting", "acme", code=5)
    assert "init" in result.err


def test_a_refusing_hook_leaves_the_record_as_it_was(runner):
    hook = runner.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n")
    hook.chmod(0o755)
    before = runner.state()
    assert "not on a Friday" in runner.run("add-meeting", "acme", code=5).err
    assert runner.state() == before
    assert "not on a Friday" in runner.run("new", "Initech", code=5).err
    assert runner.state() == before


def test_another_writer_is_waited_for_and_then_told(runner):
    import fcntl

    with (runner.root / ".git" / "clientfile" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = runner.state()
        result = runner.run("add-meeting", "acme", code=6, CLIENTFILE_WAIT="0.1")
        assert "another writer holds the folder" in result.err
        assert runner.state() == before


def test_a_broken_record_is_named_and_the_others_are_shown(runner):
    runner.write("globex", "identity:\n  name: Globex\n  status: klient\n")
    result = runner.run("list", "-f", "ids")
    assert result.out == "acme\n"
    assert "records/globex.yaml:3:3" in result.err
    assert runner.run("list", "-f", "ids", "--strict", code=4).out == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("currency = euro", "clientfile.toml"),
        ('currency = "euro"', "currency"),
        ("fiscal_year_start = 13", "month from 1 to 12"),
        ("fiscal_year_start = true", "month from 1 to 12"),
        ('fiscal_year_start = "04-31"', 'a month and a day as "04-06"'),
        ('fiscal_year_start = "02-29"', 'a month and a day as "04-06"'),
        ('fiscal_year_start = "6 April"', 'a month and a day as "04-06"'),
        ('fiscal_year_named_by = "frist-year"', "first-year"),
        ("fiscal_year_named_by = 1", "first-year"),
        ("[rates.2026-13]\nUSD = 1", "no year, month or day"),
        ("[rates.2026-02-30]\nUSD = 1", "no year, month or day"),
        ("[rates.2026-3]\nUSD = 1", "no year, month or day"),
        ("[rates.20260301]\nUSD = 1", "no year, month or day"),
        ("[rates.march]\nUSD = 1", "no year, month or day"),
        ("[rates.2026-03]\nUSD = 0", "rates.2026-03.USD"),
        ('format = "2.0"', "newer"),
        ('colour = "red"', "colour"),
        ('records = "../elsewhere"', "outside"),
    ],
)
def test_settings_that_are_wrong_are_told(runner, line, told):
    (runner.root / "clientfile.toml").write_text(line + "\n")
    assert told in runner.run("list", code=4).err


def test_a_record_that_is_too_large_names_the_setting_that_takes_it(runner):
    settings = runner.root / "clientfile.toml"
    settings.write_text("max_megabytes = 1\n")
    runner.write("acme", runner.text("acme") + f"x-notes: {'a' * 1_000_000}\n")
    before = runner.state()
    for words in (["show", "acme"], ["set", "acme", "identity.phone", "0465710012"]):
        err = runner.run(*words, code=4).err
        assert "acme.yaml:1:1: the file has 1," in err
        assert "at most 1,000,000" in err
        assert "or set max_megabytes in clientfile.toml" in err
    assert runner.state() == before
    settings.write_text("max_megabytes = 2\n")
    runner.run("show", "acme")


@pytest.mark.parametrize(
    "words",
    [["x-foo.baz", "1"], ["x-l.b", "1"], ["x-l.#3", "1"]],
)
def test_below_a_single_value_of_ones_own_nothing_stands(runner, words):
    runner.record("acme").write_text(runner.text("acme") + "x-foo: bar\nx-l: [a, {b: c}]\n")
    runner.run("save")
    before = runner.state()
    runner.run("set", "acme", *words, code=2 if "foo" in words[0] else 3)
    assert runner.state() == before
    runner.run("set", "acme", "--json", "-", stdin='{"x-v": "1", "x-v.a": "2"}', code=2)
    runner.run("set", "acme", "x-l.#1", "z")
    runner.run("set", "acme", "x-l.#2.b", "z")
    assert "x-l: [z, {b: z}]" in runner.text("acme")


def test_a_damaged_index_of_gits_is_told_with_the_way_out(runner):
    (runner.root / ".git" / "index").write_bytes(b"")
    result = runner.run("set", "acme", "notes", "y", code=5)
    assert "clientfile doctor --mend" in result.err
    assert "doctor --mend: keeps it" in runner.run("doctor", code=1).out


def test_a_folder_in_the_place_of_the_new_record_is_told(runner):
    (runner.root / "records" / "bcme.yaml").mkdir()
    before = runner.state()
    assert "is there already" in runner.run("rename", "acme", "bcme", code=4).err
    assert runner.state() == before
    assert not (runner.root / ".git" / "clientfile" / "journal").exists()


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize(
    "words",
    [
        ["undo"],
        ["save"],
        ["init"],
        ["new"],
        ["pay", "acme/1"],
        ["add-contact", "acme"],
        ["successor", "acme/jean-dupont"],
        ["remove", "acme/jean-dupont"],
        ["remove-client"],
        ["edit"],
        ["done"],
        ["cancel"],
        ["answer"],
        ["lose"],
        ["set"],
        ["add-call"],
        ["add-meeting"],
    ],
    ids=" ".join,
)
def test_an_empty_argument_of_a_writing_command_means_nothing_at_all(runner, words, blank):
    """A script's variable that is not set must not mean the last change, or the whole folder."""
    with (runner.root / "records" / "acme.yaml").open("a") as file:
        file.write("# an edit by hand\n")
    head, text = runner.git("rev-parse", "HEAD"), runner.text("acme")
    result, code = runner.attempt(*words, blank)
    assert code in (2, 3), result.out + result.err
    assert result.out == ""
    assert (runner.git("rev-parse", "HEAD"), runner.text("acme")) == (head, text)


def test_a_left_out_argument_that_is_empty_is_named(runner):
    for words, name in ((["undo"], "COMMIT"), (["save"], "CLIENT"), (["init"], "DIR")):
        err = runner.run(*words, "", code=2).err
        assert err == f"clientfile: {name} is empty: give it a value, or leave it out\n"


@pytest.mark.parametrize(
    ("typed", "french", "english"),
    [
        (["-n", "x"], "« x » n'est pas un nombre entier", "'x' is not a valid int range"),
        (["-n", "-1"], "-1 est hors limites (x>=0)", "-1 is not in the range x>=0"),
    ],
)
def test_a_wrong_number_of_rows_is_told_in_french_with_both_names(runner, typed, french, english):
    assert (
        f"Invalid value for '--limit' / '-n': {english}; see"
        in runner.run("list", *typed, code=2).err
    )
    said = runner.run("--lang", "fr", "list", *typed, code=2).err
    assert f"valeur incorrecte pour « --limit » ou « -n » : {french} ; voir :" in plain(said)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
