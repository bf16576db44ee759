"""`add-email`: files an e-mail that a mail program pipes in."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.options import ClientPerson, CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import read_stdin, write_change
from clientfile.errors import UsageError, reason_of
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.store.safe_open import MOST_TYPED, read_ordinary

if TYPE_CHECKING:
    from clientfile.exchange.mail.parse_message import Correspondent, Mail
    from clientfile.records.change import Change


@with_option_groups
def add_email(
    ctx: typer.Context,
    target: ClientPerson = "",
    file: Annotated[
        Path, typer.Option("--file", metavar="FILE", help=_("The message; - is standard input."))
    ] = Path("-"),
    *,
    acting: CommitOptions,
) -> None:
    """File an e-mail that a mail program pipes in.

    The addresses of From and To say whose it is. The subject and the first lines are the summary,
    the Date is the day. The same message again changes nothing.

    Examples:
        clientfile add-email < import/message.eml
        clientfile add-email kervelec < import/message.eml

    Exit:
        3  nobody in the folder has the address, or several clients have
    """
    from clientfile.exchange.mail.parse_message import parse_message

    session: Session = ctx.obj
    mail = parse_message(_read(session, file))
    others = _others(session, mail)
    client, person = _resolve_client(session, target, mail, others)

    def decide(records: Mapping[str, Data]) -> Change:
        return _change(session, mail, others, client, person, records[client])

    write_change(session, [client], decide, acting)


def _read(session: Session, file: Path) -> bytes:
    """The bytes of the message. Raises UsageError where there is none."""
    if str(file) != "-":
        try:
            return read_ordinary(file, MOST_TYPED)
        except OSError as error:
            reason = reason_of(error)
            raise UsageError(_("can't read {file}: {reason}", file=file, reason=reason)) from error
    data = b"" if session.can_ask else read_stdin()
    if not data.strip():
        raise UsageError(
            _("no message comes in: pipe it, as in clientfile add-email < message.eml")
        )
    return data


def _others(session: Session, mail: Mail) -> list[Correspondent]:
    """Who is not us: the sender, else those who received a message of ours."""
    from clientfile.store.git.repository import read_identity

    own = {address.casefold() for address in session.folder.settings.team.values()}
    own.add(read_identity(session.folder.root).get("user.email", "").casefold())
    if mail.sender.address in own:
        return [each for each in mail.receivers if each.address not in own] or [mail.sender]
    return [mail.sender]


def _resolve_client(
    session: Session, target: str, mail: Mail, others: list[Correspondent]
) -> tuple[str, str]:
    """The client's id, and the person as typed. Raises NoMatchError where nobody is known."""
    from clientfile.changes.emails import clients_of, only_client, refuse_unknown
    from clientfile.store.cache.lookup import find_client, split_target

    if target:
        typed, person = split_target(target)
        return find_client(session.folder, typed), person
    addresses = [each.address for each in others]
    day = mail.day or session.today
    with contextlib.closing(session.open_ledger()) as ledger:
        records: dict[str, Data] = {}
        for address in addresses:
            records |= ledger.clients_reached(address)
        clients = clients_of(records, addresses, day)
        if not clients:
            refuse_unknown(ledger.records(), others[0].name, addresses[0])
    return only_client(clients), ""


def _change(
    session: Session, mail: Mail, others: list[Correspondent], client: str, person: str, data: Data
) -> Change:
    from clientfile.changes.emails import add_email, people_reached
    from clientfile.changes.interactions import complete_interaction
    from clientfile.store.user import current_user, random_id

    day = mail.day or session.today
    addresses = [each.address for each in others]
    present = [person] if person else people_reached(data, addresses, day)
    fields: Data = {"date": day.isoformat()}
    fields |= {"with": present} if present else {}
    fields |= {"summary": mail.summary} if mail.summary else {}
    team = {address.casefold(): name for name, address in session.folder.settings.team.items()}
    salesperson = team.get(mail.sender.address) or current_user(session.folder)
    complete = complete_interaction(fields, "email", session.today, salesperson)
    return add_email(client, data, complete, mail.message_id, make_id=random_id)
