"""What kills, faults and other programs left in a git directory, and how to clear it away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import ClientfileError
from clientfile.language import Lines, _
from clientfile.store.atomic import sync_directory
from clientfile.store.beneath import remove, rename_to_new
from clientfile.store.drafts import free_name
from clientfile.store.folder import Folder
from clientfile.store.git import commits
from clientfile.store.git.repository import Repository
from clientfile.store.git.stale_locks import abandoned_locks, remove_abandoned
from clientfile.store.own_folder import make_own
from clientfile.store.transaction.journal import journal_path, read_journal
from clientfile.store.transaction.lock import exclusive_lock
from clientfile.store.transaction.recovery import end_interrupted
from clientfile.store.transaction.take_back import save_texts_not_in_files

_PATIENCE = 5.0


@dataclass(frozen=True)
class Leftover:
    """Something that is in the way, or of no use: `what` it is and `remedy`, what mending does.

    `mend` does that, and returns sentences about it. It raises StateError, OSError.
    """

    what: str
    remedy: str
    mend: Callable[[], Sequence[str]]
    in_the_way: bool = True


def find_leftovers(folder: Folder, repo: Repository) -> list[Leftover]:
    """Everything in the folder and its git directory that an ended program left, the first to mend
    first. The caller holds no lock: what a living writer has may be among it.
    """
    return [
        *_git_locks(repo),
        *_index(repo),
        *_journal(repo),
        *_claim(repo),
        *_own_files(repo),
        *_staged_beside_records(folder),
    ]


def mend(folder: Folder, repo: Repository) -> list[str]:
    """Clear away all leftovers; every text that is in no record is kept and named.

    Returns sentences. Raises LockedError while a writer is at work, StateError, OSError.
    """
    with exclusive_lock(repo.own_dir, patience=_PATIENCE):
        sentences: list[str] = []
        # What ends an interrupted change clears most of the rest away: each is looked for anew.
        for find in (_git_locks, _index, _journal, _claim, _own_files):
            for leftover in find(repo):
                sentences += leftover.mend()
        for leftover in _staged_beside_records(folder):
            sentences += leftover.mend()
        return sentences


def _git_locks(repo: Repository) -> Iterator[Leftover]:
    for lock in abandoned_locks(repo):
        what = _("{path} is there: a git program is at work, or was killed", path=lock)
        remedy = _("removes it, if no git works here")

        def clear(lock: Path = lock) -> Sequence[str]:
            remove_abandoned(repo, lock)
            return [_("{path} is removed: no git works here", path=lock)]

        yield Leftover(what, remedy, clear)


def _index(repo: Repository) -> Iterator[Leftover]:
    """git's index, which the end of an interrupted change needs."""
    if damage := commits.index_damage(repo, repo.index):
        what = _("{damage}: git can't tell what is staged", damage=damage)
        remedy = _("keeps it, and makes one of HEAD; no file is touched")
        yield Leftover(what, remedy, lambda: _rebuild_index(repo))


def _rebuild_index(repo: Repository) -> Sequence[str]:
    def set_aside() -> str:
        if not repo.index.exists():
            return _("{path} is made anew from HEAD", path=repo.index)
        return _(
            "{path} is made anew from HEAD; the old one is {old}",
            path=repo.index,
            old=_set_aside(repo, repo.index),
        )

    sentence = commits.rebuild_index(repo, set_aside)
    more = _("what was staged and is in no file: git fsck --lost-found")
    return [Lines([sentence, more], "; ")]


def _journal(repo: Repository) -> Iterator[Leftover]:
    path = journal_path(repo.own_dir)
    try:
        journal = read_journal(repo.own_dir, repo.toplevel)
    except ClientfileError as error:
        remedy = _("keeps it, with every text that stands in it")
        yield Leftover(str(error), remedy, lambda: _set_journal_aside(repo))
        return
    if journal is not None:
        what = _(
            "{command} of {time} was interrupted and is not ended",
            command=journal.command,
            time=journal.moment,
        )
        remedy = _("ends it, or else keeps {path} and every text that stands in it", path=path)
        yield Leftover(what, remedy, lambda: _end(repo))


def _end(repo: Repository) -> Sequence[str]:
    """End an interrupted change, whatever it takes."""
    try:
        return end_interrupted(repo)
    except ClientfileError as error:
        return [
            *_set_journal_aside(repo),
            _("it could not be ended: {reason}", reason=str(error)),
        ]


def _set_journal_aside(repo: Repository) -> Sequence[str]:
    """Keep a journal that can't be ended, the texts of it that no file has, and the staged ones."""
    saved: list[Path] = []
    try:
        journal = read_journal(repo.own_dir, repo.toplevel)
    except ClientfileError:
        journal = None
    if journal is not None:
        saved += save_texts_not_in_files(repo, journal)
    saved += [_set_aside(repo, path) for path in sorted((repo.own_dir / "staged").glob("*"))]
    saved.append(_set_aside(repo, journal_path(repo.own_dir)))
    paths = ", ".join(map(str, saved))
    return [_("the journal and its texts are kept in {paths}: see git status", paths=paths)]


def _claim(repo: Repository) -> Iterator[Leftover]:
    lock = commits.index_lock(repo)
    if commits.is_ours(lock) and not journal_path(repo.own_dir).exists():

        def release() -> Sequence[str]:
            commits.release_index(repo)
            return [_("{path} is removed: no change of clientfile's is under way", path=lock)]

        what = _("{path} is there, and no change of clientfile's is under way", path=lock)
        yield Leftover(what, _("removes it"), release)


def _own_files(repo: Repository) -> Iterator[Leftover]:
    """Files of ours that are there while a change lands, and no longer."""
    own = repo.own_dir
    if journal_path(own).exists():
        return
    for path in [own / "index", own / "index.lock", own / "claim", own / ".claim.tmp"]:
        if path.is_symlink() or path.exists():
            what = _("{path} is left over", path=path)
            yield Leftover(what, _("removes it"), _removal(path), in_the_way=False)
    for path in [own / ".journal.tmp", *sorted((own / "staged").glob("*"))]:
        if path.is_symlink() or path.exists():

            def keep(path: Path = path) -> Sequence[str]:
                return [_("{path} is kept as {new}", path=path, new=_set_aside(repo, path))]

            what = _("{path} is left over: a text that may be in no record", path=path)
            remedy = _("keeps it in .git/clientfile/kept/")
            yield Leftover(what, remedy, keep, in_the_way=False)


def _staged_beside_records(folder: Folder) -> Iterator[Leftover]:
    """Texts staged beside a record, where the git directory is on another disk."""
    for path in sorted(folder.records.rglob(".*.yaml.clientfile")):
        plain = path.with_name(path.name.removesuffix(".clientfile").lstrip(".") + ".left")

        def rename(path: Path = path, plain: Path = plain) -> Sequence[str]:
            target = free_name(plain.parent, plain.name)
            rename_to_new(path, target)
            return [
                _("{path} is now {new}: a text that may be in no record", path=path, new=target)
            ]

        what = _("{path} is left over: a text that may be in no record", path=path)
        remedy = _("renames it to {name}", name=plain.name)
        yield Leftover(what, remedy, rename, in_the_way=False)


def _removal(path: Path) -> Callable[[], Sequence[str]]:
    def clear() -> Sequence[str]:
        remove(path)
        return [_("{path} is removed", path=path)]

    return clear


def _set_aside(repo: Repository, path: Path) -> Path:
    """Move a file among the texts that are kept; a link is moved itself. Raises OSError."""
    directory = repo.own_dir / "kept"
    make_own(directory)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{path.name.lstrip('.')}"
    target = free_name(directory, name)
    rename_to_new(path, target)
    for each in (directory, path.parent):
        sync_directory(each)
    return target
