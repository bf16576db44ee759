"""Reads `git log`: commits with their parents, and the files that each changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clientfile.store.git.process import stream_git
from clientfile.store.git.repository import Repository

_BEGIN = b"\x01"
_NOTHING = ""
# Between the values of a trailer; JSON has no such character.
_BETWEEN = "\x02"
_FIELDS = (
    "%H", "%h", "%ad", "%cd", "%aN", "%ae", "%P", "%s",
    "%(trailers:key=Clientfile-Command,valueonly,separator=%x2C)",
    "%(trailers:key=Clientfile-Lost,valueonly,separator=%x02)",
)  # fmt: skip
_LOG = ("log", "-z", "--date=format-local:%Y-%m-%d", f"--format=%x01{'%x00'.join(_FIELDS)}")
_WITH_FILES = ("--raw", "-c", "--combined-all-paths", "-M", "-l0", "--no-abbrev")


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file that a commit changed: `name` is its name after, from the top of the worktree, `names`
    those before, for each parent; `after` and `before` are the blob ids, "" for no file.

    A merge has only files that differ from all parents.
    """

    name: str
    names: Sequence[str]
    before: Sequence[str]
    after: str

    @property
    def was(self) -> str:
        """The name in the first parent that has the file."""
        pairs = zip(self.names, self.before, strict=True)
        return next((name for name, blob in pairs if blob), self.names[0])


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that one side of a merge changed, and that the merge has as another side has it, or
    in a way of its own: `place` is the number of the side's parent.

    `name` and `blob` are the file's on the side, `after` and `blob_after` in the merge, `bases`
    where the sides parted, each "" for no file. `told` are the blobs of the parents where the file
    of the merge differs from all of them.
    """

    place: int
    name: str
    blob: str
    after: str
    blob_after: str
    bases: Sequence[tuple[str, str]]
    told: Sequence[str]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: `author` is a name and `email` an address, `day` the author's and `committed_on`
    the committer's date in local time, `command` the clientfile command that made it ("" for a
    commit by hand). `lost` are the texts of its trailers Clientfile-Lost.

    `versions` are the files that it changed, if these are read; `dropped` those that a merge took
    from another side, if these are looked for.
    """

    id: str
    short: str
    day: date
    committed_on: date
    author: str
    email: str
    parents: Sequence[str]
    subject: str
    command: str
    versions: Sequence[FileVersion]
    dropped: Sequence[DroppedFile] = ()
    lost: Sequence[str] = ()


def read_log(
    repo: Repository, *selection: str, files: bool = False, digits: int = 40
) -> Iterator[Commit]:
    """The commits that git selects, one by one as git finds them; with the `files` of each.

    git shortens no id beside files: `digits` is the length of the short ids then. Closing the
    iterator ends git. Raises StateError where git fails.
    """
    options = _WITH_FILES if files else ("--no-patch",)
    pieces = stream_git(repo.toplevel, *_LOG, *options, *selection)
    head: list[str] = []
    versions: list[FileVersion] = []
    for piece in pieces:
        about = piece.lstrip(b"\n")
        if about.startswith(_BEGIN):
            if head:
                yield _parse_commit(head, versions)
            more = (next(pieces) for _ in range(len(_FIELDS) - 1))
            head, versions = [each.decode(errors="replace") for each in (about[1:], *more)], []
            if files:
                head[1] = head[1][:digits]
        elif about.startswith(b":"):
            versions.append(parse_version(about.decode(), pieces))
    if head:
        yield _parse_commit(head, versions)


def _parse_commit(head: Sequence[str], versions: Sequence[FileVersion]) -> Commit:
    id_, short, day, committed_on, author, email, parents, subject, command, lost = head
    days = date.fromisoformat(day), date.fromisoformat(committed_on)
    return Commit(
        id_,
        short,
        *days,
        author,
        email,
        parents.split(),
        subject,
        command.strip(),
        versions,
        lost=lost.split(_BETWEEN) if lost else (),
    )


def parse_version(about: str, pieces: Iterator[bytes]) -> FileVersion:
    """A file of git's raw format: `about` is modes, blob ids and letters; its names come next."""
    parents = len(about) - len(about.lstrip(":"))
    columns = about.lstrip(":").split()
    modes, blobs, letters = columns[: parents + 1], columns[parents + 1 : -1], columns[-1]
    names = [_decode_name(next(pieces)) for _ in range(parents)]
    several = parents > 1 or letters[0] in "RC"
    name = _decode_name(next(pieces)) if several else names[0]
    *before, after = (_file_blob(mode, blob) for mode, blob in zip(modes, blobs, strict=True))
    return FileVersion(name, names, before, after)


def _file_blob(mode: str, blob: str) -> str:
    """The blob id of a regular file; "" for a link, a submodule, or no file."""
    return blob if mode.startswith("100") and blob.strip("0") else _NOTHING


def _decode_name(piece: bytes) -> str:
    return piece.decode("utf-8", "surrogateescape")
