"""`sync`: brings your changes and those of your colleagues together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, cast

import typer

from clientfile.console.choices import PAGE_FORMATS, format_choice
from clientfile.console.listing import print_table
from clientfile.console.options import ListingOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.sync.options import DecisionOptions
from clientfile.errors import ClientfileError, NotSentError, StateError, UnknownWordError
from clientfile.language import _

if TYPE_CHECKING:
    from clientfile.console.sync.step_display import StepDisplay
    from clientfile.store.sync.outcome import (
        Ask,
        FolderConflict,
        NamedDecisions,
        SyncOptions,
        SyncOutcome,
    )


@with_option_groups
def sync(
    ctx: typer.Context,
    remote: Annotated[
        str,
        typer.Option(metavar="URL", help=_("Where the others' records are, at the first time.")),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Tell what would be done, change nothing."))
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help=_("Commit what was edited by hand first."))
    ] = False,
    fmt: Annotated[str, format_choice(PAGE_FORMATS)] = "table",
    *,
    deciding: DecisionOptions,
) -> None:
    """Bring your changes and those of your colleagues together.

    Fetches what the others sent, puts your own changes after theirs, one by one, checks the
    outcome, and sends yours. Different parts of a record never conflict; where one field was set
    to two values, you are asked which stands, and the other value stays in the history. Without a
    terminal the conflicts are listed and nothing is changed: --take decides one, --prefer all.

    Exit: 5 conflicts to decide, no remote, offline; 7 merged here, not sent

    Examples:
        clientfile sync
        # what would come in, go out and be asked
        clientfile sync --dry-run
        # every conflict for your side
        clientfile sync --prefer mine
    """
    from clientfile.console.sync.sides import parse_prefer, parse_takes
    from clientfile.store.sync.outcome import SyncOptions

    session: Session = ctx.obj
    if fmt not in PAGE_FORMATS:
        raise UnknownWordError("--format", fmt, PAGE_FORMATS)
    prefer, takes = parse_prefer(deciding.prefer), parse_takes(deciding.take or ())
    options = SyncOptions(session.today, remote, dry_run, prefer, takes, save)
    outcome, failure = _bring_together(session, options, fmt)
    try:
        _print(session, outcome, fmt, dry_run=dry_run)
    except ClientfileError:
        if not (outcome.commit or outcome.pushed):
            raise
        # What is done is done: that it can't be told is no failure.
        session.note(_("what came in and went out can't be told: look with: clientfile history"))
    if failure is not None:
        raise failure


def _bring_together(
    session: Session, options: SyncOptions, fmt: str
) -> tuple[SyncOutcome, NotSentError | None]:
    """The outcome of a sync, and the error of one that could not be sent."""
    from clientfile.console.sync.step_display import StepDisplay
    from clientfile.store.sync.sync import sync as bring_together

    display = StepDisplay(session)
    try:
        return bring_together(
            session.folder, options, _asking(session, display, fmt), display
        ), None
    except NotSentError as error:
        return cast("SyncOutcome", error.outcome), error
    finally:
        display.wipe()


def _asking(session: Session, display: StepDisplay, fmt: str) -> Ask:
    """What decides conflicts: questions on a terminal; elsewhere they are listed and refused."""

    def ask(conflicts: Sequence[FolderConflict]) -> NamedDecisions:
        from clientfile.console.sync.print_outcome import conflicts_to_decide

        display.wipe()
        if session.can_ask:
            from clientfile.console.sync.questions import ask_conflicts

            return ask_conflicts(session, conflicts)
        _print_conflicts(session, conflicts, fmt)
        raise StateError(conflicts_to_decide(len(conflicts)))

    return ask


def _print(session: Session, outcome: SyncOutcome, fmt: str, *, dry_run: bool) -> None:
    from clientfile.console.sync.print_outcome import conflicts_to_decide, print_json, print_text

    if fmt == "json":
        print_json(session, outcome)
        return
    print_text(session, outcome, dry_run=dry_run)
    if outcome.conflicts:
        _print_conflicts(session, outcome.conflicts, fmt)
        session.note(conflicts_to_decide(len(outcome.conflicts)))


def _print_conflicts(session: Session, conflicts: Sequence[FolderConflict], fmt: str) -> None:
    if fmt == "json":
        from clientfile.console.sync.print_outcome import print_json
        from clientfile.store.sync.outcome import SyncOutcome

        print_json(session, SyncOutcome(conflicts=conflicts))
        return
    from clientfile.console.sync.conflict_table import conflict_table

    print_table(session, conflict_table(conflicts), ListingOptions(format="table"))
