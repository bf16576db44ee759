"""Uncommitted edits by hand: the records that differ from HEAD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.folder import Folder, resolve_links
from clientfile.store.git.repository import Repository, Status, read_status

if TYPE_CHECKING:
    from clientfile.store.transaction.plan import Write


@dataclass(frozen=True)
class UncommittedEdits:
    """The records that differ from HEAD: `status` has their states by real path, `gone` the paths
    of those that HEAD has and the disk has not.
    """

    status: Status
    gone: Sequence[Path]

    def edited(self, path: Path) -> bool:
        """Whether a record differs from HEAD, or is not under git yet."""
        return self._states.get(str(resolve_links(path)), "!!") != "!!"

    def untracked(self, path: Path) -> bool:
        """Whether git does not know the file."""
        return self._states.get(str(resolve_links(path))) == "??"

    @property
    def _states(self) -> Mapping[str, str]:
        return self.status.states

    def refuse(self, folder: Folder, writes: Sequence[Write], *, include_edits: bool) -> None:
        """Raise StateError for edits by hand that these writes would commit unasked, or lose."""
        for write in writes:
            state = self._states.get(str(resolve_links(write.file.path)))
            name, client = folder.relative(write.file.path), write.file.id
            if state == "!!":
                raise StateError(
                    _("git ignores {file}: take it out of .gitignore, then try again", file=name)
                )
            if state is not None and write.before is None:
                raise removed_by_hand(name, client)
            if state is not None and not include_edits:
                raise StateError(
                    _(
                        "{file} has edits by hand that are not committed: run: clientfile save "
                        "{client}\nor commit them together with this change by: --include-edits",
                        file=name,
                        client=client,
                    )
                )


def removed_by_hand(name: str, client: str) -> StateError:
    """The error for a record that was removed by hand without a commit."""
    return StateError(
        _(
            "{file} was removed by hand, and that is not committed: run: clientfile save {client}\n"
            "or bring it back: git restore -- {file}",
            file=name,
            client=client,
        )
    )


def uncommitted_edits(
    folder: Folder,
    repo: Repository,
    paths: Sequence[Path],
    *,
    whole: bool = False,
    writes: bool,
) -> UncommittedEdits:
    """The edits by hand of the records at `paths`; of all records of the folder if `whole`.

    `writes` is for a change that is to be committed: git's filters run then, not on a dry run. git
    looks at one path sooner than at a folder of thousands. Raises StateError on a detached
    HEAD.
    """
    real_paths = [resolve_links(path) for path in paths]
    if whole:
        records = resolve_links(folder.records)
        # A record may be a link to a file elsewhere.
        real_paths = [records, *(path for path in real_paths if not path.is_relative_to(records))]
    status = read_status(repo, real_paths, writes=writes)
    gone = [
        Path(path)
        for path, state in status.states.items()
        if "D" in state and path.endswith(".yaml") and not Path(path).exists()
    ]
    return UncommittedEdits(status, sorted(gone))
