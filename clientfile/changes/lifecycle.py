"""A client's standing and id: lost, snoozed, renamed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from clientfile.errors import InvalidError
from clientfile.language import _, ngettext
from clientfile.language.quantities import day as as_day
from clientfile.records.change import Change, RecordChange, Removed, Renamed
from clientfile.records.edits import Data, Edit, Put, at
from clientfile.records.references import rename_references


def lose(client: str, data: Data, reason: str, day: date, *, dated: bool) -> Change:
    """Make a prospect `lost`, a client `former`, from `day` on.

    `dated` is true where the user typed the day, false where it defaults to today. Raises
    InvalidError where the record has another day or reason for it.
    """
    status = at(data, ("identity", "status"))
    new_status = "lost" if status in ("prospect", "lost") else "former"
    since = f"{new_status}_since"
    fields = {"status": new_status, since: day.isoformat()}
    if reason:
        fields["lost_reason"] = reason
    identity = data["identity"]
    if status == new_status:
        if not dated and identity.get(since):
            del fields[since]
        _refuse_other_values(client, identity, fields)
    summary = _describe_loss(
        client, str(identity.get(since, day)), reason, is_prospect=new_status == "lost"
    )
    edits: list[Edit] = [Put(("identity", key), value) for key, value in fields.items()]
    return Change("lose", summary, {client: edits}, summary)


def _describe_loss(client: str, day: str, reason: str, *, is_prospect: bool) -> str:
    sentence = (
        _("{client}: prospect lost on {day}", client=client, day=as_day(day))
        if is_prospect
        else _("{client}: client gone on {day}", client=client, day=as_day(day))
    )
    return _("{sentence} ({note})", sentence=sentence, note=reason) if reason else sentence


def _refuse_other_values(client: str, identity: Data, fields: Mapping[str, str]) -> None:
    for key, value in fields.items():
        if identity.get(key, value) != value:
            raise InvalidError(
                _(
                    "identity.{key} of {client} is already {recorded!r}: to correct it: "
                    "clientfile set {client} {key} …",
                    key=key,
                    client=client,
                    recorded=identity[key],
                )
            )


def snooze(client: str, until: date, today: date) -> Change:
    """Leave the client in peace until `until`. Raises InvalidError for a day before `today`."""
    if until < today:
        raise InvalidError(_("{day} is past: --until takes a day to come", day=until))
    summary = _("{client}: snoozed until {day}", client=client, day=until)
    edits: list[Edit] = [Put(("contacts", "snoozed_until"), until.isoformat())]
    what = _("snoozed until {day}", day=until)
    return Change("snooze", summary, {client: edits}, summary, what=what)


def spread_contacts(days: Mapping[str, date]) -> Change:
    """Have each client due for a contact on its day, by a snooze until then."""
    summary = ngettext(
        "{count} client laid over the days from {first} to {last}",
        "{count} clients laid over the days from {first} to {last}",
        len(days),
        first=min(days.values()),
        last=max(days.values()),
    )
    edits: dict[str, RecordChange] = {
        client: [Put(("contacts", "snoozed_until"), day.isoformat())]
        for client, day in days.items()
    }
    return Change("due", summary, edits, summary)


def rename(old: str, new: str, records: Mapping[str, Data], ids: set[str]) -> Change:
    """Give the record `old` the id `new`, also where other records refer to it.

    `records` are the usable ones of the folder, `ids` all ids. Raises InvalidError where `new` is
    one of them.
    """
    if new in ids:
        raise InvalidError(
            _("{id!r} is already in the folder: choose another id for {client}", id=new, client=old)
        )
    changes: dict[str, RecordChange] = {
        old: Renamed(new, rename_references(records[old], {old: new}))
    }
    for client, data in records.items():
        if client != old and (edits := rename_references(data, {old: new})):
            changes[client] = edits
    subject = _("{client}: renamed from {old}", client=new, old=old)
    return Change("rename", subject, changes, _describe_renaming(old, new, len(changes) - 1))


def _describe_renaming(old: str, new: str, others: int) -> str:
    """The line for the user; `others` counts the other records that named the client."""
    if not others:
        return _("{client}: renamed {new}", client=old, new=new)
    return ngettext(
        "{client}: renamed {new}, with what {count} other record says",
        "{client}: renamed {new}, with what {count} other records say",
        others,
        client=old,
        new=new,
    )


def remove_client(client: str, data: Data) -> Change:
    """Remove the record; git keeps its history."""
    name = at(data, ("identity", "name")) or client
    return Change(
        "remove-client",
        _("{client}: removed", client=client),
        {client: Removed()},
        _(
            "{client}: removed {name} (bring it back with: clientfile undo)",
            client=client,
            name=name,
        ),
    )
