"""The same change at many clients: `--where` instead of CLIENT, shown, confirmed, one commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.options import CommitOptions, RecordOptions
from clientfile.console.session import Session
from clientfile.console.writing import write_change
from clientfile.errors import (
    AmbiguousItemError,
    ClientfileError,
    InvalidError,
    NoMatchError,
    NoSuchItemError,
    UsageError,
)
from clientfile.language import _, ngettext
from clientfile.records.change import Change
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.store.cache.cached_ledger import CachedLedger

ChangeOne = Callable[[str, Data], Change]
"""Makes the change of one client, of its id and its record's data."""


@dataclass(frozen=True)
class ManyOptions:
    """The clients of a change, where it is not one that is named."""

    where: Annotated[
        str,
        typer.Option(metavar="EXPR", help=_("All that match, such as owner=claire, not CLIENT.")),
    ] = ""
    yes: Annotated[bool, typer.Option("--yes", help=_("Change all that match without asking."))] = (
        False
    )


def matching_clients(session: Session, where: str) -> dict[str, str]:
    """The names of the clients that match an expression, by id; all for an empty one. `list
    --where` has the same ones.

    Raises NoMatchError where there are none, UsageError as `list` does.
    """
    from clientfile.console.listing import load_ledger

    ledger = load_ledger(session, RecordOptions())
    names = select_clients(session, ledger, where)
    ledger.close()
    return names


def select_clients(session: Session, ledger: CachedLedger, where: str) -> dict[str, str]:
    """The clients of a ledger that match an expression; as `matching_clients`."""
    from clientfile.console.listing import filter_clients
    from clientfile.console.options import ListingOptions

    chosen, __ = filter_clients(session, ledger, ListingOptions(where=where), ())
    names = {client: info.name for client, info in chosen.clients().items()}
    if not names:
        raise NoMatchError(_("no client matches: {where}", where=where))
    return dict(sorted(names.items()))


def write_to_many(
    session: Session,
    clients: Mapping[str, str],
    many: ManyOptions,
    acting: CommitOptions,
    change_one: ChangeOne,
) -> None:
    """Commit the change of each of the clients as one, once they were shown and confirmed.

    `clients` are what is shown of each, by id. Raises typer.Abort where the user declines,
    UsageError where nobody can be asked and `--yes` is not given, and what `change_one` raises,
    with the client's id.
    """
    from clientfile.changes.many import join_changes

    if not _agreed(session, clients, many, acting):
        raise typer.Abort

    def decide(records: Mapping[str, Data]) -> Change:
        return join_changes([_of_one(change_one, client, records[client]) for client in clients])

    write_change(session, list(clients), decide, acting)


def refuse_two_targets(target: str, where: str, option: str = "--where") -> None:
    """Raise UsageError for a client beside `--where`, or the option that has the condition."""
    if target and where:
        raise UsageError(
            _(
                "{target} and {option} both say which clients: leave one out",
                target=target,
                option=option,
            )
        )


def _agreed(
    session: Session, clients: Mapping[str, str], many: ManyOptions, acting: CommitOptions
) -> bool:
    """Whether to go on: the user sees who it is about, and is asked unless `--yes` says so."""
    for client, shown in clients.items():
        session.note(_("{client}: {what}", client=client, what=shown))
    if many.yes or acting.dry_run:
        return True
    count = len(clients)
    if not session.can_ask:
        raise UsageError(
            ngettext(
                "{count} client matches: write --yes to change it, --dry-run to see how",
                "{count} clients match: write --yes to change them, --dry-run to see how",
                count,
            )
        )
    from clientfile.console.prompt import confirm

    question = ngettext("Change this client? [Y/n]", "Change these {count} clients? [Y/n]", count)
    return confirm(question, session.say, by_default=True)


def _of_one(change_one: ChangeOne, client: str, data: Data) -> Change:
    try:
        return change_one(client, data)
    except (InvalidError, NoSuchItemError, AmbiguousItemError) as error:
        raise _of_client(client, error) from error


def _of_client(client: str, error: ClientfileError) -> ClientfileError:
    sentence = _("{client}: {reason}", client=client, reason=str(error))
    return InvalidError(sentence) if isinstance(error, InvalidError) else NoMatchError(sentence)
