"""What `undo` does to the files beside the records that a commit added: the maps of `import`."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.language import _
from clientfile.records.change import FileTexts
from clientfile.store.folder import Folder
from clientfile.store.git.graph import ChangedFile
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.kept_maps import MAPS
from clientfile.store.transaction.settings_write import read_now


def added_files(
    folder: Folder, repo: Repository, changed: Sequence[ChangedFile]
) -> list[ChangedFile]:
    """The maps that a commit added, or that taking one back removed."""
    prefix = repo.name(folder.root / MAPS) + "/"
    return [
        each
        for each in changed
        if each.name.startswith(prefix) and not (each.before and each.after)
    ]


def plan_file_reversals(
    folder: Folder, repo: Repository, files: Sequence[ChangedFile]
) -> tuple[dict[str, FileTexts], list[str]]:
    """The texts of these files without what a commit did, by their names from the folder, and what
    is to be told: a file that was changed since stays as it is.
    """
    contents = read_blobs(
        repo, [blob for each in files for blob in (each.before, each.after) if blob]
    )
    reversals: dict[str, FileTexts] = {}
    notes: list[str] = []
    for each in files:
        before, after = (contents[blob] if blob else None for blob in (each.before, each.after))
        path = repo.toplevel / each.name
        name = path.relative_to(folder.root).as_posix()
        now = read_now(path)
        if now == after:
            reversals[name] = FileTexts(now, before)
        elif now != before:
            notes.append(_("{file} was changed since, and stays", file=name))
    return reversals, notes
