"""`resolve`: decides what a merge of git left unsettled in records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.choices import PAGE_FORMATS, format_choice
from clientfile.console.listing import print_table
from clientfile.console.options import ListingOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.sync.options import DecisionOptions
from clientfile.errors import StateError, UnknownWordError
from clientfile.errors.exit_codes import ExitCode
from clientfile.language import Lines, _

if TYPE_CHECKING:
    from clientfile.store.folder import Folder
    from clientfile.store.git.repository import Repository
    from clientfile.store.sync.outcome import Ask, FolderConflict, NamedDecisions
    from clientfile.store.unsettled import SettledMerge, Unsettled, UnsettledRecord
    from clientfile.yamltext.record_merge import MergedText


@with_option_groups
def resolve(
    ctx: typer.Context,
    client: Annotated[
        str, typer.Argument(metavar="[CLIENT]", help=_("All where none is named."))
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show the diff or the conflicts, change nothing."))
    ] = False,
    fmt: Annotated[str, format_choice(PAGE_FORMATS)] = "table",
    *,
    deciding: DecisionOptions,
) -> None:
    """Settle what a merge of git left unsettled in records: asks which value stands.

    After a merge, a pull, a rebase, a cherry-pick, a revert or a stash pop of git's. What is only
    on one side stays; where both sides changed one field, you are asked, and without a terminal
    the conflicts are listed and nothing is changed. The records are written without markers and
    staged; git then goes on as it says. In a rebase, and of a stash too, mine is what you wrote.

    Exit: 1 a record has an error now; 5 conflicts to decide

    Examples:
        clientfile resolve
        clientfile resolve vaudrenne --prefer theirs
        clientfile resolve --take vaudrenne/wattenel.phone=mine
    """
    from clientfile.store.git.repository import require_repository
    from clientfile.store.unsettled import find_unsettled, format_merges, settle

    session: Session = ctx.obj
    if fmt not in PAGE_FORMATS:
        raise UnknownWordError("--format", fmt, PAGE_FORMATS)
    repo = require_repository(session.folder.root)
    unsettled = find_unsettled(session.folder, repo, client)
    merges = _decide(
        session.folder,
        repo,
        unsettled,
        _asking(session, fmt, dry_run=dry_run),
        deciding.prefer,
        deciding.take or (),
    )
    if dry_run:
        session.write(format_merges(session.folder, merges))
        return
    result = settle(session.folder, repo, merges, session.today)
    unsettled = replace(unsettled, records=[*merges])
    _print(session, repo, unsettled, result, fmt)
    if result.problems:
        raise typer.Exit(ExitCode.PROBLEMS)


def _decide(
    folder: Folder,
    repo: Repository,
    unsettled: Unsettled,
    ask: Ask,
    prefer: str,
    take: Sequence[str],
) -> Mapping[UnsettledRecord, MergedText]:
    """The merged records, decided by the options or by asking."""
    from clientfile.console.sync.sides import parse_prefer, parse_takes
    from clientfile.store.sync.decide import decide
    from clientfile.store.unsettled import merge_decided
    from clientfile.store.unsettled_conflicts import folder_conflicts

    records = unsettled.records
    decisions = decide(
        lambda decisions: folder_conflicts(folder, repo, records, decisions),
        parse_prefer(prefer),
        parse_takes(take),
        ask,
    )
    return merge_decided(records, decisions)


def _asking(session: Session, fmt: str, *, dry_run: bool) -> Ask:
    """What decides conflicts: questions on a terminal; elsewhere, and on a dry run, they are listed
    and refused.
    """

    def ask(conflicts: Sequence[FolderConflict]) -> NamedDecisions:
        if session.can_ask and not dry_run:
            from clientfile.console.sync.questions import ask_conflicts

            return ask_conflicts(session, conflicts)
        if fmt == "json":
            _write_json(session, [], conflicts)
        else:
            from clientfile.console.sync.conflict_table import conflict_table

            print_table(session, conflict_table(conflicts), ListingOptions(format="table"))
        raise StateError(
            _(
                "nothing was changed: decide each conflict by --take NAME=mine or --take "
                "NAME=theirs, all by --prefer, or run clientfile resolve on a terminal, which asks"
            )
        )

    return ask


def _print(
    session: Session, repo: Repository, unsettled: Unsettled, result: SettledMerge, fmt: str
) -> None:
    clients = [each.file.id for each in unsettled.records]
    if fmt == "json":
        _write_json(session, clients, [])
    elif not clients and unsettled.client:
        client = unsettled.client
        session.write(session.say(_("nothing to settle in {client}", client=client)) + "\n")
    elif not clients:
        session.write(session.say(_("nothing to settle: no merge left a record open")) + "\n")
    for client in clients if fmt == "table" else ():
        session.write(session.say(_("{client} is settled and staged", client=client)) + "\n")
    session.flush()
    for line in (*result.notes, *_next_steps(session.folder, repo, unsettled)):
        session.note(line)
    for problem in result.problems:
        session.note(str(problem))


def _next_steps(folder: Folder, repo: Repository, unsettled: Unsettled) -> Iterator[str]:
    """What is left to do, once these records are settled."""
    from clientfile.store.git.repository import continue_command
    from clientfile.store.git.unmerged import unmerged_files
    from clientfile.store.layout import is_record, prefix_today

    left, prefix = [*unmerged_files(repo)], prefix_today(folder, repo)
    records = [name for name in left if is_record(name, prefix)]
    others = [name for name in left if name not in records]
    if records:
        yield _("still to be settled: {files}: run: clientfile resolve", files=Lines(records, ", "))
    if others:
        yield _(
            "still unmerged, to be settled by git's own means (mend it, git add FILE): {files}",
            files=Lines(others, ", "),
        )
    if unsettled.records and not left:
        command = continue_command(repo) or "clientfile save"  # no message
        yield _("go on with: {command}", command=command)


def _write_json(
    session: Session, clients: Sequence[str], conflicts: Sequence[FolderConflict]
) -> None:
    from clientfile.console.sync.conflict_table import conflict_rows
    from clientfile.output.json_text import to_json

    rows = conflict_rows(conflicts)
    session.write(to_json({"settled": clients, "conflicts": rows}, indent=2) + "\n")
