"""`merge`: makes two records of one client, or two entries of one person, one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.options import CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, write_change
from clientfile.errors import UsageError
from clientfile.language import _

if TYPE_CHECKING:
    from clientfile.changes.merge_money import Undecided


@dataclass(frozen=True)
class ChoiceOptions:
    """Which of two values stands."""

    take: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help=_("A field that is to be as the second one has it.")),
    ] = None
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help=_("A field that is to be as the first one has it.")),
    ] = None


@with_option_groups
def merge(
    ctx: typer.Context,
    kept: Annotated[
        str,
        typer.Argument(metavar="CLIENT[/PERSON]", help=_("The client, or the person, that stays.")),
    ],
    other: Annotated[
        str,
        typer.Argument(metavar="CLIENT[/PERSON]", help=_("The one that becomes part of it.")),
    ],
    *,
    choice: ChoiceOptions,
    acting: CommitOptions,
) -> None:
    """Make two records of one client one, or two entries of one person.

    All that the second one has comes over: people, visits, orders. A field that both have stays as
    the first one has it, and the value that is left out is told. Years that accounting states for
    both, and rebates of both, are asked: no sum is made of them. Other records name the first one
    from then on, and whoever types the id of the second one finds it. `undo` takes the two apart.

    Exit: 5 a year or a rebate of both is not decided

    Examples:
        clientfile merge sarvagne aubrenac --dry-run
        # two entries of one person
        clientfile merge kervelec/lanvaux kervelec/gourvez --dry-run
    """
    from clientfile.store.cache.lookup import find_client, split_target

    session: Session = ctx.obj
    targets = [split_target(each) for each in (kept, other)]
    clients = [find_client(session.folder, name) for name, _item in targets]
    items = [item for _name, item in targets]
    if all(items):
        _merge_people(session, clients, (items[0], items[1]), choice, acting)
    elif any(items):
        raise UsageError(_("name two clients, or two people of one client"))
    else:
        _merge_clients(session, clients[0], clients[1], choice, acting)


def _merge_people(
    session: Session,
    clients: list[str],
    people: tuple[str, str],
    choice: ChoiceOptions,
    acting: CommitOptions,
) -> None:
    from clientfile.changes.merge_people import merge_people

    client, other = clients
    if client != other:
        raise UsageError(
            _(
                "{client} and {other} are two clients: to say that people of both are one person: "
                "clientfile link",
                client=client,
                other=other,
            )
        )
    write_change(
        session,
        None,
        lambda records: merge_people(client, records, people, choice.take or ()),
        acting,
        needed=[client],
    )


def _merge_clients(
    session: Session, client: str, other: str, choice: ChoiceOptions, acting: CommitOptions
) -> None:
    from clientfile.changes.merge_clients import merge_clients

    take, keep = list(choice.take or ()), list(choice.keep or ())
    if session.can_ask and client != other:
        for each in _open_questions(session, client, other, take, keep):
            (take if _asks_for_other(session, each, client, other) else keep).append(each.address)
    settings = session.folder.settings
    write_change(
        session,
        None,
        lambda records: merge_clients(client, other, records, take, keep, settings),
        acting,
        needed=[client, other],
    )


def _open_questions(
    session: Session, client: str, other: str, take: list[str], keep: list[str]
) -> list[Undecided]:
    """What is neither taken nor kept by an option."""
    from clientfile.changes.merge_clients import resolve_choice
    from clientfile.changes.merge_fields import FieldJoin
    from clientfile.changes.merge_money import undecided

    data, others = (load_record_data(session, each) for each in (client, other))
    choice = resolve_choice(take, keep, data, others)
    chosen = FieldJoin({**choice.keep, **choice.take})
    return [
        each
        for each in undecided(data, others, session.folder.settings)
        if not chosen.takes(each.address)
    ]


def _asks_for_other(session: Session, each: Undecided, client: str, other: str) -> bool:
    """Ask which of two values stands: whether it is the other one's."""
    from clientfile.changes.merge_clients import describe_undecided
    from clientfile.console.confirm import confirm

    session.note(describe_undecided(each, client, other))
    question = _("Does it stay as {client} has it? [Y/n]", client=client)
    return not confirm(session, question)
