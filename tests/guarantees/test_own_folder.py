"""What a git directory that somebody else made may hold under our names touches nothing outside,
and keeps no command from its work. And what we leave there ourselves.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from clientfile.store.cache.codec import decode_data, encode_data
from tests.guarantees.stage import TEXTS, WAYS_OF_WRITING
from tests.support.caches import cache_of, change_cache
from tests.support.groups import check_each

SET = ["set", "globex", "identity.phone", "0465710013"]


OURS = ("lock", "journal", "index", "claim", ".journal.tmp", ".claim.tmp", "index.lock")
CACHE = ("cache", "cache-wal", "cache-shm", "cache-journal")


@pytest.mark.parametrize("name", [*OURS, *CACHE])
@pytest.mark.parametrize("target", ["a text", "nothing", "/dev/zero"])
def test_a_link_in_our_folder_touches_nothing_outside(stage, scratch, name, target):
    folder = stage.copy(scratch / "folder")
    outside = scratch / "outside"
    outside.mkdir()
    precious = outside / "precious"
    if target == "a text":
        precious.write_text("precious")
    if name.startswith("cache"):
        name = cache_of(folder.root).name + name.removeprefix("cache")
    link = folder.root / ".git" / "clientfile" / name
    link.unlink(missing_ok=True)
    link.symlink_to("/dev/zero" if target == "/dev/zero" else precious)
    for words in (["list"], SET, [*SET, "--dry-run"], ["undo"]):
        code, _, err = folder.next_command(*words)
        assert code in (0, 5), err
    assert list(outside.iterdir()) == ([precious] if target == "a text" else [])
    assert target != "a text" or precious.read_text() == "precious"


@pytest.mark.parametrize("name", ["", "kept", "staged"])
def test_a_linked_folder_of_ours_is_refused(stage, scratch, name):
    folder = stage.copy(scratch / "folder")
    outside = scratch / "outside"
    outside.mkdir()
    (outside / "lock").write_text("precious")
    own = folder.root / ".git" / "clientfile" / name
    if own.exists():
        shutil.rmtree(own)
    own.symlink_to(outside)
    code, _, err = folder.next_command(*SET)
    assert code == 5
    assert "take it away" in err
    assert folder.next_command("list")[0] == 0
    assert [path.name for path in outside.iterdir()] == ["lock"]
    assert (outside / "lock").read_text() == "precious"


def journal(head: str, files: object, branch: str = "main", texts: bytes = b"", **more) -> bytes:
    header: dict[str, object] = {
        "format": 1,
        "command": "set",
        "subject": "acme",
        "head": head,
        "branch": branch,
        "process": 1,
        "begun": "2026-11-20 10:00:00",
        "files": files,
        **more,
    }
    body = json.dumps(header).encode() + b"\n" + texts
    return body + hashlib.sha256(body).hexdigest().encode()


def test_a_crafted_journal_is_refused_and_nothing_outside_changes(stage, scratch):
    folder = stage.copy(scratch / "folder")
    head = folder.git("rev-parse", "HEAD").strip()
    precious = scratch / "precious"
    precious.write_text("after")
    (scratch / "x.lock").write_text("a lock")
    (folder.root / "linked").symlink_to(scratch)
    hook = folder.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("after")
    sizes = [False, 6, 5]
    crafted = {
        "absolute": journal(head, [[str(precious), *sizes]], texts=b"beforeafter"),
        "upwards": journal(head, [["../precious", *sizes]], texts=b"beforeafter"),
        "by a link": journal(head, [["linked/precious", *sizes]], texts=b"beforeafter"),
        "a hook": journal(head, [[".git/hooks/pre-commit", *sizes]], texts=b"beforeafter"),
        "a hook of a Mac": journal(head, [[".GiT/hooks/pre-commit", *sizes]], texts=b"beforeafter"),
        "a branch": journal(head, [], branch=str(scratch / "x")),
        "a branch upwards": journal(head, [], branch="../../../x"),
        "a sentence": journal(head, [], command="set is done.\nNow run"),
        "no day": journal(head, [], begun="a day, and run"),
        "an option for git": journal("--output=x", []),
        "sizes": journal(head, [["records/acme.yaml", False, -1, 10**20]]),
        "no text": journal(head, [["records/acme.yaml", False, "6", None]]),
        "no files": journal(head, None),
        "no names": journal(head, [[1, 2, 3, 4]]),
        "no table": b"[]\n" + hashlib.sha256(b"[]\n").hexdigest().encode(),
        "deep": (deep := b"[" * 100_000) + hashlib.sha256(deep).hexdigest().encode(),
    }

    def check(kind):
        (folder.root / ".git" / "clientfile" / "journal").write_bytes(crafted[kind])
        for words, expected in ((["list"], 0), (SET, 5)):
            code, _, err = folder.next_command(*words)
            assert (code, "is damaged" in err) == (expected, True), (kind, err)
        assert precious.read_text() == hook.read_text() == "after"
        assert (scratch / "x.lock").exists()
        assert folder.records() == stage.records()

    check_each(crafted, str, check)


def test_an_interrupted_change_that_somebody_else_wrote_commits_nothing(stage, scratch):
    """A journal in our form that no command of ours wrote changes at most the records that it
    names, keeps their texts, and is told in one line.
    """
    folder = stage.copy(scratch / "folder")
    head, commits = folder.git("rev-parse", "HEAD").strip(), folder.commits()
    refs = folder.git("for-each-ref")
    record = folder.root / "records" / "acme.yaml"
    lie = record.read_bytes().replace(b"Acme", b"Nobody")
    sizes = [False, len(lie), len(record.read_bytes())]
    texts = lie + record.read_bytes()
    source = journal(head, [["records/acme.yaml", *sizes]], texts=texts, subject="a\nclientfile: b")
    (folder.root / ".git" / "clientfile" / "journal").write_bytes(source)
    code, _, err = folder.next_command("list")
    assert code == 0
    assert [line for line in err.splitlines() if "clientfile: b" in line] == [
        line for line in err.splitlines() if "(a clientfile: b) was interrupted" in line
    ]
    assert "complete" not in err
    assert folder.commits() == commits
    assert folder.git("for-each-ref") == refs
    kept = (folder.root / ".git" / "clientfile" / "kept").iterdir()
    assert TEXTS["acme"] in [path.read_text() for path in kept]


def test_an_index_of_git_that_is_a_link_is_refused(stage, scratch):
    folder = stage.copy(scratch / "folder")
    index = folder.root / ".git" / "index"
    outside = scratch / "outside"
    outside.mkdir()
    index.rename(outside / "index")
    index.symlink_to(outside / "index")
    before = (outside / "index").read_bytes()
    code, _, err = folder.next_command(*SET)
    assert (code, "index is a link; nothing was changed" in err) == (5, True), err
    assert [path.name for path in outside.iterdir()] == ["index"]
    assert (outside / "index").read_bytes() == before
    assert folder.records() == stage.records()
    assert folder.next_command("list")[0] == 0


@pytest.mark.parametrize("text", ["held by clientfile: a lie", "a text"])
def test_a_lock_of_git_that_is_a_link_is_no_claim_of_ours(stage, scratch, text):
    folder = stage.copy(scratch / "folder")
    precious = scratch / "precious"
    precious.write_text(text)
    lock = folder.root / ".git" / "index.lock"
    lock.symlink_to(precious)
    code, _, err = folder.next_command(*SET)
    assert (code, "index.lock is there" in err) == (5, True), err
    assert lock.is_symlink()
    assert precious.read_text() == text


def test_a_claim_that_a_killed_resolve_left_is_released_by_the_next_command(stage, scratch):
    folder = stage.copy(scratch / "folder")
    lock = folder.root / ".git" / "index.lock"
    lock.write_text("held by clientfile: resolve\n")
    assert folder.next_command("list")[0] == 0
    assert not lock.exists()


def test_a_lock_behind_a_link_out_of_the_git_directory_is_never_removed(stage, scratch):
    """`refs` may be a link, as git-new-workdir makes it: git follows it, and what it left stays."""
    folder = stage.copy(scratch / "folder")
    head = folder.git("rev-parse", "HEAD").strip()
    outside = scratch / "outside"
    heads = folder.root / ".git" / "refs" / "heads"
    heads.rename(outside)
    heads.symlink_to(outside)
    record = folder.record("acme").encode()
    sizes = [False, len(record), len(record)]
    source = journal(head, [["records/acme.yaml", *sizes]], texts=record + record)
    (folder.root / ".git" / "clientfile" / "journal").write_bytes(source)
    lock = outside / "main.lock"
    lock.write_text("precious")
    for words in (["list"], SET, ["doctor", "--mend"]):
        _, _, err = folder.next_command(*words)
        assert "a link leads to it out of the git directory" in err, (words, err)
        assert lock.read_text() == "precious"
    lock.unlink()
    assert folder.next_command(*SET)[0] == 0


def test_another_programs_database_is_left_alone(stage, scratch):
    folder = stage.copy(scratch / "folder")
    path = cache_of(folder.root)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE files (mine TEXT)")
        connection.execute("INSERT INTO files VALUES ('precious')")
        connection.commit()
    before = path.read_bytes()
    code, out, _ = folder.next_command("list", "-f", "ids")
    assert (code, out.split()) == (0, sorted(TEXTS))
    assert path.read_bytes() == before
    assert not Path(f"{path}-wal").exists()


WRONG_CELLS = {
    "a card of one cell": ("facts", "card", "x"),
    "a card of wrong numbers": ("facts", "card", "\x1f".join(["x"] * 60)),
    "problems that are none": ("facts", "card", "\x1f[1]"),
    "data that are none": ("bodies", "body", b"x"),
    "data of another kind": ("bodies", "body", zlib.compress(b"[]")),
    "a bomb": ("bodies", "body", zlib.compress(b" " * 80_000_000)),
    "figures that are none": ("figures", "text", "x"),
    "figures of wrong days": ("figures", "text", "0|9|0|9|x"),
    "findings that are none": ("findings", "text", "0|9\nx"),
    "full text that is none": ("words", "body", b"x"),
}


@pytest.mark.parametrize("kind", WRONG_CELLS)
def test_a_cache_that_is_wrong_under_right_checksums_is_made_again(stage, scratch, kind):
    reading = (["list"], ["rank"], ["check"], ["find", "acme"], ["show", "acme"])
    folder = stage.copy(scratch / "folder")
    expected = [folder.next_command(*words)[:2] for words in reading]
    change_cache(cache_of(folder.root), *WRONG_CELLS[kind])
    for words, (code, out) in zip(reading, expected, strict=True):
        assert folder.next_command(*words)[:2] == (code, out), words
    change_cache(cache_of(folder.root), *WRONG_CELLS[kind])
    assert folder.next_command(*SET)[0] == 0


def test_tables_that_are_not_ours_in_our_cache_are_discarded(stage, scratch):
    folder = stage.copy(scratch / "folder")
    folder.next_command("list")
    with closing(sqlite3.connect(cache_of(folder.root))) as connection:
        connection.execute("DROP TABLE facts")
        connection.execute(
            "CREATE VIEW facts AS WITH RECURSIVE n(key) AS (SELECT 'a' UNION ALL SELECT key || 'a'"
            " FROM n) SELECT key, key AS card, 1 AS crc FROM n"
        )
        connection.commit()
    code, out, _ = folder.next_command("list", "-f", "ids")
    assert (code, out.split()) == (0, sorted(TEXTS))


def test_data_that_repeat_themselves_are_read_again():
    data = {"notes": "x" * 60_000_000}
    assert decode_data(encode_data(data)) == data


LANDING = {
    "set": ["set", "acme", "identity.phone", "0465710013"],
    "new": ["new", "Third"],
    "rename": ["rename", "globex", "other"],
    "remove-client": ["remove-client", "third"],
    "undo": ["undo"],
    "save": ["save"],
    "edit": ["edit", "acme"],
    "init": ["init"],
    "import": ["import", "customers", "{}/customers.csv", "--map", "{}/map.toml"],
    "successor": ["successor", "acme/dupont", "Marie Curie"],
    "merge": ["merge", "acme", "other"],
}
"""A command for each way of landing, with the place of an import's files."""
MAP = """\
kind = "customers"
client = { column = "name", slug = true }
[fields]
"identity.name" = "name"
"identity.status" = { value = "prospect" }
"""


def test_what_is_left_in_the_git_directory_is_known_and_closed(stage, scratch, monkeypatch):
    ways = {way for name, way in WAYS_OF_WRITING.items() if name not in ("sync", "resolve")}
    assert {WAYS_OF_WRITING[name] for name in LANDING} == ways
    (scratch / "customers.csv").write_text("name\nInitech\n")
    (scratch / "map.toml").write_text(MAP)
    folder = stage.copy(scratch / "folder")
    shutil.rmtree(folder.root / ".git" / "clientfile")
    monkeypatch.setenv("EDITOR", "sed -i s/Buyer/Director/")
    git_dir = folder.root / ".git"
    before = {path.name for path in git_dir.iterdir()}
    cache = cache_of(folder.root).name
    allowed = {"lock", "staged", cache, f"{cache}-wal", f"{cache}-shm", "kept"}

    def check(command):
        if command == "save":
            with (folder.root / "records" / "acme.yaml").open("a") as record:
                record.write("# by hand\n")
        code, _, err = folder.next_command(*(word.format(scratch) for word in LANDING[command]))
        assert code == 0, err
        own = {path.name: path for path in (git_dir / "clientfile").iterdir()}
        assert own.keys() <= allowed
        assert not list((git_dir / "clientfile").glob("*/*"))
        for path in (git_dir / "clientfile", *own.values()):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.name == "staged", path
        git_own = {"COMMIT_EDITMSG", "clientfile", "ORIG_HEAD", "logs", "index"}
        assert {path.name for path in git_dir.iterdir()} <= before | git_own

    check_each(LANDING, str, check)


@pytest.mark.parametrize(
    ("shared", "mode"), [("", 0o600), ("group", 0o660), ("all", 0o664), ("0640", 0o640)]
)
def test_kept_texts_and_our_files_are_as_closed_as_git_shares(stage, scratch, shared, mode):
    folder = stage.copy(scratch / "folder")
    shutil.rmtree(folder.root / ".git" / "clientfile")
    if shared:
        folder.git("config", "core.sharedRepository", shared)
    hook = folder.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    old = os.umask(0o022)
    try:
        assert folder.do(*SET) == 5
    finally:
        os.umask(old)
    own = folder.root / ".git" / "clientfile"
    (kept,) = (own / "kept").iterdir()
    for path in (kept, own / "lock"):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert not list(own.glob(".*")) + list((own / "kept").glob(".*"))


def test_what_a_killed_writer_was_about_to_rename_is_removed(stage, scratch):
    folder = stage.copy(scratch / "folder")
    own = folder.root / ".git" / "clientfile"
    (own / "kept").mkdir(exist_ok=True)
    leftovers = [own / ".journal.tmp", own / ".claim.tmp", own / "claim", own / "kept" / ".x.tmp"]
    for path in leftovers:
        path.write_text("a text of a client")
    assert folder.next_command("list")[0] == 0
    assert not [path for path in leftovers if path.exists()]


def test_the_log_of_a_fault_holds_no_text_of_the_user(stage, scratch, monkeypatch):
    folder = stage.copy(scratch / "folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(scratch))
    monkeypatch.setattr("clientfile.changes.fields.set_fields", lambda *_: int(os.environ["TYPED"]))
    monkeypatch.setenv("TYPED", "SECRET")
    code, _, err = folder.next_command("set", "acme", "identity.phone", "SECRET")
    assert code == 70
    (log,) = (scratch / "clientfile").iterdir()
    assert str(log) in err
    assert "SECRET" not in log.read_text()
    assert "ValueError" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
