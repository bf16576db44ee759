"""Writes a line of commits as one pack, without a worktree, an index or a branch.

One `git fast-import` writes them all. No ref names them until the branch is moved: what a kill or a
failure leaves is a pack that git clears away some day.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.atomic import sync_directory
from clientfile.store.beneath import remove
from clientfile.store.git.process import Result, run_git
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_objects

_REF = b"refs/clientfile/sync"
"""fast-import wants a name for its line; it is dropped at the end, before any ref is written."""
_REPORT = re.compile(r"^.*(fast_import_crash_\d+)$\n?", re.MULTILINE)


@dataclass(frozen=True)
class NewCommit:
    """A commit to write: `original` is the id of the one that it replays.

    `author` is the whole line of the author, `NAME <ADDRESS> SECONDS ZONE`; `message` is in
    `encoding`, "" for UTF-8. `files` maps the name of each file that differs from the parent, from
    the top of the worktree, to its mode (`100644`) and its bytes, or the id of a blob that git
    has; None where the file is gone.
    """

    original: str
    author: bytes
    message: bytes
    encoding: str
    files: Mapping[str, tuple[str, bytes | str] | None]


def write_commits(repo: Repository, tip: str, commits: Sequence[NewCommit]) -> list[str]:
    """Write these commits, one after the other on `tip` ("" for none), and sync them.

    The committer is who the user is, now, but not before the tip's committer. Signed where the
    setting `commit.gpgSign` says so. Returns their ids; no ref, index or file of the user's
    changes. Raises StateError, OSError.
    """
    if not commits:
        return []
    committer = _committer(repo, tip)
    parts = _stream(tip, commits, committer)
    result = _import(repo, b"".join(parts))
    ids = result.out.split()
    if result.code != 0 or len(ids) != len(commits):
        raise _not_written(_without_report(repo, result))
    if _signs(repo):
        ids = _sign(repo, tip, commits, committer, _trees(repo, ids))
    objects = repo.common_dir / "objects"
    for directory in {objects / "pack", *(objects / id_[:2] for id_ in ids), objects}:
        with contextlib.suppress(FileNotFoundError):
            sync_directory(directory)
    return ids


def _import(repo: Repository, stream: bytes) -> Result:
    """Run fast-import. Its pack stays one, whatever its size."""
    return run_git(
        repo.root,
        "fast-import",
        "--quiet",
        "--done",
        # Whatever zone an author's clock had.
        "--date-format=raw-permissive",
        stdin=stream,
        env=_with_setting("fastimport.unpackLimit", "1"),
    )


def _with_setting(name: str, value: str) -> Mapping[str, str]:
    """The environment in which git has one setting more."""
    inherited = os.environ.get("GIT_CONFIG_COUNT", "")
    number = int(inherited) if inherited.isdecimal() else 0
    return {
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": name,
        f"GIT_CONFIG_VALUE_{number}": value,
    }


def _stream(tip: str, commits: Sequence[NewCommit], committer: bytes) -> Iterator[bytes]:
    """The commits as fast-import reads them. It answers with their ids, one a line."""
    for number, commit in enumerate(commits, 1):
        yield b"commit %s\nmark :%d\n" % (_REF, number)
        yield b"author %s\ncommitter %s\n" % (commit.author, committer)
        if commit.encoding:
            yield b"encoding %s\n" % commit.encoding.encode()
        yield _data(commit.message)
        if number == 1 and tip:
            yield b"from %s\n" % tip.encode()
        yield from _file_changes(commit.files)
        yield b"\nget-mark :%d\n" % number
    yield b"reset %s\n\ndone\n" % _REF


def _file_changes(files: Mapping[str, tuple[str, bytes | str] | None]) -> Iterator[bytes]:
    # A file may be gone where a directory of its name comes.
    for name, entry in sorted(files.items(), key=lambda item: item[1] is not None):
        if entry is None:
            yield b"D %s\n" % _quote(name)
            continue
        mode, content = entry
        if isinstance(content, str):
            yield b"M %s %s %s\n" % (mode.encode(), content.encode(), _quote(name))
        else:
            yield b"M %s inline %s\n" % (mode.encode(), _quote(name))
            yield _data(content)


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _quote(name: str) -> bytes:
    """The name of a file as fast-import reads it, quoted as in C."""
    quoted = os.fsencode(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'"%s"' % quoted.replace(b"\n", b"\\n")


def _committer(repo: Repository, tip: str) -> bytes:
    """The line of the committer. Raises StateError where git does not know who the user is."""
    result = run_git(repo.root, "var", "GIT_COMMITTER_IDENT")
    if result.code != 0:
        raise _not_written(result)
    name, seconds, zone = result.raw.strip().rsplit(b" ", 2)
    return b"%s %d %s" % (name, max(int(seconds), _committed(repo, tip)), zone)


def _committed(repo: Repository, tip: str) -> int:
    """When a commit was committed, in seconds of the epoch. 0 for none."""
    header = read_objects(repo, [tip] if tip else []).get(tip, b"").partition(b"\n\n")[0]
    match = re.search(rb"^committer .* (\d+) [-+]\d+$", header, re.MULTILINE)
    return int(match[1]) if match else 0


def _signs(repo: Repository) -> bool:
    result = run_git(repo.root, "config", "--type=bool", "--get", "commit.gpgSign")
    return result.out.strip() == "true"


def _trees(repo: Repository, ids: Sequence[str]) -> list[str]:
    """The trees of these commits."""
    contents = read_objects(repo, ids)
    return [contents[id_].split(b"\n", 1)[0].split()[1].decode() for id_ in ids]


def _sign(
    repo: Repository,
    tip: str,
    commits: Sequence[NewCommit],
    committer: bytes,
    trees: Sequence[str],
) -> list[str]:
    """Write the commits anew, each signed as git's settings say. Returns their ids."""
    ids: list[str] = []
    parent = tip
    for commit, tree in zip(commits, trees, strict=True):
        parents = ["-p", parent] if parent else []
        encoding = _with_setting("i18n.commitEncoding", commit.encoding or "UTF-8")
        result = run_git(
            repo.root,
            "commit-tree",
            "-S",
            tree,
            *parents,
            stdin=commit.message,
            writes=True,
            env={
                **_identity("AUTHOR", commit.author),
                **_identity("COMMITTER", committer),
                **encoding,
            },
        )
        if result.code != 0:
            raise _not_written(result)
        parent = result.out.strip()
        ids.append(parent)
    return ids


def _identity(role: str, line: bytes) -> dict[str, str]:
    """The environment in which git takes the line of an author or a committer for one."""
    name, _bracket, rest = os.fsdecode(line).partition("<")
    address, _bracket, moment = rest.rpartition("> ")
    return {
        f"GIT_{role}_NAME": name.strip(),
        f"GIT_{role}_EMAIL": address,
        f"GIT_{role}_DATE": f"@{moment}",
    }


def _without_report(repo: Repository, result: Result) -> Result:
    """The result of a failing fast-import, whose report in the git directory is removed."""
    if match := _REPORT.search(result.err):
        with contextlib.suppress(OSError):
            remove(repo.git_dir / match[1])
    return replace(result, err=_REPORT.sub("", result.err))


def _not_written(result: Result) -> StateError:
    return StateError(
        _("git can't write the commits, nothing was changed: {reason}", reason=result.words)
    )
