"""What a shell is offered for the word that is being typed, in the shells' own protocol."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clientfile.cli import COMMANDS
from clientfile.output.formats import FORMATS
from clientfile.reports.rank import BY
from clientfile.schema.shapes import record_shape
from tests.support.caches import cache_of
from tests.support.runner import CliRunner

BIN = Path(sys.executable).parent


@pytest.fixture
def settled(folder: CliRunner) -> CliRunner:
    """A copy of examples/; what has changed in this very instant, the cache would not trust."""
    time.sleep(0.06)
    return folder


def bash(runner: CliRunner, *words: str) -> list[str]:
    """What bash is offered for the last of these words."""
    result = runner.run(
        _CLIENTFILE_COMPLETE="complete_bash",
        COMP_WORDS="\n".join(["clientfile", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert result.err == ""
    return result.out.split()


def fish(runner: CliRunner, line: str) -> list[str]:
    result = runner.run(
        _CLIENTFILE_COMPLETE="complete_fish",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_ARGS=f"clientfile {line}",
    )
    assert result.err == ""
    return result.out.splitlines()


def zsh(runner: CliRunner, line: str) -> str:
    result = runner.run(
        _CLIENTFILE_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=f"clientfile {line}"
    )
    assert result.err == ""
    return result.out


CASES = {
    "a command": (["ra"], " ".join(name for name in COMMANDS if name.startswith("ra"))),
    "an option": (["rank", "--b"], "--by"),
    "an option of a command that begins with a client": (["set", "--dr"], "--dry-run"),
    "an option after a client": (["set", "kervelec", "--dr"], "--dry-run"),
    "a client": (["show", "ker"], "kervelec"),
    "a client of a sub-folder": (["show", "zell"], "zellweg"),
    "a client by its old id": (["rename", "ker"], "kervelec"),
    "a client to save": (["save", "ker"], "kervelec"),
    "a client to check": (["check", "aubrenac", "ker"], "kervelec"),
    "where somebody goes": (["successor", "gerbe/x", "--to-client", "ker"], "kervelec"),
    "the group of a new client": (["new", "X", "--group", "ger"], "gerbe"),
    "a person": (["show", "kervelec/he"], "kervelec/helene-carpentreau"),
    "only people to meet": (
        ["add-meeting", "kervelec/"],
        "kervelec/yann-kervelec kervelec/soizic-lanvaux kervelec/helene-carpentreau "
        "kervelec/mael-gourvez",
    ),
    "nobody who has left": (
        ["successor", "vaudrenne/"],
        "vaudrenne/bruno-wattenel vaudrenne/sabrina-lottrel vaudrenne/noe-dufresnoy",
    ),
    "one who has left, to look at": (["show", "vaudrenne/hel"], "vaudrenne/helene-carpentreau"),
    "who was there": (["add-meeting", "kervelec", "--with", "m"], "mael-gourvez"),
    "who was there, before the client is left": (
        ["add-call", "vaudrenne", "--with", ""], "bruno-wattenel sabrina-lottrel noe-dufresnoy",
    ),
    "two who were there": (
        ["add-meeting", "kervelec", "--with", "mael-gourvez", "--with", "so"], "soizic-lanvaux",
    ),
    "an order that was taken": (["add-meeting", "kervelec", "--order", "V25"], "V25-090"),
    "an order like another": (["add-order", "kervelec", "--like", "V25"], "V25-090"),
    "an order to pay": (["pay", "kervelec/V26-1"], "kervelec/V26-127"),
    "what is open": (["done", "kervelec/"], "kervelec/r4dxk7wb kervelec/h2pxw5nd"),
    "what is not answered": (["answer", "kervelec/"], "kervelec/h2ncq6td"),
    "what can be called off": (["cancel", "kervelec/r"], "kervelec/r4dxk7wb"),
    "no order that was called off": (
        ["cancel", "kervelec/V26-0"], "kervelec/V26-022 kervelec/V26-085",
    ),
    "a column": (["list", "--columns", "client,na"], "client,name"),
    "a column that is a path": (["list", "--columns", "client,hea"], "client,headcount"),
    "a path as a column": (["list", "--columns", "address.po"], "address.postcode"),
    "a field": (["set", "kervelec", "identity.address.po"], "identity.address.postcode"),
    "a field without its chapter": (["set", "kervelec", "size.head"], "size.headcount"),
    "a field of an item": (["set", "kervelec/mael-gourvez", "mob"], "mobile"),
    "a field of an item, from the top": (
        ["set", "kervelec", "contacts.people.mael-gourvez.mob"],
        "contacts.people.mael-gourvez.mobile",
    ),
    "the side of all conflicts": (["sync", "--prefer", ""], "mine theirs"),
    "the client of a conflict": (["sync", "--take", "ker"], "kervelec"),
    "the item of a conflict": (["sync", "--take", "kervelec/he"], "kervelec/helene-carpentreau"),
    "the field of a conflict in an item": (
        ["sync", "--take", "kervelec/mael-gourvez.mob"], "kervelec/mael-gourvez.mobile",
    ),
    "the field of a conflict": (
        ["sync", "--take", "kervelec/identity.address.po"],
        "kervelec/identity.address.postcode",
    ),
    "a field that is there": (["unset", "kervelec/mael-gourvez", "m"], "mobile"),
    "an item to take away": (
        ["remove", "kervelec", "business.competitors."],
        "business.competitors.Brasenfour business.competitors.Brasenfour.name "
        "business.competitors.Brasenfour.products.#1 business.competitors.Brasenfour.price "
        "business.competitors.Brasenfour.strengths business.competitors.Brasenfour.seen",
    ),
    "a list": (["add", "kervelec", "business.comp"],
               "business.competitors business.competitors.Brasenfour.products"),
    "a chapter": (["show", "kervelec", "--chapter", ""], "identity contacts business results"),
    "a report's measure": (["rank", "--by", ""], " ".join(BY)),
    "a listing's format": (["find", "x", "-f", ""], " ".join(FORMATS)),
    "a page's format": (["show", "kervelec", "-f", ""], "table yaml json"),
    "a writing command's format": (["pay", "kervelec/V25-090", "-f", "j"], "json"),
    "part of a name": (["show", "bäcker"], "niederfeld"),
    "part of a name, without accents": (["show", "backerr"], "niederfeld"),
    "part of a name before an item": (["show", "biscui/noe"], "vaudrenne/noe-dufresnoy"),
    "part of a person's name": (["add-meeting", "kervelec", "--with", "carp"],
                                "helene-carpentreau"),
    "nobody": (["show", "nobody-at-all"], ""),
    "nothing of nobody": (["show", "nobody/"], ""),
    "a date": (["done", "kervelec/r4dxk7wb", "--on", ""], ""),
    "after the version": (["--version", "rank"], "rank"),
    "an option given twice": (["rank", "--by", "margin", "--by", "margin-r"], "margin-rate"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_word_is_completed(examples, case):
    words, offered = CASES[case]
    examples.run("list")
    assert bash(examples, *words) == offered.split()


@pytest.mark.parametrize(
    ("words", "chapters"),
    [
        (["add-meeting", "x", "--kind", ""], ["contacts", "interactions", 0, "kind"]),
        (["add-meeting", "x", "--purpose", ""], ["contacts", "interactions", 0, "purpose"]),
        (["new", "X", "--status", ""], ["identity", "status"]),
        (["new", "X", "--type", ""], ["identity", "type"]),
        (["add-contact", "x", "--decision", ""], ["contacts", "people", 0, "decision", "role"]),
        (["add-contact", "x", "--focus", ""], ["contacts", "people", 0, "profile", "focus"]),
    ],
)
def test_words_of_the_record_are_all_offered(examples, words, chapters):
    shape = record_shape()
    for step in chapters:
        shape = shape.child(step)
    assert bash(examples, *words) == list(shape.choices)


def test_a_brief_offers_who_is_there_and_due_its_formats(examples):
    assert bash(examples, "brief", "niederfeld", "--with", "") == [
        "jutta-hallenreuth",
        "milan-drostner",
    ]
    assert "ics" in bash(examples, "due", "--format", "")
    assert "ics" not in bash(examples, "promises", "--format", "")
    assert bash(examples, "brief", "x", "--format", "") == ["table", "md", "json"]


def test_what_a_word_means_is_told_where_the_shell_shows_it(examples):
    examples.run("list")
    assert fish(examples, "show ker") == ["kervelec\tMaison Kervelec"]
    assert (
        fish(examples, "show kervelec/helene")[0]
        == "kervelec/helene-carpentreau\tHélène Carpentreau"
    )
    assert fish(examples, "answer kervelec/") == [
        "kervelec/h2ncq6td\tDélai pour une chambre de pousse en 220 V"
    ]
    assert zsh(examples, "show ker") == ('_arguments \'*: :(("kervelec":"Maison Kervelec"))\'\n')
    assert zsh(examples, "show nobody-at-all") == "_files\n"


def test_what_a_word_means_is_told_in_the_readers_language(examples, monkeypatch):
    assert fish(examples, "--lang fr rank --lim") == ["--limit\tN lignes au plus."]
    monkeypatch.setenv("CLIENTFILE_LANG", "fr")
    assert fish(examples, "sho") == ["show\tAfficher un client, ou une partie d'une..."]
    assert "kervelec/y3vpa5zj\t12/11/2026 appel" in fish(examples, "show kervelec/")
    # bash shows no meanings.
    assert bash(examples, "sho") == ["show"]


def test_fish_is_told_whether_there_is_something(examples):
    asked = {
        "_CLIENTFILE_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "is-args",
    }  # fmt: skip
    examples.run(_TYPER_COMPLETE_ARGS="clientfile show ker", **asked)
    examples.run(_TYPER_COMPLETE_ARGS="clientfile show nobody-at-all", code=1, **asked)


def test_looking_writes_nothing(cold_folder):
    before = cold_folder.state()
    bash(cold_folder, "show", "ker")
    bash(cold_folder, "show", "maison")
    fish(cold_folder, "show kervelec/")
    assert cold_folder.state() == before
    assert not (cold_folder.root / ".git" / "clientfile").exists()


HOSTILE = """\
identity:
  status: client
  name: "A\\u202Ecme\\u200B `$(touch ran)`' \\" \\\\$(touch ran) [bold]x[/bold]"
contacts:
  people:
    - {id: x, last_name: "'$(touch ran)\\u2066"}
business:
  orders:
    - {ref: "$(touch ran)", date: 2026-01-02}
    - {ref: "a b*", date: 2026-01-02}
    - {ref: "ok-1", date: 2026-01-02}
"""


def test_nothing_of_a_record_acts_on_the_shell(settled):
    settled.write("evil", HOSTILE)
    time.sleep(0.06)
    settled.run("list")
    assert fish(settled, "show evi") == ["evil\tAcme ’ touch ran ’’ ” touch ran bold x /bold"]
    assert bash(settled, "pay", "evil/") == ["evil/ok-1"]
    for line in ("show evi", "show evil/", "add-meeting evil --with "):
        made = zsh(settled, line)
        assert not {"\u202e", "\u200b", "\u2066", "`", "$"} & set(made)
        subprocess.run(
            ["bash", "-c", f"_arguments() {{ :; }}\n{made}"],
            cwd=settled.root,
            check=True,
            timeout=20,
        )
    assert not (settled.root / "ran").exists()


def test_whatever_the_folder_is_like_nothing_is_told(settled, tmp_path, monkeypatch):
    (settled.root / "records" / "gerbe.yaml").write_text("identity: {name: [\n")
    (settled.root / "records" / "lumelle.yaml").write_bytes(b"\xff\xfe\0")
    assert bash(settled, "show", "ger") == ["gerbe"]
    assert bash(settled, "show", "gerbe/") == []
    assert bash(settled, "set", "lumelle", "identity.nam") in ([], ["identity.name"])
    settled.run("list")
    index = cache_of(settled.root)
    whole = index.read_bytes()
    for damage in (b"", b"not an index", whole[: len(whole) // 2], whole[:99] + b"x" + whole[100:]):
        index.write_bytes(damage)
        assert bash(settled, "show", "ker") == ["kervelec"]
        assert bash(settled, "show", "maison") in ([], ["kervelec"])
        assert len(fish(settled, "show ker")) == 1
    held = sqlite3.connect(index)
    held.execute("BEGIN EXCLUSIVE")
    assert bash(settled, "show", "ker") == ["kervelec"]
    assert bash(settled, "show", "maison") in ([], ["kervelec"])
    held.close()
    shutil.rmtree(settled.root / ".git")
    assert bash(settled, "show", "ker") == ["kervelec"]
    assert bash(settled, "-C", str(settled.root / "records" / "export"), "show", "z") == ["zellweg"]
    assert bash(settled, "-C", "nowhere", "show", "") == []
    (settled.root / "clientfile.toml").write_text("records = [")
    assert bash(settled, "show", "") == []
    empty = tmp_path / "empty"
    empty.mkdir()
    assert bash(CliRunner(empty), "show", "") == []
    assert bash(CliRunner(empty), "") == list(COMMANDS)
    monkeypatch.setenv("COMP_CWORD", "x")
    result = CliRunner(empty).run(
        _CLIENTFILE_COMPLETE="complete_bash", COMP_WORDS="clientfile", code=1
    )
    assert (result.out, result.err) == ("", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_a_real_bash_completes(examples, tmp_path):
    examples.run("list")
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    script = examples.run_process(
        "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    ).out
    asked = """
        complete -p clientfile
        ask() {
            COMP_WORDS=("clientfile" "$@"); COMP_CWORD=$#; COMPREPLY=()
            _clientfile_completion clientfile "${@: -1}" "${@: -2:1}"
            echo "${COMPREPLY[*]}"
        }
        ask show ker
        ask show kervelec/mael
        ask add-meeting kervelec --with so
        ask set kervelec/mael-gourvez mob
        ask show backerr
        ask rank --by margin-
        ask show nobody-at-all
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\n{asked}"],
        cwd=examples.root, env=env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "complete -o default -F _clientfile_completion clientfile",
        "kervelec",
        "kervelec/mael-gourvez",
        "soizic-lanvaux",
        "mobile",
        "niederfeld",
        " ".join(name for name in BY if name.startswith("margin-")),
        "",
    ]


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".bash_completions/clientfile.sh"),
        ("zsh", ".zfunc/_clientfile"),
        ("fish", ".config/fish/completions/clientfile.fish"),
    ],
)
def test_it_is_turned_on_by_one_command(examples, tmp_path, shell, file):
    result = examples.run_process(
        "--install-completion", shell, HOME=str(tmp_path),
        _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1",
    )  # fmt: skip
    assert "installed" in result.out
    assert "_CLIENTFILE_COMPLETE" in (tmp_path / file).read_text()
