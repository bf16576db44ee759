"""Two lines of commits in one repository, made without a worktree, and the plan that joins them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clientfile.records.conflict import Decision
from clientfile.store.folder import open_folder
from clientfile.store.git.new_commits import NewCommit, write_commits
from clientfile.store.git.repository import require_repository
from clientfile.store.sync.plan import SyncPlan, plan_sync
from tests.support.runner import CliRunner

MINE = b"Claire Martin <claire@example.com> 1795166400 +0100"
THEIRS = b"Karim Haddad <karim@example.com> 1795170000 +0100"


@dataclass
class TwoSides:
    """A folder with a base, to which `mine` and `theirs` add commits: subject, then the text of
    each record by its id, None where it is removed.
    """

    runner: CliRunner
    base: str = ""
    tips: dict[str, str] = field(default_factory=dict)

    def begin(self, **records: str) -> None:
        """The base: these records alone, beside what the folder has."""
        self.base = self._commit(self._head(), MINE, "base", records)
        self.tips = {"mine": self.base, "theirs": self.base}

    def mine(self, subject: str, **records: str | None) -> str:
        """A commit of ours; its id."""
        self.tips["mine"] = self._commit(self.tips["mine"], MINE, subject, records)
        return self.tips["mine"]

    def theirs(self, subject: str, **records: str | None) -> str:
        """A commit of the remote's; its id."""
        self.tips["theirs"] = self._commit(self.tips["theirs"], THEIRS, subject, records)
        return self.tips["theirs"]

    def plan(self, decisions: Mapping[str, Decision] | None = None) -> SyncPlan:
        """The plan of our commits on the remote's."""
        root = self.runner.root
        return plan_sync(
            open_folder(root),
            require_repository(root),
            self.base,
            self.tips["mine"],
            self.tips["theirs"],
            decisions or {},
        )

    def land(self, decisions: Mapping[str, Decision] | None = None) -> str:
        """The last commit of the plan, which has no conflict."""
        plan = self.plan(decisions)
        assert (plan.conflicts, plan.refused) == ((), ())
        ids = write_commits(require_repository(self.runner.root), self.tips["theirs"], plan.commits)
        return ids[-1] if ids else self.tips["theirs"]

    def text(self, commit: str, client: str) -> str:
        """The text of a record in a commit."""
        return self.runner.git("show", f"{commit}:records/{client}.yaml")

    def clients(self, commit: str) -> list[str]:
        """The ids of the records of a commit."""
        names = self.runner.git("ls-tree", "-r", "--name-only", commit, "records/").split()
        return sorted(name.removeprefix("records/").removesuffix(".yaml") for name in names)

    def subjects(self, commit: str) -> Sequence[str]:
        """The subjects of the commits since the base, the oldest first."""
        return self.runner.git("log", "--reverse", "--format=%s", f"{self.base}..{commit}").split(
            "\n"
        )[:-1]

    def merge(self, subject: str, **records: str | None) -> str:
        """A merge of the remote's last commit into ours, with these records; its id."""
        made = self._commit(self.tips["mine"], MINE, subject, records)
        tree = self.runner.git("rev-parse", f"{made}^{{tree}}").strip()
        parents = [word for tip in self.tips.values() for word in ("-p", tip)]
        words = ("commit-tree", *parents, "-m", subject, tree)
        self.base = self.tips["theirs"]
        self.tips["mine"] = self.runner.git(*words).strip()
        return self.tips["mine"]

    def _head(self) -> str:
        return self.runner.git("rev-parse", "HEAD").strip()

    def _commit(
        self, tip: str, author: bytes, subject: str, records: Mapping[str, str | None]
    ) -> str:
        files: dict[str, tuple[str, bytes | str] | None] = {
            name if "." in name else f"records/{name.replace('_', '-')}.yaml": None
            if text is None
            else ("100644", text.encode())
            for name, text in records.items()
        }
        new = NewCommit("", author, f"{subject}\n".encode(), "", files)
        return write_commits(require_repository(self.runner.root), tip, [new])[0]
