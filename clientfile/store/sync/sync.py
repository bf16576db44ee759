"""Brings both sides together: fetch, decide, replay, land, send; again if the remote moved.

The merge is worked out without the write lock, and nothing is touched until it is whole. The lock
is taken to land, where HEAD, the branch and the files are looked at again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from clientfile.errors import ClientfileError, NotSentError, OnlySavedError, StateError
from clientfile.errors.suggest import list_some
from clientfile.language import Lines, _, ngettext
from clientfile.records.conflict import Decision
from clientfile.store.folder import Folder
from clientfile.store.git.commit_line import LineCommit
from clientfile.store.git.new_commits import write_commits
from clientfile.store.git.repository import (
    UNMERGED,
    Repository,
    Status,
    read_status,
    refuse_unfinished,
    require_identity,
    require_repository,
)
from clientfile.store.git.stale_locks import remove_locks_of_sync
from clientfile.store.git.transport import PushResult
from clientfile.store.layout import is_record, prefix_today, settings_file
from clientfile.store.sync.commit_lines import describe_commits
from clientfile.store.sync.decide import choose, refuse_decided, refuse_unknown, spell_out
from clientfile.store.sync.incoming_errors import (
    describe_incoming_errors,
    describe_outgoing_errors,
)
from clientfile.store.sync.land import land
from clientfile.store.sync.merge_setup import is_set_up, set_up_merging
from clientfile.store.sync.outcome import (
    Ask,
    CommitLine,
    FolderConflict,
    Progress,
    SyncOptions,
    SyncOutcome,
)
from clientfile.store.sync.plan import SyncPlan, plan_sync
from clientfile.store.sync.upstream import (
    Upstream,
    add_remote,
    connect_remote,
    fetch,
    find_base,
    find_upstream,
    push,
)
from clientfile.store.transaction.commit import HeadMovedError
from clientfile.store.transaction.lock import exclusive_lock
from clientfile.store.transaction.recovery import end_interrupted
from clientfile.store.transaction.signals import deferred_signals
from clientfile.store.transaction.transact import WriteOptions, locked_folder
from clientfile.store.transaction.uncommitted import uncommitted_edits

_PAUSES = (0.0, 0.3, 1.0, 2.0, 4.0)
"""How long is waited before each attempt, in seconds."""
_SHORT = 10


def sync(folder: Folder, options: SyncOptions, ask: Ask, progress: Progress) -> SyncOutcome:
    """Bring the folder and its remote together; `ask` decides what nothing else does.

    Raises StateError, with nothing changed, where the folder, git or the remote does not allow it,
    and what `ask` raises; NotSentError where what came in is merged and ours could not be sent;
    OnlySavedError where edits by hand were saved first, and nothing came in.
    """
    repo = require_repository(folder.root)
    require_identity(folder.root)
    with locked_folder(folder, repo) as locked:
        remove_locks_of_sync(repo)
    saved: Sequence[str] = ()
    if not options.include_edits:
        status = _refuse_edits(folder, repo, writes=not options.dry_run)
    elif not options.dry_run:
        saved = _save_edits(folder, options)
    try:
        if options.include_edits:
            status = read_status(repo, [])
        upstream = _find_remote(repo, status, options)
        run = _Run(folder, repo, options, ask, progress, upstream, status, status.head)
        run.outcome = replace(run.outcome, notes=[*locked.notes, *saved])
        return run.end()
    except ClientfileError as error:
        if saved and not isinstance(error, NotSentError):
            raise OnlySavedError(error.sentence) from error
        raise


def _find_remote(repo: Repository, status: Status, options: SyncOptions) -> Upstream:
    """The upstream that is configured, or that at the address which was given."""
    if options.remote_url:
        return add_remote(repo, status, options.remote_url)
    return find_upstream(repo, status)


def _save_edits(folder: Folder, options: SyncOptions) -> Sequence[str]:
    """Save edits by hand. Returns what is to be told where they are committed."""
    # Imported for edits alone: most folders have none.
    from clientfile.store.transaction.save import save

    outcome = save(folder, [], WriteOptions(options.today))
    return [*outcome.notes, outcome.change.done] if outcome.commit else []


def _refuse_edits(folder: Folder, repo: Repository, *, writes: bool) -> Status:
    """Raise StateError for records and settings with edits by hand, which would not be sent.

    Returns the state of the folder.
    """
    settings, prefix = settings_file(folder), prefix_today(folder, repo)
    paths = [settings] if settings else []
    edits = uncommitted_edits(folder, repo, paths, whole=True, writes=writes)
    top = f"{repo.toplevel}/"
    names = {path.removeprefix(top): state for path, state in edits.status.states.items()}
    if unmerged := [name for name, state in names.items() if state in UNMERGED]:
        raise StateError(
            _(
                "{files}: a merge of git's is unsettled there; nothing was changed: run: "
                "clientfile resolve, then: clientfile save",
                files=list_some(unmerged),
            )
        )
    edited = [
        name
        for name, state in names.items()
        if state != "!!"
        and (is_record(name, prefix) or (settings is not None and name == repo.name(settings)))
    ]
    if edited:
        raise StateError(
            ngettext(
                "{files} has edits by hand that are not committed; nothing was changed: run: "
                "clientfile save, or: clientfile sync --save",
                "{files} have edits by hand that are not committed; nothing was changed: run: "
                "clientfile save, or: clientfile sync --save",
                len(edited),
                files=list_some(edited),
            )
        )
    return edits.status


@dataclass
class _Run:
    """A sync under way: `status` is the state that the attempt began with, `start` is HEAD as it
    was at the beginning, `head` as it is now, `tip` what the remote has.

    `decisions` are by the names of the conflicts: a field is asked for once. `named` are the names
    in the options that a conflict has. `has_landed` says that the folder has changed.
    """

    folder: Folder
    repo: Repository
    options: SyncOptions
    ask: Ask
    progress: Progress
    upstream: Upstream
    status: Status
    start: str
    head: str = ""
    tip: str = ""
    has_landed: bool = False
    decisions: dict[str, Decision] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    outcome: SyncOutcome = field(default_factory=SyncOutcome)

    def end(self) -> SyncOutcome:
        """Try until all is sent. Raises as `sync` does."""
        try:
            self._send_all()
        except (ClientfileError, KeyboardInterrupt) as error:
            if not self.has_landed:
                raise
            reason = error.sentence if isinstance(error, ClientfileError) else _("interrupted")
            raise NotSentError(reason, self._result()) from error
        return self._result()

    def _send_all(self) -> None:
        for number, pause in enumerate(_PAUSES):
            time.sleep(pause)
            if number:
                self.status = read_status(self.repo, [])
            if self._attempt():
                return
        raise StateError(_("others have sent theirs at each try: try again in a while"))

    def _attempt(self) -> bool:
        """Fetch, merge, land and send; False where the remote or our branch has moved meanwhile."""
        self.head = self.status.head
        self.progress(_("fetching what the others have sent"))
        self.tip = fetch(self.repo, self.upstream, self.progress)
        if self.options.dry_run:
            self._preview()
            return True
        target = self._merge()
        if target != self.head and not self._land(target):
            return False
        self._set_up()
        return self._send()

    def _merge(self) -> str:
        """The commit to land: HEAD itself where nothing came in."""
        base = find_base(self.repo, self.upstream, self.head, self.tip) if self.tip else ""
        if base == self.tip:
            return self.head
        if base == self.head:
            return self.tip
        self.progress(_("merging"))
        plan = self._plan(base)
        return [self.tip, *write_commits(self.repo, self.tip, plan.commits)][-1]

    def _preview(self) -> None:
        """Work out what would be done, up to what is to be decided."""
        base = find_base(self.repo, self.upstream, self.head, self.tip) if self.tip else ""
        if base in (self.head, self.tip):
            return
        try:
            self._plan(base)
        except _UndecidedError as error:
            self.outcome = replace(self.outcome, conflicts=error.conflicts)

    def _plan(self, base: str) -> SyncPlan:
        """The plan, when everything is decided. Raises StateError for what git alone can merge."""
        while True:
            plan = plan_sync(self.folder, self.repo, base, self.head, self.tip, self.decisions)
            if plan.refused:
                raise StateError(Lines([*plan.refused, self._by_git()]))
            if not plan.conflicts:
                self._note(plan)
                return plan
            self._decide(plan.conflicts)

    def _by_git(self) -> str:
        """What to do about files that only git can merge."""
        return _(
            "nothing was changed: merge them by git, then sync: git merge {upstream}; mend the "
            "files; git add FILE; git commit; clientfile sync",
            upstream=self.upstream.fetched,
        )

    def _decide(self, conflicts: Sequence[FolderConflict]) -> None:
        """Decide by the options, or ask; no field is asked for twice."""
        new = [each for each in conflicts if each.name not in self.decisions]
        refuse_decided(conflicts, self.decisions)
        names = {typed: spell_out(typed, conflicts) for typed in self.options.takes}
        takes = {names[typed]: choice for typed, choice in self.options.takes.items()}
        self.named |= {
            typed for typed, name in names.items() if any(each.is_called(name) for each in new)
        }
        prefer = self.options.prefer
        options = {each.name: choose(each, prefer, takes) for each in new}
        self.decisions |= {name: Decision(choice) for name, choice in options.items() if choice}
        if left := [each for each in new if not options[each.name]]:
            if self.options.dry_run:
                raise _UndecidedError(left)
            refuse_unknown([typed for typed in names if typed not in self.named], conflicts)
            self.decisions |= self.ask(left)

    def _land(self, target: str) -> bool:
        """Bring the folder to `target`; False where our branch has moved meanwhile."""
        self.progress(_("writing the records"))
        with self._locked() as lock:
            try:
                self._move_to(target, land(self.repo, lock, self.status, target))
            except HeadMovedError:
                return False
        return True

    def _set_up(self) -> None:
        """Have git merge by clientfile in this clone, and in those that get its attribute.

        A sync goes on without it, and tells why.
        """
        try:
            if not is_set_up(self.folder, self.repo):
                with self._locked() as lock:
                    self._move_to(*set_up_merging(self.folder, self.repo, lock, self.head))
        except ClientfileError as error:
            self._move_to(self.head, [str(error)])

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Hold the write lock, with no change left interrupted; ^C waits until what was done is
        kept in mind. Raises StateError, LockedError.
        """
        with exclusive_lock(self.repo.own_dir) as lock, deferred_signals():
            self._move_to(self.head, end_interrupted(self.repo))
            refuse_unfinished(self.repo)
            yield lock

    def _move_to(self, head: str, notes: Sequence[str]) -> None:
        """Keep where the branch is now, and what is to be told of it."""
        self.has_landed |= head != self.head
        self.head = head
        self.outcome = replace(self.outcome, notes=[*self.outcome.notes, *notes])

    def _send(self) -> bool:
        """Send HEAD, unless the remote has it; False where the remote has moved meanwhile."""
        self.upstream = connect_remote(self.repo, self.upstream, self.tip)
        if self.head != self.tip:
            self.progress(_("sending yours"))
            result = push(self.repo, self.upstream, self.head, self.tip, self.progress)
            if result is PushResult.MOVED:
                return False
        self.outcome = replace(self.outcome, pushed=True)
        return True

    def _note(self, plan: SyncPlan) -> None:
        """Keep what a plan tells."""
        self.outcome = replace(
            self.outcome,
            settled=[*self.outcome.settled, *plan.settled],
            lost=[*self.outcome.lost, *plan.lost],
            left_out=[*self.outcome.left_out, *map(_line, plan.left_out)],
        )

    def _result(self) -> SyncOutcome:
        """The outcome, with the lines of what came in and what went out."""
        left_out = {each.commit for each in self.outcome.left_out}
        unused = [typed for typed in self.options.takes if typed not in self.named]
        notes: list[str] = [
            _("--take {name}: there is no conflict of that name", name=each) for each in unused
        ]
        outcome = replace(self.outcome, commit=self.head[:_SHORT] if self.has_landed else "")
        try:
            received = describe_commits(self.folder, self.repo, self.start, self.tip)
            sent = describe_commits(self.folder, self.repo, self.tip, self.head, left_out)
            if received:
                notes += describe_incoming_errors(
                    self.folder, self.repo, self.start, self.tip, dry_run=self.options.dry_run
                )
            if self.tip and sent.is_by_hand:
                notes += describe_outgoing_errors(self.folder, self.repo, self.tip, self.head)
        except (ClientfileError, OSError):
            # What is done is done: that it can't be told is no failure.
            return replace(outcome, notes=[*outcome.notes, *notes])
        return replace(outcome, notes=[*outcome.notes, *notes], received=received, sent=sent)


class _UndecidedError(Exception):
    """A dry run asks nobody: `conflicts` are those that it would have asked for."""

    def __init__(self, conflicts: Sequence[FolderConflict]) -> None:
        super().__init__()
        self.conflicts = conflicts


def _line(commit: LineCommit) -> CommitLine:
    subject = commit.text.partition("\n")[0]
    return CommitLine("", subject, commit.author_name, commit.day, commit.id[:_SHORT])
