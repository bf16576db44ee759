"""Fetches from a remote and pushes to it: one branch by its name, never forced."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.process import Result
from clientfile.store.git.watch import Progress, SilenceError, watch_git

_FETCH = (
    "fetch",
    "--progress",
    "--no-tags",
    "--no-recurse-submodules",
    "--no-write-fetch-head",
    "--no-auto-gc",
    "--no-prune",
    "--no-filter",
    # git would update the other branches that its settings name, too.
    "--refmap=",
)
_PUSH = ("push", "--progress", "--porcelain", "--no-follow-tags", "--recurse-submodules=no")
_PAUSES = (0.1, 0.4, 1.0)
"""How long is waited for another program that writes the same ref, in seconds."""
# What git says of a failure, and the servers: no messages of ours.
_TAKEN = "cannot lock ref"  # no message
_NO_BRANCH = "couldn't find remote ref"  # no message
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")
_OFFLINE = re.compile(
    "could not resolve|couldn't resolve|connection (?:refused|timed out|reset)"  # no message
    "|no route to host|network is unreachable|(?:failed|unable) to connect",  # no message
    re.IGNORECASE,
)
_UNKNOWN_HOST = re.compile(
    "host key verification failed|host identification has changed",  # no message
    re.IGNORECASE,
)
_NO_CREDENTIALS = re.compile(
    "could not read (?:username|password)|authentication failed"  # no message
    "|permission denied|terminal prompts",  # no message
    re.IGNORECASE,
)
_NO_REPOSITORY = re.compile(
    "does not appear to be a git repository|repository .*not found|not export",  # no message
    re.IGNORECASE,
)
_NO_PROTOCOL = re.compile("transport '.*' not allowed")  # no message
_CHECKED_OUT = "branch is currently checked out"  # no message


class TransportError(StateError):
    """A remote can't be reached, or refuses: what git said, and what to do."""


class RewrittenError(StateError):
    """What the remote's branch holds does not go on from what was fetched of it before."""


@dataclass(frozen=True)
class RemoteRefs:
    """The branches of a remote: name → commit id; `default` is the one that a clone begins with,
    "" where the remote names none.
    """

    branches: dict[str, str]
    default: str


class PushResult(Enum):
    """The result of a push: the remote has the commit, or had moved since it was looked at."""

    SENT = "sent"
    MOVED = "moved"


def read_remote(directory: Path, source: str) -> RemoteRefs:
    """The branches of a remote, by its name or its address. Raises TransportError."""
    # `--heads` would leave HEAD out, which names the default branch.
    result = _talk(directory, source, "ls-remote", "--symref", "--", source, "HEAD", "refs/heads/*")
    branches, default = {}, ""
    for line in result.text.splitlines():
        value, _tab, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            default = value.removeprefix("ref: refs/heads/")
        elif name.startswith("refs/heads/"):
            branches[name.removeprefix("refs/heads/")] = value
    return RemoteRefs(branches, default)


def fetch_branch(
    directory: Path, source: str, branch: str, ref: str, progress: Progress | None = None
) -> bool:
    """Fetch a branch of a remote into `ref`. Returns whether the remote has the branch.

    Raises TransportError; RewrittenError, with `ref` as it was, where the branch no longer
    holds what `ref` has.
    """
    words = (*_FETCH, "--", source, f"refs/heads/{branch}:{ref}")
    for pause in (*_PAUSES, 0.0):
        result = _watch(directory, source, *words, progress=progress)
        if result.code == 0:
            return True
        if _TAKEN not in result.err:
            break
        # Another program fetches too, as editors do now and then.
        time.sleep(pause)
    if _NO_BRANCH in result.err:
        return False
    if "[rejected]" in result.err:
        raise RewrittenError(_("{ref} was rewritten", ref=ref))
    raise _transport_error(source, result)


def push_commit(
    directory: Path,
    source: str,
    branch: str,
    commit: str,
    expected: str,
    progress: Progress | None = None,
) -> PushResult:
    """Push a commit to a branch of a remote whose tip was `expected`, "" where it had none.

    Raises TransportError; where the connection was lost, the remote may have the commit.
    """
    name = f"refs/heads/{branch}"
    words = (*_PUSH, "--", source, f"{commit}:{name}")
    result = _watch(directory, source, *words, progress=progress, writes=True)
    if result.code == 0:
        return PushResult.SENT
    if "\t[rejected] " in result.text:
        return PushResult.MOVED
    if "\t[remote rejected] " in result.text and _has_moved(directory, source, branch, expected):
        return PushResult.MOVED
    raise _transport_error(source, result)


def _has_moved(directory: Path, source: str, branch: str, expected: str) -> bool:
    """Whether a branch of a remote has another tip; a server refuses both that and what its hooks
    or its settings forbid.
    """
    try:
        return read_remote(directory, source).branches.get(branch, "") != expected
    except TransportError:
        return False


def hide_password(address: str) -> str:
    """The address of a remote without a name and a password that it may hold."""
    return _PASSWORD.sub("", address)


def _talk(directory: Path, source: str, *arguments: str) -> Result:
    result = _watch(directory, source, *arguments)
    if result.code != 0:
        raise _transport_error(source, result)
    return result


def _watch(
    directory: Path,
    source: str,
    *arguments: str,
    writes: bool = False,
    progress: Progress | None = None,
) -> Result:
    try:
        return watch_git(directory, *arguments, writes=writes, progress=progress)
    except SilenceError as error:
        place = hide_password(source)
        raise TransportError(
            _("{remote} can't be reached: {reason}", remote=place, reason=error.sentence)
        ) from error


def _transport_error(source: str, result: Result) -> TransportError:
    """The error for what git said of a remote, with what to do where that is known."""
    return TransportError(
        _(
            "{remote} can't be reached, or refuses: {reason}\n{advice}",
            remote=hide_password(source),
            reason=hide_password(_words(result)),
            advice=_advice(result.err + result.text),
        )
    )


def _words(result: Result) -> str:
    """What git, the remote and its hooks said, and which branch was refused."""
    refused = [
        line.split("\t", 2)[2] for line in result.text.splitlines() if line.startswith("!\t")
    ]
    lines = [*result.words.splitlines(), *refused] if result.err else refused or [result.words]
    return "\n".join(line for line in lines if not line.startswith("hint:"))


def _advice(words: str) -> str:
    if _UNKNOWN_HOST.search(words):
        return _("connect once by hand, and look at the host's key: ssh HOST")
    if _OFFLINE.search(words):
        return _("try again when the network is there")
    if _NO_CREDENTIALS.search(words):
        return _(
            "run it on a terminal, which can ask you, or have git keep the password: "
            "git help credentials"
        )
    if _NO_PROTOCOL.search(words):
        return _("take another address: of a folder, or with ssh, https, http or git")
    if _NO_REPOSITORY.search(words):
        return _(
            "if it is on a stick or a share, connect that; else look at its address: git remote -v"
        )
    if _CHECKED_OUT in words:
        return _(
            "somebody works in that folder: make a repository for all of you beside it: "
            "git clone --bare"
        )
    return _("see to it, then try again")
