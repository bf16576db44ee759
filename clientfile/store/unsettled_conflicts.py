"""What is to be decided in records that a merge of git left unsettled, and who wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from clientfile.store.folder import Folder, resolve_links
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository
from clientfile.store.git.unmerged import commits_of_sides
from clientfile.store.sync.addresses import short_address
from clientfile.store.sync.outcome import Authorship, FolderConflict, NamedDecisions
from clientfile.store.unsettled import UnsettledRecord


def folder_conflicts(
    folder: Folder,
    repo: Repository,
    records: Sequence[UnsettledRecord],
    decisions: NamedDecisions,
) -> list[FolderConflict]:
    """What these decisions leave to be decided in records, with who changed each of those last on
    either side.
    """
    mine, theirs = commits_of_sides(repo)
    team = {address.casefold(): name for name, address in folder.settings.team.items()}
    conflicts = []
    for record in records:
        client, two_ids = record.file.id, record.two_ids
        of_record = record.merge(decisions).conflicts
        files = (two_ids.mine, two_ids.theirs) if two_ids else (record.file, record.file)
        sides = [
            _last_author(repo, revision, resolve_links(file.path), team)
            for revision, file in zip((mine, theirs), files, strict=True)
            if of_record or two_ids
        ]
        if two_ids and two_ids.name not in decisions:
            conflicts.append(two_ids.conflict(*sides))
        conflicts += [
            FolderConflict(client, short_address(each.address), each.address, each, *sides)
            for each in of_record
        ]
    return conflicts


def _last_author(
    repo: Repository, revision: str, path: Path, team: Mapping[str, str]
) -> Authorship:
    """Who changed a record last on a side, as the team calls them; nobody where that can't be told,
    as of a stash.
    """
    form = "--format=%H%x00%an%x00%ae%x00%ad"
    words = ("log", "-1", form, "--date=short", revision, "--", repo.name(path))
    fields = run_git(repo.toplevel, *words).text.strip().split("\0") if revision else []
    if len(fields) != 4:
        return Authorship("", date.min, "")
    commit, author, address, day = fields
    return Authorship(team.get(address.casefold()) or author, date.fromisoformat(day), commit)
