"""The upstream of a branch: found or added, or refused with what to do; fetched and pushed."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git import transport
from clientfile.store.git.config_file import write_settings
from clientfile.store.git.process import Result, run_git
from clientfile.store.git.ranges import merge_bases
from clientfile.store.git.repository import Repository, Status, refuse_unfinished
from clientfile.store.git.shallow import absence, cut_commits
from clientfile.store.git.transport import PushResult, hide_password
from clientfile.store.git.watch import Progress

_REMOTE = "origin"
_INCOMING = "refs/clientfile/incoming"
_DIGITS = 10


@dataclass(frozen=True)
class Upstream:
    """Where a branch is fetched from and sent to: the branch of a remote, and the ref here that
    holds what was fetched of it.

    `url` is set, and `remote` not yet configured, where the address was given and is still to be
    kept by `connect_remote`. `has_default` says that the remote's default branch is known here.
    """

    remote: str
    url: str
    branch: str
    ref: str
    has_default: bool = True

    @property
    def source(self) -> str:
        """What git is given for the remote: its name, or its address where it has none yet."""
        return self.url or self.remote

    @property
    def name(self) -> str:
        """The upstream as people read it: `origin/main`."""
        return f"{self.remote}/{self.branch}"

    @property
    def fetched(self) -> str:
        """What git is given here for what was fetched."""
        return self.ref.removeprefix("refs/remotes/")


def find_upstream(repo: Repository, status: Status) -> Upstream:
    """The upstream of the branch that HEAD is on; the remote is not asked.

    Raises StateError, with what to do, where nothing can be synced: in a shallow clone, during a
    merge or the like, before the first commit, without a remote or an upstream, and where the
    upstream is not the remote's default branch.
    """
    _refuse_unfit(repo, status)
    upstream, default = _read_upstream(repo, status.branch)
    if upstream is None:
        raise StateError(_describe_absence(repo, status.branch))
    _refuse_other_default(upstream, default)
    return upstream


def add_remote(repo: Repository, status: Status, url: str) -> Upstream:
    """The upstream at an address that was given, which is asked for its branches; nothing is
    changed here before `connect_remote`.

    Where the branch has that address for its upstream already, it is that one. Raises StateError
    as `find_upstream` does, and where there is a remote with another address.
    """
    _refuse_unfit(repo, status)
    address = absolute_address(url)
    upstream, default = _read_upstream(repo, status.branch)
    urls = read_urls(repo)
    if upstream is not None and urls.get(upstream.remote) in (url, address):
        _refuse_other_default(upstream, default)
        return upstream
    remote = next((name for name, value in urls.items() if value in (url, address)), _REMOTE)
    if urls.get(remote, address) not in (url, address) or upstream is not None:
        there = upstream.remote if upstream else remote
        raise StateError(
            _(
                "{remote} is {url} already: to sync with another one from now on: "
                "git remote set-url {remote} {other}",
                remote=there,
                url=hide_password(urls.get(there, "")),
                other=hide_password(address),
            )
        )
    refs = transport.read_remote(repo.root, address)
    new = Upstream(remote, address, status.branch, f"{_INCOMING}/{status.branch}")
    _refuse_other_branch(refs, status.branch, address)
    return new


def connect_remote(repo: Repository, upstream: Upstream, tip: str) -> Upstream:
    """Keep a remote that was given by its address as the upstream of the branch; `tip` is what the
    remote has. Does nothing where it is kept already. Raises StateError.
    """
    if not upstream.url:
        return upstream
    remote, branch = upstream.remote, upstream.branch
    ref = f"refs/remotes/{remote}/{branch}"
    settings = {
        f"branch.{branch}.remote": remote,
        f"branch.{branch}.merge": f"refs/heads/{branch}",
    }
    if remote not in read_urls(repo):
        settings[f"remote.{remote}.url"] = upstream.url
        settings[f"remote.{remote}.fetch"] = f"+refs/heads/*:refs/remotes/{remote}/*"
    write_settings(repo, settings)
    if tip:
        _run(repo, "update-ref", "-m", "clientfile sync", "--", ref, tip)
        _run(repo, "symbolic-ref", f"refs/remotes/{remote}/HEAD", ref)
    _run(repo, "update-ref", "-d", upstream.ref)
    return replace(upstream, url="", ref=ref)


def fetch(repo: Repository, upstream: Upstream, progress: Progress | None = None) -> str:
    """Fetch the upstream. Returns the id of its tip, "" for a remote that has no commit yet.

    Raises TransportError; StateError where the remote lacks the branch, has another default
    branch, or was rewritten: what was fetched before is not in it any more.
    """
    root, source = repo.root, upstream.source
    if upstream.url:
        # What was fetched from an address that was given in vain is nothing to go on from.
        _run(repo, "update-ref", "-d", upstream.ref)
    if not upstream.has_default:
        _learn_default(repo, upstream)
    try:
        is_there = transport.fetch_branch(root, source, upstream.branch, upstream.ref, progress)
    except transport.RewrittenError:
        raise _rewritten_error(upstream, _read_ref(repo, upstream.ref)) from None
    # A fetch that brings nothing leaves the ref as it was.
    tip = _read_ref(repo, upstream.ref)
    if is_there:
        return tip
    _refuse_lost_branch(repo, upstream, tip)
    return ""


def push(
    repo: Repository,
    upstream: Upstream,
    commit: str,
    expected: str,
    progress: Progress | None = None,
) -> PushResult:
    """Push a commit to the upstream, whose tip was `expected` when it was fetched.

    Raises TransportError: whether the remote has the commit is then unknown.
    """
    return transport.push_commit(
        repo.root, upstream.source, upstream.branch, commit, expected, progress
    )


def find_base(repo: Repository, upstream: Upstream, head: str, tip: str) -> str:
    """The last commit that HEAD has in common with the upstream's tip, as fetched.

    Raises StateError for unrelated histories, and for a remote that was rewritten: it had commits
    that HEAD goes on from, and has them no more.
    """
    bases = merge_bases(repo.root, head, tip)
    if not bases:
        raise StateError(
            _(
                "{upstream} has another beginning than this folder, they are not of one team: "
                "join with a new folder: clientfile init DIR --from URL",
                upstream=upstream.name,
            )
        )
    base = bases[0]
    # The tips that were fetched and sent stand in the ref's log.
    was = run_git(repo.root, "merge-base", "--fork-point", upstream.ref, head).out.strip()
    if was and was != base and not _is_ancestor(repo, was, tip):
        raise _rewritten_error(upstream, was)
    return base


def read_urls(repo: Repository) -> dict[str, str]:
    """The remotes and their addresses, of which the first of several."""
    result = run_git(repo.root, "config", "--null", "--get-regexp", r"^remote\..*\.url$")
    urls: dict[str, str] = {}
    for entry in result.out.split("\0"):
        key, _newline, url = entry.partition("\n")
        if key:
            urls.setdefault(key.removeprefix("remote.").removesuffix(".url"), url)
    return urls


def _refuse_unfit(repo: Repository, status: Status) -> None:
    refuse_unfinished(repo)
    if cut := cut_commits(repo):
        raise StateError(absence(cut))
    if not status.head:
        raise StateError(
            _(
                "nothing is committed here yet: begin with: clientfile init, or join a team with: "
                "clientfile init DIR --from URL"
            )
        )


def _read_upstream(repo: Repository, branch: str) -> tuple[Upstream | None, str]:
    """The upstream of a branch as git's settings have it, and the ref of the remote's default
    branch; None and "" where they are not known.
    """
    fields = "%(refname)%00%(symref)%00%(upstream)%00%(upstream:remotename)%00%(upstream:remoteref)"
    result = run_git(
        repo.root,
        "for-each-ref",
        f"--format={fields}",
        f"refs/heads/{branch}",
        "refs/remotes/*/HEAD",
    )
    rows = [line.split("\0") for line in result.out.splitlines()]
    targets = {name: symref for name, symref, *_more in rows if symref}
    for name, _symref, ref, remote, remote_ref in rows:
        if name == f"refs/heads/{branch}" and ref and remote != ".":
            default = targets.get(f"refs/remotes/{remote}/HEAD", "")
            short = remote_ref.removeprefix("refs/heads/")
            return Upstream(remote, "", short, ref, has_default=bool(default)), default
    return None, ""


def _describe_absence(repo: Repository, branch: str) -> str:
    urls = read_urls(repo)
    if not urls:
        return _(
            "this folder has no remote yet. Where your team has one, join it with a new folder: "
            "clientfile init DIR --from URL. Else make an empty one, on a server or in a folder "
            "that all of you reach (git init --bare -b {branch} PATH), and send this folder "
            "there: clientfile sync --remote PATH",
            branch=branch,
        )
    remote = _REMOTE if _REMOTE in urls else next(iter(urls))
    return _(
        "the branch {branch} has no upstream: go back to the one that you share "
        "(git switch main), or share this one: clientfile sync --remote {url}",
        branch=branch,
        url=hide_password(urls[remote]),
    )


def _refuse_other_branch(refs: transport.RemoteRefs, branch: str, url: str) -> None:
    """Raise StateError where a remote that is to be added has branches, and another default."""
    default = refs.default or (branch if branch in refs.branches else "")
    if refs.branches and default != branch:
        raise StateError(
            _(
                "the branch of {url} is {name}, yours is {branch}: if both hold the same records: "
                "git branch -m {name}",
                url=hide_password(url),
                name=default or next(iter(refs.branches)),
                branch=branch,
            )
        )


def _refuse_other_default(upstream: Upstream, default: str) -> None:
    """Raise StateError where the remote's default branch, or its ref, is known and another."""
    if default in ("", upstream.branch, upstream.ref):
        return
    name = default.removeprefix(f"refs/remotes/{upstream.remote}/")
    raise StateError(
        _(
            "your branch is that of {upstream}, while the others work on {remote}/{name}: go "
            "there: git switch {name}. If {name} is not theirs any more: "
            "git remote set-head {remote} --auto",
            upstream=upstream.name,
            remote=upstream.remote,
            name=name,
        )
    )


def _learn_default(repo: Repository, upstream: Upstream) -> None:
    """Ask the remote for its default branch, once, and refuse another than the upstream."""
    default = transport.read_remote(repo.root, upstream.source).default
    _refuse_other_default(upstream, default)
    if default and upstream.ref == f"refs/remotes/{upstream.remote}/{default}":
        _run(repo, "symbolic-ref", f"refs/remotes/{upstream.remote}/HEAD", upstream.ref)


def _refuse_lost_branch(repo: Repository, upstream: Upstream, before: str) -> None:
    """Raise StateError where a remote without our branch is no new one."""
    branches: Sequence[str] = [*transport.read_remote(repo.root, upstream.source).branches]
    if before or branches:
        raise StateError(
            _(
                "{remote} has no branch {branch} any more: ask who took it away, or send yours "
                "again: git push {remote} {branch}",
                remote=upstream.remote,
                branch=upstream.branch,
            )
        )


def _rewritten_error(upstream: Upstream, was: str) -> StateError:
    return StateError(
        _(
            "{upstream} was rewritten, or is another place now: it lacks {commit}, which you go on "
            "from: ask who did it. To put both together, with nothing lost: git fetch {remote}, "
            "then: git merge {upstream}, then: clientfile sync",
            upstream=upstream.name,
            remote=upstream.remote,
            commit=was[:_DIGITS],
        )
    )


def _is_ancestor(repo: Repository, commit: str, other: str) -> bool:
    return run_git(repo.root, "merge-base", "--is-ancestor", "--", commit, other).code == 0


def _read_ref(repo: Repository, ref: str) -> str:
    """The commit id that a ref names; "" where there is none."""
    return run_git(repo.root, "rev-parse", "--verify", "--quiet", ref).out.strip()


def absolute_address(url: str) -> str:
    """An address of a remote as typed, of which a path is made absolute: git would take it from
    the folder.
    """
    is_path = "://" not in url and not re.match(r"[^/]+:", url)
    return str(_without_dots(Path(url).absolute())) if is_path else url


def _without_dots(path: Path) -> Path:
    """The path without `..`, where no link on its way makes that another place."""
    short = Path(os.path.normpath(path))
    return short if short.resolve() == path.resolve() else path


def _run(repo: Repository, *arguments: str) -> Result:
    result = run_git(repo.root, *arguments)
    if result.code != 0:
        raise StateError(_("git can't keep the remote: {reason}", reason=result.words))
    return result
